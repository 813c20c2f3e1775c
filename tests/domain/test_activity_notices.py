"""Who hears inside the platform of an activity: those who come without an address too, and those who hold it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Event, Notice
from domain import accounts, activity_reminders, clock, jobs, registrations
from domain.command import perform
from tests.happenings import NOW, STARTS, published, register
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def told(action):
    """Who was told of what is called so."""
    with snapshot() as session:
        found = select(Notice.user_id).join(Event, Event.id == Notice.event_id)
        return sorted(session.exec(found.where(Event.action == action)))


def withdraw(who, activity_id, receipt):
    said = {"registration_id": receipt.registration_id}
    perform(ID[who], registrations.withdraw, activity_id, **said)


def test_who_has_a_seat_and_no_address_is_reminded_inside():
    activity_id = published(capacity=1)
    register(activity_id, "valves", email="")
    register(activity_id, "shoes", email="")  # waits
    with clock.stopped(STARTS - timedelta(hours=23)):
        jobs.look_after_activities()
    assert told("activity_reminded") == [ID["valves"]]


def test_who_is_withdrawn_by_somebody_else_is_told():
    activity_id = published()
    for who, is_told in (("organiser", [ID["valves"]]), ("valves", [ID["valves"]])):
        withdraw(who, activity_id, register(activity_id, "valves", email=""))
        assert told("registration_withdrawn") == is_told  # by oneself: nothing new


def test_that_somebody_awaits_approval_is_told_to_those_who_hold_it_once_its_maker_has_left():
    activity_id = published(wants_approval=True)
    register(activity_id)
    assert told("registered") == [ID["organiser"]]
    perform(ID["admin"], accounts.disable, ID["organiser"])
    register(activity_id)
    assert told("registered") == [ID["admin"], ID["organiser"]]


def test_a_reminder_says_when_and_where():
    activity_id = published()
    register(activity_id, "valves")
    perform(ID["organiser"], activity_reminders.remind, activity_id)
    with snapshot() as session:
        said = session.exec(select(Event.particulars).where(Event.action == "activity_reminded"))
        assert said.one()["place"] == "市民中心一号厅"
