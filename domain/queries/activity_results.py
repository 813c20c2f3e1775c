"""What was raised at an activity; and the demands, needs, matches or projects behind each number of what came of it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.activity_vocabulary import ActivityResult
from db.models import Contest, ContestEntry, Demand
from domain import activity_numbers
from domain.activity_numbers import MATCH_FIGURES, PROJECTS, Held
from domain.clock import LOCAL
from domain.contest.visible import kept_by
from domain.indicators import publication
from domain.permissions import Person, visible_to
from domain.queries import activity_needs, told_stage
from domain.queries.activity_needs import MOST, Line
from domain.queries.activity_outcome import held

OF_NEEDS = (ActivityResult.NEEDS, *MATCH_FIGURES)
RAISED = (ActivityResult.DEMANDS, ActivityResult.NEEDS, ActivityResult.MATCHES)


@dataclass(frozen=True)
class Results:
    """What a number counts: all of it, and those that are open to this reader, the newest first, 200 at most."""

    what: ActivityResult
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Raised:
    """What was raised at an activity: all is counted, listed is what is open to this reader."""

    counts: dict[ActivityResult, int]
    lines: tuple[Line, ...]


def raised(session: Session, person: Person, activity_id: int) -> Raised:
    """Demands, then needs, then the matches of these needs, held or not; the newest of each first."""
    here = Held((activity_id,))
    counts = {each: activity_numbers.count(session, each, here) for each in RAISED}
    lines = [line for each in RAISED for line in _lines(session, person, here, each)]
    return Raised(counts, tuple(lines))


def of_activity(
    session: Session, person: Person, activity_id: int, what: ActivityResult
) -> Results | None:
    """Of one activity that was held; none for those who do not hold it."""
    return _behind(session, person, held(session, person, activity_id=activity_id), what)


def of_series(
    session: Session, person: Person, series_id: int, what: ActivityResult
) -> Results | None:
    """Of all that was held of a series, as far as this reader holds it."""
    return _behind(session, person, held(session, person, series_id=series_id), what)


of_activity.by_minute = of_series.by_minute = True


def _behind(session: Session, person: Person, of: Held, what: ActivityResult) -> Results | None:
    """Who is content is the city's alone until the month is published; see domain/indicators/publication.py."""
    if not of:
        return None
    if what is ActivityResult.SATISFIED and not publication.is_told_all(person):
        return None
    many = activity_numbers.count(session, what, of)
    return Results(what, many, _lines(session, person, of, what))


def _lines(session: Session, person: Person, of: Held, what: ActivityResult) -> tuple[Line, ...]:
    if what in OF_NEEDS:
        return activity_needs.lines(session, person, of.activity_ids, what, of.menu_ids)
    if what in PROJECTS:
        return _projects(session, person, of, what)
    found = (
        select(Demand, told_stage.column(person))
        .where(*activity_numbers.behind(what, of), visible_to(person))
        .order_by(col(Demand.submitted_at).desc(), col(Demand.id).desc())
    )
    return tuple(
        Line(
            row.number,
            row.title,
            "",
            stage,
            row.submitted_at.astimezone(LOCAL),
            row.enterprise_name,
            demand=row.number,
        )
        for row, stage in session.exec(found.limit(MOST))
    )


def _projects(session: Session, person: Person, of: Held, what: ActivityResult) -> tuple[Line, ...]:
    """Projects of competitions, for those who keep them."""
    found = (
        select(ContestEntry, Contest.number)
        .join(Contest, Contest.id == ContestEntry.contest_id)
        .where(*activity_numbers.behind(what, of), kept_by(person))
        .order_by(col(ContestEntry.entered_at).desc(), col(ContestEntry.id).desc())
    )
    return tuple(
        Line(
            f"{number}-{row.ticket}",
            row.title,
            "",
            row.stage,
            row.entered_at.astimezone(LOCAL),
            row.enterprise_name,
            entry_id=row.id,
        )
        for row, number in session.exec(found.limit(MOST))
    )
