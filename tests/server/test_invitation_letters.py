"""The mail that invites an enterprise: in its language, with the reasons, for its calendar, and with the way out."""

import re
from datetime import timedelta

import icalendar
import pytest

from db.engine import snapshot, transaction
from db.models import Organisation, User
from domain import (
    activities,
    activity_invitations,
    activity_moves,
    activity_repeats,
    clock,
    registrations,
)
from domain.command import perform
from domain.invitation_letters import meant_by
from domain.queries import invitation_previews, invitations
from server import mail
from tests.happenings import NOW, STARTS, drafted, published, register
from tests.town import ID, LONGWAN, LUCHENG, SHOES, VALVES, person

WEEKLY = "FREQ=WEEKLY;COUNT=3"


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def firms(mailbox):
    with transaction() as session:
        session.get_one(Organisation, VALVES).email = "office@valves.example"
        user = session.get_one(User, ID["shoes"])
        user.email, user.language, user.name = "su@shoes.example", "en", "Su {link}"
    return mailbox


def invite(*ids, **said):
    activity_id = published(areas=(LONGWAN, LUCHENG), title_en="Compliance", **said)
    perform(ID["organiser"], activity_invitations.invite, activity_id, organisation_ids=ids)
    return activity_id


def sent(firms):
    before = len(firms.taken)
    mail.send_due()
    return [message for _, message in firms.taken[before:]]


