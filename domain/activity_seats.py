"""How full an activity is, in words that do not tell whether one person more has registered.

The number itself is for those who hold it: whoever saw it before and after they register a telephone number would know
whether that number had registered already.
"""

from enum import StrEnum

from db.models import Activity

FEW = 10  # in a hundred


class Room(StrEnum):
    """What is free still."""

    UNLIMITED = "unlimited"
    FREE = "free"
    FEW = "few"
    FULL = "full"  # who registers waits


def room(activity: Activity, *, waits: bool = False) -> Room:
    """How much is free; `waits`: somebody waits, so that a seat that is free is not for who comes new."""
    if activity.capacity is None:
        return Room.UNLIMITED
    left = activity.capacity - activity.taken
    if left <= 0 or waits:
        return Room.FULL
    return Room.FEW if left * 100 <= activity.capacity * FEW else Room.FREE
