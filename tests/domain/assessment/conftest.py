"""A month that was lived, and the time after it."""

from datetime import datetime, timedelta

import pytest

from domain import clock
from domain.clock import LOCAL


@pytest.fixture
def lived(lived_town):
    """A random history of some weeks; returns the month it ended in and a moment after that month."""
    month = lived_town(11, 116).astimezone(LOCAL).date().replace(day=1)
    after = (month + timedelta(days=40)).replace(day=3)
    with clock.stopped(datetime(after.year, after.month, after.day, 9, tzinfo=LOCAL)):
        yield month
