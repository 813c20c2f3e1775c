"""Who has booked without an e-mail address and without an account is called by those who keep the menu."""

from datetime import timedelta

import pytest

from db.engine import snapshot
from db.models import ServiceSlot
from db.service_vocabulary import BookingState
from domain import clock
from domain.calling import CalledAlready
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.menu import bookings, menus, telephoning
from domain.permissions import PUBLIC
from domain.queries import menus as menu_query
from domain.queries import telephoning as query
from tests.menus import FIRST, NOW, book, offer_plan, published
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def slots(menu_id):
    with snapshot() as session:
        [offer] = menu_query.menu(session, person("organiser"), menu_id).offers
        return offer.id, [slot.id for slot in offer.slots]


def listed(menu_id, who="organiser"):
    """(who is to be called now, who else stands in the list), by the ids of their bookings."""
    with snapshot() as session:
        found = query.of_menu(session, person(who) if who else PUBLIC, menu_id)
    return [each.id for each in found if each.is_open], [
        each.id for each in found if not each.is_open
    ]


def call(menu_id, booking_id, who="organiser"):
    perform(ID[who], telephoning.note_call, menu_id, booking_id=booking_id)


def call_off(menu_id, slot_id):
    perform(ID["organiser"], menus.call_off, menu_id, slot_id=slot_id, reason="律师出差")


def elsewhere(menu_id, offer_id, place):
    said = {"offer_id": offer_id, "plan": offer_plan(place=place)}
    perform(ID["organiser"], menus.change_offer, menu_id, **said)


def test_whom_no_mail_reaches_is_to_be_called_after_each_change_and_by_one_only():
    menu_id = published()
    offer_id, (first, second, third) = slots(menu_id)
    mine = book(menu_id, first, email="").booking_id
    book(menu_id, second)  # hears by mail
    book(menu_id, third, "valves", email="")  # and inside
    assert listed(menu_id) == ([], [mine])
    with pytest.raises(CalledAlready):
        call(menu_id, mine)
    elsewhere(menu_id, offer_id, "市民中心五楼")
    assert listed(menu_id) == ([mine], [])
    with clock.stopped(NOW + HOUR):
        call(menu_id, mine)
        assert listed(menu_id) == ([], [mine])
        with snapshot() as session:
            [one] = query.of_menu(session, person("organiser"), menu_id)
        assert one.called == (NOW + HOUR, person("organiser").name)
        assert (one.starts_at, one.about, one.state) == (FIRST, "合同审查", BookingState.BOOKED)
        with pytest.raises(CalledAlready):
            call(menu_id, mine, "admin")
    with clock.stopped(NOW + 2 * HOUR):
        call_off(menu_id, first)
        assert listed(menu_id) == ([mine], [])


def test_who_has_withdrawn_or_whose_time_is_over_is_not_to_be_called():
    menu_id = published()
    _, (first, second, _) = slots(menu_id)
    gone, mine = (book(menu_id, each, email="") for each in (first, second))
    call_off(menu_id, second)
    perform(PUBLIC, bookings.withdraw, menu_id, token=gone.token)
    assert listed(menu_id) == ([mine.booking_id], [])
    with snapshot() as session:
        over = session.get_one(ServiceSlot, second).ends_at
    with clock.stopped(over):
        assert listed(menu_id) == ([], [])
        with pytest.raises(NotFound):
            call(menu_id, mine.booking_id)


def test_only_those_who_keep_the_menu_see_and_note_whom_to_call():
    menu_id, other = published(), published()
    _, (first, *_) = slots(menu_id)
    mine = book(menu_id, first, email="").booking_id
    call_off(menu_id, first)
    for who in ("longwan", "valves", "leader", None):
        assert listed(menu_id, who) == ([], []), who
    for who in ("longwan", "valves"):
        with pytest.raises(Forbidden):
            call(menu_id, mine, who)
    with pytest.raises(NotFound):
        call(other, mine)
