"""What tells an open page that something has become late while nobody touched it."""

from datetime import datetime, timedelta

import pytest

from db.engine import snapshot
from db.models import Demand
from domain import clock
from domain.clock import LOCAL
from domain.permissions import PUBLIC
from domain.queries.lateness import last_due, passed
from tests import town
from tests.domain.queries.many import many, plan

pytestmark = pytest.mark.usefixtures("small_town")


def now_last_due():
    with snapshot() as session:
        return last_due(session, PUBLIC)


def test_it_moves_in_the_minute_in_which_a_limit_passes_and_not_before():
    with clock.stopped(datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)):
        demand_id = town.dispatched()
        before = now_last_due()
    with snapshot() as session:
        due = session.get_one(Demand, demand_id).due_at
    with clock.stopped(due - timedelta(minutes=1)):
        assert now_last_due() == before
    with clock.stopped(due + timedelta(minutes=1)):
        assert now_last_due() == due


def test_among_thousands_it_is_one_step_in_an_index():
    many(3000, like=town.dispatched())
    told = plan(passed(clock.now() + timedelta(days=60)))  # when all of them are late
    assert "ix_demand_due" in told and "Sort" not in told and "B-TREE" not in told
