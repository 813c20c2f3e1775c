"""The demand's page: who sees it, what is offered to each reader, what was due and done, and what is like it."""

from datetime import datetime, timedelta

import pytest

from db.engine import snapshot, transaction
from db.models import Demand
from db.vocabulary import LegOutcome, LimitStep, Stage
from domain import clock, demands, replies, return_visits, steps, work_orders
from domain.clock import LOCAL
from domain.command import can, perform
from domain.queries import demand as queries
from domain.return_visits import VisitResult
from domain.workflow import Step
from tests import town
from tests.domain.queries.one_demand import (
    MONDAY,
    handled,
    judged,
    number_of,
    of_enterprise,
    shown,
    words,
)
from tests.town import FINANCE, ID, TAX, VALVES, holder, person

pytestmark = pytest.mark.usefixtures("small_town")


EVERYBODY = sorted(town.PEOPLE)


@pytest.mark.parametrize("username", ["shoes", "lucheng", "tax", "liaison"])
def test_a_foreign_number_and_an_unknown_one_show_the_same(username):
    demand_id = town.dispatched()
    with snapshot() as session:
        who = person(username)
        assert queries.demand(session, who, number_of(demand_id)) is None
        assert queries.demand(session, who, "2026-999999") is None
        assert queries.demand(session, who, "") is None


def test_a_number_is_found_with_blanks_around_it():
    demand_id = town.dispatched()
    with snapshot() as session:
        found = queries.demand(session, person("intake"), f" {number_of(demand_id)} ")
    assert found.id == demand_id


def test_who_took_it_down_is_told_to_the_staff_and_of_the_enterprise_s_own_people_nobody_is():
    by_staff, own = town.receive().demand_id, town.ask().demand_id
    with transaction() as session:
        session.get_one(Demand, own).received_by_id = ID["valves"]
    with snapshot() as session:
        told = [
            queries.demand(session, person(who), number_of(each)).received_by
            for who, each in (("intake", by_staff), ("valves", by_staff), ("intake", own))
        ]
    assert told == ["intake", "", ""]


@pytest.mark.parametrize(
    ("username", "whole"),
    [
        ("intake", True),
        ("dispatcher", True),
        ("longwan", True),
        ("officer", True),
        ("finance", True),
        ("finance_head", True),
        ("valves", True),
        ("tax", False),
        ("leader", False),
        ("arbiter", False),
        ("editor", False),
        ("admin", False),
    ],
)
def test_the_telephone_is_whole_for_those_who_must_call(username, whole):
    contact = shown(handled(), username).contact
    assert (contact.phone == "13857700001") is whole
    assert ("****" in contact.phone) is not whole
    assert contact.name == "林晓"


@pytest.mark.parametrize("username", EVERYBODY)
def test_every_step_that_is_offered_is_one_that_the_person_may_take(username):
    demand_id = handled()
    page = shown(demand_id, username)
    if page is not None:
        with snapshot() as session:
            row = session.get_one(queries.Demand, demand_id)
        assert all(can(person(username), steps.COMMANDS[step], row) for step in page.steps)


def test_a_return_is_offered_for_one_working_day_and_not_after_a_ruling():
    with clock.stopped(MONDAY):
        demand_id = town.dispatched()
        assert Step.ASK_RETURN in shown(demand_id, "finance").steps
    with clock.stopped(MONDAY + timedelta(days=2)):
        assert Step.ASK_RETURN not in shown(demand_id, "finance").steps
    with clock.stopped(MONDAY):
        perform(ID["finance"], work_orders.ask_return, demand_id, text="不属本单位。")
        perform(ID["arbiter"], work_orders.rule, demand_id, unit_id=FINANCE, text="属你单位。")
        assert Step.ASK_RETURN not in shown(demand_id, "finance").steps


def test_the_writer_of_an_answer_is_told_that_somebody_else_approves_it():
    demand_id = town.in_progress()
    perform(ID["finance_head"], replies.reply, demand_id, text="已答复。", code="solved")
    page = shown(demand_id, "finance_head")
    assert Step.APPROVE not in page.steps and page.needs_second
    assert page.draft.said["text"] == "已答复。"


def test_evaluating_is_offered_as_long_as_the_survey_is_open():
    with clock.stopped(MONDAY):
        demand_id = of_enterprise()
        perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=FINANCE)
        perform(ID["finance"], work_orders.sign, demand_id)
        perform(ID["finance"], replies.reply, demand_id, text="已答复。", code="solved")
        perform(ID["finance_head"], replies.approve, demand_id)
        assert Step.EVALUATE in shown(demand_id, "valves").steps
    with clock.stopped(MONDAY + timedelta(days=8)):
        assert Step.EVALUATE not in shown(demand_id, "valves").steps


def test_closing_unreached_is_offered_after_three_calls():
    demand_id = of_enterprise()
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=FINANCE)
    perform(ID["finance"], work_orders.sign, demand_id)
    perform(ID["finance"], replies.reply, demand_id, text="已答复。", code="solved")
    judged(demand_id)
    for _ in range(3):
        assert Step.CLOSE not in shown(demand_id, "officer").steps
        call = {"result": VisitResult.NOT_REACHED, "text": "无人接听"}
        perform(ID["officer"], return_visits.visit, demand_id, **call)
    assert Step.CLOSE in shown(demand_id, "officer").steps


