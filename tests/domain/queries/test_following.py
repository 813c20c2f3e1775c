"""An enterprise sees where its demand stands and what was said to it; nothing internal ever reaches it."""

import inspect
import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Attachment, Demand
from db.vocabulary import ClosingCode, LoopStep, Satisfaction, Solved, Stage
from domain import attachments, clock, demands, replies, return_visits, surveys, tokens, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.permissions import ENGINE, PUBLIC
from domain.queries import following
from domain.workflow import Step
from tests import town
from tests.town import ID, holder, person

pytestmark = pytest.mark.usefixtures("small_town")

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)


def followed(demand_id, who=None):
    with snapshot() as session:
        return following.demand(session, who or holder(demand_id), demand_id)


def opened_by(number, secret):
    with snapshot() as session:
        shown = tokens.hashed(tokens.normal_secret(secret))
        return following.opened_by(session, PUBLIC, number, shown)


def by_link(token):
    with snapshot() as session:
        return following.survey_by_link(session, PUBLIC, token)


def evaluate(demand_id, **said):
    known = {
        "contacted_in_time": True,
        "solved": Solved.YES,
        "satisfaction": Satisfaction.SATISFIED,
    }
    perform(holder(demand_id), surveys.evaluate, demand_id, **(known | said))


def actions(demand_id):
    return [each.action for each in followed(demand_id).told]


def test_number_and_secret_open_a_demand_however_they_are_typed():
    receipt = town.ask()
    spoken = "-".join(receipt.secret.upper())
    assert opened_by(f" {receipt.number} ", spoken) == receipt.demand_id


def test_a_wrong_secret_and_an_unknown_number_open_nothing():
    first, second = town.ask(), town.ask()
    for number, secret in (
        (first.number, second.secret),
        (first.number, ""),
        ("2026-999999", first.secret),
        ("' OR 1=1 --", first.secret),
        ("", ""),
    ):
        assert opened_by(number, secret) is None


def test_a_holder_sees_this_demand_and_no_other():
    first, second = town.ask(), town.ask()
    assert followed(first.demand_id).number == first.number
    assert followed(second.demand_id, holder(first.demand_id)) is None
    assert followed(first.demand_id, PUBLIC) is None


def test_a_new_demand_stands_at_the_first_step_and_can_be_withdrawn():
    seen = followed(town.ask().demand_id)
    assert (seen.step, seen.stage, seen.can) == (
        LoopStep.QUESTIONING,
        Stage.SUBMITTED,
        (Step.WITHDRAW,),
    )
    assert seen.answer is seen.survey is seen.promised_at is None


def test_the_question_of_the_unit_can_be_answered_until_its_date():
    with clock.stopped(MONDAY):
        demand_id = town.in_progress()
        until = (MONDAY + timedelta(days=5)).date()
        perform(ID["finance"], work_orders.ask, demand_id, text="请提供合同。", until=until)
        seen = followed(demand_id)
        assert (seen.question.text, seen.question.until) == ("请提供合同。", until)
        assert Step.SUPPLEMENT in seen.can and seen.promised_at

        perform(holder(demand_id), work_orders.supplement, demand_id, text="见附件。")
        assert followed(demand_id).question is None


def test_nothing_internal_reaches_the_enterprise():
    """Every command of the loop is given with a marked internal text; the mark never shows."""
    mark = "内部-不得外传"
    with clock.stopped(MONDAY):
        demand_id = town.dispatched(unit_id=town.TAX)
        perform(ID["tax"], work_orders.ask_return, demand_id, text=mark)
        perform(ID["arbiter"], work_orders.rule, demand_id, unit_id=town.FINANCE, text=mark)
        perform(ID["finance"], work_orders.sign, demand_id)
        perform(ID["finance"], work_orders.contact, demand_id, text=mark)
        perform(ID["finance"], work_orders.note, demand_id, text=mark)
        perform(ID["finance"], replies.reply, demand_id, text=mark, code="explained")
        assert mark not in repr(followed(demand_id))
        perform(ID["finance_head"], replies.send_back, demand_id, text=mark)
        perform(ID["finance"], replies.reply, demand_id, text="已协调。", code="solved")
        assert "已协调" not in repr(followed(demand_id))
        assert followed(demand_id).closing_code is None
        perform(ID["finance_head"], replies.approve, demand_id)
        assert followed(demand_id).answer.text == "已协调。"
        evaluate(demand_id, satisfaction=Satisfaction.DISSATISFIED)
        perform(ID["officer"], return_visits.redo, demand_id, text=mark)
    seen = followed(demand_id)
    assert mark not in repr(seen)
    perform(ID["intake"], attachments.attach, demand_id, name=f"{mark}.txt", content=b"x")
    assert mark not in repr(followed(demand_id))
    assert (seen.round, seen.answer, seen.survey) == (2, None, None)


