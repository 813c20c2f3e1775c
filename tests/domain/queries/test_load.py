"""Who has how much on the table, handler by handler, for those who may open the records."""

from datetime import date, timedelta

import pytest

from db.engine import snapshot
from domain import clock, work_orders
from domain.command import perform
from domain.errors import Forbidden
from domain.indicators.reading import Scope
from domain.queries import load as queries
from domain.queries.load import Handler
from tests import town
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, TAX, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


def handlers(who="leader", **where):
    today = clock.now().date()
    with snapshot() as session:
        return queries.by_handler(session, person(who), Scope(date(2000, 1, 1), today, **where))


def named(handler_id, who="leader", **where):
    today = clock.now().date()
    with snapshot() as session:
        scope = Scope(date(2000, 1, 1), today, **where)
        return queries.name_of(session, person(who), scope, handler_id)


def test_the_open_orders_of_each_handler_are_counted_and_the_late_ones_among_them():
    long_ago = clock.now() - timedelta(days=40)
    with clock.stopped(long_ago):
        late = town.in_progress()
    for _ in range(2):
        town.in_progress()
    town.dispatched()  # nobody has signed for it yet
    town.answered()
    other = town.dispatched(unit_id=TAX)
    perform(ID["tax"], work_orders.sign, other)
    finance = Handler(ID["finance"], "finance", 4, 1)
    assert handlers(unit_id=FINANCE) == (finance,) and late
    assert handlers() == (finance, Handler(ID["tax"], "tax", 1, 0))
    assert handlers(area=LUCHENG) == ()


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("longwan", {"area": LUCHENG}),
        ("longwan", {}),
        ("tax", {"unit_id": FINANCE}),
        ("valves", {}),
    ],
)
def test_it_is_told_to_those_alone_who_may_open_the_records(who, where):
    with pytest.raises(Forbidden):
        handlers(who, **where)
    with pytest.raises(Forbidden):
        named(ID["finance"], who, **where)
    assert handlers("longwan", area=LONGWAN) == ()


def test_a_handler_s_name_is_known_however_many_are_ahead_of_them(monkeypatch):
    monkeypatch.setattr(queries, "MOST", 1)
    for _ in range(2):
        town.in_progress()
    perform(ID["tax"], work_orders.sign, town.dispatched(unit_id=TAX))
    assert [each.name for each in handlers()] == ["finance"]
    assert (named(ID["tax"]), named(ID["tax"], unit_id=FINANCE)) == ("tax", None)
