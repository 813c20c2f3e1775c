"""The calendar on the pages: a month, one activity with its form, the link to a registration, what one is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from db.activity_vocabulary import ActivityStage, RegistrationState
from db.engine import snapshot
from db.models import Activity, Notice, Registration
from domain import activities, activity_files, activity_moves, clock, registrations
from domain.activity_plans import AgendaItem, Material, Question, plan_of
from domain.command import perform
from domain.queries import notices
from domain.queries import registrations as query
from tests import happenings
from tests.happenings import NOW, STARTS, activity, published, register, registration
from tests.pages.visiting import choose, drawn, field, fill, opened, said
from tests.town import FINANCE, ID, LAWYERS, LONGWAN, LUCHENG, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def told(username):
    with snapshot() as session:
        return [
            (each.action, each.subject_id)
            for each in notices.notices(session, person(username)).told
        ]


def test_a_visitor_registers_and_the_link_shows_the_code_and_withdraws():
    meal = Question("meal", "是否用餐", ("是", "否"), is_required=True)
    activity_id = published(questions=(meal,))
    page = opened("activities/activity", id=str(activity_id))
    prefix = f"register_{activity_id}"
    fill(page, **{prefix: "林晓"})
    page.text_input[1].set_value("13900000001")
    page.selectbox[0].set_value("是")
    page.button[-1].click().run()
    assert "You are registered." in said(page), said(page)
    assert "code: **" not in said(page)  # a stranger cannot find out who has registered
    with snapshot() as session:
        row = session.exec(select(Registration)).one()
    assert (row.person_name, row.answers) == ("林晓", {"meal": "是"})
    receipt = register(activity_id, answers={"meal": "否"})
    mine = opened("public/registration", t=receipt.token)
    assert receipt.code in str(drawn(mine, "registration-facts"))
    assert mine.get("image")  # the code as a camera reads it
    mine.button(key=f"withdraw-{receipt.registration_id}-sure").click().run()
    assert registration(receipt.registration_id).state is RegistrationState.WITHDRAWN
    assert not mine.get("image")
    assert "not valid" in said(opened("public/registration", t="guessed"))


def test_what_must_be_filled_in_is_marked():
    asked = (
        Question("meal", "是否用餐", ("是", "否"), is_required=True),
        Question("car", "车牌", is_required=True),
        Question("wish", "想听什么"),
    )
    marked = {}
    for day, most in enumerate((None, 2)):  # whose share is limited must be known
        at = STARTS + timedelta(days=day)
        activity_id = published(questions=asked, per_enterprise=most, starts_at=at)
        page = opened("activities/activity", id=str(activity_id))
        fields = (*page.text_input, *page.selectbox)
        marked[most] = {each.label for each in fields if each.proto.required}
    assert marked == {
        None: {"Name", "是否用餐", "车牌"},
        2: {"Name", "Enterprise", "是否用餐", "车牌"},
    }


def test_only_those_who_hold_it_see_who_comes_and_what_happened():
    activity_id = published()
    register(activity_id, person_name="林晓")
    for who, sees in (("organiser", True), ("valves", False), (None, False)):
        page = opened("activities/activity", who, id=str(activity_id), language="zh")
        assert ("林晓" in str(drawn(page, "registrations"))) is sees
        assert ("organiser起草了活动。" in said(page)) is sees
    draft = happenings.drafted()
    assert not drawn(opened("activities/activity", id=str(draft)), "activity-facts")


def test_whoever_is_concerned_is_told_and_reads_it():
    activity_id = happenings.in_review(partner_ids=(FINANCE,), capacity=1)
    assert told("admin") == [("activity_handed_in", activity_id)]
    perform(ID["admin"], activities.publish, activity_id)
    assert told("organiser") == [("activity_published", activity_id)]
    assert told("finance_head") == [("activity_published", activity_id)]
    first = register(activity_id)
    register(activity_id, "valves")
    perform(happenings.PUBLIC, registrations.withdraw, activity_id, token=first.token)
    assert told("valves") == [("registration_promoted", activity_id)]
    perform(ID["organiser"], activity_moves.move, activity_id, starts_at=STARTS + timedelta(days=1))
    assert {each for each, _ in told("valves")} == {"registration_promoted", "activity_moved"}
    page = opened("home/today", "valves", language="zh")
    shown = str(drawn(page, "notices"))
    assert "候补已转为正式报名" in shown and activity(activity_id).number in shown
    with snapshot() as session:
        assert session.exec(select(Notice).where(Notice.user_id == ID["shoes"])).all() == []


def button(page, label):
    return next(each for each in page.button if each.label == label)


def test_the_code_in_a_mail_opens_the_door_and_the_list_lets_in_the_others(monkeypatch):
    activity_id = published()
    first = register(activity_id, person_name="林晓")
    second = register(activity_id, person_name="周舟", enterprise_name="鹿城**鞋业**")
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    asked = {"id": str(activity_id)}
    page = opened("activities/check_in", "organiser", c=first.code.upper(), **asked)
    assert "林晓" in page.subheader[0].value
    page.button(key="door-code").click().run()
    assert registration(first.registration_id).state is RegistrationState.ATTENDED
    assert "林晓 is checked in already." in said(page), said(page)
    page.button(key=f"door-{second.registration_id}").click().run()
    page.button(key=f"door-{first.registration_id}").click().run()  # was a mistake
    assert registration(second.registration_id).state is RegistrationState.ATTENDED
    assert registration(first.registration_id).state is RegistrationState.REGISTERED
    fill(page, **{f"walk_in_{activity_id}": "王五"})
    button(page, "Note and let in").click().run()
    choose(page, f"walk-in-{activity_id}-whose", "龙湾恒泽阀门有限公司", VALVES)
    fill(page, **{f"walk_in_{activity_id}": "赵六"})
    button(page, "Note and let in").click().run()
    with snapshot() as session:
        whose = select(Registration.person_name, Registration.organisation_id)
        named = dict(session.exec(whose).all())
    assert (named["赵六"], named["王五"]) == (VALVES, None)
    page = opened("activities/check_in", "organiser", words="王五", language="zh", **asked)
    assert "王五" in said(page) and "周舟" not in said(page) and "已到 **3** 人" in said(page)


def test_the_door_lists_and_lets_in_who_awaits_approval(monkeypatch):
    activity_id = published(wants_approval=True)
    awaits = register(activity_id, person_name="林晓")
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    page = opened("activities/check_in", "organiser", id=str(activity_id), c=awaits.code)
    assert "Was not approved yet" in said(page)
    page.button(key=f"door-{awaits.registration_id}").click().run()
    assert registration(awaits.registration_id).state is RegistrationState.ATTENDED


def test_the_door_tells_nothing_to_a_wrong_code_or_to_other_people():
    activity_id, other = published(), published(starts_at=STARTS + timedelta(days=1))
    code = register(other, person_name="林晓").code
    page = opened("activities/check_in", "organiser", id=str(activity_id), c=code)
    assert "Nobody here has this code" in said(page) and "林晓" not in said(page)
    for who in ("longwan", "valves", None):
        page = opened("activities/check_in", who, id=str(other), c=code)
        assert not page.exception and "林晓" not in said(page)
    assert "not open to you" in said(opened("activities/check_in", "longwan", id=str(other)))


def test_the_list_at_the_door_has_pages_and_a_search_begins_at_the_first(monkeypatch):
    monkeypatch.setattr(query, "PAGE", 2)
    activity_id = published()
    for name in ("甲一", "乙二", "丙三"):
        register(activity_id, person_name=name)
    page = opened("activities/check_in", "organiser", id=str(activity_id))
    assert "乙二" in said(page) and "丙三" not in said(page)
    page.button(key="after-next").click().run()
    assert "丙三" in said(page) and "乙二" not in said(page)
    field(page, "address_words").set_value("甲").run()
    assert "甲一" in said(page) and "丙三" not in said(page)


def press(page, label):
    """The button of the window, which stands last."""
    next(each for each in reversed(page.button) if each.label == label).click().run()
    assert not page.exception


def labelled(page, label):
    return next(each for each in (*page.text_input, *page.text_area) if each.label == label)


def on(activity_id, who="organiser", **asked):
    page = opened("activities/activity", who, id=str(activity_id), **asked)
    assert not page.exception
    return page


def test_an_activity_goes_on_its_page_from_a_draft_to_the_report(monkeypatch):
    activity_id = happenings.drafted()
    on(activity_id).button(key="activity-hand-in").click().run()
    page = on(activity_id, do="publish")
    assert activity(activity_id).stage is ActivityStage.IN_REVIEW
    press(page, "Publish")
    assert "Somebody else must look over" in said(page)
    back = on(activity_id, "admin", do="back")
    back.text_area[0].set_value("缺议程")
    press(back, "Send back")
    page = on(activity_id)
    assert "Sent back: 缺议程" in said(page)
    page.button(key="activity-hand-in").click().run()
    press(on(activity_id, "admin", do="publish"), "Publish")
    assert activity(activity_id).stage is ActivityStage.PUBLISHED
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    press(on(activity_id, do="hold"), "Note as held")
    page = on(activity_id, do="report")
    page.text_area[0].set_value("到场八人。")
    press(page, "Save")
    assert "到场八人。" in said(on(activity_id, None))


def test_this_and_those_that_follow_are_corrected_moved_and_cancelled_by_one_tick():
    first = happenings.drafted()
    others = perform(ID["organiser"], activity_moves.recur, first, rule="FREQ=WEEKLY;COUNT=3")
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    last = others[-1]
    assert not [each for each in on(last, do="cancel").checkbox if "follow" in each.label]
    page = opened("activities/plan", "organiser", id=str(first))
    labelled(page, "Title").set_value("合规讲座二")
    [tick] = [each for each in page.checkbox if "2 that follow" in each.label]
    tick.check()
    press(page, "Save")
    assert activity(last).title == "合规讲座二"
    page = on(first, do="move")
    page.datetime_input[0].set_value((STARTS + timedelta(days=1)).replace(tzinfo=None))
    page.datetime_input[1].set_value((STARTS + timedelta(days=1, hours=2)).replace(tzinfo=None))
    next(each for each in page.checkbox if "2 that follow" in each.label).check().run()
    press(page, "Save")
    assert activity(last).starts_at == STARTS + timedelta(weeks=2, days=1)
    page = on(others[0], do="cancel")
    page.text_area[-1].set_value("讲师生病")
    next(each for each in page.checkbox if "1 that follow" in each.label).check()
    press(page, "Cancel the activity")
    stages = [activity(each).stage for each in (first, *others)]
    assert stages == [ActivityStage.PUBLISHED] + [ActivityStage.CANCELLED] * 2


def test_files_are_put_up_in_their_window_and_what_it_cost_is_said_with_the_report(monkeypatch):
    activity_id = published(budget_yuan=8000)
    assert on(activity_id, do="files").get("file_uploader")
    assert not on(activity_id, "valves", do="files").get("file_uploader")
    said_with = {"name": "课件.pdf", "content": b"%PDF-1.4\n%%EOF\n"}
    perform(ID["organiser"], activity_files.attach, activity_id, **said_with)
    assert "课件" in said(on(activity_id, None))
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    perform(ID["organiser"], activities.hold, activity_id)
    page = on(activity_id, do="report")
    page.text_area[-1].set_value("到场八人。")
    page.number_input[-1].set_value(4200)
    press(page, "Save")
    page = on(activity_id)
    assert facts(page)["Money spent"] == "4,200 yuan" and "spent 4,200 yuan" in said(page)
    assert "4,200" not in str(facts(on(activity_id, None))) + said(on(activity_id, None))


def test_what_is_in_the_way_is_said_and_ticked_before_it_is_published():
    published(title="先到的讲座")
    activity_id = happenings.in_review()
    page = on(activity_id, "admin", do="publish", language="zh")
    assert "同一场地：先到的讲座" in said(page)
    press(page, "发布")
    assert activity(activity_id).stage is ActivityStage.IN_REVIEW
    for each in page.checkbox:
        each.check()
    press(page, "发布")
    assert activity(activity_id).stage is ActivityStage.PUBLISHED


def test_a_registration_is_approved_or_refused_and_an_activity_is_cancelled_with_a_reason():
    activity_id = published(wants_approval=True)
    first, second = (register(activity_id, person_name=name) for name in ("林晓", "周舟"))
    page = on(activity_id)
    page.button(key=f"approve-{first.registration_id}").click().run()
    assert registration(first.registration_id).state is RegistrationState.REGISTERED
    page.button(key=f"do-refuse-{second.registration_id}").click().run()
    page.text_area[-1].set_value("名额留给企业")
    press(page, "Refuse the registration")
    assert registration(second.registration_id).refused_because == "名额留给企业"
    calls = f"withdraw-{first.registration_id}"  # who has no link, and telephones
    assert not drawn(on(activity_id, "valves", do=calls), "registrations")
    press(on(activity_id, do=calls), "Withdraw the registration")
    assert registration(first.registration_id).state is RegistrationState.WITHDRAWN
    assert not on(activity_id, "valves", do="cancel").text_area
    page = on(activity_id, do="cancel")
    page.text_area[-1].set_value("场地停电")
    press(page, "Cancel the activity")
    assert "场地停电" in said(on(activity_id, None))


def test_an_activity_is_moved_past_what_is_in_the_way_repeated_and_held_again():
    published(title="先到的讲座")
    activity_id = happenings.drafted(starts_at=STARTS + timedelta(days=1))
    page = on(activity_id, do="move")
    starts, ends = page.datetime_input
    starts.set_value(STARTS.replace(tzinfo=None))
    ends.set_value((STARTS + timedelta(hours=1)).replace(tzinfo=None))
    page.run()
    assert "先到的讲座" in " ".join(each.label for each in page.checkbox)
    for each in page.checkbox:
        each.check()
    press(page, "Save")
    assert activity(activity_id).starts_at == STARTS
    press(on(activity_id, do="repeat"), "Repeat by a rule")
    with snapshot() as session:
        again = select(Activity).where(Activity.recurs_from_id == activity_id)
        assert [each.starts_at - STARTS for each in session.exec(again)] == [
            timedelta(weeks=n) for n in (1, 2, 3)
        ]
    press(on(activity_id, do="clone"), "Draft the same again")
    with snapshot() as session:
        cloned = session.exec(select(Activity).where(Activity.cloned_from_id == activity_id)).one()
    assert cloned.starts_at == STARTS + timedelta(weeks=52)


def test_an_activity_is_drafted_with_its_agenda_and_corrected_and_keeps_what_is_in_no_field():
    page = opened("activities/calendar", "organiser")
    page.button(key="activity-new").click().run()
    page.switch_page("pages/activities/plan.py").run()
    press(page, "Draft the activity")
    assert "Please fill in: Begins" in said(page), said(page)
    page.datetime_input[0].set_value(STARTS.replace(tzinfo=None))
    page.datetime_input[1].set_value((STARTS + timedelta(hours=3)).replace(tzinfo=None))
    lines = {"Agenda": "14:00 开场\n14:30 案例", "Questions": "是否用餐 * | 是 | 否"}
    for label, typed in {"Title": "合规讲座", **lines}.items():
        labelled(page, label).set_value(typed)
    press(page, "Draft the activity")
    with snapshot() as session:
        row = session.exec(select(Activity)).one()
        plan = plan_of(session, row)
    assert [each.title for each in plan.agenda] == ["开场", "案例"] and row.starts_at == STARTS
    assert plan.questions == (Question("q1", "是否用餐", ("是", "否"), True),)
    page = opened("activities/plan", "organiser", id=str(row.id))
    find = next(each for each in page.text_input if each.label == "Find a co-organiser")
    find.set_value("律师").run()
    page.button(key=f"partner-add-{LAWYERS}").click().run()
    assert not page.exception
    labelled(page, "Title").set_value("合规讲座二")
    labelled(page, "Agenda").set_value("开场没有时间")
    press(page, "Save")
    assert "Agenda: “开场没有时间” cannot be read" in "".join(each.value for each in page.error)
    labelled(page, "Agenda").set_value("14:00 开场")
    press(page, "Save")
    with snapshot() as session:
        again = plan_of(session, session.get_one(Activity, row.id))
    assert again == replace(
        plan, title="合规讲座二", agenda=plan.agenda[:1], partner_ids=(LAWYERS,)
    )


def test_a_published_plan_keeps_its_time_and_is_open_to_its_keepers_only():
    activity_id = published(capacity=5, budget_yuan=900)
    page = opened("activities/plan", "organiser", id=str(activity_id), language="zh")
    assert len(page.datetime_input) == 2 and "请通过“改期”更改" in said(page)
    press(page, "保存")
    assert activity(activity_id).version and activity(activity_id).starts_at == STARTS
    assert "not open to you" in said(opened("activities/plan", "longwan", id=str(activity_id)))
    assert "activity-new" not in [
        each.key for each in opened("activities/calendar", "valves").button
    ]


def test_who_widens_the_circle_of_a_published_one_ticks_what_calls_the_same_people():
    first = published(area_code=LONGWAN)
    second = published(area_code=LUCHENG, place="二号厅")
    page = opened("activities/plan", "organiser", id=str(second))
    next(each for each in page.selectbox if each.label == "Area").set_value(None)
    press(page, "Save")
    assert "This clashes with" in said(page) and activity(second).area_code == LUCHENG
    [box] = [each for each in page.checkbox if each.label.startswith("The same people")]
    assert activity(first).number in box.label.replace("\\", "")
    box.check()
    press(page, "Save")
    assert activity(second).area_code is None, said(page)


def facts(page):
    return {each["label"]: each["text"] for each in drawn(page, "activity-facts")["facts"]}


def test_the_page_says_for_whom_it_is_what_there_is_to_read_and_inside_what_it_costs():
    slides = Material("课件**一**", "https://example.com/slides.pdf")
    activity_id = published(
        areas=(LONGWAN,), audience_binds=True, materials=(slides,), budget_yuan=8000
    )
    page = on(activity_id, None)
    told = facts(page)
    assert told["For whom it is"] == "Longwan (only they may register)" and "Budget" not in told
    [link] = page.get("link_button")[-1:]
    assert link.proto.url == slides.address
    assert facts(on(activity_id))["Budget"] == "8,000 yuan"


def test_before_the_form_it_is_said_why_one_cannot_register_or_is_meant_less(monkeypatch):
    bound = published(areas=(LONGWAN,), audience_binds=True)
    for who, told in ((None, "sign in with your enterprise's account"), ("shoes", "fit by: Area")):
        page = on(bound, who)
        assert told in said(page) and not page.text_input
    assert labelled(on(bound, "valves"), "Name")
    meant = published(areas=(LONGWAN,), starts_at=STARTS + timedelta(days=1))
    page = on(meant, "shoes")
    assert "does not fit by Area" in said(page) and labelled(page, "Name")
    opens, closes = NOW + timedelta(days=1), NOW + timedelta(days=2)
    later = published(opens_at=opens, closes_at=closes, starts_at=STARTS + timedelta(days=2))
    page = on(later, None, language="zh")
    assert "报名将于" in said(page) and not page.text_input and "报名开始" in facts(page)
    monkeypatch.setattr(clock, "now", lambda: closes)
    assert "Registration is closed." in said(on(later, None))
    assert "Registration is closed." not in said(on(happenings.drafted()))


def test_an_enterprise_finds_its_registrations_on_the_activity_and_its_account_and_withdraws():
    activity_id = published()
    receipt = register(activity_id, "valves", person_name="林晓")
    page = on(activity_id, "valves")
    assert "Your registration: 林晓" in said(page) and receipt.code in said(page)
    assert "Your registration" not in said(on(activity_id, "shoes"))
    account = opened("home/account", "valves")
    assert "企业合规公益讲座" in said(account)
    account.button(key=f"withdraw-{receipt.registration_id}-sure").click().run()
    assert not account.exception
    assert registration(receipt.registration_id).state is RegistrationState.WITHDRAWN
    assert f"withdraw-{receipt.registration_id}-sure" not in [each.key for each in account.button]
    assert "Your registration" not in said(on(activity_id, "valves"))
    assert "My registrations" not in said(opened("home/account", "shoes"))


def test_those_who_hold_it_register_whoever_calls_for_an_enterprise_of_the_directory():
    activity_id = published(opens_at=NOW + timedelta(days=1))  # callers need not wait for it
    page = on(activity_id)
    choose(page, f"register-{activity_id}-whose", "龙湾恒泽阀门有限公司", VALVES)
    fill(page, **{f"register_{activity_id}": "林晓"})
    labelled(page, "Telephone").set_value("13900000001")
    press(page, "Register")
    with snapshot() as session:
        row = session.exec(select(Registration)).one()
    assert (row.person_name, row.organisation_id, row.user_id) == ("林晓", VALVES, None)


def test_slides_are_put_up_once_it_was_held(monkeypatch):
    activity_id = published()
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    perform(ID["organiser"], activities.hold, activity_id)
    page = on(activity_id, do="materials")
    page.text_area[-1].set_value("课件 没有地址")
    press(page, "Save")
    assert "cannot be read" in "".join(each.value for each in page.error)
    page.text_area[-1].set_value("课件 https://example.com/slides.pdf")
    press(page, "Save")
    assert activity(activity_id).materials[0]["address"] == "https://example.com/slides.pdf"


def test_a_move_to_a_shorter_time_says_what_the_agenda_loses():
    items = (AgendaItem(STARTS + timedelta(minutes=90), "答疑"),)
    page = on(published(agenda=items), do="move", language="zh")
    assert "答疑" not in "".join(each.value for each in page.warning)
    page.datetime_input[1].set_value((STARTS + timedelta(hours=1)).replace(tzinfo=None))
    page.run()
    assert "将被移除：答疑" in "".join(each.value for each in page.warning)
