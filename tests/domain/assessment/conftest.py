"""A month that was lived, and the time after it."""

from datetime import datetime, timedelta

import pytest

from domain import (
    clock,
)
from domain.clock import LOCAL
from domain.indicators import building, rollups
from tests.domain.indicators.histories import History


@pytest.fixture
def lived():
    """A random history of some weeks; returns the month it ended in and a moment after that month."""
    building.keep_up()
    history = History(11)
    history.live(120)
    rollups.fold_all()
    month = history.at.astimezone(LOCAL).date().replace(day=1)
    after = (month + timedelta(days=40)).replace(day=3)
    with clock.stopped(datetime(after.year, after.month, after.day, 9, tzinfo=LOCAL)):
        yield month
