"""What lists of demands are narrowed to, and when something is late."""

from datetime import date, datetime, timedelta

import pytest

from db.engine import snapshot
from db.models import Demand
from db.vocabulary import Channel, DemandType, LoopStep, ServiceField, Timeliness
from domain import clock, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.queries import board, listing
from domain.queries.narrowing import Filters, due_of
from tests import town
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, TAX

pytestmark = pytest.mark.usefixtures("small_town")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)


def shown(query, filters):
    with snapshot() as session:
        return query(session, town.person("dispatcher"), filters)


@pytest.mark.parametrize(
    ("filters", "is_found"),
    [
        (Filters(), True),
        (Filters(area=LONGWAN), True),
        (Filters(area=LUCHENG), False),
        (Filters(field=ServiceField.FINANCING), True),
        (Filters(field=ServiceField.TALENT), False),
        (Filters(timeliness=Timeliness.ORDINARY), True),
        (Filters(timeliness=Timeliness.URGENT), False),
        (Filters(type=DemandType.REQUEST), True),
        (Filters(type=DemandType.COMPLAINT), False),
        (Filters(channel=Channel.WEB), True),
        (Filters(channel=Channel.HOTLINE), False),
        (Filters(step=LoopStep.TRACKING), True),
        (Filters(step=LoopStep.SORTING), False),
        (Filters(unit_id=FINANCE), True),
        (Filters(unit_id=TAX), False),
        (Filters(mine=ID["finance"]), True),
        (Filters(mine=ID["tax"]), False),
        (Filters(since=date(2026, 3, 2)), True),
        (Filters(since=date(2026, 3, 3)), False),
        (Filters(until=date(2026, 3, 2)), True),
        (Filters(until=date(2026, 3, 1)), False),
        (Filters(text="专利质押"), True),
        (Filters(text="13857700001"), True),
        (Filters(text="2026-000001"), True),
        (Filters(text="天文望远镜"), False),
        (Filters(area=LONGWAN, text="专利质押", timeliness=Timeliness.ORDINARY), True),
        (Filters(area=LUCHENG, text="专利质押"), False),
    ],
)
def test_filters_narrow_the_board_and_the_list_alike(filters, is_found):
    with clock.stopped(MONDAY):
        town.in_progress()
    assert len(shown(board.board, filters).cards) == is_found
    assert len(shown(listing.listing, filters)) == is_found
    assert shown(listing.count, filters).many == is_found


def test_a_demand_is_late_from_its_minute_on():
    with clock.stopped(MONDAY):
        town.dispatched()
    due = shown(board.board, Filters()).cards[0].due_at
    with clock.stopped(due):
        assert not shown(board.board, Filters(late=True)).cards
    with clock.stopped(due + timedelta(seconds=1)):
        assert len(shown(board.board, Filters(late=True)).cards) == 1


def test_who_waits_for_the_enterprise_is_not_late():
    with clock.stopped(MONDAY):
        demand_id = town.in_progress()
        until = MONDAY.date() + timedelta(days=1)
        perform(ID["finance"], work_orders.ask, demand_id, text="请补充合同。", until=until)
    with clock.stopped(MONDAY + timedelta(days=4)):
        assert not shown(board.board, Filters(late=True)).cards


def test_the_enterprise_sees_what_it_was_promised_and_not_the_unit_s_limits():
    demand_id = town.in_progress()
    with snapshot() as session:
        demand = session.get_one(Demand, demand_id)
    assert due_of(town.person("finance"), demand) == demand.due_at
    assert due_of(town.person("valves"), demand) == demand.promised_at
    assert demand.due_at < demand.promised_at
