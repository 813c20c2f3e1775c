"""A look at the figures of a month that is whole: everything is counted, and all of it is read as of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlmodel import Session

from db.engine import snapshot
from domain import recalculation
from domain.errors import Refused
from domain.indicators import in_force, rollups
from domain.indicators.periods import last_of_month


class StillCounting(Refused):
    message = (
        "Orders of this month are being counted at this moment. Please try again in a few seconds."
    )


class DatesMove(StillCounting):
    message = (
        "The office calendar has changed, and dates of this month are still being counted anew. Please try again in"
        " some minutes."
    )


@contextmanager
def figures_of(month: date) -> Iterator[Session]:
    """One moment of the database in which the month's figures are complete; raises StillCounting,
    DatesMove.

    A command that publishes figures asks for it after its subject is locked: what others committed before that lock is
    in it, what they commit afterwards is in none of its numbers.
    """
    with snapshot() as session:
        last = last_of_month(month)
        if recalculation.is_pending(session, until=last):
            raise DatesMove
        if not (in_force.are_ours(session) and rollups.is_counted(session, month, last)):
            raise StillCounting
        yield session
