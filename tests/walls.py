"""Which month a wall shows at the moment: until the first working day of a month is over, the one that has ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from db.engine import snapshot
from domain import clock, limits
from domain.clock import LOCAL
from domain.indicators import periods
from domain.indicators.periods import Period


def month_shown() -> Period:
    today = clock.now().date()
    month = periods.month(today, today=today)
    with snapshot() as session:
        calendar = limits.calendar(session)
    if periods.has_worked(month, calendar):
        return month
    return periods.month(month.first - timedelta(days=1), today=today)


@contextmanager
def in_its_month() -> Iterator[None]:
    """Now, or the last morning of the month that is shown."""
    month = month_shown()
    if month.last >= clock.now().date():
        yield
        return
    with clock.stopped(datetime.combine(month.last, time(9), LOCAL)):
        yield
