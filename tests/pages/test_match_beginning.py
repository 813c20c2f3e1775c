"""A match with a record that nobody proposed: begun from the page of a result or a need, by whoever may."""

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Match, ResearchResult, TechnicalNeed
from db.research_vocabulary import Confidentiality
from tests import laboratory
from tests.pages.research_page import at
from tests.pages.visiting import opened, said
from tests.town import SHOES

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


def send(app, label="Begin a match"):
    """The button of the form, which stands above those of the proposals."""
    [form] = [each for each in app.button if each.label == label and "FormSubmitter" in each.key]
    form.click().run()
    assert not app.exception
    return app


def typed(app, text):
    [field] = [each for each in app.text_input if each.label == "Its number"]
    field.set_value(text)
    return send(app)


def begun():
    with snapshot() as session:
        return [(row.need_id, row.result_id) for row in session.exec(select(Match))]


def number(table, record_id):
    with snapshot() as session:
        return session.get_one(table, record_id).number


def test_an_enterprise_says_that_it_is_interested_in_a_result_for_a_need_of_its_own():
    made, ours = laboratory.result("shoe"), laboratory.need("seal")
    laboratory.need("shoe", enterprise_id=SHOES)
    app = at("result", "valves", id=str(made))
    [own] = [each for each in app.selectbox if "need of ours" in each.label]
    assert len(own.options) == 1
    send(app)
    assert begun() == [(ours, made)]


def test_a_house_offers_a_result_of_its_own_for_a_need():
    made, need = laboratory.result("shoe"), laboratory.need("seal")
    send(at("need", "liaison", id=str(need)))
    assert begun() == [(need, made)]


def test_who_has_published_nothing_is_told_to_publish_first():
    need = laboratory.need("seal")
    assert "Publish a research result first" in said(at("need", "liaison", id=str(need)))
    made = laboratory.result("shoe")
    assert "Publish a technical need first" in said(at("result", "shoes", id=str(made)))


@pytest.mark.parametrize("who", ["intake", "liaison"])
def test_from_a_result_brokers_and_its_house_name_a_need_by_its_number(who):
    made, need = laboratory.result("shoe"), laboratory.need("seal")
    typed(at("result", who, id=str(made)), f" {number(TechnicalNeed, need).lower()} ")
    assert begun() == [(need, made)]


@pytest.mark.parametrize("who", ["intake", "valves"])
def test_from_a_need_brokers_and_its_enterprise_name_a_result_by_its_number(who):
    made, need = laboratory.result("shoe"), laboratory.need("seal")
    typed(at("need", who, id=str(need)), number(ResearchResult, made))
    assert begun() == [(need, made)]


def test_a_number_that_is_nothing_or_not_open_is_said_so():
    made = laboratory.result("shoe")
    closed = laboratory.need("seal", confidentiality=Confidentiality.BROKERS_ONLY)
    for text in ("", "N2026-999999", number(TechnicalNeed, closed), number(ResearchResult, made)):
        assert "Nothing published has this number" in said(
            typed(at("result", "liaison", id=str(made)), text)
        )
    assert begun() == []


def test_who_has_been_brought_together_already_is_told_under_which_number():
    made = laboratory.result("shoe")
    laboratory.need("seal")
    send(at("result", "valves", id=str(made)))
    assert "already: M" in said(send(at("result", "valves", id=str(made))))


def test_the_hidden_name_stays_hidden_on_the_match_that_was_begun():
    made = laboratory.result("shoe", confidentiality=Confidentiality.NAME_HIDDEN)
    laboratory.need("seal")
    send(at("result", "valves", id=str(made)))
    app = opened("research/matches", "valves", language="zh", view="list")
    assert not app.exception and "瓯越" not in said(app)


@pytest.mark.parametrize("who", ["leader", "finance"])
def test_who_brings_nobody_together_is_offered_nothing(who):
    app = at("result", who, id=str(laboratory.result("shoe")))
    assert not [each for each in app.button if each.label == "Begin a match"]


def test_a_visitor_is_told_the_way():
    made = laboratory.result("shoe", confidentiality=Confidentiality.OPEN)
    labels = [each.label for each in at("result", id=str(made)).get("page_link")]
    assert "Sign in to show interest" in labels and "Ask for help with it" in labels


def test_a_draft_is_offered_nowhere():
    made = laboratory.result("shoe", is_published=False)
    app = at("result", "liaison", id=str(made))
    assert not [each for each in app.text_input if each.label == "Its number"]


def test_in_chinese_the_way_is_chinese():
    made = laboratory.result("shoe")
    laboratory.need("seal")
    app = opened("research/result", "valves", language="zh", id=str(made))
    assert "将发起对接" in said(app)
