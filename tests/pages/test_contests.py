"""Competitions on the pages: entered without an account, looked over, assigned, scored by a link, ranked."""

import pytest
from sqlmodel import select

from db.contest_vocabulary import EntryState, ScoreState
from db.engine import snapshot
from db.models import Contest, ContestEntry, ContestFollow, ContestScore
from domain import clock
from domain.command import perform
from domain.contest import announcing, assignments, closing, entering, scoring
from tests.contests import (
    NOW,
    SHEET,
    P,
    accepted,
    begun,
    contest,
    enter,
    entry,
    judge,
    running,
    score,
    score_all,
    series,
    token,
)
from tests.pages.visiting import drawn, fill, opened, press, said
from tests.town import ID, LAWYERS, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def on(contest_id, who="organiser", **asked):
    page = opened("activities/contest", who, id=str(contest_id), **asked)
    assert not page.exception
    return page


def labelled(page, label):
    every = (*page.text_input, *page.text_area, *page.number_input, *page.selectbox)
    return next(each for each in every if each.label == label)


def test_the_list_is_open_to_everybody_and_says_when_it_is_empty():
    assert "暂无大赛。" in said(opened("activities/contests", language="zh"))
    begun(title="好项目2026")
    shown = str(drawn(opened("activities/contests"), "contests"))
    assert "好项目2026" in shown and "Takes entries" in shown


