"""How far matches came, in a few figures, each leading to the matches behind it; and who came how far, side by side."""

import plotly.graph_objects as go
import streamlit as st

from components import address, charts, match_filters, rows
from components.area_choice import area_names
from components.choosing import industry_names
from components.figure_words import amount
from components.naming import named
from components.reading import read
from components.research_list import SEEN
from components.rows import Cell, Column
from components.texts import plain, t, term
from db.research_vocabulary import Grouping, MatchFigure
from domain.matchmaking import figures
from domain.matchmaking.figures import Compared, Figures, Scope
from domain.permissions import Person

MOST_BARS, ROW = 12, 30  # pixels of a bar
WIDTH = 132  # of a figure: six beside each other, two on a telephone
SHORT = 16  # characters of a name in the picture


def show(person: Person, scope: Scope) -> Figures:
    """All together; each figure with of how many it is, which leads to these."""
    found = read(figures.of, person, scope, topics=SEEN)
    if found.proposals or found.contracts:
        with st.container(horizontal=True, gap="xsmall", key="match-figures"):
            for figure in figures.TOLD:
                with st.container(gap="xsmall", width=WIDTH, key=f"figure-{figure}"):
                    st.metric(called(figure), said(found, figure))
                    link = match_filters.link(scope, _all_of(figure))
                    st.page_link(
                        link.script,
                        label=plain(_of_how_many(found, figure)),
                        icon=":material/list:",
                        query_params=dict(link.query),
                    )
    return found


def comparison(person: Person, scope: Scope) -> None:
    """Universities, industries or sub-platforms side by side: a picture of one figure, and all in a table."""
    is_open = address.is_asked("by") or address.is_asked("measure")
    icon = ":material/leaderboard:"
    with st.expander(t("Compare"), is_open, icon=icon, key="match-comparison"):
        with st.container(horizontal=True, gap="small"):
            by = Grouping(
                address.segment(
                    "by",
                    t("Compare"),
                    [each.value for each in Grouping],
                    lambda code: term(Grouping(code)),
                )
            )
            figure = MatchFigure(
                address.always(
                    "measure",
                    t("Figure"),
                    [each.value for each in figures.TOLD],
                    lambda code: called(MatchFigure(code)),
                    width=220,
                )
            )
        found = read(figures.compared, person, scope, by, topics=SEEN)
        names = [_name(person, each, by) for each in found]
        if found:
            charts.show(picture(found, names, figure), key="match-compared")
            _table(scope, by, found, names)


def called(figure: MatchFigure) -> str:
    """What a figure is called, with the unit of an amount: there is little room beside it."""
    return t("Value in yuan") if figure is MatchFigure.VALUE else term(figure)


def said(found: Figures, figure: MatchFigure) -> str:
    """One figure as it is read under its name."""
    value = found.value_of(figure)
    if value is None:
        return "–"
    if figure is MatchFigure.ACCEPTANCE:
        return f"{100 * value:.0f} %"
    if figure is MatchFigure.DAYS_TO_CONTACT:
        return f"{value:.1f}"
    return amount(int(value)) if figure is MatchFigure.VALUE else f"{value:,}"


def picture(found: tuple[Compared, ...], names: list[str], figure: MatchFigure) -> go.Figure:
    """One bar for each, the first ones only."""
    bars = [
        (_short(name), each.figures.value_of(figure) or 0)
        for each, name in zip(found[:MOST_BARS], names, strict=False)
    ]
    is_rate = figure is MatchFigure.ACCEPTANCE
    drawn = charts.figure(
        [
            go.Bar(
                y=[name for name, _ in bars],
                x=[value for _, value in bars],
                orientation="h",
                hovertemplate="%{x:.0%}<extra></extra>" if is_rate else "%{x:,}<extra></extra>",
            )
        ],
        height=40 + ROW * len(bars),
    )
    drawn.update_yaxes(autorange="reversed", rangemode="normal", type="category")
    drawn.update_xaxes(tickformat=".0%" if is_rate else ",", rangemode="tozero")
    return drawn


def _table(scope: Scope, by: Grouping, found: tuple[Compared, ...], names: list[str]) -> None:
    columns = [Column(term(by), 6)]
    columns += [Column(called(figure), 2, is_said=True) for figure in figures.TOLD]
    lines = []
    for each, name in zip(found, names, strict=True):
        narrower = match_filters.group(scope, by, each.key)
        cells = [Cell(name, link=match_filters.link(narrower, view=match_filters.BOARD))]
        for figure in figures.TOLD:
            link = match_filters.link(narrower, _all_of(figure))
            below = f"{each.figures.accepted} / {each.figures.answered}"
            is_rate = figure is MatchFigure.ACCEPTANCE
            sub = below if is_rate else ""
            cells.append(Cell(said(each.figures, figure), sub, link=link))
        lines.append(tuple(cells))
    wanted = rows.show(columns, lines, key="match-groups", label=t("Compare"))
    if wanted:
        rows.follow(wanted)


def _all_of(figure: MatchFigure) -> MatchFigure:
    """Which matches a figure leads to: of a rate all that it is of."""
    return MatchFigure.ANSWERED if figure is MatchFigure.ACCEPTANCE else figure


def _of_how_many(found: Figures, figure: MatchFigure) -> str:
    match figure:
        case MatchFigure.ACCEPTANCE:
            return t("{good} of {n}", good=found.accepted, n=found.answered)
        case MatchFigure.DAYS_TO_CONTACT:
            return t("{n} contacts", n=found.accepted)
        case MatchFigure.VALUE:
            return t("{n} agreements", n=found.contracts)
    return t("Show them")


def _name(person: Person, each: Compared, by: Grouping) -> str:
    match by:
        case Grouping.PROVIDER:
            if each.provider is None:
                return t("Name hidden")
            return named(each.provider.name, each.provider.name_en)
        case Grouping.INDUSTRY:
            return industry_names(person).get(each.key) or t("Not said")
    return area_names(person).get(each.key) or t("Not said")


def _short(name: str) -> str:
    return name if len(name) <= SHORT else f"{name[: SHORT - 1]}…"
