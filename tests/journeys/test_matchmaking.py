"""A liaison officer's day: fifty results brought in, what fits and what does not, and two on the way to a contract."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from components.texts import _texts
from db.engine import snapshot
from db.models import Match, MatchJudgement, ResearchResult
from db.research_vocabulary import Confidentiality, MatchStage, NotThis, RecordStage
from domain import results
from domain.command import perform
from tests import laboratory
from tests.domain.imports.files import as_csv
from tests.journeys.hand import at_rest
from tests.town import ID

pytestmark = pytest.mark.timeout(600)
MANY = 50
HEADS = ("成果名称", "摘要", "关键词", "技术成熟度", "转化方式")
BROWSERS = {"zh": "zh-CN", "en": "en-GB"}


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


@pytest.mark.parametrize("language", BROWSERS)
def test_a_liaison_officer_brings_in_results_says_what_fits_and_records_a_contract(
    platform, language
):
    def say(text, **said):
        known = _texts("zh").get(text, text) if language == "zh" else text
        return known.format(**said)

    def press(where, text, **said):
        at_rest(page)
        where.get_by_role("button", name=say(text, **said), exact=True).first.click(delay=50)

    need_id = laboratory.need("seal", confidentiality=Confidentiality.OPEN)
    page = platform.signed_in("liaison", "/bring-in-results", language=BROWSERS[language])
    page.locator("input[type=file]").set_input_files(file_of_results())
    press(page, "Bring in {n} results as drafts", n=MANY)
    press(page, "Hand in {n} for review", n=MANY)
    expect(page.get_by_text(say("{n} results wait for review.", n=MANY))).to_be_visible()
    assert published() == MANY

    page.goto(f"{platform.address}/need?id={need_id}")
    expect(page.get_by_text(say("Both say: {words}", words="")[:4]).first).to_be_visible()
    for n, reason in enumerate((NotThis.NOT_READY, NotThis.TOO_EXPENSIVE, NotThis.TOO_FAR), 1):
        at_rest(page)
        page.get_by_role("button", name=say("Not this, because…")).first.click(delay=50)
        label = _texts("zh" if language == "zh" else "en").get(f"NotThis.{reason.value}")
        label = label or reason.value.replace("_", " ").capitalize()
        page.get_by_text(label, exact=True).last.click()
        press(page, "Set aside")
        expect(page.get_by_text(say("Set aside ({n})", n=n))).to_be_visible()
    with snapshot() as session:
        assert len(session.exec(select(MatchJudgement)).all()) == 3

    for _ in range(2):
        page.goto(f"{platform.address}/need?id={need_id}")
        press(page, "Bring together")
        expect(page).to_have_url(re.compile(r"/match\?id=\d+"))
        press(page, "Next step")
        window = page.get_by_role("dialog")
        expect(window).to_be_visible()
        window.get_by_role("combobox").first.click()
        page.get_by_role("option").nth(1).click()  # contacted, then: meeting
        press(window, "Next step")
        expect(window).to_have_count(0)
    with snapshot() as session:
        stages = session.exec(select(Match.stage)).all()
    assert stages == [MatchStage.MEETING] * 2

    press(page, "Record the agreement")
    window = page.get_by_role("dialog")
    window.get_by_label(say("Value in yuan")).fill("300000")
    press(window, "Record the agreement")
    expect(page.get_by_text(say("The agreement is recorded."))).to_be_visible()
    with snapshot() as session:
        signed = session.exec(select(Match).where(col(Match.agreement_value).is_not(None))).one()
    assert (signed.stage, signed.agreement_value) == (MatchStage.CONTRACT, 300_000)
