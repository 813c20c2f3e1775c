"""An organisation's page: everybody reads what is theirs to read, keepers change it, and nothing typed is markup."""

import re

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import ExpertTeam, Organisation, ServiceProduct, Visit
from db.vocabulary import PriceKind, QualificationType, ServiceField
from domain import clock, experts, products, qualifications, records, visits
from domain.command import perform
from tests import town
from tests.pages.visiting import drawn, labels, opened, press, said
from tests.town import CITY, FINANCE, ID, LAWYERS, TAX, UNIVERSITY, VALVES

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

NONE = "There is no such record, or it is not open to you."
SCRIPT = "<script>alert(1)</script> **fett** [hier](http://example.invalid)"


def at(username=None, record_id=LAWYERS, **asked):
    app = opened("directory/organisation", username, id=str(record_id), **asked)
    assert not app.exception
    return app


def do(command, record_id=LAWYERS, **typed):
    return perform(ID["intake"], command, record_id, **typed)


def put(app, label, value):
    every = (*app.text_input, *app.text_area, *app.selectbox, *app.date_input)
    next(each for each in every if each.label == label).set_value(value)


def service(**changes):
    typed = {
        "name": "出口合同审查",
        "field": ServiceField.LAW_AND_RIGHTS,
        "price_kind": PriceKind.PUBLIC_BENEFIT,
        "needs": QualificationType.PRACTISING_LICENCE,
    }
    return do(products.add, **(typed | changes))


def fill_everything():
    changes = {"summary": SCRIPT, "tags": "公益", "website": "https://ouxin.cn", "products": SCRIPT}
    do(records.change, fields=changes)
    service(summary=SCRIPT, eligibility="全市企业", price="免费")
    do(
        qualifications.add,
        type=QualificationType.PRACTISING_LICENCE,
        name=SCRIPT,
        issuer="司法厅",
        valid_until=clock.now().date().replace(year=2020, day=1),
    )
    do(experts.add_team, UNIVERSITY, name="密封团队", topics="密封", yearly_capacity=4)
    do(experts.add, UNIVERSITY, name="周文", title="教授", topics="密封", team_id=1)
    town.receive()
    town.in_progress()
    do(visits.record, VALVES, on=clock.now().date(), summary=SCRIPT, findings=(SCRIPT,))


