"""The assessment of a month: the order in each group, what the points are made of, one sub-platform item by item."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from components import address, charts, figure_records, figure_words, kpi_filters, rows
from components.area_choice import area_names
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link, Tone
from components.texts import listed, plain, t, term
from db.assessment_vocabulary import Honour, RankedBy, Standing
from db.indicator_vocabulary import Indicator
from db.vocabulary import Kind
from domain import clock
from domain.assessment.scheme import Group, Quality, Quantity, Scheme
from domain.assessment.scoring import Assessed
from domain.indicators import periods
from domain.kpi_views import other_pages
from domain.permissions import Person
from domain.queries import assessment as queries
from domain.queries import staff_scores
from domain.queries.assessment import MonthShown

PAGE, PATH = "pages/performance/assessment.py", other_pages.PATH
MONTHS_BACK = 24
NUMBER = 80  # pixels that a column of numbers needs
TONES: dict[Standing, Tone] = {
    Standing.EXCELLENT: "green",
    Standing.PASSED: "blue",
    Standing.BELOW: "orange",
    Standing.NOT_RANKED: "grey",
}


def month() -> date:
    """The month that is looked at, from the address; the last one that is over first."""
    today = clock.now().astimezone(clock.LOCAL).date()
    last = queries.latest_over(today)
    codes = [f"{periods.month_after(last, -n):%Y-%m}" for n in range(MONTHS_BACK)]
    present = f"{today:%Y-%m}"
    chosen = address.always(
        "month",
        t("Month"),
        [codes[0], present, *codes[1:]],
        lambda code: figure_words.month(date.fromisoformat(f"{code}-01")),
        width=200,
    )
    return date.fromisoformat(f"{chosen}-01")


def view(person: Person) -> str:
    """What of the month is looked at, kept in the address."""
    names = {
        "order": t("The order"),
        "sheet": t("One sub-platform"),
        "marks": t("Grades"),
        "appeals": t("Appeals"),
        "trial": t("Try another scheme"),
        "title": t("National title"),
        "staff": t("Handlers"),
    }
    if person.kind is not Kind.CITY:
        names.pop("trial")
    if not staff_scores.may_see_any(person):
        names.pop("staff")
    return address.segment("view", t("What is shown"), list(names), names.get)


def nothing() -> None:
    """Before a month is published only the city's people see it."""
    st.info(
        t("This month is not published yet. As soon as it is, its order stands here."),
        icon=":material/hourglass_top:",
    )


def shown(person: Person, first: date) -> MonthShown:
    return read(queries.month, person, first, topics=queries.TOPICS)


def head(found: MonthShown) -> None:
    """Whether it is published, by which scheme, and how that can be proved."""
    with st.container(horizontal=True, gap="xsmall"):
        if found.is_frozen:
            st.badge(t("Published"), color="green", icon=":material/lock:")
        elif found.is_over:
            st.badge(t("Preliminary"), color="orange", icon=":material/pending:")
        else:
            st.badge(t("The month is not over"), color="gray", icon=":material/hourglass_top:")
        name = t("Scheme {n}", n=found.number) if found.number else t("Scheme as laid down")
        st.badge(name, color="gray", icon=":material/balance:")
        for each in found.corrections:
            words = t("Correction {n}, {at}", n=each.number, at=moment(each.at))
            st.badge(words, color="blue", icon=":material/edit:")
    if found.is_frozen:
        st.caption(
            t(
                "Published {at}, {name}. Counted anew from what it says itself it comes to the same bytes: {digest}",
                at=moment(found.frozen_at),
                name=plain(found.frozen_by),
                digest=found.digest,
            )
        )
        st.caption(t("Sub-platforms may appeal until {day}.", day=day(found.appeal_until)))


def ranking(person: Person, found: MonthShown) -> Link | None:
    """A table for each group; returns the line that was chosen."""
    names, wanted = area_names(person), None
    for key, title in _groups(found.scheme):
        inside = sorted(
            (each for each in found.assessed if each.group == key),
            key=lambda each: (each.rank or 99, -(each.total or 0)),
        )
        if not inside:
            continue
        st.markdown(f"**{plain(title)}**")
        lines = [_line(person, found, each, names[each.code]) for each in inside]
        columns = (
            Column(t("Sub-platform"), 4),
            Column(t("Rank"), 2, is_said=True, least=NUMBER),
            Column(t("Points"), 2, is_said=True, least=NUMBER),
            Column(t("Ranked by"), 2, is_said=True, least=NUMBER),
            Column(t("Against the month before"), 3, is_said=True, least=NUMBER),
            Column(t("Demands"), 2, is_said=True, least=NUMBER),
            Column(t("Standing"), 3, least=NUMBER),
            Column(t("Consequences"), 3),
        )
        chosen = rows.show(columns, lines, key=f"assessed-{key or 'none'}", label=title)
        wanted = chosen or wanted
    if found.is_frozen and any(demands(person, found, each) for each in found.assessed):
        st.caption(
            t(
                "How many demands there were is as published; the list behind it is as it stands today."
            )
        )
    return wanted


