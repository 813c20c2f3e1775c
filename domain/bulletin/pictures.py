"""The pictures of documents, as PNG: drawn without a screen, with a font that has Chinese signs.

Nothing is kept between two pictures, so that several threads draw at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from textwrap import wrap

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FuncFormatter, MaxNLocator

from domain.bulletin.fonts import PACKAGE, Font, chinese
from domain.bulletin.telling import NoFont

WIDE = 84  # letters of a line of the title or of the note; a sign of Chinese takes the place of two
INK, BARS, LINE, QUIET = "#1f2937", "#2f6fde", "#d97706", "#9ca3af"
DPI = 160
SIGNS = "DejaVu Sans"  # comes with the library
HOLLOW = "D"  # the shape of a point that is told of few records


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value, and the value in words."""

    name: str
    value: float | None
    told: str


def ranked(bars: Sequence[Bar], *, title: str, is_share: bool, note: str = "") -> bytes:
    """Bars one below the other, in the order given; a place without a value keeps its line. `note`: what is read below
    them, such as the definition of what they show."""
    head, foot = folded(title), folded(note)
    lines = head.count("\n") + foot.count("\n") + 1
    drawn, axes, font = empty(7.2, 0.7 + 0.2 * lines + 0.32 * len(bars), head)
    if foot:
        drawn.supxlabel(foot, x=0.01, ha="left", fontproperties=font, color=INK)
    places = range(len(bars))
    axes.barh(places, [each.value or 0 for each in bars], color=BARS, height=0.66)
    axes.set_yticks(places, [each.name for each in bars], fontproperties=font)
    axes.invert_yaxis()
    for place, each in enumerate(bars):
        told = each.told if each.value is not None else "–"
        axes.annotate(
            told,
            (each.value or 0, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontproperties=font,
            color=INK,
        )
    most = 1.0 if is_share else max((each.value or 0 for each in bars), default=1) or 1
    longest = max((len(each.told) for each in bars), default=0)
    axes.set_xlim(0, most * (1.14 + 0.03 * max(0, longest - 7)))  # so that the words have room
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    return png(drawn)


def curve(
    names: Sequence[str],
    many: Sequence[float | None],
    shares: Sequence[float | None],
    *,
    title: str,
    many_name: str,
    share_name: str,
    few: Sequence[bool],
    few_name: str,
) -> bytes:
    """Numbers as bars and a share as a line above them, month by month. `few`: which shares are told of few records;
    their points are hollow, as on the page."""
    drawn, axes, font = empty(7.2, 3.0, title)
    places = range(len(names))
    axes.bar(places, [each or 0 for each in many], color=BARS, width=0.62, label=many_name)
    axes.set_xticks(places, list(names), fontproperties=font)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.grid(axis="y", color=QUIET, alpha=0.25)
    axes.set_axisbelow(True)
    above = axes.twinx()
    values = [float("nan") if each is None else each for each in shares]
    sure = [place for place in places if not few[place]]
    look = {"color": LINE, "markersize": 3.5}
    above.plot(places, values, marker="o", markevery=sure, label=share_name, **look)
    hollow = [place for place in places if few[place] and shares[place] is not None]
    if hollow:
        look = {"color": LINE, "markerfacecolor": "white", "markersize": 5.5, "label": few_name}
        above.plot(hollow, [values[place] for place in hollow], HOLLOW, **look)
    above.set_ylim(0, 1.05)
    above.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    for side in (axes, above):
        side.tick_params(colors=INK, labelsize=8, length=0)
        side.spines[:].set_visible(False)
    drawn.legend(loc="upper right", ncols=2, frameon=False, prop=font)
    return png(drawn)


def folded(text: str) -> str:
    """As wide as the picture, line by line."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line))


def _parts(line: str) -> list[str]:
    """A sign of Chinese is twice as wide as a letter, and a line may end after it."""
    is_chinese = sum(sign > "\u2e80" for sign in line) > len(line) / 3
    return wrap(line, WIDE // 2 if is_chinese else WIDE, break_long_words=is_chinese)


def empty(width: float, height: float, title: str):
    found = chinese()
    if found is None:
        raise NoFont(package=PACKAGE)
    families = _families(found)
    font = FontProperties(family=families, size=8.5)
    drawn = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
    FigureCanvasAgg(drawn)
    axes = drawn.add_subplot()
    axes.set_title(title, fontproperties=FontProperties(family=families, size=11), loc="left")
    axes.title.set_color(INK)
    axes.tick_params(length=0, colors=INK)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return drawn, axes, font


@cache
def _families(found: Font) -> list[str]:
    """The Chinese font, and one that has the signs which it lacks (✗)."""
    path = str(found.path)
    font_manager.fontManager.addfont(path)
    return [FontProperties(fname=path).get_name(), SIGNS]


def png(drawn: Figure) -> bytes:
    kept = BytesIO()
    drawn.savefig(kept, format="png")
    return kept.getvalue()
