"""The calendar: what is held when, by area, series, organiser and audience, as far as this reader may see it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, or_, select

from db.activity_vocabulary import ActivityKind, ActivityStage, AudienceCondition
from db.models import Activity, ActivityAudience, ActivitySeries, Area, Organisation
from db.spans import local_day
from db.vocabulary import SizeClass
from domain import activity_moves
from domain.activities_visible import activities_visible_to
from domain.activity_checks import LONGEST
from domain.activity_seats import Room, room
from domain.clock import LOCAL
from domain.command import can
from domain.permissions import Person
from domain.queries.named import Named

MOST = 500  # in one period


@dataclass(frozen=True)
class Filters:
    """What the calendar is narrowed to. Of a size or industry: activities that are for it, or for all.

    `stages` none: all that the reader may see but what is cancelled, which only the calendar shows.
    """

    area: str | None = None
    kind: ActivityKind | None = None
    series_id: int | None = None
    organiser_id: int | None = None
    industry: str | None = None
    size: SizeClass | None = None
    stages: tuple[ActivityStage, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One activity on the calendar."""

    id: int
    number: str
    title: str
    title_en: str
    kind: ActivityKind
    stage: ActivityStage
    series: Named | None
    area: str  # empty: the whole city
    area_en: str
    area_code: str | None
    organiser: Named
    place: str
    is_online: bool  # held nowhere else
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    taken: int | None  # for those who hold it
    room: Room
    is_recurring: bool
    can_move: bool  # by this reader
    version: int


def calendar(
    session: Session, person: Person, first: date, last: date, filters: Filters = Filters()
) -> tuple[Entry, ...]:
    """What is held on the days from `first` to `last`, both included, on the clocks of the city; 500 at most.

    With what was published and then cancelled, so that whoever comes back finds that it is.
    """
    begin, end = _moment(first), _moment(last + timedelta(days=1))
    # Nothing lasts longer than LONGEST, so that the index finds what has begun before.
    within = (
        col(Activity.starts_at) < end,
        col(Activity.starts_at) > begin - LONGEST,
        col(Activity.ends_at) > begin,
    )
    return _entries(
        session, person, listed(person, filters, struck=True).where(*within).limit(MOST)
    )


def next_day(
    session: Session, person: Person, since: date, filters: Filters = Filters()
) -> date | None:
    """The first day from `since` on, on which something begins; none where nothing follows."""
    follows = listed(person, filters).where(col(Activity.starts_at) >= _moment(since)).limit(1)
    found = session.exec(follows).first()
    return found.starts_at.astimezone(LOCAL).date() if found else None


def entry(session: Session, person: Person, activity_id: int) -> Entry | None:
    """One activity as the calendar shows it; none that is not for this reader."""
    asked = select(Activity).where(Activity.id == activity_id, activities_visible_to(person))
    return next(iter(_entries(session, person, asked)), None)


def heat(
    session: Session, person: Person, year: int, filters: Filters = Filters()
) -> tuple[tuple[date, int], ...]:
    """How many activities are held on each day of a year that has any; one of several days is on each of them."""
    begin, end = _moment(date(year, 1, 1)), _moment(date(year + 1, 1, 1))
    first, last = local_day(col(Activity.starts_at)), local_day(col(Activity.ends_at))
    where = conditions(person, filters)
    on_one_day = (
        select(first, func.count())
        .where(*where, Activity.starts_at >= begin, Activity.starts_at < end, first == last)
        .group_by(first)
    )
    counts = Counter(dict(session.exec(on_one_day).all()))
    on_several = select(Activity.starts_at, Activity.ends_at).where(
        *where,
        Activity.starts_at < end,
        # Nothing lasts longer than LONGEST: a range of beginnings, for the index.
        col(Activity.starts_at) > begin - LONGEST,
        Activity.ends_at > begin,
        first != last,
    )
    for starts, ends in session.exec(on_several):
        counts.update(each for each in _days(starts, ends) if each.year == year)
    return tuple(sorted(counts.items()))


def _days(starts: datetime, ends: datetime) -> Iterator[date]:
    """The days of the city on which it is; one that ends at midnight is not on the day that begins then."""
    day = starts.astimezone(LOCAL).date()
    while day <= (ends - timedelta(microseconds=1)).astimezone(LOCAL).date():
        yield day
        day += timedelta(days=1)


def series(session: Session, person: Person) -> tuple[ActivitySeries, ...]:
    """The series, those that go on first; for everybody."""
    asked = select(ActivitySeries).order_by(
        col(ActivitySeries.is_active).desc(), col(ActivitySeries.name)
    )
    return tuple(session.exec(asked.limit(MOST)))


