"""Figures in the theme's own colours, light or dark."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from components.submitting import remember, remembered


def figure(traces: Sequence[go.Bar | go.Scatter], *, height: int = 200) -> go.Figure:
    """A small figure that is looked at, not played with: no zoom, no bar of tools, no wide margins."""
    drawn = go.Figure(list(traces))
    drawn.update_layout(
        colorway=colours(),
        height=height,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        legend={
            "orientation": "h",
            "y": 1.2,
            "traceorder": "normal",
            "font": {"color": ink()},
        },
    )
    # Streamlit's own grey for these is too pale to be read on white.
    drawn.update_xaxes(fixedrange=True, tickfont={"color": ink()})
    drawn.update_yaxes(fixedrange=True, rangemode="tozero", tickfont={"color": ink()})
    return drawn


def show(drawn: go.Figure, *, key: str) -> None:
    st.plotly_chart(drawn, config={"displayModeBar": False}, key=key)


def clicked(drawn: go.Figure, *, key: str) -> str | None:
    """Show a figure whose points can be clicked; what the point names that was clicked just now."""
    said = st.plotly_chart(
        drawn,
        config={"displayModeBar": False},
        key=key,
        on_select="rerun",
        selection_mode="points",
    )
    names = [point.get("customdata") for point in said.selection.points] if said else []
    named = next((each[0] if isinstance(each, list) else each for each in names if each), None)
    if named not in {each for trace in drawn.data for each in _names(trace)}:
        named = None  # the browser can only name what was drawn
    # A point stays chosen until another is: it leads somewhere once.
    before = remembered(f"clicked-{key}")
    remember(f"clicked-{key}", named)
    return named if named != before else None


def _names(trace) -> Sequence[str]:
    """What the points of a trace name, where they name anything."""
    said = getattr(trace, "customdata", None)
    return [] if said is None else [str(each) for each in said]


def colours() -> list[str]:
    """The colours of categories, as the reader's theme has them."""
    return list(st.get_option(f"theme.{_scheme()}.chartCategoricalColors") or ())


def ink() -> str:
    """The colour of text, as the reader's theme has it."""
    return _of_theme("textColor")


def named(colour: str) -> str:
    """The colour that Markdown writes text of this name in: "blue", "red" and the others."""
    return _of_theme(f"{colour}TextColor")


def background() -> str:
    """The colour of what lies behind a bar."""
    return _of_theme("secondaryBackgroundColor")


def _of_theme(name: str) -> str:
    return st.get_option(f"theme.{_scheme()}.{name}") or "grey"


def _scheme() -> str:
    return "dark" if st.context.theme.type == "dark" else "light"
