"""Accounts: inviting, choosing a password, roles, shutting out."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Event, Message, OneTimeLink, Organisation, User, UserRole
from db.vocabulary import Kind, MessageKind, Role
from domain import accounts, clock, held_roles, passwords, sessions, tokens
from domain.accounts import (
    LinkOver,
    UnfitUsername,
    UsernameTaken,
    WrongCurrentPassword,
)
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, TooLong
from domain.held_roles import LastAdministrator, RoleNotForOrganisation
from domain.identifiers import WrongEmail
from domain.permissions import ENGINE, PUBLIC, person
from domain.queries import people
from tests.town import CITY, ID, PEOPLE, TAX, VALVES
from tests.town import person as person_of

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def town(small_town, monkeypatch):
    monkeypatch.setattr(passwords, "ROUNDS", 4)


def invite(**changes):
    said = {
        "username": "zhou.min",
        "name": "周敏",
        "organisation_id": TAX,
        "roles": [Role.UNIT_HANDLER],
    }
    return perform(ID["admin"], accounts.invite, **(said | changes))


def accept(invitation, password=PASSWORD):
    perform(
        PUBLIC,
        accounts.accept_invitation,
        invitation.user_id,
        token=invitation.token,
        password=password,
    )


def user(user_id):
    with snapshot() as session:
        return session.get_one(User, user_id)


def signed_in(username, password=PASSWORD):
    return tokens.hashed(sessions.redeem(sessions.sign_in(username, password, address="desk")))


def is_open(secret_hash):
    with snapshot() as session:
        return sessions.look(session, secret_hash, clock.now()) is not None


def test_an_invited_person_chooses_a_password_by_the_link_and_signs_in():
    invitation = invite()
    accept(invitation)

    assert is_open(signed_in("zhou.min"))
    with snapshot() as session:
        assert person(session, invitation.user_id).roles == {Role.UNIT_HANDLER}


def test_nobody_signs_in_before_choosing_a_password():
    invite()

    with pytest.raises(sessions.WrongPassword):
        signed_in("zhou.min")


def test_the_link_is_not_stored_and_works_once():
    invitation = invite()
    accept(invitation)

    with snapshot() as session:
        assert session.exec(select(OneTimeLink.token_hash)).one() != invitation.token
    with pytest.raises(LinkOver):
        accept(invitation, "another good password")


def test_the_link_lapses_after_a_week():
    invitation = invite()

    with clock.stopped(clock.now() + timedelta(days=7)), pytest.raises(LinkOver):
        accept(invitation)


def test_a_link_opens_only_its_own_account():
    invitation = invite()

    with pytest.raises(NotFound):
        perform(
            PUBLIC,
            accounts.accept_invitation,
            ID["admin"],
            token=invitation.token,
            password=PASSWORD,
        )


def test_a_new_invitation_link_puts_the_older_one_out_of_use():
    first = invite()
    second = perform(ID["admin"], accounts.give_link, first.user_id)

    with pytest.raises(LinkOver):
        accept(first)
    accept(accounts.Invitation(first.user_id, second))


def test_an_invitation_goes_into_the_outbox_when_there_is_an_address():
    invite(email="Zhou@Example.com")

    with snapshot() as session:
        [message] = session.exec(select(Message)).all()
    assert (message.kind, message.recipient) == (MessageKind.INVITATION, "zhou@example.com")


def test_every_change_of_an_account_leaves_a_trace_without_secrets():
    invitation = invite(email="zhou@example.com")
    accept(invitation)
    perform(ID["admin"], accounts.set_roles, invitation.user_id, roles=[Role.UNIT_HEAD])
    perform(ID["admin"], accounts.reset_password, invitation.user_id)
    perform(ID["admin"], accounts.disable, invitation.user_id)

    with snapshot() as session:
        trail = session.exec(
            select(Event).where(
                Event.subject_kind == "user_account", Event.subject_id == invitation.user_id
            )
        ).all()
    assert [event.action for event in trail] == [
        "invited",
        "password_chosen",
        "roles_set",
        "password_reset",
        "disabled",
    ]
    told = str([event.particulars for event in trail])
    assert invitation.token not in told and PASSWORD not in told and "@" not in told


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"username": "ab"}, UnfitUsername),
        ({"username": "周敏敏"}, UnfitUsername),
        ({"username": "<script>alert"}, UnfitUsername),
        ({"username": "a" * 41}, TooLong),
        ({"username": ""}, Missing),
        ({"username": "Tax"}, UsernameTaken),
        ({"name": " "}, Missing),
        ({"name": "名" * 41}, TooLong),
        ({"roles": []}, Missing),
        ({"roles": [Role.ADMINISTRATOR]}, RoleNotForOrganisation),
        ({"organisation_id": VALVES}, RoleNotForOrganisation),
        ({"organisation_id": None}, Missing),
        ({"organisation_id": 999}, NotFound),
        ({"email": "nonsense"}, WrongEmail),
    ],
)
def test_an_unfit_invitation_is_refused_and_stores_nothing(changes, refusal):
    with pytest.raises(refusal):
        invite(**changes)
    with snapshot() as session:
        assert len(session.exec(select(User)).all()) == len(PEOPLE)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("short", passwords.PasswordTooShort),
        ("汉" * 25, passwords.PasswordTooLong),
        ("1234567890", passwords.PasswordTooCommon),
        ("aaaaaaaaaaaa", passwords.PasswordTooCommon),
        ("ZHOU.MIN-2026", passwords.PasswordIsName),
    ],
)
def test_a_poor_password_is_refused_and_the_link_stays_good(password, refusal):
    invitation = invite()

    with pytest.raises(refusal):
        accept(invitation, password)
    accept(invitation)


def test_the_same_password_composed_by_another_keyboard_fits():
    accept(invite(), "caf\u00e9 au lait, svp")

    assert is_open(signed_in("zhou.min", "cafe\u0301 au lait, svp"))


def test_changing_the_password_ends_the_other_sessions():
    invitation = invite()
    accept(invitation)
    here, there = signed_in("zhou.min"), signed_in("zhou.min")
    with snapshot() as session:
        my_session = sessions.look(session, here, clock.now()).session_id
    perform(
        invitation.user_id,
        accounts.change_password,
        invitation.user_id,
        current=PASSWORD,
        new="another good password",
        session_id=my_session,
    )

    assert (is_open(here), is_open(there)) == (True, False)
    assert is_open(signed_in("zhou.min", "another good password"))


def test_the_current_password_is_asked_for():
    invitation = invite()
    accept(invitation)

    with pytest.raises(WrongCurrentPassword):
        perform(
            invitation.user_id,
            accounts.change_password,
            invitation.user_id,
            current="something else",
            new="another good password",
        )


def test_nobody_changes_the_password_of_another():
    with pytest.raises(Forbidden):
        perform(
            ID["admin"],
            accounts.change_password,
            ID["tax"],
            current="",
            new="another good password",
        )


def test_a_reset_voids_the_password_and_ends_every_session():
    invitation = invite()
    accept(invitation)
    here = signed_in("zhou.min")
    token = perform(ID["admin"], accounts.reset_password, invitation.user_id)

    assert not is_open(here)
    with pytest.raises(sessions.WrongPassword):
        signed_in("zhou.min")
    accept(accounts.Invitation(invitation.user_id, token), "another good password")
    assert is_open(signed_in("zhou.min", "another good password"))


def test_the_last_administrator_can_neither_be_disabled_nor_lose_the_role():
    with pytest.raises(LastAdministrator):
        perform(ID["admin"], accounts.disable, ID["admin"])
    with pytest.raises(LastAdministrator):
        perform(ID["admin"], accounts.set_roles, ID["admin"], roles=[Role.INTAKE])
    assert user(ID["admin"]).is_active


def test_roles_take_effect_with_the_next_click():
    perform(ID["admin"], accounts.set_roles, ID["intake"], roles=[Role.ADMINISTRATOR])

    perform(ID["intake"], accounts.set_roles, ID["editor"], roles=[Role.LEADER])
    with snapshot() as session:
        held = session.exec(select(UserRole.role).where(UserRole.user_id == ID["editor"])).all()
    assert held == [Role.LEADER]


def test_one_session_of_another_person_cannot_be_ended_as_ones_own():
    accept(invite())
    here = signed_in("zhou.min")
    with snapshot() as session:
        theirs = sessions.look(session, here, clock.now()).session_id

    with pytest.raises(NotFound):
        perform(ID["tax"], accounts.end_sessions, ID["tax"], session_id=theirs)
    assert is_open(here)


def test_the_language_is_remembered():
    perform(ID["tax"], accounts.set_language, ID["tax"], language="en")

    assert user(ID["tax"]).language == "en"
    with pytest.raises(Missing):
        perform(ID["tax"], accounts.set_language, ID["tax"], language="fr")


def test_an_empty_installation_gets_its_first_administrator(sqlite):
    path = accounts.create_administrator("first.admin", "管理员")

    token = re.fullmatch(r"/welcome\?token=(.+)", path)[1]
    with snapshot() as session:
        opened = people.opened_by(session, PUBLIC, token)
        city = session.exec(select(Organisation)).first()
    assert (opened.username, city.kind) == ("first.admin", Kind.CITY)
    accept(accounts.Invitation(opened.user_id, token))
    assert is_open(signed_in("first.admin"))


def test_only_the_engine_makes_an_administrator_without_one():
    with pytest.raises(Forbidden):
        perform(ID["admin"], accounts.invite_administrator, username="second", name="x")
    perform(ENGINE, accounts.invite_administrator, username="second", name="x")


def listed(viewer="admin", **asked):
    with snapshot() as session:
        return people.people(session, person_of(viewer), **asked)


def test_the_list_is_searched_filtered_and_paged_in_the_database():
    assert listed().count == len(PEOPLE)
    assert [a.username for a in listed(search="TAX").accounts] == ["tax", "tax_head"]
    assert {a.username for a in listed(search="税务").accounts} == {"tax", "tax_head"}
    assert [a.username for a in listed(role=Role.ARBITER).accounts] == ["arbiter"]
    assert listed(search="100%").count == 0
    with transaction() as session:
        session.add_all(
            User(username=f"extra-{n:02}", name="x", organisation_id=CITY, created_at=clock.now())
            for n in range(30)
        )
    assert [len(listed(page=page).accounts) for page in (1, 2, 3, 4)] == [20, 20, 8, 0]


def test_nobody_but_an_administrator_sees_the_list_or_the_sessions_of_others():
    accept(invite())
    signed_in("zhou.min")
    with snapshot() as session:
        zhou = session.exec(select(User.id).where(User.username == "zhou.min")).one()
        assert people.people(session, person_of("leader")).count == 0
        assert people.open_sessions(session, person_of("leader"), zhou) == ()
        assert people.one(session, person_of("leader"), zhou) is None
        assert len(people.open_sessions(session, person_of("admin"), zhou)) == 1


def test_somebody_of_any_kind_of_organisation_can_hold_a_role():
    assert set(held_roles.ROLES_OF) == set(Kind)
    assert all(held_roles.ROLES_OF.values())
