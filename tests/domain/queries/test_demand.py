"""The demand's page shows each reader what they may know of it, and nothing else."""

from datetime import datetime, timedelta

import pytest

from db.engine import snapshot
from db.vocabulary import LegOutcome, LimitStep, Satisfaction, Solved, Stage
from domain import attachments, clock, demands, replies, return_visits, steps, surveys, work_orders
from domain.clock import LOCAL
from domain.command import can, perform
from domain.permissions import ENGINE
from domain.queries import demand as queries
from domain.queries.story import FOR_ENTERPRISE
from domain.return_visits import VisitResult
from domain.workflow import Step
from tests import town
from tests.town import FINANCE, ID, TAX, VALVES, holder, person

pytestmark = pytest.mark.usefixtures("small_town")

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
PDF = b"%PDF-1.4\n%%EOF\n"
EVERYBODY = sorted(town.PEOPLE)


def number_of(demand_id):
    with snapshot() as session:
        return session.get_one(queries.Demand, demand_id).number


def shown(demand_id, username, **changes):
    with snapshot() as session:
        return queries.demand(session, person(username, **changes), number_of(demand_id))


def actions(page):
    return [line.action for line in reversed(page.story)]


def words(page):
    """Everything of the page in one text."""
    return repr(page)


def of_enterprise():
    """A demand of the enterprise Hengze Valves, taken down at the hotline and sorted."""
    demand_id = town.receive().demand_id
    perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)
    return demand_id


def handled():
    """A demand of Hengze Valves with everything that must not leave the desk and the unit."""
    demand_id = of_enterprise()
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=TAX, reason="dispatcher's")
    perform(ID["tax"], work_orders.ask_return, demand_id, text="refusal's")
    perform(ID["arbiter"], work_orders.rule, demand_id, unit_id=FINANCE, text="arbiter's")
    perform(ID["finance"], work_orders.sign, demand_id)
    perform(ID["finance"], work_orders.contact, demand_id, text="call's")
    perform(ID["finance"], work_orders.note, demand_id, text="internal note's")
    perform(ID["finance"], work_orders.note, demand_id, text="open note's", for_enterprise=True)
    perform(ID["finance"], attachments.attach, demand_id, name="secret.pdf", content=PDF)
    perform(ID["finance"], replies.reply, demand_id, text="first draft's", code="solved")
    perform(ID["finance_head"], replies.send_back, demand_id, text="correction's")
    perform(ID["finance"], replies.reply, demand_id, text="answer's", code="explained")
    return demand_id


def judged(demand_id):
    perform(ID["finance_head"], replies.approve, demand_id)
    perform(
        ID["valves"],
        surveys.evaluate,
        demand_id,
        contacted_in_time=False,
        solved=Solved.NO,
        satisfaction=Satisfaction.VERY_DISSATISFIED,
        comment="comment's",
    )


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
    assert contact.is_masked is not whole
    assert contact.name == "林晓"


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
