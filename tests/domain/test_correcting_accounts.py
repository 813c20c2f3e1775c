"""Correcting what is known of a person: name, e-mail address, organisation."""

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Event, User
from db.vocabulary import Role
from domain import accounts
from domain.accounts import NothingCorrected
from domain.command import perform
from domain.errors import Missing, NotFound
from domain.held_roles import LastAdministrator, RoleNotForOrganisation
from domain.identifiers import WrongEmail
from domain.permissions import person
from tests.town import CITY, FINANCE, ID, TAX, VALVES

pytestmark = pytest.mark.usefixtures("small_town")


def correct(username="tax", **changes):
    said = {"name": username, "email": "", "organisation_id": TAX}
    perform(ID["admin"], accounts.correct, ID[username], **(said | changes))


def known(username="tax"):
    with snapshot() as session:
        return session.get_one(User, ID[username])


def test_name_and_address_are_corrected_and_leave_a_trace():
    correct(name=" 周  敏 ", email="Zhou.Min@Example.com")
    assert (known().name, known().email) == ("周 敏", "zhou.min@example.com")
    with snapshot() as session:
        event = session.exec(select(Event).where(Event.action == "corrected")).one()
    assert event.particulars["changed"] == ["name", "email"]
    assert event.particulars["name"] == ["tax", "周 敏"]
    assert "example.com" not in str(event.particulars)
    correct(name="周敏", email="")
    assert known().email is None


def test_who_moves_acts_for_the_other_organisation_from_now_on():
    correct(organisation_id=FINANCE)
    with snapshot() as session:
        moved = person(session, ID["tax"])
    assert (moved.organisation_id, moved.roles) == (FINANCE, {Role.UNIT_HANDLER})


def test_who_moves_to_another_kind_of_organisation_gets_roles_of_it():
    with pytest.raises(RoleNotForOrganisation):
        correct(organisation_id=VALVES)
    assert known().organisation_id == TAX
    correct(organisation_id=VALVES, roles=[Role.ENTERPRISE])
    with snapshot() as session:
        assert person(session, ID["tax"]).roles == {Role.ENTERPRISE}


def test_the_last_administrator_cannot_be_moved_away():
    with pytest.raises(LastAdministrator):
        correct("admin", organisation_id=TAX, roles=[Role.LEADER])
    assert known("admin").organisation_id == CITY


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " \u200b "}, Missing),
        ({"email": "nobody"}, WrongEmail),
        ({"organisation_id": None}, Missing),
        ({"organisation_id": 4711}, NotFound),
        ({"organisation_id": FINANCE, "roles": []}, Missing),
        ({}, NothingCorrected),
    ],
)
def test_what_does_not_do_is_refused_and_nothing_changes(changes, refusal):
    with pytest.raises(refusal):
        correct(**changes)
    assert (known().name, known().organisation_id, known().version) == ("tax", TAX, 0)
