"""The demand's page: everybody finds their step, sends it, and is told plainly what cannot be done."""

import re

import pytest
import streamlit as st
from sqlmodel import select

from components import submitting
from db.engine import snapshot
from db.models import Demand
from db.vocabulary import Stage
from domain import demands, work_orders
from domain.command import perform
from domain.workflow import Step
from tests import town
from tests.pages.visiting import opened, said
from tests.town import ID, TAX

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

SCRIPT = "<script>alert(1)</script> **bold** [link](http://example.invalid)"


def row(demand_id):
    with snapshot() as session:
        return session.exec(select(Demand).where(Demand.id == demand_id)).one()


def at(demand_id, username, **more):
    app = opened("demands/demand", username, number=row(demand_id).number, **more)
    assert not app.exception
    return app


def press(app, label):
    next(each for each in app.button if each.label == label).click()
    app.run()
    assert not app.exception
    return app


def offered(app):
    chooser = [each for each in app.button_group if each.key and each.key.startswith("step-of-")]
    return list(chooser[0].options) if chooser else []


def choose(app, step):
    chooser = next(each for each in app.button_group if each.key.startswith("step-of-"))
    chooser.set_value(step)
    app.run()


def in_form(app, step, name):
    return next(
        each
        for kind in (app.text_area, app.text_input, app.selectbox, app.checkbox, app.button_group)
        for each in kind
        if each.key and each.key.startswith(f"step-{step}-") and each.key.endswith(f"-{name}")
    )


@pytest.mark.parametrize("number", ["", "2026-999999", "x' OR 1=1", "<script>"])
def test_an_unknown_number_is_answered_by_one_sentence(number):
    app = opened("demands/demand", "intake", number=number)
    assert not app.exception
    assert "There is no such record, or it is not open to you." in said(app)


def test_a_foreign_number_is_answered_by_the_same_sentence():
    app = opened("demands/demand", "tax", number=row(town.dispatched()).number)
    assert [each.value for each in app.warning] == [
        "There is no such record, or it is not open to you."
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("make", "username"),
    [
        (town.accepted, "dispatcher"),
        (town.dispatched, "finance"),
        (town.in_progress, "finance"),
        (town.in_review, "finance_head"),
        (town.answered, "officer"),
        (town.in_progress, "leader"),
        (town.in_progress, "longwan"),
    ],
)
def test_the_page_is_drawn_at_every_stage_for_everybody(make, username, language):
    demand_id = make()
    app = opened("demands/demand", username, language=language, number=row(demand_id).number)
    assert not app.exception
    assert row(demand_id).title in said(app)


def test_the_first_step_offered_is_the_one_that_usually_comes_next():
    for make, username, first in (
        (lambda: town.ask().demand_id, "intake", "Accept"),
        (town.accepted, "dispatcher", "Dispatch"),
        (town.dispatched, "finance", "Sign"),
        (town.in_progress, "finance", "Contact"),
        (town.in_review, "finance_head", "Approve"),
    ):
        assert offered(at(make(), username))[0] == first


def test_the_address_may_ask_for_a_step():
    app = at(town.in_progress(), "finance", step="ask")
    assert in_form(app, "ask", "text")


def test_a_step_that_the_address_asks_for_in_vain_is_passed_over():
    app = at(town.dispatched(), "finance", step="dispatch")
    assert any(each.label == "Sign" for each in app.button)


def test_who_can_do_nothing_is_told_so():
    app = at(town.in_progress(), "leader")
    assert "Nothing waits for you here." in said(app) and offered(app) == []


def test_signing_moves_the_demand_on_and_offers_the_next_step():
    demand_id = town.dispatched()
    app = press(at(demand_id, "finance"), "Sign")
    assert row(demand_id).stage is Stage.IN_PROGRESS
    assert offered(app)[0] == "Contact"


def test_dispatching_elsewhere_without_a_reason_is_refused_and_keeps_what_was_chosen():
    demand_id = town.accepted()
    app = at(demand_id, "dispatcher", language="zh")
    in_form(app, "dispatch", "unit").set_value(TAX)
    press(app, "派单")
    assert "请说明选择该单位的理由" in said(app)
    assert in_form(app, "dispatch", "unit").value == TAX
    in_form(app, "dispatch", "reason").set_value("专长")
    press(app, "派单")
    assert row(demand_id).unit_id == TAX


