"""One series of activities: what it is, what was held in each year, how many registered and came; times by a rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Integer, cast
from sqlalchemy import case as when
from sqlmodel import Session, col, func, select

from db.activity_vocabulary import ActivityKind, ActivityStage, RegistrationState
from db.models import Activity, ActivitySeries, Area, Registration
from db.spans import local_day, year_of
from domain import activity_again, activity_repeats, activity_series, clock, limits
from domain.activities_visible import activities_visible_to
from domain.clock import LOCAL
from domain.command import can
from domain.errors import Refused
from domain.permissions import Person
from domain.queries.activities import Entry, Filters, calendar
from domain.queries.named import Named, organisations

COMMANDS = (activity_series.change, activity_series.end, activity_again.hold_again)
HELD = (ActivityStage.HELD, ActivityStage.REPORTED)


@dataclass(frozen=True)
class YearFigures:
    """What a series came to in one year, of what this reader may see."""

    year: int
    ahead: int  # drafts, in review, published
    held: int
    cancelled: int
    seats: int  # given, over all that was held
    attended: int
    walked_in: int  # of those who came


@dataclass(frozen=True)
class SeriesShown:
    """A series and its years, the latest first."""

    id: int
    kind: ActivityKind
    name: str
    name_en: str
    summary: str
    organiser: Named
    area: Named | None
    is_active: bool
    version: int
    years: tuple[YearFigures, ...]
    steps: tuple[str, ...]  # the names of the commands that this reader may give


@dataclass(frozen=True)
class Time:
    """One time that a rule gives; `is_rest`: the offices do not work on that day."""

    at: datetime
    is_rest: bool


def series(session: Session, person: Person, series_id: int) -> SeriesShown | None:
    """The series; none where there is no such."""
    row = session.get(ActivitySeries, series_id)
    if row is None:
        return None
    area = session.get(Area, row.area_code) if row.area_code else None
    return SeriesShown(
        id=row.id,
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
        summary=row.summary,
        organiser=organisations(session, (row.organiser_id,))[row.organiser_id],
        area=Named(0, area.name, area.name_en) if area else None,
        is_active=row.is_active,
        version=row.version,
        years=_years(session, person, series_id),
        steps=tuple(each.name for each in COMMANDS if can(person, each, row) and row.is_active),
    )


def held_in(session: Session, person: Person, series_id: int, year: int) -> tuple[Entry, ...]:
    """What the series holds in a year, cancelled ones too, in the order of its beginning; 500 at most."""
    filters = Filters(series_id=series_id, stages=tuple(ActivityStage))
    return calendar(session, person, date(year, 1, 1), date(year, 12, 31), filters)


def cloned(session: Session, person: Person, activity_ids: tuple[int, ...]) -> frozenset[int]:
    """Which of these have been drafted again already."""
    found = select(Activity.cloned_from_id).where(
        col(Activity.cloned_from_id).in_(activity_ids), activities_visible_to(person)
    )
    return frozenset(session.exec(found))


def times(session: Session, person: Person, first: datetime, rule: str) -> tuple[Time, ...]:
    """The times that a rule gives from a first one on; none where the rule does not hold."""
    try:
        found = activity_repeats.occurrences(rule, first)
    except Refused:
        return ()
    return _times(session, found)


def further(
    session: Session, person: Person, activity_id: int, many: int, skips_rest: bool
) -> tuple[Time, ...]:
    """The next times of a recurring activity, by its first one; none where its rule gives no more, or for others than
    those who may let it go on."""
    row = session.get(Activity, activity_id)
    if row is None or not can(person, activity_repeats.extend, row):
        return ()
    try:
        found = activity_repeats.further(session, row, many, clock.now(), skips_rest=skips_rest)
    except Refused:
        return ()
    return _times(session, [each.starts_at for each in found])


further.by_minute = True


def _times(session: Session, moments: Sequence[datetime]) -> tuple[Time, ...]:
    calendar_now = limits.calendar(session)
    return tuple(
        Time(each.astimezone(LOCAL), not activity_repeats.is_worked(calendar_now, each))
        for each in moments
    )


series.by_scope = held_in.by_scope = cloned.by_scope = times.by_scope = True


def _years(session: Session, person: Person, series_id: int) -> tuple[YearFigures, ...]:
    """Two counts, of activities and of people, both in the database."""
    year = year_of(local_day(col(Activity.starts_at)))
    mine = (Activity.series_id == series_id, activities_visible_to(person))
    is_held = col(Activity.stage).in_(HELD)
    is_cancelled = Activity.stage == ActivityStage.CANCELLED
    activities = session.exec(
        select(
            year,
            func.count(),
            func.sum(when((is_held, 1), else_=0)),
            func.sum(when((is_cancelled, 1), else_=0)),
            func.sum(when((is_held, Activity.taken), else_=0)),
        )
        .where(*mine)
        .group_by(year)
        .order_by(year.desc())
    ).all()
    people = session.exec(
        select(year, func.count(), func.sum(cast(col(Registration.is_walk_in), Integer)))
        .join(Registration, Registration.activity_id == Activity.id)
        .where(*mine, Registration.state == RegistrationState.ATTENDED)
        .group_by(year)
    )
    came = {int(each): (int(many), int(walked or 0)) for each, many, walked in people}
    return tuple(
        YearFigures(int(each), every - held - off, held, off, seats, *came.get(int(each), (0, 0)))
        for each, every, held, off, seats in (
            (row[0], *(int(value or 0) for value in row[1:])) for row in activities
        )
    )