def test_who_may_dispatch_sees_the_proposal_with_its_reasons_and_others_do_not():
    demand_id = town.accepted()
    first = shown(demand_id, "dispatcher").proposed[0]
    assert first.unit_id == FINANCE and first.reasons
    assert shown(demand_id, "leader").proposed == ()


def test_open_demands_of_the_same_enterprise_are_offered_for_merging():
    first = town.ask().demand_id
    second = town.ask(title="专利质押贷款续贷困难，请协调").demand_id
    town.ask(contact_phone="13900000000", enterprise_name="鹿城欣步鞋业有限公司", title="别家的事")
    perform(
        ID["intake"], demands.decline, town.ask().demand_id, reason="outside_the_city", text="不"
    )
    [other] = shown(second, "intake").alike
    assert other.number == number_of(first) and other.score > 0.5
    assert shown(second, "leader").alike == ()


def test_an_enterprise_without_a_record_is_known_by_its_name_from_another_telephone():
    first = town.ask().demand_id
    second = town.ask(contact_phone="13900000000").demand_id
    [other] = shown(second, "intake").alike
    assert other.number == number_of(first) and other.score > 0.9


def test_merged_demands_name_each_other():
    first, second = town.ask(), town.ask()
    perform(ID["intake"], demands.merge, second.demand_id, into=first.number)
    assert shown(second.demand_id, "intake").merged_into.number == first.number
    assert [each.number for each in shown(first.demand_id, "intake").merged_here] == [second.number]


def test_a_merged_demand_that_is_not_on_its_record_stays_unnamed_to_the_enterprise():
    mine = of_enterprise()
    foreign = town.ask()  # from the same telephone; nobody has said whose it is
    perform(ID["intake"], demands.merge, foreign.demand_id, into=number_of(mine))
    page = shown(mine, "valves")
    assert page.merged_here == () and foreign.number not in words(page)


def test_the_legs_tell_what_was_due_and_done():
    with clock.stopped(MONDAY):
        demand_id = town.in_progress()
    with clock.stopped(MONDAY + timedelta(days=1, hours=1)):
        perform(ID["finance"], work_orders.contact, demand_id, text="已联系")
        perform(ID["finance"], work_orders.note, demand_id, text="进展", for_enterprise=True)
        [leg] = shown(demand_id, "finance").legs
        stations = {each.step: each for each in leg.stations}
        now = clock.now()
    assert list(stations) == list(LimitStep)
    assert stations[LimitStep.SIGN].done_at == MONDAY
    assert not stations[LimitStep.SIGN].is_late(now)
    assert stations[LimitStep.FIRST_CONTACT].is_late(now)
    interim = stations[LimitStep.INTERIM_ANSWER]
    assert (interim.done_at, interim.due_at) == (now, datetime(2026, 3, 5, 17, 30, tzinfo=LOCAL))
    assert stations[LimitStep.CLOSE].done_at is None


def test_waiting_for_the_enterprise_uses_up_no_time():
    with clock.stopped(MONDAY):
        demand_id = town.in_progress()
        until = (MONDAY + timedelta(days=4)).date()
        perform(ID["finance"], work_orders.ask, demand_id, text="请补充。", until=until)
    with clock.stopped(MONDAY + timedelta(days=3)):
        [waiting] = shown(demand_id, "finance").legs
        perform(holder(demand_id), work_orders.supplement, demand_id, text="已补充。")
        [leg] = shown(demand_id, "finance").legs
    assert waiting.paused_at == MONDAY and waiting.used == 0
    assert leg.paused_at is None and leg.used == 0
    with clock.stopped(MONDAY + timedelta(days=30)):
        [late] = shown(demand_id, "finance").legs
    assert late.used > 1


def test_a_returned_demand_has_two_legs_the_newest_first():
    newest, oldest = shown(handled(), "intake").legs
    assert (newest.unit.id, oldest.unit.id) == (FINANCE, TAX)
    assert oldest.outcome is LegOutcome.RETURNED


@pytest.mark.parametrize(
    ("username", "may"),
    [("intake", True), ("finance", True), ("valves", True), ("tax", False), ("leader", False)],
)
def test_files_are_added_by_those_who_work_on_the_demand_and_by_its_enterprise(username, may):
    assert shown(handled(), username).may_attach is may


def test_the_enterprise_is_shown_its_own_dates_only():
    with clock.stopped(MONDAY):
        demand_id = of_enterprise()
        perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=FINANCE)
        page = shown(demand_id, "valves")
    assert (page.stage, page.due_at, page.enterprise_id) == (Stage.DISPATCHED, None, VALVES)
    assert page.promised_at == datetime(2026, 3, 9, 17, 30, tzinfo=LOCAL)


def test_the_head_of_a_unit_sees_who_could_take_the_demand_over():
    colleagues = shown(town.in_progress(), "finance_head").colleagues
    assert [each.name for each in colleagues] == ["finance", "finance_head"]