def body(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_it_says_what_when_and_why_and_offers_the_activity_to_the_calendar(firms):
    activity_id = invite(VALVES, SHOES, summary="讲解新《公司法》。", summary_en="On the new law.")
    with snapshot() as session:
        beforehand = invitation_previews.preview(session, person("organiser"), activity_id, SHOES)
    chinese, english = sent(firms)
    assert chinese["Subject"] == "邀请参加：企业合规公益讲座"
    for told in (
        "龙湾恒泽阀门有限公司：",
        "2026年3月12日 14:00–16:00",
        "* 活动面向贵企业所在区域",
        "讲解新",
    ):
        assert told in body(chinese), told
    assert english["Subject"] == "Invitation: Compliance"
    assert "Dear Su {link}," in body(english) and "* it is for enterprises of your area" in body(
        english
    )
    assert f"https://platform.example/activity?id={activity_id}" in body(english)
    assert body(english).replace("\r\n", "\n").startswith(beforehand.body.rstrip("\n"))
    part = english.get_body(("calendar",))
    calendar = icalendar.Calendar.from_ical(part.get_content())
    assert calendar["METHOD"] == part.get_param("method") == "PUBLISH"
    [event] = calendar.walk("VEVENT")
    assert event.start == STARTS and str(event["SUMMARY"]) == "Compliance"
    [named] = english.iter_attachments()
    assert (named.get_filename(), named.get_content_type()) == ("invite.ics", "application/ics")
    assert named.get_content().decode() == part.get_content()
    text, once_more = english.get_payload()[0].iter_parts()  # the file stands beside both
    assert (text.get_content_type(), once_more.get_content_type()) == (
        "text/plain",
        "text/calendar",
    )


def test_the_way_out_is_offered_and_works_without_a_session(firms):
    invite(VALVES)
    [message] = sent(firms)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(.*)>", message["List-Unsubscribe"])[1]
    assert address in body(message)
    token = address.rsplit("/", 1)[1]
    assert meant_by(token) == VALVES
    for wrong in (token[:-1] + "0", f"i{SHOES}.{token.split('.')[1]}", "i", "i.", "7.abc"):
        assert wrong == token or meant_by(wrong) is None


def calendar_of(message):
    part = message.get_body(("calendar",))
    [event] = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert not event.errors
    return part.get_param("method"), event


def test_the_invited_hear_once_that_it_is_moved_or_cancelled_unless_they_said_something(firms):
    organiser = ID["organiser"]
    activity_id = invite(VALVES, SHOES)
    perform(organiser, activity_moves.move, activity_id, starts_at=STARTS + timedelta(hours=1))
    first = sent(firms)  # not moved for those who read it first when it was so
    assert [each["Subject"][:4] for each in first] == ["邀请参加", "Invi"]
    _, entered = calendar_of(first[0])
    for days in (1, 2):  # twice before a mail goes out: told once, as it then stands
        perform(
            organiser, activity_moves.move, activity_id, starts_at=STARTS + timedelta(days=days)
        )
    moved, other = sent(firms)
    assert (moved["Subject"], other["Subject"]) == (
        "活动变更：企业合规公益讲座",
        "Another time or place: Compliance",
    )
    assert "2026年3月14日 14:00" in body(moved) and moved["List-Unsubscribe"]
    method, put = calendar_of(moved)
    assert (method, put["UID"], put["SEQUENCE"]) == ("PUBLISH", entered["UID"], 3)
    assert put.start == STARTS + timedelta(days=2)
    with snapshot() as session:
        told = invitations.invited(session, person("organiser"), activity_id)
    assert [each.organisation_id for each in told.lines] == [SHOES, VALVES]  # each once
    receipt = register(activity_id, "shoes")
    sent(firms)
    perform(ID["shoes"], registrations.withdraw, activity_id, token=receipt.token)
    sent(firms)
    perform(organiser, activities.cancel, activity_id, reason="场地停电")
    [gone] = sent(firms)
    assert gone["Subject"] == "活动取消：企业合规公益讲座" and "场地停电" in body(gone)
    method, out = calendar_of(gone)
    assert (method, out["STATUS"], out["UID"]) == ("CANCEL", "CANCELLED", entered["UID"])
    assert int(out["SEQUENCE"]) == 4 and out["ORGANIZER"] == entered["ORGANIZER"]


def weekly(*, invited):
    """Three weeks of it; to which occurrences whom."""
    first = drafted(areas=(LONGWAN, LUCHENG), title_en="Compliance")
    ids = [first, *perform(ID["organiser"], activity_repeats.recur, first, rule=WEEKLY)]
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    for activity_id, whom in zip(ids, invited, strict=False):
        said = {"organisation_ids": whom}
        perform(ID["organiser"], activity_invitations.invite, activity_id, **said)
    return ids


def test_what_happened_to_several_occurrences_is_told_once_by_the_next_with_the_others(firms):
    first, second, _ = weekly(invited=[(VALVES,), (VALVES, SHOES)])
    assert len(sent(firms)) == 3
    organiser, later = ID["organiser"], STARTS + timedelta(hours=1)
    perform(organiser, activity_moves.move, first, starts_at=later, with_following=True)
    theirs, others = sent(firms)
    assert "时间：2026年3月12日 15:00–17:00" in body(theirs)
    assert "以下场次也一并调整为：\n  2026年3月19日 15:00–17:00\n" in body(theirs)
    assert "When:      19 March 2026 15:00" in body(others) and "too" not in body(others)
    [entries] = [part for part in theirs.walk() if part.get_content_type() == "text/calendar"]
    found = icalendar.Calendar.from_ical(entries.get_content()).walk("VEVENT")
    assert [each.start for each in found] == [later, later + timedelta(days=7)]
    perform(organiser, activities.cancel, first, reason="场地停电", with_following=True)
    with clock.stopped(later + timedelta(minutes=1)):  # the first would have begun
        theirs, others = sent(firms)
    assert "2026年3月19日 15:00–17:00" in body(theirs) and "3月12日" not in body(theirs)
    assert theirs["Subject"][:4] == "活动取消" and "一并" not in body(theirs)
    assert others["Subject"] == "Cancelled: Compliance" and second


def test_who_wants_no_invitations_hears_no_more_of_them(firms):
    activity_id = invite(VALVES)
    sent(firms)
    perform(ID["valves"], activity_invitations.want, VALVES, wanted=False)
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    assert sent(firms) == []


def test_what_is_no_longer_so_is_not_sent(firms):
    cancelled = invite(VALVES)
    perform(ID["organiser"], activities.cancel, cancelled, reason="场地停电")
    assert sent(firms) == []
    registered = invite(VALVES, starts_at=STARTS + timedelta(days=1))
    register(registered, "valves")
    assert [each["Subject"] for each in sent(firms)] == ["报名成功：企业合规公益讲座"]
    with clock.stopped(NOW + timedelta(days=8)):
        activity_id = published(areas=(LONGWAN,), starts_at=STARTS + timedelta(days=2))
        said = {"organisation_ids": (VALVES,)}
        perform(ID["organiser"], activity_invitations.invite, activity_id, **said)
        perform(ID["valves"], activity_invitations.want, VALVES, wanted=False)
        assert sent(firms) == []
