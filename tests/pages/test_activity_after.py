"""What follows an activity, on the pages: said by those who came, seen by those who hold it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from components import attendance_certificate, reading
from db.activity_vocabulary import ActivityKind
from db.contest_vocabulary import FollowStep
from db.engine import snapshot
from db.models import (
    ActivityFeedback,
    ActivityOrigin,
    Demand,
    FollowUp,
    Registration,
    TechnicalNeed,
)
from domain import activity_feedback, activity_series, clock, jobs, organisations
from domain.activity_feedback import token_of
from domain.bulletin.fonts import chinese
from domain.command import perform
from domain.contest import following
from domain.errors import NotFound
from domain.matchmaking import starting
from domain.permissions import PUBLIC
from domain.queries import registrations
from tests import laboratory
from tests.contests import awarded
from tests.happenings import NOW, STARTS, apart, check_in, published, register
from tests.pages.activity_page import on
from tests.pages.visiting import choose, drawn, field, fill, opened, press, said
from tests.town import ID, LONGWAN, LUCHENG, SHOES, VALVES

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

ENDED = STARTS + timedelta(hours=3)


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def came(activity_id, who=PUBLIC, **told):
    receipt = register(activity_id, who, **told)
    with pytest.MonkeyPatch.context() as then:
        then.setattr(clock, "now", lambda: STARTS)
        check_in(activity_id, registration_id=receipt.registration_id)
    return receipt


def test_for_whom_registered_without_an_account_the_enterprise_is_chosen_in_the_window(monkeypatch):
    activity_id = published(area_code=LONGWAN)
    known = came(activity_id, enterprise_name="龙湾恒泽阀门公司").registration_id
    nobody = came(activity_id, enterprise_name="瓯海试剂厂").registration_id
    other = came(activity_id, enterprise_name="另一家").registration_id
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    asked = {"id": str(activity_id), "language": "zh"}

    def window(verb, of):
        return opened("activities/check_in", "organiser", do=f"{verb}-{of}", **asked)

    page = window("need", known)  # the only active enterprise of that name is chosen already
    whose = drawn(page, f"raise-need-{activity_id}-{known}-whose")
    assert (whose["text"], whose["chosen"]) == ("龙湾恒泽阀门有限公司", VALVES)
    next(each for each in page.text_input if each.label == "标题").set_value("低温密封")
    page.text_area[-1].set_value("零下一百六十度时阀杆泄漏。")
    press(page, "存为草稿")
    page = window("demand", nobody)
    key = f"raise-demand-{activity_id}-{nobody}-whose"
    assert (drawn(page, key)["text"], drawn(page, key)["chosen"]) == ("瓯海试剂厂", None)
    assert page.selectbox  # where an enterprise is that is only named
    page = choose(page, key, "鹿城欣步鞋业有限公司", SHOES)
    next(each for each in page.text_input if each.label == "主题").set_value("出口合同纠纷")
    page.text_area[-1].set_value("对方拒付尾款。")
    press(page, "提交诉求")
    page = window("need", nobody)  # theirs from now on
    assert page.text_area and "鹿城欣步鞋业有限公司" in said(page)
    monkeypatch.setattr(reading, "forget", lambda: None)  # answers are held from here on
    page = window("need", other)
    assert not page.text_area and "请在列表中" in said(page)
    new = perform(ID["intake"], organisations.register, name="另一家", area_code=LONGWAN)
    page = window("need", other)  # proposed at once
    assert drawn(page, f"raise-need-{activity_id}-{other}-whose")["chosen"] == new
    with snapshot() as session:
        assert session.exec(select(TechnicalNeed)).one().enterprise_id == VALVES
        made = session.exec(select(Demand)).one()
        assert (made.enterprise_id, made.area_code) == (SHOES, LUCHENG)
        assert session.get_one(Registration, nobody).organisation_id == SHOES
        assert len(session.exec(select(ActivityOrigin)).all()) == 2


def over(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: ENDED)
    jobs.look_after_activities()


def test_whoever_came_says_how_it_was_in_either_language_once(monkeypatch):
    activity_id = published(title_en="Compliance")
    first, second = came(activity_id), came(activity_id)
    over(monkeypatch)
    page = opened("public/registration", t=first.token)
    assert page.get("page_link")
    token = token_of(activity_id, first.ticket)
    page = opened("public/feedback", t=token)
    assert "Compliance" in said(page) and "Nobody sees who said what" in said(page)
    page.button[-1].click().run()
    assert "Please say at least how useful it was." in said(page), said(page)
    [useful] = [each for each in page.button_group if each.key.endswith("-usefulness")]
    useful.set_value(5)
    page.text_area[0].set_value("更多案例")
    page.button[-1].click().run()
    assert not page.exception
    assert "kept without your name" in said(opened("public/feedback", t=token))
    with snapshot() as session:
        row = session.exec(select(ActivityFeedback)).one()
    assert (row.usefulness, row.venue, row.wanted) == (5, None, "更多案例")
    chinese = opened("public/feedback", t=token_of(activity_id, second.ticket), language="zh")
    assert "评价完全匿名" in said(chinese) and "企业合规公益讲座" in said(chinese)
    assert "not valid" in said(opened("public/feedback", t="guessed"))


def test_those_who_hold_it_see_the_marks_together_once_enough_have_answered(monkeypatch):
    activity_id = published()
    receipts = [came(activity_id) for _ in range(5)]
    over(monkeypatch)
    for n, each in enumerate(receipts):
        page = opened("activities/activity", "organiser", id=str(activity_id), language="zh")
        assert f"已邀请 5 人，收到 {n} 份评价" in said(page)
        assert "**5.0**" not in said(page)
        perform(
            PUBLIC,
            activity_feedback.answer,
            activity_id,
            token=token_of(activity_id, each.ticket),
            marks={"usefulness": 5},
            words="很**好**",
        )
    page = opened("activities/activity", "organiser", id=str(activity_id), language="zh")
    assert "内容实用：**5.0** 分（满分 5 分），5 份" in said(page)
    assert "很\\*\\*好\\*\\*" in said(page)
    assert "参加者评价" not in said(
        opened("activities/activity", id=str(activity_id), language="zh")
    )


def test_what_comes_up_is_written_down_at_the_door_and_says_where_it_came_from(monkeypatch):
    activity_id = published(area_code=LONGWAN)
    receipt = came(activity_id, "valves", person_name="林晓")
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    asked = {"id": str(activity_id)}
    page = opened("activities/check_in", "organiser", **asked)
    page.button(key=f"do-demand-{receipt.registration_id}").click().run()
    press(page, "Hand the demand in")
    assert "Please fill in: Subject, What it is about." in said(page)
    title = next(each for each in page.text_input if each.label == "Subject")
    title.set_value("出口合同纠纷")
    page.text_area[-1].set_value("对方拒付尾款。")
    press(page, "Hand the demand in")
    with snapshot() as session:
        made = session.exec(select(Demand)).one()
    assert (made.contact_name, made.enterprise_id) == ("林晓", VALVES)
    page = opened("demands/demand", "intake", number=made.number)
    assert "企业合规公益讲座" in str(drawn(page, "facts"))
    page = opened("activities/check_in", "organiser", do=f"need-{receipt.registration_id}", **asked)
    next(each for each in page.text_input if each.label == "Title").set_value("低温密封")
    page.text_area[-1].set_value("零下一百六十度时阀杆泄漏。")
    press(page, "Save as a draft")
    with snapshot() as session:
        need = session.exec(select(TechnicalNeed)).one()
    page = opened("research/need", "valves", id=str(need.id), language="zh")
    assert "来源活动" in str(drawn(page, "need-facts"))
    page = opened("activities/activity", "organiser", language="zh", **asked)
    assert "诉求 1 件，技术需求 1 项，由此形成的对接 0 项" in said(page)
    assert "出口合同纠纷" in str(drawn(page, "raised-here"))
    over(monkeypatch)
    page = opened("activities/activity", "admin", language="zh", **asked)
    bars = {each["name"]: each for each in drawn(page, "outcome-raised")["rows"]}
    assert bars["现场诉求"]["href"] == f"/activity?id={activity_id}&raised=demands"
    assert not bars["对接项目"]["href"]
    page = opened("activities/activity", "admin", language="zh", raised="demands", **asked)
    assert "**现场诉求**: 1" in said(page) and "出口合同纠纷" in str(drawn(page, "outcome-list"))
    page = opened("activities/activity", "organiser", language="zh", raised="needs", **asked)
    assert "另有 1 件您无权查看" in said(page)
    people = {each["name"]: each for each in drawn(page, "outcome-people")["rows"]}
    assert people["到场人数"]["href"] == f"/activity?id={activity_id}&who=came"
    assert people["有席位或到场"]["href"] == f"/activity?id={activity_id}&who=seated"
    assert {each["more"] for each in drawn(page, "outcome-later")["rows"]} == {"截至目前"}
    page = opened("activities/activity", "organiser", language="zh", do="need", **asked)
    assert not page.text_area and "请在列表中" in said(page)  # of whom, before what
    page = opened("activities/activity", "organiser", language="zh", do="demand", **asked)
    next(each for each in page.text_input if each.label == "联系电话").set_value("12")
    press(page, "提交诉求")
    assert "请填写：企业名称、联系人、主题、诉求内容" in said(page), said(page)
    assert "电话号码不正确" in said(page)
    page = opened("activities/activity", "organiser", language="zh", who="came", **asked)
    assert "共 1 人" in said(page)


def test_a_match_says_where_its_need_was_raised_to_those_who_may_know_whose_it_is(monkeypatch):
    activity_id = published()
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    need_id = laboratory.need("seal", enterprise_id=VALVES, activity_id=activity_id)
    made = perform(
        ID["intake"], starting.start, need_id=need_id, result_id=laboratory.result("seal")
    )
    page = opened("research/match", "intake", id=str(made), language="zh")
    facts = {each["label"]: each for each in drawn(page, "match-facts")["facts"]}
    assert facts["来源活动"]["href"] == f"/activity?id={activity_id}"
    other = opened("research/match", "liaison", id=str(made), language="zh")
    assert "来源活动" not in str(drawn(other, "match-facts"))
    page = opened("activities/activity", "admin", id=str(activity_id), language="zh")
    assert f"/match?id={made}" in str(drawn(page, "raised-here"))
    page = opened("research/matches", "intake", view="list", raised="true", language="zh")
    assert "共 1 " in said(page), said(page)


def test_the_public_form_says_at_which_activity_it_came_up(monkeypatch):
    activity_id = published()
    asked = {"activity": str(activity_id)}
    assert "It came up at" not in said(opened("public/ask", **asked))  # a week before
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    page = opened("public/ask", **asked)
    assert "It came up at: 企业合规公益讲座" in said(page)
    fill(page, ask_enterprise="瓯海试剂厂", ask_contact="林晓", ask_phone="13857700001")
    fill(page, ask_title="出口合同纠纷", ask_body="对方拒付尾款。")
    field(page, "ask_area").set_value(LONGWAN)
    field(page, "ask_consent").check()
    page.button[-1].click().run()
    assert not page.exception
    with snapshot() as session:
        assert session.exec(select(ActivityOrigin)).one().activity_id == activity_id
    page = opened("research/needs", "valves", do="new", **asked)
    assert "It came up at: 企业合规公益讲座" in said(page)


def test_a_task_is_given_on_the_activity_done_on_the_page_of_the_day_and_late_ones_stand_out(
    monkeypatch,
):
    activity_id = published()
    receipt = came(activity_id, person_name="林晓")
    asked = {"id": str(activity_id), "language": "zh"}
    page = opened("activities/activity", "organiser", do=f"task-{receipt.registration_id}", **asked)
    next(each for each in page.text_input if each.label == "事项内容").set_value("寄送合同范本")
    press(page, "交办")
    with snapshot() as session:
        task = session.exec(select(FollowUp)).one()
    assert (task.registration_id, task.user_id) == (receipt.registration_id, ID["organiser"])
    assert "寄送合同范本" in said(opened("activities/activity", "organiser", **asked))
    later = STARTS + timedelta(days=60)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = opened("home/today", "organiser", language="zh")
    assert "活动后续事项" in said(page) and "林晓" in said(page)
    page.button(key=f"do-task-done-{task.id}").click().run()
    page.text_area[-1].set_value("已寄出")
    press(page, "已完成")
    assert "活动后续事项" not in said(opened("home/today", "organiser", language="zh"))
    page = opened("activities/activity", "organiser", **asked)
    assert "已寄出" in said(page)
    assert "寄送合同范本" not in said(opened("activities/activity", "valves", **asked))


def test_what_came_of_it_is_a_picture_and_the_beginning_of_the_report(monkeypatch):
    activity_id = published()
    came(activity_id, "valves")
    over(monkeypatch)
    asked = {"id": str(activity_id), "language": "zh"}
    page = opened("activities/activity", "organiser", **asked)
    assert "到场企业" in str(drawn(page, "outcome-people"))
    assert "龙湾恒泽阀门" in str(drawn(page, "outcome-attendance"))
    assert "结束后 30 天" in str(drawn(page, "moments"))
    assert "未必因本活动而起" in said(page)
    assert not drawn(opened("activities/activity", "valves", **asked), "outcome-people")
    page = opened("activities/activity", "organiser", by="area", **asked)
    assert drawn(page, "outcome-attendance")
    page = opened("activities/activity", "organiser", do="report", **asked)
    assert "实到 1 人，来自 1 家企业" in page.text_area[-1].value


def test_the_draft_of_the_report_knows_how_far_projects_have_come_by_now(monkeypatch):
    activity_id = published(kind=ActivityKind.GOOD_PROJECT)
    over(monkeypatch)
    contest_id, entry_id, _ = awarded(activity_id=activity_id)
    monkeypatch.setattr(reading, "forget", lambda: None)  # answers are held, as they are for people

    def draft():
        page = opened("activities/activity", "organiser", id=str(activity_id), do="report")
        return page.text_area[-1].value

    assert "mentor" not in draft()
    met = {"entry_id": entry_id, "step": FollowStep.MENTOR, "on": ENDED.date(), "name": "林教授"}
    perform(ID["organiser"], following.note, contest_id, **met)
    assert "mentor" in draft()


def test_whoever_came_takes_a_certificate_from_the_link_and_nobody_else(monkeypatch):
    activity_id = published()
    there, away = came(activity_id, person_name="林晓"), register(activity_id)
    assert not opened("public/registration", t=there.token).get("download_button")
    over(monkeypatch)
    page = opened("public/registration", t=there.token, language="zh")
    labels = [each.proto.label for each in page.get("download_button")]
    if chinese() is None:  # then none is offered that could not be read
        assert labels == []
        return
    assert labels == ["参会证明"]
    assert attendance_certificate.written(there.token).startswith(b"%PDF-")
    with snapshot() as session:
        own = registrations.by_token(session, PUBLIC, there.token)
    told = "".join(attendance_certificate.lines(own))
    assert "林晓" in told and "企业合规公益讲座" in told
    assert not opened("public/registration", t=away.token).get("download_button")
    with pytest.raises(NotFound):
        attendance_certificate.written(away.token)
    for receipt, many in ((there, 1), (away, 0)):  # those who hold it print it for whoever came
        page = on(activity_id, do=f"certificate-{receipt.registration_id}")
        got = [each.proto.label for each in page.get("download_button")]
        assert got.count("Certificate of attendance") == many


def test_why_there_is_no_certificate_is_said(monkeypatch):
    there = came(published())
    over(monkeypatch)
    monkeypatch.setattr(attendance_certificate, "chinese", lambda: None)
    page = opened("public/registration", t=there.token, language="zh")
    assert not page.get("download_button")
    assert "参会证明：服务器没有中文字体，请联系管理员安装 fonts" in said(page)


def test_whoever_came_takes_a_certificate_from_among_their_own_registrations(monkeypatch):
    came(published(), "valves")
    register(published(starts_at=STARTS + timedelta(days=2)), "valves")
    over(monkeypatch)
    page = opened("home/account", "valves", language="zh")
    labels = [each.proto.label for each in page.get("download_button")]
    assert labels.count("参会证明") == (0 if chinese() is None else 1)


def test_over_the_whole_series_who_came_and_what_they_say_is_of_all_of_it(monkeypatch):
    series = perform(ID["organiser"], activity_series.begin, name="法律服务月", kind="other")
    first = published(series_id=series)
    second = apart(-1, series_id=series)
    tokens = [
        (each, token_of(each, came(each).ticket)) for each in (first, second) for _ in range(5)
    ]
    came(second, "valves", person_name="林晓")
    over(monkeypatch)
    for activity_id, token in tokens:
        said_so = {"token": token, "marks": {"usefulness": 5}}
        perform(PUBLIC, activity_feedback.answer, activity_id, **said_so)
    asked = {"id": str(first), "by": "enterprise"}
    this = opened("activities/activity", "organiser", **asked)
    assert "Hengze Valves" not in str(drawn(this, "outcome-attendance"))
    assert "5 of 5 have answered." in said(this)
    for page in (
        opened("activities/activity", "organiser", of="series", **asked),
        opened("activities/series", "organiser", id=str(series), by="enterprise"),
    ):
        assert not page.exception
        assert "Hengze Valves" in str(drawn(page, "outcome-attendance"))
        assert "10 of 11 have answered." in said(page)
    public = opened("activities/series", id=str(series))
    assert not drawn(public, "outcome-attendance") and "have answered" not in said(public)
