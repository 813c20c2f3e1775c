"""What the directory needs today, in tabs: proposals, possible duplicates, checks that are due, qualifications."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import address, care_pairs, care_proposals, rows
from components.moments import day
from components.naming import named
from components.reading import read
from components.rows import Cell, Column
from components.texts import t, term
from domain import paging, topics
from domain.permissions import Person
from domain.queries import care
from domain.queries.care import Due, Ending, Load

SEEN = (topics.ORGANISATIONS, topics.DEMANDS)


@dataclass(frozen=True)
class _List:
    """One list: its name in the address, its title, how many wait, and how a page of it is drawn."""

    name: str
    title: str
    many: int
    query: Callable
    draw: Callable[[Person, tuple], None]
    nothing: str


def show(person: Person) -> None:
    """The lists as tabs; only the open one is read. The address may name it."""
    lists = _lists(read(care.load, person, topics=SEEN))
    titles = [f"{each.title} ({_told(each.many)})" for each in lists]
    asked = st.query_params.get("list", "")
    first = next((n for n, each in enumerate(lists) if each.name == asked), None)
    if first is None:
        first = next((n for n, each in enumerate(lists) if each.many), 0)
    tabs = st.tabs(titles, default=titles[first], key="care", on_change="rerun")
    for tab, each in zip(tabs, lists, strict=True):
        if tab.open:
            with tab:
                _show(person, each)


def reminder(person: Person) -> None:
    """On the page of today: how much waits, with the way there; nothing where nothing does."""
    waiting = read(care.load, person, topics=SEEN)
    if not waiting.all:
        return
    told = [
        t("{n} proposed changes", n=waiting.proposals) if waiting.proposals else "",
        t("{n} possible duplicates", n=waiting.pairs) if waiting.pairs else "",
        t("{n} records to be checked", n=_told(waiting.due)) if waiting.due else "",
        t("{n} qualifications that end", n=waiting.qualifications)
        if waiting.qualifications
        else "",
    ]
    with st.container(border=True, gap="xsmall", key="care-reminder"):
        st.page_link(
            "pages/directory/care.py",
            label=t("Care of the directory"),
            icon=":material/volunteer_activism:",
        )
        st.caption(" · ".join(filter(None, told)))


def _lists(load: Load) -> list[_List]:
    return [
        _List(
            "proposals",
            t("Proposed changes"),
            load.proposals,
            care.proposals,
            care_proposals.show,
            t("No organisation has proposed a change. What they propose appears here."),
        ),
        _List(
            "pairs",
            t("Possible duplicates"),
            load.pairs,
            care.pairs,
            care_pairs.show,
            t("No two records look like one organisation. New and changed ones are compared."),
        ),
        _List(
            "due",
            t("To be checked"),
            load.due,
            care.due,
            _due,
            t("Every record has been checked in time."),
        ),
        _List(
            "qualifications",
            t("Qualifications that end"),
            load.qualifications,
            care.qualifications,
            _ending,
            t("No qualification has expired or will within two months."),
        ),
    ]


def _show(person: Person, each: _List) -> None:
    if not each.many:
        st.success(each.nothing, icon=":material/task_alt:")
        return
    lines = st.container()
    pages = paging.pages(each.many, care.PAGE)
    page = address.page(f"{each.name}-page", pages=pages, of=())
    with lines:
        each.draw(person, read(each.query, person, page, topics=SEEN))


def _due(_person: Person, found: tuple[Due, ...]) -> None:
    st.caption(t("Open a record, compare it with the facts, and press “Record checked” on it."))
    columns = (
        Column(t("Organisation"), 4),
        Column(t("Area"), 2, is_said=True),
        Column(t("Due since"), 2, is_said=True),
    )
    lines = [
        (
            Cell(named(each.name, each.name_en), term(each.kind), link=rows.organisation(each.id)),
            Cell(named(each.area, each.area_en) or t("Whole city")),
            Cell(day(each.since) if each.since else t("Never checked"), tone="orange"),
        )
        for each in found
    ]
    link = rows.show(columns, lines, key="care-due", label=t("To be checked"))
    if link:
        rows.follow(link)


def _ending(_person: Person, found: tuple[Ending, ...]) -> None:
    st.caption(t("Services that need an expired qualification are held back until it is renewed."))
    columns = (
        Column(t("Qualification"), 4),
        Column(t("Organisation"), 3),
        Column(t("Valid until"), 2, is_said=True),
    )
    lines = [_line(each) for each in found]
    link = rows.show(columns, lines, key="care-ending", label=t("Qualifications that end"))
    if link:
        rows.follow(link)


def _line(each: Ending) -> tuple[Cell, ...]:
    link = rows.organisation(each.organisation_id)
    below = f"{term(each.type)} · {each.issuer}"
    return (
        Cell(each.name, below, link=link),
        Cell(named(each.organisation, each.organisation_en)),
        Cell(day(each.until), tone="red" if each.has_expired else "orange"),
    )


def _told(many: int) -> str:
    return f"{care.MANY}+" if many >= care.MANY else str(many)
