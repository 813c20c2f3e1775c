"""What was raised at an activity, and the demands, needs and matches behind each number of what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlmodel import Session, col, select

from db.activity_vocabulary import ActivityResult
from db.models import Demand, Match, TechnicalNeed
from db.research_vocabulary import MatchStage, RecordStage
from db.vocabulary import Stage
from domain import activity_numbers
from domain.activity_numbers import MATCH_FIGURES, Held
from domain.clock import LOCAL
from domain.indicators import publication
from domain.permissions import Person, visible_to
from domain.queries.activity_outcome import held
from domain.research_visible import matches_visible_to, need_names_visible_to, needs_visible_to

MOST = 200
RAISED = (ActivityResult.DEMANDS, ActivityResult.NEEDS, ActivityResult.MATCHES)


@dataclass(frozen=True)
class Line:
    """One demand (`demand`: its number), technical need or match that came of it. `at`: when it was handed in, entered
    or proposed."""

    number: str
    title: str
    title_en: str
    stage: Stage | RecordStage | MatchStage
    at: datetime
    enterprise: str = ""
    demand: str = ""
    need_id: int | None = None
    match_id: int | None = None


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
    if not of.activity_ids and not of.menu_ids:
        return None
    if what is ActivityResult.SATISFIED and not publication.is_told_all(person):
        return None
    many = activity_numbers.count(session, what, of)
    return Results(what, many, tuple(_lines(session, person, of, what)))


def _lines(session: Session, person: Person, of: Held, what: ActivityResult) -> Iterator[Line]:
    where = activity_numbers.behind(what, of)
    if what in MATCH_FIGURES:
        found = _newest(select(Match, TechnicalNeed), Match.proposed_at, Match.id).join(
            TechnicalNeed, TechnicalNeed.id == Match.need_id
        )
        # Who came to the activity may tell whose a need is.
        known = (matches_visible_to(person), need_names_visible_to(person))
        for row, need in session.exec(found.where(*where, *known)):
            at = row.proposed_at.astimezone(LOCAL)
            yield Line(row.number, need.title, need.title_en, row.stage, at, match_id=row.id)
    elif what is ActivityResult.NEEDS:
        found = _newest(select(TechnicalNeed), TechnicalNeed.created_at, TechnicalNeed.id)
        known = (needs_visible_to(person), need_names_visible_to(person))
        for row in session.exec(found.where(*where, *known)):
            at = row.created_at.astimezone(LOCAL)
            yield Line(row.number, row.title, row.title_en, row.stage, at, need_id=row.id)
    else:
        found = _newest(select(Demand), Demand.submitted_at, Demand.id)
        for row in session.exec(found.where(*where, visible_to(person))):
            at, whose = row.submitted_at.astimezone(LOCAL), row.enterprise_name
            yield Line(row.number, row.title, "", row.stage, at, whose, demand=row.number)


def _newest(asked: Select, at, number) -> Select:
    return asked.order_by(col(at).desc(), col(number).desc()).limit(MOST)
