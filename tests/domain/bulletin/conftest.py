"""A month that was lived, and the time after it."""

from datetime import datetime

import pytest

from domain import clock
from domain.clock import LOCAL
from domain.indicators.periods import month_after


@pytest.fixture
def lived(lived_town):
    """A random history; returns the month it ended in, and it is ten o'clock on the third of the next one."""
    month = lived_town(11, 116).astimezone(LOCAL).date().replace(day=1)
    after = month_after(month, 1)
    with clock.stopped(datetime(after.year, after.month, 3, 10, tzinfo=LOCAL)):
        yield month
