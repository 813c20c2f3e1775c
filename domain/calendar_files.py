"""Appointments as a calendar file or feed (iCalendar, RFC 5545 and 7986) that any calendar takes in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.clock import LOCAL

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST = 75  # octets of a line
ASKED_EVERY = timedelta(hours=1)  # how often a calendar shall look for changes
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


class Method(StrEnum):
    """What a file wants of the calendar that gets it (RFC 5546); a feed wants nothing."""

    PUBLISH = "PUBLISH"  # to be looked at, and taken in by whoever likes
    REQUEST = "REQUEST"  # to be entered, or entered anew
    CANCEL = "CANCEL"  # to be struck out


@dataclass(frozen=True)
class Party:
    """Who holds an appointment, or comes to it."""

    name: str
    address: str  # an e-mail address
    has_accepted: bool = False


@dataclass(frozen=True)
class Entry:
    """One appointment; `uid` is the same whenever it is given out again and `sequence` higher after each change, so
    that a calendar replaces it. One that is cancelled is struck out there.

    A recurring one is an entry with `rule` and one more with `instead_of` for each occurrence that differs from it:
    the moment at which the rule has that occurrence begin. `left_out` are moments of the rule at which nothing is.
    """

    uid: str
    begins: datetime
    ends: datetime
    title: str
    place: str = ""
    text: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    is_tentative: bool = False
    url: str = ""
    changed_at: datetime | None = None
    rule: str = ""  # RFC 5545, with an end
    left_out: tuple[datetime, ...] = ()
    instead_of: datetime | None = None
    organiser: Party | None = None
    attendee: Party | None = None
    is_whole_day: bool = False  # days on the clocks of the city, whatever the hour


def written(
    entries: Sequence[Entry], now: datetime, *, name: str = "", method: Method | None = None
) -> str:
    """The file; `now` is when it was made. With a `name` it is a feed: calendars show it, and ask again every hour."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//SME service platform//EN"]
    lines += ["CALSCALE:GREGORIAN"]
    lines += [f"METHOD:{method}"] if method else []
    lines += _feed(name) if name else []
    lines += ZONE_LINES
    for each in entries:
        # What a feed tells does not change from one reading to the next: the stamp is that of the last change.
        stamp = now if method or each.changed_at is None else each.changed_at
        lines += ["BEGIN:VEVENT", f"UID:{each.uid}", f"DTSTAMP:{_moment(stamp)}", *_event(each)]
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _feed(name: str) -> list[str]:
    hours = f"PT{int(ASKED_EVERY.total_seconds() // 3600)}H"
    return [
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"X-WR-TIMEZONE:{ZONE}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{hours}",
        f"X-PUBLISHED-TTL:{hours}",
    ]


def _event(each: Entry) -> Iterable[str]:
    if each.changed_at:
        yield f"LAST-MODIFIED:{_moment(each.changed_at)}"
    if each.instead_of:
        yield f"RECURRENCE-ID;TZID={ZONE}:{_here(each.instead_of)}"
    if each.is_whole_day:
        yield f"DTSTART;VALUE=DATE:{_day(each.begins)}"
        yield f"DTEND;VALUE=DATE:{_day(each.ends)}"
    else:
        yield f"DTSTART;TZID={ZONE}:{_here(each.begins)}"
        yield f"DTEND;TZID={ZONE}:{_here(each.ends)}"
    if each.rule:
        yield f"RRULE:{each.rule}"
    if each.left_out:
        yield f"EXDATE;TZID={ZONE}:{','.join(map(_here, each.left_out))}"
    yield f"SEQUENCE:{each.sequence}"
    yield f"STATUS:{_status(each)}"
    yield f"SUMMARY:{_text(each.title)}"
    if each.place:
        yield f"LOCATION:{_text(each.place)}"
    if each.text:
        yield f"DESCRIPTION:{_text(each.text)}"
    if each.url:
        yield f"URL:{_clean(each.url)}"
    if each.organiser:
        yield f"ORGANIZER;CN={_quoted(each.organiser.name)}:mailto:{_clean(each.organiser.address)}"
    if each.attendee:
        yield _attendee(each.attendee)


def _attendee(party: Party) -> str:
    """Nobody is asked to answer: whether they come is said on the platform."""
    said = "ACCEPTED" if party.has_accepted else "NEEDS-ACTION"
    how = f"CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={said};RSVP=FALSE"
    return f"ATTENDEE;{how};CN={_quoted(party.name)}:mailto:{_clean(party.address)}"


def _status(each: Entry) -> str:
    if each.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if each.is_tentative else "CONFIRMED"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _here(at: datetime) -> str:
    """On the clocks of the city."""
    return at.astimezone(LOCAL).strftime("%Y%m%dT%H%M%S")


def _day(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%Y%m%d")


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n"))


def _quoted(text: str) -> str:
    """As the value of a parameter, in which no quotation mark may stand."""
    return '"' + _clean(text.replace('"', "'")) + '"'


def _clean(text: str) -> str:
    """Without signs that would end the line or mean nothing."""
    return "".join(sign for sign in text if sign >= " " and sign != "\x7f")


def _folded(line: str) -> str:
    """Long lines are broken between characters, never within one."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > LONGEST - (1 if parts else 0):
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
