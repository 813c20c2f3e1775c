"""An organiser with a telephone: an activity is drafted, looked over, filled, held, rated and reported."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from components.texts import _texts
from db import engine
from db.activity_vocabulary import ActivityStage, RegistrationState
from db.engine import snapshot
from db.models import Activity, Registration
from domain import clock, jobs
from domain.plurals import filled
from server import mail
from tests.infrastructure import mailing, qr_reading
from tests.journeys.hand import at_rest, press

pytestmark = pytest.mark.timeout(600)

PHONE = {"width": 375, "height": 812}


def said_in(language):
    """The words of one language, as its readers see them; names in them are filled in."""
    is_english, texts = language == "en", _texts(language)
    return lambda text, **said: filled(texts.get(text, text), said, is_english=is_english)


def type_moment(place, label, at):
    """Into the field of a day and a time, digit by digit."""
    field = place.get_by_test_id("stDateTimeInput").filter(has_text=label)
    field.get_by_role("spinbutton").first.click()
    field.page.keyboard.type(f"{at:%Y%m%d%H%M}")


def read_at_the_door(page):
    """What a camera reads from the picture that somebody shows on their telephone."""
    shown = page.get_by_test_id("stImage").locator("img")
    return qr_reading.read(page.request.get(shown.get_attribute("src")).body())


def in_window(page, name):
    """Press the button of the window that is open, and see it go."""
    window = page.get_by_role("dialog")
    at_rest(page)
    window.get_by_role("button", name=name, exact=True).click(delay=50)
    expect(window).to_have_count(0)


def row(table):
    with snapshot() as session:
        return session.exec(select(table)).one()


def fits(page):
    """Nothing of the page is wider than the telephone."""
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], page.url


def mailed(mailbox, address):
    """The links to the platform in the newest mail, which goes out now."""
    mail.send_due()
    [*_, (_, message)] = mailbox.taken
    body = message.get_body(("plain",)).get_content()
    return re.findall(rf"{re.escape(address)}(/\S+)", body)


@pytest.fixture
def mailbox(platform, monkeypatch):
    with mailing.mail_server() as found:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{found.port}")
        monkeypatch.setenv("PLATFORM_PUBLIC_URL", platform.address)
        engine.forget()
        yield found


@pytest.mark.parametrize(("language", "locale"), [("zh", "zh-CN"), ("en", "en-GB")])
def test_an_organiser_holds_an_activity_with_a_telephone(platform, mailbox, language, locale):
    word, phone = said_in(language), PHONE | {"language": locale}
    page = platform.signed_in("organiser", "/activity-plan", **phone)
    page.get_by_label(word("Title"), exact=True).fill("合同风险公益讲座")
    begins = clock.now().astimezone(clock.LOCAL) + timedelta(minutes=90)
    type_moment(page, word("Begins"), begins)
    type_moment(page, word("Ends"), begins + timedelta(hours=2))
    press(page, word("Draft the activity"))
    page.wait_for_url(re.compile(r"/activity\?id="))
    path = page.url.removeprefix(platform.address)
    fits(page)
    press(page, word("Hand in for review"))

    second = platform.signed_in("admin", path, **phone)
    fits(second)
    press(second, word("Publish"))
    in_window(second, word("Publish"))
    fits(second)

    guest = platform.visitor(**phone)
    guest.goto(platform.address + "/activities?view=agenda")
    # It stands on two days where it goes on past midnight.
    guest.get_by_role("link", name=re.compile("合同风险公益讲座")).first.click()
    guest.get_by_role("textbox", name=word("Name"), exact=True).fill("林晓")
    guest.get_by_label(word("Telephone"), exact=True).fill("13857700001")
    guest.get_by_label(word("E-mail"), exact=True).fill("lin@example.com")
    fits(guest)
    press(guest, word("Register"))
    expect(guest.get_by_text(word("You are registered.")).first).to_be_visible()
    guest.goto(platform.address + mailed(mailbox, platform.address)[0])
    expect(guest.get_by_text(word("Check-in code"), exact=True).first).to_be_visible()
    fits(guest)

    door = read_at_the_door(guest)  # the organiser's camera opens it in the organiser's browser
    assert door.startswith(f"{platform.address}/check-in?id=")
    page.goto(door)
    expect(page.get_by_text("林晓").first).to_be_visible()
    fits(page)
    page.locator(".st-key-door-code button").click(delay=50)  # not that of the list below
    expect(page.get_by_text(word("Take back")).first).to_be_visible()
    assert row(Registration).state is RegistrationState.ATTENDED

    page.goto(platform.address + path)  # it begins earlier than it was announced
    press(page, word("Another time or place"))
    now, window = clock.now().astimezone(clock.LOCAL), page.get_by_role("dialog")
    for label, at in (("Begins", now - timedelta(minutes=1)), ("Ends", now + timedelta(hours=1))):
        type_moment(window, word(label), at)
        window.get_by_text(word("Another time or place")).first.click()  # puts the days away
    in_window(page, word("Save"))
    press(page, word("Note as held"))
    in_window(page, word("Note as held"))

    with clock.stopped(now + timedelta(hours=2)):  # it is over: who came is asked
        jobs.look_after_activities()
        link = mailed(mailbox, platform.address)[0]
    guest.goto(platform.address + link)
    fits(guest)
    useful = guest.get_by_test_id("stButtonGroup").first
    useful.get_by_role("radio", name="5", exact=True).click(delay=50)
    guest.get_by_label(word("In your own words"), exact=True).fill("合同范本很实用")
    fits(guest)
    press(guest, word("Send"))
    thanks = word("Thank you. What you said is kept without your name.")
    expect(guest.get_by_text(thanks).first).to_be_visible()

    page.reload()
    told = word("{answered} of {asked} have answered.", answered=1, asked=1)
    expect(page.get_by_text(told)).to_be_visible()
    press(page, word("Write the report"))
    page.get_by_role("dialog").get_by_label(word("Report")).fill("到场一人，合同范本已发。")
    in_window(page, word("Save"))
    expect(page.get_by_text("到场一人，合同范本已发。")).to_be_visible()
    assert row(Activity).stage is ActivityStage.REPORTED
    fits(page)
