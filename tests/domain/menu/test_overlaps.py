"""One expert is in one place at a time: on one menu, on two, and when two organisers are at it at once."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Expert, ServiceOffer, ServiceSlot
from domain import clock
from domain.command import perform
from domain.menu import menus, overlaps
from domain.menu.overlaps import SlotsOverlap
from tests.menus import FIRST, NOW, begun, book, offer_plan, offered, published
from tests.town import ID, LAWYERS

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


@pytest.fixture
def lawyer():
    """The id of an expert of the law firm."""
    with transaction() as session:
        row = Expert(organisation_id=LAWYERS, name="周律师")
        session.add(row)
        session.flush()
        return row.id


def add(menu_id, offer_id, *starts):
    return perform(ID["organiser"], menus.add_slots, menu_id, offer_id=offer_id, starts=starts)


def change(menu_id, offer_id, **said):
    plan = {"offer_id": offer_id, "plan": offer_plan(**said)}
    perform(ID["organiser"], menus.change_offer, menu_id, **plan)


def test_an_expert_has_no_two_times_at_once_also_on_two_menus(lawyer):
    offered(begun(), expert_id=lawyer)
    other = begun()
    theirs = _empty(other, lawyer)
    with pytest.raises(SlotsOverlap):
        add(other, theirs, FIRST + timedelta(minutes=30))
    assert add(other, theirs, FIRST + timedelta(hours=5)) == 1


def test_an_expert_who_is_busy_takes_over_no_offer_and_a_time_that_is_off_keeps_nobody_busy(lawyer):
    one, other = begun(), begun()
    offered(one, 1, expert_id=lawyer)
    offer_id = offered(other, 1)
    with pytest.raises(SlotsOverlap):
        change(other, offer_id, expert_id=lawyer)
    with snapshot() as session:
        slot_id = session.exec(select(ServiceSlot.id).order_by(ServiceSlot.id)).first()
    perform(ID["organiser"], menus.call_off, one, slot_id=slot_id, reason="出差")
    change(other, offer_id, expert_id=lawyer)
    change(other, offer_id, expert_id=lawyer, place="四楼")
    with snapshot() as session:
        assert session.get_one(ServiceOffer, offer_id).expert_id == lawyer


def test_free_times_of_an_offer_that_has_ended_keep_nobody_busy_and_booked_ones_do(lawyer):
    one, other = published(), begun()
    ended = offered(one, 2, expert_id=lawyer)
    booked, free = _slots(ended)
    book(one, booked)
    perform(ID["organiser"], menus.end_offer, one, offer_id=ended)
    theirs = _empty(other, lawyer)
    with pytest.raises(SlotsOverlap):
        add(other, theirs, FIRST)
    assert add(other, theirs, FIRST + timedelta(hours=1)) == 1


def test_who_takes_over_an_offer_is_hindered_by_what_can_be_booked_or_is_alone(lawyer):
    one, other = published(), begun()
    ended, mine = offered(one, 2, expert_id=lawyer), offered(other, 2)
    with pytest.raises(SlotsOverlap):
        change(other, mine, expert_id=lawyer)
    perform(ID["organiser"], menus.end_offer, one, offer_id=ended)
    change(other, mine, expert_id=lawyer)  # nobody can book what is at the same time
    change(other, mine, expert_id=None)
    perform(ID["organiser"], menus.end_offer, other, offer_id=mine)
    busy = _empty(third := begun(), lawyer)
    add(third, busy, FIRST)
    change(other, mine, expert_id=lawyer)  # nobody can book its own


def test_two_organisers_who_give_an_expert_the_same_time_at_once_are_told_apart(
    lawyer, monkeypatch
):
    """Each would see no time of the other: whoever has looked waits for the other to look too."""
    places = [(menu_id, _empty(menu_id, lawyer)) for menu_id in (begun(), begun())]
    together, came = Barrier(2), []
    looked = overlaps.refuse_overlap

    def look(*args):
        looked(*args)
        with suppress(BrokenBarrierError):
            together.wait(2)

    def try_it(menu_id, offer_id):
        with clock.stopped(NOW):
            try:
                came.append(add(menu_id, offer_id, FIRST))
            except SlotsOverlap:
                came.append(None)

    monkeypatch.setattr(overlaps, "refuse_overlap", look)
    tries = [Thread(target=try_it, args=each) for each in places]
    for each in tries:
        each.start()
    for each in tries:
        each.join()
    assert sorted(came, key=str) == [1, None]


def _slots(offer_id):
    with snapshot() as session:
        asked = select(ServiceSlot.id).where(ServiceSlot.offer_id == offer_id)
        return session.exec(asked.order_by(ServiceSlot.starts_at)).all()


def _empty(menu_id, expert_id):
    """The id of an offer of the expert without times."""
    return perform(ID["organiser"], menus.offer, menu_id, plan=offer_plan(expert_id=expert_id))
