"""What a wall shows: this month as far as it has come, the sub-platforms beside each other, the loop, the days.

The dates are those of the moment of asking: at midnight and at the end of a month a wall goes on by itself. Until the
first working day of a month is over there is little to see of it: till then it is the month that has just ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from db.indicator_vocabulary import Better, By, Indicator, Unit, WallView
from db.models import Area
from domain import clock, limits
from domain.indicators import (
    aims,
    allowed,
    comparing,
    freshness,
    parts,
    periods,
    present,
    reading,
)
from domain.indicators.aims import ADD_UP, Aim
from domain.indicators.comparing import Before, WorkingDays
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figure, Figures
from domain.indicators.periods import Period
from domain.indicators.reading import Scope
from domain.office_calendar import Calendar
from domain.permissions import Person
from domain.queries import indicators, targets
from domain.wall_links import Wishes

TOPICS = (*indicators.TOPICS, *targets.TOPICS, "rules")
LARGE = (
    Indicator.RECEIVED,
    Indicator.SERVICES_GIVEN,
    Indicator.ON_TIME_ACCEPTANCE,
    Indicator.ON_TIME_CLOSING,
    Indicator.SATISFACTION_RATE,
    Indicator.VISIT_VERIFICATION,
    Indicator.HANDLING_TIME,
    Indicator.OVERDUE_NOW,
)
NOW = (Indicator.OVERDUE_NOW, Indicator.OPEN_NOW)
DAILY = (Indicator.RECEIVED, Indicator.SERVICES_GIVEN)
TREND = 12  # months


@dataclass(frozen=True)
class Large:
    """One figure of the place: with what it was on as many working days of the month before, and its last months.

    `is_whole`: the month before is told as a whole, because the month is over, or there is no part of it (a median).
    """

    figure: Figure
    before: Figure | None
    trend: tuple[float | None, ...]
    aim: Aim | None
    is_whole: bool = False


@dataclass(frozen=True)
class Place:
    """One sub-platform. `is_against_city`: no target is set, and it is told against the city's own figure.
    `is_counted`: the figure covers it; else it has none, which is neither zero nor bad. `before`: after as many
    working days of the month before, or all of it, where there is no part of it or the month is over."""

    code: str
    name: str
    name_en: str
    column: int
    row: int
    figure: Figure
    before: Before | None
    aim: Aim | None
    is_against_city: bool
    overdue: Figure | None
    is_own: bool
    is_counted: bool = True


@dataclass(frozen=True)
class Day:
    """One day of the month; nothing is told of one that has not begun."""

    day: date
    is_working: bool
    arrived: int | None
    answered: int | None


@dataclass(frozen=True)
class Board:
    """Everything on the wall; every change until `at` is in it. `area`: Chinese and English; none is the whole city.
    `day`: today; `period` is its month, or that before it. `compared`: how many working days it is told of, and how
    many of the month before."""

    at: datetime
    day: date
    period: Period
    area: tuple[str, str] | None
    large: tuple[Large, ...]
    whole: Figure | None  # the city's figure of the map and the ranking
    goal: float | None  # and its target
    places: tuple[Place, ...]
    loop: tuple[tuple[str, int], ...]
    overdue: Figure | None
    days: tuple[Day, ...]
    today: Day | None
    compared: WorkingDays
    is_unconfirmed: bool = False  # the targets were carried on by the platform
    unknown_years: tuple[
        int, ...
    ] = ()  # of the months compared: whose office calendar is not entered


def board(session: Session, person: Person, wishes: Wishes) -> Board:
    """What these views show now; raises Forbidden for those who may see no figures."""
    today, calendar = clock.now().date(), limits.calendar(session)
    period = periods.month(today, today=today)
    if not periods.has_worked(period, calendar):
        period = periods.month(period.first - timedelta(days=1), today=today)
    aimed = targets.month(session, person, period.first)
    asked = _Asked(
        session,
        person,
        allowed.narrowed(person, Scope(period.first, period.until)),
        period,
        calendar,
        aimed.values,
    )
    views, own = set(wishes.views), replace(asked.scope, area=wishes.area)
    areas = session.exec(select(Area).order_by(col(Area.position), col(Area.code))).all()
    places: tuple[Place, ...] = ()
    whole = goal = None
    if views & {WallView.MAP, WallView.RANKING, WallView.LOOP}:
        places, whole = _places(asked, areas, wishes)
        goal = aims.target_for(asked.targets, wishes.indicator, None)
    days = _days(asked, own, period) if WallView.LOAD in views else ()
    return Board(
        at=freshness.now().as_of,
        day=today,
        period=period,
        area=next(((each.name, each.name_en) for each in areas if each.code == wishes.area), None),
        large=_large(asked, own) if WallView.CITY in views else (),
        whole=whole,
        goal=goal,
        places=places,
        loop=_loop(asked, own) if WallView.LOOP in views else (),
        overdue=asked.now((Indicator.OVERDUE_NOW,), own)[None].get(Indicator.OVERDUE_NOW),
        days=days,
        today=_today(asked, own, days) if WallView.LOAD in views else None,
        compared=comparing.working_days(period, periods.earlier(period, 1, calendar), calendar),
        is_unconfirmed=bool(aimed.unconfirmed),
        unknown_years=calendar.unknown_years(periods.month_after(period.first, -1), period.last),
    )


@dataclass(frozen=True)
class _Asked:
    """The question, and what every part of its answer needs."""

    session: Session
    person: Person
    scope: Scope
    period: Period
    calendar: Calendar
    targets: targets.Values

    def table(
        self, some: tuple[Indicator, ...], scope: Scope, by: By | None = None
    ) -> dict[object, Figures]:
        return present.table(self.session, self.person, some, scope, by)

    def now(
        self, some: tuple[Indicator, ...], scope: Scope, by: By | None = None
    ) -> dict[object, Figures]:
        """What tells of this moment, whichever month is shown."""
        told = tuple(each for each in some if DEFINITIONS[each].is_now)
        today = clock.now().date()
        return self.table(told, replace(scope, since=today, until=today), by)

    def earlier(self, scope: Scope) -> Scope:
        """As many working days of the month before."""
        told = periods.earlier(self.period, 1, self.calendar)
        return replace(scope, since=told.first, until=told.until)

    def aim(self, figure: Figure | None, area: str | None) -> Aim | None:
        if figure is None:
            return None
        return aims.of(figure, self.targets, area, self.period, self.calendar)


def _large(asked: _Asked, own: Scope) -> tuple[Large, ...]:
    now = asked.table(LARGE, own)[None] | asked.now(LARGE, own)[None]
    before = asked.table(LARGE, asked.earlier(own))[None]
    first = asked.period.first
    firsts = [periods.month_after(first, n + 1 - TREND) for n in range(TREND)]
    months = asked.table(LARGE, replace(own, since=firsts[0]), By.MONTH)

    def trend(indicator: Indicator) -> tuple[float | None, ...]:
        if By.MONTH not in DEFINITIONS[indicator].by:
            return ()
        return tuple(_value(months.get(each, {}), indicator) for each in firsts)

    def large(indicator: Indicator) -> Large:
        figure, earlier = now[indicator], before.get(indicator)
        is_median = figure.definition.unit is Unit.WORKING_DAYS
        if is_median:
            earlier = months.get(firsts[-2], {}).get(indicator)
        is_whole = is_median or not asked.period.is_unfinished
        return Large(figure, earlier, trend(indicator), asked.aim(figure, own.area), is_whole)

    return tuple(large(each) for each in LARGE if each in now)


def _places(asked: _Asked, areas, wishes: Wishes) -> tuple[tuple[Place, ...], Figure | None]:
    indicator = wishes.indicator
    some = (indicator, *(each for each in NOW if each is not indicator))
    now = asked.table((indicator,), asked.scope, By.AREA)
    for key, figures in asked.now(some, asked.scope, By.AREA).items():
        now[key] = now.get(key, {}) | figures
    before = comparing.before(
        asked.session,
        asked.person,
        (indicator,),
        asked.scope,
        asked.period,
        asked.calendar,
        By.AREA,
    )
    ask = asked.now if DEFINITIONS[indicator].is_now else asked.table
    whole = ask((indicator,), asked.scope)[None].get(indicator)

    # Where there are targets, they alone give the colours, as on every other page.
    is_aimed = bool(asked.targets.get(indicator))

    def place(area: Area) -> Place:
        figures = now.get(area.code, {})
        figure = figures.get(indicator) or Figure(indicator)
        aim = asked.aim(figure, area.code)
        against = None if aim or is_aimed else _against(figure, whole)
        return Place(
            code=area.code,
            name=area.name,
            name_en=area.name_en,
            column=area.tile_column,
            row=area.tile_row,
            figure=figure,
            before=before.get(area.code, {}).get(indicator),
            aim=aim or against,
            is_against_city=aim is None and against is not None,
            overdue=figures.get(Indicator.OVERDUE_NOW),
            is_own=area.code == wishes.area,
            is_counted=DEFINITIONS[indicator].covers(area.code),
        )

    return tuple(map(place, areas)), whole


def _against(figure: Figure, whole: Figure | None) -> Aim | None:
    """How a sub-platform stands to the whole city, where the two can be compared."""
    definition = figure.definition
    is_sum = figure.indicator in ADD_UP or definition.unit is Unit.COUNT
    if is_sum or definition.better is Better.NEITHER or whole is None or whole.value is None:
        return None
    return aims.aim(figure, whole.value, gone=1, whole=1)


def _loop(asked: _Asked, own: Scope) -> tuple[tuple[str, int], ...]:
    steps = ("received", *(each.value for each in parts.told_steps(asked.person)))
    found = reading.sums(asked.session, own, measures=steps)[None]
    return tuple((name, found[name]) for name in steps)


def _today(asked: _Asked, own: Scope, days: tuple[Day, ...]) -> Day:
    """Today, also where the month that is shown is over."""
    today = clock.now().date()
    if found := next((each for each in days if each.day == today), None):
        return found
    within = replace(own, since=today, until=today)
    return _days(asked, within, periods.days(today, today, today=today))[0]


def _days(asked: _Asked, own: Scope, period: Period) -> tuple[Day, ...]:
    found = asked.table(DAILY, own, By.DAY)
    every = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]

    def many(day: date, indicator: Indicator) -> int | None:
        return None if day > period.until else int(_value(found.get(day, {}), indicator) or 0)

    return tuple(
        Day(day, asked.calendar.is_working(day), *(many(day, each) for each in DAILY))
        for day in every
    )


def _value(figures: Mapping[Indicator, Figure], indicator: Indicator) -> float | None:
    figure = figures.get(indicator)
    return figure.value if figure else None
