"""The pictures of the key figures that are drawn as curves, in the theme's own colours; nothing is asked of the
database here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import plotly.graph_objects as go

from components import charts
from components.texts import t
from db.indicator_vocabulary import Unit

FEW, OPEN = "diamond-open", "circle-open"
LONG_NAME = 24  # characters
_HALF = timedelta(hours=12)  # a day stands in the middle of its place


@dataclass(frozen=True)
class Happened:
    """Something that happened, on the axis of time."""

    on: date
    told: str
    sign: str


@dataclass(frozen=True)
class Point:
    """One point of a curve: its value, its words, and what a click on it names; an open one is not over yet."""

    value: float | None
    told: str = ""
    key: str = ""
    is_few: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Pace:
    """What is to be reached: by each day, where it adds up, and in the end."""

    by_day: tuple[float, ...]
    target: float


def trend(
    lines: Mapping[str, Sequence[Point]],
    days: Sequence[date],
    unit: Unit,
    marks: Sequence[Happened],
    target: float | None = None,
) -> go.Figure:
    """One line for each year; the point of an unfinished month is hollow, one of few records a diamond."""
    drawn = charts.figure(
        [_line(name, points, days, n) for n, (name, points) in enumerate(lines.items())], height=300
    )
    # plotly names months in English only: numbers read the same in both languages.
    drawn.update_xaxes(tickformat="%Y-%m", hoverformat="%Y-%m")
    _axis_of(drawn, unit)
    if target is not None:
        drawn.add_hline(
            y=target, line_dash="dot", line_color=charts.ink(), annotation_text=t("target")
        )
    _happened(drawn, marks)
    return drawn


def month(
    lines: Mapping[str, Sequence[Point]],
    days: Sequence[date],
    unit: Unit,
    marks: Sequence[Happened],
    pace: Pace | None,
    resting: Sequence[date],
) -> go.Figure:
    """The month as it adds up day by day, with the pace that leads to its target; resting days are shaded."""
    traces = [_line(name, points, days, n) for n, (name, points) in enumerate(lines.items())]
    if pace and pace.by_day:
        traces.append(
            go.Scatter(
                x=list(days),
                y=list(pace.by_day),
                name=t("pace"),
                mode="lines",
                line={"dash": "dot", "color": charts.ink(), "width": 2},
                hoverinfo="skip",
            )
        )
    drawn = charts.figure(traces, height=340)
    drawn.update_xaxes(
        tickformat="%m-%d",
        hoverformat="%Y-%m-%d",
        range=[_midnight(days[0]) - _HALF, _midnight(days[-1]) + _HALF],
    )
    _axis_of(drawn, unit)
    if pace:
        drawn.add_hline(
            y=pace.target, line_dash="dash", line_color=charts.ink(), annotation_text=t("target")
        )
    for day in resting:
        drawn.add_vrect(
            x0=_midnight(day) - _HALF,
            x1=_midnight(day) + _HALF,
            fillcolor=charts.ink(),
            opacity=0.05,
            line_width=0,
            layer="below",
        )
    _happened(drawn, marks)
    return drawn


def flow(links: Sequence[tuple[str, str, int]], order: Sequence[str]) -> go.Figure:
    """A sankey of what leads to what; `order` are its places from left to right, top to bottom."""
    places = {name: n for n, name in enumerate(order)}
    tallest = max(Counter(name[0] for name in order).values(), default=1)
    palette = charts.colours()
    drawn = charts.figure(
        [
            go.Sankey(
                node={
                    "label": [_in_two(name.split("|")[-1]) for name in order],
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
        height=max(360, 42 * tallest),
    )
    drawn.update_layout(
        margin={"l": 0, "r": 0, "t": 8, "b": 16}
    )  # a label may hang below its place
    return drawn


def _in_two(name: str) -> str:
    """A long name on two lines, so that it has room beside the flow on a telephone too."""
    middle = name.find(" ", len(name) // 2 - 3)
    if len(name) <= LONG_NAME or middle < 0:
        return name
    return f"{name[:middle]}<br>{name[middle + 1 :]}"


def _line(name: str, points: Sequence[Point], days: Sequence[date], n: int) -> go.Scatter:
    symbols = [FEW if each.is_few else OPEN if each.is_open else "circle" for each in points]
    return go.Scatter(
        x=list(days[: len(points)]),
        y=[each.value for each in points],
        name=name,
        mode="lines+markers",
        marker={"symbol": symbols, "size": 8 if not n else 6},
        line={"dash": "dot" if n else "solid"},
        connectgaps=False,
        text=[each.told for each in points],
        customdata=[each.key for each in points],
        hovertemplate="%{text}<extra></extra>",
    )


def _axis_of(drawn: go.Figure, unit: Unit) -> None:
    drawn.update_yaxes(tickformat=".0%" if unit is Unit.SHARE else ",")


def _happened(drawn: go.Figure, marks: Sequence[Happened]) -> None:
    """What happened, as signs on the axis of time."""
    if not marks:
        return
    drawn.add_trace(
        go.Scatter(
            x=[each.on for each in marks],
            y=[0.03] * len(marks),
            yaxis="y2",
            mode="markers",
            marker={"symbol": [each.sign for each in marks], "size": 9, "color": charts.ink()},
            text=[each.told for each in marks],
            hovertemplate="%{text}<br>%{x|%Y-%m-%d}<extra></extra>",
            name=t("Holidays, rules, activities"),
            cliponaxis=False,
        )
    )
    drawn.update_layout(
        yaxis2={"overlaying": "y", "visible": False, "range": [0, 1], "fixedrange": True}
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
