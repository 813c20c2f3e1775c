"""Who may register for an activity: once, in its window, as one of its audience, with its questions answered."""

from datetime import timedelta

import pytest

from db.activity_vocabulary import RegistrationState
from db.engine import snapshot, transaction
from db.models import Activity, Organisation
from db.vocabulary import Kind, MessageKind, SizeClass
from domain import (
    activities,
    attendance,
    clock,
    merging,
    records,
    verification,
)
from domain import registration_rules as rules
from domain.activity_plans import Question
from domain.command import perform
from domain.errors import Missing, Unclear
from domain.permissions import PUBLIC
from tests import happenings
from tests.happenings import (
    NOW,
    STARTS,
    approve,
    mails,
    published,
    refuse,
    register,
    registration,
    states,
    withdraw,
)
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, SHOES, VALVES

pytestmark = pytest.mark.usefixtures("small_town")

R = RegistrationState


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


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


def test_an_activity_of_the_past_takes_nobody():
    activity_id = happenings.held()
    with pytest.raises(activities.ActivityMovedOn):
        register(activity_id)


def test_an_enterprise_is_chosen_only_by_those_who_hold_it_and_only_one_that_they_find():
    activity_id = published(area_code=LUCHENG)
    mine = register(activity_id, organisation_id=VALVES, enterprise_name="来宾的企业")
    own = register(activity_id, "shoes", organisation_id=VALVES)
    ids = [registration(each.registration_id).organisation_id for each in (mine, own)]
    assert ids == [None, SHOES]
    for who, unseen in (("organiser", FINANCE), ("organiser", 999), ("lucheng", VALVES)):
        with pytest.raises(Unclear):
            register(activity_id, who, organisation_id=unseen)
        with clock.stopped(STARTS), pytest.raises(Unclear):
            said = {"person_name": "来宾", "organisation_id": unseen}
            perform(ID[who], attendance.walk_in, activity_id, **said)
    chosen = register(activity_id, "lucheng", organisation_id=SHOES)
    assert registration(chosen.registration_id).organisation_id == SHOES
