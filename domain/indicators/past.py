"""What the rollups hold of months that are over: kept in mind by each process until one of these months moves.

Commands of today hardly touch them, while figures of a year, of the period before and of the year before are nearly all
read from them. The version is read in the very look at the data that asks, so nothing older is ever told.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Row, Select
from sqlmodel import Session

from db.engine import engine
from domain import answers, clock, topics
from domain.indicators.periods import month_after
from domain.indicators.streams import RECEIVED

# How far demands have come moves as long as they are open; the figures of their month do not.
LOOP = frozenset(RECEIVED.measures) - {"received"}


def rows(
    session: Session, asked: Select, key: tuple, last: date, moved_by: tuple[str, ...]
) -> Sequence[Row]:
    """The rows of a question about days of which this one is the last. `key` names it, `moved_by` are the topics whose
    changes move the answer."""
    writes = session.get_bind().get_execution_options().get("writes")
    if writes or last >= clock.now().date().replace(day=1):
        return session.execute(asked).all()
    named, version = ("past", engine(), key), topics.version(session, moved_by)
    return answers.answer(named, (version,), lambda: session.execute(asked).all(), exact=True)


def topics_of(first: date, last: date, measures: Iterable[str] = ()) -> tuple[str, ...]:
    """The topics of what the rollups hold of the months that these days lie in, as far as measures are asked for."""
    is_loop = not LOOP.isdisjoint(measures)
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(topics.of_month(month))
        if is_loop:
            months.append(topics.of_loop(month))
        month = month_after(month, 1)
    return (topics.FIGURES_BUILT, *months)
