"""The very same demand, handed in again on the public page."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlmodel import func, select

from db.engine import snapshot
from db.models import Demand
from domain import clock, demands
from domain.clock import LOCAL
from domain.command import perform
from domain.demands import AskedAlready
from tests import town
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
SAME = {"title": "厂区路灯", "body": "夜里没有路灯。\n员工下班不安全。"}


def count():
    with snapshot() as session:
        return session.exec(select(func.count(Demand.id))).one()


def test_it_is_refused_with_the_number_of_the_first():
    first = town.ask(**SAME)
    typed_otherwise = {"title": " 厂区路灯 ", "contact_phone": "+86 138 5770 0001"}
    with pytest.raises(AskedAlready) as refused:
        town.ask(**SAME | typed_otherwise)
    assert refused.value.values == {"number": first.number}
    assert count() == 1


@pytest.mark.parametrize(
    "other", [{"contact_phone": "13857700002"}, {"title": "道路"}, {"body": "还是没有路灯。"}]
)
def test_another_telephone_or_other_words_make_another_demand(other):
    town.ask(**SAME)
    town.ask(**SAME | other)
    assert count() == 2


def test_a_day_later_it_is_taken():
    with clock.stopped(MONDAY):
        town.ask(**SAME)
    with clock.stopped(MONDAY + timedelta(hours=23)), pytest.raises(AskedAlready):
        town.ask(**SAME)
    with clock.stopped(MONDAY + timedelta(hours=24)):
        town.ask(**SAME)


def test_what_was_withdrawn_or_declined_may_be_asked_again():
    first = town.ask(**SAME)
    perform(town.holder(first.demand_id), demands.withdraw, first.demand_id, text="写错了")
    second = town.ask(**SAME)
    why = {"reason": "outside_the_city", "text": "不在本市"}
    perform(ID["intake"], demands.decline, second.demand_id, **why)
    town.ask(**SAME)
    assert count() == 3


def test_the_desk_may_take_the_same_words_down_twice():
    for _ in range(2):
        town.receive(**SAME)
    assert count() == 2


def test_of_two_who_send_it_at_once_one_is_taken():
    def send():
        try:
            town.ask(**SAME)
        except AskedAlready:
            refused.append(True)

    refused = []
    at_once = [Thread(target=send) for _ in range(4)]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    assert (count(), len(refused)) == (1, 3)
