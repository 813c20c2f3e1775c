"""The whole matrix: every role tries every command, and only those named in it get through."""

import pytest

from db.models import CalendarLink, FigureSubscription, FollowUp, Organisation, User
from db.vocabulary import Role
from domain import documents  # noqa: F401  (declares every command)
from domain.command import COMMANDS, can
from domain.permissions import PUBLIC, Person
from tests.domain.allowed import ALL, ALLOWED
from tests.domain.holders import DEMAND, OF_ACTIVITIES, OF_RESEARCH, holder_of
from tests.town import LONGWAN


def near(name, holder):
    """What the command is about, as near to the one who tries as such a thing can be."""
    own = {
        User: User(id=holder.id),
        FigureSubscription: FigureSubscription(user_id=holder.id),
        FollowUp: FollowUp(user_id=holder.id),
        CalendarLink: CalendarLink(user_id=holder.id),
        Organisation: Organisation(id=holder.organisation_id, area_code=LONGWAN),
    }
    return (OF_RESEARCH | OF_ACTIVITIES | own).get(COMMANDS[name].subject, DEMAND)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_only_the_roles_of_a_command_may_give_it(name):
    holders = {role: holder_of(role) for role in Role}
    may = {role for role, each in holders.items() if can(each, COMMANDS[name], near(name, each))}
    assert may == ALLOWED[name]


def test_the_matrix_names_every_command():
    assert set(ALLOWED) == set(COMMANDS)


def test_nobody_but_the_administrator_touches_the_account_of_another():
    of_oneself = {name for name in ALLOWED if ALLOWED[name] is ALL} - {"demands.ask"}
    tried = of_oneself - {"accounts.accept_invitation"}
    got_through = [
        (name, role)
        for name in sorted(tried)
        for role in ALL - {Role.ADMINISTRATOR}
        if can(holder_of(role), COMMANDS[name], User(id=1))
    ]
    assert len(tried) > 5
    assert got_through == []


def test_a_visitor_without_a_secret_may_only_ask_or_use_a_link():
    stranger = Person(1, "")
    may = {name for name in COMMANDS if can(PUBLIC, COMMANDS[name], near(name, stranger))}
    assert may == {
        "demands.ask",
        "accounts.accept_invitation",
        "registrations.register",
        "registrations.withdraw",  # which one: the link says, and the command looks
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
