"""When and where a docking day is held, and how large it is: checked alike when it is prepared and when it changes."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from db.models import DockingDay
from domain.clock import LOCAL
from domain.docking_sides import between
from domain.errors import Missing, Unclear
from domain.written import line

MOST_SLOTS, MOST_TABLES = 24, 200
LENGTHS = (10, 15, 20, 30, 45, 60)  # minutes


class Facts(NamedTuple):
    """When and where a docking day is held, and how large it is."""

    name: str
    held_on: date
    place: str
    begins_at: str
    slot_minutes: int
    slots: int
    tables: int


class Span(NamedTuple):
    """From when to when, and where, a docking day is held."""

    begins: datetime
    ends: datetime
    place: str


class Slot(NamedTuple):
    """From when to when a slot goes."""

    begins: datetime
    ends: datetime


def hours_of(day: DockingDay) -> list[Slot]:
    """From when to when each of its slots goes, in their order."""
    begins, length = span(day).begins, timedelta(minutes=day.slot_minutes)
    return [Slot(begins + n * length, begins + (n + 1) * length) for n in range(day.slots)]


def span(day: DockingDay) -> Span:
    """By its first and its last slot."""
    begins = datetime.combine(day.held_on, time.fromisoformat(day.begins_at), LOCAL)
    return Span(begins, begins + timedelta(minutes=day.slots * day.slot_minutes), day.place)


def facts(
    name: str,
    held_on: date,
    place: str,
    begins_at: str,
    slot_minutes: int,
    slots: int,
    tables: int,
) -> Facts:
    """What was typed, checked. Raises Missing, Unclear."""
    if held_on is None:
        raise Missing(field="Day")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", begins_at):
        raise Unclear(field="Begins at")
    between(slot_minutes, min(LENGTHS), max(LENGTHS), "Minutes of a meeting")
    between(slots, 1, MOST_SLOTS, "Slots")
    between(tables, 1, MOST_TABLES, "Tables")
    return Facts(
        line(name, most=80, name="Name of the docking day"),
        held_on,
        line(place, most=120, name="Place", required=False),
        begins_at,
        slot_minutes,
        slots,
        tables,
    )
