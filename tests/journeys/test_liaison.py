"""A liaison officer's whole way, in either language: results brought in, the best needs read with their reasons, two of
them met, a docking day of the university's own, a contract."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from components.texts import _texts
from db.engine import snapshot
from db.models import (
    DockingDay,
    DockingMeeting,
    Match,
    MatchJudgement,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import (
    DockingStage,
    MatchStage,
    MeetingOutcome,
    NotThis,
    RecordStage,
)
from domain import clock, docking_answers, results
from domain.command import perform
from domain.matchmaking import starting
from domain.queries import docking
from tests import laboratory
from tests.domain.imports.files import as_csv
from tests.journeys.conftest import PATIENCE, sign_in
from tests.journeys.hand import at_rest, choose
from tests.town import ID, SHOES, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.timeout(900)
MANY, BEST = 50, 10
BROWSERS = {"zh": "zh-CN", "en": "en-GB"}
WHY_NOT = (NotThis.NOT_READY, NotThis.TOO_EXPENSIVE, NotThis.OTHER_SUBJECT)
HEADS = ("成果名称", "摘要", "关键词", "技术成熟度", "转化方式")
WORDS = """(found) => found.map((each) => {
  const words = each.cloneNode(true);
  words.querySelectorAll("[data-testid=stIconMaterial]").forEach((icon) => icon.remove());
  return words.textContent;
})"""
THINGS = {  # what is made, what goes wrong with it, what was found out about it
    "低温阀门": ("零下一百九十六度时密封面泄漏", "柔性石墨波纹管密封"),
    "水泵叶轮": ("铸件流道粗糙，效率下降", "精密铸造与流场优化"),
    "眼镜架": ("太重，弹性不足，镍析出超标", "低镍高弹钛合金冶炼"),
    "断路器触头": ("分断时烧蚀严重", "银基触头材料与电弧仿真"),
    "锂电池组": ("夏天散热不好，温差过大", "相变材料热管理"),
    "鞋面": ("划痕和脱胶靠人眼检查，漏检多", "机器视觉缺陷检测"),
    "皮革废水": ("铬含量高，难以达标排放", "膜法回收铬"),
    "包装纸": ("涂层不能降解", "生物基可降解涂层"),
    "汽车线束": ("压接端子虚接，难以发现", "压接力曲线在线监测"),
    "激光焊缝": ("气孔多，强度不稳", "摆动激光焊接工艺"),
    "注塑件": ("翘曲变形，尺寸超差", "模内压力闭环控制"),
    "印刷机辊筒": ("磨损快，套印不准", "超音速喷涂耐磨层"),
}


@dataclass
class Officer:
    """Somebody at a browser in one of the two languages."""

    page: Page
    language: str

    def say(self, text: str, **said) -> str:
        return _texts(self.language).get(text, text).format(**said)

    def word(self, member) -> str:
        """A word of a closed list."""
        name = f"{type(member).__name__}.{member.value}"
        return _texts(self.language).get(name) or member.value.replace("_", " ").capitalize()

    def press(self, text: str, where: Locator | None = None, **said) -> None:
        at_rest(self.page)
        where = where or self.page.get_by_test_id("stMain")
        found = where.get_by_role("button", name=self.say(text, **said), exact=True)
        found.first.click(delay=50, timeout=3 * PATIENCE)  # what brings it may take a while

    def send(self, text: str) -> None:
        """Send the window that stands open; it goes away."""
        window = self.page.get_by_role("dialog")
        expect(window).to_be_visible()
        self.press(text, window)
        expect(window).to_have_count(0, timeout=3 * PATIENCE)  # what fits is looked for meanwhile

    def reads(self, text: str, **said) -> None:
        expect(self.page.get_by_text(self.say(text, **said)).first).to_be_visible()

    def go(self, address: str, path: str) -> None:
        self.page.goto(f"{address}{path}")
        self.page.get_by_test_id("stMain").wait_for()


@pytest.mark.parametrize("language", BROWSERS)
def test_a_liaison_officer_goes_from_fifty_results_to_a_contract(platform, language):
    asked_for()
    page = platform.visitor(language=BROWSERS[language])
    officer, at = Officer(page, language), platform.address
    officer.go(at, "/bring-in-results")
    sign_in(page, "liaison")
    bring_in(officer)
    officer.go(at, "/our-space")
    read_the_ten_best(officer)
    reject_three(officer)
    for _ in range(2):
        officer.go(at, "/our-space")
        take_to_a_meeting(officer)
    officer.go(at, "/docking-days")
    day_id = prepare_a_day(officer)
    enterprise = Officer(
        platform.signed_in("valves", f"/docking-day?id={day_id}", width=375, height=812), "zh"
    )
    accept(enterprise, day_id)
    plan_and_publish(officer)
    met = meet(officer, enterprise, day_id)
    officer.go(at, f"/match?id={met}")
    sign(officer, met)
    speaks_one_language(officer)


def asked_for():
    """A need about each of the things; most names are hidden."""
    for n, (thing, (trouble, _)) in enumerate(THINGS.items()):
        whose = SHOES if n % 4 == 3 else VALVES
        words = {
            "title": f"{thing}：{trouble}",
            "problem": f"我们的{thing}{trouble}，想找新的办法。",
        }
        laboratory.need(enterprise_id=whose, **words)


def bring_in(officer):
    """The file, the drafts, the review; then somebody else publishes them."""
    officer.page.locator("input[type=file]").set_input_files(file_of_results())
    officer.press("Bring in {n} results as drafts", n=MANY)
    officer.press("Hand in {n} for review", n=MANY)
    officer.reads("{n} results wait for review.", n=MANY)
    with snapshot() as session:
        waiting = ResearchResult.stage == RecordStage.IN_REVIEW
        ids = session.exec(select(ResearchResult.id).where(waiting)).all()
    assert len(ids) == MANY
    for result_id in ids:
        perform(ID["intake"], results.publish, result_id)


def read_the_ten_best(officer):
    """Each with how sure it is, the result that fits and what both say."""
    proposals = pairs(officer)
    expect(proposals).to_have_count(
        BEST, timeout=3 * PATIENCE
    )  # the first who asks waits for the index
    for n in range(BEST):
        told = proposals.nth(n)
        for text in ("Both say: {words}", "Fits the result: {title}"):
            expect(told).to_contain_text(officer.say(text, words="", title="").strip())
        expect(told.locator("[class*=st-key-judge]").first).to_be_attached()


def reject_three(officer):
    """Not this, because …: it goes at once, and another comes into its place."""
    for place, reason in enumerate(WHY_NOT):
        at_rest(officer.page)
        proposal = pairs(officer).nth(place)
        key = key_of(proposal)
        proposal.get_by_role("button", name=officer.say("Not this, because…")).click(delay=50)
        shown = officer.page.get_by_test_id("stPopoverBody")
        shown.get_by_text(officer.word(reason), exact=True).click()
        officer.press("Set aside", shown)
        expect(officer.page.locator(f".{key}")).to_have_count(0)
        expect(pairs(officer)).to_have_count(BEST)
    officer.reads("Set aside ({n})", n=len(WHY_NOT))
    with snapshot() as session:
        said = session.exec(select(MatchJudgement).order_by(col(MatchJudgement.id))).all()
    assert [each.reason for each in said] == list(WHY_NOT)
    assert {each.by_id for each in said} == {ID["liaison"]}


def take_to_a_meeting(officer):
    """Brought together; the enterprise agrees to be named; then they meet."""
    officer.press("Bring together")
    expect(officer.page).to_have_url(re.compile(r"/match\?id=\d+"))
    match_id = int(officer.page.url.rpartition("=")[2])
    with snapshot() as session:
        match = session.get_one(Match, match_id)
        need = session.get_one(TechnicalNeed, match.need_id)
    asker = "valves" if need.enterprise_id == VALVES else "shoes"
    perform(ID[asker], starting.agree, match_id)
    officer.press("Next step")
    window = officer.page.get_by_role("dialog")
    expect(window).to_be_visible()
    choose(officer.page, officer.say("Stage"), officer.word(MatchStage.MEETING))
    officer.send("Next step")
    with snapshot() as session:
        assert session.get_one(Match, match_id).stage is MatchStage.MEETING


def prepare_a_day(officer):
    """Today, so that it can be told how its meetings went; with the university's own results."""
    officer.press("Prepare a docking day")
    window = officer.page.get_by_role("dialog")
    expect(window).to_be_visible()
    window.get_by_label(officer.say("Name of the docking day"), exact=True).fill("成果对接会")
    window.get_by_label(officer.say("Day"), exact=True).get_by_role("spinbutton").first.click()
    officer.page.keyboard.type(f"{clock.now():%Y%m%d}")
    for label, many in (("Slots", 6), ("Tables", 4)):
        window.get_by_label(officer.say(label), exact=True).fill(str(many))
    officer.press("Save", window)
    expect(officer.page).to_have_url(re.compile(r"/docking-day\?id=\d+"))
    officer.press("Invite")
    officer.send("Invite")
    with snapshot() as session:
        day = session.exec(select(DockingDay)).one()
    assert day.organiser_id == UNIVERSITY
    return day.id


