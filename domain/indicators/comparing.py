"""What a figure was before: in the period just before, or a year earlier, for as many working days."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import Session

from db.indicator_vocabulary import Indicator, Over
from domain.indicators import metric, periods
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.indicators.figure import Figure
from domain.indicators.periods import Period
from domain.indicators.reading import Scope, Split
from domain.office_calendar import Calendar
from domain.permissions import Person


@dataclass(frozen=True)
class Before:
    """A figure as it was. `is_whole`: of whole months, though the present one is unfinished, because there is no part
    of one: a median. It is to be marked as such."""

    figure: Figure
    is_whole: bool = False


@dataclass(frozen=True)
class WorkingDays:
    """How many working days the two periods have that are compared."""

    now: int
    then: int

    @property
    def are_alike(self) -> bool:
        return self.now == self.then


Befores = dict[Indicator, Before]
_DAY = timedelta(days=1)


def working_days(period: Period, told: Period, calendar: Calendar) -> WorkingDays:
    """Those that are over of a period and of the earlier one that it is compared with: whole months, quarters and years
    differ in them, however long their months are."""
    return WorkingDays(periods.worked(period, calendar), periods.worked(told, calendar))


def is_by_the_day(definition: Definition) -> bool:
    """Whether a figure can be told for each working day: numbers that add up from day to day, which different
    enterprises do not."""
    return definition.adds_up and definition.over is Over.DAYS


def by_the_day(
    definition: Definition, now: float | None, then: float | None, days: WorkingDays
) -> tuple[float, float] | None:
    """A number for each working day, now and then, where that moved another way than the number itself: a month of 17
    working days may have fewer demands than one of 22 though more came on each. Else none."""
    if not is_by_the_day(definition) or days.are_alike or now is None or then is None:
        return None
    if not days.now or not days.then:
        return None
    daily = now / days.now, then / days.then
    return daily if _sign(daily[0] - daily[1]) != _sign(now - then) else None


def waits_for_its_end(definition: Definition, period: Period) -> bool:
    """Whether a figure is compared only once its period is over: a number of different enterprises grows from day to
    day and is not told of a part of a month, so that until then it would always have fallen."""
    return period.is_unfinished and definition.adds_up and definition.over is Over.MONTHS


def before(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    period: Period,
    calendar: Calendar,
    by: Split = None,
) -> dict[object, Befores]:
    """In the period just before; under None, or by what figures are put beside each other by. What is not known of it
    is left out."""
    told = periods.previous(period, calendar)
    return during(session, person, indicators, scope, told, calendar, by)


def during(
    session: Session,
    person: Person,
    indicators: tuple[Indicator, ...],
    scope: Scope,
    told: Period,
    calendar: Calendar,
    by: Split = None,
) -> dict[object, Befores]:
    """In a period that is over, until as far as it is compared; nothing while no working day is over."""
    found: dict[object, Befores] = {} if by else {None: {}}
    if not periods.working_days(told.first, told.until, calendar):
        return found
    part = [each for each in indicators if DEFINITIONS[each].over is Over.DAYS]
    # Of a year that is half gone, the months until then.
    to_its_end = periods.last_of_month(max(told.until, told.first).replace(day=1))
    is_cut = told.until < told.last
    whole = [
        each
        for each in indicators
        if DEFINITIONS[each].over is Over.MONTHS
        and told.months
        and not (is_cut and DEFINITIONS[each].adds_up)
    ]
    for some, until, is_whole in (
        (part, told.until, False),
        (whole, to_its_end, told.until < to_its_end),
    ):
        if some:
            within = replace(scope, since=told.first, until=until)
            for key, figures in metric.table(session, person, tuple(some), within, by).items():
                befores = {each: Before(figure, is_whole) for each, figure in figures.items()}
                found[key] = found.get(key, {}) | befores
    return found


def _sign(moved: float) -> int:
    return (moved > 0) - (moved < 0)
