"""A liaison officer at a docking day: invited, planned, with a telephone at the tables, and then to a contract."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from components.texts import _texts
from db.engine import snapshot
from db.models import DockingMeeting, Match
from db.research_vocabulary import Confidentiality, MatchStage, MeetingOutcome
from domain import clock, docking_answers, docking_days, docking_feedback
from domain.command import perform
from domain.queries import docking
from tests import laboratory
from tests.journeys.hand import at_rest, choose, press
from tests.town import ID, person

pytestmark = pytest.mark.timeout(600)


def zh(text, **said):
    return _texts("zh").get(text, text).format(**said)


def invited():
    """A day that is today, so that it can be told how its meetings went; the enterprise has said yes."""
    needed = laboratory.need("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    achieved = [laboratory.result("seal"), laboratory.result("pump")]
    day_id = perform(
        ID["intake"],
        docking_days.prepare,
        name="产学研对接会",
        held_on=clock.now().date(),
        slots=4,
        tables=2,
    )
    both = {"need_ids": [needed], "result_ids": achieved}
    perform(ID["intake"], docking_days.invite, day_id, **both)
    with snapshot() as session:
        [own] = docking.day(session, person("valves"), day_id).needs
    yes = {"participant_ids": [own.id], "is_coming": True}
    perform(ID["valves"], docking_answers.answer, day_id, **yes)
    return day_id


def test_a_liaison_officer_is_invited_meets_at_a_table_and_records_a_contract(platform):
    day_id = invited()
    path = f"/docking-day?id={day_id}"
    page = platform.signed_in("liaison", path, width=375, height=812)
    press(page, zh("Answer the invitation"))
    window = page.get_by_role("dialog")
    press_in(window, zh("Save"))
    expect(window).to_have_count(0)
    expect(page.get_by_text(zh("Our meetings"))).to_have_count(0)

    desk = platform.signed_in("intake", path)
    press(desk, zh("Plan the day"))
    expect(desk.get_by_text(zh("Proved: no timetable is worth more."))).to_be_visible()
    press(desk, zh("Publish"))
    press_in(desk.get_by_role("dialog"), zh("Publish"))
    expect(desk.get_by_role("dialog")).to_have_count(0)

    # The officer's telephone follows by itself.
    expect(page.get_by_text(zh("Our meetings"))).to_be_visible()
    expect(page.get_by_text(zh("The name is hidden until both sides agree.")).first).to_be_visible()
    expect(page.get_by_text("恒泽")).to_have_count(0)
    press_first(page, zh("How did it go?"))
    window = page.get_by_role("dialog")
    choose(page, zh("How it went"), zh_word(MeetingOutcome.GOES_ON))
    press_in(window, zh("Save"))
    expect(window).to_have_count(0)
    with snapshot() as session:
        shown = docking.day(session, person("liaison"), day_id)
    [met] = [each for each in shown.meetings if each.said]
    word = {"meeting_id": met.id, "outcome": "goes_on"}
    perform(ID["valves"], docking_feedback.say, day_id, **word)
    with snapshot() as session:
        match = session.exec(select(Match)).one()
        assert session.get(DockingMeeting, met.id).match_id == match.id
    assert match.stage is MatchStage.MEETING

    page.goto(f"{platform.address}/match?id={match.id}")
    expect(page.get_by_text("恒泽").first).to_be_visible()  # they know each other now
    press_first(page, zh("Record the agreement"))
    window = page.get_by_role("dialog")
    window.get_by_label(zh("Value in yuan")).fill("300000")
    press_in(window, zh("Record the agreement"))
    expect(page.get_by_text(zh("The agreement is recorded."))).to_be_visible()

    # The same day in the other language, with nothing of the first in its own words.
    other = platform.signed_in("liaison", path, language="en-GB")
    expect(other.get_by_text("Our meetings")).to_be_visible()
    expect(other.get_by_role("button", name="Change what we said")).to_be_visible()
    assert not re.search("会面|日程", other.get_by_test_id("stSidebar").inner_text())


def zh_word(member):
    return _texts("zh")[f"{type(member).__name__}.{member.value}"]


def press_in(window, name):
    expect(window).to_be_visible()
    at_rest(window.page)
    window.get_by_role("button", name=name, exact=True).click(delay=50)


def press_first(page, name):
    at_rest(page)
    page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True).first.click(delay=50)
