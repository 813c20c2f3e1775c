"""What was raised at an activity, with the way to each; and of a demand or a need where it was raised."""

import streamlit as st

from components import activity_view, menu_view, research_list, rows
from components.facts import Fact
from components.moments import moment
from components.naming import named
from components.rows import Cell, Column
from components.texts import t, term
from domain.queries.activity_needs import RaisedNeed
from domain.queries.activity_origins import Origin, Raised


def show(raised: Raised, needs: tuple[RaisedNeed, ...]) -> None:
    """All are counted; those that are open to the reader are listed."""
    if not raised.demands_count and not raised.needs_count:
        return
    st.subheader(t("Raised here"), anchor=False)
    st.caption(
        t(
            "Demands: {demands}. Technical needs: {needs}. Listed are those that are open to you.",
            demands=raised.demands_count,
            needs=raised.needs_count,
        )
    )
    columns = (Column(t("Subject"), 6), Column(t("Enterprise"), 4), Column(t("Stage"), 3))
    lines = [
        (
            Cell(
                each.title,
                f"{each.number} · {moment(each.raised_at)}",
                link=rows.demand(each.number),
            ),
            Cell(each.enterprise),
            Cell(term(each.stage), tone="blue"),
        )
        for each in raised.demands
    ]
    lines += [
        (
            Cell(
                each.title,
                f"{each.number} · {moment(each.raised_at)}",
                link=research_list.need(each.id),
            ),
            Cell("–"),
            Cell(term(each.stage), tone="green"),
        )
        for each in needs
    ]
    if lines:
        wanted = rows.show(columns, lines, key="raised-here", label=t("Raised here"))
        if wanted:
            rows.follow(wanted)


def fact(origin: Origin | None) -> list[Fact]:
    """Where it came up, leading to the activity; nothing where that is not known."""
    if origin is None:
        return []
    title = f"{origin.number} {named(origin.title, origin.title_en)}"
    if origin.menu_id:
        return [Fact(t("Raised at"), title, menu_view.link(origin.menu_id).href)]
    return [Fact(t("Raised at"), title, activity_view.link(origin.activity_id).href)]
