"""The administrator's page of people, without a browser."""

import pytest

from db.engine import snapshot
from db.models import User
from tests.pages.visiting import button, drawn, opened, said
from tests.town import ID, PEOPLE

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


def at(**asked):
    app = opened("administration/users", "admin", **asked)
    assert not app.exception
    return app


def lines(app):
    return [[cell["text"] for cell in row] for row in drawn(app, "people")["rows"]]


def test_everybody_stands_in_rows_that_lead_to_them():
    app = at(text="tax", role="unit_head", page="1")
    [line] = lines(app)
    assert line[:4] == ["tax_head", "Municipal Tax Bureau", "Unit handler, Unit head", "Invited"]
    link = drawn(app, "people")["rows"][0][0]["href"]
    assert link == f"/users?user={ID['tax_head']}&text=tax&role=unit_head"
    assert len(lines(at())) == len(PEOPLE)


def test_somebody_is_found_by_a_word():
    app = at()
    next(each for each in app.text_input if each.label == "Search").set_value("arbiter").run()
    assert [line[0] for line in lines(app)] == ["arbiter"]


def test_a_person_is_opened_by_the_address_and_the_list_is_one_click_back():
    app = at(user=str(ID["tax"]), text="tax")
    assert drawn(app, "people") is None
    assert app.subheader[0].value == "tax"
    assert "Municipal Tax Bureau" in said(app)
    button(app, "All people").click().run()
    assert len(lines(app)) == 2 and dict(app.query_params) == {"text": "tax"}


@pytest.mark.parametrize("asked", ["0", "-1", "x", "４", "99999", "99999999999999999999"])
def test_a_bad_address_shows_the_list(asked):
    assert drawn(at(user=asked), "people")


def test_a_name_is_corrected_on_the_page():
    app = at(user=str(ID["tax"]))
    name = next(each for each in app.text_input if each.label == "Name")
    name.set_value("周敏").run()
    button(app, "Save").click().run()
    assert [each.value for each in app.toast] == ["Saved."]
    with snapshot() as session:
        assert session.get_one(User, ID["tax"]).name == "周敏"


def test_an_empty_invitation_names_everything_that_is_missing():
    app = at()
    button(app, "Invite").click().run()
    assert [each.value for each in app.error] == [
        "Please fill in: Name, Account, Organisation, Roles."
    ]
