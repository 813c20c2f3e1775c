"""What falls due in the hours to come is found by its moment, however many orders a place has had."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import text

from db.engine import engine, is_sqlite, snapshot
from db.indicator_vocabulary import By
from db.vocabulary import Stage
from domain import clock
from domain.clock import LOCAL
from domain.indicators import reading
from domain.indicators.reading import Scope
from tests import town
from tests.domain.queries.many import many, plan

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.mark.parametrize("area", [None, town.LONGWAN])
def test_the_index_of_the_moment_is_read_narrowed_to_a_place_too(area):
    now = clock.now()
    past = now - timedelta(days=30)
    many(3000, like=town.dispatched(), stage=Stage.CLOSED, promised_at=past, answered_at=past)
    if not is_sqlite():  # which has no statistics until somebody asks for them
        with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE demand"))
    scope = Scope(now.date().replace(day=1), now.date(), area)
    told = plan(reading._later_today(scope, None, ("closing_due", "closed_in_time")))
    assert "ix_demand_promised" in told and "ix_demand_area_stage" not in told


def test_of_days_that_have_not_begun_nothing_is_taken_away():
    with clock.stopped(datetime(2026, 3, 2, 9, tzinfo=LOCAL)):
        town.dispatched()
        later = clock.now().date().replace(day=1) + timedelta(days=40)
        measures = ("sign_due", "signed_in_time")
        with snapshot() as session:
            scope = Scope(later.replace(day=1), later)
            assert reading.sums(session, scope, None, measures)[None] == dict.fromkeys(measures, 0)
            assert reading.sums(session, scope, By.DAY, measures) == {}