def accept(enterprise, day_id):
    """The valve works answer on their telephone; the shoe maker has said yes too."""
    enterprise.press("Answer the invitation")
    enterprise.send("Save")
    with snapshot() as session:
        theirs = [each.id for each in docking.day(session, person("shoes"), day_id).needs]
    yes = {"participant_ids": theirs, "is_coming": True}
    perform(ID["shoes"], docking_answers.answer, day_id, **yes)
    expect(enterprise.page.get_by_text(enterprise.say("Our meetings"))).to_have_count(0)


def plan_and_publish(officer):
    officer.press("Wish or veto")
    window = officer.page.get_by_role("dialog")
    for label in ("Technical need", "Result or team"):
        window.get_by_role("combobox", name=officer.say(label)).click()
        officer.page.get_by_role("option").nth(1).click()
    officer.send("Save")
    officer.press("Plan the day")
    officer.reads("Proved: no timetable is worth more.")
    officer.press("Publish")
    officer.send("Publish")


def meet(officer, enterprise, day_id):
    """Both say of a meeting that they go on: it is a match, and they know each other now. Returns its id."""
    enterprise.reads("Our meetings")  # by itself
    officer.reads("The name is hidden until both sides agree.")
    expect(officer.page.get_by_text("恒泽").or_(officer.page.get_by_text("Hengze"))).to_have_count(
        0
    )
    with snapshot() as session:
        shown = docking.day(session, person("valves"), day_id)
    met = next(each for each in shown.meetings if each.is_ours)
    for each in (officer, enterprise):
        at_rest(each.page)
        each.page.locator(f".st-key-do-say-{met.id} button").click(delay=50)
        choose(each.page, each.say("How it went"), each.word(MeetingOutcome.GOES_ON))
        each.send("Save")
    officer.press("End the day")
    officer.send("End the day")
    with snapshot() as session:
        assert session.get_one(DockingDay, day_id).stage is DockingStage.OVER
        match_id = session.get_one(DockingMeeting, met.id).match_id
        assert session.get_one(Match, match_id).stage is MatchStage.MEETING
    return match_id