def test_what_ends_a_demand_is_asked_twice():
    demand_id = town.ask().demand_id
    app = at(demand_id, "intake", step="withdraw")
    in_form(app, "withdraw", "text").set_value("企业来电撤回")
    press(app, "Withdraw")
    assert "Please confirm that this ends the demand." in said(app)
    assert row(demand_id).stage is Stage.SUBMITTED
    in_form(app, "withdraw", "sure").check()
    press(app, "Withdraw")
    assert row(demand_id).stage is Stage.CLOSED


def test_a_form_left_empty_says_what_is_missing_and_changes_nothing():
    demand_id = town.in_progress()
    app = press(at(demand_id, "finance", step="reply"), "Send to review")
    assert "Please fill in: Result." in said(app)
    assert row(demand_id).stage is Stage.IN_PROGRESS


def test_a_form_whose_step_somebody_else_has_taken_stays_with_a_word_why():
    demand_id = town.accepted()
    app = at(demand_id, "dispatcher", language="zh")
    begun = in_form(app, "dispatch", "reason").key
    second = ID["second_dispatcher"]
    perform(second, work_orders.dispatch, demand_id, unit_id=town.FINANCE)
    app.run()
    assert "派单至龙湾金融服务中心" in said(app)
    assert "您填写的内容会保留到您选择其他操作为止。" in said(app)
    assert in_form(app, "dispatch", "reason").key == begun  # the browser keeps what stands there
    assert next(each for each in app.button if each.label == "派单").disabled


def test_a_second_click_on_one_s_own_button_gets_the_ordinary_news(monkeypatch):
    """The second click ends the run of the first one when the step is done and its answer not yet given."""
    demand_id = town.accepted()
    app = at(demand_id, "dispatcher")

    def cut_short(_form):
        monkeypatch.undo()
        st.rerun()

    monkeypatch.setattr(submitting.session, "renew_nonce", cut_short)
    press(app, "Dispatch")
    assert row(demand_id).stage is Stage.DISPATCHED
    assert [each.value for each in app.toast] == ["Dispatched: the clock of the unit runs."]
    assert "Your words stay here" not in said(app)


def test_another_step_chosen_the_word_why_is_gone():
    demand_id = town.accepted()
    app = at(demand_id, "dispatcher", language="zh")
    perform(ID["second_dispatcher"], work_orders.dispatch, demand_id, unit_id=town.FINANCE)
    app.run()
    choose(app, Step.NOTE)
    app.run()
    assert "您填写的内容会保留" not in said(app)
    assert "派单" not in offered(app)


def test_a_page_without_an_open_form_offers_the_new_step_by_itself():
    demand_id = town.ask().demand_id
    app = at(demand_id, "dispatcher")
    assert not any(each.label == "Note it" for each in app.button)
    perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)
    app.run()
    assert any(each.label == "Dispatch" for each in app.button)


def test_what_people_typed_is_shown_letter_by_letter():
    receipt = town.ask(title=SCRIPT[:80], body=SCRIPT, enterprise_name=SCRIPT[:60])
    perform(ID["intake"], work_orders.note, receipt.demand_id, text=SCRIPT)
    app = at(receipt.demand_id, "intake")
    assert [each.value for each in app.text].count(SCRIPT) == 2
    marked = [each.value for each in (*app.title, *app.markdown, *app.caption)]
    typed = [each for each in marked if "script" in each]
    assert typed and not any(re.search(r"(?<!\\)[<\[]", each) for each in typed)


def test_a_form_begun_keeps_its_place_when_another_moves_the_demand_on():
    demand_id = town.dispatched()
    app = at(demand_id, "dispatcher", step="note")
    begun = in_form(app, "note", "text").key
    perform(ID["finance"], work_orders.sign, demand_id)
    app.run()
    assert "finance signed for it" in said(app)
    assert in_form(app, "note", "text").key == begun
