"""Mails about booked services: the time is entered in the reader's calendar, and struck out when it is off."""

from datetime import timedelta

import icalendar
import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Expert, Organisation, ServiceBooking, ServiceSlot
from domain import activity_feedback, clock, jobs
from domain.command import perform
from domain.menu import bookings, door, feedback, mails, menus
from domain.permissions import PUBLIC
from domain.queries import booked, notices
from server import mail
from tests.menus import FIRST, NOW, begun, book, offer_plan, offered, published
from tests.town import FINANCE, ID, LAWYERS, person


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def sent(mailbox):
    """What went out since the last look: (text, method, event) – the last two none where nothing is asked."""
    before, found = len(mailbox.taken), []
    mail.send_due()
    for _, each in mailbox.taken[before:]:
        part, body = each.get_body(("calendar",)), each.get_body(("plain",)).get_content()
        if part is None:
            found.append((body, None, None))
            continue
        [event] = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
        assert not event.errors
        found.append((body, part.get_param("method"), event))
    return found


def slots():
    with snapshot() as session:
        return session.exec(select(ServiceSlot.id).order_by(ServiceSlot.id)).all()


def test_a_booking_is_entered_in_the_reader_s_calendar_and_struck_out_when_it_is_withdrawn(mailbox):
    menu_id = published()
    receipt = book(menu_id, slots()[0], email="lin@example.com", person_name="林晓")
    [(body, method, entered)] = sent(mailbox)
    link = f"https://platform.example/booking?t={receipt.token}"
    assert (method, entered["STATUS"], entered["URL"]) == ("REQUEST", "CONFIRMED", link)
    assert entered.decoded("DTSTART") == FIRST and link in body
    assert entered["ATTENDEE"] == "mailto:lin@example.com"
    assert entered["ORGANIZER"].params["CN"] == "瓯信律师事务所"
    perform(PUBLIC, bookings.withdraw, menu_id, token=receipt.token)
    [(_, method, out)] = sent(mailbox)
    assert (method, out["STATUS"], out["UID"]) == ("CANCEL", "CANCELLED", entered["UID"])
    assert out["SEQUENCE"] > entered["SEQUENCE"]


def test_a_time_that_is_called_off_is_struck_out_with_the_reason_and_a_reminder_asks_nothing(
    mailbox,
):
    menu_id = published()
    first, second, _ = slots()
    book(menu_id, first)
    book(menu_id, second, language="en")
    sent(mailbox)
    with clock.stopped(FIRST.replace(hour=7)):
        assert jobs.look_after_bookings() == 2
        assert [method for _, method, _ in sent(mailbox)] == [None, None]
        perform(ID["organiser"], menus.call_off, menu_id, slot_id=second, reason="专家出差")
        [(body, method, event)] = sent(mailbox)
    assert method == "CANCEL" and "专家出差" in body and "专家出差" in event["DESCRIPTION"]
    assert event["ORGANIZER"].params["CN"] == "Ouxin Law"


def with_expert():
    """A menu whose service is given by an expert with an address."""
    known = expert("周律师", "zhou@law.example")
    menu_id = begun()
    offered(menu_id, expert_id=known)
    perform(ID["organiser"], menus.publish, menu_id)
    return menu_id


def expert(name, email):
    with transaction() as session:
        row = Expert(organisation_id=LAWYERS, name=name, email=email)
        session.add(row)
        session.flush()
        return row.id


def test_the_expert_hears_of_a_booking_without_the_link_of_who_booked(mailbox):
    menu_id = with_expert()
    first = slots()[0]
    receipt = book(menu_id, first, person_name="林晓", phone="13857700001", subject="合同违约")
    (theirs, *_), (body, method, entered) = sent(mailbox)
    assert receipt.token in theirs and receipt.token not in body + entered.to_ical().decode()
    assert all(each in body for each in ("周律师，您好", "合同违约", "林晓", "13857700001"))
    assert (method, entered["ATTENDEE"]) == ("REQUEST", "mailto:zhou@law.example")
    perform(PUBLIC, bookings.withdraw, menu_id, token=receipt.token)
    assert [method for _, method, _ in sent(mailbox)] == ["CANCEL", "CANCEL"]
    book(menu_id, first)
    perform(ID["organiser"], menus.call_off, menu_id, slot_id=first, reason="专家出差")
    *_, (body, method, _) = sent(mailbox)
    assert method == "CANCEL" and "不再前来" in body and "专家出差" in body


def test_the_office_hears_of_a_booking_where_nobody_has_an_account(mailbox):
    with transaction() as session:
        session.get_one(Organisation, LAWYERS).email = "office@law.example"
        session.get_one(Organisation, FINANCE).email = "office@finance.example"
    menu_id = begun()
    offered(menu_id, 1)
    offered(menu_id, 1, provider_id=FINANCE)
    perform(ID["organiser"], menus.publish, menu_id)
    for each in slots():
        book(menu_id, each)
    told = [event["ATTENDEE"] for _, _, event in sent(mailbox)]
    assert told.count("mailto:office@law.example") == 1 and len(told) == 3


