"""Who hears of a booking: whoever provides the service, who booked it, and their calendars."""

from datetime import date, datetime, timedelta

import icalendar
import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Organisation, ServiceSlot
from domain import calendar_files, clock, jobs
from domain.command import perform
from domain.menu import bookings, menus
from domain.queries import activity_feeds, notices, office_days
from domain.queries.menus import Hearing, menu
from tests.infrastructure.statements import statements
from tests.menus import FIRST, NOW, begun, book, offered, published
from tests.town import FINANCE, ID, LAWYERS, person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def of_finance():
    """The id of a menu with three times that the finance centre gives, and of the first."""
    menu_id = begun()
    offered(menu_id, provider_id=FINANCE)
    perform(ID["organiser"], menus.publish, menu_id)
    with snapshot() as session:
        return menu_id, session.exec(select(ServiceSlot.id).order_by(ServiceSlot.id)).first()


def told(username):
    with snapshot() as session:
        return notices.notices(session, person(username)).told


def test_the_people_of_whoever_provides_it_hear_of_a_booking_and_that_it_is_withdrawn():
    menu_id, slot_id = of_finance()
    receipt = book(menu_id, slot_id, enterprise_name="鹿城鞋业")
    perform(ID["organiser"], bookings.withdraw, menu_id, booking_id=receipt.booking_id)
    for who in ("finance", "finance_head"):
        off, on = told(who)
        assert (on.action, off.action) == ("booked", "booking_withdrawn")
        assert (on.title, on.number, on.subject_id) == ("合同审查", "", receipt.booking_id)
        assert on.said["enterprise"] == "鹿城鞋业"
        assert datetime.fromisoformat(on.said["starts_at"]) == FIRST
    assert [told(who) for who in ("tax", "organiser", "longwan", "valves")] == [()] * 4


def test_the_keepers_see_how_whoever_gives_a_service_hears_of_bookings():
    menu_id = begun()
    offered(menu_id, provider_id=FINANCE)
    offered(menu_id, provider_id=LAWYERS)
    assert hearing("organiser", menu_id) == [Hearing.INSIDE, Hearing.NOT]
    with transaction() as session:
        session.get_one(Organisation, LAWYERS).email = "office@example.com"
    assert hearing("organiser", menu_id) == [Hearing.INSIDE, Hearing.MAIL]
    perform(ID["organiser"], menus.publish, menu_id)
    assert hearing("valves", menu_id) == [None, None]


def test_how_many_offers_there_are_does_not_change_how_often_their_keepers_page_asks():
    sent = []
    for many in (1, 6):
        menu_id = begun()
        for n in range(many):
            offered(menu_id, provider_id=(FINANCE, LAWYERS)[n % 2])
        with statements() as asked:
            hearing("organiser", menu_id)
        sent.append(len(asked))
    assert sent[0] == sent[1]


def hearing(username, menu_id):
    with snapshot() as session:
        return [each.hearing for each in menu(session, person(username), menu_id).offers]


def test_who_booked_by_an_account_hears_that_it_is_called_off():
    menu_id, slot_id = of_finance()
    book(menu_id, slot_id, "valves")
    perform(ID["organiser"], menus.call_off, menu_id, slot_id=slot_id, reason="专家出差")
    [mine] = told("valves")
    assert (mine.action, mine.said["reason"], mine.said["is_own"]) == (
        "booking_called_off",
        "专家出差",
        True,
    )
    assert [each.said["is_own"] for each in told("finance")] == [False, False]
    assert told("shoes") == ()


def test_who_booked_by_an_account_and_telephone_is_reminded_inside_and_told_who_withdrew_them():
    menu_id, slot_id = of_finance()
    receipt = book(menu_id, slot_id, "valves", email="")
    with clock.stopped(FIRST - timedelta(hours=23)):
        jobs.look_after_bookings()
    assert [each.action for each in told("valves")] == ["booking_reminded"]
    perform(ID["organiser"], bookings.withdraw, menu_id, booking_id=receipt.booking_id)
    assert [each.action for each in told("valves")] == ["booking_withdrawn", "booking_reminded"]


def test_one_s_own_calendar_holds_what_one_has_booked_struck_out_once_it_is_off():
    menu_id = published()
    with snapshot() as session:
        slots = session.exec(select(ServiceSlot.id).order_by(ServiceSlot.id)).all()
    stays, goes = (book(menu_id, each, "valves", subject="合同") for each in slots[:2])
    perform(ID["valves"], bookings.withdraw, menu_id, booking_id=goes.booking_id)
    [one, other] = shown("valves")
    assert (one["SUMMARY"], one["LOCATION"]) == ("合同审查", "市民中心三楼")
    assert (one.decoded("DTSTART"), one["STATUS"], one["SEQUENCE"]) == (FIRST, "CONFIRMED", 1)
    assert "瓯信律师事务所" in one["DESCRIPTION"] and stays.token not in one.to_ical().decode()
    assert (other["STATUS"], other["SEQUENCE"]) == ("CANCELLED", 2)
    assert one["UID"] != other["UID"] and shown("shoes") == []
    with clock.stopped(FIRST + timedelta(days=91)):
        assert shown("valves") == []


def shown(username):
    with snapshot() as session:
        found = activity_feeds.registrations(session, person(username), "zh")
    calendar = icalendar.Calendar.from_ical(calendar_files.written(found.entries, clock.now()))
    return calendar.walk("VEVENT")


def test_the_offices_rest_on_holidays_and_work_on_make_up_days():
    with snapshot() as session:
        rest = office_days.rest(session, person("organiser"), date(2026, 5, 1), date(2026, 5, 10))
    assert rest == {date(2026, 5, n) for n in (1, 2, 3, 4, 5, 10)}
