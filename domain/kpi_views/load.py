"""Where work piles up: the open orders of each unit beside what it gets done, in one unit handler by handler; and what
arrives where and when."""

from datetime import date, timedelta

from sqlmodel import Session

from db.indicator_vocabulary import By, Indicator, Unit, ViewWord
from domain import clock, limits
from domain.indicators import allowed, metric, periods, reading
from domain.indicators.figure import Figure, Figures
from domain.indicators.streams import RECEIVED
from domain.kpi_views import happened, naming
from domain.kpi_views.table import NOTHING, Asked, Head, Label, Look, Row, Table, View
from domain.permissions import Person
from domain.queries import load as handlers

OPEN, LATE, PER_HANDLER, DONE = (
    Indicator.OPEN_NOW,
    Indicator.OVERDUE_NOW,
    Indicator.LOAD,
    Indicator.SERVICES_GIVEN,
)
MOST_UNITS = 25
MOST_DAYS = 45  # of the arrivals; beyond that, weeks
MONTHS = 3  # over which is counted what a unit gets done
WORK = "work"


def load(session: Session, person: Person, asked: Asked) -> View:
    """The units with the most late and open orders; in one unit, its handlers. At this moment, whatever the period."""
    today = clock.now().date()
    period = periods.months(today, MONTHS, today=today)
    scope = _in(asked, period.first, period.last)
    scope = allowed.narrowed(person, scope)
    if scope.unit_id:
        return _of_handlers(session, person, asked, scope)
    found = metric.table(session, person, (OPEN, LATE, PER_HANDLER, DONE), scope, By.UNIT)
    busy = [key for key, each in found.items() if OPEN in each and each[OPEN].value]
    if not busy:
        return NOTHING
    busy.sort(key=lambda key: (-found[key][LATE].top, -found[key][OPEN].n, str(key)))
    shown = busy[:MOST_UNITS]
    days = periods.working_days(period.first, period.until, limits.calendar(session)) or 1
    names = naming.units(session, [int(key) for key in shown if key])
    heads = (
        Head(OPEN, ViewWord.OPEN_ORDERS),
        Head(LATE, ViewWord.LATE_ORDERS),
        Head(PER_HANDLER, ViewWord.PER_HANDLER, Unit.WORKING_DAYS),
        Head(DONE, ViewWord.ANSWERED),
        Head(WORK, ViewWord.WORK_FOR, Unit.WORKING_DAYS),
    )
    rows = tuple(Row(key, _unit(key, names), _cells(found[key], days)) for key in shown)
    left_out = len(busy) - len(shown)
    return View(
        (Table(ViewWord.OPEN_BY_UNIT, ViewWord.UNIT, heads, rows, Look.BARS, (0, 1), left_out),)
    )


def arrivals(session: Session, person: Person, asked: Asked) -> View:
    """How many demands arrived where, by day or by week, with what happened meanwhile."""
    scope, period = allowed.narrowed(person, asked.scope), asked.period
    found = reading.sums(session, scope, (By.AREA, By.DAY), tuple(RECEIVED.measures))
    weekly = (period.until - period.first).days + 1 > MOST_DAYS
    counts: dict[tuple[str, date], int] = {}
    for (area, day), sums in found.items():
        slot = day - timedelta(days=day.weekday()) if weekly else day
        for code in (area, ""):
            counts[code, slot] = counts.get((code, slot), 0) + sums["received"]
    slots = _slots(period, weekly=weekly)
    names = naming.areas(session)
    areas = [code for code in names if any(counts.get((code, slot)) for slot in slots)]
    if not areas:
        return NOTHING
    together = [("", ViewWord.TOGETHER)] if len(areas) > 1 else []
    rows = tuple(
        Row(code, name, tuple(counts.get((code, slot), 0) for slot in slots))
        for code, name in [*together, *((code, names[code]) for code in areas)]
    )
    name = ViewWord.ARRIVALS_BY_WEEK if weekly else ViewWord.ARRIVALS_BY_DAY
    heads = tuple(Head(slot, slot) for slot in slots)
    table = Table(name, ViewWord.SUB_PLATFORM, heads, rows, Look.HEAT, tuple(range(len(slots))))
    return View((table, *happened.tables(session, person, period.first, period.until)))


def _in(asked: Asked, since: date, until: date) -> reading.Scope:
    scope = asked.scope
    place = (scope.area, scope.unit_id, scope.field, scope.channel, scope.industry)
    return reading.Scope(since, until, *place)


def _of_handlers(session: Session, person: Person, asked: Asked, scope: reading.Scope) -> View:
    if not asked.with_people or not allowed.may_list(person, scope):
        return NOTHING
    found = handlers.by_handler(session, person, scope)
    if not found:
        return NOTHING
    heads = (Head("open", ViewWord.OPEN_ORDERS), Head("late", ViewWord.LATE_ORDERS))
    rows = tuple(Row(each.id, each.name, (each.open, each.late)) for each in found)
    return View(
        (Table(ViewWord.OPEN_BY_HANDLER, ViewWord.HANDLER, heads, rows, Look.BARS, (0, 1)),)
    )


def _cells(figures: Figures, days: int) -> tuple[float | Figure | None, ...]:
    opened, done = value(figures, OPEN), value(figures, DONE)
    load_of_one = figures.get(PER_HANDLER)
    return (
        opened,
        value(figures, LATE),
        load_of_one.value if load_of_one else None,
        done,
        opened * days / done if done else None,  # days at the rate at which the unit answers
    )


def value(figures: Figures, indicator: Indicator) -> float:
    figure = figures.get(indicator)
    return (figure.value if figure else 0) or 0


def _unit(key: object, names: dict[int, Label]) -> Label:
    if not key:
        return ViewWord.NOT_SENT_OUT
    return names.get(int(key)) or ViewWord.FORMER_UNIT


def _slots(period: periods.Period, *, weekly: bool) -> list[date]:
    first, until = period.first, period.until
    if not weekly:
        return [first + timedelta(days=n) for n in range((until - first).days + 1)]
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=7 * n) for n in range((until - monday).days // 7 + 1)]
