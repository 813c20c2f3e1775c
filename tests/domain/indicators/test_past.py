"""What is kept in mind of months that are over is read anew once something in them has moved."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import By, Indicator
from db.vocabulary import Timeliness
from domain import clock, demands
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import building, metric, rollups
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from tests import town
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")
NOW = datetime(2026, 11, 9, 9, tzinfo=LOCAL)


def test_what_moves_within_a_month_that_is_over_is_read_anew():
    building.keep_up()
    asked = datetime(2026, 10, 9, 9, tzinfo=LOCAL)
    with clock.stopped(asked):
        order = town.dispatched()
    rollups.fold_all()
    within = Scope(asked.date().replace(day=1), asked.date() + timedelta(days=11))
    month = replace(within, until=asked.date().replace(day=31))

    def due():
        """How many limits fell in a part of the month, and on which of its days."""
        of = Indicator.ON_TIME_CLOSING
        with clock.stopped(NOW), snapshot() as session:
            by_day = metric.table(session, ENGINE, (of,), month, By.DAY)
            part = metric.metric(session, ENGINE, of, within)
        return part.n, [day for day, row in by_day.items() if row[of].n]

    many, [day] = due()
    assert many == 1 and day <= within.until
    later = town.CLASSES | {"timeliness": Timeliness.COMPLEX}
    with clock.stopped(NOW):
        perform(ID["intake"], demands.classify, order, **later)
    rollups.fold_all()
    many, [day] = due()
    assert many == 0 and within.until < day <= month.until
