"""Who left no e-mail address and has no account is called by those who hold the activity, once for each change."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.activity_vocabulary import RegistrationState
from db.engine import snapshot
from db.models import Event, Notice
from domain import activities, activity_moves, activity_repeats, clock, telephoning
from domain.calling import CalledAlready
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.permissions import PUBLIC
from domain.queries import registrations
from domain.queries import telephoning as query
from domain.registrations import RegistrationMovedOn
from tests.happenings import LATER, NOW, STARTS, drafted, published, refuse, register, withdraw
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")

HOUR = timedelta(hours=1)
OVER = LATER + 2 * HOUR  # of one that was moved to LATER


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def calls(activity_id, who="organiser"):
    with snapshot() as session:
        return query.calls(session, person(who) if who else PUBLIC, activity_id)


def open_calls(activity_id):
    return sorted(calls(activity_id).open)


def call(activity_id, receipt, who="organiser", at=NOW):
    with clock.stopped(at):
        said = {"registration_id": receipt.registration_id}
        perform(ID[who], telephoning.note_call, activity_id, **said)


def move(activity_id, to, at):
    with clock.stopped(at):
        perform(ID["organiser"], activity_moves.move, activity_id, starts_at=to)


def test_whom_no_mail_reaches_is_to_be_called_after_each_change_and_by_one_only():
    activity_id = published()
    register(activity_id)
    register(activity_id, "valves", email="")  # hears of it inside
    first, second = (register(activity_id, email="") for _ in range(2))
    ids = [each.registration_id for each in (first, second)]
    assert (calls(activity_id).coming, open_calls(activity_id)) == (2, [])
    with pytest.raises(CalledAlready):
        call(activity_id, first)  # nothing has happened
    move(activity_id, LATER, NOW + HOUR)
    assert open_calls(activity_id) == ids
    call(activity_id, first, at=NOW + 2 * HOUR)
    assert open_calls(activity_id) == [second.registration_id]
    at, who = calls(activity_id).called[first.registration_id]
    assert (at, who) == (NOW + 2 * HOUR, person("organiser").name)
    with pytest.raises(CalledAlready):
        call(activity_id, first, "admin", NOW + 2 * HOUR)
    with clock.stopped(NOW + 3 * HOUR):
        perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    assert open_calls(activity_id) == ids
    with snapshot() as session:
        asked = (person("organiser"), activity_id, telephoning.STATES, "", 0, True)
        page = registrations.listing(session, *asked)
    assert (page.count, [each.id for each in page.lines]) == (2, ids)


def test_who_registers_after_a_change_was_told_by_the_page():
    activity_id = published()
    move(activity_id, LATER, NOW + HOUR)
    with clock.stopped(NOW + 2 * HOUR):
        register(activity_id, email="")
    assert (calls(activity_id).coming, open_calls(activity_id)) == (1, [])


def test_those_who_hold_it_are_told_that_somebody_moved_up_who_is_to_be_called():
    activity_id = published(capacity=1)
    seated = register(activity_id)
    by_telephone, by_mail = register(activity_id, email=""), register(activity_id)
    withdraw(activity_id, seated)
    assert open_calls(activity_id) == [by_telephone.registration_id]
    promoted = select(Event).where(Event.action == "registration_promoted")
    with snapshot() as session:
        event = session.exec(promoted).one()
        told = session.exec(select(Notice.user_id).where(Notice.event_id == event.id))
        assert (event.particulars["to_call"], list(told)) == (True, [ID["organiser"]])
    withdraw(activity_id, by_telephone)
    with snapshot() as session:
        assert len(session.exec(promoted).all()) == 2
        assert len(session.exec(select(Notice).join(Event).where(promoted.whereclause)).all()) == 1
    assert by_mail.state is RegistrationState.WAITING
    assert calls(activity_id).coming == 0


def test_who_was_refused_hears_of_it_and_of_nothing_else():
    activity_id = published(wants_approval=True)
    receipt = register(activity_id, email="")
    refuse(activity_id, receipt)
    assert calls(activity_id).coming == 0
    assert open_calls(activity_id) == [receipt.registration_id]
    call(activity_id, receipt)
    move(activity_id, LATER, NOW + HOUR)
    assert open_calls(activity_id) == []


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_once_it_is_over_nobody_is_to_be_called_any_more(is_cancelled):
    activity_id = published()
    receipt = register(activity_id, email="")
    move(activity_id, LATER, NOW + HOUR)
    if is_cancelled:
        with clock.stopped(NOW + 2 * HOUR):
            perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    with clock.stopped(OVER - timedelta(minutes=1)):
        assert open_calls(activity_id) == [receipt.registration_id]
    with clock.stopped(OVER):
        assert open_calls(activity_id) == []
    with pytest.raises(CalledAlready):
        call(activity_id, receipt, at=OVER)


def test_who_was_refused_is_not_called_after_its_end():
    activity_id = published(wants_approval=True)
    receipt = register(activity_id, email="")
    refuse(activity_id, receipt)
    with clock.stopped(STARTS + 2 * HOUR):
        assert open_calls(activity_id) == []


def test_of_what_was_reported_before_its_end_nobody_is_called():
    activity_id = published()
    receipt = register(activity_id, email="")
    move(activity_id, LATER, NOW + HOUR)
    with clock.stopped(LATER + HOUR):
        perform(ID["organiser"], activities.hold, activity_id)
        assert open_calls(activity_id) == [receipt.registration_id]
        perform(ID["organiser"], activities.report, activity_id, text="到场八人。")
        assert open_calls(activity_id) == []


def test_with_those_that_follow_each_number_counts_once():
    first = drafted()
    others = perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=3")
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    for each in (first, others[0], others[1]):
        register(each, email="", phone="13857709999")
        register(each)
    register(others[1], email="")

    def every(activity_id, who="organiser"):
        with snapshot() as session:
            return query.with_following(session, person(who), activity_id)

    assert [every(each) for each in (first, *others)] == [2, 2, 2]
    assert (calls(first).coming, every(first, "valves")) == (1, 0)
    with clock.stopped(NOW + HOUR):
        perform(ID["organiser"], activities.cancel, others[1], reason="场地停电")
    assert every(first) == 1  # what is cancelled already is not at the same stage


def test_only_those_who_hold_it_see_and_note_whom_to_call():
    activity_id, other = published(), published(starts_at=LATER)
    receipt, with_mail = register(activity_id, email=""), register(activity_id)
    for who in ("lucheng", "valves", "leader", None):
        assert calls(activity_id, who) is None, who
    move(activity_id, LATER + timedelta(days=1), NOW + HOUR)
    for who in ("lucheng", "valves"):
        with pytest.raises(Forbidden):
            call(activity_id, receipt, who)
    for of, whose in ((other, receipt), (activity_id, with_mail)):
        with pytest.raises(NotFound):
            call(of, whose)
    withdraw(activity_id, receipt)
    with pytest.raises(RegistrationMovedOn):
        call(activity_id, receipt)