def sign(officer, match_id):
    expect(
        officer.page.get_by_text("恒泽").or_(officer.page.get_by_text("Hengze")).first
    ).to_be_visible()
    officer.press("Record the agreement")
    window = officer.page.get_by_role("dialog")
    window.get_by_label(officer.say("Value in yuan")).fill("300000")
    officer.send("Record the agreement")
    officer.reads("The agreement is recorded.")
    with snapshot() as session:
        stages = dict(session.exec(select(Match.id, Match.stage)).all())
        assert session.get_one(Match, match_id).agreement_value == 300_000
    assert stages.pop(match_id) is MatchStage.CONTRACT
    assert list(stages.values()) == [MatchStage.MEETING] * 2


def speaks_one_language(officer):
    """No way and no button of the platform is named in the other language."""
    found = officer.page.locator("[data-testid=stSidebarNavLink], [data-testid=stMain] button")
    named = found.evaluate_all(WORDS)
    foreign = "[\u4e00-\u9fff]" if officer.language == "en" else "[A-Za-z]{3}"
    assert len(named) > 15 and [each for each in named if re.search(foreign, each)] == []


def pairs(officer):
    """What is proposed in the space, one after the other."""
    return officer.page.get_by_test_id("stMain").locator("[class*=st-key-fresh-]")


def key_of(proposal):
    return next(
        each for each in proposal.get_attribute("class").split() if each.startswith("st-key-fresh-")
    )


def file_of_results():
    """Fifty results in a list of the university's own, several about each of the things."""
    named = list(THINGS.items())
    rows = []
    for n in range(MANY):
        thing, (trouble, found) = named[n % len(named)]
        rows.append(
            (
                f"{thing}{found}技术（第{n // len(named) + 1}代）",
                f"针对{thing}{trouble}的问题，研究{found}，已在中试线验证，可与企业合作。",
                f"{thing}；{found}",
                f"TRL {5 + n % 4}",
                "普通许可、合作开发",
            )
        )
    return {"name": "成果.csv", "mimeType": "text/csv", "buffer": as_csv(rows, HEADS)}
