"""A line with stations: how far something has come, and how much of its time is gone.

Drawn for the six steps of the loop and for the limits of a unit's leg. On a narrow screen the stations keep their
marks, and of a `dense` line only the present one keeps its words.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from components.browser import component

Tone = Literal["done", "now", "late", "paused", "later", "void"]

_mount = component("track", "track", style="track")


@dataclass(frozen=True)
class Station:
    """One mark on the line: `note` stands below the label, `said` is its state for those who cannot see it."""

    label: str
    tone: Tone
    note: str = ""
    said: str = ""


@dataclass(frozen=True)
class Gauge:
    """The time below the line: `used` from 0 to 1 and beyond, with words."""

    used: float
    text: str
    tone: Tone = "now"


def track(
    stations: Sequence[Station],
    *,
    key: str,
    name: str,
    gauge: Gauge | None = None,
    dense: bool = False,
) -> None:
    """Draw the line; `name` says what it shows to those who cannot see it."""
    _mount(
        key=f"track-{key}",
        data={
            "name": name,
            "stations": [asdict(station) for station in stations],
            "gauge": asdict(gauge) if gauge else None,
            "dense": dense,
        },
    )