def test_a_note_for_the_enterprise_is_shown():
    demand_id = town.in_progress()
    perform(ID["finance"], work_orders.note, demand_id, text="银行已受理。", for_enterprise=True)
    assert followed(demand_id).told[0].text == "银行已受理。"


def test_a_declined_demand_gives_its_reason_and_a_withdrawn_one_its_own():
    declined, withdrawn = town.ask().demand_id, town.ask().demand_id
    perform(ID["intake"], demands.decline, declined, reason="before_a_court", text="法院正在审理。")
    perform(holder(withdrawn), demands.withdraw, withdrawn, text="已自行解决。")
    assert followed(declined).told[0].text == "法院正在审理。"
    assert followed(withdrawn).told[0].text == "已自行解决。"
    assert followed(withdrawn).closing_code is ClosingCode.WITHDRAWN
    assert followed(withdrawn).can == ()


def test_a_merged_demand_names_the_one_that_is_handled():
    first, second = town.ask(), town.ask()
    perform(ID["intake"], demands.merge, second.demand_id, into=first.number)
    assert followed(second.demand_id).told[0].number == first.number
    assert second.number not in repr(followed(first.demand_id))


def test_only_files_for_the_enterprise_are_listed():
    demand_id = town.ask().demand_id
    with transaction() as session:
        for n, name in enumerate(("合同.pdf", "内部意见.pdf")):
            session.add(
                Attachment(
                    demand_id=demand_id,
                    name=name,
                    media_type="application/pdf",
                    size=10,
                    sha256="",
                    key=str(n),
                    added_at=MONDAY,
                    for_enterprise=n == 0,
                )
            )
    assert [file.name for file in followed(demand_id).files] == ["合同.pdf"]


def test_the_survey_is_open_for_seven_days_and_can_be_changed_for_twelve_hours():
    with clock.stopped(MONDAY):
        demand_id = town.answered()
        assert Step.EVALUATE in followed(demand_id).can
        evaluate(demand_id, comment="很快")
    with clock.stopped(MONDAY + timedelta(hours=11)):
        seen = followed(demand_id)
        assert Step.EVALUATE in seen.can and seen.survey.comment == "很快"
    with clock.stopped(MONDAY + timedelta(hours=12)):
        seen = followed(demand_id)
        assert Step.EVALUATE not in seen.can and seen.survey.is_over and seen.survey.is_answered


def test_an_unanswered_survey_is_over_after_seven_days():
    with clock.stopped(MONDAY):
        demand_id = town.answered()
    with clock.stopped(MONDAY + timedelta(days=7)):
        seen = followed(demand_id).survey
        assert seen.is_over and not seen.is_answered


def test_a_link_opens_its_survey_and_a_made_up_one_nothing():
    demand_id = town.answered()
    token = perform(ENGINE, surveys.give_link, demand_id)
    assert by_link(token).demand_id == demand_id
    for wrong in ("", token[:-1], f"{token}x", "<script>"):
        assert by_link(wrong) is None


def test_the_enterprise_s_own_account_sees_the_same_as_the_holder():
    town.receive()
    with snapshot() as session:
        demand_id = session.exec(select(Demand.id)).one()
    assert followed(demand_id, person("valves")) == followed(demand_id)
    assert followed(demand_id, person("shoes")) is None


def test_a_form_sent_twice_is_answered_with_the_same_receipt():
    said = {"nonce": "n-1", "title": "路灯", "body": "路灯不亮", "area_code": town.LONGWAN}
    said |= {"enterprise_name": "甲厂", "contact_name": "林", "contact_phone": "13857700001"}
    made = perform(PUBLIC, demands.ask, **said)
    with snapshot() as session:
        assert following.receipt_of(session, PUBLIC, "n-1") == (made.number, made.demand_id)
        assert following.receipt_of(session, PUBLIC, "n-2") is None


def test_every_event_of_a_demand_is_either_told_or_known_to_be_internal():
    internal = {
        *("classified", "return_asked", "handed_over", "replied", "sent_back", "merged_here"),
        *("survey_link_given", "survey_expired", "visited"),
    }
    modules = (attachments, demands, work_orders, replies, surveys, return_visits)
    written = {
        action
        for module in modules
        for action in re.findall(r'act\.record\(\s*"(\w+)"', inspect.getsource(module))
    }
    assert written <= internal | set(following.SHOWN)
    assert not internal & set(following.SHOWN)
