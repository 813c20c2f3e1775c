"""The results or the needs of a space: where each stands, how often it was proposed, what it is matched with."""

import streamlit as st

from components import address, bring_in_house, list_files, research_list, rows
from components.list_files import Table
from components.moments import day
from components.naming import named
from components.reading import read
from components.rows import Cell, Column
from components.texts import t, term
from db.research_vocabulary import ListTaken, RecordStage
from domain import taking_along
from domain.permissions import Person
from domain.queries import spaces
from domain.queries.spaces import Held, Space


def show(person: Person, space: Space) -> None:
    """One page of them, narrowed by stage."""
    many = dict(space.stages)
    if not many:
        _nothing(space)
        return
    stage = address.one_of(
        "stage",
        t("Stage"),
        [each.value for each in many],
        lambda code: f"{term(RecordStage(code))} {many.get(RecordStage(code), 0)}",
        none=t("Every stage"),
        width=200,
    )
    asked = (space.organisation_id, RecordStage(stage) if stage else None)
    first = read(spaces.held, person, *asked, topics=research_list.SEEN)
    table = st.container()
    page = address.page("page", pages=first.pages, of=asked)
    shown = (
        first if page == 1 else read(spaces.held, person, *asked, page, topics=research_list.SEEN)
    )
    with table:
        _table(shown.lines, space)
    what = ListTaken.RESULTS if space.has_results else ListTaken.NEEDS
    list_files.of_matchmaking(person, what, first.count, lambda: _taken(person, asked, space))


def _table(lines: tuple[Held, ...], space: Space) -> None:
    columns = (
        Column(t("Title"), 8),
        Column(t("Stage"), 2),
        Column(t("Until"), 3, is_said=True),
        Column(t("Results proposed") if not space.has_results else t("Needs proposed"), 2, True),
        Column(t("Matches"), 2, is_said=True),
    )
    link_of = research_list.result if space.has_results else research_list.need
    cells = [
        (
            Cell(named(each.title, each.title_en), each.number, link=link_of(each.id)),
            Cell(term(each.stage), tone=research_list.TONES[each.stage]),
            Cell("", day(each.expires_on) if each.expires_on else "–"),
            Cell(str(each.shown)),
            Cell(str(each.matches)),
        )
        for each in lines
    ]
    wanted = rows.show(columns, cells, key="space-records", label=t("Title"))
    if wanted:
        rows.follow(wanted)


def _taken(person: Person, asked: tuple[int, RecordStage | None], space: Space) -> Table:
    """The whole list as it is told, for a file."""
    proposed = t("Needs proposed") if space.has_results else t("Results proposed")
    heads = (t("Number"), t("Title"), t("Title in English"), t("Stage"), t("Until"))
    heads += (proposed, t("Matches"))
    found = taking_along.now(spaces.held, person, *asked, 1, taking_along.MOST)
    return [heads, *(_line_taken(each) for each in (found.lines if found else ()))]


def _line_taken(each: Held) -> tuple[str, ...]:
    until = each.expires_on.isoformat() if each.expires_on else ""
    told = (each.number, each.title, each.title_en, term(each.stage), until)
    return (*told, str(each.shown), str(each.matches))


def _nothing(space: Space) -> None:
    if space.has_results:
        st.info(
            t("There is no research result yet. Enter one, or bring in a file of many."),
            icon=":material/science:",
        )
        with st.container(horizontal=True, gap="small"):
            st.page_link(
                research_list.RESULTS_PAGE, label=t("Research results"), icon=":material/science:"
            )
            bring_in_house.way(None if space.is_own else space.organisation_id)
        return
    st.info(
        t("There is no technical need yet. Enter one: laboratories are searched for it at once."),
        icon=":material/help_center:",
    )
    st.page_link(
        research_list.NEEDS_PAGE, label=t("Technical needs"), icon=":material/help_center:"
    )
