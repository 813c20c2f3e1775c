"""What was said with a registration is put right, by whom and until when; seats, order and rules stay as they are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.activity_vocabulary import RegistrationState
from db.engine import snapshot, transaction
from db.models import Event, Message, Notice, Organisation
from db.vocabulary import MessageKind, SizeClass
from domain import activities, clock, telephoning, verification
from domain import registration_rules as rules
from domain.activity_plans import Question
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.permissions import PUBLIC
from domain.records import ChangedMeanwhile, NothingChanged
from domain.registration_corrections import EnterpriseStands, correct
from domain.registrations import RegistrationMovedOn
from tests.happenings import (
    LATER,
    NOW,
    STARTS,
    activity,
    approve,
    at_stage,
    check_in,
    mails,
    plan,
    published,
    refuse,
    register,
    registration,
    states,
    withdraw,
)
from tests.town import FINANCE, ID, SHOES, VALVES

pytestmark = pytest.mark.usefixtures("small_town")

R = RegistrationState
MEAL = Question("meal", "是否用餐", ("是", "否"), is_required=True)


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def by_link(activity_id, receipt, **said):
    perform(PUBLIC, correct, activity_id, token=receipt.token, **said)


def by(who, activity_id, receipt, **said):
    perform(ID[who], correct, activity_id, registration_id=receipt.registration_id, **said)


def row(receipt):
    return registration(receipt.registration_id)


def told():
    """What went to whom, the oldest first."""
    with snapshot() as session:
        return session.exec(select(Message.kind, Message.recipient).order_by(col(Message.id))).all()


def events(action):
    with snapshot() as session:
        return session.exec(select(Event).where(Event.action == action)).all()


def test_what_was_said_is_put_right_and_what_is_left_out_stays():
    activity_id = published(questions=(MEAL,), capacity=1)
    first = register(activity_id, enterprise_name="恒泽阀们", answers={"meal": "是"})
    waits = register(activity_id, answers={"meal": "是"})
    before = row(first)
    said = {"person_name": "林晓", "enterprise_name": "恒泽阀门", "answers": {"meal": "否"}}
    by_link(activity_id, first, phone="0577-88886666", **said)
    after = row(first)
    assert (after.person_name, after.phone, after.email) == ("林晓", "+8657788886666", before.email)
    assert (after.enterprise_name, after.answers) == ("恒泽阀门", {"meal": "否"})
    assert (after.organisation_id, after.enterprise_key != before.enterprise_key) == (None, True)
    assert (after.state, after.state_since, after.ticket) == (R.REGISTERED, NOW, 1)
    by_link(activity_id, waits, person_name="周舟")
    assert states(activity_id) == [R.REGISTERED, R.WAITING]
    assert activity(activity_id).taken == 1
    assert len(mails()) == 2  # neither of them has another address
    assert verification.verify() == []


def test_the_story_keeps_who_and_what_and_nothing_of_what_was_said():
    activity_id = published()
    mine = register(activity_id, "valves")
    by_link(activity_id, mine, person_name="林晓", phone="13857709999")
    by("organiser", activity_id, mine, email="lin@example.com")
    link, keeper = events("registration_corrected")
    assert (link.actor_id, link.particulars) == (None, {"what": ["Name", "Telephone"]})
    assert (keeper.actor_id, keeper.particulars) == (ID["organiser"], {"what": ["E-mail"]})
    with snapshot() as session:
        heard = session.exec(select(Notice.event_id, Notice.user_id)).all()
    assert (keeper.id, ID["valves"]) in heard  # as of a withdrawal by others
    by_link(
        activity_id, mine, person_name="林晓"
    )  # nothing else: no refusal, and nothing to tell of
    assert len(events("registration_corrected")) == 2
    assert len(events("registration_said_again")) == 1
    with pytest.raises(NothingChanged):
        by("organiser", activity_id, mine, person_name="林晓")


def test_another_address_gets_the_confirmation_and_the_one_before_no_more():
    activity_id = published(capacity=1)
    seat = register(activity_id, email="old@example.com")
    waits = register(activity_id, email="")
    by_link(activity_id, seat, email="NEW@example.com")
    by("organiser", activity_id, waits, email="waits@example.com")
    assert told()[1:] == [
        (MessageKind.REGISTRATION_CONFIRMED, "new@example.com"),
        (MessageKind.REGISTRATION_WAITING, "waits@example.com"),
    ]
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    assert {address for _, address in told()[3:]} == {"new@example.com", "waits@example.com"}


def test_one_of_number_and_address_stays_and_who_loses_the_address_is_to_be_called():
    activity_id = published()
    mine = register(activity_id, phone="")
    with pytest.raises(Missing):
        by("organiser", activity_id, mine, email="")
    by("organiser", activity_id, mine, email="", phone="13857709999")
    with clock.stopped(NOW + timedelta(hours=1)):
        perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
        with snapshot() as session:
            assert telephoning.calls(session, activity_id)[mine.registration_id].is_open
    for said in ({"person_name": " "}, {"phone": "1"}, {"email": "x"}):
        with pytest.raises(activities.ActivityMovedOn):
            by("organiser", activity_id, mine, **said)


def test_who_may_know_is_told_of_a_number_that_has_registered_and_a_stranger_is_not():
    activity_id = published()
    other = register(activity_id, phone="13857700001", email="other@example.com")
    mine = register(activity_id, phone="13857700002", email="mine@example.com")
    for said in ({"phone": "138 5770 0001"}, {"email": "OTHER@example.com"}):
        with pytest.raises(rules.RegisteredAlready):
            by("organiser", activity_id, mine, **said)
    with clock.stopped(NOW + timedelta(hours=2)):
        by_link(activity_id, mine, person_name="林晓", phone="13857700001")
    assert (row(mine).person_name, row(mine).phone) == ("林晓", "+8613857700002")
    assert told()[-1] == (MessageKind.REGISTRATION_CONFIRMED, "other@example.com")
    by_link(activity_id, mine, phone="13857700001", email="third@example.com")
    assert (row(mine).phone, row(mine).email) == ("+8613857700002", "third@example.com")
    by_link(activity_id, mine, email="other@example.com")  # nothing but what is known: no refusal
    assert row(mine).email == "third@example.com"
    own = [register(activity_id, "valves") for _ in range(2)]
    with pytest.raises(rules.RegisteredAlready):  # their own enterprise's
        by("valves", activity_id, own[0], phone=row(own[1]).phone)
    withdraw(activity_id, other)
    by_link(activity_id, mine, phone="13857700001")
    assert row(mine).phone == "+8613857700001"


def test_a_stranger_hears_the_same_of_what_is_free_and_of_what_has_registered_however_often():
    activity_id = published()
    register(activity_id, phone="13857700001", email="other@example.com")
    mine = register(activity_id, phone="13857700002", email="")
    for phone in ("13857700001", "13857700009"):
        for _ in range(2):
            by_link(activity_id, mine, phone=phone)
    assert row(mine).phone == "+8613857700009"
    by_link(activity_id, mine, phone="", email="other@example.com")  # neither would be left
    assert (row(mine).phone, row(mine).email) == ("+8613857700009", None)
    by_link(activity_id, mine, phone="", email="third@example.com")
    assert (row(mine).phone, row(mine).email) == (None, "third@example.com")
    by_link(activity_id, mine, phone="13857700001", email="")
    assert (row(mine).phone, row(mine).email) == (None, "third@example.com")


def test_an_enterprise_that_stands_is_not_looked_for_again():
    activity_id = published()
    mine = register(activity_id)
    by("organiser", activity_id, mine, organisation_id=VALVES)
    with transaction() as session:
        session.get_one(Organisation, VALVES).is_active = False
    by("organiser", activity_id, mine, organisation_id=VALVES, person_name="林晓")
    assert (row(mine).person_name, row(mine).organisation_id) == ("林晓", VALVES)
    other = register(activity_id)
    with pytest.raises(Unclear):
        by("organiser", activity_id, other, organisation_id=VALVES)


def test_the_share_of_another_enterprise_counts_and_one_s_own_place_in_it_does_not():
    activity_id = published(per_enterprise=1)
    register(activity_id, "valves")
    mine = register(activity_id, enterprise_name="欣步鞋业")
    by_link(activity_id, mine, enterprise_name="鹿城欣步鞋业有限公司")
    assert row(mine).organisation_id is None  # a typed name opens nothing
    with pytest.raises(rules.EnterpriseFull):
        by_link(activity_id, mine, enterprise_name="龙湾恒泽阀门公司")
    with pytest.raises(rules.EnterpriseFull):
        by("organiser", activity_id, mine, organisation_id=VALVES)
    with pytest.raises(Missing):
        by_link(activity_id, mine, enterprise_name="")
    by("organiser", activity_id, mine, organisation_id=SHOES)
    assert row(mine).organisation_id == SHOES


def test_only_those_who_hold_it_choose_an_enterprise_and_only_one_that_they_find():
    activity_id = published()
    mine, own = register(activity_id, enterprise_name="欣步"), register(activity_id, "valves")
    by_link(activity_id, mine, organisation_id=VALVES)
    assert row(mine).organisation_id is None
    for wrong in (FINANCE, 999):
        with pytest.raises(Unclear):
            by("organiser", activity_id, mine, organisation_id=wrong)
    by("organiser", activity_id, mine, organisation_id=VALVES)
    with pytest.raises(EnterpriseStands):
        by_link(activity_id, mine, enterprise_name="别的企业")
    by("organiser", activity_id, mine, enterprise_name="欣步")  # chosen by mistake
    assert (row(mine).organisation_id, row(mine).enterprise_name) == (None, "欣步")
    perform(ID["shoes"], correct, activity_id, token=mine.token, enterprise_name="欣步鞋")
    assert row(mine).organisation_id is None  # not that of whoever opens the link
    for who, said in (
        ("valves", {"enterprise_name": "别"}),
        ("organiser", {"organisation_id": SHOES}),
    ):
        with pytest.raises(EnterpriseStands):
            by(who, activity_id, own, **said)


def test_where_the_audience_binds_whoever_registered_names_no_other_enterprise():
    activity_id = published(sizes=(SizeClass.LARGE,), audience_binds=True)
    mine = register(activity_id, "organiser", enterprise_name="欣步")
    with pytest.raises(rules.NotOfAudience):
        by_link(activity_id, mine, enterprise_name="别的企业")
    by_link(activity_id, mine, enterprise_name="欣步", person_name="林晓")
    by("organiser", activity_id, mine, enterprise_name="别的企业")


def test_questions_are_answered_as_at_registering_and_former_answers_are_kept():
    car = Question("car", "车牌", is_required=True)
    activity_id = published(questions=(MEAL,))
    mine = register(activity_id, answers={"meal": "是"})
    perform(ID["organiser"], activities.correct, activity_id, plan=plan(questions=(car,)))
    with pytest.raises(Missing):
        by_link(activity_id, mine, answers={})
    by_link(activity_id, mine, answers={"car": "浙C12345"})
    assert row(mine).answers == {"meal": "是", "car": "浙C12345"}


def test_whoever_registered_corrects_while_they_can_withdraw_and_keepers_until_the_end():
    activity_id = published(wants_approval=True)
    mine, refused = register(activity_id), register(activity_id)
    by_link(activity_id, mine, person_name="甲")
    assert row(mine).state is R.AWAITING_APPROVAL
    refuse(activity_id, refused)
    approve(activity_id, mine)
    for who in ("organiser", None):
        with pytest.raises(RegistrationMovedOn):
            give = by_link if who is None else lambda *of, **said: by("organiser", *of, **said)
            give(activity_id, refused, person_name="乙")
    with clock.stopped(STARTS):
        with pytest.raises(rules.RegistrationClosed):
            by_link(activity_id, mine, person_name="丙")
        by("organiser", activity_id, mine, person_name="丙")
    check_in(activity_id, registration_id=mine.registration_id)
    before = len(mails())
    with clock.stopped(STARTS + timedelta(hours=1)):
        with pytest.raises(RegistrationMovedOn):
            by_link(activity_id, mine, person_name="丁")
        by("organiser", activity_id, mine, person_name="丁", email="ding@example.com")
    assert (row(mine).person_name, row(mine).state) == ("丁", R.ATTENDED)
    assert len(mails()) == before  # who came needs no confirmation
    with clock.stopped(STARTS + timedelta(hours=2)), pytest.raises(rules.RegistrationClosed):
        by("organiser", activity_id, mine, person_name="戊")


def test_of_two_keepers_neither_writes_over_what_the_other_has_put_right():
    activity_id = published()
    mine = register(activity_id, person_name="林晓", phone="13857709001")
    was = {"person_name": "林晓", "phone": "138 5770 9001", "email": ""}
    kept = {"email": row(mine).email or ""}
    was |= kept
    by("admin", activity_id, mine, **(was | {"person_name": "林小"}), was=was)
    with pytest.raises(ChangedMeanwhile, match="Name"):
        by("organiser", activity_id, mine, **(was | {"phone": "13857709002"}), was=was)
    assert (row(mine).person_name, row(mine).phone) == ("林小", "+8613857709001")
    now = was | {"person_name": "林小"}
    by("organiser", activity_id, mine, **(now | {"phone": "13857709002"}), was=now)
    assert (row(mine).person_name, row(mine).phone) == ("林小", "+8613857709002")


def test_nobody_else_corrects_it():
    activity_id, other = published(), published(starts_at=LATER)
    mine = register(activity_id, "valves")
    for who in ("shoes", "lucheng", "leader"):
        with pytest.raises(Forbidden):
            by(who, activity_id, mine, person_name="甲")
    for of, token in ((activity_id, "guessed"), (activity_id, ""), (other, mine.token)):
        with pytest.raises(NotFound):
            perform(PUBLIC, correct, of, token=token, person_name="甲")
    by("valves", activity_id, mine, person_name="甲")
    assert row(mine).person_name == "甲"


@pytest.mark.parametrize("stage", ["held", "reported", "cancelled"])
def test_what_is_over_or_called_off_is_not_corrected(stage):
    activity_id = at_stage(activities.ActivityStage(stage))
    with pytest.raises(activities.ActivityMovedOn):
        perform(ID["organiser"], correct, activity_id, registration_id=1, person_name="甲")


def test_of_two_who_take_one_number_at_once_one_gets_it_and_no_seat_moves():
    activity_id = published(capacity=2)
    receipts = [register(activity_id) for _ in range(3)]

    def same(receipt):
        with clock.stopped(NOW):  # each thread has a clock of its own
            by_link(activity_id, receipt, phone="13857709999")

    with ThreadPoolExecutor(2) as people:
        list(people.map(same, receipts[1:]))
    assert sum(row(each).phone == "+8613857709999" for each in receipts) == 1
    assert states(activity_id) == [R.REGISTERED, R.REGISTERED, R.WAITING]
    assert (activity(activity_id).taken, verification.verify()) == (2, [])
