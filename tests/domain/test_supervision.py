"""Supervising: reminders once a day, orders that a unit answers, cases that bring several units to one table."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import CoordinationCase, Demand, Event, Notice, SupervisionOrder, User
from db.supervision_vocabulary import CaseOutcome, OrderStage
from domain import clock, coordination, demands, jobs, my_notices, supervision, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.coordination import CaseClosed, DoneAlready, DueBefore, MeetsThen
from domain.errors import Forbidden, Missing, NotFound, TooLong, Unclear
from domain.queries import coordination as cases
from domain.queries import demand as demand_page
from domain.queries import notices as notice_queries
from domain.queries import supervision as queries
from domain.queries.supervision import Which
from domain.supervision import (
    DateOutOfRange,
    NothingToRemind,
    NoUnit,
    OtherOrderStage,
    RemindedToday,
    UnderSupervision,
)
from tests import town
from tests.town import FINANCE, ID, LUCHENG, TAX, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday(small_town):
    with clock.stopped(MONDAY):
        yield


def laid(demand_id=None, username="leader", days=3, **said):
    demand_id = demand_id or town.in_progress()
    words = {"text": "请说明逾期原因和办结日期", "reply_by": (MONDAY + days * DAY).date()}
    return perform(ID[username], supervision.lay, demand_id, **(words | said))


def order(order_id):
    with snapshot() as session:
        return session.get_one(SupervisionOrder, order_id)


def read(query, who, *args):
    with snapshot() as session:
        return query(session, person(who), *args)


def told(action):
    """The user ids that have a notice of an event of this action."""
    with snapshot() as session:
        asked = select(Notice.user_id).join(Event, Event.id == Notice.event_id)
        return set(session.exec(asked.where(Event.action == action)))


def test_a_reminder_goes_to_who_must_act_once_a_day():
    demand_id = town.in_progress()
    perform(ID["leader"], supervision.remind, demand_id, text="企业已两次来电")
    assert told("reminded") == {ID["finance"], ID["finance_head"]}
    with pytest.raises(RemindedToday):
        perform(ID["longwan"], supervision.remind, demand_id)
    with clock.stopped(MONDAY + DAY):
        perform(ID["longwan"], supervision.remind, demand_id)


def test_before_a_unit_has_it_the_desk_is_reminded_and_after_the_answer_nobody():
    demand_id = town.accepted()
    perform(ID["leader"], supervision.remind, demand_id)
    assert {ID["intake"], ID["longwan"]} <= told("reminded")
    with pytest.raises(NoUnit):
        laid(demand_id)
    with pytest.raises(NothingToRemind):
        perform(ID["leader"], supervision.remind, town.answered())


def test_an_order_is_answered_sent_back_answered_and_settled():
    order_id = laid()
    assert told("supervised") == {ID["finance"], ID["finance_head"]}
    perform(ID["finance"], supervision.answer, order_id, text="下周三办结")
    assert told("supervision_answered") == {ID["leader"]}
    later = (MONDAY + 5 * DAY).date()
    perform(ID["leader"], supervision.send_back, order_id, reason="说明不清", reply_by=later)
    assert (order(order_id).stage, order(order_id).reply_by) == (OrderStage.WAITING, later)
    perform(ID["finance"], supervision.answer, order_id, text="材料今日补齐，周三办结")
    [found] = read(queries.listed, "leader", Which.ALL).orders
    assert (found.laid_by, found.answered_by) == ("leader", "finance")
    perform(ID["leader"], supervision.settle, order_id)
    row = order(order_id)
    assert row.stage is OrderStage.SETTLED and row.ended_at and row.number == "S2026-000001"
    with pytest.raises(OtherOrderStage):
        perform(ID["leader"], supervision.lift, order_id, reason="误发")


def test_of_one_demand_one_order_is_open_at_a_time():
    demand_id = town.in_progress()
    order_id = laid(demand_id)
    with pytest.raises(UnderSupervision, match="S2026-000001"):
        laid(demand_id, username="longwan")
    perform(ID["leader"], supervision.lift, order_id, reason="已电话沟通")
    assert laid(demand_id, username="longwan")


@pytest.mark.parametrize("days", [-1, 61])
def test_the_day_to_reply_lies_ahead(days):
    with pytest.raises(DateOutOfRange):
        laid(days=days)


def test_what_is_asked_must_be_said_and_in_bounds():
    with pytest.raises(Missing):
        laid(text=" ")
    with pytest.raises(TooLong):
        laid(text="长" * 601)


def test_who_may_supervise_and_who_may_answer():
    demand_id = town.in_progress()
    for username in ("finance", "finance_head", "lucheng", "valves", "tax"):
        with pytest.raises(Forbidden):
            perform(ID[username], supervision.remind, demand_id)
    order_id = laid(demand_id)
    for username in ("tax", "leader", "longwan"):
        with pytest.raises(Forbidden):
            perform(ID[username], supervision.answer, order_id, text="办结")
    with pytest.raises(Forbidden):
        perform(ID["finance_head"], supervision.settle, order_id)


def test_a_sub_platform_does_not_supervise_what_it_handles_itself():
    demand_id = town.dispatched(unit_id=town.SUB_LONGWAN)
    with pytest.raises(Forbidden):
        perform(ID["longwan"], supervision.remind, demand_id)
    perform(ID["leader"], supervision.remind, demand_id)


def test_a_day_that_passes_without_an_answer_is_told_once():
    order_id = laid(days=1)
    with clock.stopped(MONDAY + DAY):
        assert jobs.tell_late_orders() == 0
    with clock.stopped(MONDAY + 2 * DAY):
        assert jobs.tell_late_orders() == 1
        assert jobs.tell_late_orders() == 0
        assert read(queries.listed, "leader", Which.LATE).counts[Which.LATE] == 1
    assert told("supervision_late") == {ID["finance"], ID["finance_head"], ID["leader"]}
    assert order(order_id).told_late_at


def test_the_story_tells_the_unit_everything_and_the_enterprise_nothing():
    demand_id = town.in_progress(area_code=town.LONGWAN)
    laid(demand_id)
    with snapshot() as session:
        number = session.get_one(Demand, demand_id).number
    actions = {line.action for line in read(demand_page.demand, "finance", number).story}
    assert "supervised" in actions
    with snapshot() as session:
        theirs = demand_page.demand(session, town.holder(demand_id), number)
    assert theirs and "supervised" not in {line.action for line in theirs.story}


def test_everybody_reads_the_orders_that_are_theirs():
    laid()
    perform(ID["leader"], supervision.lay, town.in_progress(area_code=LUCHENG), **_words())
    counts = {
        who: read(queries.listed, who, Which.ALL).counts[Which.ALL]
        for who in ("leader", "longwan", "lucheng", "finance", "tax", "valves")
    }
    assert counts == {
        "leader": 2,
        "longwan": 1,
        "lucheng": 1,
        "finance": 2,
        "tax": 0,
        "valves": 0,
    }
    assert read(queries.waiting, "finance") == 2 and read(queries.waiting, "leader") == 0


def test_what_each_reader_may_do_stands_at_the_order():
    order_id = laid()
    [mine] = read(queries.listed, "finance", Which.OPEN).orders
    [theirs] = read(queries.listed, "leader", Which.OPEN).orders
    assert (mine.may_answer, mine.may_judge) == (True, False)
    assert (theirs.may_answer, theirs.may_judge) == (False, True)
    demand_id = order(order_id).demand_id
    assert [each.id for each in read(queries.of_demand, "finance", demand_id).orders] == [order_id]


def test_units_are_called_to_one_table_decide_do_and_close():
    case_id = called()
    assert told("case_called") >= {ID["tax"], ID["finance"]}
    assert told("coordinated") >= {ID["finance"]}
    due = (MONDAY + 7 * DAY).date()
    decision = perform(
        ID["leader"],
        coordination.decide,
        case_id,
        text="出具联合意见",
        unit_id=TAX,
        due_on=due,
    )
    perform(ID["tax"], coordination.done, decision, note="已出具")
    with pytest.raises(DoneAlready):
        perform(ID["leader"], coordination.done, decision, note="已出具")
    perform(
        ID["leader"], coordination.close, case_id, minutes="三方同意", outcome=CaseOutcome.AGREED
    )
    shown = read(cases.case, "tax", case_id)
    assert [each.done_by for each in shown.decisions] == ["tax"]
    assert (shown.line.outcome, shown.line.done, shown.minutes) == (
        CaseOutcome.AGREED,
        1,
        "三方同意",
    )
    with pytest.raises(CaseClosed):
        perform(ID["leader"], coordination.move, case_id, meets_at=MONDAY + DAY)


def test_a_case_is_read_by_those_it_concerns_and_titles_only_by_those_who_may():
    case_id = called()
    assert read(cases.case, "tax", case_id).demands[0].title == ""
    assert read(cases.case, "finance", case_id).demands[0].title
    assert read(cases.case, "longwan", case_id).may_lead
    for who in ("lucheng", "valves", "liaison"):
        assert read(cases.case, who, case_id) is None
    assert read(cases.listed, "leader").count == 1 and read(cases.listed, "lucheng").count == 0


def test_a_case_of_two_areas_is_the_citys():
    both = (town.in_progress(), town.in_progress(area_code=LUCHENG))
    case_id = called(demand_ids=both)
    with snapshot() as session:
        assert session.get_one(CoordinationCase, case_id).area_code is None
    with pytest.raises(Forbidden):
        perform(ID["longwan"], coordination.move, case_id, meets_at=MONDAY + DAY)
    with pytest.raises(NotFound):
        called(username="longwan", demand_ids=both)


def test_a_meeting_is_moved_and_a_late_decision_is_marked():
    case_id = called()
    perform(ID["leader"], coordination.move, case_id, meets_at=MONDAY + 3 * DAY, place="202 室")
    due = MONDAY.date()
    said = {"text": "报送材料", "unit_id": TAX, "due_on": due}
    perform(ID["leader"], coordination.decide, case_id, **said)
    with clock.stopped(MONDAY + DAY):
        shown = read(cases.case, "leader", case_id)
    assert (shown.place, shown.decisions[0].is_late, shown.line.late) == ("202 室", True, 1)


def test_what_is_wrong_about_a_case_is_said():
    demand_id = town.in_progress()
    for said, refusal in (
        ({"demand_ids": ()}, Missing),
        ({"unit_ids": ()}, Missing),
        ({"unit_ids": (VALVES,)}, Unclear),
        ({"unit_ids": (999,)}, Unclear),
        ({"meets_at": MONDAY - DAY}, MeetsThen),
        ({"question": ""}, Missing),
        ({"demand_ids": (999,)}, NotFound),
    ):
        with pytest.raises(refusal):
            called(**({"demand_ids": (demand_id,)} | said))
    case_id = called(demand_ids=(demand_id,))
    said = {"text": "报送", "unit_id": TAX, "due_on": (MONDAY - DAY).date()}
    with pytest.raises(DueBefore):
        perform(ID["leader"], coordination.decide, case_id, **said)


def test_only_the_named_unit_or_a_convener_reports_what_was_done():
    case_id = called()
    said = {"text": "报送材料", "unit_id": TAX, "due_on": MONDAY.date()}
    decision = perform(ID["leader"], coordination.decide, case_id, **said)
    for username in ("finance", "lucheng", "valves"):
        with pytest.raises(Forbidden):
            perform(ID[username], coordination.done, decision, note="完成")
    perform(ID["longwan"], coordination.done, decision, note="电话核实已报送")


def test_notices_of_a_case_are_told_and_taken_note_of():
    case_id = called()
    found = read(notice_queries.notices, "tax")
    [mine] = [each for each in found.told if each.about == notice_queries.CASE]
    assert (mine.number, mine.title, mine.is_new) == ("C2026-000001", "续贷材料由谁出具？", True)
    perform(ID["tax"], my_notices.read_about, ID["tax"], number=mine.number)
    assert read(notice_queries.notices, "tax").unread == found.unread - 1
    assert case_id


def test_a_demand_that_was_handed_on_keeps_its_order_with_the_first_unit():
    demand_id = town.dispatched()
    order_id = laid(demand_id)
    perform(ID["finance"], work_orders.ask_return, demand_id, text="不属本单位")
    perform(ID["arbiter"], work_orders.rule, demand_id, unit_id=TAX, text="改由税务")
    perform(ID["finance"], supervision.answer, order_id, text="已申请退单")
    assert order(order_id).stage is OrderStage.ANSWERED and order(order_id).unit_id == FINANCE


def test_a_demand_that_comes_to_another_area_takes_its_open_order_along():
    demand_id = town.in_progress()
    order_id = laid(demand_id, "longwan")
    moved = town.CLASSES | {"area_code": LUCHENG}
    perform(ID["intake"], demands.classify, demand_id, **moved)
    perform(ID["finance"], supervision.answer, order_id, text="已约谈企业，周五前办结")
    theirs = read(queries.of_demand, "lucheng", demand_id)
    assert [each.may_judge for each in theirs.orders] == [True] and not theirs.may_lay
    assert read(queries.listed, "longwan", Which.ALL).orders == ()
    with pytest.raises(Forbidden):
        perform(ID["longwan"], supervision.settle, order_id)
    perform(ID["lucheng"], supervision.settle, order_id)
    again = laid(demand_id, "lucheng")
    perform(ID["lucheng"], supervision.lift, again, reason="重复")
    perform(ID["intake"], demands.classify, demand_id, **town.CLASSES)
    assert order(again).area_code == LUCHENG  # one that is over stays where it was


def test_where_whoever_laid_an_order_has_left_the_others_hear_of_its_answer():
    order_id = laid(town.in_progress(), "longwan")
    with transaction() as session:
        session.get_one(User, ID["longwan"]).is_active = False
    perform(ID["finance"], supervision.answer, order_id, text="已约谈企业，周五前办结")
    assert told("supervision_answered") == {ID["leader"]}


def called(username="leader", **said):
    words = {
        "question": "续贷材料由谁出具？",
        "demand_ids": said.get("demand_ids") or (),
        "unit_ids": (TAX, FINANCE),
        "meets_at": MONDAY + DAY,
        "place": "市政务中心 301",
    }
    if "demand_ids" not in said:
        words["demand_ids"] = (town.in_progress(),)
    return perform(ID[username], coordination.call, **(words | said))


def _words():
    return {"text": "请说明", "reply_by": (MONDAY + DAY).date()}
