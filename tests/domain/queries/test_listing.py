"""The list of demands: its order, its pages, and the index by which the database finds them."""

import re
from datetime import datetime, timedelta

import pytest

from db.engine import snapshot
from db.models import Demand
from db.vocabulary import Stage
from domain import clock
from domain.clock import LOCAL
from domain.queries import listing
from domain.queries.listing import Order
from domain.queries.narrowing import Filters
from tests import town
from tests.domain.queries.many import many, plan
from tests.town import FINANCE, LONGWAN

pytestmark = pytest.mark.usefixtures("small_town")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)


def shown(username, *args, **filters):
    with snapshot() as session:
        return listing.listing(session, town.person(username), Filters(**filters), *args)


def counted(username, *args, **filters):
    with snapshot() as session:
        return listing.count(session, town.person(username), Filters(**filters), *args)


def numbers(rows):
    return [row.number for row in rows]


@pytest.mark.parametrize("order", Order)
def test_every_demand_stands_on_exactly_one_page_in_every_order(order):
    many(120, like=town.ask().demand_id)
    pages = [numbers(shown("intake", (), order, n)) for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 21]
    assert len({number for page in pages for number in page}) == 121


def test_the_pages_are_counted_up_to_ten_thousand(monkeypatch):
    monkeypatch.setattr(listing, "MOST_COUNTED", 100)
    first = town.ask().demand_id
    many(99, like=first)
    assert counted("intake") == listing.Count(100, is_more=False)
    many_more = {"enterprise_name": "另一家"}
    town.ask(**many_more)
    assert counted("intake") == listing.Count(100, is_more=True)
    assert counted("intake").pages == 2
    assert numbers(shown("intake", (), Order.NEWEST, 99)) == numbers(
        shown("intake", (), Order.NEWEST, 2)
    )


def test_nothing_found_is_one_empty_page():
    assert counted("intake").pages == 1
    assert shown("intake") == ()


def test_what_is_due_comes_first_and_what_has_no_date_last():
    with clock.stopped(MONDAY):
        town.ask(title="无期限")
        town.dispatched(level="city")
    with clock.stopped(MONDAY - timedelta(days=3)):
        town.dispatched()
    found = [row.due_at for row in shown("intake", (), Order.DUE)]
    assert found == [*sorted(filter(None, found)), None]


def test_the_list_shows_the_stages_asked_for():
    town.ask()
    town.in_progress()
    assert {row.stage for row in shown("intake", (Stage.SUBMITTED,))} == {Stage.SUBMITTED}
    assert len(shown("intake", (Stage.SUBMITTED, Stage.IN_PROGRESS))) == 2
    assert not shown("intake", (Stage.CLOSED,))


@pytest.mark.parametrize(
    ("username", "many_seen"),
    [("leader", 2), ("longwan", 2), ("lucheng", 0), ("finance", 1), ("tax", 0), ("valves", 0)],
)
def test_everybody_lists_what_they_may_see(username, many_seen):
    town.ask()
    town.in_progress()
    assert len(shown(username)) == counted(username).many == many_seen


# Each database has its own name for the index of a unique column.
BY_ORDER = {
    Order.NEWEST: "ix_demand_submitted",
    Order.OLDEST: "ix_demand_submitted",
    Order.DUE: "ix_demand_due",
    Order.NUMBER: "demand_",
    Order.ENTERPRISE: "ix_demand_enterprise_name",
}


@pytest.mark.parametrize("username", ["intake", "longwan"])
@pytest.mark.parametrize("order", Order)
def test_a_page_of_thousands_is_read_in_the_order_of_an_index(order, username):
    many(3000, like=town.ask().demand_id, stage=Stage.CLOSED)
    person, by = town.person(username), BY_ORDER[order]
    if order is Order.DUE and username == "longwan":
        by = "ix_demand_told_due"
    told = plan(listing.paging(person, listing.of_pages(person, Filters()), order))
    assert by in told and not re.search("Sort|TEMP B-TREE|Seq Scan on demand", told)


@pytest.mark.parametrize("where", [[Demand.area_code == LONGWAN], [Demand.unit_id == FINANCE]])
def test_the_few_of_a_stage_among_thousands_are_found_and_counted_by_an_index(where):
    many(3000, like=town.ask().demand_id, stage=Stage.CLOSED)
    where = [*where, Demand.stage == Stage.RETURNED]
    for statement in (
        listing.paging(town.person("intake"), where, Order.NEWEST),
        listing.counting(where),
    ):
        assert re.search("ix_demand_(area_stage|unit_stage|stage_due|still_open)", plan(statement))
