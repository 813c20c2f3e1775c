"""Matches as lines, twenty to a page, those that are due first."""

import streamlit as st

from components import address, list_files, match_board, rows
from components.list_files import Table
from components.match_filters import Chosen
from components.moments import day
from components.naming import named
from components.reading import read
from components.research_list import SEEN
from components.rows import Cell, Column, Tone
from components.texts import t, term
from db.research_vocabulary import ListTaken, MatchStage
from domain import taking_along
from domain.permissions import Person
from domain.queries import matches
from domain.queries.matches import Card

TONES: dict[MatchStage, Tone] = {
    MatchStage.PROPOSED: "grey",
    MatchStage.CONTACTED: "blue",
    MatchStage.MEETING: "blue",
    MatchStage.ASSESSMENT: "orange",
    MatchStage.CONTRACT: "green",
    MatchStage.TRANSFORMED: "green",
    MatchStage.DECLINED: "grey",
}


def show(person: Person, chosen: Chosen) -> None:
    """One page of the matches that a figure counts."""
    asked = (chosen.scope, chosen.figure)
    first = read(matches.listed, person, *asked, topics=SEEN)
    st.caption(t("{n} in all", n=first.count))
    table = st.container()
    page = address.page("page", pages=first.pages, of=asked)
    shown = first if page == 1 else read(matches.listed, person, *asked, page, topics=SEEN)
    with table:
        lines(shown.cards, key="match-list")
    list_files.of_matchmaking(
        person, ListTaken.MATCHES, first.count, lambda: _taken(person, chosen)
    )


def lines(cards: tuple[Card, ...], *, key: str) -> None:
    """Some matches; a click opens one."""
    columns = (
        Column(t("Technical need"), 6),
        Column(t("Research result"), 6),
        Column(t("Stage"), 3),  # “Transformed” in one piece
        Column(t("Next action"), 4, is_said=True),
        Column(t("Value in yuan"), 2, is_said=True),
    )
    wanted = rows.show(columns, [_cells(card) for card in cards], key=key, label=t("Matches"))
    if wanted:
        rows.follow(wanted)


def _taken(person: Person, chosen: Chosen) -> Table:
    """The whole list as it is told, for a file."""
    heads = (t("Number"), t("Technical need"), t("Enterprise"), t("Research result"))
    heads += (t("University or institute"), t("Stage"), t("Reason"), t("Next action"), t("On"))
    heads += (t("Value in yuan"),)
    asked = (chosen.scope, chosen.figure, 1, taking_along.MOST)
    found = taking_along.now(matches.listed, person, *asked)
    return [heads, *(_line_taken(card) for card in found.cards)]


def _line_taken(card: Card) -> tuple[str, ...]:
    hidden = t("Name hidden")
    return (
        card.number,
        named(card.need, card.need_en),
        named(card.enterprise, card.enterprise_en) or hidden,
        named(card.result, card.result_en),
        named(card.provider, card.provider_en) or hidden,
        term(card.stage),
        term(card.declined_as) if card.declined_as else "",
        card.next_action,
        card.next_on.isoformat() if card.next_on else "",
        "" if card.value is None else str(card.value),
    )


def _cells(card: Card) -> tuple[Cell, ...]:
    hidden = t("Name hidden")
    enterprise = named(card.enterprise, card.enterprise_en) or hidden
    provider = named(card.provider, card.provider_en) or hidden
    return (
        Cell(
            named(card.need, card.need_en),
            f"{card.number} · {enterprise}",
            link=match_board.link(card.id),
        ),
        Cell(named(card.result, card.result_en), provider),
        Cell(term(card.stage), tone=TONES[card.stage]),
        Cell(card.next_action, day(card.next_on) if card.next_on else ""),
        Cell("" if card.value is None else f"{card.value:,}"),
    )
