"""Who is proposed to be invited and why, that nobody is invited twice or too often, and what came of it."""

import itertools
from datetime import timedelta

import pytest
from sqlmodel import col, func, select, update

from db.activity_vocabulary import ActivityKind, WhyInvited
from db.engine import snapshot, transaction
from db.models import (
    Activity,
    ActivityInvitation,
    Industry,
    InvitationDeclined,
    Message,
    Organisation,
    User,
)
from db.vocabulary import Kind, MessageKind, SizeClass
from domain import (
    activities,
    activity_invitations,
    activity_series,
    attendance,
    clock,
    demands,
    merging,
    records,
    verification,
)
from domain import invitation_rules as rules
from domain.activity_invitations import AsItIs, NobodyToInvite
from domain.command import perform
from domain.errors import Forbidden
from domain.invitation_rules import Reason
from domain.permissions import PUBLIC
from domain.queries import invitation_previews, invitations
from domain.registration_rules import RegistrationClosed
from tests import happenings, town
from tests.domain.queries.many import plan as query_plan
from tests.happenings import NOW, STARTS, check_in, published, register
from tests.town import ID, LONGWAN, LUCHENG, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")

W = WhyInvited


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def firms(small_town):
    """Valves is a small one of industry 3443 with an office's address, Shoes has a person who reads English."""
    with transaction() as session:
        session.add(Industry(code="34", name="通用设备制造业", name_en="Machinery"))
        session.add(Industry(code="3443", name="阀门制造", name_en="Valves"))
        session.flush()
        valves = session.get_one(Organisation, VALVES)
        valves.industry_code, valves.size_class = "3443", SizeClass.SMALL
        valves.email = "office@valves.example"
        user = session.get_one(User, ID["shoes"])
        user.email, user.language, user.name = "su@shoes.example", "en", "Su"


def proposed(activity_id, username="organiser"):
    """{enterprise: (points, reasons)} in the order of the list."""
    with snapshot() as session:
        found = invitations.proposed(session, person(username), activity_id)
    return {each.id: (each.score, each.reasons) for each in found.candidates} if found else None


def counted(activity_id):
    with snapshot() as session:
        told = invitations.proposed(session, person("organiser"), activity_id).counted
    return told.fit, told.free, {name: many for name, many in told.hindered if many}


def invite(activity_id, *ids, username="organiser"):
    said = {"organisation_ids": ids}
    return perform(ID[username], activity_invitations.invite, activity_id, **said)


_days = itertools.count(1)


def another(**said):
    """An activity on a day of its own, so that it is in nobody's way."""
    return published(starts_at=STARTS + timedelta(days=next(_days)), **said)


def came(who, enterprise_name="", **said):
    """Somebody of an enterprise came to an activity of last month."""
    day = NOW - timedelta(days=30 + next(_days))
    with clock.stopped(day - timedelta(days=1)):
        activity_id = published(starts_at=day, **said)
        receipt = register(activity_id, who, enterprise_name=enterprise_name)
    with clock.stopped(day):
        perform(ID["organiser"], attendance.check_in, activity_id, code=receipt.code)
    return activity_id


def messages():
    with snapshot() as session:
        asked = select(Message).where(Message.kind == MessageKind.ACTIVITY_INVITED)
        return session.exec(asked.order_by(col(Message.id))).all()


def test_whoever_is_of_the_audience_is_proposed_with_what_they_have_in_common(firms):
    activity_id = published(industries=("34",), sizes=(SizeClass.SMALL,), areas=(LONGWAN,))
    why = (Reason(W.INDUSTRY), Reason(W.SIZE), Reason(W.AREA))
    assert proposed(activity_id) == {VALVES: (4, why)}
    assert proposed(another(areas=(LUCHENG,))) == {SHOES: (1, (Reason(W.AREA),))}
    assert proposed(another(title="不限对象")) == {}
    assert proposed(activity_id, "valves") is None


def test_past_interest_counts_more_and_is_told_with_how_often(firms):
    series = perform(
        ID["organiser"], activity_series.begin, kind=ActivityKind.LEGAL_SERVICE_MONTH, name="服务月"
    )
    came("shoes", series_id=series)
    came("valves")
    activity_id = published(series_id=series)
    assert proposed(activity_id) == {
        SHOES: (5, (Reason(W.CAME_TO_SERIES, 1),)),
        VALVES: (4, (Reason(W.CAME_TO_KIND, 1),)),
    }
    other = another(kind=ActivityKind.JOB_FAIR)
    assert proposed(other) == {}


def test_past_interest_of_whoever_typed_the_name_only_counts_for_the_one_of_that_name(firms):
    for name in ("龙湾恒泽阀门", "路过的厂"):
        came(PUBLIC, enterprise_name=name)
    assert proposed(published()) == {VALVES: (4, (Reason(W.CAME_TO_KIND, 1),))}