def test_an_organiser_begins_a_competition_on_a_series():
    series_id = series()
    page = opened("activities/contest_plan", "organiser")
    assert not page.exception
    press(page, "Begin the competition")
    assert "Please fill in: Preliminary round · Day it begins" in said(page)
    fill(page, contest_new="浙江好项目大赛")
    labelled(page, "It belongs to").set_value(f"{series_id}-")
    labelled(page, "Prizes").set_value("一等奖 | 1 | First\n二等奖 | 2")
    moments = {each.label: each for each in page.datetime_input}
    moments["Entries from"].set_value(NOW.replace(tzinfo=None))
    moments["Entries until"].set_value(NOW.replace(month=3, day=20, tzinfo=None))
    for n, each in enumerate(page.date_input):
        each.set_value(NOW.replace(month=4 + n // 2, day=1 + n % 2).date())
    press(page, "Begin the competition")
    with snapshot() as session:
        row = session.exec(select(Contest)).one()
    assert [each["count"] for each in row.prizes] == [1, 2]
    assert "not open to you" in said(on(row.id, None))
    on(row.id).button(key="announce").click().run()
    assert "浙江好项目大赛" in said(on(row.id, None))
    page = on(row.id, do="off")
    labelled(page, "Reason").set_value("经费取消")
    press(page, "Call the competition off")
    assert "大赛已取消：经费取消" in said(on(row.id, None, language="zh"))


def test_a_team_enters_by_the_form_and_looks_after_its_project_by_the_link():
    contest_id = begun()
    page = on(contest_id, None)
    assert "Without an e-mail address nothing is sent to you" in said(page)
    fill(page, **{f"enter_{contest_id}": "声学检漏"})
    labelled(page, "About the project").set_value("在线检测阀门内漏。")
    labelled(page, "Enterprise or team").set_value("听漏团队")
    labelled(page, "How far the project is").select_index(1)
    labelled(page, "Members of the team").set_value("周舟 | 算法 | 瓯越工业大学")
    labelled(page, "Name").set_value("林晓")
    labelled(page, "Telephone").set_value("13857700001")
    press(page, "Enter the project")
    assert "The project is entered." in said(page), said(page)
    assert "and call you" in said(page)
    with snapshot() as session:
        row = session.exec(select(ContestEntry)).one()
    assert row.team == [{"name": "周舟", "task": "算法", "organisation": "瓯越工业大学"}]
    receipt = enter(contest_id, title="第二个项目")
    mine = opened("public/contest_entry", t=receipt.token, language="zh")
    assert not mine.exception and "第二个项目" in said(mine)
    press(mine, "撤回项目")
    assert entry(receipt.entry_id).state is EntryState.WITHDRAWN
    assert "not valid" in said(opened("public/contest_entry", t="guessed"))


def test_whom_no_mail_reaches_stands_before_the_entries_to_be_called():
    contest_id = begun()
    receipt = enter(contest_id, email="", contact_name="周舟")
    page = on(contest_id, language="zh")
    assert "未留邮箱、暂无需告知：1" in [each.label for each in page.expander]
    perform(ID["organiser"], entering.accept, contest_id, entry_id=receipt.entry_id)
    page = on(contest_id, language="zh")
    assert "有 1 人未留邮箱" in said(page) and "周舟" in said(page)
    assert "周舟" not in said(on(contest_id, "valves"))
    page.button(key=f"called-{receipt.entry_id}").click().run()
    assert f"called-{receipt.entry_id}" not in {each.key for each in page.button}
    assert person("organiser").name in said(page)
    story = opened("activities/project", "organiser", id=str(receipt.entry_id), language="zh")
    assert "已电话告知" in said(story)


def test_the_organiser_looks_an_entry_over_and_others_do_not_see_it():
    contest_id = begun()
    receipt = enter(contest_id, "valves", title="阀门项目")
    assert "阀门项目" in str(drawn(on(contest_id), "entries"))
    for who in (None, "longwan", "shoes"):
        assert "阀门项目" not in str(drawn(on(contest_id, who), "entries"))
    page = opened("activities/project", "organiser", id=str(receipt.entry_id), do="more")
    labelled(page, "Reason").set_value("缺计划书")
    press(page, "Ask for more")
    assert entry(receipt.entry_id).state is EntryState.INCOMPLETE
    theirs = opened("activities/project", "valves", id=str(receipt.entry_id))
    assert "缺计划书" in said(theirs)
    press(theirs, "Save")
    page = opened("activities/project", "organiser", id=str(receipt.entry_id))
    page.button(key="entry-accept").click().run()
    assert entry(receipt.entry_id).state is EntryState.ACCEPTED
    assert "not open to you" in said(
        opened("activities/project", "shoes", id=str(receipt.entry_id))
    )


def test_judges_are_assigned_score_on_their_page_and_the_ranking_closes_the_stage():
    contest_id = begun()
    entry_id = accepted(contest_id, title="声学检漏")
    judge_id = judge(contest_id, "甲评委")
    page = on(contest_id, part="judges", language="zh")
    assert "甲评委" in said(page) and "0/0" not in said(page)
    page = on(contest_id, part="assignment")
    assert "Proposed: 1 more sheet" in said(page)
    page.button(key="assign").click().run()
    assert not page.exception
    page = on(contest_id, part="sheet", do="sheet")
    labelled(page, "Criteria").set_value("创新性 | 60 | 100 | Idea\n团队 | 40 | 50")
    press(page, "Save")
    page = on(contest_id, part="sheet")
    page.button(key="begin-scoring").click().run()
    assert contest(contest_id).stage is P
    desk = opened("public/judging", t=token(judge_id))
    assert "声学检漏" in desk.expander[0].label
    for each, points in zip(desk.number_input, (80, 25), strict=True):
        each.set_value(points)
    press(desk, "Keep as a draft")
    with snapshot() as session:
        assert session.exec(select(ContestScore)).one().state is ScoreState.DRAFT
    press(desk, "Hand in")
    with snapshot() as session:
        assert session.exec(select(ContestScore)).one().state is ScoreState.HANDED_IN
    page = on(contest_id, part="ranking")
    assert "68.00" in str(drawn(page, "ranking"))
    page.button(key="close-stage").click().run()
    assert entry(entry_id).stage.value == "final"
    assert "not valid" in said(opened("public/judging", t="guessed"))
    assert not [each for each in on(contest_id, "longwan").button if each.key == "contest-desk"]
    assert "甲评委" not in said(on(contest_id, "longwan", part="ranking"))


def test_who_goes_on_is_told_once_no_sheet_is_missing_and_a_judge_reads_that_it_is_called_off():
    contest_id, entry_ids, judge_ids = running(entries=1, names=("甲", "乙"))
    score(contest_id, judge_ids[0], entry_ids[0], 80)
    told = str(drawn(on(contest_id, part="ranking", language="zh"), "ranking"))
    assert "暂列线内" in told and "'text': '晋级'" not in told
    score(contest_id, judge_ids[1], entry_ids[0], 80)
    told = str(drawn(on(contest_id, part="ranking", language="zh"), "ranking"))
    assert "暂列线内" not in told and "'text': '晋级'" in told
    perform(ID["organiser"], announcing.call_off, contest_id, reason="经费取消")
    desk = opened("public/judging", t=token(judge_ids[0]), language="zh")
    assert "经费取消" in said(desk)


def test_the_awarded_are_shown_to_everybody_once_they_are_published():
    contest_id = begun()
    entry_id, judge_id = accepted(contest_id, title="获奖项目"), judge(contest_id, "甲")
    for stage in (P, P.FINAL):
        pairs = [(entry_id, judge_id)]
        perform(ID["organiser"], scoring.set_sheet, contest_id, stage=stage, criteria=SHEET)
        perform(ID["organiser"], assignments.put, contest_id, stage=stage, pairs=pairs)
        perform(ID["organiser"], scoring.begin, contest_id, stage=stage)
        score_all(contest_id, [judge_id], {entry_id: 80})
        perform(ID["organiser"], closing.close, contest_id, stage=stage)
    page = on(contest_id, part="ranking")
    assert "In line for a prize" in str(drawn(page, "ranking"))
    page.button(key="award").click().run()
    assert not drawn(on(contest_id, None), "awarded")
    page = on(contest_id, "leader")  # who keeps nothing of it
    assert "获奖项目" in str(drawn(page, "awarded"))
    page.button(key="publish").click().run()
    shown = str(drawn(on(contest_id, None, language="zh"), "awarded"))
    assert "获奖项目" in shown and "一等奖" in shown
    own = opened("activities/project", "organiser", id=str(entry_id))
    assert f"do-came-{entry_id}" in {each.key for each in own.button}


def awarded():
    """(a competition, its awarded entry)."""
    contest_id = begun()
    entry_id, judge_id = accepted(contest_id), judge(contest_id, "甲")
    for stage in (P, P.FINAL):
        said_of = {"stage": stage}
        perform(ID["organiser"], scoring.set_sheet, contest_id, criteria=SHEET, **said_of)
        pairs = [(entry_id, judge_id)]
        perform(ID["organiser"], assignments.put, contest_id, pairs=pairs, **said_of)
        perform(ID["organiser"], scoring.begin, contest_id, **said_of)
        score_all(contest_id, [judge_id], {entry_id: 80})
        perform(ID["organiser"], closing.close, contest_id, **said_of)
    perform(ID["organiser"], closing.award, contest_id)
    return contest_id, entry_id


def test_only_who_may_publish_is_offered_to():
    contest_id, _ = awarded()
    for who, is_offered in ((None, False), ("longwan", False), ("leader", True), ("admin", True)):
        keys = [each.key for each in on(contest_id, who, part="ranking").button]
        assert ("publish" in keys) is is_offered, who


def test_a_project_is_followed_up_by_somebody_chosen_with_an_organisation_found_and_no_longer():
    contest_id, entry_id = awarded()
    page = on(contest_id, part="follow", do=f"next-{entry_id}")
    labelled(page, "Who follows it up").set_value(ID["admin"])
    labelled(page, "Next action").set_value("联系投资机构")
    page.date_input[-1].set_value(NOW.date())
    press(page, "Plan")
    assert entry(entry_id).owner_id == ID["admin"]
    page = on(contest_id, part="follow", do=f"came-{entry_id}")
    labelled(page, "Find an organisation by name").set_value("瓯信").run()
    page.date_input[-1].set_value(NOW.date())
    press(page, "Note")
    with snapshot() as session:
        row = session.exec(select(ContestFollow)).one()
    assert (row.organisation_id, row.name) == (LAWYERS, "")
    page = on(contest_id, part="follow", do=f"rest-{entry_id}")
    labelled(page, "Reason").set_value("企业已迁出")
    press(page, "Follow up no more")
    assert entry(entry_id).owner_id is None


def test_a_competition_and_its_series_lead_to_each_other():
    series_id = series()
    contest_id = begun(series_id=series_id, title="好项目")
    assert f"/activity-series?id={series_id}" in links(on(contest_id, None))
    page = opened("activities/series", id=str(series_id))
    assert f"/contest?id={contest_id}" in links(page)


def links(page):
    """Where the links of a page lead."""
    return [f"/{each.proto.page}?{each.proto.query_string}" for each in page.get("page_link")]
