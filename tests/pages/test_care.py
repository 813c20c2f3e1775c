"""The care of the directory as pages: what staff decide, and what an organisation proposes for itself."""

import pytest

from db.engine import snapshot
from db.models import Organisation
from db.vocabulary import Kind
from domain import merging, pairs, proposals, records
from domain.command import perform
from tests.pages.visiting import opened, said
from tests.town import ID, LONGWAN, VALVES

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
CARE, OWN, RECORD = "directory/care", "directory/own", "directory/organisation"


def at(page, username, **asked):
    app = opened(page, username, **asked)
    assert not app.exception
    return app


def click(app, label):
    next(each for each in app.button if each.label == label).click().run()
    assert not app.exception
    return app


def record(record_id=VALVES):
    with snapshot() as session:
        return session.get_one(Organisation, record_id)


def twin():
    fields = {"name": "龙湾恒则阀门有限公司", "area_code": LONGWAN, "products": "球阀"}
    made = perform(ID["intake"], records.add, kind=Kind.ENTERPRISE, fields=fields)
    while pairs.sweep():
        pass
    return made


@pytest.mark.parametrize("username", ["valves", "tax", "leader"])
def test_the_care_of_the_directory_is_for_its_keepers(username):
    assert "This page is for other roles than yours" in said(opened(CARE, username))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["proposals", "pairs", "due", "qualifications"])
def test_every_list_is_drawn_empty_and_full(name, language):
    at(CARE, "longwan", list=name, language=language)
    twin()
    perform(ID["valves"], proposals.propose, VALVES, fields={"products": "球阀"})
    at(CARE, "intake", list=name, language=language)


def test_a_proposed_field_is_accepted_at_a_click():
    perform(ID["valves"], proposals.propose, VALVES, fields={"products": "球阀"})
    app = at(CARE, "intake", list="proposals")
    app.segmented_control[0].set_value("accept")
    click(app, "Decide")
    assert record().products == "球阀"


def test_nothing_chosen_decides_nothing():
    perform(ID["valves"], proposals.propose, VALVES, fields={"products": "球阀"})
    app = click(at(CARE, "intake", list="proposals"), "Decide")
    assert "Please fill in" in said(app)
    assert record().products is None


def test_two_records_are_merged_in_their_window():
    made = twin()
    app = click(at(CARE, "intake", list="pairs"), "Merge…")
    click(app, "Merge")
    assert record().products == "球阀"
    assert not record(made).is_active


def test_two_that_are_different_stay_apart():
    twin()
    app = click(at(CARE, "intake", list="pairs"), "These are two organisations")
    assert "No two records look like one organisation" in said(app)


def test_a_merge_is_undone_on_the_page_of_the_merged_record():
    made = twin()
    perform(ID["intake"], merging.merge, VALVES, other_id=made)
    app = at(RECORD, "intake", id=str(made))
    assert "was merged into another" in said(app)
    app = at(RECORD, "intake", id=str(made), do="part")
    app.text_area[0].set_value("看错了")
    next(b for b in app.button if b.label == "Undo the merge" and b.form_id).click().run()
    assert not app.exception
    assert record(made).is_active


def test_an_organisation_proposes_and_takes_back():
    app = at(OWN, "valves")
    next(each for each in app.text_input if each.label == "Products").set_value("球阀")
    click(app, "Propose the changes")
    assert "Waits for a decision" in said(app)
    assert record().products is None
    click(app, "Take back")
    assert "Waits for a decision" not in said(app)


def test_today_reminds_the_keepers():
    assert "Care of the directory" not in said(at("home/today", "longwan"))
    twin()
    assert "1 possible duplicate" in said(at("home/today", "longwan"))