def test_a_demand_in_the_field_of_the_activity_is_a_reason_for_those_who_may_see_it(firms):
    with clock.stopped(NOW - timedelta(days=20)):
        demand = town.receive(enterprise_id=VALVES).demand_id
        perform(ID["intake"], demands.accept, demand, **town.CLASSES)
    activity_id = published(kind=ActivityKind.GOOD_PROJECT)
    assert proposed(activity_id) == {VALVES: (3, (Reason(W.ASKED_ABOUT, 1),))}
    assert proposed(another(kind=ActivityKind.JOB_FAIR)) == {}


def test_an_audience_that_binds_is_not_left_for_past_interest(firms):
    came("shoes")
    open_to_others = published(areas=(LONGWAN,))
    assert list(proposed(open_to_others)) == [SHOES, VALVES]
    bound = another(areas=(LONGWAN,), audience_binds=True)
    assert list(proposed(bound)) == [VALVES]


def test_each_is_written_to_once_in_its_language_and_the_reasons_are_kept(firms):
    activity_id = published(areas=(LONGWAN, LUCHENG))
    told = invite(activity_id, VALVES, SHOES, VALVES, 999)
    assert (told.many, told.left_out) == (2, 1)
    assert [(each.recipient, each.language) for each in messages()] == [
        ("office@valves.example", "zh"),
        ("su@shoes.example", "en"),
    ]
    with pytest.raises(NobodyToInvite):
        invite(activity_id, VALVES, SHOES)
    assert len(messages()) == 2 and proposed(activity_id) == {}
    assert counted(activity_id) == (2, 0, {"invited": 2})
    with snapshot() as session:
        [row] = session.exec(
            select(ActivityInvitation).where(ActivityInvitation.organisation_id == SHOES)
        )
    assert (row.contact_name, row.score) == ("Su", 1)
    assert rules.reasons(row.reasons) == (Reason(W.AREA),)
    assert verification.verify() == []


def test_who_has_no_address_has_registered_or_wants_none_is_left_out(firms):
    activity_id = published(areas=(LONGWAN, LUCHENG))
    with transaction() as session:
        session.exec(update(Organisation).where(Organisation.id == VALVES).values(email=None))
    assert counted(activity_id) == (2, 1, {"no_address": 1})
    register(activity_id, enterprise_name="鹿城欣步鞋业有限公司")
    assert counted(activity_id) == (2, 0, {"registered": 1, "no_address": 1})
    perform(ID["shoes"], activity_invitations.want, SHOES, wanted=False)
    with pytest.raises(AsItIs):
        perform(ID["shoes"], activity_invitations.want, SHOES, wanted=False)
    with pytest.raises(Forbidden):
        perform(ID["shoes"], activity_invitations.want, VALVES, wanted=False)
    assert counted(activity_id)[2]["declined"] == 1
    perform(ID["shoes"], activity_invitations.want, SHOES, wanted=True)
    assert "declined" not in counted(activity_id)[2]


def test_nobody_is_invited_more_often_in_a_week_than_is_stated(firms):
    several = [another(areas=(LONGWAN,)) for _ in range(rules.MOST_A_WEEK + 1)]
    for each in several[:-1]:
        invite(each, VALVES)
    with pytest.raises(NobodyToInvite):
        invite(several[-1], VALVES)
    assert counted(several[-1])[2] == {"often": 1}
    with clock.stopped(NOW + rules.WEEK + timedelta(minutes=1)):
        assert invite(several[-1], VALVES).many == 1


def test_only_a_published_activity_that_is_to_come_invites_and_only_by_those_who_hold_it(firms):
    activity_id = published(areas=(LONGWAN,))
    for username in ("valves", "longwan", "tax"):
        with pytest.raises(Forbidden):
            invite(activity_id, VALVES, username=username)
    draft = happenings.drafted(areas=(LONGWAN,))
    with pytest.raises(activities.ActivityMovedOn):
        invite(draft, VALVES)
    with clock.stopped(STARTS), pytest.raises(RegistrationClosed):
        invite(activity_id, VALVES)


def test_it_is_seen_who_of_those_invited_registered_and_came(firms):
    activity_id = published(areas=(LONGWAN, LUCHENG))
    invite(activity_id, VALVES, SHOES)
    receipt = register(activity_id, "valves")
    register(activity_id, enterprise_name="鹿城欣步鞋业有限公司")
    check_in(activity_id, code=receipt.code)
    with snapshot() as session:
        page = invitations.invited(session, person("organiser"), activity_id)
        assert invitations.invited(session, person("shoes"), activity_id) is None
    assert (page.invited, page.registered, page.came) == (2, 2, 1)
    found = {each.organisation_id: (each.has_registered, each.has_come) for each in page.lines}
    assert found == {VALVES: (True, True), SHOES: (True, False)}


