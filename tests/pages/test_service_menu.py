"""The service menu on the pages: booked without an account, looked after by the link, kept, noted on the day."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from components import service_day
from db.engine import snapshot
from db.models import ServiceBooking, ServiceMenu, ServiceOffer, ServiceSlot
from db.service_vocabulary import BookingState
from domain import clock
from domain.activity_series import begin
from domain.clock import LOCAL
from domain.command import perform
from domain.menu import door, mails, menus
from domain.queries import menus as menu_queries
from domain.queries import service_days
from tests.menus import FIRST, NOW, begun, book, booking, offered, published
from tests.pages.visiting import choose, drawn, labelled, opened, press, said
from tests.town import FINANCE, ID, VALVES, person

DAY = "activities/service_day"
pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def slot_of(menu_id):
    with snapshot() as session:
        return session.exec(select(ServiceSlot.id).order_by(ServiceSlot.id)).first()


def test_the_menu_says_when_nothing_can_be_booked():
    assert "当前没有可预约的服务" in said(opened("public/service_menu", language="zh"))


def test_somebody_without_an_account_books_and_withdraws_by_the_link():
    menu_id = published()
    slot_id = slot_of(menu_id)
    page = opened("public/service_menu", do=f"book-{slot_id}")
    assert not page.exception and "合同审查" in said(page)
    assert "Without an e-mail address nothing is sent to you" in said(page)
    for label, text in (("Name", "林晓"), ("Enterprise", "鹿城鞋业"), ("Telephone", "13857700001")):
        labelled(page, label).set_value(text)
    press(page, "Book this time")
    assert "The time is yours." in said(page), said(page)
    with snapshot() as session:
        assert session.exec(select(ServiceBooking)).one().enterprise_name == "鹿城鞋业"
    receipt = book(menu_id, slot_id + 1)
    mine = opened("public/booking", t=receipt.token, language="zh")
    assert "市民中心三楼" in str(drawn(mine, f"booking-facts-{receipt.booking_id}"))
    press(mine, "确认取消")
    assert booking(receipt.booking_id).state is BookingState.WITHDRAWN
    assert "not valid" in said(opened("public/booking", t="guessed"))


def test_whom_no_mail_reaches_stands_on_the_plan_to_be_called():
    menu_id = published()
    booking_id = book(menu_id, slot_of(menu_id), email="", person_name="周舟").booking_id
    perform(ID["organiser"], menus.call_off, menu_id, slot_id=slot_of(menu_id), reason="律师出差")
    at = {"id": str(menu_id), "language": "zh"}
    page = opened("activities/menu_plan", "organiser", **at)
    assert "周舟" in said(page) and "有 1 人未留邮箱" in said(page)
    page.button(key=f"called-{booking_id}").click().run()
    assert f"called-{booking_id}" not in {each.key for each in page.button}
    assert person("organiser").name in said(page)
    assert "周舟" not in said(opened("public/service_menu", menu=str(menu_id)))


def test_for_who_booked_without_an_account_the_enterprise_is_chosen_with_the_demand(monkeypatch):
    menu_id = published()
    booking_id = book(menu_id, slot_of(menu_id), enterprise_name="恒泽").booking_id
    monkeypatch.setattr(clock, "now", lambda: FIRST)
    at = {"on": f"{FIRST:%Y-%m-%d}", "do": f"raise-{booking_id}"}
    page = opened("activities/service_day", "organiser", **at)
    page = choose(page, f"raise-{booking_id}-whose", "龙湾恒泽阀门有限公司", VALVES)
    assert "its people see this from then on" in said(page)
    labelled(page, "Subject").set_value("合同违约")
    labelled(page, "What it is about").set_value("对方拒不付款。")
    press(page, "Raise a demand")
    row = booking(booking_id)
    assert row.demand_id and row.organisation_id == VALVES


def test_a_keeper_books_for_an_enterprise_of_the_directory():
    slot_id = slot_of(published())
    page = opened("public/service_menu", "organiser", do=f"book-{slot_id}")
    choose(page, f"book-{slot_id}-whose", "龙湾恒泽阀门有限公司", VALVES)
    for label, text in (("Name", "林晓"), ("Telephone", "13857700001")):
        labelled(page, label).set_value(text)
    press(page, "Book this time")
    with snapshot() as session:
        assert session.exec(select(ServiceBooking)).one().organisation_id == VALVES


def test_the_field_narrows_the_menu_and_a_taken_time_is_not_offered():
    menu_id = published(slots=1)
    book(menu_id, slot_of(menu_id))
    assert "No time is free." in said(opened("public/service_menu"))
    assert "Nothing of this field" in said(opened("public/service_menu", field="financing"))


def test_the_menu_of_this_month_is_shown_first_though_those_ahead_and_behind_are_open_too():
    for month in (date(2026, 4, 1), date(2026, 2, 1)):
        begun(month=month)
    menu_id = published()
    page = opened("public/service_menu", "organiser")  # who keeps them sees drafts too
    [shown] = [each for each in page.selectbox if each.label == "Month"]
    assert shown.value == str(menu_id)
    assert [each[:7] for each in shown.options] == ["2026-03", "2026-04", "2026-02"]


def test_whose_time_was_taken_while_the_window_was_open_reads_so():
    menu_id = published(slots=1)
    slot_id = slot_of(menu_id)
    page = opened("public/service_menu", do=f"book-{slot_id}")
    book(menu_id, slot_id)
    assert "can no longer be booked" in said(page.run())


def test_an_offer_is_ended_when_that_was_confirmed_and_takes_no_more_times():
    menu_id = published(slots=1)
    at = {"id": str(menu_id)}
    page = opened("activities/menu_plan", "organiser", **at)
    page.button(key="do-end-1").click().run()
    assert "is not begun again" in said(page)
    with snapshot() as session:
        assert session.get_one(ServiceOffer, 1).is_active
    press(opened("activities/menu_plan", "organiser", do="end-1", **at), "End the offer")
    with snapshot() as session:
        assert not session.get_one(ServiceOffer, 1).is_active
    page = opened("activities/menu_plan", "organiser", do="times-1", **at)
    keys = {each.key for each in page.button}
    assert "do-change-1" in keys and not keys & {"do-end-1", "do-times-1"}
    assert "Days" not in {each.label for each in page.text_input}


def test_an_organiser_begins_a_menu_puts_an_offer_on_it_and_publishes():
    series_id = perform(ID["organiser"], begin, name="法律服务月", kind="legal_service_month")
    page = opened("activities/menu_plan", "organiser")
    labelled(page, "Series").set_value(series_id)
    press(page, "Begin the menu")
    with snapshot() as session:
        menu_id = session.exec(select(ServiceMenu)).one().id
    at = {"id": str(menu_id)}
    page = opened("activities/menu_plan", "organiser", do="offer", **at)
    next(e for e in page.text_input if e.key == "offer-find").set_value("瓯信").run()
    labelled(page, "Title").set_value("合同审查")
    labelled(page, "Place").set_value("三楼")
    press(page, "Save")
    page = opened("activities/menu_plan", "organiser", language="zh", **at)
    assert "合同审查" in said(page) and "瓯信律师事务所" in said(page)
    with snapshot() as session:
        offer_id = session.exec(select(ServiceSlot.id)).first()
    assert offer_id is None
    page = opened("activities/menu_plan", "organiser", do="times-1", **at)
    labelled(page, "Days").set_value("9-15")
    labelled(page, "Times").set_value("09:00 10:00")
    press(page, "Add times")
    with snapshot() as session:
        assert len(session.exec(select(ServiceSlot)).all()) == 10
    assert "New times: 10." in [each.value for each in page.toast]
    page = opened("activities/menu_plan", "organiser", **at)
    page.button(key="menu-publish").click().run()
    assert "合同审查" in said(opened("public/service_menu"))
    other = opened("activities/menu_plan", "longwan", **at)
    assert "not open to you" in said(other)


def test_times_are_given_on_days_on_which_the_offices_work():
    """Labour Day is left out, its make-up Saturday is not."""
    menu_id = begun(month=date(2026, 5, 1))
    offer_id = offered(menu_id, 1, starts=datetime(2026, 5, 29, 9, 0, tzinfo=LOCAL))
    at = {"id": str(menu_id), "do": f"times-{offer_id}"}
    page = opened("activities/menu_plan", "organiser", **at)
    for days, times, wrong in (
        ("5, 99", "09:00", "Days: “5, 99” cannot be read"),
        ("5", "nine", "Times: “nine” cannot be read"),
        ("", "09:00", "Please fill in: Days"),
        ("5", "，", "Please fill in: Times"),
        ("1-5", "09:00", "The offices rest on these days."),
    ):
        labelled(page, "Days").set_value(days)
        labelled(page, "Times").set_value(times)
        press(page, "Add times")
        assert wrong in said(page), said(page)
    assert "The office calendar of" not in said(page)
    labelled(page, "Days").set_value("1-10")
    labelled(page, "Times").set_value("09:00")
    press(page, "Add times")
    with snapshot() as session:
        found = session.exec(select(ServiceSlot.starts_at).order_by(ServiceSlot.starts_at)).all()
    assert [each.astimezone(LOCAL).day for each in found] == [6, 7, 8, 9, 29]


def test_whoever_provides_a_service_is_told_of_a_booking_and_finds_it_in_the_list_of_the_day():
    menu_id = begun()
    offered(menu_id, provider_id=FINANCE)
    book(menu_id, slot_of(menu_id), "organiser", enterprise_name="鹿城**鞋业**")
    home = drawn(opened("home/today", "finance"), "notices")
    assert "has booked Tue 10 Mar 09:00." in str(home) and "/service-day?on=2026-03-10" in str(home)
    assert "鞋业" in said(opened("activities/service_day", "finance", on="2026-03-10"))


def test_on_the_day_those_concerned_note_who_came(monkeypatch):
    menu_id = begun()
    offered(menu_id)
    slot_id = slot_of(menu_id)
    receipt = book(menu_id, slot_id, "organiser", enterprise_name="鹿城**鞋业**")
    monkeypatch.setattr(clock, "now", lambda: FIRST + timedelta(minutes=5))
    page = opened("activities/service_day", "organiser")
    page.button(key=f"came-{receipt.booking_id}").click().run()
    assert booking(receipt.booking_id).state is BookingState.ATTENDED
    page = opened("activities/service_day", "organiser")
    page.button(key=f"back-{receipt.booking_id}").click().run()
    assert booking(receipt.booking_id).state is BookingState.BOOKED
    assert "鞋业" not in said(opened("activities/service_day", "finance"))
    assert "Nobody has booked" in said(opened("activities/service_day", "finance"))


def test_the_code_that_was_read_says_who_comes_and_lets_them_in(monkeypatch):
    menu_id = begun()
    offered(menu_id, provider_id=FINANCE)
    slot_id = slot_of(menu_id)
    receipt = book(menu_id, slot_id, "organiser", enterprise_name="鹿城鞋业", subject="续贷")
    row = booking(receipt.booking_id)
    code = mails.code_of(menu_id, row.ticket)
    mine = str(drawn(opened("public/booking", t=receipt.token), f"booking-facts-{row.id}"))
    assert code in mine and mails.door_path(code) == f"/service-day?c={code}"
    early = said(opened("activities/service_day", "finance", c=code))
    assert "鹿城鞋业" in early and "This booking is for Tue 10 Mar 09:00." in early
    monkeypatch.setattr(clock, "now", lambda: FIRST - timedelta(minutes=10))
    for who, answer in (("finance", "鹿城鞋业"), ("tax", "Nobody here has this code")):
        assert answer in said(opened("activities/service_day", who, c=code))
    page = opened("activities/service_day", "finance", c=code)
    page.button(key="door-code").click().run()
    assert booking(receipt.booking_id).state is BookingState.ATTENDED
    assert "is checked in already" in said(opened("activities/service_day", "finance", c=code))


def test_the_next_two_weeks_are_shown_without_how_to_reach_anybody_and_what_is_not_noted_is_led_to(
    monkeypatch,
):
    menu_id = begun()
    offered(menu_id, provider_id=FINANCE)
    known = {"enterprise_name": "鹿城鞋业", "subject": "续贷", "phone": "13857700001"}
    book(menu_id, slot_of(menu_id), "organiser", **known)
    page = said(opened("activities/service_day", "finance", view="ahead"))
    assert "鹿城鞋业" in page and "续贷" in page and "13857700001" not in page
    monkeypatch.setattr(clock, "now", lambda: FIRST + timedelta(days=2))
    page = opened("activities/service_day", "finance")
    assert "Not noted yet who came: 1" in said(page)
    page.button(key="unnoted-first").click().run()
    assert "鹿城鞋业" in said(page) and "13857700001" in said(page)


def test_the_keepers_say_how_many_times_an_enterprise_may_book():
    menu_id = begun()
    page = opened("activities/menu_plan", "organiser", id=str(menu_id), do="share")
    labelled(page, "Slots of one enterprise").set_value(5)
    press(page, "Save")
    with snapshot() as session:
        assert session.get_one(ServiceMenu, menu_id).per_enterprise == 5


def test_a_series_that_is_held_by_bookings_alone_shows_what_came_of_it(monkeypatch):
    menu_id = published()
    receipt = book(menu_id, slot_of(menu_id))
    monkeypatch.setattr(clock, "now", lambda: FIRST + timedelta(minutes=5))
    coming = {"booking_id": receipt.booking_id, "came": True}
    perform(ID["organiser"], door.note, menu_id, **coming)
    with snapshot() as session:
        series_id = session.get_one(ServiceMenu, menu_id).series_id
    page = opened("activities/series", "organiser", id=str(series_id))
    assert "services given: 1 of 1 booked" in said(page), said(page)
    assert "What came of it" not in said(opened("activities/series", id=str(series_id)))


def test_a_day_with_more_bookings_than_a_page_holds_says_so(monkeypatch):
    for module in (service_days, service_day):
        monkeypatch.setattr(module, "MOST", 1)
    menu_id = published()
    book(menu_id, slot_of(menu_id), enterprise_name="鹿城鞋业")
    asked = {"on": f"{FIRST:%Y-%m-%d}"}
    assert "Only the first 1 " not in said(opened(DAY, "organiser", **asked))
    book(menu_id, slot_of(menu_id) + 1, enterprise_name="瓯海试剂厂")
    page = said(opened(DAY, "organiser", **asked))
    assert "Only the first 1 " in page and "鞋业" in page and "试剂" not in page


def test_a_link_opens_a_menu_that_the_list_is_too_short_for(monkeypatch):
    monkeypatch.setattr(menu_queries, "MOST", 1)
    old, newer = published(), begun(month=date(2026, 4, 1))
    offered(newer, starts=FIRST + timedelta(days=30), title="商标咨询")
    perform(ID["organiser"], menus.publish, newer)
    page = said(opened("public/service_menu", menu=str(old)))
    assert "合同审查" in page and "商标咨询" not in page


@pytest.mark.parametrize("asked", ["9" * 20, "²", "-1", "x", "0"])
def test_an_address_that_names_no_menu_shows_what_there_is(asked):
    published()
    page = opened("public/service_menu", menu=asked)
    assert not page.exception and "合同审查" in said(page)