def test_who_booked_gets_the_code_and_its_picture_whoever_gives_the_service_does_not(mailbox):
    menu_id = with_expert()
    receipt = book(menu_id, slots()[0])
    with snapshot() as session:
        code = booked.by_token(session, PUBLIC, receipt.token).code
    mail.send_due()
    theirs, other = (each for _, each in mailbox.taken)
    assert code in theirs.get_body(("plain",)).get_content()
    files = ["invite.ics", "check-in.png"]
    assert [each.get_filename() for each in theirs.iter_attachments()] == files
    assert [each.get_filename() for each in other.iter_attachments()] == files[:1]
    assert code not in other.as_string()
    assert all(code.encode() not in each.get_content() for each in other.iter_attachments())
    with clock.stopped(FIRST.replace(hour=7)):
        jobs.look_after_bookings()
        mail.send_due()
    reminded = mailbox.taken[-1][1]
    assert code in reminded.get_body(("plain",)).get_content()
    assert [each.get_filename() for each in reminded.iter_attachments()] == ["check-in.png"]


def test_who_came_is_asked_by_mail_how_it_was_and_no_more_once_it_is_said(mailbox):
    menu_id = published()
    first, second, _ = slots()
    for each in (first, second):
        book(menu_id, each, language="en" if each == first else "zh")
    sent(mailbox)
    with clock.stopped(FIRST.replace(hour=12)):
        with snapshot() as session:
            ids = session.exec(select(ServiceBooking.id).order_by(ServiceBooking.id)).all()
        for each in ids:
            perform(ID["organiser"], door.note, menu_id, booking_id=each, came=True)
    with clock.stopped(FIRST.replace(day=11)):
        jobs.look_after_bookings()
        [(one, method, _), (other, _, _)] = sent(mailbox)
        link = activity_feedback.link_path(mails.feedback_token(menu_id, 1))
        assert method is None and f"https://platform.example{link}" in one
        assert "within 14 days" in one and "14 天内有效" in other
        said = {"token": mails.feedback_token(menu_id, 1), "marks": {"usefulness": 4}}
        perform(PUBLIC, feedback.answer, menu_id, **said)
    with clock.stopped(FIRST.replace(day=19)):
        jobs.look_after_bookings()
        [(reminder, _, _)] = sent(mailbox)
        assert "只提醒这一次" in reminder


def change(menu_id, **said):
    with snapshot() as session:
        offer_id = session.exec(select(ServiceSlot.offer_id)).first()
    plan = {"offer_id": offer_id, "plan": offer_plan(**said)}
    perform(ID["organiser"], menus.change_offer, menu_id, **plan)


def test_who_booked_and_who_gives_it_hear_of_another_place_and_their_calendars_take_it_in(mailbox):
    menu_id = with_expert()
    book(menu_id, slots()[0], "valves", email="lin@example.com")
    gone = book(menu_id, slots()[1], email="gone@example.com")
    perform(PUBLIC, bookings.withdraw, menu_id, token=gone.token)
    before = [event["SEQUENCE"] for _, _, event in sent(mailbox)][0]
    with snapshot() as session:
        known = session.exec(select(Expert.id)).one()
    change(menu_id, expert_id=known, title="合同审查与起草")
    assert sent(mailbox) == []
    with clock.stopped(NOW + timedelta(hours=1)):
        change(menu_id, expert_id=known, place="", link="https://meet.example/7")
        (mine, method, event), (theirs, *_) = sent(mailbox)
    assert (
        "变更" in mine and "https://meet.example/7" in mine and "https://meet.example/7" in theirs
    )
    assert (method, event["LOCATION"]) == ("REQUEST", "https://meet.example/7")
    assert event["SEQUENCE"] > before
    assert event.decoded("LAST-MODIFIED") == NOW + timedelta(hours=1)
    with snapshot() as session:
        told = [each.action for each in notices.notices(session, person("valves")).told]
    assert told == ["booking_changed"]


def test_another_lawyer_hears_of_each_booking_and_the_one_before_need_not_come(mailbox):
    menu_id = with_expert()
    receipt = book(menu_id, slots()[0], email="lin@example.com")
    sent(mailbox)
    change(menu_id, expert_id=expert("吴律师", "wu@law.example"))
    found = {event["ATTENDEE"]: (body, method, event) for body, method, event in sent(mailbox)}
    mine, theirs, former = (
        found[f"mailto:{each}"]
        for each in ("lin@example.com", "wu@law.example", "zhou@law.example")
    )
    assert "吴律师" in mine[0] and receipt.token in mine[0] and mine[1] == "REQUEST"
    assert "吴律师，您好" in theirs[0] and theirs[1] == "REQUEST"
    assert "周律师，您好" in former[0] and receipt.token not in former[0]
    assert (former[1], former[2]["STATUS"]) == ("CANCEL", "CANCELLED")
    assert len(found) == 3


def test_a_reminder_that_could_not_go_out_before_the_time_is_not_sent(mailbox):
    book(published(), slots()[0])
    sent(mailbox)
    with clock.stopped(FIRST.replace(hour=7)):
        assert jobs.look_after_bookings() == 1
    with clock.stopped(FIRST):
        assert sent(mailbox) == []
