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
from domain import activity_moves, clock, jobs
from domain.command import perform
from server import mail
from tests.infrastructure import mailing
from tests.journeys.hand import at_rest, press
from tests.town import ID

pytestmark = pytest.mark.timeout(600)

PHONE = {"width": 375, "height": 812}


def zh(text, **said):
    return _texts("zh").get(text, text).format(**said)


def type_moment(page, label, at):
    """Into the field of a day and a time, digit by digit."""
    field = page.get_by_test_id("stDateTimeInput").filter(has_text=label)
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type(f"{at:%Y%m%d%H%M}")


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


def test_an_organiser_holds_an_activity_with_a_telephone(platform, mailbox):
    page = platform.signed_in("organiser", "/activity-plan", **PHONE)
    page.get_by_label(zh("Title"), exact=True).fill("合同风险公益讲座")
    begins = clock.now().astimezone(clock.LOCAL) + timedelta(minutes=90)
    type_moment(page, zh("Begins"), begins)
    type_moment(page, zh("Ends"), begins + timedelta(hours=2))
    press(page, zh("Draft the activity"))
    page.wait_for_url(re.compile(r"/activity\?id="))
    path = page.url.removeprefix(platform.address)
    fits(page)
    press(page, zh("Hand in for review"))

    second = platform.signed_in("admin", path, **PHONE)
    fits(second)
    press(second, zh("Publish"))
    in_window(second, zh("Publish"))
    fits(second)

    guest = platform.visitor(**PHONE)
    guest.goto(platform.address + "/activities?view=agenda")
    # It stands on two days where it goes on past midnight.
    guest.get_by_role("link", name=re.compile("合同风险公益讲座")).first.click()
    guest.get_by_role("textbox", name=zh("Name"), exact=True).fill("林晓")
    guest.get_by_label(zh("Telephone"), exact=True).fill("13857700001")
    guest.get_by_label(zh("E-mail"), exact=True).fill("lin@example.com")
    fits(guest)
    press(guest, zh("Register"))
    expect(guest.get_by_text(zh("You are registered.")).first).to_be_visible()
    guest.goto(platform.address + mailed(mailbox, platform.address)[0])
    expect(guest.get_by_text(zh("Check-in code")).first).to_be_visible()
    fits(guest)

    press(page, zh("Check in at the door"))
    expect(page.get_by_text("林晓").first).to_be_visible()
    fits(page)
    page.get_by_test_id("stMain").get_by_role("button", name=zh("Check in"), exact=True).click()
    expect(page.get_by_text(zh("Take back")).first).to_be_visible()
    assert row(Registration).state is RegistrationState.ATTENDED

    now = clock.now()  # it begins earlier than it was announced
    until = {"starts_at": now - timedelta(minutes=1), "ends_at": now + timedelta(hours=1)}
    perform(ID["organiser"], activity_moves.move, row(Activity).id, **until)
    page.goto(platform.address + path)
    press(page, zh("Note as held"))
    in_window(page, zh("Note as held"))

    with clock.stopped(now + timedelta(hours=2)):  # it is over: who came is asked
        jobs.look_after_activities()
        link = mailed(mailbox, platform.address)[0]
    guest.goto(platform.address + link)
    fits(guest)
    useful = guest.get_by_test_id("stButtonGroup").first
    useful.get_by_role("radio", name="5", exact=True).click(delay=50)
    guest.get_by_label(zh("In your own words"), exact=True).fill("合同范本很实用")
    fits(guest)
    press(guest, zh("Send"))
    expect(
        guest.get_by_text(zh("Thank you. What you said is kept without your name.")).first
    ).to_be_visible()

    page.reload()
    told = zh("{answered} of {asked} have answered.", answered=1, asked=1)
    expect(page.get_by_text(told)).to_be_visible()
    press(page, zh("Write the report"))
    page.get_by_role("dialog").get_by_label(zh("Report")).fill("到场一人，合同范本已发。")
    in_window(page, zh("Save"))
    expect(page.get_by_text("到场一人，合同范本已发。")).to_be_visible()
    assert row(Activity).stage is ActivityStage.REPORTED
    fits(page)
