"""While a demand is told, earlier ones that may be the same appear."""

from datetime import datetime, timedelta

import pytest

from db.engine import snapshot
from domain import clock, demands
from domain.clock import LOCAL
from domain.command import perform
from domain.permissions import PUBLIC
from domain.queries import duplicates
from tests import town
from tests.town import ID, LUCHENG, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
TYPED = "三月份出口退税还没有到账，想问一下什么时候能办好"
OTHER = "厂区门口的道路夜里没有路灯，员工下班不安全，希望加装。"


def of_caller(username="intake", enterprise_id=VALVES, telephone="", text=""):
    with snapshot() as session:
        found = duplicates.of_caller(session, person(username), enterprise_id, telephone, text)
    return [each.title for each in found]


def city_wide(text=TYPED, username="intake", enterprise_id=None, telephone=""):
    with snapshot() as session:
        return duplicates.city_wide(session, person(username), text, enterprise_id, telephone)


def test_what_the_caller_asked_before_stands_the_likest_first():
    town.receive(title="出口退税办理缓慢")
    town.receive(title="厂区路灯", body=OTHER)
    assert of_caller() == ["厂区路灯", "出口退税办理缓慢"]
    assert of_caller(text=TYPED) == ["出口退税办理缓慢", "厂区路灯"]


def test_what_is_open_stands_before_what_is_over_and_the_newest_first():
    for n in range(2):
        town.receive(title=f"路灯 {n}", body=OTHER)
    over = town.receive(title="路灯 2", body=OTHER)
    why = {"reason": "outside_the_city", "text": "不在本市"}
    perform(ID["intake"], demands.decline, over.demand_id, **why)
    assert of_caller(text=TYPED) == ["路灯 1", "路灯 0", "路灯 2"]


def test_a_caller_without_a_record_is_known_by_the_telephone():
    town.ask(contact_phone="13857700002", title="厂区路灯")
    assert of_caller(enterprise_id=None, telephone="138 5770 0002") == ["厂区路灯"]
    assert of_caller(enterprise_id=None, telephone="138") == []


def test_similar_demands_of_others_appear_with_their_enterprise():
    town.receive()
    town.receive(title="厂区路灯", body=OTHER)
    (only,) = city_wide(enterprise_id=SHOES)
    assert (only.title, only.enterprise) == ("出口退税办理缓慢", "龙湾恒泽阀门有限公司")
    assert only.is_open and not only.of_caller and only.score > 0.35


def test_the_caller_s_own_demands_are_not_repeated_among_the_others():
    town.receive()
    assert city_wide(enterprise_id=VALVES) == []
    assert city_wide(telephone="13857700001") == []


def test_after_thirty_days_a_demand_is_no_duplicate_any_more():
    with clock.stopped(MONDAY):
        town.receive()
    with clock.stopped(MONDAY + timedelta(days=29)):
        assert city_wide()
    with clock.stopped(MONDAY + timedelta(days=31)):
        assert not city_wide()


def test_a_similar_demand_is_found_behind_many_newer_ones():
    with clock.stopped(MONDAY):
        town.receive()
    with clock.stopped(MONDAY + timedelta(days=1)):
        for n in range(duplicates.MOST_RECENT + 5):
            town.receive(title=f"路灯 {n}", body=OTHER)
    with clock.stopped(MONDAY + timedelta(days=2)):
        assert [each.title for each in city_wide(enterprise_id=SHOES)] == ["出口退税办理缓慢"]


def test_a_sub_platform_is_shown_only_what_it_may_see():
    town.receive()
    assert city_wide(username="longwan") and not city_wide(username="lucheng")
    assert of_caller("longwan") and not of_caller("lucheng")
    town.receive(area_code=LUCHENG)
    assert of_caller("lucheng")


def test_a_few_letters_are_not_compared_and_a_merged_demand_is_not_offered():
    first = town.receive()
    assert city_wide("退税") == []
    second = town.receive()
    perform(ID["intake"], demands.merge, second.demand_id, into=first.number)
    assert [each.number for each in city_wide()] == [first.number]


def test_visitors_see_nothing():
    town.receive()
    with snapshot() as session:
        assert duplicates.city_wide(session, PUBLIC, TYPED) == []
