"""The pictures of views that are more than bars: curves with what happened, tables whose colour tells how much, what
flows from where to where, the map. Drawn without a screen, as those of documents are (domain/bulletin/pictures.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import FuncFormatter

from domain.bulletin.pictures import BARS, INK, LINE, QUIET, empty, folded, png

WIDE = 7.2  # inches
MOST_WORDS = 16  # columns of a table in whose cells the numbers still have room
COLOURS = (BARS, QUIET, LINE)  # of curves, in their order
TONES = {"": "#e5e7eb", "good": "#bbe7c6", "near": "#fde3b0", "bad": "#f9c2bd"}
BANDS = ("#2f6fde", "#0f9b8e", "#d97706", "#7c5cd6", "#c2416b", "#4d7c0f", "#0891b2", "#9a6b3f")


@dataclass(frozen=True)
class Curve:
    """One line: what is known of each place on the axis. `marks`: what is to be known of some of them, empty for the
    others."""

    name: str
    values: Sequence[float | None]
    is_quiet: bool = False  # a pace or a target: no points
    marks: Sequence[str] = ()


@dataclass(frozen=True)
class Tile:
    """A place on the map: its name, its value in words, how it stands."""

    name: str
    told: str
    column: int
    line: int
    tone: str = ""


def curves(
    names: Sequence[str],
    lines: Sequence[Curve],
    happened: Mapping[int, str],
    *,
    title: str,
    note: str,
    is_share: bool,
    hollow: Mapping[str, str],
) -> bytes:
    """Lines over time; a triangle below stands for what happened in that place. `hollow`: the shape of the points that
    have a mark, by the mark."""
    drawn, axes, font = _paper(3.4, title, note)
    places = np.arange(len(names))
    for n, line in enumerate(lines):
        values = [float("nan") if each is None else each for each in line.values]
        look = {"linestyle": "--", "linewidth": 1.2} if line.is_quiet else {"marker": "o"}
        colour = INK if line.is_quiet else COLOURS[n % len(COLOURS)]
        marks = np.array(line.marks or [""] * len(places))
        look["markevery"] = marks == ""
        axes.plot(places, values, color=colour, markersize=3.5, label=line.name, **look)
        for mark, shape in hollow.items():
            axes.plot(
                places[marks == mark], np.array(values)[marks == mark], shape, **_hollow(colour)
            )
    every = max(1, -(-len(names) // 12))
    axes.set_xticks(places[::every], list(names)[::every], fontproperties=font)
    axes.set_ylim(bottom=0)
    if is_share:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    axes.grid(axis="y", color=QUIET, alpha=0.25)
    for mark, shape in hollow.items():
        if any(mark in line.marks for line in lines):
            axes.plot([], [], shape, label=mark, **_hollow(INK))
    if happened:
        axes.plot(
            list(happened),
            [0.02] * len(happened),
            "^",
            color=INK,
            markersize=4,
            transform=axes.get_xaxis_transform(),
            label="\n".join(sorted(set(happened.values()))),
            clip_on=False,
        )
    drawn.legend(frameon=False, prop=font, loc="outside lower right", ncols=len(lines) + 1)
    return png(drawn)


def heat(
    names: Sequence[str],
    heads: Sequence[str],
    values: Sequence[Sequence[float]],
    *,
    title: str,
    note: str,
) -> bytes:
    """A table whose cells are the deeper the more there is; the numbers stand in them where they have room."""
    drawn, axes, font = _paper(0.5 + 0.3 * len(names), title, note)
    axes.imshow(np.array(values, dtype=float), aspect="auto", cmap="Blues", vmin=0)
    axes.set_yticks(range(len(names)), list(names), fontproperties=font)
    has_room = len(heads) <= MOST_WORDS
    every = 1 if has_room else -(-len(heads) // 10)
    turned = {"rotation": 25, "ha": "left"} if has_room and max(map(len, heads)) > 5 else {}
    axes.set_xticks(
        range(0, len(heads), every), list(heads)[::every], fontproperties=font, **turned
    )
    axes.xaxis.tick_top()
    axes.spines[:].set_visible(False)
    most = max((each for row in values for each in row), default=0) or 1
    for line, row in enumerate(values if has_room else ()):
        for column, each in enumerate(row):
            if each:
                colour = "white" if each > 0.6 * most else INK
                look = {"ha": "center", "va": "center", "color": colour}
                axes.text(column, line, _whole(each), fontproperties=font, **look)
    return png(drawn)


def flow(links: Sequence[tuple[str, str, float]], *, title: str, note: str) -> bytes:
    """Bands from the left to the right, as wide as there are many; a place in the middle has what comes and goes."""
    ends = {end for _, end, _ in links}
    sources = {source for source, _, _ in links}
    columns = [sources - ends, sources & ends, ends - sources]
    weight = {
        name: max(
            sum(many for source, _, many in links if source == name),
            sum(many for _, end, many in links if end == name),
        )
        for name in sources | ends
    }
    tallest = max(map(len, columns))
    drawn, axes, font = _paper(max(3.0, 0.34 * tallest), title, note)
    top = max(sum(weight[name] for name in some) for some in columns) or 1
    gap, at = 0.04 * top, {}
    for x, some in enumerate(columns):
        y = 0.0
        for name in sorted(some, key=lambda each: (-weight[each], each)):
            at[name] = [x, y, y]  # where it lies, and how far its bands have come on either side
            tall = weight[name]
            axes.bar(x, tall, 0.05, y, color=INK)
            side = {0: ("right", -0.05), 1: ("left", 0.05), 2: ("left", 0.05)}[x]
            told = f"{name} {tall:,.0f}"
            look = {"ha": side[0], "va": "center", "color": INK, "zorder": 3}
            axes.text(x + side[1], y + tall / 2, told, fontproperties=font, **look)
            y += tall + gap
    names = sorted(sources - ends, key=lambda each: -weight[each])
    names += sorted(sources & ends, key=lambda each: -weight[each])
    for source, end, many in sorted(
        links, key=lambda each: (names.index(each[0]), -weight[each[1]])
    ):
        colour = BANDS[names.index(source) % len(BANDS)]
        left, right = at[source], at[end]
        _band(axes, (left[0], left[2]), (right[0], right[1]), many, colour)
        left[2] += many
        right[1] += many
    axes.set_xlim(-0.55, 2.55)
    axes.invert_yaxis()
    axes.axis("off")
    return png(drawn)


def tiles(places: Sequence[Tile], *, title: str, note: str) -> bytes:
    """The sub-platforms as they lie, each coloured by how it stands, with a sign in its words."""
    lines = max(each.line for each in places) - min(each.line for each in places) + 1
    drawn, axes, font = _paper(0.3 + 0.62 * lines, title, note)
    for each in places:
        box = FancyBboxPatch(
            (each.column + 0.05, each.line + 0.05),
            0.9,
            0.9,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor=TONES.get(each.tone, TONES[""]),
            edgecolor="none",
        )
        axes.add_patch(box)
        look = {"ha": "center", "va": "center", "color": INK, "fontproperties": font}
        axes.text(each.column + 0.5, each.line + 0.34, each.name, **look)
        axes.text(each.column + 0.5, each.line + 0.68, each.told, **look)
    columns = [each.column for each in places]
    axes.set_xlim(min(columns), max(columns) + 1)
    axes.set_ylim(max(each.line for each in places) + 1, min(each.line for each in places))
    axes.axis("off")
    return png(drawn)


def _paper(tall: float, title: str, note: str):
    head, foot = folded(title), folded(note)
    lines = head.count("\n") + foot.count("\n") + 1
    drawn, axes, font = empty(WIDE, tall + 0.5 + 0.2 * lines, head)
    if foot:
        drawn.supxlabel(foot, x=0.01, ha="left", fontproperties=font, color=INK)
    return drawn, axes, font


def _whole(value: float) -> str:
    """Records as they are counted, points with a place after the point."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _hollow(colour: str) -> dict[str, object]:
    return {"color": colour, "markerfacecolor": "white", "markersize": 5.5}


def _band(
    axes: Axes, begin: tuple[float, float], end: tuple[float, float], many: float, colour: str
) -> None:
    """An even curve from one place to another."""
    step = np.linspace(0, 1, 40)
    bent = step * step * (3 - 2 * step)
    x = begin[0] + 0.025 + (end[0] - begin[0] - 0.05) * step
    y = begin[1] + (end[1] - begin[1]) * bent
    axes.fill_between(x, y, y + many, color=colour, alpha=0.35, linewidth=0)