def corrected(person: Person, found: MonthShown) -> None:
    """What the last correction changed, beside what was published."""
    if not found.corrections:
        return
    last, names = found.corrections[-1], area_names(person)
    was = {each.code: each for each in found.assessed}
    changed = [
        (was[each.code], each)
        for each in last.assessed
        if each.code in was and _told(was[each.code]) != _told(each)
    ]
    st.markdown(f"**{plain(t('Correction {n}, {at}', n=last.number, at=moment(last.at)))}**")
    st.caption(plain(last.reason))
    columns = (
        Column(t("Sub-platform"), 4),
        Column(t("Points as published"), 3, is_said=True),
        Column(t("Points as corrected"), 3, is_said=True),
        Column(t("Rank as published"), 3, is_said=True),
        Column(t("Rank as corrected"), 3, is_said=True),
        Column(t("Consequences as published"), 3, is_said=True),
        Column(t("Consequences as corrected"), 3, is_said=True),
    )
    lines = [
        (
            Cell(names[then.code]),
            Cell(points(before.total), _against_before(before)),
            Cell(points(then.total), _against_before(then)),
            Cell(str(before.rank or "–")),
            Cell(str(then.rank or "–")),
            Cell(what_follows(before) or "–"),
            Cell(what_follows(then) or "–"),
        )
        for before, then in changed
    ]
    if lines:
        rows.show(columns, lines, key="assessed-corrected", label=t("Corrections"))


def _told(each: Assessed) -> tuple:
    """What stands beside a sub-platform's name before and after a correction."""
    return each.total, each.rank, each.change, what_follows(each)


def _against_before(each: Assessed) -> str:
    return "" if each.change is None else t("{n} on the month before", n=f"{each.change:+.2f}")


def picture(person: Person, found: MonthShown) -> None:
    """What the points are made of, the most first."""
    names = area_names(person)
    told = sorted(
        (each for each in found.assessed if each.total is not None), key=lambda each: each.total
    )
    if not told:
        return
    scale = {each.code: Decimal(100) / each.measured for each in told}
    traces = [
        go.Bar(
            y=[names[each.code] for each in told],
            x=[_scaled(each, item.key, scale) for each in told],
            name=item_name(item),
            orientation="h",
            hovertemplate="%{y}: %{x:.1f}<extra>" + plain(item_name(item)) + "</extra>",
        )
        for item in found.scheme.items
    ]
    drawn = charts.figure(traces, height=80 + 30 * len(told))
    drawn.update_layout(barmode="stack", legend_y=-0.12)
    drawn.update_xaxes(range=[0, 100])
    drawn.add_vline(x=float(found.scheme.passes), line_dash="dot", line_color=charts.ink())
    charts.show(drawn, key="assessed-picture")


def link(first: date, code: str) -> Link:
    """The sheet of one sub-platform."""
    of = (("month", f"{first:%Y-%m}"), ("area", code), ("view", "sheet"))
    return Link(PAGE, PATH, of)


def item_name(item: Quantity | Quality) -> str:
    if isinstance(item, Quantity):
        return term(item.indicator)
    return named(item.name, item.name_en)


def group_name(group: Group) -> str:
    return named(group.name, group.name_en)


def points(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def what_follows(each: Assessed) -> str:
    """Commendations and the yellow card, each with its sign."""
    signs = {Honour.FIRST: "★", Honour.RISEN: "▲"}
    told = [f"{signs[honour]} {term(honour)}" for honour in each.honours]
    if each.has_card:
        told.append(f"■ {t('Yellow card')}")
    return listed(told)


def _groups(scheme: Scheme) -> Iterator[tuple[str, str]]:
    above = None
    for group in scheme.groups:
        name = named(group.name, group.name_en)
        if above is None:
            yield group.key, t("{group}: {n} demands or more", group=name, n=group.least)
        else:
            most = above - 1
            yield (
                group.key,
                t("{group}: {n} to {most} demands", group=name, n=group.least, most=most),
            )
        above = group.least
    yield "", t("Fewer than {n} demands: measured, not ranked", n=above)


def demands(person: Person, found: MonthShown, each: Assessed) -> Link | None:
    """The list behind how many demands a sub-platform received, as it stands today."""
    asked = kpi_filters.anywhere(found.month)
    if asked is None or not each.volume:
        return None
    return figure_records.link(person, asked, Indicator.RECEIVED, area=each.code)


def _line(person: Person, found: MonthShown, each: Assessed, name: str) -> tuple[Cell, ...]:
    rank = f"{each.rank} / {each.of}" if each.rank else "–"
    change = "–" if each.change is None else f"{each.change:+.2f}"
    tone: Tone = "red" if each.has_card else "green" if each.honours else ""
    return (
        Cell(name, link=link(found.month, each.code)),
        Cell(rank),
        Cell(points(each.total)),
        Cell(points(ranked_by(found.scheme, each))),
        Cell(change),
        Cell(f"{each.volume:,}", link=demands(person, found, each)),
        Cell(term(each.standing), tone=TONES[each.standing]),
        Cell(what_follows(each), tone=tone if what_follows(each) else ""),
    )


def ranked_by(scheme: Scheme, each: Assessed) -> Decimal | None:
    """The points that decide the rank."""
    return each.low if scheme.ranked_by is RankedBy.BOUND else each.total


def _scaled(each: Assessed, key: str, scale: dict[str, Decimal]) -> float | None:
    item = next((one for one in each.items if one.key == key), None)
    return None if item is None or item.points is None else float(item.points * scale[each.code])
