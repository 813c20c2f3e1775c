"""The frame: who is asked to sign in, what the navigation offers, what stands on the pages of accounts."""

from pathlib import Path

import pytest
from sqlmodel import update
from streamlit.testing.v1 import AppTest

from components import page_list, reading
from components.place import FOLDER
from db.engine import transaction
from db.models import User
from db.vocabulary import Role
from domain import accounts, clock, passwords, sessions, tokens
from domain.command import perform
from domain.permissions import PUBLIC
from tests.pages.visiting import button
from tests.town import ID, person

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def town(small_town_on_sqlite, monkeypatch):
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    passwords.decoy.cache_clear()
    reading.forget()
    with transaction() as session:
        hashed = passwords.hashed(PASSWORD, username="nobody")
        session.exec(update(User).values(password_hash=hashed, language="en"))
    yield
    passwords.decoy.cache_clear()


def visitor(page="pages/home/today.py"):
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app.session_state["language"] = "en"
    app.run()
    if page != "pages/home/today.py":
        app.switch_page(page).run()
    return app


def signed_in(username, page):
    ticket = sessions.sign_in(username, PASSWORD, address="tests")
    secret = sessions.redeem(ticket)
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app.session_state["session_hash"] = tokens.hashed(secret)
    app.run()
    app.switch_page(page).run()
    assert not app.exception
    return app


def titles(app):
    return [title.value for title in app.title]


@pytest.mark.parametrize("place", [each for each in page_list.places() if not each.is_public])
def test_nobody_enters_a_page_by_its_address(place):
    app = visitor(f"pages/{place.file}.py")

    assert not app.exception
    assert titles(app) == ["What does your enterprise need?"]
    assert [each.label for each in app.text_input] == ["Account", "Password"]


def test_whoever_is_signed_out_reads_that_the_page_asked_for_opens_after_signing_in():
    app = visitor("pages/administration/users.py")

    assert [each.value for each in app.info] == [
        "“People” is open to people with an account: sign in, and it opens."
    ]
    assert not visitor().info  # at the entrance itself nothing was asked for


@pytest.mark.parametrize("place", [each for each in page_list.places() if each.is_public])
def test_a_public_page_opens_without_signing_in(place):
    app = visitor(f"pages/{place.file}.py")

    assert not app.exception
    assert "Password" not in [each.label for each in app.text_input]


def test_every_page_lies_where_the_list_says():
    listed = {each.script for each in page_list.places()}

    assert {*FOLDER.rglob("*.py")} == listed


def test_a_person_opens_the_pages_of_their_roles_and_no_others():
    handler, enterprise = person("tax"), person("valves")
    for each in page_list.places():
        assert each.is_open_to(handler) == (
            each.is_public or bool(each.roles & {Role.UNIT_HANDLER})
        )
        assert each.is_open_to(enterprise) == (each.is_public or Role.ENTERPRISE in each.roles)
        assert each.is_open_to(PUBLIC) == each.is_public


def test_a_page_for_other_roles_says_whose_it_is():
    app = signed_in("tax", "pages/administration/users.py")

    assert app.warning[0].value == "This page is for other roles than yours: Administrator."
    assert not app.dataframe


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("tax", "wrong password", "The account or the password is not right."),
        ("nobody", "wrong password", "The account or the password is not right."),
        ("", "wrong password", "Please fill in: Account."),
        ("tax", "汉" * 25, "The password is too long"),
    ],
)
def test_what_is_wrong_with_a_sign_in_is_said(name, password, said):
    app = visitor()
    app.text_input[0].set_value(name)
    app.text_input[1].set_value(password)
    button(app, "Sign in").click().run()

    assert not app.exception
    assert app.error[0].value.startswith(said)


def test_the_other_language_is_one_click_away_and_is_remembered():
    app = signed_in("tax", "pages/home/account.py")
    assert titles(app) == ["My account"]
    button(app, "中文").click().run()

    assert titles(app) == ["我的账号"]
    with transaction() as session:
        assert session.get_one(User, ID["tax"]).language == "zh"


def test_one_changes_the_password_and_the_other_browser_is_out():
    app = signed_in("tax", "pages/home/account.py")
    there = tokens.hashed(sessions.redeem(sessions.sign_in("tax", PASSWORD, address="there")))
    for field, value in zip(app.text_input, (PASSWORD, *["a better one 2026"] * 2), strict=True):
        field.set_value(value)
    button(app, "Change password").click().run()

    assert app.toast[0].value == "The password is changed; other browsers are signed out."
    with transaction() as session:
        assert sessions.look(session, there, clock.now()) is None
    assert titles(app) == ["My account"]


def test_two_different_new_passwords_are_not_taken():
    app = signed_in("tax", "pages/home/account.py")
    for field, value in zip(
        app.text_input, (PASSWORD, "a better one 2026", "another"), strict=True
    ):
        field.set_value(value)
    button(app, "Change password").click().run()

    assert app.error[0].value == "The two passwords are not the same."
    assert sessions.sign_in("tax", PASSWORD, address="tests")


def test_a_revoked_person_is_asked_to_sign_in_with_the_next_click():
    app = signed_in("tax", "pages/home/account.py")
    app.session_state["language"] = "en"
    perform(ID["admin"], accounts.end_sessions, ID["tax"])

    assert titles(app.run()) == ["What does your enterprise need?"]


def test_a_welcome_link_leads_to_a_password():
    made = perform(
        ID["admin"],
        accounts.invite,
        username="zhou",
        name="周敏",
        organisation_id=1,
        roles=[Role.INTAKE],
    )
    app = visitor()
    app.query_params["token"] = made.token
    app.switch_page("pages/public/welcome.py").run()
    for field in app.text_input:
        field.set_value("a better one 2026")
    button(app, "Set password").click().run()

    assert not app.exception
    assert sessions.sign_in("zhou", "a better one 2026", address="tests")


def test_an_invented_link_leads_to_a_sentence():
    app = visitor()
    app.query_params["token"] = "invented"
    app.switch_page("pages/public/welcome.py").run()

    assert app.error[0].value.startswith("This link has been used or has lapsed.")
    assert not app.text_input
