"""Mails about booked services: the time is entered in the reader's calendar, and struck out when it is off."""

import icalendar
import pytest
from sqlmodel import select

from db import engine
from db.engine import snapshot
from db.models import ServiceSlot
from domain import clock, jobs
from domain.command import perform
from domain.menu import bookings, menus
from domain.permissions import PUBLIC
from server import mail
from tests.infrastructure import mailing
from tests.menus import FIRST, NOW, book, published
from tests.town import ID


@pytest.fixture
def mailbox(small_town_on_sqlite, monkeypatch):
    with mailing.mail_server() as found:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{found.port}")
        monkeypatch.setenv("MAIL_FROM", "desk@platform.example")
        monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://platform.example")
        engine.forget()
        with clock.stopped(NOW):
            yield found


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
        assert jobs.remind_of_bookings() == 2
        assert [method for _, method, _ in sent(mailbox)] == [None, None]
        perform(ID["organiser"], menus.call_off, menu_id, slot_id=second, reason="专家出差")
        [(body, method, event)] = sent(mailbox)
    assert method == "CANCEL" and "专家出差" in body and "专家出差" in event["DESCRIPTION"]
    assert event["ORGANIZER"].params["CN"] == "Ouxin Law"
