"""Coordination cases: the list, and one on its page with its demands, units and decisions."""

import streamlit as st

from components import address, record_window, rows
from components import facts as fact_list
from components.facts import Fact
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link
from components.texts import listed, plain, t, term
from domain import paging
from domain.permissions import Person
from domain.queries import coordination as queries
from domain.queries.coordination import CaseShown, Decision, Line
from domain.queries.named import Named

PAGE, PATH = "pages/performance/coordination.py", "coordination"


def link(case_id: int) -> Link:
    return Link(PAGE, PATH, (("id", str(case_id)),))


def listing(person: Person) -> None:
    """All cases that this reader may see."""
    many = read(queries.listed, person, 1, topics=queries.TOPICS).count
    if not many:
        st.info(
            t(
                "No coordination case yet. Units are called to one table from a list behind a figure."
            ),
            icon=":material/groups:",
        )
        return
    place = st.container()
    pages = paging.pages(many, queries.PAGE, queries.MOST_PAGES)
    page = address.page("case-page", pages=pages, of="cases")
    found = read(queries.listed, person, page, topics=queries.TOPICS)
    columns = (
        Column(t("Question to decide"), 9),
        Column(t("Area"), 3),
        Column(t("Meets at"), 5),
        Column(t("Demands"), 2, is_said=True),
        Column(t("What is decided"), 4, is_said=True),
        Column(t("What it came to"), 4),
    )
    with place:
        wanted = rows.show(
            columns,
            [_cells(each) for each in found.cases],
            key="cases",
            label=t("Coordination cases"),
        )
    if wanted:
        rows.follow(wanted)


def head(shown: CaseShown) -> None:
    """The question, and how far it is."""
    line = shown.line
    st.title(plain(line.question), anchor=False)
    with st.container(horizontal=True, gap="small"):
        st.badge(line.number, color="gray", icon=":material/tag:")
        if line.outcome:
            st.badge(term(line.outcome), color="green")
        else:
            st.badge(moment(line.meets_at), color="blue", icon=":material/event:")
    fact_list.show(
        [
            Fact(t("Area"), named(line.area, line.area_en) or t("Several areas")),
            Fact(t("Meets at"), moment(line.meets_at)),
            Fact(t("Place"), shown.place),
            Fact(t("Units that are called"), listed(_name(each) for each in shown.units)),
            Fact(t("Called by"), f"{shown.called_by} · {moment(shown.called_at)}"),
        ],
        key="case-facts",
    )


def demands(shown: CaseShown) -> None:
    """The demands that it is about; of those that are not the reader's only the number."""
    st.subheader(t("Demands"), anchor=False)
    columns = (Column(t("Subject"), 9), Column(t("Stage"), 3))
    lines = [
        (
            Cell(each.title or t("Not open to you"), each.number, link=_to(each)),
            Cell(term(each.stage), tone="blue"),
        )
        for each in shown.demands
    ]
    wanted = rows.show(columns, lines, key="case-demands", label=t("Demands"), is_headed=False)
    if wanted:
        rows.follow(wanted)


def decisions(shown: CaseShown) -> None:
    """What was decided, who does it until when, and whether it is done."""
    st.subheader(t("What is decided"), anchor=False)
    if not shown.decisions:
        st.caption(t("Nothing is decided yet."))
    for each in shown.decisions:
        _decision(each)


def minutes(shown: CaseShown) -> None:
    if shown.minutes:
        st.subheader(t("Minutes"), anchor=False)
        st.text(shown.minutes)


def _decision(each: Decision) -> None:
    with st.container(border=True, gap="xsmall", key=f"decision-{each.id}"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(f"**{plain(_name(each.unit))}**", width="content")
            if each.done_at:
                words = t("Done {at}, {name}", at=moment(each.done_at), name=plain(each.done_by))
                st.badge(words, color="green", icon=":material/task_alt:")
            else:
                color = "red" if each.is_late else "gray"
                words = t("Until {day}", day=day(each.due_on))
                st.badge(words, color=color, icon=":material/schedule:")
        st.text(each.text)
        if each.note:
            st.caption(plain(each.note))
        if each.may_tell:
            record_window.button("done", t("Report as done"), of=each.id, icon="task_alt")


def _cells(each: Line) -> tuple[Cell, ...]:
    told = f"{each.done} / {each.decisions}" if each.decisions else "–"
    return (
        Cell(each.question, each.number, link=link(each.id)),
        Cell(named(each.area, each.area_en) or t("Several areas")),
        Cell(moment(each.meets_at)),
        Cell(str(each.demands)),
        Cell(told, tone="red") if each.late else Cell(told),
        Cell(term(each.outcome), tone="green") if each.outcome else Cell(t("Open"), tone="blue"),
    )


def _to(each: queries.Concerned) -> Link | None:
    return rows.demand(each.number) if each.is_open else None


def _name(each: Named) -> str:
    return named(each.name, each.name_en)
