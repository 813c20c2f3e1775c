"""Mails about registrations: what each says when it is sent, with the code as a picture; and which are not sent."""

from datetime import timedelta

import icalendar
import pytest
from icalendar.parser import Contentline, Contentlines
from sqlmodel import col, select

from db.engine import snapshot
from db.models import MessageAttempt
from domain import (
    activities,
    activity_feedback,
    activity_moves,
    activity_repeats,
    attendance,
    clock,
    jobs,
    registration_corrections,
    registration_mails,
    registrations,
)
from domain.command import perform
from domain.permissions import PUBLIC
from domain.queries import activity_feeds, outbox
from server import mail
from tests import happenings
from tests.happenings import (
    NOW,
    STARTS,
    activity,
    check_in,
    published,
    register,
    registration,
)
from tests.outbox import answers
from tests.town import ID, person


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def sent(mailbox):
    """What went out since the last look: (subject, text, kinds of what is attached)."""
    before = len(mailbox.taken)
    mail.send_due()
    return [_parts(each) for _, each in mailbox.taken[before:]]


def _parts(message):
    body = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    return (
        message["Subject"],
        body,
        [part.get_content_type() for part in message.iter_attachments()],
    )


def test_a_confirmation_says_when_and_where_and_carries_code_picture_and_link(mailbox):
    receipt = register(published(), person_name="{link} 林晓")
    [(subject, body, attached)] = sent(mailbox)
    assert subject == "报名成功：企业合规公益讲座"
    assert "2026年3月12日 14:00–16:00" in body and "市民中心一号厅" in body
    assert receipt.code in body and "{link} 林晓" in body
    assert f"https://platform.example/registration?t={receipt.token}" in body
    assert attached == ["application/ics", "image/png"]


def calendars(mailbox):
    """What went to the calendars since the last look: (method, event), as icalendar reads them."""
    before, found = len(mailbox.taken), []
    mail.send_due()
    for _, each in mailbox.taken[before:]:
        part = each.get_body(("calendar",))
        if part is None:
            found.append(None)
            continue
        for line in filter(None, Contentlines.from_ical(part.get_content())):
            Contentline.from_ical(line, strict=True).parts()
        calendar = icalendar.Calendar.from_ical(part.get_content())
        assert part.get_param("method") == calendar["METHOD"]
        [event] = calendar.walk("VEVENT")
        assert not calendar.errors and not event.errors
        found.append((str(calendar["METHOD"]), event))
    return found


