"""Who registers, waits, moves up, is approved, withdraws and comes; and that no seat is given twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select, update

from db.activity_vocabulary import RegistrationState
from db.engine import snapshot, transaction
from db.models import Activity, Event, Message, Organisation, Registration
from db.vocabulary import Kind, MessageKind, SizeClass
from domain import (
    activities,
    attendance,
    clock,
    merging,
    records,
    registrations,
    verification,
)
from domain import registration_rules as rules
from domain.activity_plans import Question
from domain.attendance import IsInAlready, NotComing, OnTheList, TooEarly
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.permissions import PUBLIC
from domain.registrations import RegistrationMovedOn
from tests import happenings
from tests.happenings import (
    NOW,
    STARTS,
    activity,
    check_in,
    plan,
    published,
    register,
    registration,
)
from tests.town import ID, LONGWAN, SHOES, VALVES

pytestmark = pytest.mark.usefixtures("small_town")

R = RegistrationState


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def states(activity_id):
    """The states in the order of the tickets."""
    with snapshot() as session:
        found = select(Registration.state).where(Registration.activity_id == activity_id)
        return list(session.exec(found.order_by(col(Registration.ticket))))


def mails():
    with snapshot() as session:
        return list(session.exec(select(Message.kind).order_by(col(Message.id))))


def withdraw(activity_id, receipt, who=PUBLIC):
    perform(who, registrations.withdraw, activity_id, token=receipt.token)


def approve(activity_id, receipt):
    said = {"registration_id": receipt.registration_id}
    return perform(ID["organiser"], registrations.approve, activity_id, **said)


def refuse(activity_id, receipt):
    said = {"registration_id": receipt.registration_id, "reason": "名额留给小微企业"}
    perform(ID["organiser"], registrations.refuse, activity_id, **said)


def take_back(activity_id, registration_id):
    said = {"registration_id": registration_id}
    perform(ID["organiser"], attendance.take_back, activity_id, **said)


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


def test_one_number_and_one_address_register_once_until_they_withdraw():
    activity_id = published()
    receipt = register(activity_id, phone="13857700001", email="lin@example.com")
    for said in ({"phone": "138 5770 0001"}, {"email": "LIN@example.com"}):
        with pytest.raises(rules.RegisteredAlready):
            register(activity_id, "organiser", **said)
    register(published(starts_at=STARTS + timedelta(days=1)), phone="13857700001")
    withdraw(activity_id, receipt)
    register(activity_id, phone="13857700001", email="lin@example.com")


def test_a_stranger_is_not_told_that_a_number_has_registered_and_its_owner_gets_the_link_again():
    known = {"phone": "13857700001", "email": "lin@example.com"}
    for capacity, state, ahead in ((2, R.REGISTERED, 0), (1, R.WAITING, 0)):
        activity_id = published(capacity=capacity, starts_at=STARTS + timedelta(days=capacity))
        register(activity_id, **known)
        with clock.stopped(NOW + timedelta(hours=2)):
            for said in ({"phone": "138 5770 0001", "email": ""}, {"email": "LIN@example.com"}):
                again = register(activity_id, **said)
                assert (again.state, again.ahead) == (state, ahead)
                assert (again.token, again.code, again.registration_id) == ("", "", 0)
        assert states(activity_id) == [R.REGISTERED]
        assert mails()[-2:] == [MessageKind.REGISTRATION_CONFIRMED] * 2  # once again, not twice
    with pytest.raises(Missing):
        register(published(per_enterprise=1), enterprise_name="", **known)
    with pytest.raises(rules.RegisteredAlready):  # one's own is no secret
        for _ in range(2):
            register(activity_id, "valves", phone="13857700009")
    assert verification.verify() == []


def test_registration_has_a_window_that_keepers_need_not_heed():
    opens, closes = NOW + timedelta(days=1), NOW + timedelta(days=3)
    activity_id = published(opens_at=opens, closes_at=closes)
    with pytest.raises(rules.NotOpenYet):
        register(activity_id)
    register(activity_id, "organiser")
    with clock.stopped(opens):
        register(activity_id)
    with clock.stopped(closes):
        with pytest.raises(rules.RegistrationClosed):
            register(activity_id)
        register(activity_id, "organiser")


def test_an_enterprise_has_its_share_however_its_name_is_written():
    activity_id = published(per_enterprise=2)
    with pytest.raises(Missing):
        register(activity_id)
    register(activity_id, "valves")
    register(activity_id, enterprise_name="龙湾恒泽阀门有限公司")
    with pytest.raises(rules.EnterpriseFull):
        register(activity_id, "valves")
    with pytest.raises(rules.EnterpriseFull):
        register(activity_id, "organiser", organisation_id=VALVES)
    register(activity_id, "shoes")


def test_approving_a_refused_one_after_all_keeps_to_the_share():
    activity_id = published(per_enterprise=2, wants_approval=True)
    first = register(activity_id, "valves")
    refuse(activity_id, first)
    others = [register(activity_id, "valves") for _ in range(2)]
    with pytest.raises(rules.EnterpriseFull):
        approve(activity_id, first)
    assert states(activity_id) == [R.REFUSED] + [R.AWAITING_APPROVAL] * 2
    withdraw(activity_id, others[0])
    assert approve(activity_id, first) is R.REGISTERED


def test_a_renamed_or_merged_enterprise_does_not_begin_its_share_anew():
    activity_id = published(per_enterprise=2)
    for _ in range(2):
        register(activity_id, "valves")
    perform(ID["intake"], records.change, VALVES, fields={"name": "瓯江流体控制有限公司"})
    for who, name in (
        ("valves", ""),
        (PUBLIC, "瓯江流体控制有限公司"),
        (PUBLIC, "龙湾恒泽阀门有限公司"),
    ):
        with pytest.raises(rules.EnterpriseFull):
            register(activity_id, who, enterprise_name=name)
    other = published(per_enterprise=1, starts_at=STARTS + timedelta(days=1))
    register(other, enterprise_name="浙南足下鞋业有限公司")
    said = {"name": "浙南足下鞋业有限公司", "area_code": LONGWAN}
    twin = perform(ID["intake"], records.add, kind=Kind.ENTERPRISE, fields=said)
    perform(ID["intake"], merging.merge, SHOES, other_id=twin)
    for who, name in (("shoes", ""), (PUBLIC, "浙南足下鞋业有限公司")):
        with pytest.raises(rules.EnterpriseFull):
            register(other, who, enterprise_name=name)


def test_where_the_audience_binds_only_known_enterprises_of_it_register():
    activity_id = published(areas=(LONGWAN,), audience_binds=True)
    receipt = register(activity_id, "valves")
    assert registration(receipt.registration_id).organisation_id == VALVES
    for who in ("shoes", PUBLIC):
        with pytest.raises(rules.NotOfAudience):
            register(activity_id, who)
    register(activity_id, "organiser", organisation_id=SHOES)


def test_what_an_enterprise_does_not_meet_is_said():
    activity_id = published(areas=(LONGWAN,), sizes=(SizeClass.SMALL,))
    with transaction() as session:
        session.get_one(Organisation, VALVES).size_class = SizeClass.SMALL
    with snapshot() as session:
        row = session.get_one(Activity, activity_id)
        assert rules.misses(session, row, session.get_one(Organisation, VALVES)) == ()
        assert len(rules.misses(session, row, session.get_one(Organisation, SHOES))) == 2
    register(activity_id, "shoes")  # a hint, no rule


def test_questions_are_answered_as_they_are_asked():
    meal = Question("meal", "是否用餐", ("是", "否"), is_required=True)
    activity_id = published(questions=(meal, Question("topic", "想了解什么")))
    with pytest.raises(Missing):
        register(activity_id)
    with pytest.raises(Unclear):
        register(activity_id, answers={"meal": "也许"})
    receipt = register(activity_id, answers={"meal": "是", "other": "x"})
    assert registration(receipt.registration_id).answers == {"meal": "是", "topic": ""}


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


def test_an_activity_of_the_past_takes_nobody():
    activity_id = happenings.held()
    with pytest.raises(activities.ActivityMovedOn):
        register(activity_id)
