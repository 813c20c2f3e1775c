"""Bars that lead somewhere: each to a list, or to a place on the same page; read aloud, reached by keyboard.

wanted = linked_bars.show(bars, key="kpi-ranked", label=t("By sub-platform"))
if wanted:
    rows.follow(wanted)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from components import linked
from components.browser import component, unheard
from components.rows import Link
from components.texts import t

Tone = Literal["", "green", "orange", "red"]

_mount = component("bars_that_lead", "leading", "bars", style="bars")


@dataclass(frozen=True)
class Bar:
    """One bar. `share` of the whole width, from 0 to 1, `today` the part of it that came on a day that is not over, and
    `tick` of where it stood before; `more` is a second, quieter text with a link of its own. A hatched bar is past a
    limit: colour is not alone.
    """

    name: str
    value: str
    share: float
    link: Link | None = None
    more: str = ""
    more_link: Link | None = None
    tick: float | None = None
    told: str = ""  # what is read aloud in place of the name
    tone: Tone = ""
    is_hatched: bool = False
    is_chosen: bool = False
    today: float = 0


def show(
    bars: Sequence[Bar], *, key: str, label: str, goal: float | None = None, tick: str = ""
) -> Link | None:
    """Draw them; return where the person wants to go. `goal`: a line across all bars, as a share of the width; `tick`:
    what the ticks stand for."""
    legend = []
    if goal is not None:
        legend.append({"sign": "goal", "text": t("target")})
    if any(bar.tick is not None for bar in bars):
        legend.append({"sign": "tick", "text": tick})
    if any(bar.today for bar in bars):
        legend.append({"sign": "today", "text": t("today")})
    if any(bar.is_hatched for bar in bars):
        legend.append({"sign": "hatched", "text": t("past the limit")})
    result = _mount(
        key=key,
        data={
            "label": label,
            "goal": goal,
            "legend": legend,
            "rows": [
                {
                    "name": bar.name,
                    "value": bar.value,
                    "told": bar.told,
                    "share": min(max(bar.share, 0.0), 1.0),
                    "tick": bar.tick,
                    "today": bar.today,
                    "tone": bar.tone,
                    "is_hatched": bar.is_hatched,
                    "is_chosen": bar.is_chosen,
                    "href": linked.href(bar.link),
                    "more": bar.more,
                    "more_href": linked.href(bar.more_link),
                }
                for bar in bars
            ],
        },
        on_act_change=unheard,
    )
    return linked.wanted(result.act, (each for bar in bars for each in (bar.link, bar.more_link)))
