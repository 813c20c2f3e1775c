"""The month of a unit's handlers, for the talk between a head and their people: not a ranking."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from components import address, figure_records, figure_words, kpi_filters, rows
from components.assessment_sheet import how
from components.assessment_view import item_name, points
from components.filters import unit_names
from components.reading import read
from components.rows import Cell, Column, Link
from components.texts import listed, t
from db.indicator_vocabulary import Indicator
from db.vocabulary import Kind
from domain import clock
from domain.assessment.scheme import Quantity, Scheme
from domain.assessment.scoring import Item, is_few
from domain.assessment.staff_scheme import SINCE_TRAINING
from domain.indicators import periods
from domain.indicators.parts import Part
from domain.permissions import HANDLERS, Person
from domain.queries import staff_scores as queries
from domain.queries.assessment import MonthShown, latest_over

TOPICS = ("assessment", "figures", "people", "activities")


def show(person: Person, found: MonthShown) -> None:
    """The handlers of a unit by name, each item with what stands behind it."""
    unit = _unit(person, found)
    if unit is None:
        st.info(t("There is no unit whose handlers are open to you."), icon=":material/lock:")
        return
    scores = read(queries.handlers, person, found.month, unit, topics=TOPICS)
    st.caption(t("For the talk within the unit: nobody is ranked, and nothing of it is published."))
    if scores.is_kept_back:
        words = t("What enterprises answered is told once the month is published.")
        st.info(words, icon=":material/hourglass_top:")
    if not scores.handlers:
        st.info(t("Nobody of this unit handled an order in this month."), icon=":material/inbox:")
        return
    schemes = {found.month: scores.scheme}
    lines = [(Cell(each.name), *_points(person, scores, each)) for each in scores.handlers]
    _table(t("Handler"), lines, "staff-scores", t("Handlers"), schemes)


def own(person: Person) -> None:
    """The own months of somebody who handles orders: the last one that is over and the present one; nobody else's."""
    if not person.has(*HANDLERS):
        return
    last = latest_over(clock.now().astimezone(clock.LOCAL).date())
    months = [read(queries.own, person, each, topics=TOPICS) for each in (last, _next(last))]
    schemes = {each.month: each.scheme for each in months}
    items = _items(schemes)
    lines = [
        (Cell(figure_words.month(scores.month)), *_points(person, scores, each, items))
        for scores in months
        for each in scores.handlers
    ]
    st.subheader(t("My months"), anchor=False)
    st.caption(
        t("Only you, the head of your unit and the city's leaders see this. Nobody is ranked.")
    )
    if not lines:
        st.caption(t("You handled no order in the last month and in this one."))
        return
    if any(each.is_kept_back for each in months):
        st.caption(t("What enterprises answered is told once the month is published."))
    _table(t("Month"), lines, "own-scores", t("My months"), schemes)


def _next(month: date) -> date:
    return periods.month_after(month, 1)


def _items(schemes: Mapping[date, Scheme]) -> tuple[Quantity, ...]:
    """What stands in the columns: the items of every scheme, those of the newest first."""
    found: dict[str, Quantity] = {}
    for _, scheme in sorted(schemes.items(), reverse=True):
        for item in scheme.quantities:
            found.setdefault(item.key, item)
    return tuple(found.values())


def _table(
    first: str,
    lines: list[tuple[Cell, ...]],
    key: str,
    label: str,
    schemes: Mapping[date, Scheme],
) -> None:
    """Each item with what stands behind it, and how it is counted in each version of the scheme that is told by."""
    columns = [Column(first, 3), Column(t("Points"), 3, is_said=True)]
    columns += [Column(item_name(item), 3, is_said=True) for item in _items(schemes)]
    if wanted := rows.show(columns, lines, key=key, label=label):
        rows.follow(wanted)
    with st.expander(t("How it is counted"), icon=":material/functions:"):
        for month, scheme in (versions := _versions(schemes)):
            if len(versions) > 1:
                st.markdown(f"**{figure_words.month(month)}**")
            for item in scheme.items:
                most = t("of {n} points", n=f"{item.points:f}")
                st.markdown(f"- **{item_name(item)}** ({most}): {how(item)}")
        st.caption(_of_trainings(schemes))


def _versions(schemes: Mapping[date, Scheme]) -> list[tuple[date, Scheme]]:
    """Each scheme once, with the last month that it is told of here; the newest first."""
    found: list[tuple[date, Scheme]] = []
    for month, scheme in sorted(schemes.items(), reverse=True):
        if all(scheme != other for _, other in found):
            found.append((month, scheme))
    return found


def _of_trainings(schemes: Mapping[date, Scheme]) -> str:
    """Since when trainings and activities count, and whose."""
    if max(schemes) < SINCE_TRAINING:
        since = figure_words.month(SINCE_TRAINING)
        return t("Hours of training and activities held count from {month} on.", month=since)
    return t(
        "Training counts where one was held for the unit's area in the month and somebody registered from their own"
        " account; activities count of those who may hold any. What cannot be measured is left out."
    )


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


def _points(
    person: Person,
    scores: queries.Scores,
    each: queries.Scored,
    items: Sequence[Quantity] = (),
) -> tuple[Cell, ...]:
    """The total and the items; `items`: those that have a column, if not those of the month's own scheme."""
    asked = kpi_filters.anywhere(scores.month)
    known = zip(scores.scheme.items, each.assessed.items, strict=True)
    found = {item.key: (item, one) for item, one in known}
    cells = []
    for wanted in items or scores.scheme.items:
        if wanted.key not in found:
            cells.append(Cell("–", t("not in the scheme of this month")))
            continue
        (item, one), behind = found[wanted.key], None
        if asked and one.n:
            part, unit = Part(handler=each.id), str(scores.unit_id)
            behind = figure_records.link(person, asked, item.indicator, part=part, unit=unit)
        cells.append(_cell(scores.scheme, item, one, behind))
    return (Cell(points(each.assessed.total), _between(each)), *cells)


def _between(each: queries.Scored) -> str:
    if each.assessed.low is None:
        return ""
    return f"{points(each.assessed.low)}–{points(each.assessed.high)}"


def _cell(scheme: Scheme, item: Quantity, one: Item, behind: Link | None) -> Cell:
    """The points of an item, which lead to the records behind it."""
    if one.points is None:
        return Cell("–", t("not measured"))
    known = f"{one.top:,} / {one.n:,}" if item.is_share else f"{one.top:,}"
    if item.indicator is Indicator.TRAINING_HOURS:
        known = t("{n} hours", n=known)
    said = [known, t("few records")] if is_few(scheme, item, one) else [known]
    return Cell(f"{one.points:.1f} / {item.points:f}", listed(said), link=behind)
