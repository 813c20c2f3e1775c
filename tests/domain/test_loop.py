"""The closed loop, step by step, through the real commands."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Demand, Leg, Notice, ReturnVisit, Survey
from db.vocabulary import ClosingCode, LegOutcome, Level, Satisfaction, Solved, Stage
from domain import clock, demands, jobs, replies, return_visits, surveys, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, TooLong, WrongStage
from domain.return_visits import VisitResult
from tests import town
from tests.town import CLASSES, FINANCE, ID, LUCHENG, TAX, holder

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
pytestmark = pytest.mark.usefixtures("small_town")


def demand(demand_id) -> Demand:
    with snapshot() as session:
        return session.get_one(Demand, demand_id)


def legs(demand_id) -> list[Leg]:
    with snapshot() as session:
        found = select(Leg).where(Leg.demand_id == demand_id).order_by(Leg.position)
        return list(session.exec(found).all())


def evaluate(demand_id, *, satisfaction=Satisfaction.SATISFIED, solved=Solved.YES):
    perform(
        holder(demand_id),
        surveys.evaluate,
        demand_id,
        contacted_in_time=True,
        solved=solved,
        satisfaction=satisfaction,
    )


def test_a_demand_goes_round_the_loop_and_closes_by_itself():
    with clock.stopped(MONDAY):
        demand_id = town.answered()
        evaluate(demand_id)
    assert demand(demand_id).stage is Stage.SURVEYED

    with clock.stopped(MONDAY + timedelta(hours=11)):
        assert jobs.freeze_surveys() == 0
    with clock.stopped(MONDAY + timedelta(hours=13)):
        assert jobs.freeze_surveys() == 1

    found = demand(demand_id)
    assert found.stage in (Stage.CLOSED, Stage.RETURN_VISIT)  # one in ten falls into the sample
    assert found.closing_code is ClosingCode.SOLVED


def test_the_clock_starts_at_dispatch_and_not_at_signature():
    with clock.stopped(MONDAY):
        demand_id = town.dispatched()
    due = legs(demand_id)[0].due_at
    with clock.stopped(MONDAY + timedelta(days=1)):
        perform(ID["finance"], work_orders.sign, demand_id)

    assert legs(demand_id)[0].due_at == due == datetime(2026, 3, 9, 17, 30, tzinfo=LOCAL)


def test_what_is_due_next_is_the_nearest_limit_also_before_the_signature():
    with clock.stopped(MONDAY):
        demand_id = town.dispatched()
        (leg,) = legs(demand_id)
        assert leg.contact_due_at < leg.sign_due_at
        assert demand(demand_id).due_at == leg.contact_due_at
        perform(ID["finance"], work_orders.sign, demand_id)
        assert demand(demand_id).due_at == leg.contact_due_at
        perform(ID["finance"], work_orders.contact, demand_id, text="已电话联系")
        assert demand(demand_id).due_at > leg.sign_due_at


def test_one_office_hour_before_the_festival_ends_on_the_make_up_day():
    friday = datetime(2026, 2, 13, 17, 0, tzinfo=LOCAL)
    with clock.stopped(friday):
        demand_id = town.dispatched()

    assert legs(demand_id)[0].contact_due_at == datetime(2026, 2, 14, 9, 0, tzinfo=LOCAL)


def test_an_unsatisfied_answer_is_redone_one_level_up_with_a_new_limit():
    with clock.stopped(MONDAY):
        demand_id = town.answered()
        evaluate(demand_id, satisfaction=Satisfaction.DISSATISFIED, solved=Solved.NO)
    assert demand(demand_id).stage is Stage.RETURN_VISIT

    later = MONDAY + timedelta(days=2)
    with clock.stopped(later):
        perform(
            ID["officer"],
            return_visits.visit,
            demand_id,
            result=VisitResult.REDO,
            text="企业反映问题未解决。",
            solved=Solved.NO,
            satisfaction=Satisfaction.DISSATISFIED,
        )
        assert (demand(demand_id).stage, demand(demand_id).level) == (Stage.REDO, Level.CITY)
        perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=TAX)

    first, second = legs(demand_id)
    assert (first.outcome, second.round) == (LegOutcome.ANSWERED, 2)
    assert second.due_at == datetime(2026, 3, 11, 17, 30, tzinfo=LOCAL)
    assert demand(demand_id).promised_at == second.due_at


def test_a_returned_demand_goes_to_the_arbiter_and_on_to_another_unit():
    with clock.stopped(MONDAY):
        demand_id = town.dispatched()
        perform(ID["finance"], work_orders.ask_return, demand_id, text="不属本单位职责。")
        assert demand(demand_id).stage is Stage.RETURNED
        perform(ID["arbiter"], work_orders.rule, demand_id, unit_id=TAX, text="由税务局办理。")

    first, second = legs(demand_id)
    assert (first.outcome, second.unit_id) == (LegOutcome.RETURNED, TAX)
    assert (demand(demand_id).stage, demand(demand_id).transfers) == (Stage.DISPATCHED, 1)


def test_a_ruling_for_the_same_unit_is_final():
    with clock.stopped(MONDAY):
        demand_id = town.dispatched()
        perform(ID["finance"], work_orders.ask_return, demand_id, text="不属本单位职责。")
        perform(ID["arbiter"], work_orders.rule, demand_id, unit_id=FINANCE, text="属你单位。")
        with pytest.raises(work_orders.AlreadyRuled):
            perform(ID["finance"], work_orders.ask_return, demand_id, text="仍不属本单位。")
    assert len(legs(demand_id)) == 1


def test_a_return_is_asked_within_one_working_day():
    with clock.stopped(MONDAY):
        demand_id = town.dispatched()
    with clock.stopped(MONDAY + timedelta(days=2)), pytest.raises(work_orders.ReturnTooLate):
        perform(ID["finance"], work_orders.ask_return, demand_id, text="太晚了。")


def test_waiting_for_the_enterprise_pauses_the_clock_until_it_answers():
    with clock.stopped(MONDAY):
        demand_id = town.in_progress()
        until = (MONDAY + timedelta(days=4)).date()
        perform(ID["finance"], work_orders.ask, demand_id, text="请补充专利证书。", until=until)
    with clock.stopped(MONDAY + timedelta(days=1)):
        perform(holder(demand_id), work_orders.supplement, demand_id, text="已补充。")

    [leg] = legs(demand_id)
    assert leg.paused_minutes == 450
    assert leg.due_at == datetime(2026, 3, 10, 17, 30, tzinfo=LOCAL)
    assert demand(demand_id).stage is Stage.IN_PROGRESS


def test_a_pause_ends_by_itself_on_its_date():
    with clock.stopped(MONDAY):
        demand_id = town.in_progress()
        until = (MONDAY + timedelta(days=1)).date()
        perform(ID["finance"], work_orders.ask, demand_id, text="请补充。", until=until)
    with clock.stopped(MONDAY + timedelta(days=1, hours=14)):
        assert jobs.end_pauses() == 0
    with clock.stopped(MONDAY + timedelta(days=1, hours=16)):
        assert jobs.end_pauses() == 1
    assert demand(demand_id).stage is Stage.IN_PROGRESS


def test_a_change_of_class_keeps_the_pause_already_earned():
    with clock.stopped(MONDAY):
        demand_id = town.in_progress()
        until = (MONDAY + timedelta(days=4)).date()
        perform(ID["finance"], work_orders.ask, demand_id, text="请补充。", until=until)
    with clock.stopped(MONDAY + timedelta(days=1)):
        perform(holder(demand_id), work_orders.supplement, demand_id, text="已补充。")
        complex_ = CLASSES | {"timeliness": "complex"}
        perform(ID["dispatcher"], demands.classify, demand_id, **complex_)

    [leg] = legs(demand_id)
    assert (leg.paused_minutes, leg.started_at) == (450, MONDAY)
    assert leg.due_at == datetime(2026, 3, 17, 17, 30, tzinfo=LOCAL)


def test_the_writer_of_an_answer_does_not_approve_it():
    demand_id = town.in_progress()
    perform(ID["finance_head"], replies.reply, demand_id, text="已答复。", code="solved")
    with pytest.raises(replies.SecondPersonNeeded):
        perform(ID["finance_head"], replies.approve, demand_id)
    assert demand(demand_id).stage is Stage.IN_REVIEW


def test_an_answer_sent_back_is_written_again():
    demand_id = town.in_review()
    perform(ID["finance_head"], replies.send_back, demand_id, text="请写明政策依据。")
    perform(ID["finance"], replies.reply, demand_id, text="依据……", code="explained")
    perform(ID["finance_head"], replies.approve, demand_id)
    assert demand(demand_id).closing_code is ClosingCode.EXPLAINED


def test_the_unit_complained_about_never_handles_it():
    demand_id = town.accepted(about_unit_id=FINANCE)
    with pytest.raises(work_orders.ComplainedAbout):
        perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=FINANCE, reason="x")


def test_choosing_another_unit_than_the_proposed_one_needs_a_reason():
    demand_id = town.accepted()
    with pytest.raises(work_orders.ReasonNeeded):
        perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=TAX)


def test_a_silent_enterprise_is_called():
    with clock.stopped(MONDAY):
        demand_id = town.answered()
    with clock.stopped(MONDAY + timedelta(days=7, minutes=1)):
        assert jobs.expire_surveys() == 1
    with snapshot() as session:
        assert session.exec(select(ReturnVisit.reason)).one() == "silent"
    assert demand(demand_id).stage is Stage.RETURN_VISIT


def test_answers_to_the_survey_can_be_changed_for_half_a_day():
    with clock.stopped(MONDAY):
        demand_id = town.answered()
        evaluate(demand_id, satisfaction=Satisfaction.DISSATISFIED)
    with clock.stopped(MONDAY + timedelta(hours=2)):
        evaluate(demand_id, satisfaction=Satisfaction.SATISFIED)
    assert demand(demand_id).stage is Stage.SURVEYED
    with clock.stopped(MONDAY + timedelta(hours=12)), pytest.raises(surveys.LinkUsed):
        evaluate(demand_id)


def test_an_enterprise_that_cannot_be_reached_is_called_three_times_before_closing():
    with clock.stopped(MONDAY):
        demand_id = town.answered()
    with clock.stopped(MONDAY + timedelta(days=8)):
        jobs.expire_surveys()
        for _ in range(2):
            perform(
                ID["officer"],
                return_visits.visit,
                demand_id,
                result=VisitResult.NOT_REACHED,
                text="无人接听",
            )
        with pytest.raises(return_visits.TooFewAttempts):
            perform(ID["officer"], return_visits.close, demand_id)
        perform(
            ID["officer"],
            return_visits.visit,
            demand_id,
            result=VisitResult.NOT_REACHED,
            text="无人接听",
        )
        perform(ID["officer"], return_visits.close, demand_id)
    assert demand(demand_id).stage is Stage.CLOSED


def test_a_repeated_demand_is_merged_into_the_open_one():
    first, second = town.ask(), town.ask()
    perform(ID["intake"], demands.merge, second.demand_id, into=first.number)
    assert demand(second.demand_id).merged_into_id == first.demand_id
    with pytest.raises(WrongStage):
        perform(ID["intake"], demands.accept, second.demand_id, **CLASSES)


def test_an_enterprise_withdraws_its_own_demand_only():
    mine = town.receive().demand_id
    with pytest.raises(Forbidden):
        perform(ID["shoes"], demands.withdraw, mine, text="不需要了")
    perform(ID["valves"], demands.withdraw, mine, text="不需要了")
    assert demand(mine).closing_code is ClosingCode.WITHDRAWN


def test_a_sub_platform_sorts_its_own_area_only():
    demand_id = town.ask().demand_id
    with pytest.raises(Forbidden):
        perform(ID["lucheng"], demands.accept, demand_id, **CLASSES)
    perform(ID["longwan"], demands.accept, demand_id, **CLASSES)
    assert demand(demand_id).stage is Stage.ACCEPTED


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": " "}, Missing),
        ({"title": "长" * 81}, TooLong),
        ({"body": "长" * 4001}, TooLong),
        ({"area_code": "999999"}, Missing),
        ({"contact_name": ""}, Missing),
        ({"contact_phone": ""}, Missing),
    ],
)
def test_a_demand_that_lacks_something_is_not_taken(changes, refusal):
    with pytest.raises(refusal):
        town.ask(**changes)
    with snapshot() as session:
        assert session.exec(select(Demand.id)).all() == []


def test_a_foreign_id_is_told_apart_from_nothing():
    with pytest.raises(NotFound):
        perform(ID["intake"], demands.accept, 4711, **CLASSES)


def test_the_people_concerned_are_told():
    demand_id = town.dispatched()
    with snapshot() as session:
        told = set(session.exec(select(Notice.user_id).where(Notice.demand_id == demand_id)).all())
    assert {ID["intake"], ID["longwan"], ID["finance"], ID["finance_head"]} <= told
    assert not told & {ID["tax"], ID["lucheng"], ID["shoes"], ID["leader"]}


def test_moving_a_demand_to_another_area_lets_its_sub_platform_see_it():
    demand_id = town.accepted()
    perform(ID["intake"], demands.classify, demand_id, **(CLASSES | {"area_code": LUCHENG}))
    with pytest.raises(Forbidden):
        perform(ID["longwan"], demands.classify, demand_id, **CLASSES)


def test_a_survey_opens_with_the_answer():
    with clock.stopped(MONDAY):
        demand_id = town.answered()
    with snapshot() as session:
        survey = session.exec(select(Survey).where(Survey.demand_id == demand_id)).one()
    assert survey.expires_at == MONDAY + timedelta(days=7)
