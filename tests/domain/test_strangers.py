"""Strangers: whoever has the role but not the area, the unit, the enterprise or the secret changes and sees nothing."""

from dataclasses import replace

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Activity, Demand, Organisation, User, UserRole
from db.vocabulary import Kind, Role
from domain import documents  # noqa: F401  (declares every command)
from domain.command import COMMANDS, can, perform
from domain.errors import Forbidden
from domain.permissions import ENGINE, PROVIDERS, Person, visible_to
from tests import town
from tests.domain.holders import DEMAND, OF_ACTIVITIES, OF_RESEARCH, holder_of
from tests.town import ID, LAWYERS, LONGWAN, LUCHENG, SHOES, SUB_LUCHENG

NEAR = (
    Role.UNIT_HANDLER,
    Role.UNIT_HEAD,
    Role.UNIVERSITY_LIAISON,
    Role.ENTERPRISE,
    Role.SUB_PLATFORM_STAFF,
)
# Whoever brings results to enterprises may judge any need that they may see; the command looks whether they may.
OF_WHAT_IS_SEEN = {"matchmaking.judging.judge", "matchmaking.judging.take_back"}
# A day belongs to nobody: whose participant it is, the command itself looks at (tests/domain/test_docking_wishes.py).
OF_PARTICIPANTS = {
    "docking_answers.answer",
    "docking_delegations.gather",
    "docking_feedback.say",
    "docking_meetings.agree",
    "docking_offers.offer",
    "docking_wishes.be_present",
    "docking_wishes.wish",
}
# Which one: the link says, and the command looks.
OPEN_TO_ALL = {
    "registrations.register",
    "registrations.withdraw",
    "registration_corrections.correct",
    "activity_feedback.answer",
    "contest.entering.enter",
    "contest.entering.correct",
    "contest.entering.withdraw",
    "contest.files.attach",
    "contest.files.take_back",
    "contest.scoring.save",
    "contest.scoring.hand_in",
    "contest.scoring.declare",
    "menu.bookings.book",
    "menu.feedback.answer",
    "menu.bookings.withdraw",
}
# Who gives a service stands with its offer, and the command looks (tests/domain/menu/test_bookings.py).
OF_GIVERS = {
    "menu.after.conclude",
    "menu.after.raise_demand",
    "menu.door.note",
    "menu.door.take_back",
}


def changing(*subjects):
    """The names of the commands that change such a thing, rather than make one."""
    return [
        name
        for name, command in sorted(COMMANDS.items())
        if command.subject in subjects and not command.makes
    ]


def elsewhere(role):
    """Somebody of this role who works for another house, in the other area."""
    other = {Role.ENTERPRISE: SHOES, Role.SUB_PLATFORM_STAFF: SUB_LUCHENG}.get(role, 4)
    return holder_of(role, organisation_id=other, area=LUCHENG)


def may(people, name, subject):
    return {role for role, somebody in people.items() if can(somebody, COMMANDS[name], subject)}


@pytest.mark.parametrize("name", changing(Demand))
def test_nobody_acts_on_the_demands_of_another_area_unit_or_enterprise(name):
    assert may({role: elsewhere(role) for role in NEAR}, name, DEMAND) == set()


@pytest.mark.parametrize("name", changing(Organisation))
def test_nobody_changes_the_record_of_another_organisation_outside_their_area(name):
    strangers = {role: holder_of(role, area=LUCHENG) for role in NEAR}
    assert may(strangers, name, Organisation(id=99, area_code=LONGWAN)) == set()


@pytest.mark.parametrize("name", sorted({*changing(*OF_ACTIVITIES)} - OPEN_TO_ALL))
def test_nobody_looks_after_the_activities_of_another_organisation_outside_their_area(name):
    strangers = {
        role: holder_of(role, area=LUCHENG, organisation_id=SUB_LUCHENG)
        for role in (*NEAR, Role.ORGANISER)
    }
    strangers[Role.ORGANISER] = replace(
        strangers[Role.ORGANISER], kind=Kind.SERVICE_ORGANISATION, organisation_id=LAWYERS
    )
    let_in = set(PROVIDERS) if name in OF_GIVERS else set()
    assert may(strangers, name, OF_ACTIVITIES[COMMANDS[name].subject]) == let_in


@pytest.mark.parametrize("name", ["activities.correct", "attendance.check_in"])
def test_an_organisation_s_own_organisers_look_after_its_activities(name):
    of_law = replace(
        holder_of(Role.ORGANISER), kind=Kind.SERVICE_ORGANISATION, organisation_id=LAWYERS
    )
    assert can(of_law, COMMANDS[name], Activity(id=7, organiser_id=LAWYERS, area_code=LUCHENG))
    assert not can(of_law, COMMANDS["activities.publish"], Activity(id=7, organiser_id=LAWYERS))


@pytest.mark.parametrize("name", changing(*OF_RESEARCH))
def test_nobody_acts_on_the_needs_or_results_of_another_organisation_or_area(name):
    let_in = {Role.UNIVERSITY_LIAISON} if name in OF_WHAT_IS_SEEN else set()
    let_in |= {Role.UNIVERSITY_LIAISON, Role.ENTERPRISE} if name in OF_PARTICIPANTS else set()
    strangers = {role: elsewhere(role) for role in NEAR}
    assert may(strangers, name, OF_RESEARCH[COMMANDS[name].subject]) == let_in


def test_the_secret_of_one_demand_opens_no_other():
    holder = Person(None, "", holds=8)
    assert not [name for name in changing(Demand) if can(holder, COMMANDS[name], DEMAND)]


def test_the_engine_does_only_what_is_declared_to_be_its_own():
    allowed = {name for name in changing(Demand) if can(ENGINE, COMMANDS[name], DEMAND)}
    assert allowed == {
        "work_orders.resume",
        "surveys.expire",
        "surveys.freeze",
        "surveys.give_link",
    }


@pytest.mark.parametrize(
    ("username", "sees"),
    [
        ("intake", True),
        ("leader", True),
        ("longwan", True),
        ("lucheng", False),
        ("finance", True),
        ("tax", False),
        ("liaison", False),
        ("shoes", False),
    ],
)
def test_lists_are_limited_to_what_a_person_may_see(small_town, username, sees):
    demand_id = town.dispatched()
    with snapshot() as session:
        found = session.exec(select(Demand.id).where(visible_to(town.person(username)))).all()
    assert found == ([demand_id] if sees else [])


def test_an_enterprise_sees_its_own_demands(small_town):
    mine = town.receive().demand_id
    with snapshot() as session:
        assert session.exec(select(Demand.id).where(visible_to(town.person("valves")))).all() == [
            mine
        ]
        assert not session.exec(select(Demand.id).where(visible_to(town.person("shoes")))).all()


def test_who_is_disabled_does_nothing_more(small_town):
    demand_id = town.ask().demand_id
    with transaction() as session:
        session.get_one(User, ID["intake"]).is_active = False
    with pytest.raises(Forbidden):
        perform(ID["intake"], COMMANDS["demands.accept"], demand_id, **town.CLASSES)


def test_who_loses_a_role_loses_its_commands(small_town):
    demand_id = town.ask().demand_id
    with transaction() as session:
        session.delete(session.get_one(UserRole, (ID["intake"], Role.INTAKE)))
    with pytest.raises(Forbidden):
        perform(ID["intake"], COMMANDS["demands.accept"], demand_id, **town.CLASSES)
