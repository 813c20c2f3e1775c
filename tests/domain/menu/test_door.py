"""Who came to a booked service: noted by the code or from the list, on the day, by those who give or keep it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Event, ServiceBooking, ServiceSlot
from db.service_vocabulary import BookingState
from domain import clock, jobs
from domain.attendance import EARLIEST, IsInAlready, TooEarly
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.menu import after, bookings, door, mails, menus
from domain.menu.bookings import BookingMovedOn
from domain.menu.door import NotYetBegun
from domain.permissions import PUBLIC
from domain.queries import booked, service_days
from domain.tokens import hashed
from tests.menus import FIRST, NOW, begun, book, booking, offered, published
from tests.town import FINANCE, ID, person

pytestmark = pytest.mark.usefixtures("small_town")
S = BookingState
MINUTES = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def slots():
    with snapshot() as session:
        return session.exec(select(ServiceSlot.id).order_by(ServiceSlot.id)).all()


def of_finance():
    """A menu whose three times the finance centre gives."""
    menu_id = begun()
    offered(menu_id, provider_id=FINANCE)
    perform(ID["organiser"], menus.publish, menu_id)
    return menu_id


def code_of(receipt):
    with snapshot() as session:
        return booked.by_token(session, PUBLIC, receipt.token).code


def asked(query, who, *said):
    with snapshot() as session:
        return query(session, person(who), *said)


def test_who_came_is_noted_by_the_keepers_and_by_whoever_gives_the_service():
    menu_id = of_finance()
    first, second = (book(menu_id, each).booking_id for each in slots()[:2])
    with clock.stopped(FIRST + timedelta(hours=2)):
        for who in ("tax", "longwan", "valves"):
            with pytest.raises(Forbidden):
                perform(ID[who], door.note, menu_id, booking_id=first, came=True)
            with pytest.raises(Forbidden):
                perform(ID[who], door.take_back, menu_id, booking_id=first)
        perform(ID["finance"], door.note, menu_id, booking_id=first, came=True)
        perform(ID["organiser"], door.note, menu_id, booking_id=second, came=False)
        for who, many in (("finance", 2), ("organiser", 2), ("tax", 0), ("valves", 0)):
            assert len(asked(service_days.day, who, FIRST.date())) == many
    assert booking(first).state is S.ATTENDED and booking(second).state is S.MISSED


def test_a_code_lets_in_from_half_a_day_before_and_once():
    menu_id = of_finance()
    receipt = book(menu_id, slots()[0])
    code = code_of(receipt)
    typed = f" {code[:5].upper()}-{code[5:]} "
    said = {"came": True, "code": typed}
    with clock.stopped(FIRST - EARLIEST - MINUTES), pytest.raises(TooEarly):
        perform(ID["finance"], door.note, menu_id, **said)
    with clock.stopped(FIRST - MINUTES):
        with pytest.raises(NotFound):
            perform(ID["finance"], door.note, menu_id, came=True, code="guessed")
        with pytest.raises(NotYetBegun):
            perform(ID["finance"], door.note, menu_id, code=typed, came=False)
        assert asked(service_days.by_code, "finance", typed).id == receipt.booking_id
        assert asked(service_days.by_code, "tax", typed) is None
        perform(ID["finance"], door.note, menu_id, **said)
        with pytest.raises(IsInAlready):
            perform(ID["finance"], door.note, menu_id, **said)
    assert booking(receipt.booking_id).state is S.ATTENDED
    assert code_of(receipt) == ""
    with snapshot() as session:
        noted = session.exec(select(Event).where(Event.action == "booking_noted")).one()
    assert noted.particulars == {"state": "attended", "by": "code"}


def test_what_was_noted_by_mistake_is_taken_back():
    menu_id = of_finance()
    receipt = book(menu_id, slots()[0])
    said = {"booking_id": receipt.booking_id}
    with pytest.raises(BookingMovedOn):
        perform(ID["finance"], door.take_back, menu_id, **said)
    with clock.stopped(FIRST - MINUTES):
        perform(ID["finance"], door.note, menu_id, came=True, **said)
        perform(ID["finance"], door.take_back, menu_id, **said)
        assert booking(receipt.booking_id).state is S.BOOKED
        perform(PUBLIC, bookings.withdraw, menu_id, token=receipt.token)


def test_the_next_days_and_what_was_not_noted_are_told_to_those_concerned():
    menu_id = of_finance()
    receipts = [book(menu_id, each, subject="贷款") for each in slots()]
    perform(PUBLIC, bookings.withdraw, menu_id, token=receipts[0].token)
    for who, many in (("finance", 2), ("organiser", 2), ("tax", 0), ("valves", 0)):
        found = asked(service_days.ahead, who)
        assert [each.subject for each in found] == ["贷款"] * many
        assert asked(service_days.unnoted, who).count == 0
    with clock.stopped(FIRST + timedelta(days=1)):
        perform(ID["finance"], door.note, menu_id, booking_id=receipts[1].booking_id, came=True)
        left = asked(service_days.unnoted, "finance")
        assert (left.count, left.first) == (1, FIRST.date())
        assert asked(service_days.ahead, "finance") == ()
        assert asked(service_days.unnoted, "tax").count == 0


def test_how_to_reach_who_booked_is_told_as_long_as_it_is_needed():
    menu_id = of_finance()
    first, second, _ = slots()
    book(menu_id, first, phone="13857700001")
    book(menu_id, second, phone="13857700002")
    perform(ID["organiser"], menus.call_off, menu_id, slot_id=second, reason="专家出差")
    [stays, off] = asked(service_days.day, "finance", FIRST.date())
    assert (stays.phone, off.phone, off.state) == ("13857700001", "", S.CALLED_OFF)
    with clock.stopped(FIRST + timedelta(days=31)):
        assert asked(service_days.day, "finance", FIRST.date())[0].phone == ""


def test_what_was_booked_before_there_were_codes_gets_one_with_its_reminder():
    menu_id = published()
    receipt = book(menu_id, slots()[0])
    with transaction() as session:
        session.get_one(ServiceBooking, receipt.booking_id).code_hash = None
    assert code_of(receipt) == ""
    with clock.stopped(FIRST - timedelta(hours=20)):
        assert jobs.look_after_bookings() == 1
    row = booking(receipt.booking_id)
    assert row.code_hash == hashed(mails.code_of(menu_id, row.ticket)) == hashed(code_of(receipt))


def test_whoever_gives_the_service_turns_what_came_up_into_a_demand():
    menu_id = of_finance()
    receipt = book(menu_id, slots()[0], "valves")
    [each] = asked(service_days.ahead, "finance")
    assert each.can_raise
    said = {"booking_id": receipt.booking_id, "title": "续贷困难", "body": "银行要求提前还款。"}
    made = perform(ID["finance"], after.raise_demand, menu_id, **said)
    assert booking(receipt.booking_id).demand_id == made.demand_id
    assert not asked(service_days.ahead, "finance")[0].can_raise
