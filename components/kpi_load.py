"""Where work piles up: the open orders of each unit beside what it gets done, handler by handler in one; and what
arrives where and when."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from components import figure_records, figure_words, kpi_filters, linked_bars, linked_grid
from components.area_choice import area_names
from components.kpi_drawings import Happened
from components.kpi_filters import Asked
from components.kpi_places import unit_names
from components.linked_bars import Bar
from components.linked_grid import Cell, Head, Line
from components.reading import read
from components.rows import Link
from components.texts import sentences, t
from db.indicator_vocabulary import By, Indicator, Lacks
from domain.indicators import periods
from domain.indicators.allowed import may_list
from domain.indicators.figure import Figure, Figures
from domain.indicators.parts import WHOLE, Part
from domain.permissions import Person
from domain.queries import indicators as queries
from domain.queries import load as handlers

OPEN, LATE, PER_HANDLER, DONE = (
    Indicator.OPEN_NOW,
    Indicator.OVERDUE_NOW,
    Indicator.LOAD,
    Indicator.SERVICES_GIVEN,
)
MOST_UNITS = 25
MOST_DAYS = 45  # of the arrivals; beyond that, weeks
LONG = "quarter"  # over which is counted what a unit gets done


def units(person: Person, asked: Asked) -> Link | None:
    """The units with the most late and open orders, each beside what it gets done; in one unit, its handlers."""
    now = kpi_filters.in_period(asked, LONG)
    if asked.scope.unit_id:
        return _of_handlers(person, kpi_filters.at_present(asked))
    some = (OPEN, LATE, PER_HANDLER, DONE)
    found = read(queries.figures, person, some, now.scope, By.UNIT, topics=queries.TOPICS)
    busy = [key for key, each in found.items() if OPEN in each and each[OPEN].value]
    if not busy:
        st.success(t("No order is open here."), icon=":material/task_alt:")
        return None
    busy.sort(key=lambda key: (-found[key][LATE].top, -found[key][OPEN].n, str(key)))
    days = _working_days(person, now)
    names = unit_names(person)
    shown = busy[:MOST_UNITS]
    most = {each: max(_value(found[key], each) for key in shown) or 1 for each in some}
    work = {key: _days_of_work(found[key], days) for key in shown}
    longest = max((each for each in work.values() if each is not None), default=0) or 1
    lines = [
        _unit(person, asked, now, key, found[key], most, (work[key], longest), names)
        for key in shown
    ]
    st.caption(
        sentences(
            t("Open orders at this moment, unit by unit, those with late ones first."),
            t(
                "Work for: how many working days the open orders take at the rate of the last months."
            ),
            t("{n} more units have open orders.", n=len(busy) - len(shown))
            if len(busy) > len(shown)
            else "",
        )
    )
    heads = (
        Head(t("Open orders")),
        Head(t("Late orders")),
        Head(t("Per handler")),
        Head(t("Answered in three months")),
        Head(t("Work for")),
    )
    return linked_grid.show(
        heads, lines, key="kpi-load", label=t("Where work piles up"), corner=t("Unit")
    )


def arrivals(person: Person, asked: Asked, marks: tuple[Happened, ...]) -> Link | None:
    """How many demands arrived where, by day or by week; each leads to them."""
    found = read(queries.sums, person, asked.scope, (By.AREA, By.DAY), topics=queries.TOPICS)
    names = area_names(person)
    weekly = (asked.period.until - asked.period.first).days + 1 > MOST_DAYS
    counts: dict[tuple[str, date], int] = {}
    for (area, day), sums in found.items():
        slot = day - timedelta(days=day.weekday()) if weekly else day
        for code in (area, ""):
            counts[code, slot] = counts.get((code, slot), 0) + sums["received"]
    slots = _slots(asked, weekly=weekly)
    areas = [code for code in names if any(counts.get((code, slot)) for slot in slots)]
    if not areas:
        st.info(t("No demand arrived here in this period."), icon=":material/inbox:")
        return None
    st.caption(t("Demands received, by week") if weekly else t("Demands received, by day"))
    most = max(counts.get((code, slot), 0) for code in areas for slot in slots) or 1
    in_all = max(counts.get(("", slot), 0) for slot in slots) or 1

    def cell(code: str, slot: date, name: str) -> Cell:
        many = counts.get((code, slot), 0)
        if not many:
            return Cell()
        part = Part(week=slot) if weekly else Part(day=slot)
        where = {"area": code} if code else {}
        link = figure_records.link(person, asked, Indicator.RECEIVED, part=part, **where)
        share = many / (most if code else in_all)
        return Cell(f"{many:,}", share, link, told=f"{name}, {slot:%Y-%m-%d}: {many:,}")

    everywhere = [("", t("Together"))] if len(areas) > 1 else []
    lines = [
        Line(name, tuple(cell(code, slot, name) for slot in slots))
        for code, name in [*everywhere, *((code, names[code]) for code in areas)]
    ]
    heads = _heads(person, slots, marks, weekly=weekly)
    return linked_grid.show(
        heads, lines, key="kpi-arrivals", label=t("Demands received"), corner=t("Sub-platform")
    )


def _of_handlers(person: Person, now: Asked) -> Link | None:
    if not may_list(person, now.scope):
        st.info(t("Who handles what is told to the unit itself and to the city."))
        return None
    found = read(handlers.by_handler, person, now.scope, topics=handlers.TOPICS)
    if not found:
        st.success(t("Nobody handles an open order here."), icon=":material/task_alt:")
        return None
    st.caption(t("Open orders at this moment, handler by handler."))
    most = max(each.open for each in found)
    bars = [
        Bar(
            name=each.name,
            value=f"{each.open:,}",
            share=each.open / most,
            link=figure_records.link(person, now, OPEN, part=Part(handler=each.id)),
            more=t("{n} late", n=f"{each.late:,}") if each.late else "",
            more_link=figure_records.link(person, now, LATE, part=Part(handler=each.id))
            if each.late
            else None,
            tone="red" if each.late else "",
            told=f"{each.name}: {each.open:,}",
        )
        for each in found
    ]
    return linked_bars.show(bars, key="kpi-handlers", label=t("Open orders by handler"))


def _unit(
    person: Person,
    asked: Asked,
    now: Asked,
    key: object,
    figures: Figures,
    most: dict[Indicator, float],
    work: tuple[float | None, float],
    names: dict[str, str],
) -> Line:
    part = WHOLE if key else Part(lacks=frozenset({Lacks.UNIT}))
    where = {"unit": str(key)} if key else {}
    name = names.get(str(key)) or (t("A former unit") if key else t("Not sent out yet"))
    present = kpi_filters.at_present(asked)

    def cell(indicator: Indicator, of: Asked, text: str, tone: str = "") -> Cell:
        value = _value(figures, indicator)
        link = figure_records.link(person, of, indicator, part=part, **where) if value else None
        share = value / most[indicator] if value else None
        return Cell(text if value else "", share, link, told=f"{name}: {text}", tone=tone)

    load = figures.get(PER_HANDLER) or Figure(PER_HANDLER)
    days, longest = work
    narrowed = kpi_filters.query(asked, unit=str(key), view="load") if key else ()
    return Line(
        name,
        (
            cell(OPEN, present, f"{_value(figures, OPEN):,}"),
            cell(LATE, present, f"{_value(figures, LATE):,}", tone="red"),
            cell(PER_HANDLER, present, figure_words.value(load.definition, load.value)),
            cell(DONE, now, f"{_value(figures, DONE):,}"),
            Cell(t("{n} days", n=f"{days:.1f}"), days / longest) if days is not None else Cell(),
        ),
        Link(kpi_filters.PAGE, kpi_filters.PATH, narrowed) if narrowed else None,
    )


def _value(figures: Figures, indicator: Indicator) -> float:
    figure = figures.get(indicator)
    return (figure.value if figure else 0) or 0


def _days_of_work(figures: Figures, days: int) -> float | None:
    """How many working days the open orders take at the rate at which the unit answers."""
    done = _value(figures, DONE)
    return _value(figures, OPEN) * days / done if done else None


def _working_days(person: Person, now: Asked) -> int:
    calendar = read(queries.calendar, person, topics=("rules",))
    return periods.working_days(now.period.first, now.period.until, calendar) or 1


def _slots(asked: Asked, *, weekly: bool) -> list[date]:
    first, until = asked.period.first, asked.period.until
    if not weekly:
        return [first + timedelta(days=n) for n in range((until - first).days + 1)]
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=7 * n) for n in range((until - monday).days // 7 + 1)]


def _heads(
    person: Person, slots: Sequence[date], marks: tuple[Happened, ...], *, weekly: bool
) -> list[Head]:
    """The days or weeks; those on which something happened are marked, and say what."""
    calendar = read(queries.calendar, person, topics=("rules",))
    long = timedelta(days=6 if weekly else 0)
    heads = []
    for slot in slots:
        happened = [each.told for each in marks if slot <= each.on <= slot + long]
        is_resting = not weekly and not calendar.is_working(slot)
        sign = "◆" if happened else "–" if is_resting else ""
        told = [f"{slot:%Y-%m-%d}", *([t("resting day")] if is_resting else []), *happened]
        heads.append(Head(f"{slot:%m-%d}" if weekly else f"{slot.day}", sign, ", ".join(told)))
    return heads