calendar.by_scope = next_day.by_scope = heat.by_scope = True
# A registration changes how full one is, and does not touch the topic of the calendar.
calendar.by_minute = True


def listed(person: Person, filters: Filters, *, struck: bool = False) -> Select:
    """The activities under these filters in the order of their beginning; `struck`: with those called off in public."""
    return (
        select(Activity)
        .where(*conditions(person, filters, struck=struck))
        .order_by(col(Activity.starts_at), col(Activity.id))
    )


def _said(
    condition: AudienceCondition,
    matches: Callable[[ColumnElement[str]], ColumnElement[bool]] | None = None,
) -> ColumnElement[bool]:
    """Whether an activity names anything of this sort, or something that matches."""
    audience = aliased(ActivityAudience)
    said = select(audience.word).where(
        audience.activity_id == Activity.id, audience.condition == condition
    )
    if matches is not None:
        said = said.where(matches(col(audience.word)))
    return said.correlate(Activity).exists()


def conditions(
    person: Person, filters: Filters, *, struck: bool = False
) -> list[ColumnElement[bool]]:
    """What the calendar, its counts and its feeds show under these filters."""
    where = [activities_visible_to(person)]
    if filters.stages:
        where.append(col(Activity.stage).in_(filters.stages))
    elif struck:
        was_public = col(Activity.published_at).is_not(None)
        where.append(or_(Activity.stage != ActivityStage.CANCELLED, was_public))
    else:
        where.append(Activity.stage != ActivityStage.CANCELLED)
    if filters.area:
        where.append(_is_of_area(filters.area))
    if filters.kind:
        where.append(Activity.kind == filters.kind)
    if filters.series_id:
        where.append(Activity.series_id == filters.series_id)
    if filters.organiser_id:
        where.append(Activity.organiser_id == filters.organiser_id)
    if filters.industry:
        where.append(_is_for_industry(filters.industry))
    if filters.size:
        is_named = _said(AudienceCondition.SIZE, lambda word: word == filters.size.value)
        where.append(or_(~_said(AudienceCondition.SIZE), is_named))
    return where


def _is_of_area(area: str) -> ColumnElement[bool]:
    """Held here, wherever it is held for the enterprises of this area, or of the whole city and for all of it."""
    for_all = and_(col(Activity.area_code).is_(None), ~_said(AudienceCondition.AREA))
    is_named = _said(AudienceCondition.AREA, lambda word: word == area)
    return or_(Activity.area_code == area, for_all, is_named)


def _is_for_industry(code: str) -> ColumnElement[bool]:
    """For every industry, one that this lies within, or one that lies within it: a longer code in a shorter one."""
    wider = [code[:n] for n in range(1, len(code) + 1)]
    is_named = _said(
        AudienceCondition.INDUSTRY,
        lambda word: or_(word.in_(wider), word.startswith(code, autoescape=True)),
    )
    return or_(~_said(AudienceCondition.INDUSTRY), is_named)


def _entries(session: Session, person: Person, asked: Select) -> tuple[Entry, ...]:
    rows = session.exec(asked).all()
    areas = {row.code: row for row in session.exec(select(Area))}
    named = {
        row[0]: Named(*row)
        for row in session.exec(
            select(Organisation.id, Organisation.name, Organisation.name_en).where(
                col(Organisation.id).in_({row.organiser_id for row in rows})
            )
        )
    }
    of_series = {
        row[0]: Named(*row)
        for row in session.exec(
            select(ActivitySeries.id, ActivitySeries.name, ActivitySeries.name_en).where(
                col(ActivitySeries.id).in_({row.series_id for row in rows} - {None})
            )
        )
    }
    return tuple(
        _entry(
            row,
            areas.get(row.area_code),
            named,
            of_series,
            is_held=can(person, activity_moves.move, row),
        )
        for row in rows
    )


def _entry(
    row: Activity,
    area: Area | None,
    named: dict[int, Named],
    of_series: dict[int, Named],
    *,
    is_held: bool,
) -> Entry:
    return Entry(
        id=row.id,
        number=row.number,
        title=row.title,
        title_en=row.title_en,
        kind=row.kind,
        stage=row.stage,
        series=of_series.get(row.series_id),
        area=area.name if area else "",
        area_en=area.name_en if area else "",
        area_code=row.area_code,
        organiser=named[row.organiser_id],
        place=row.place,
        is_online=bool(row.link) and not row.place,
        starts_at=row.starts_at.astimezone(LOCAL),
        ends_at=row.ends_at.astimezone(LOCAL),
        capacity=row.capacity,
        taken=row.taken if is_held else None,
        room=room(row),
        is_recurring=row.recurrence_at is not None,
        can_move=is_held and row.stage in activity_moves.MOVABLE,
        version=row.version,
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
