"""Keys and numbers that are drawn, not counted.

What comes in together, as the results of one file do, would stand side by side in counted numbers, and a result with an
open name beside one whose name is hidden would tell whose that is. So the key of such a record, which its address and
everything else that a browser is sent name it by, is drawn, and its number holds the same eight digits.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from random import Random

from sqlmodel import Session, SQLModel, col, select

FIRST, LAST = (
    10_000_000,
    99_999_999,
)  # read out on the telephone, and whole numbers to either database
CHANCE = secrets.SystemRandom()
_repeated: ContextVar[Random | None] = ContextVar("repeated", default=None)


def drawn(session: Session, table: type[SQLModel]) -> int:
    """A key that no row of the table has. Of two that are drawn alike in the same moment the database refuses one."""
    return drawn_many(session, table, 1)[0]


def drawn_many(session: Session, table: type[SQLModel], many: int) -> list[int]:
    """So many of them, each once: a few thousand at most."""
    found: list[int] = []
    chance = _repeated.get() or CHANCE
    while len(found) < many:
        lots = [chance.randint(FIRST, LAST) for _ in range(many - len(found))]
        taken = set(session.exec(select(table.id).where(col(table.id).in_(lots)))) | {*found}
        # In the order they were drawn: that of a set would follow from the keys, and tell which came in together.
        found += (key for key in dict.fromkeys(lots) if key not in taken)
    return found


def written(letter: str, day: date, key: int) -> str:
    """The number of a record as people read it: R2026-48301749."""
    return f"{letter}{day.year}-{key}"


@contextmanager
def repeated(chance: Random) -> Iterator[None]:
    """Let everything inside the block draw the same each time: the demo year is one story however often it is lived."""
    before = _repeated.set(chance)
    try:
        yield
    finally:
        _repeated.reset(before)
