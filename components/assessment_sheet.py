"""The sheet of one sub-platform in a month: item by item, each figure with the way to the records behind it."""

from dataclasses import replace

import streamlit as st

from components import address, figure_records, kpi_filters, rows
from components.area_choice import area_names
from components.assessment_view import demands, item_name, points, what_follows
from components.reading import read
from components.rows import Cell, Column, Link, Tone
from components.texts import listed, plain, t, term
from db.assessment_vocabulary import Formula
from db.vocabulary import Kind
from domain.assessment.scheme import Quality, Quantity, text
from domain.assessment.scoring import Assessed, Counted, Item, is_few
from domain.indicators.allowed import may_list
from domain.permissions import Person
from domain.queries import counted_now, indicators
from domain.queries.assessment import MonthShown


def area(person: Person) -> str:
    """Whose sheet is looked at: one's own first."""
    names = area_names(person)
    own = person.area_code if person.kind is Kind.SUB_PLATFORM else None
    codes = sorted(names, key=lambda code: code != own)
    return address.always("area", t("Sub-platform"), codes, names.get, width=160)


def sheet(person: Person, found: MonthShown, code: str) -> Link | None:
    """One sub-platform item by item, each figure with the way to the records behind it."""
    each = next((one for one in found.assessed if one.code == code), None)
    if each is None:
        st.info(t("Nothing is known of this sub-platform in this month."), icon=":material/info:")
        return None
    with st.container(horizontal=True, gap="medium"):
        st.metric(t("Points"), points(each.total))
        st.metric(t("Rank"), f"{each.rank} / {each.of}" if each.rank else "–")
        with st.container(width="content", gap=None):
            st.metric(t("Demands"), f"{each.volume:,}")
            if to := demands(person, found, each):
                st.page_link(to.script, label=t("Records"), query_params=dict(to.query))
        between = f"{points(each.low)}–{points(each.high)}"
        st.metric(t("As chance would have it"), between if each.low is not None else "–")
    now = _counted_now(person, found, code)
    lines = [
        _item_line(person, found, each, item, one, now.get(item.key))
        for item, one in zip(found.scheme.items, each.items, strict=True)
    ]
    columns = (
        Column(t("Item"), 4),
        Column(t("Reached"), 3, is_said=True),
        Column(t("Points"), 2, is_said=True),
        Column(t("How it is counted"), 6),
    )
    wanted = rows.show(columns, lines, key="assessed-sheet", label=t("Items"))
    if each.measured < 100:
        words = t(
            "{n} of 100 points could be measured; the total is told of them.", n=text(each.measured)
        )
        st.caption(words)
    if found.is_frozen and any(line[0].link for line in lines):
        st.caption(
            t(
                "The figures are those that were published. The list behind one is as it stands today, and so is what"
                " stands beside it as counted today where that is another."
            )
        )
    for correction in found.corrections:
        later = next((one for one in correction.assessed if one.code == code), None)
        if later and later.total != each.total:
            words = t(
                "Correction {n}: {was} → {now} points. {why}",
                n=correction.number,
                was=points(each.total),
                now=points(later.total),
                why=correction.reason,
            )
            st.info(plain(words), icon=":material/edit:")
        elif later and what_follows(later) != what_follows(each):
            words = t(
                "Correction {n}: {was} → {now}. {why}",
                n=correction.number,
                was=what_follows(each) or "–",
                now=what_follows(later) or "–",
                why=correction.reason,
            )
            st.info(plain(words), icon=":material/edit:")
        left = [number for _, number in correction.left_out.get(code, ())]
        if left:
            st.caption(plain(t("Left out of the count: {numbers}", numbers=listed(left))))
    return wanted


def _counted_now(person: Person, found: MonthShown, code: str) -> dict[str, Counted]:
    """By item's key what the lists behind a published sheet count; nothing where none can be opened."""
    asked = kpi_filters.anywhere(found.month)
    if (
        not found.is_frozen
        or asked is None
        or not may_list(person, replace(asked.scope, area=code))
    ):
        return {}
    wanted = tuple(each.indicator for each in found.scheme.quantities)
    seen = (*indicators.TOPICS, "assessment")
    now = read(counted_now.of_sheet, person, found.month, code, wanted, topics=seen)
    return {each.value: said for each, said in now.items()}


def _item_line(
    person: Person,
    found: MonthShown,
    each: Assessed,
    item: Quantity | Quality,
    one: Item,
    now: Counted | None,
) -> tuple[Cell, ...]:
    behind = None
    if isinstance(item, Quantity) and (one.n or (now and now.n)):
        asked = kpi_filters.anywhere(found.month)
        behind = asked and figure_records.link(person, asked, item.indicator, area=each.code)
    more = (known(found, item, one), since(item, one, now))
    most = f"{points(one.points)} / {text(one.most)}"
    tone: Tone = "" if one.points is not None else "grey"
    return (
        Cell(item_name(item), link=behind),
        Cell(reached(item, one), listed(filter(None, more))),
        Cell(most if one.points is not None else t("not measured"), tone=tone),
        Cell(how(item)),
    )


def reached(item: Quantity | Quality, one: Item) -> str:
    """How far an item came; a dash where it could not be measured."""
    if one.points is None:
        return "–"
    if isinstance(item, Quality):
        return listed(term(mark) for mark in one.marks)
    if item.is_share:
        return f"{one.top / one.n:.1%} ({one.top:,} / {one.n:,})"
    if item.is_time:
        return t("{n} days", n=f"{one.top / 100:.1f}")
    return f"{one.top:,}"


def known(found: MonthShown, item: Quantity | Quality, one: Item) -> str:
    """Of how many records a rate or a time is told, how many are known, and whether they are few."""
    said = []
    if isinstance(item, Quantity) and item.is_time and one.n:
        said.append(t("{n} records", n=f"{one.n:,}"))
    if one.coverage is not None:
        said.append(t("coverage {share} %", share=f"{100 * one.coverage:.0f}"))
    if is_few(found.scheme, item, one):
        said.append(t("few records"))
    return listed(said)


def since(item: Quantity | Quality, one: Item, now: Counted | None) -> str:
    """What a published figure has become, where it is not what was published."""
    if now is None or (now.top, now.n) == (one.top, one.n) or not isinstance(item, Quantity):
        return ""
    is_known = now.n or not (item.is_share or item.is_time)
    value = reached(item, replace(one, top=now.top, n=now.n, points=one.most)) if is_known else "–"
    return t("today {value}", value=value)


def how(item: Quantity | Quality) -> str:
    """The formula in words."""
    if isinstance(item, Quality):
        return t("The mean of the grades that were given.")
    if item.formula is Formula.REACH:
        return _share_of(item)
    said = {"slope": text(item.slope), "mark": text(item.mark)}
    if item.is_lower_better:
        words = t("{slope} points less for each per cent above {mark} %", **said)
    else:
        words = t("{slope} points less for each per cent below {mark} %", **said)
    if not item.floor:
        return words
    return t("{words}, never less than {floor}", words=words, floor=text(item.floor))


def _share_of(item: Quantity) -> str:
    mark = text(item.mark)
    if item.is_share:
        mark = f"{mark} %"
    elif item.is_time:
        mark = t("{n} days", n=mark)
    if item.is_lower_better:
        return t("All points up to {mark}; of twice as much half of them.", mark=mark)
    return t("The share of {mark} that was reached.", mark=mark)
