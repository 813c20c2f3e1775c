"""What is offered in a month and who has booked it: never twice, within an enterprise's share, withdrawn, noted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import (
    ActivityOrigin,
    Demand,
    Event,
    Message,
    Organisation,
    ServiceBooking,
    ServiceMenu,
    ServiceSlot,
)
from db.service_vocabulary import HOLDING, BookingState
from db.vocabulary import Channel, MessageKind
from domain import clock, jobs, needs, records, verification
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.menu import after, bookings, menus
from domain.menu.after import RaisedAlready
from domain.menu.bookings import (
    BookingMovedOn,
    SameTime,
    ShareUsed,
    SlotGone,
    SlotTaken,
)
from domain.menu.menus import MenuThere, NothingOffered, OtherMonth
from domain.menu.overlaps import SlotsOverlap
from domain.permissions import PUBLIC
from domain.queries import activity_origins, activity_outcome, booked, service_days
from domain.queries import menus as query
from domain.similarity import name_key
from tests.menus import FIRST, MARCH, NOW, begun, book, booking, offer_plan, offered, published
from tests.town import FINANCE, ID, LONGWAN, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
S = BookingState


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def slots(menu_id):
    with snapshot() as session:
        shown = query.menu(session, person("organiser"), menu_id)
        return [slot.id for offer in shown.offers for slot in offer.slots]


def free(menu_id, who=PUBLIC):
    with snapshot() as session:
        shown = query.menu(session, who, menu_id)
        return [slot.id for offer in shown.offers for slot in offer.slots if slot.is_free]


def kinds():
    with snapshot() as session:
        return list(session.exec(select(Message.kind).order_by(col(Message.id))))


def test_a_menu_is_begun_once_for_a_month_filled_and_published():
    menu_id = begun()
    with snapshot() as session:
        series_id = session.get_one(query.ServiceMenu, menu_id).series_id
        assert query.menu(session, PUBLIC, menu_id) is None
        assert query.listing(session, PUBLIC) == ()
    with pytest.raises(MenuThere):
        begun(series_id=series_id, month=MARCH.replace(day=20))
    with pytest.raises(Forbidden):
        perform(ID["longwan"], menus.begin, series_id=series_id, month=MARCH)
    with pytest.raises(NothingOffered):
        perform(ID["organiser"], menus.publish, menu_id)
    offered(menu_id)
    perform(ID["organiser"], menus.publish, menu_id)
    assert len(free(menu_id)) == 3
    assert verification.verify() == []


def test_times_lie_in_the_month_and_do_not_overlap():
    menu_id = begun()
    offer_id = offered(menu_id)
    for starts, refusal in (
        ((FIRST + timedelta(minutes=30),), SlotsOverlap),
        ((FIRST + timedelta(days=30),), OtherMonth),
        ((NOW - timedelta(days=1),), OtherMonth),
        ((), Missing),
    ):
        with pytest.raises(refusal):
            said = {"offer_id": offer_id, "starts": starts}
            perform(ID["organiser"], menus.add_slots, menu_id, **said)
    again = {"offer_id": offer_id, "starts": (FIRST, FIRST + timedelta(days=1))}
    assert perform(ID["organiser"], menus.add_slots, menu_id, **again) == 1
    for changes in ({"provider_id": VALVES}, {"minutes": 5}, {"expert_id": 99}, {"link": "ftp:x"}):
        with pytest.raises(Unclear):
            perform(ID["organiser"], menus.offer, menu_id, plan=offer_plan(**changes))


def test_what_cannot_be_done_with_a_menu_is_said_with_its_reason(monkeypatch):
    menu_id = published()
    with pytest.raises(menus.PublishedAlready):
        perform(ID["organiser"], menus.publish, menu_id)
    with snapshot() as session:
        offer_id = session.exec(select(ServiceSlot.offer_id)).first()
    said = {"offer_id": offer_id, "plan": offer_plan(minutes=60)}
    with pytest.raises(menus.LengthStands):
        perform(ID["organiser"], menus.change_offer, menu_id, **said)
    monkeypatch.setattr(menus, "MOST_OFFERS", 1)
    with pytest.raises(menus.TooManyOffers):
        perform(ID["organiser"], menus.offer, menu_id, plan=offer_plan())


def test_another_share_holds_from_then_on():
    menu_id = published(per_enterprise=1)
    one, two, _ = slots(menu_id)
    book(menu_id, one, "valves")
    with pytest.raises(ShareUsed):
        book(menu_id, two, "valves")
    perform(ID["organiser"], menus.change, menu_id, per_enterprise=2)
    book(menu_id, two, "valves")


def test_a_slot_is_given_once_and_free_again_when_it_is_withdrawn():
    menu_id = published()
    first = slots(menu_id)[0]
    receipt = book(menu_id, first)
    with pytest.raises(SlotTaken):
        book(menu_id, first)
    assert first not in free(menu_id)
    with pytest.raises(NotFound):
        perform(PUBLIC, bookings.withdraw, menu_id, token="guessed")
    with pytest.raises(NotFound):
        perform(PUBLIC, bookings.withdraw, menu_id, booking_id=receipt.booking_id)
    with pytest.raises(Forbidden):
        perform(ID["shoes"], bookings.withdraw, menu_id, booking_id=receipt.booking_id)
    perform(PUBLIC, bookings.withdraw, menu_id, token=receipt.token)
    with pytest.raises(BookingMovedOn):
        perform(PUBLIC, bookings.withdraw, menu_id, token=receipt.token)
    book(menu_id, first)
    assert kinds() == [MessageKind.SERVICE_BOOKING] * 3
    assert verification.verify() == []


def test_the_database_itself_refuses_a_second_booking_of_a_slot():
    menu_id = published()
    taken = booking(book(menu_id, slots(menu_id)[0]).booking_id)
    said = taken.model_dump(exclude={"id"}) | {
        "ticket": 99,
        "token_hash": "0" * 64,
        "code_hash": None,
    }
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(ServiceBooking(**said))
    with transaction() as session:
        session.add(ServiceBooking(**(said | {"state": S.WITHDRAWN})))


def test_thirty_who_book_three_slots_at_once_get_three():
    menu_id = published()
    wanted = slots(menu_id) * 10

    def try_one(slot_id):
        with clock.stopped(NOW):
            try:
                return book(menu_id, slot_id)
            except SlotTaken:
                return None

    with ThreadPoolExecutor(8) as pool:
        got = [each for each in pool.map(try_one, wanted) if each]
    with snapshot() as session:
        held = session.exec(
            select(ServiceBooking.slot_id).where(col(ServiceBooking.state).in_(HOLDING))
        ).all()
    assert len(got) == 3 and sorted(held) == sorted(slots(menu_id))


def test_a_renamed_enterprise_does_not_begin_its_share_anew_and_one_of_the_same_name_has_its_own():
    menu_id = published(per_enterprise=1)
    one, two, three = slots(menu_id)
    book(menu_id, one, "valves")
    perform(ID["intake"], records.change, VALVES, fields={"name": "瓯江流体控制有限公司"})
    for who, name in (("valves", ""), (PUBLIC, "瓯江流体控制有限公司")):
        with pytest.raises(ShareUsed):
            book(menu_id, two, who, enterprise_name=name)
    with transaction() as session:
        session.get_one(Organisation, SHOES).name_key = name_key("瓯江流体控制有限公司")
    book(menu_id, two, "shoes")
    with pytest.raises(ShareUsed):
        book(menu_id, three, enterprise_name="瓯江流体控制有限公司")  # whoever of the two it is


def test_an_enterprise_holds_its_share_at_different_times():
    menu_id = published()
    other = offered(menu_id, 3, title="劳动用工咨询", provider_id=FINANCE)
    assert other
    one, two, three, same, *_ = slots(menu_id)
    book(menu_id, one, "valves")
    with pytest.raises(SameTime):
        book(menu_id, same, "valves")
    receipt = book(menu_id, two, enterprise_name="龙湾恒泽阀门有限公司")
    with pytest.raises(ShareUsed):
        book(menu_id, three, "valves")
    perform(PUBLIC, bookings.withdraw, menu_id, token=receipt.token)
    mine = book(menu_id, three, "valves")
    assert booking(mine.booking_id).organisation_id == VALVES
    with snapshot() as session:
        assert len(booked.own(session, person("valves"))) == 2
        assert booked.own(session, person("shoes")) == ()


def test_what_is_past_ended_or_called_off_cannot_be_booked_and_who_has_it_is_told():
    menu_id = published()
    one, two, three = slots(menu_id)
    receipt = book(menu_id, one)
    with pytest.raises(Missing):
        book(menu_id, two, phone="", email="")
    said = {"slot_id": one, "reason": "律师临时出庭"}
    perform(ID["organiser"], menus.call_off, menu_id, **said)
    assert booking(receipt.booking_id).state is S.CALLED_OFF
    assert kinds()[-1] is MessageKind.SERVICE_BOOKING
    with pytest.raises(SlotGone):
        book(menu_id, one)
    with clock.stopped(FIRST + timedelta(hours=1)), pytest.raises(SlotGone):
        book(menu_id, two)
    with snapshot() as session:
        offer_id = session.get_one(ServiceSlot, three).offer_id
    perform(ID["organiser"], menus.end_offer, menu_id, offer_id=offer_id)
    with pytest.raises(SlotGone):
        book(menu_id, three)


def test_a_time_that_was_called_off_is_offered_again_and_who_had_booked_it_keeps_the_reason():
    menu_id = published()
    one, *_ = slots(menu_id)
    receipt = book(menu_id, one)
    perform(ID["organiser"], menus.call_off, menu_id, slot_id=one, reason="律师临时出庭")
    with snapshot() as session:
        offer_id = session.get_one(ServiceSlot, one).offer_id
    again = {"offer_id": offer_id, "starts": (FIRST, FIRST + timedelta(hours=1))}
    assert perform(ID["organiser"], menus.add_slots, menu_id, **again) == 1
    assert perform(ID["organiser"], menus.add_slots, menu_id, **again) == 0
    assert one in free(menu_id)
    with snapshot() as session:
        before = booked.by_token(session, PUBLIC, receipt.token)
    assert (before.state, before.because) == (S.CALLED_OFF, "律师临时出庭")
    other = book(menu_id, one)
    with snapshot() as session:
        assert booked.by_token(session, PUBLIC, other.token).because == ""
    assert verification.verify() == []


def test_a_menu_is_not_published_on_times_that_are_off():
    menu_id = begun()
    offered(menu_id, 1)
    perform(ID["organiser"], menus.call_off, menu_id, slot_id=slots(menu_id)[0], reason="出差")
    with pytest.raises(NothingOffered):
        perform(ID["organiser"], menus.publish, menu_id)


def test_another_month_takes_over_what_is_offered_still_without_the_times():
    menu_id = published()
    ended = offered(menu_id, 1, starts=FIRST + timedelta(days=1), title="已停止的服务")
    perform(ID["organiser"], menus.end_offer, menu_id, offer_id=ended)
    with snapshot() as session:
        series_id = session.get_one(ServiceMenu, menu_id).series_id
    april = {"series_id": series_id, "month": MARCH.replace(month=4)}
    with pytest.raises(NotFound):
        perform(ID["organiser"], menus.begin, like=0, **april)
    other = perform(ID["organiser"], menus.begin, like=menu_id, **april)
    with snapshot() as session:
        [mine] = query.menu(session, person("organiser"), other).offers
        [kept, _] = query.menu(session, person("organiser"), menu_id).offers
    assert mine.plan == kept.plan and mine.slots == ()


def test_a_reminder_goes_out_once_a_day_before():
    menu_id = published()
    book(menu_id, slots(menu_id)[0])
    assert jobs.look_after_bookings() == 0
    with clock.stopped(FIRST - timedelta(hours=20)):
        assert jobs.look_after_bookings() == 1
        assert jobs.look_after_bookings() == 0
    assert kinds() == [MessageKind.SERVICE_BOOKING, MessageKind.SERVICE_REMINDER]


def test_what_comes_up_becomes_a_demand_once():
    menu_id = published()
    receipt = book(menu_id, slots(menu_id)[0], "valves", subject="合同违约")
    said = {"booking_id": receipt.booking_id, "title": "合同违约", "body": "对方拒不付款。"}
    for who in ("valves", "finance", "longwan"):
        with pytest.raises(Forbidden):
            perform(ID[who], after.raise_demand, menu_id, **said)
    made = perform(ID["intake"], after.raise_demand, menu_id, **said)
    with pytest.raises(RaisedAlready):
        perform(ID["intake"], after.raise_demand, menu_id, **said)
    with snapshot() as session:
        row = session.get_one(Demand, made.demand_id)
        origin = session.exec(select(ActivityOrigin)).one()
        raised_at = activity_origins.of_demand(session, person("intake"), made.demand_id)
        series_id = session.get_one(ServiceMenu, menu_id).series_id
        told = activity_outcome.of_series(session, person("organiser"), series_id)
        elsewhere = activity_outcome.of_series(session, person("longwan"), series_id)
    assert booking(receipt.booking_id).demand_id == made.demand_id
    assert (row.channel, row.enterprise_id, row.area_code) == (Channel.ACTIVITY, VALVES, LONGWAN)
    assert (origin.menu_id, origin.activity_id) == (menu_id, None)
    assert (raised_at.menu_id, raised_at.number) == (menu_id, "2026-03")
    assert (told.activities, told.now.demands, elsewhere) == (0, 1, None)
    assert (told.booked, told.given) == (1, 0)
    need = {"title": "阀门密封", "problem": "高温下密封件老化，需要新的材料。"}
    perform(ID["valves"], needs.grow, made.demand_id, **need)
    with snapshot() as session:
        grown = session.exec(select(ActivityOrigin).where(ActivityOrigin.way == "grown")).one()
    assert grown.menu_id == menu_id
    assert verification.verify() == []


def test_for_who_booked_without_an_account_the_enterprise_is_chosen_with_the_demand():
    menu_id = published(per_enterprise=1)
    book(menu_id, slots(menu_id)[0], "valves")
    guest = book(menu_id, slots(menu_id)[1], enterprise_name="龙湾恒泽阀门的朋友").booking_id
    named = book(menu_id, slots(menu_id)[2], enterprise_name="鹿城欣步鞋业公司").booking_id
    said = {"booking_id": guest, "title": "合同违约", "body": "对方拒不付款。"}
    with snapshot() as session:
        reader = person("organiser")
        assert service_days.meant(session, reader, named).id == SHOES
        assert service_days.meant(session, reader, guest) is None
        assert service_days.meant(session, person("valves"), named) is None
        assert service_days.beyond_share(session, reader, guest, VALVES) == (2, 1)
        assert service_days.beyond_share(session, reader, guest, SHOES) == (2, 1)
        assert service_days.beyond_share(session, reader, named, SHOES) is None
        assert service_days.beyond_share(session, person("valves"), guest, VALVES) is None
    for unseen in (FINANCE, 999):
        with pytest.raises(Unclear):
            perform(ID["intake"], after.raise_demand, menu_id, organisation_id=unseen, **said)
    made = perform(ID["intake"], after.raise_demand, menu_id, organisation_id=VALVES, **said)
    row = booking(guest)
    assert (row.organisation_id, row.enterprise_name) == (VALVES, "龙湾恒泽阀门有限公司")
    with snapshot() as session:
        assert session.get_one(Demand, made.demand_id).enterprise_id == VALVES
        chose = select(Event).where(Event.action == "booking_enterprise_chosen")
        event = session.exec(chose).one()
        assert (event.subject_id, event.particulars) == (guest, {"many": 2, "most": 1})


def test_those_who_keep_a_menu_book_only_for_enterprises_that_they_find():
    menu_id = published()
    for wrong in (FINANCE, 999):
        with pytest.raises(Unclear):
            book(menu_id, slots(menu_id)[0], "organiser", organisation_id=wrong)
    receipt = book(menu_id, slots(menu_id)[0], "shoes", organisation_id=VALVES)
    assert booking(receipt.booking_id).organisation_id == SHOES  # nobody else chooses
