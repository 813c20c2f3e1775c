"""Typical cases are proposed with where they come from; nothing that is confidential is told of them."""

import json
from datetime import timedelta

import pytest

from db.engine import snapshot
from db.models import Match
from db.research_vocabulary import Confidentiality
from domain import clock
from domain.bulletin import cases
from domain.command import perform
from domain.indicators.periods import month_after
from domain.matchmaking import pipeline, starting
from domain.queries import bulletin_links
from tests import laboratory
from tests.domain.bulletin.bulletins_of_a_month import delight, drawn, row
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def signed(about, *, value=200_000, on=None, **said):
    need_id, result_id = laboratory.need(about, **said), laboratory.result(about)
    match_id = perform(ID["intake"], starting.start, need_id=need_id, result_id=result_id)
    perform(ID["valves"], starting.agree, match_id)
    on = on or clock.now().date()
    perform(ID["intake"], pipeline.sign, match_id, value=value, on=on)
    return match_id


def proposed(month):
    with snapshot() as session:
        return cases.matches(session, month)


def number(match_id):
    with snapshot() as session:
        return session.get_one(Match, match_id).number


def test_orders_are_proposed_with_their_number_area_and_unit(lived):
    known = delight(lived)
    facts = row(drawn(lived)).facts
    assert facts["suggested"][0]["number"] == known and facts["suggested_matches"] == []
    assert all(each["area"] and each["unit"] for each in facts["suggested"])


def test_matches_of_the_month_are_proposed_those_in_use_first_and_without_a_name():
    month = clock.now().date().replace(day=1)
    small, large = signed("seal", value=100_000), signed("pump", value=900_000)
    assert [each["number"] for each in proposed(month)] == [number(large), number(small)]
    perform(ID["intake"], pipeline.transform, small)
    found = proposed(month)
    assert [each["number"] for each in found] == [number(small), number(large)]
    assert [each["stage"] for each in found] == ["transformed", "contract"]
    assert all(each["need"] and each["result"] and each["area"] for each in found)
    text = json.dumps(found, ensure_ascii=False)
    assert "恒泽" not in text and "瓯越" not in text and "900000" not in text
    assert proposed(month_after(month, -1)) == proposed(month_after(month, 1)) == []


def test_a_match_that_was_signed_before_is_proposed_in_the_month_it_came_into_use():
    month = clock.now().date().replace(day=1)
    match_id = signed("seal", on=month - timedelta(days=1))
    assert proposed(month) == [] and len(proposed(month_after(month, -1))) == 1
    perform(ID["intake"], pipeline.transform, match_id)
    assert [each["number"] for each in proposed(month)] == [number(match_id)]


def test_of_a_need_for_brokers_only_not_even_the_title_is_told():
    month = clock.now().date().replace(day=1)
    match_id = signed("seal", confidentiality=Confidentiality.BROKERS_ONLY)
    [found] = proposed(month)
    assert (found["number"], found["need"]) == (number(match_id), None)
    numbers = (number(match_id), "M0")
    with snapshot() as session:
        for who, is_open in (("intake", True), ("leader", True), ("editor", False)):
            told = bulletin_links.open_matches(session, person(who), numbers)
            assert told == ({number(match_id): match_id} if is_open else {}), who
