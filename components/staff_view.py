"""The month of a unit's handlers, for the talk between a head and their people: not a ranking."""

import streamlit as st

from components import address, figure_records, figure_words, kpi_filters, rows
from components.assessment_sheet import how
from components.assessment_view import item_name, points
from components.kpi_places import unit_names
from components.reading import read
from components.rows import Cell, Column, Link
from components.texts import listed, t
from db.vocabulary import Kind, Role
from domain import clock
from domain.assessment.scheme import Quantity
from domain.assessment.scoring import Item, is_few
from domain.assessment.staff_scheme import STAFF
from domain.indicators import periods
from domain.indicators.parts import Part
from domain.permissions import Person
from domain.queries import staff_scores as queries
from domain.queries.assessment import MonthShown, latest_over

TOPICS = ("assessment", "figures", "people")
HANDLING = (Role.UNIT_HANDLER, Role.UNIT_HEAD, Role.UNIVERSITY_LIAISON)


def show(person: Person, found: MonthShown) -> None:
    """The handlers of a unit by name, each item with what stands behind it."""
    unit = _unit(person, found)
    if unit is None:
        st.info(t("There is no unit whose handlers are open to you."), icon=":material/lock:")
        return
    scores = read(queries.handlers, person, found.month, unit, topics=TOPICS)
    st.caption(
        t(
            "For the talk within the unit: nobody is ranked, and nothing of it is published. Training hours and"
            " activities are not recorded by person yet and are left out."
        )
    )
    if scores.is_kept_back:
        words = t("What enterprises answered is told once the month is published.")
        st.info(words, icon=":material/hourglass_top:")
    if not scores.handlers:
        st.info(t("Nobody of this unit handled an order in this month."), icon=":material/inbox:")
        return
    lines = [(Cell(each.name), *_points(person, scores, each)) for each in scores.handlers]
    _table(t("Handler"), lines, "staff-scores", t("Handlers"))


def own(person: Person) -> None:
    """The own months of somebody who handles orders: the last one that is over and the present one; nobody else's."""
    if not person.has(*HANDLING):
        return
    last = latest_over(clock.now().astimezone(clock.LOCAL).date())
    lines, is_kept_back = [], False
    for month in (last, periods.month_after(last, 1)):
        scores = read(queries.own, person, month, topics=TOPICS)
        is_kept_back = is_kept_back or scores.is_kept_back
        name = figure_words.month(month)
        lines += [(Cell(name), *_points(person, scores, each)) for each in scores.handlers]
    st.subheader(t("My months"), anchor=False)
    st.caption(
        t("Only you, the head of your unit and the city's leaders see this. Nobody is ranked.")
    )
    if not lines:
        st.caption(t("You handled no order in the last month and in this one."))
        return
    if is_kept_back:
        st.caption(t("What enterprises answered is told once the month is published."))
    _table(t("Month"), lines, "own-scores", t("My months"))


def _table(first: str, lines: list[tuple[Cell, ...]], key: str, label: str) -> None:
    """Each item with what stands behind it, and how it is counted."""
    columns = [Column(first, 3), Column(t("Points"), 3, is_said=True)]
    columns += [Column(item_name(item), 3, is_said=True) for item in STAFF.items]
    if wanted := rows.show(columns, lines, key=key, label=label):
        rows.follow(wanted)
    with st.expander(t("How it is counted"), icon=":material/functions:"):
        for item in STAFF.items:
            most = t("of {n} points", n=f"{item.points:f}")
            st.markdown(f"- **{item_name(item)}** ({most}): {how(item)}")


def _unit(person: Person, found: MonthShown) -> int | None:
    """Whose handlers are looked at: a head has the own unit, the city's leaders have every one."""
    if not queries.may_see_any(person):
        return None
    if person.kind is not Kind.CITY:
        return person.organisation_id
    names = unit_names(person)
    if not names:
        return None
    busy = set(map(str, read(queries.busy, person, found.month, topics=TOPICS)))
    codes = sorted(names, key=lambda code: (code not in busy, names[code]))
    return int(address.always("unit", t("Unit"), codes, names.get, width=260))


def _points(person: Person, scores: queries.Scores, each: queries.Scored) -> tuple[Cell, ...]:
    asked = kpi_filters.anywhere(scores.month)
    cells = []
    for item, one in zip(STAFF.items, each.assessed.items, strict=True):
        behind = None
        if asked and one.n:
            part, unit = Part(handler=each.id), str(scores.unit_id)
            behind = figure_records.link(person, asked, item.indicator, part=part, unit=unit)
        cells.append(_cell(item, one, behind))
    return (Cell(points(each.assessed.total), _between(each)), *cells)


def _between(each: queries.Scored) -> str:
    if each.assessed.low is None:
        return ""
    return f"{points(each.assessed.low)}–{points(each.assessed.high)}"


def _cell(item: Quantity, one: Item, behind: Link | None) -> Cell:
    """The points of an item, which lead to the records behind it."""
    if one.points is None:
        return Cell("–", t("not measured"))
    known = f"{one.top:,} / {one.n:,}" if item.is_share else f"{one.top:,}"
    said = [known, t("few records")] if is_few(STAFF, item, one) else [known]
    return Cell(f"{one.points:.1f} / {item.points:f}", listed(said), link=behind)
