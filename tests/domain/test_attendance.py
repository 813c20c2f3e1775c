"""Who is let in at the door, by code or from the list, who walks in, and what is taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.activity_vocabulary import RegistrationState
from db.engine import snapshot
from db.vocabulary import MessageKind
from domain import (
    activities,
    activity_moves,
    attendance,
    clock,
    verification,
)
from domain.attendance import IsInAlready, OnTheList, TooEarly
from domain.command import perform
from domain.errors import NotFound
from domain.queries import registrations
from tests.happenings import (
    LATER,
    NOW,
    STARTS,
    activity,
    check_in,
    mails,
    plan_now,
    published,
    register,
    registration,
    states,
    take_back,
    withdraw,
)
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")

R = RegistrationState


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def test_people_are_let_in_by_code_or_from_the_list_once_and_on_the_day():
    activity_id = published(capacity=2)
    first, second, waits = (register(activity_id) for _ in range(3))
    with pytest.raises(TooEarly):
        perform(ID["organiser"], attendance.check_in, activity_id, code=first.code)
    shown = f" {first.code[:5].upper()}-{first.code[5:]} "
    assert check_in(activity_id, code=shown).had_seat
    with pytest.raises(IsInAlready):
        check_in(activity_id, code=first.code)
    check_in(activity_id, registration_id=second.registration_id)
    assert not check_in(activity_id, registration_id=waits.registration_id).had_seat
    with pytest.raises(NotFound):
        check_in(activity_id, code="guessed")
    with snapshot() as session:
        lines = registrations.listing(session, person("organiser"), activity_id).lines
    assert [each.checked_in_by for each in lines] == ["organiser"] * 3
    assert states(activity_id) == [R.ATTENDED] * 3 and activity(activity_id).taken == 2


def test_who_walks_in_is_noted_without_a_seat_and_nobody_twice():
    activity_id = published(capacity=1)
    known = register(activity_id, phone="13857700001")
    register(activity_id, phone="13857700002")  # waits
    with clock.stopped(STARTS):
        said = {"person_name": "路过", "enterprise_name": "某厂"}
        walked = perform(ID["organiser"], attendance.walk_in, activity_id, **said)
        for phone in ("13857700001", "13857700002"):  # not "checked in already", which they are not
            with pytest.raises(OnTheList):
                perform(ID["organiser"], attendance.walk_in, activity_id, **said, phone=phone)
        last = {"person_name": "又来", "phone": "13857700003"}
        perform(ID["organiser"], attendance.walk_in, activity_id, **last)
        with pytest.raises(IsInAlready):
            perform(ID["organiser"], attendance.walk_in, activity_id, **last)
    assert registration(walked).is_walk_in and activity(activity_id).taken == 1
    take_back(activity_id, walked)
    assert registration(walked).state is R.WITHDRAWN
    assert registration(known.registration_id).state is R.REGISTERED


def test_a_check_in_taken_back_leads_to_where_they_stood():
    activity_id = published(capacity=1)
    seated, waits = (register(activity_id) for _ in range(2))
    for each in (seated, waits):
        check_in(activity_id, registration_id=each.registration_id)
        with clock.stopped(STARTS):
            take_back(activity_id, each.registration_id)
    assert states(activity_id) == [R.REGISTERED, R.WAITING]
    assert not registration(waits.registration_id).is_walk_in
    assert activity(activity_id).taken == 1 and verification.verify() == []
    early = STARTS - timedelta(hours=2)
    with clock.stopped(early):  # let in, and passed over when a seat became free
        said = {"registration_id": waits.registration_id}
        perform(ID["organiser"], attendance.check_in, activity_id, **said)
        withdraw(activity_id, seated)
        take_back(activity_id, waits.registration_id)
    assert states(activity_id) == [R.WITHDRAWN, R.REGISTERED]
    assert activity(activity_id).taken == 1 and verification.verify() == []


def test_who_awaits_approval_is_let_in_at_the_door_also_once_it_was_noted_as_held():
    activity_id = published(capacity=1, wants_approval=True)
    awaits = register(activity_id, phone="13857700001")
    with clock.stopped(STARTS):
        perform(ID["organiser"], activities.hold, activity_id)
    with pytest.raises(OnTheList):
        said = {"person_name": "林晓", "phone": "13857700001"}
        with clock.stopped(STARTS):
            perform(ID["organiser"], attendance.walk_in, activity_id, **said)
    assert not check_in(activity_id, registration_id=awaits.registration_id).had_seat
    row = registration(awaits.registration_id)
    assert (row.state, row.is_walk_in) == (R.ATTENDED, True) and activity(activity_id).taken == 0
    with clock.stopped(STARTS):
        take_back(activity_id, awaits.registration_id)
    row = registration(awaits.registration_id)
    assert (row.state, row.is_walk_in) == (R.AWAITING_APPROVAL, False)


def test_who_was_in_already_when_it_is_moved_is_told_and_let_in_anew_and_free_seats_are_given():
    activity_id = published(capacity=1)
    seat, _ = register(activity_id), register(activity_id)
    check_in(activity_id, registration_id=seat.registration_id)
    with clock.stopped(STARTS + timedelta(minutes=10)):
        perform(ID["organiser"], attendance.walk_in, activity_id, person_name="王五")
        more = {"plan": replace(plan_now(activity_id), capacity=2)}
        perform(ID["organiser"], activities.correct, activity_id, **more)
        longer = {"starts_at": STARTS, "ends_at": STARTS + timedelta(hours=3)}
        perform(ID["organiser"], activity_moves.move, activity_id, **longer)
        assert states(activity_id) == [R.ATTENDED, R.WAITING, R.ATTENDED]
        soon = {"starts_at": STARTS + timedelta(minutes=30), "ends_at": longer["ends_at"]}
        perform(ID["organiser"], activity_moves.move, activity_id, **soon)  # they sit there
        assert states(activity_id) == [R.ATTENDED, R.REGISTERED, R.ATTENDED]
        perform(ID["organiser"], activity_moves.move, activity_id, starts_at=LATER)
    assert states(activity_id) == [R.REGISTERED, R.REGISTERED, R.WITHDRAWN]
    K = MessageKind
    assert mails()[-3:] == [K.REGISTRATION_PROMOTED, K.ACTIVITY_CHANGED, K.ACTIVITY_CHANGED]
    with clock.stopped(LATER):
        said = {"registration_id": seat.registration_id}
        assert perform(ID["organiser"], attendance.check_in, activity_id, **said).had_seat
    assert activity(activity_id).taken == 2 and verification.verify() == []