SECTIONS = ["overview", "services", "qualifications", "experts", "duties", "orders"]
SECTIONS += ["visits", "history", "nonsense"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("record_id", [LAWYERS, VALVES, TAX, UNIVERSITY, FINANCE, CITY])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_drawn_full_in_both_languages(section, record_id, language):
    fill_everything()
    app = at("intake", record_id, section=section, language=language)
    assert not app.error
    markdown = "\n".join(each.value for each in (*app.markdown, *app.caption))
    assert not re.search(r"(?<!\\)<script", markdown)  # st.text may say it: it reads no markup


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("username", [None, "admin", "leader", "lucheng", "tax", "valves"])
def test_every_section_is_drawn_empty_for_everybody(username, section):
    assert "瓯信律师事务所" in said(at(username, section=section, language="zh"))


@pytest.mark.parametrize("asked", ["", "x", "-1", "0", "99999", "9" * 30, "1 OR 1=1"])
def test_an_unknown_record_is_answered_by_one_sentence(asked):
    assert NONE in said(at("intake", asked))
    assert NONE in said(at(None, asked))


@pytest.mark.parametrize("username", [None, "lucheng", "tax", "shoes"])
def test_an_enterprise_is_not_told_from_one_that_does_not_exist(username):
    hidden, missing = said(at(username, VALVES)), said(at(username, 9999))
    assert hidden == missing
    assert NONE in hidden


def test_a_visitor_reads_what_an_organisation_offers_and_may_change_nothing():
    service()
    app = at(product="1")
    assert "出口合同审查" in said(app)
    assert "Nobody is sent to it: it needs a valid qualification (Practising licence)." in said(app)
    assert not labels(app) & {"Change the record", "Add a service", "Change", "Checked"}


def test_an_address_opens_no_window_for_those_who_keep_nothing():
    app = at("tax", do="edit")
    assert not [each for each in app.button if each.label == "Save"]
    app = at("longwan", do="close")
    assert not app.text_area


def test_a_keeper_changes_only_what_was_typed_and_is_told():
    do(records.change, fields={"phone": "0577-88886666"})
    app = at("intake", do="edit")
    put(app, "Products", "法律顾问")
    press(app, "Save")
    with snapshot() as session:
        row = session.get_one(Organisation, LAWYERS)
    assert (row.products, row.phone) == ("法律顾问", "+8657788886666")
    history = said(at("intake", section="history"))
    assert "Products: – → 法律顾问" in history
    assert "Telephone: – → 0577-88886666" in history


def test_a_refused_change_is_said_in_the_window():
    app = at("intake", do="edit")
    put(app, "Telephone", "12")
    press(app, "Save")
    assert "This is not a telephone number" in said(app)


def test_a_service_is_added_in_its_window():
    app = at("intake", do="product")
    put(app, "Service", "出口合同审查")
    put(app, "Service field", ServiceField.LAW_AND_RIGHTS)
    put(app, "What it costs", PriceKind.PUBLIC_BENEFIT)
    press(app, "Save")
    with snapshot() as session:
        assert session.exec(select(ServiceProduct)).one().name == "出口合同审查"
    app = at("intake", do="product-1")
    put(app, "Service", "合同审查")
    press(app, "Save")
    with snapshot() as session:
        assert session.exec(select(ServiceProduct)).one().name == "合同审查"


def test_a_qualification_is_added_seen_and_taken_off_again():
    service()
    app = at("lucheng", do="qualification")
    put(app, "Kind of qualification", QualificationType.PRACTISING_LICENCE)
    put(app, "Qualification", "执业许可证")
    put(app, "Issuer", "司法厅")
    press(app, "Add a qualification")
    assert "Held back" not in said(at(product="1"))
    press(at("lucheng", do="check-qualification-1"), "It holds")
    app = at("lucheng", do="withdraw-1")
    put(app, "Reason", "吊销")
    press(app, "Take off the record")
    assert "Nobody is sent to it" in said(at(product="1"))


def test_a_finding_of_a_visit_becomes_a_demand():
    app = at("longwan", VALVES, do="visit")
    put(app, "What was learned", "订单饱满")
    put(app, "Findings, one a line", "招不到技工\n用电增容")
    press(app, "Record the visit")
    with snapshot() as session:
        assert session.exec(select(Visit)).one().summary == "订单饱满"
    app = at("longwan", VALVES, do="raise-1")
    put(app, "Contact person", "林晓")
    put(app, "Telephone", "13857700001")
    press(app, "Make it a demand")
    assert "招不到技工" in said(at("longwan", VALVES, section="visits"))
    assert len(drawn(at("valves", VALVES, section="orders"), "demand-list")["rows"]) == 1


def test_the_administrator_keeps_the_duty_list():
    app = at("admin", LAWYERS, do="duty")
    put(app, "Service field", ServiceField.LAW_AND_RIGHTS)
    press(app, "Add a duty")
    assert "Whole city" in said(at(None, LAWYERS, section="duties"))
    assert "Add a duty" not in labels(at("intake", section="duties"))


def test_a_record_is_closed_and_opened_again():
    app = at("intake", do="close")
    put(app, "Reason", "注销")
    press(app, "Close the record")
    assert "This record is closed" in said(at())
    app = at("intake", do="reopen")
    put(app, "Reason", "误操作")
    press(app, "Open it again")
    assert "This record is closed" not in said(at())


@pytest.mark.parametrize("username", ["valves", "tax", "leader", None])
def test_a_new_record_is_for_keepers(username):
    app = opened("directory/new_record", username)
    assert not [each for each in app.button if each.label == "Put into the directory"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_form_for_a_new_record_is_drawn(language):
    app = opened("directory/new_record", "lucheng", language=language)
    assert not app.exception
    assert drawn(app, "new-record-name")


def test_a_new_record_without_a_name_is_refused_in_words():
    app = opened("directory/new_record", "intake")
    press(app, "Put into the directory")
    assert "Please fill in: Name of the organisation." in said(app)


def test_a_house_keeps_its_own_teams_and_what_they_can_take_on_but_not_its_services():
    app = at("liaison", UNIVERSITY, section="experts", do="team")
    assert {"Add a team", "Add an expert"} <= labels(app)
    put(app, "Team", "流体密封团队")
    app.number_input[0].set_value(6)
    press(app, "Save")
    with snapshot() as session:
        [team] = session.exec(select(ExpertTeam).where(ExpertTeam.name == "流体密封团队"))
    assert (team.organisation_id, team.yearly_capacity) == (UNIVERSITY, 6)
    app = at("liaison", UNIVERSITY, section="experts", do=f"team-{team.id}")
    other = {"team_id": team.id, "name": team.name, "yearly_capacity": 9}
    perform(ID["intake"], experts.change_team, UNIVERSITY, **other)
    put(app, "Topics", "阀门")
    press(app, "Save")
    assert "is not written over" in said(app)
    assert "Save" not in labels(at("liaison", UNIVERSITY, do="product"))
    assert "Add a team" not in labels(at("liaison", LAWYERS, section="experts"))


@pytest.mark.parametrize(
    ("record_id", "label", "page"),
    [
        (VALVES, "Enter a technical need", "needs"),
        (UNIVERSITY, "Enter a research result", "results"),
    ],
)
def test_a_broker_enters_a_need_or_a_result_for_the_organisation_from_its_page(
    record_id, label, page
):
    def links(app):
        return {each.label: each.proto for each in app.get("page_link")}

    link = links(at("intake", record_id))[label]
    assert link.query_string == f"do=new-{record_id}"
    app = opened(f"research/{page}", "intake", do=f"new-{record_id}")
    assert not app.exception and "Save as a draft" in labels(app)
    assert label not in links(at("leader", record_id))
