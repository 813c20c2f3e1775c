"""What was raised at an activity, with the way to each; and of a demand or a need where it was raised."""

from collections.abc import Sequence

import streamlit as st

from components import activity_view, contest_view, menu_view, research_list, rows
from components.facts import Fact
from components.happened import when
from components.naming import named
from components.rows import Cell, Column, Tone
from components.texts import t, term
from db.activity_vocabulary import ActivityResult
from domain.queries.activity_needs import Line
from domain.queries.activity_origins import Origin
from domain.queries.activity_results import Raised


def show(raised: Raised) -> None:
    """All are counted; those that are open to the reader are listed."""
    if not any(raised.counts.values()):
        return
    st.subheader(t("Raised here"), anchor=False)
    st.caption(
        t(
            "Demands: {demands}. Technical needs: {needs}. Matches of these: {matches}."
            " Listed are those that are open to you.",
            demands=raised.counts[ActivityResult.DEMANDS],
            needs=raised.counts[ActivityResult.NEEDS],
            matches=raised.counts[ActivityResult.MATCHES],
        )
    )
    lines(raised.lines, key="raised-here", label=t("Raised here"))


def lines(found: Sequence[Line], *, key: str, label: str) -> None:
    """Demands, needs, matches and projects, each with the way to it."""
    if not found:
        return
    columns = (Column(t("Subject"), 6), Column(t("Enterprise"), 4), Column(t("Stage"), 3))
    wanted = rows.show(columns, [_cells(each) for each in found], key=key, label=label)
    if wanted:
        rows.follow(wanted)


def _cells(each: Line) -> tuple[Cell, ...]:
    link, tone = _way(each)
    told = f"{each.number} · {when(each)}"
    return (
        Cell(named(each.title, each.title_en), told, link=link),
        Cell(each.enterprise or "–"),
        Cell(_stage(each), tone=tone),
    )


def _way(each: Line) -> tuple[rows.Link, Tone]:
    if each.match_id is not None:
        return research_list.match(each.match_id), "orange"
    if each.need_id is not None:
        return research_list.need(each.need_id), "green"
    if each.entry_id is not None:
        return contest_view.project(each.entry_id), "blue"
    return rows.demand(each.demand), "blue"


def _stage(each: Line) -> str:
    """How far it has come; of a match also that it is one, as it goes by the name of its need."""
    stage = term(each.stage)
    return t("Match: {stage}", stage=stage) if each.match_id is not None else stage


def fact(origin: Origin | None) -> list[Fact]:
    """Where it came up, leading to the activity; nothing where that is not known."""
    if origin is None:
        return []
    title = f"{origin.number} {named(origin.title, origin.title_en)}"
    if origin.menu_id:
        return [Fact(t("Raised at"), title, menu_view.link(origin.menu_id).href)]
    return [Fact(t("Raised at"), title, activity_view.link(origin.activity_id).href)]
