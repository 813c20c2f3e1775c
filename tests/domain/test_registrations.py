"""Who registers, waits, moves up, is approved and withdraws; and that no seat is given twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select, update

from db.activity_vocabulary import RegistrationState
from db.engine import snapshot, transaction
from db.models import Activity, Event, Registration
from db.vocabulary import MessageKind
from domain import (
    activities,
    clock,
    registrations,
    verification,
)
from domain import registration_rules as rules
from domain.attendance import IsInAlready, NotComing
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.permissions import PUBLIC
from domain.registrations import RegistrationMovedOn
from tests.happenings import (
    NOW,
    STARTS,
    activity,
    approve,
    check_in,
    mails,
    plan,
    published,
    refuse,
    register,
    registration,
    states,
    take_back,
    withdraw,
)
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")

R = RegistrationState


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def at_state(state):
    """(an activity, a registration of it in this state)."""
    activity_id = published(capacity=1, wants_approval=state in (R.AWAITING_APPROVAL, R.REFUSED))
    if state is R.WAITING:
        register(activity_id)
    receipt = register(activity_id)
    match state:
        case R.REFUSED:
            refuse(activity_id, receipt)
        case R.WITHDRAWN:
            withdraw(activity_id, receipt)
        case R.ATTENDED:
            check_in(activity_id, code=receipt.code)
    assert registration(receipt.registration_id).state is state
    return activity_id, receipt


STEPS = {
    "approve": (approve, NOW),
    "refuse": (refuse, NOW),
    "withdraw": (withdraw, NOW),
    "check_in": (lambda a, r: check_in(a, registration_id=r.registration_id), NOW),
    "take_back": (lambda a, r: take_back(a, r.registration_id), NOW),
}
AFTER = {
    ("approve", R.AWAITING_APPROVAL): R.REGISTERED,
    ("approve", R.REFUSED): R.REGISTERED,
    ("refuse", R.AWAITING_APPROVAL): R.REFUSED,
    ("withdraw", R.REGISTERED): R.WITHDRAWN,
    ("withdraw", R.WAITING): R.WITHDRAWN,
    ("withdraw", R.AWAITING_APPROVAL): R.WITHDRAWN,
    ("check_in", R.REGISTERED): R.ATTENDED,
    ("check_in", R.WAITING): R.ATTENDED,
    ("check_in", R.AWAITING_APPROVAL): R.ATTENDED,
    ("take_back", R.ATTENDED): R.REGISTERED,
}


@pytest.mark.parametrize("state", R)
def test_each_step_is_taken_in_its_states_and_refused_in_all_others(state):
    for name, (step, moment) in STEPS.items():
        activity_id, receipt = at_state(state)
        with clock.stopped(moment):
            if (name, state) in AFTER:
                step(activity_id, receipt)
                assert registration(receipt.registration_id).state is AFTER[name, state], name
            else:
                with pytest.raises((RegistrationMovedOn, NotComing, IsInAlready)):
                    step(activity_id, receipt)
        perform(ID["organiser"], activities.cancel, activity_id, reason="下一个")


def test_who_comes_after_the_last_seat_waits_and_moves_up_in_order():
    activity_id = published(capacity=2)
    first, second, third, fourth = (register(activity_id) for _ in range(4))
    assert [each.state for each in (first, second, third, fourth)] == [R.REGISTERED] * 2 + [
        R.WAITING
    ] * 2
    assert (third.ahead, fourth.ahead) == (0, 1)
    withdraw(activity_id, second)
    assert states(activity_id) == [R.REGISTERED, R.WITHDRAWN, R.REGISTERED, R.WAITING]
    assert activity(activity_id).taken == 2
    assert mails()[-2:] == [
        MessageKind.REGISTRATION_WITHDRAWN,
        MessageKind.REGISTRATION_PROMOTED,
    ]
    withdraw(activity_id, fourth)
    assert activity(activity_id).taken == 2
    assert verification.verify() == []


def test_more_seats_let_as_many_move_up_and_fewer_than_are_given_are_refused():
    activity_id = published(capacity=1)
    for _ in range(4):
        register(activity_id)
    perform(ID["organiser"], activities.correct, activity_id, plan=plan(capacity=3))
    assert states(activity_id) == [R.REGISTERED] * 3 + [R.WAITING]
    with pytest.raises(activities.SeatsTaken):
        perform(ID["organiser"], activities.correct, activity_id, plan=plan(capacity=2))
    perform(ID["organiser"], activities.correct, activity_id, plan=plan(capacity=None))
    assert states(activity_id) == [R.REGISTERED] * 4


def test_the_database_itself_refuses_one_seat_too_many():
    activity_id = published(capacity=1)
    register(activity_id)
    with pytest.raises(IntegrityError), transaction() as session:
        session.exec(
            update(Activity).where(col(Activity.id) == activity_id).values(taken=Activity.taken + 1)
        )
    with pytest.raises(IntegrityError), transaction() as session:
        session.exec(update(Activity).where(col(Activity.id) == activity_id).values(capacity=0))


def test_an_approval_gives_a_seat_while_there_is_one():
    activity_id = published(capacity=1, wants_approval=True)
    one, other, refused = (register(activity_id) for _ in range(3))
    assert activity(activity_id).taken == 0
    assert approve(activity_id, other) is R.REGISTERED
    assert approve(activity_id, one) is R.WAITING
    refuse(activity_id, refused)
    assert states(activity_id) == [R.WAITING, R.REGISTERED, R.REFUSED]
    withdraw(activity_id, other)
    assert states(activity_id) == [R.REGISTERED, R.WITHDRAWN, R.REFUSED]


def test_only_who_holds_the_link_its_own_people_or_keepers_withdraw():
    activity_id = published()
    mine = register(activity_id, "valves")
    said = {"registration_id": mine.registration_id}
    with pytest.raises(Forbidden):
        perform(ID["shoes"], registrations.withdraw, activity_id, **said)
    for token in ("", "guessed"):
        with pytest.raises(NotFound):
            perform(PUBLIC, registrations.withdraw, activity_id, **(said | {"token": token}))
    other = published(starts_at=STARTS + timedelta(days=1))
    with pytest.raises(NotFound):
        perform(PUBLIC, registrations.withdraw, other, token=mine.token)
    perform(ID["valves"], registrations.withdraw, activity_id, **said)
    with clock.stopped(STARTS):
        late = register(other)
    with clock.stopped(STARTS + timedelta(days=2)), pytest.raises(rules.RegistrationClosed):
        withdraw(other, late)


def test_link_and_code_are_kept_as_hashes_only():
    activity_id = published()
    receipt = register(activity_id)
    row = registration(receipt.registration_id).model_dump_json()
    with snapshot() as session:
        told = session.exec(select(Event.particulars)).all()
    assert receipt.token not in row and receipt.code not in row
    assert receipt.token not in str(told) and receipt.code not in str(told)


def at_once(work, items):
    with ThreadPoolExecutor(len(items)) as people:
        return list(people.map(work, items))


def test_of_forty_at_once_eight_get_the_eight_seats_and_the_others_wait_in_order():
    activity_id = published(capacity=8)
    receipts = at_once(lambda _: _registered(activity_id), range(40))
    assert sorted(each.ticket for each in receipts) == list(range(1, 41))
    assert states(activity_id) == [R.REGISTERED] * 8 + [R.WAITING] * 32
    assert activity(activity_id).taken == 8
    seated = [each for each in receipts if each.state is R.REGISTERED]
    at_once(lambda receipt: _withdrawn(activity_id, receipt), seated[:5])
    with snapshot() as session:
        promoted = session.exec(
            select(Registration.ticket)
            .join(Event, Event.subject_id == Registration.id)
            .where(Event.action == "registration_promoted")
            .order_by(col(Event.id))
        ).all()
        seats = session.exec(select(func.count()).where(Registration.state == R.REGISTERED)).one()
    assert promoted == [9, 10, 11, 12, 13]
    assert (seats, activity(activity_id).taken) == (8, 8)
    assert verification.verify() == []


def test_of_two_at_once_one_gets_the_last_seat():
    activity_id = published(capacity=1)
    receipts = at_once(lambda _: _registered(activity_id), range(2))
    assert sorted(each.state for each in receipts) == [R.REGISTERED, R.WAITING]


def test_of_two_with_one_number_at_once_one_is_entered():
    activity_id = published()

    def same(_):
        with clock.stopped(NOW):
            return register(activity_id, phone="13857700001").registration_id

    assert sorted(map(bool, at_once(same, range(2)))) == [False, True]


def _registered(activity_id):
    with clock.stopped(NOW):  # each thread has a clock of its own
        return register(activity_id)


def _withdrawn(activity_id, receipt):
    with clock.stopped(NOW):
        withdraw(activity_id, receipt)
