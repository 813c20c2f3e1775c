"""What is open at this moment is counted by an index of its own, however many orders there have been."""

import pytest
from sqlmodel import func, select, text

from db.engine import transaction
from db.models import Demand
from db.models.demand import STILL_OPEN
from domain import clock
from domain.indicators.at_moment import still_open
from domain.indicators.reading import Scope
from domain.workflow import OPEN
from tests import town
from tests.domain.queries.many import many, plan

pytestmark = pytest.mark.usefixtures("small_town")


def test_the_index_holds_the_orders_that_count_as_open():
    named = ", ".join(f"'{stage.value}'" for stage in OPEN)
    assert str(STILL_OPEN) == f"stage IN ({named})"


def test_among_thousands_of_closed_orders_those_that_are_open_are_read_from_it():
    many(3000, like=town.dispatched())
    with transaction() as session:
        session.execute(text("UPDATE demand SET stage = 'closed' WHERE id % 50 <> 0"))
    today = clock.now().date()
    asked = select(func.count(), func.count(Demand.handler_id))
    for area in (None, town.ORGANISATIONS[0].get("area_code") or "330304"):
        scope = Scope(today.replace(day=1), today, area)
        assert "ix_demand_still_open" in plan(asked.where(*still_open(scope)))
