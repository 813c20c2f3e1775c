"""The hotline entry: a demand is taken down while somebody speaks, and nothing typed is lost."""

from dataclasses import asdict

import pytest
from sqlmodel import select

from components.hotline_call import Call, with_enterprise
from db.engine import snapshot
from db.models import Demand, Event, Organisation
from db.vocabulary import Channel
from domain import drafts
from domain.queries.enterprises import Enterprise
from tests import town
from tests.pages.visiting import field, opened, said
from tests.town import LONGWAN, LUCHENG, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

CALL = Call(
    caller="龙湾恒泽阀门有限公司",
    enterprise_id=VALVES,
    contact_name="林晓",
    phone="13857700001",
    area_code=LONGWAN,
    body="三月份的出口退税至今没有到账。请帮忙问一下。",
)


def taking(username="intake", call=CALL, **changes):
    """The page as somebody finds it who had typed this much before the page was closed."""
    drafts.keep(person(username), "hotline", asdict(call) | changes)
    app = opened("demands/hotline", username)
    assert not app.exception
    return app


def press(app, start):
    next(each for each in app.button if each.label.startswith(start)).click()
    app.run()
    assert not app.exception
    return app


def newest():
    with snapshot() as session:
        return session.exec(select(Demand).order_by(Demand.id.desc()).limit(1)).first()


def test_what_was_typed_is_there_again_after_a_reload():
    app = taking()
    assert field(app, "hotline_contact").value == "林晓"
    assert field(app, "hotline_area").value == LONGWAN
    assert "In the directory" in said(app)
    field(app, "hotline_phone").set_value("13857700009").run()
    assert drafts.last(person("intake"), "hotline")["phone"] == "13857700009"
    assert drafts.last(person("longwan"), "hotline") == {}


def test_a_call_is_saved_and_number_and_secret_are_there_to_be_read_out():
    app = press(taking(), "Save")
    made = newest()
    assert (made.channel, made.enterprise_id) == (Channel.HOTLINE, VALVES)
    assert made.title == "三月份的出口退税至今没有到账"
    assert "Saved. Please read out:" in said(app)
    assert drafts.last(person("intake"), "hotline") == {}

    press(app, "Next call")
    assert field(app, "hotline_contact").value == ""


def test_a_wrong_telephone_gets_one_sentence_and_nothing_is_stored_or_lost():
    app = press(taking(phone="12"), "Save")
    assert len(app.error) == 1 and "not a telephone number" in app.error[0].value
    assert newest() is None
    assert drafts.last(person("intake"), "hotline")["body"] == CALL.body


def test_an_unknown_enterprise_is_taken_down_without_a_record():
    press(taking(caller="路口修理铺", enterprise_id=None), "Save")
    assert (newest().enterprise_id, newest().enterprise_name) == (None, "路口修理铺")


def test_an_unknown_enterprise_is_registered_with_its_first_demand():
    press(taking(caller="龙湾瑞腾泵业有限公司", enterprise_id=None, is_new=True), "Save")
    with snapshot() as session:
        made = session.get_one(Organisation, newest().enterprise_id)
    assert (made.name, made.phone) == ("龙湾瑞腾泵业有限公司", "+8613857700001")


def test_a_registered_enterprise_is_kept_when_the_demand_is_refused():
    app = taking(caller="龙湾瑞腾泵业有限公司", enterprise_id=None, is_new=True, body="")
    press(app, "Save")
    assert "Please fill in" in app.error[0].value and newest() is None
    assert drafts.last(person("intake"), "hotline")["enterprise_id"]


def test_what_the_caller_asked_before_appears_and_takes_the_call_instead_of_a_second_demand():
    first = town.receive()
    app = taking()
    assert "出口退税办理缓慢" in said(app)
    press(app, "Add the call to this one instead")
    assert newest().number == first.number
    assert f"Noted on demand {first.number}." in said(app)
    with snapshot() as session:
        note = session.exec(select(Event).where(Event.action == "noted")).one()
    assert CALL.body in note.particulars["text"] and not note.particulars["for_enterprise"]


def test_another_enterprise_s_demand_is_shown_but_not_offered_for_a_note():
    town.receive()
    app = taking(caller="鹿城欣步鞋业有限公司", enterprise_id=SHOES, phone="13857700002")
    assert "出口退税办理缓慢" in said(app)
    assert not [each for each in app.button if each.label.startswith("Add the call")]


@pytest.mark.parametrize("username", ["tax", "dispatcher", "valves", "leader"])
def test_others_than_the_desk_are_told_that_the_page_is_not_theirs(username):
    app = opened("demands/hotline", username)
    assert "for other roles than yours" in app.warning[0].value
    assert not app.text_input


RECORD = {"credit_code": "", "area": "", "area_en": "", "email": ""}
FOUND = Enterprise(1, "甲", area_code=LONGWAN, contact_name="林", phone="1", **RECORD)
OTHER = Enterprise(2, "乙", area_code=LUCHENG, contact_name="王", phone="2", **RECORD)


def test_choosing_an_enterprise_fills_what_was_not_typed():
    call = with_enterprise(Call(phone="9"), FOUND, None)
    assert (call.caller, call.contact_name, call.phone, call.area_code) == (
        "甲",
        "林",
        "9",
        LONGWAN,
    )


def test_choosing_another_enterprise_replaces_what_came_from_the_first_only():
    call = with_enterprise(with_enterprise(Call(phone="9"), FOUND, None), OTHER, FOUND)
    assert (call.caller, call.contact_name, call.phone) == ("乙", "王", "9")


def test_taking_the_enterprise_back_takes_its_record_along():
    call = with_enterprise(with_enterprise(Call(phone="9"), FOUND, None), None, FOUND)
    assert (call.enterprise_id, call.contact_name, call.phone) == (None, "", "9")
