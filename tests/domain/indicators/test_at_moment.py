"""What is open at this moment is counted by an index of its own, however many orders there have been."""

import pytest
from sqlmodel import func, select, text

from db.engine import engine, is_sqlite
from db.models import Demand
from db.models.demand import STILL_OPEN
from db.vocabulary import Stage
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
    many(3000, like=town.dispatched(), stage=Stage.CLOSED)
    _settle()
    today = clock.now().date()
    asked = select(func.count(), func.count(Demand.handler_id))
    for area in (None, town.LONGWAN):
        scope = Scope(today.replace(day=1), today, area)
        told = plan(asked.where(*still_open(scope)))
        # SQLite may hold that of one stage after the other to be as short a way, where so few are open.
        assert "ix_demand_still_open" in told or (is_sqlite() and "SEARCH demand USING" in told)


def _settle():
    """Let the database look at what has become of the orders, as it does by itself in time."""
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if is_sqlite() else "VACUUM ANALYZE demand"))
    engine().dispose()  # a connection that is open does not hear of it
