"""A liaison officer's walk: fifty results brought in, ten best needs with their reasons, a docking day, a contract."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from components.texts import _texts
from db.engine import snapshot
from db.models import DockingDay, DockingMeeting, Match, MatchJudgement, ResearchResult
from db.research_vocabulary import (
    Confidentiality,
    MatchStage,
    MeetingOutcome,
    NotThis,
    RecordStage,
)
from domain import clock, docking_answers, docking_feedback, results
from domain.command import perform
from domain.queries import docking
from tests import laboratory
from tests.domain.imports.files import as_csv
from tests.journeys.hand import at_rest, choose
from tests.town import ID, person

pytestmark = pytest.mark.timeout(600)
MANY = 50
HEADS = ("成果名称", "摘要", "关键词", "技术成熟度", "转化方式")
NEEDS = 12


def file_of_results():
    """Fifty results in a list of the university's own; ten of them about seals of valves."""
    rows = [
        (
            f"低温阀门密封结构第{n}型" if n < 10 else f"水泵叶轮铸造工艺第{n}型",
            "柔性石墨与波纹管组合密封，适用于低温阀门，泄漏率低。"
            if n < 10
            else "精密铸造，效率高。",
            "密封；阀门" if n < 10 else "水泵；叶轮",
            f"TRL {5 + n % 4}",
            "普通许可、合作开发",
        )
        for n in range(MANY)
    ]
    return {"name": "成果.csv", "mimeType": "text/csv", "buffer": as_csv(rows, HEADS)}


def published():
    """A second person has looked at all of them."""
    with snapshot() as session:
        waiting = session.exec(
            select(ResearchResult.id).where(ResearchResult.stage == RecordStage.IN_REVIEW)
        ).all()
    for result_id in waiting:
        perform(ID["intake"], results.publish, result_id)
    return len(waiting)


def zh(text, **said):
    return _texts("zh").get(text, text).format(**said)


def word(member):
    return _texts("zh")[f"{type(member).__name__}.{member.value}"]


def press(where, text, **said):
    at_rest(where if hasattr(where, "goto") else where.page)
    name = zh(text, **said)
    where.get_by_role("button", name=name, exact=True).first.click(delay=50)


def in_window(page, text):
    """Press in the window that is open, and see it closed."""
    window = page.get_by_role("dialog")
    expect(window).to_be_visible()
    press(window, text)
    expect(window).to_have_count(0)


def matches():
    with snapshot() as session:
        return session.exec(select(Match).order_by(col(Match.id))).all()


def the_day():
    with snapshot() as session:
        return session.exec(select(DockingDay.id)).one()


def accepted(day_id):
    """The enterprise says yes to all of its invitations."""
    with snapshot() as session:
        coming = [each.id for each in docking.day(session, person("valves"), day_id).needs]
    yes = {"participant_ids": coming, "is_coming": True}
    perform(ID["valves"], docking_answers.answer, day_id, **yes)


def test_a_liaison_officer_brings_in_results_runs_a_docking_day_and_records_a_contract(platform):
    for n in range(NEEDS):
        title = f"低温阀门密封泄漏，工况{n}"
        laboratory.need("seal", title=title, confidentiality=Confidentiality.OPEN)

    # Fifty results are brought in from the university's own list.
    page = platform.signed_in("liaison", "/bring-in-results")
    page.locator("input[type=file]").set_input_files(file_of_results())
    press(page, "Bring in {n} results as drafts", n=MANY)
    press(page, "Hand in {n} for review", n=MANY)
    expect(page.get_by_text(zh("{n} results wait for review.", n=MANY))).to_be_visible()
    assert published() == MANY

    # The ten best needs, with their reasons; three are set aside, and why.
    page.goto(f"{platform.address}/our-space")
    refused = page.get_by_role("button", name=zh("Not this, because…"))
    expect(refused).to_have_count(10)
    assert page.get_by_text(zh("Both say: {words}", words="")[:4]).count() >= 10
    for n, reason in enumerate((NotThis.NOT_READY, NotThis.TOO_EXPENSIVE, NotThis.TOO_FAR), 1):
        at_rest(page)
        refused.first.click(delay=50)
        page.get_by_text(word(reason), exact=True).last.click()
        press(page, "Set aside")
        expect(page.get_by_text(zh("Noted. The list heeds it."))).to_be_visible()
        with snapshot() as session:
            assert len(session.exec(select(MatchJudgement)).all()) == n

    # Two are taken to a meeting.
    for _ in range(2):
        page.goto(f"{platform.address}/our-space")
        press(page, "Bring together")
        expect(page).to_have_url(re.compile(r"/match\?id=\d+"))
        press(page, "Next step")
        window = page.get_by_role("dialog")
        expect(window).to_be_visible()
        window.get_by_role("combobox").first.click()
        page.get_by_role("option").nth(1).click()  # contacted, then: meeting
        in_window(page, "Next step")
    assert [each.stage for each in matches()] == [MatchStage.MEETING] * 2

    # A docking day of the university's own: prepared, invited, planned, published.
    page.goto(f"{platform.address}/docking-days")
    press(page, "Prepare a docking day")
    window = page.get_by_role("dialog")
    window.get_by_label(zh("Name"), exact=True).fill("成果对接会")
    today = window.get_by_test_id("stDateInput").locator("input")
    today.fill(f"{clock.now().astimezone(clock.LOCAL):%Y-%m-%d}")
    today.press("Enter")
    press(window, "Save")
    expect(page).to_have_url(re.compile(r"/docking-day\?id=\d+"))
    press(page, "Invite")
    in_window(page, "Invite")
    day_id = the_day()
    accepted(day_id)
    press(page, "Plan the day")
    expect(page.get_by_text(zh("Proved: no timetable is worth more."))).to_be_visible()
    press(page, "Publish")
    in_window(page, "Publish")
    expect(page.get_by_text(zh("Our meetings"))).to_be_visible()

    # Both sides say that they go on, and a contract comes of it.
    press(page, "How did it go?")
    choose(page, zh("How it went"), word(MeetingOutcome.GOES_ON))
    in_window(page, "Save")
    with snapshot() as session:
        shown = docking.day(session, person("liaison"), day_id)
    [met] = [each for each in shown.meetings if each.said]
    said = {"meeting_id": met.id, "outcome": "goes_on"}
    perform(ID["valves"], docking_feedback.say, day_id, **said)
    with snapshot() as session:
        match_id = session.get_one(DockingMeeting, met.id).match_id
    page.goto(f"{platform.address}/match?id={match_id}")
    press(page, "Record the agreement")
    window = page.get_by_role("dialog")
    window.get_by_label(zh("Value in yuan")).fill("300000")
    in_window(page, "Record the agreement")
    expect(page.get_by_text(zh("The agreement is recorded."))).to_be_visible()
    [signed] = [each for each in matches() if each.agreement_value is not None]
    assert (signed.stage, signed.agreement_value) == (MatchStage.CONTRACT, 300_000)

    # The same day on a telephone in the other language, with nothing of the first in its own words.
    path = f"/docking-day?id={day_id}"
    other = platform.signed_in("liaison", path, language="en-GB", width=375, height=812)
    expect(other.get_by_text("Our meetings")).to_be_visible()
    expect(other.get_by_role("button", name="Change what we said")).to_be_visible()
    assert not re.search("会面|日程", other.get_by_test_id("stSidebar").inner_text())
