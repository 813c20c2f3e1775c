"""Mails to experts who speak at an activity: when one is sent, what it says, and what it asks of their calendar."""

from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest
from icalendar.parser import Contentline, Contentlines
from sqlmodel import col, select, update

from db.engine import snapshot, transaction
from db.models import Message, MessageAttempt
from domain import (
    activities,
    activity_moves,
    activity_repeats,
    clock,
    docking_announcing,
    docking_running,
    experts,
)
from domain.activity_plans import Speaker
from domain.command import perform
from domain.queries import activity as query
from domain.queries import outbox
from server import mail
from tests import docking_day
from tests.contests import expert
from tests.happenings import NOW, STARTS, activity, drafted, in_review, plan_now, published
from tests.town import ID, TAX, person

WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def in_march(mailbox):
    with clock.stopped(NOW):
        yield


def speaks(name="周明", **said):
    """An expert of the list, with an address unless it is said otherwise."""
    return Speaker(expert(name, **({"email": f"zhou{len(name)}@example.com"} | said)), "合规要点")


def later(minutes=1):
    """As time passes between two steps, and a mail that goes out."""
    return clock.stopped(clock.now() + timedelta(minutes=minutes))


def sent(mailbox):
    """What went out since the last look: (subject, text, [(method, event), …]), as icalendar reads them."""
    before = len(mailbox.taken)
    mail.send_due()
    return [_parts(each) for _, each in mailbox.taken[before:]]


def _parts(message):
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    found = []
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            for line in filter(None, Contentlines.from_ical(part.get_content())):
                Contentline.from_ical(line, strict=True).parts()
            calendar = icalendar.Calendar.from_ical(part.get_content())
            [event] = calendar.walk("VEVENT")
            assert not calendar.errors and not event.errors
            assert part.get_param("method") == calendar["METHOD"]
            found.append((str(calendar["METHOD"]), event))
    return message["Subject"], text, found


def correct(activity_id, **said):
    with_following = said.pop("with_following", False)
    new = replace(plan_now(activity_id), **said)
    perform(
        ID["organiser"],
        activities.correct,
        activity_id,
        plan=new,
        with_following=with_following,
    )


def weekly(**said):
    """Three weeks of the same, in review; the ids in their order."""
    first = drafted(**said)
    others = perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=3")
    perform(ID["organiser"], activities.hand_in, first)
    return [first, *others]


def answers():
    with snapshot() as session:
        return session.exec(select(MessageAttempt.answer).order_by(col(MessageAttempt.id))).all()