def test_a_seat_is_entered_in_the_reader_s_calendar_moved_there_and_struck_out(mailbox):
    activity_id = published(capacity=1, link="https://meet.example/1")
    receipt = register(activity_id, person_name='林晓 "小林"', email="lin@example.com")
    waits = register(activity_id)
    [(method, entered), nothing] = calendars(mailbox)
    assert (method, nothing) == ("REQUEST", None)
    assert entered["ATTENDEE"] == "mailto:lin@example.com"
    assert entered["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert entered["ORGANIZER"] == "mailto:desk@platform.example"
    assert entered["ORGANIZER"].params["CN"] == "温州市中小企业服务平台"
    assert "https://meet.example/1" in entered["LOCATION"] and entered.start == STARTS
    perform(ID["organiser"], activity_moves.move, activity_id, starts_at=STARTS + timedelta(days=1))
    moved, nothing = calendars(mailbox)
    assert nothing is None and moved[0] == "REQUEST" and moved[1]["UID"] == entered["UID"]
    assert (moved[1]["SEQUENCE"], moved[1].start) == (2, STARTS + timedelta(days=1))
    perform(PUBLIC, registrations.withdraw, activity_id, token=receipt.token)
    (struck, out), (method, _) = calendars(mailbox)
    assert (struck, out["STATUS"], out["UID"]) == ("CANCEL", "CANCELLED", entered["UID"])
    assert (entered["SEQUENCE"], out["SEQUENCE"]) == (
        1,
        3,
    )  # or a calendar would leave it as it was
    assert method == "REQUEST"  # who has moved up
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    [(method, gone)] = calendars(mailbox)
    assert (method, gone["SEQUENCE"], gone["STATUS"]) == ("CANCEL", 4, "CANCELLED")
    assert registration(waits.registration_id).email in gone["ATTENDEE"]


def test_who_withdraws_and_registers_again_is_entered_anew(mailbox):
    activity_id, said = published(), {"email": "lin@example.com", "phone": "13857700001"}
    for _ in range(2):
        receipt = register(activity_id, "valves", **said)
        perform(PUBLIC, registrations.withdraw, activity_id, token=receipt.token)
    register(activity_id, "valves", **said)
    mails = [each for each in calendars(mailbox) if each]
    assert [str(each["STATUS"]) for _, each in mails[-3:]] == [
        "CANCELLED",
        "CANCELLED",
        "CONFIRMED",
    ]
    with snapshot() as session:
        feed = activity_feeds.registrations(session, person("valves"), "zh")
    [entry] = feed.entries
    assert [each["SEQUENCE"] for _, each in mails[-3:]] == [2, 4, 5] and entry.sequence == 5


def test_who_waits_reads_their_place_and_is_told_when_they_move_up(mailbox):
    activity_id = published(capacity=1, title_en="Compliance")
    first = register(activity_id)
    register(activity_id, language="en")
    second = register(activity_id, language="en")
    waits = sent(mailbox)[-1]
    assert waits[0] == "You are on the waiting list: Compliance"
    assert "You are number 2 on the waiting list" in waits[1] and waits[2] == []
    perform(PUBLIC, registrations.withdraw, activity_id, token=first.token)
    withdrawn, moved_up = sent(mailbox)
    assert withdrawn[0].startswith("报名已取消") and moved_up[0] == "You have a seat: Compliance"
    assert "12 March 2026 14:00–16:00" in moved_up[1] and moved_up[2] == [
        "application/ics",
        "image/png",
    ]
    assert second.code not in moved_up[1]


def test_every_word_of_the_organisers_has_its_letter(mailbox):
    activity_id = published(wants_approval=True)
    one, other = register(activity_id), register(activity_id)
    assert [each[0][:5] for each in sent(mailbox)] == ["报名待审核"] * 2
    ids = {"registration_id": one.registration_id}
    perform(ID["organiser"], registrations.approve, activity_id, **ids)
    ids = {"registration_id": other.registration_id}
    perform(ID["organiser"], registrations.refuse, activity_id, **ids, reason="名额留给小微企业")
    approved, refused = sent(mailbox)
    assert approved[0].startswith("报名成功") and "名额留给小微企业" in refused[1]
    perform(ID["organiser"], activity_moves.move, activity_id, starts_at=STARTS + timedelta(days=1))
    [changed] = sent(mailbox)
    assert changed[0].startswith("活动时间或地点有变") and "3月13日" in changed[1]
    with clock.stopped(STARTS + timedelta(hours=10)):
        jobs.look_after_activities()
        [reminder] = sent(mailbox)
        assert reminder[0].startswith("活动提醒") and one.code in reminder[1]
        perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
        [cancelled] = sent(mailbox)
        assert "场地停电" in cancelled[1]


def test_what_is_no_longer_so_is_not_sent(mailbox):
    activity_id = published(capacity=1)
    receipt = register(activity_id)
    perform(PUBLIC, registrations.withdraw, activity_id, token=receipt.token)
    [withdrawn] = sent(mailbox)
    assert withdrawn[0].startswith("报名已取消")
    register(activity_id)
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    assert [each[0][:4] for each in sent(mailbox)] == ["活动取消"]
    with snapshot() as session:
        told = session.exec(select(MessageAttempt.answer).order_by(col(MessageAttempt.id))).all()
    assert "not sent: the registration has moved on" in told
    assert "not sent: the activity has moved on" in told


def test_what_waits_for_an_address_that_was_corrected_is_not_sent_there(mailbox):
    activity_id = published()
    mine = register(activity_id, email="wrong@example.com")  # its confirmation has not gone out
    said = {"token": mine.token, "email": "right@example.com"}
    perform(PUBLIC, registration_corrections.correct, activity_id, **said)
    mail.send_due()
    [(envelope, message)] = mailbox.taken
    assert envelope.rcpt_tos == ["right@example.com"]
    assert mine.code in message.get_body(("plain",)).get_content()
    assert "another address" in " ".join(answer for _, answer in answers())


def test_the_administrator_sees_what_a_message_is_about(mailbox):
    activity_id = published()
    register(activity_id)
    with snapshot() as session:
        [line] = outbox.messages(session, person("admin"), None, None, 1)
    assert line.about == activity(activity_id).number


def test_of_several_cancelled_together_one_mail_tells_and_strikes_out_each(mailbox):
    first = happenings.drafted()
    ids = [
        first,
        *perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=3"),
    ]
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    for each in ids:
        register(each, email="lin@example.com")
    mail.send_due()
    said = {"reason": "讲师生病", "with_following": True}
    perform(ID["organiser"], activities.cancel, first, **said)
    before = len(mailbox.taken)
    [(subject, body, attached)] = sent(mailbox)
    assert subject.startswith("活动取消") and "2026年3月12日" in body
    assert "也一并取消：\n  2026年3月19日 14:00–16:00\n  2026年3月26日 14:00–16:00\n\n更多" in body
    assert attached == ["application/ics", "text/calendar", "text/calendar"]
    _, whole = mailbox.taken[before]
    parts = [part for part in whole.walk() if part.get_content_type() == "text/calendar"]
    struck = [icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")[0] for part in parts]
    assert [each.start for each in struck] == [STARTS + timedelta(weeks=n) for n in range(3)]
    assert {str(each["STATUS"]) for each in struck} == {"CANCELLED"}
    assert {part.get_param("method") for part in parts} == {"CANCEL"}


def test_those_who_came_are_asked_by_mail_while_it_can_be_said(mailbox):
    activity_id = published(title_en="Compliance")
    receipts = [register(activity_id), register(activity_id, language="en")]
    sent(mailbox)
    for each in receipts:
        check_in(activity_id, registration_id=each.registration_id)
    tokens = [activity_feedback.token_of(activity_id, each.ticket) for each in receipts]
    with clock.stopped(STARTS + timedelta(hours=3)):
        jobs.look_after_activities()
        first, second = sent(mailbox)
    assert first[0].startswith("请评价") and f"/feedback?t={tokens[0]}" in first[1]
    assert second[0] == "How was it? Compliance" and "14 days" in second[1]
    with clock.stopped(STARTS + timedelta(days=8)):
        jobs.look_after_activities()
        _, reminder = sent(mailbox)
    assert reminder[0] == "A reminder: how was Compliance?" and "7 days" in reminder[1]
    assert f"/feedback?t={tokens[1]}" in reminder[1]


def test_who_walked_in_with_an_address_is_told_where_the_certificate_is(mailbox):
    activity_id = published()
    with clock.stopped(STARTS):
        walked = {"person_name": "王五", "email": "wang@example.com"}
        ticket = registration(
            perform(ID["organiser"], attendance.walk_in, activity_id, **walked)
        ).ticket
    with clock.stopped(STARTS + timedelta(hours=3)):
        jobs.look_after_activities()
        [(_, body, _)] = sent(mailbox)
    token = registration_mails.token_of(activity_id, ticket)
    assert f"参会证明：\nhttps://platform.example/registration?t={token}" in body
