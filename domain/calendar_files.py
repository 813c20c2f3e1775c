"""Meetings as a calendar file (iCalendar, RFC 5545) that any calendar takes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.clock import LOCAL

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST = 75  # octets of a line
ZONE = "Asia/Shanghai"  # no summer time since 1991
ZONE_LINES = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19910915T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Entry:
    """One appointment; `uid` is the same whenever it is given out again and `sequence` higher after each change, so
    that a calendar replaces it. One that is cancelled is struck out there."""

    uid: str
    begins: datetime
    ends: datetime
    title: str
    place: str = ""
    text: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def written(entries: Sequence[Entry], now: datetime) -> str:
    """The file; `now` is when it was made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//SME service platform//EN"]
    lines += ["CALSCALE:GREGORIAN", *ZONE_LINES]
    for each in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.uid}",
            f"DTSTAMP:{_moment(now)}",
            f"DTSTART;TZID={ZONE}:{_here(each.begins)}",
            f"DTEND;TZID={ZONE}:{_here(each.ends)}",
            f"SEQUENCE:{each.sequence}",
            f"STATUS:{'CANCELLED' if each.is_cancelled else 'CONFIRMED'}",
            f"SUMMARY:{_text(each.title)}",
            *([f"LOCATION:{_text(each.place)}"] if each.place else []),
            *([f"DESCRIPTION:{_text(each.text)}"] if each.text else []),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _here(at: datetime) -> str:
    """On the clocks of the city."""
    return at.astimezone(LOCAL).strftime("%Y%m%dT%H%M%S")


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Long lines are broken between characters, never within one."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > LONGEST - (1 if parts else 0):
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
