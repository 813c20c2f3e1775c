"""The pictures of the key figures, in the theme's own colours; nothing is asked of the database here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from components import charts
from components.texts import t
from db.indicator_vocabulary import Unit

ROW = 30  # pixels of a bar


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value, the one of the month before, and its words."""

    key: str
    name: str
    value: float | None
    before: float | None
    told: str


@dataclass(frozen=True)
class Happened:
    """Something that happened, on the axis of time."""

    on: date
    told: str
    sign: str


def ranked(bars: Sequence[Bar], unit: Unit, aim: float | None) -> go.Figure:
    """Bars from the best to the worst, with a tick where each stood before, and a line for the target."""
    names = [each.name for each in bars]
    drawn = charts.figure(
        [
            go.Bar(
                y=names,
                x=[each.value for each in bars],
                orientation="h",
                text=[each.told for each in bars],
                textposition="auto",
                customdata=[each.key for each in bars],
                hovertemplate="%{y}: %{text}<extra></extra>",
                showlegend=False,
            ),
            go.Scatter(
                y=names,
                x=[each.before for each in bars],
                mode="markers",
                marker={
                    "symbol": "line-ns",
                    "size": 18,
                    "line": {"width": 2, "color": charts.ink()},
                },
                name=t("before"),
                hoverinfo="skip",
            ),
        ],
        height=60 + ROW * len(bars),
    )
    drawn.update_yaxes(autorange="reversed", type="category", rangemode="normal")
    drawn.update_xaxes(tickformat=".0%" if unit is Unit.SHARE else ",", rangemode="tozero")
    if aim is not None:
        drawn.add_vline(
            x=aim, line_dash="dot", line_color=charts.ink(), annotation_text=t("target")
        )
    return drawn


def trend(
    lines: Mapping[str, Sequence[float | None]],
    days: Sequence[date],
    unit: Unit,
    marks: Sequence[Happened],
    *,
    is_unfinished: bool,
) -> go.Figure:
    """One line for each year or place; the point of an unfinished month is hollow. Marks stand on the axis."""
    traces = []
    for n, (name, values) in enumerate(lines.items()):
        hollow = is_unfinished and not n
        symbols = ["circle"] * len(days)
        if hollow:
            symbols[-1] = "circle-open"
        traces.append(
            go.Scatter(
                x=list(days),
                y=list(values),
                name=name,
                mode="lines+markers",
                marker={"symbol": symbols, "size": 7},
                line={"dash": "dot" if n else "solid"},
                connectgaps=False,
            )
        )
    drawn = charts.figure(traces, height=300)
    drawn.update_yaxes(tickformat=".0%" if unit is Unit.SHARE else ",")
    if marks:
        drawn.add_trace(
            go.Scatter(
                x=[each.on for each in marks],
                y=[0] * len(marks),
                yaxis="y2",
                mode="markers",
                marker={"symbol": [each.sign for each in marks], "size": 9, "color": charts.ink()},
                text=[each.told for each in marks],
                hovertemplate="%{text}<br>%{x|%Y-%m-%d}<extra></extra>",
                name=t("What happened"),
            )
        )
        drawn.update_layout(
            yaxis2={"overlaying": "y", "visible": False, "range": [0, 1], "fixedrange": True}
        )
    return drawn


def funnel(steps: Sequence[tuple[str, int]]) -> go.Figure:
    """How many of the demands received came how far."""
    drawn = charts.figure(
        [
            go.Funnel(
                y=[name for name, _ in steps],
                x=[many for _, many in steps],
                textinfo="value+percent initial",
                connector={"visible": False},
            )
        ],
        height=60 + 44 * len(steps),
    )
    drawn.update_yaxes(rangemode="normal")
    return drawn


def flow(links: Sequence[tuple[str, str, int]], order: Sequence[str]) -> go.Figure:
    """A sankey of what leads to what; `order` are its places from left to right, top to bottom."""
    places = {name: n for n, name in enumerate(order)}
    palette = charts.colours()
    drawn = charts.figure(
        [
            go.Sankey(
                node={
                    "label": [name.split("|")[-1] for name in order],
                    "pad": 10,
                    "thickness": 14,
                    "color": [palette[n % len(palette)] for n in range(len(order))],
                },
                link={
                    "source": [places[source] for source, _, _ in links],
                    "target": [places[target] for _, target, _ in links],
                    "value": [many for *_, many in links],
                    "color": "rgba(128, 144, 160, 0.35)",
                },
                textfont={"size": 12, "color": charts.ink(), "shadow": "none"},
            )
        ],
        height=460,
    )
    return drawn


def heat(
    rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[int | None]]
) -> go.Figure:
    """How much came where and when."""
    drawn = charts.figure(
        [
            go.Heatmap(
                x=list(columns),
                y=list(rows),
                z=[list(each) for each in values],
                colorscale=charts.scale(),
                xgap=1,
                ygap=1,
                hovertemplate="%{y}, %{x}: %{z}<extra></extra>",
                colorbar={"thickness": 10},
            )
        ],
        height=80 + 26 * len(rows),
    )
    drawn.update_yaxes(autorange="reversed", rangemode="normal", type="category")
    drawn.update_xaxes(type="category")
    return drawn


def steps(names: Sequence[str], values: Sequence[int], late_from: int | None = None) -> go.Figure:
    """A distribution; steps from `late_from` on are past the limit, and hatched so that colour is not alone."""
    palette = charts.colours()
    is_late = [late_from is not None and n >= late_from for n in range(len(names))]
    drawn = charts.figure(
        [
            go.Bar(
                x=list(names),
                y=list(values),
                marker={
                    "color": [palette[3] if late else palette[0] for late in is_late],
                    "pattern": {"shape": ["/" if late else "" for late in is_late]},
                },
                hovertemplate="%{x}: %{y}<extra></extra>",
            )
        ],
        height=280,
    )
    drawn.update_xaxes(type="category")
    return drawn
