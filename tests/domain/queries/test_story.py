"""The story of a demand tells each reader what they may know of it, and nothing else."""

from datetime import datetime, timedelta

import pytest

from db.vocabulary import Satisfaction, Solved
from domain import clock, demands, replies, return_visits, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.permissions import ENGINE
from domain.queries.story import FOR_ENTERPRISE
from domain.return_visits import VisitResult
from tests import town
from tests.domain.queries.one_demand import (
    MONDAY,
    handled,
    judged,
    shown,
    words,
)
from tests.town import FINANCE, ID, holder

pytestmark = pytest.mark.usefixtures("small_town")


def actions(page):
    return [line.action for line in reversed(page.story)]


def redone(demand_id):
    perform(
        ID["officer"],
        return_visits.visit,
        demand_id,
        result=VisitResult.REDO,
        text="visit's",
        solved=Solved.NO,
        satisfaction=Satisfaction.DISSATISFIED,
    )


def test_the_story_tells_who_did_what_in_order():
    page = shown(handled(), "intake")
    assert actions(page)[:6] == [
        "submitted",
        "accepted",
        "dispatched",
        "return_asked",
        "return_ruled",
        "signed",
    ]
    dispatch = next(line for line in page.story if line.action == "dispatched")
    assert (dispatch.actor, dispatch.of.id, dispatch.unit.name_en) == (
        "dispatcher",
        town.CITY,
        "Municipal Tax Bureau",
    )


def test_a_dispatch_is_told_with_the_limits_it_gave():
    with clock.stopped(MONDAY):
        demand_id = town.dispatched()
        line = shown(demand_id, "intake").story[0]
    assert line.sign_by == datetime(2026, 3, 2, 14, 15, tzinfo=LOCAL)
    assert line.close_by == datetime(2026, 3, 9, 17, 30, tzinfo=LOCAL)


INTERNAL = (
    "dispatcher's",
    "refusal's",
    "arbiter's",
    "call's",
    "internal note's",
    "first draft's",
    "correction's",
    "answer's",
    "secret.pdf",
)


def test_the_enterprise_reads_nothing_internal():
    demand_id = handled()
    page = shown(demand_id, "valves")
    assert "open note's" in words(page)
    for text in INTERNAL:
        assert text in words(shown(demand_id, "intake")) and text not in words(page)
    assert (page.handler, page.legs, page.draft) == ("", (), None)


def test_the_enterprise_reads_the_answer_when_it_is_approved_and_not_before():
    demand_id = handled()
    assert "answer's" not in words(shown(demand_id, "valves"))
    perform(ID["finance_head"], replies.approve, demand_id)
    assert "answer's" in words(shown(demand_id, "valves"))


def test_to_the_enterprise_people_of_the_desk_and_of_units_have_no_names():
    demand_id = handled()
    judged(demand_id)
    redone(demand_id)
    page = shown(demand_id, "valves")
    names = set(town.PEOPLE) - {"valves"}
    assert {line.actor for line in page.story} <= {"valves", ""}
    assert not any(f"'{name}'" in words(page) for name in names)
    assert next(line for line in page.story if line.action == "signed").of.id == FINANCE


def test_every_event_that_a_loop_leaves_is_decided_upon_for_the_enterprise():
    """What is not listed is not told: a new kind of event stays inside until somebody lists it."""
    page = shown(handled(), "valves")
    assert set(actions(page)) <= set(FOR_ENTERPRISE)


@pytest.mark.parametrize("username", ["finance", "finance_head", "tax"])
def test_a_unit_that_had_the_demand_never_reads_what_was_said_of_it(username):
    demand_id = handled()
    judged(demand_id)
    redone(demand_id)
    page = shown(demand_id, username)
    for text in ("comment's", "visit's", "very_dissatisfied", "'dissatisfied'"):
        assert text not in words(page)
    assert actions(page)[-1] == "redone"
    assert "comment's" in words(shown(demand_id, "officer"))
    assert "visit's" in words(shown(demand_id, "dispatcher"))


def test_a_sub_platform_reads_what_was_said_unless_it_handled_the_demand_itself():
    demand_id = town.accepted()
    perform(
        ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=town.SUB_LONGWAN, reason="近"
    )
    other = handled()
    judged(other)
    assert "comment's" in words(shown(other, "longwan"))
    assert "evaluated" in actions(shown(other, "longwan"))
    assert shown(demand_id, "longwan").legs[0].unit.id == town.SUB_LONGWAN


def test_who_acts_without_an_account_is_the_enterprise():
    demand_id = town.ask().demand_id
    perform(holder(demand_id), demands.withdraw, demand_id, text="已解决")
    assert {line.actor for line in shown(demand_id, "intake").story} == {"龙湾恒泽阀门有限公司"}


def test_what_the_platform_does_by_itself_has_no_actor():
    with clock.stopped(MONDAY):
        demand_id = town.in_progress()
        until = (MONDAY + timedelta(days=1)).date()
        perform(ID["finance"], work_orders.ask, demand_id, text="?", until=until)
    with clock.stopped(MONDAY + timedelta(days=3)):
        perform(ENGINE, work_orders.resume, demand_id)
        line = shown(demand_id, "intake").story[0]
    assert (line.action, line.actor, line.of) == ("resumed", "", None)
