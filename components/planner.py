"""The planner: what is held when, as a month, a week, a list or a year; what may be moved is carried to another time.

A caller gives the days and the entries of one view and hears what the person did, once:

    act = planner.show(view, days, entries, shown=day, title=…, key="calendar")
    match act:
        case planner.Opened(entry_id): ...            # show it
        case planner.Turned(day): ...                 # another period, which stands in the address
        case planner.Viewed(view, day): ...           # another view
        case planner.Dropped(entry_id, day, minute, version): ...   # ask, then move

An entry that was dropped stands in its new place until the next picture comes; the caller shows it there as long as it
asks, by `is_proposed`. The browser can send anything: a command checks again. Moments are on the clocks of the city.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from components.browser import component, unheard
from components.submitting import remember, remembered
from components.texts import t
from components.year_calendar import month_names
from domain import clock
from domain.clock import LOCAL

SCRIPTS = (
    "planner",
    "planner_days",
    "planner_week",
    "planner_year",
    "planner_keys",
    "planner_moving",
)
Tone = Literal["red", "orange", "yellow", "green", "blue", "violet", "grey"]

_mount = component("planner_of_days", *SCRIPTS, style="planner")


class View(StrEnum):
    """How the time is laid out."""

    MONTH = "month"
    WEEK = "week"
    AGENDA = "agenda"
    YEAR = "year"


@dataclass(frozen=True)
class Day:
    """One day. `mark` is a short word on it, `kind` how it counts; `heat` from 0 to 4 in the year."""

    day: date
    said: str
    mark: str = ""
    kind: str = ""
    is_out: bool = False
    count: int = 0
    heat: int = 0


@dataclass(frozen=True)
class Entry:
    """Something held. `lines` are quieter texts below the title; `tone` is the colour of its sort."""

    id: int
    title: str
    starts: datetime
    ends: datetime
    span: str
    href: str
    tone: Tone = "grey"
    lines: tuple[str, ...] = ()
    badge: tuple[str, Tone] | None = None
    is_soft: bool = False  # not public yet
    is_struck: bool = False  # cancelled
    is_movable: bool = False
    is_proposed: bool = False  # shown where it would be moved to
    version: int = 0


@dataclass(frozen=True)
class Opened:
    entry_id: int


@dataclass(frozen=True)
class Turned:
    day: date


@dataclass(frozen=True)
class Viewed:
    view: View
    day: date


@dataclass(frozen=True)
class Dropped:
    """An entry was let go over a day; `minute` of the day is none where only the day changes."""

    entry_id: int
    day: date
    minute: int | None
    version: int


Act = Opened | Turned | Viewed | Dropped


@dataclass(frozen=True)
class Words:
    """What the planner itself says. What stands in braces is filled in by the browser."""

    today: str
    before: str
    after: str
    more: str
    nothing: str
    close: str
    help: str
    picked: str
    over: str
    dropped: str
    back: str
    fixed: str
    less: str
    busy: str


def show(
    view: View,
    days: Sequence[Day],
    entries: Sequence[Entry],
    *,
    shown: date,
    title: str,
    turns: tuple[date, date],
    legend: Sequence[tuple[str, Tone]] = (),
    key: str,
) -> Act | None:
    """Draw it; return what the person just did, if anything.

    `days` are every day of the view in their order, whole weeks for a month; `shown` is the day that is looked at;
    `turns` are where the arrows lead.
    """
    now = clock.now().astimezone(LOCAL)
    heard = f"{key}-heard"
    result = _mount(
        key=key,
        data={
            "view": view,
            "title": title,
            "shown": shown.isoformat(),
            "today": now.date().isoformat(),
            "minute": now.hour * 60 + now.minute,
            "turns": [each.isoformat() for each in turns],
            "weekdays": [t("M"), t("Tu"), t("W"), t("Th"), t("F"), t("Sa"), t("Su")],
            "months": month_names() if view is View.YEAR else (),
            "days": [_day(each) for each in days],
            "entries": [_entry(each) for each in entries],
            "legend": legend,
            "words": asdict(_words()),
            "heard": remembered(heard, ""),
        },
        on_act_change=unheard,
    )
    act, nonce = _act(result.act)
    if nonce:
        remember(heard, nonce)  # a picture that is new in this at least: what was carried goes home
    return act


def _day(each: Day) -> dict[str, Any]:
    return vars(each) | {"day": each.day.isoformat(), "n": each.day.day}


def _entry(each: Entry) -> dict[str, Any]:
    """Its first and last day, and its minutes on them; midnight belongs to the day before."""
    last = each.ends - timedelta(microseconds=1)
    told = {name: value for name, value in vars(each).items() if name not in ("starts", "ends")}
    return told | {
        "first": each.starts.date().isoformat(),
        "last": last.date().isoformat(),
        "start": each.starts.hour * 60 + each.starts.minute,
        "end": last.hour * 60 + last.minute + 1,
        "time": f"{each.starts:%H:%M}",
    }


def _act(said: Any) -> tuple[Act | None, str]:
    """What the browser said, if it has the right shape, and its number: it comes from outside."""
    with suppress(ValueError):
        match said:
            case {"kind": "open", "entry": int(entry)}:
                return Opened(entry), ""
            case {"kind": "turn", "day": str(day)}:
                return Turned(date.fromisoformat(day)), ""
            case {"kind": "view", "view": str(view), "day": str(day)}:
                return Viewed(View(view), date.fromisoformat(day)), ""
            case {"kind": "drop", "entry": int(entry), "day": str(day), "version": int(version)}:
                minute, nonce = said.get("minute"), said.get("nonce")
                if minute is not None and not (isinstance(minute, int) and 0 <= minute < 1440):
                    return None, ""
                if not isinstance(nonce, str) or not 0 < len(nonce) <= 64:
                    return None, ""
                return Dropped(entry, date.fromisoformat(day), minute, version), nonce
    return None, ""


def _words() -> Words:
    return Words(
        today=t("Go to today"),
        before=t("Earlier"),
        after=t("Later"),
        more=t("+{n} more"),
        nothing=t("Nothing planned"),
        close=t("Close"),
        help=t(
            "Arrow keys move between days, Enter opens a day, T leads to today, Page up and Page down turn over. "
            "Space picks an activity up where it may be moved."
        ),
        picked=t(
            "Picked up: {title}. Arrow keys choose, Page up and Page down turn over, Enter drops, Escape puts back."
        ),
        over=t("To {day}"),
        dropped=t("{title}: dropped on {day}."),
        back=t("{title}: put back."),
        fixed=t("{title} cannot be moved."),
        less=t("Less"),
        busy=t("More"),
    )
