"""What is proposed to the writer of a bulletin as a typical case: orders and matches, each leading to its page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from components import bulletin_order, match_board, rows
from components.reading import read
from components.rows import Cell, Column, Link
from components.session import language
from components.texts import t, term
from db.research_vocabulary import MatchStage
from domain.permissions import Person
from domain.queries import bulletin_links as queries
from domain.queries.bulletins import BulletinShown

Facts = Mapping[str, Any]


def proposed(person: Person, shown: BulletinShown) -> None:
    """The proposals with where they come from; above the fields, which a link within them would empty."""
    orders, matches = shown.facts["suggested"], shown.facts.get("suggested_matches", [])
    if not (orders or matches):
        return
    st.caption(
        t(
            "Proposed as cases. Open one in a tab of its own (with Ctrl, ⌘ or the middle button): what you are writing"
            " here stays."
        )
    )
    if orders:
        columns = (Column(t("Solved order"), 5), Column(t("Area"), 2), Column(t("Unit"), 3))
        is_open = read(queries.open_orders, person, tuple(each["number"] for each in orders))
        _table("orders", columns, [_order(shown, each, is_open) for each in orders])
    if matches:
        columns = (Column(t("Match"), 5), Column(t("Stage"), 2), Column(t("Area"), 3))
        numbers = tuple(each["number"] for each in matches)
        ids = read(queries.open_matches, person, numbers, topics=queries.MATCHED)
        _table("matches", columns, [_match(shown, each, ids) for each in matches])


def titles(facts: Facts) -> list[str]:
    """What the fields begin with; what is for brokers only is not among it."""
    needs = [each["need"] for each in facts.get("suggested_matches", []) if each["need"]]
    return [*(each["title"] for each in facts["suggested"]), *needs]


def written(
    typed: Iterable[Mapping[str, Any]], proposed: Sequence[Mapping[str, str]]
) -> list[Mapping[str, Any]]:
    """The cases of what is typed, without empty lines and without proposals that nobody wrote a text for; one that
    lacks its title or its text is among them, so that its writer hears of it."""
    untouched = {"", *(each["title"].strip() for each in proposed)}
    return [each for each in typed if _part(each, "text") or _part(each, "title") not in untouched]


def _part(case: Mapping[str, Any], name: str) -> str:
    return (case.get(name) or "").strip()


def _table(name: str, columns: tuple[Column, ...], lines: list[tuple[Cell, ...]]) -> None:
    label = columns[0].label
    if wanted := rows.show(columns, lines, key=f"bulletin-proposed-{name}", label=label):
        rows.follow(wanted)


def _order(shown: BulletinShown, each: Facts, is_open: frozenset[str]) -> tuple[Cell, ...]:
    number = each["number"]
    link = rows.demand(number) if number in is_open else None
    unit = each["unit"] if language() == "zh" else each["unit_en"]
    return (
        Cell(each["title"], number, link=link),
        Cell(bulletin_order.area(shown, each["area"])),
        Cell(unit or "–"),
    )


def _match(shown: BulletinShown, each: Facts, ids: Mapping[str, int]) -> tuple[Cell, ...]:
    number = each["number"]
    link: Link | None = match_board.link(ids[number]) if number in ids else None
    return (
        Cell(each["need"] or t("Confidential need"), _below(each), link=link),
        Cell(term(MatchStage(each["stage"]))),
        Cell(bulletin_order.area(shown, each["area"]) if each["area"] else "–"),
    )


def _below(each: Facts) -> str:
    return " · ".join(filter(None, (each["number"], each["result"])))