def test_a_speaker_is_asked_told_of_a_move_and_that_it_is_called_off_and_the_calendar_follows(
    mailbox,
):
    who = speaks()
    activity_id = in_review(speakers=(who,), link="https://meet.example/1")
    assert sent(mailbox) == []  # nothing before it is published
    perform(ID["admin"], activities.publish, activity_id)
    [(subject, text, [(method, asked)])] = sent(mailbox)
    assert subject == "邀请您担任嘉宾：企业合规公益讲座" and "周明，您好" in text
    assert "2026年3月12日 14:00–16:00" in text and "主题：合规要点" in text
    assert "温州市中小企业服务平台" in text and "市民中心一号厅 · https://meet.example/1" in text
    assert (method, asked.start, asked["STATUS"]) == ("REQUEST", STARTS, "CONFIRMED")
    assert asked["ATTENDEE"] == "mailto:zhou2@example.com"
    assert asked["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"  # named, and nobody has said yes
    assert "https://meet.example/1" in asked["LOCATION"]
    to = {"starts_at": STARTS + timedelta(days=1)}
    perform(ID["organiser"], activity_moves.move, activity_id, **to)
    [(subject, text, [(method, moved)])] = sent(mailbox)
    assert subject.startswith("嘉宾活动有变更") and "3月13日" in text and method == "REQUEST"
    assert moved["UID"] == asked["UID"] and moved["SEQUENCE"] > asked["SEQUENCE"]
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    [(subject, text, [(method, gone)])] = sent(mailbox)
    assert subject.startswith("活动取消，无需出席") and "场地停电" in text
    assert (method, gone["STATUS"], gone["UID"]) == ("CANCEL", "CANCELLED", asked["UID"])
    assert gone["SEQUENCE"] > moved["SEQUENCE"]


def test_who_is_named_later_is_asked_alone_and_who_is_taken_off_need_not_come(mailbox):
    first, second = speaks(), speaks("周明远")
    activity_id = published(speakers=(first,))
    sent(mailbox)
    with later():
        correct(activity_id, speakers=(first, second))
        [(subject, text, [(_, asked)])] = sent(mailbox)
        assert subject.startswith("邀请您担任嘉宾") and "周明远，您好" in text
    with later(2):
        correct(activity_id, speakers=(first,))
        [(subject, text, [(method, off)])] = sent(mailbox)
    assert subject.startswith("无需出席") and "周明远，您好" in text and method == "CANCEL"
    assert off["UID"] == asked["UID"] and off["SEQUENCE"] > asked["SEQUENCE"]
    with later(3):
        correct(activity_id, speakers=(first, second))
        [(_, _, [(method, again)])] = sent(mailbox)
    assert (method, again["STATUS"]) == ("REQUEST", "CONFIRMED")
    assert again["UID"] == off["UID"] and again["SEQUENCE"] > off["SEQUENCE"]


def test_another_subject_to_speak_on_is_told_to_whom_it_concerns(mailbox):
    first, second = speaks(), speaks("周明远")
    activity_id = published(speakers=(first, second))
    sent(mailbox)
    with later():
        correct(activity_id, speakers=(first, replace(second, topic="劳动用工")))
        [(subject, text, _)] = sent(mailbox)
        assert subject.startswith("嘉宾活动有变更") and "周明远" in text and "劳动用工" in text
    with later(2):
        correct(activity_id, capacity=30)
        assert sent(mailbox) == []  # nothing that a speaker has to hear


def test_what_waits_unsent_says_what_is_so_when_it_leaves(mailbox):
    who = speaks()
    activity_id = published(speakers=(who,))
    with later():
        perform(ID["organiser"], activity_moves.move, activity_id, starts_at=STARTS + WEEK)
    with later(2):
        [(subject, text, _)] = sent(mailbox)
    assert subject.startswith("邀请您担任嘉宾") and "3月19日" in text


def test_who_is_taken_off_before_they_were_told_hears_nothing(mailbox):
    who = speaks()
    activity_id = published(speakers=(who,))
    with later():
        correct(activity_id, speakers=())
        assert sent(mailbox) == []
    assert answers() == ["not sent: the activity or its speakers have moved on"]


def test_who_was_asked_by_telephone_before_hears_by_mail_that_it_is_called_off(mailbox):
    who = speaks(email="")
    activity_id = published(speakers=(who,))
    perform(
        ID["intake"], experts.change, TAX, expert_id=who.expert_id, name="周明", email="z@a.example"
    )
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    [(subject, _, _)] = sent(mailbox)
    assert subject.startswith("活动取消，无需出席")


def test_what_waits_goes_to_the_address_that_stands_in_the_list_by_then(mailbox):
    who = speaks()
    activity_id = published(speakers=(who,))
    of = {"expert_id": who.expert_id, "name": "周明"}
    with later():
        perform(ID["intake"], experts.change, TAX, **of, email="right@example.com")
        [(subject, _, [(method, asked)])] = sent(mailbox)
    assert (
        subject.startswith("邀请您担任嘉宾") and mailbox.taken[-1][1]["To"] == "right@example.com"
    )
    assert (method, asked["ATTENDEE"]) == ("REQUEST", "mailto:right@example.com")
    assert "not sent: the expert has another address now" in answers()
    with later(2):
        perform(ID["intake"], experts.change, TAX, **of, email="third@example.com")
        assert sent(mailbox) == []  # what was heard is not said again
        perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
        [(subject, _, _)] = sent(mailbox)
    assert subject.startswith("活动取消") and mailbox.taken[-1][1]["To"] == "third@example.com"


def test_of_a_series_one_mail_asks_for_all_its_times_tells_of_moves_and_strikes_out(mailbox):
    who = speaks()
    ids = weekly(speakers=(who,))
    perform(ID["admin"], activities.publish, ids[0])
    [(_, text, entries)] = sent(mailbox)
    assert "也请您担任嘉宾：\n  2026年3月19日 14:00–16:00\n  2026年3月26日 14:00–16:00\n" in text
    assert [each.start for _, each in entries] == [STARTS + n * WEEK for n in range(3)]
    assert len({each["UID"] for _, each in entries}) == 3
    with later():
        to = {"starts_at": STARTS + WEEK + timedelta(days=1), "with_following": True}
        perform(ID["organiser"], activity_moves.move, ids[1], **to)
    with later(2):  # and once more before the mail has left
        to["starts_at"] += timedelta(days=1)
        perform(ID["organiser"], activity_moves.move, ids[1], **to)
        [(_, text, moved)] = sent(mailbox)
    assert "3月21日" in text and [each["UID"] for _, each in moved] == [
        each["UID"] for _, each in entries[1:]
    ]
    with later(3):
        correct(ids[1], speakers=(), with_following=True)
        [(subject, text, off)] = sent(mailbox)
    assert subject.startswith("无需出席") and "您也无需出席：\n  2026年3月28日" in text
    assert [method for method, _ in off] == ["CANCEL"] * 2


def test_where_the_first_of_a_series_falls_away_before_the_mail_the_others_are_told_all_the_same(
    mailbox,
):
    who = speaks()
    ids = weekly(speakers=(who,))
    perform(ID["admin"], activities.publish, ids[0])
    with later():
        perform(ID["organiser"], activities.cancel, ids[0], reason="讲师生病")
        [(subject, text, entries)] = sent(mailbox)
    assert subject.startswith("邀请您担任嘉宾") and "3月12日" not in text
    assert [each.start for _, each in entries] == [STARTS + n * WEEK for n in (1, 2)]


def test_who_left_the_list_has_no_address_or_speaks_at_what_is_over_gets_no_mail(mailbox):
    gone, unreached, there = speaks("周一一"), speaks("周二二二", email=""), speaks()
    activity_id = in_review(speakers=(gone, unreached, there))
    perform(ID["intake"], experts.retire, TAX, expert_id=gone.expert_id, reason="退休")
    perform(ID["admin"], activities.publish, activity_id)
    assert len(sent(mailbox)) == 1
    with clock.stopped(STARTS + timedelta(hours=3)):
        perform(ID["organiser"], activities.cancel, activity_id, reason="未举行")
        assert sent(mailbox) == []


def test_those_who_hold_it_read_whom_no_mail_reaches_and_nobody_else(mailbox):
    reached, unreached = speaks(), speaks("周二二二", email="", phone="13857700009")
    activity_id = published(speakers=(reached, unreached))
    with snapshot() as session:
        inside = query.activity(session, person("organiser"), activity_id).speakers
        outside = query.activity(session, person("valves"), activity_id).speakers
    assert [(each.is_reached, each.phone) for each in inside] == [
        (True, ""),
        (False, "13857700009"),
    ]
    assert {(each.is_reached, each.phone) for each in outside} == {(True, "")}


def test_a_mail_in_english_and_the_outbox_says_what_it_is_about(mailbox):
    who = speaks(name_en="Zhou Ming")
    activity_id = published(speakers=(who,), title_en="Compliance")
    with transaction() as session:
        session.exec(update(Message).values(language="en"))
    [(subject, text, _)] = sent(mailbox)
    assert subject == "You are named as a speaker: Compliance" and "Dear Zhou Ming" in text
    with snapshot() as session:
        [line] = outbox.messages(session, person("admin"), None, None, 1)
    assert line.about == activity(activity_id).number


def test_the_speakers_of_a_docking_day_hear_that_it_is_called_off(mailbox):
    who, day_id = speaks(), docking_day.prepared()
    activity_id = perform(ID["admin"], docking_announcing.announce, day_id)
    perform(ID["admin"], activities.hand_in, activity_id)
    perform(ID["organiser"], activities.publish, activity_id)
    correct(activity_id, speakers=(who,))
    sent(mailbox)
    with later():
        perform(ID["intake"], docking_running.call_off, day_id, reason="场地停电")
        assert [subject[:9] for subject, _, _ in sent(mailbox)] == ["活动取消，无需出席"]