def test_the_pages_of_the_list_hold_everybody_once_also_after_some_were_invited(firms, monkeypatch):
    monkeypatch.setattr(invitations, "PAGE", 3)
    many(7)
    activity_id = published(areas=(LONGWAN,))
    seen, after = [], 0
    with snapshot() as session:
        assert len(invitations.best(session, person("organiser"), activity_id, 5)) == 5
    while after is not None:
        with snapshot() as session:
            page = invitations.proposed(session, person("organiser"), activity_id, after)
        seen += [each.id for each in page.candidates]
        invite(activity_id, page.candidates[-1].id)
        after = page.next
    assert len(seen) == len(set(seen)) == 8


def test_two_records_that_were_both_invited_are_merged_and_parted_again(firms):
    said = {"name": "龙湾恒则阀门有限公司", "area_code": LONGWAN, "email": "a@example.com"}
    twin = perform(ID["intake"], records.add, kind=Kind.ENTERPRISE, fields=said)
    both = published(areas=(LONGWAN,))
    invite(both, VALVES, twin)
    one = another(areas=(LONGWAN,))
    invite(one, twin)
    perform(ID["intake"], activity_invitations.want, twin, wanted=False)

    def of(table):
        with snapshot() as session:
            asked = select(table.organisation_id, func.count()).group_by(table.organisation_id)
            return dict(session.exec(asked).all())

    perform(ID["intake"], merging.merge, VALVES, other_id=twin)
    assert of(ActivityInvitation) == {VALVES: 2, twin: 1}
    assert of(InvitationDeclined) == {VALVES: 1}
    perform(ID["intake"], merging.undo, twin, reason="看错了")
    assert of(ActivityInvitation) == {VALVES: 1, twin: 2}
    assert of(InvitationDeclined) == {twin: 1}


def many(count, area=LONGWAN):
    """So many more enterprises of one area, each with an address."""
    with transaction() as session:
        model = session.get_one(Organisation, VALVES).model_dump(exclude={"id", "credit_code"})
        rows = [
            model | {"name": f"企业{n}", "name_key": f"企业{n}", "area_code": area}
            for n in range(count)
        ]
        session.execute(Organisation.__table__.insert(), rows)


def test_among_thousands_a_binding_audience_is_a_range_and_the_rest_is_found_once(firms):
    activity_id = published(areas=(LONGWAN,), audience_binds=True)
    many(5000, LUCHENG)
    with snapshot() as session:
        row = session.get_one(Activity, activity_id)
        told = query_plan(invitations.paged(session, person("organiser"), row, 0), "organisation")
    indexes = ("kind_area", "area_code", "audience")
    assert any(f"ix_organisation_{each}" in told for each in indexes)
    assert "CORRELATED" not in told and "(SubPlan" not in told, told  # hashed ones are found once


def test_an_enterprise_that_nothing_speaks_for_is_invited_by_the_organisers_choice(firms):
    activity_id = another(title="不限对象")
    assert proposed(activity_id) == {}
    with pytest.raises(NobodyToInvite):
        invite(activity_id, VALVES)
    with snapshot() as session:
        chosen = invitation_previews.by_hand(session, person("organiser"), activity_id, VALVES)
        assert invitation_previews.by_hand(session, person("valves"), activity_id, VALVES) is None
    assert chosen.hindered == () and "主办方特邀贵企业参加" in chosen.letter.body
    said = {"organisation_ids": [VALVES], "by_hand": True}
    done = perform(ID["organiser"], activity_invitations.invite, activity_id, **said)
    assert (done.many, done.left_out) == (1, 0)
    with snapshot() as session:
        [line] = invitations.invited(session, person("organiser"), activity_id).lines
        again = invitation_previews.by_hand(session, person("organiser"), activity_id, VALVES)
    assert line.reasons == (Reason(W.CHOSEN),) and again.hindered == ("invited",)
    with pytest.raises(NobodyToInvite):
        perform(ID["organiser"], activity_invitations.invite, activity_id, **said)


def test_what_hinders_and_an_audience_that_binds_hold_for_whoever_is_chosen_too(firms):
    binding = another(areas=(LUCHENG,), audience_binds=True)
    with snapshot() as session:
        assert invitation_previews.by_hand(session, person("organiser"), binding, VALVES) is None
    open_to_all = another()
    perform(ID["valves"], activity_invitations.want, VALVES, wanted=False)
    with snapshot() as session:
        chosen = invitation_previews.by_hand(session, person("organiser"), open_to_all, VALVES)
    assert chosen.hindered == ("declined",)
    for activity_id in (binding, open_to_all):
        with pytest.raises(NobodyToInvite):
            said = {"organisation_ids": [VALVES], "by_hand": True}
            perform(ID["organiser"], activity_invitations.invite, activity_id, **said)
