"""Those who hold an activity carry it on its page from a draft to its report, and lead who registers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from components.texts import plain
from db.activity_vocabulary import ActivityStage, RegistrationState
from db.engine import snapshot
from db.models import Activity, Registration
from domain import activities, activity_files, activity_repeats, clock, experts, public_rations
from domain.activity_plans import AgendaItem, Question, Speaker, plan_of
from domain.command import perform
from tests import happenings
from tests.contests import expert
from tests.happenings import NOW, STARTS, activity, published, register, registration
from tests.pages.activity_page import facts, on
from tests.pages.visiting import choose, drawn, fill, labelled, opened, press, said
from tests.town import ID, LAWYERS, LONGWAN, LUCHENG, TAX, VALVES

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


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
    others = perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=3")
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    last = others[-1]
    assert not [each for each in on(last, do="cancel").checkbox if "follow" in each.label]
    for each in (first, others[0]):
        register(each, email="")
    for step in ("cancel", "move"):
        assert "1 of them left no e-mail address, with those that follow 2:" in said(
            on(first, do=step)
        )
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
    next(each for each in page.checkbox if "the one that follows" in each.label).check()
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


def test_a_class_that_has_begun_goes_on_by_its_rule_and_the_new_times_are_published_together(
    monkeypatch,
):
    first = happenings.drafted()
    perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=2")
    perform(ID["organiser"], activities.hand_in, first)
    perform(ID["admin"], activities.publish, first)
    monkeypatch.setattr(clock, "now", lambda: STARTS + timedelta(days=1))
    with snapshot() as session:
        rows = select(Activity.id).where(Activity.recurs_from_id == first).order_by(Activity.id)
        [second] = session.exec(rows).all()
    page = on(second, do="extend")
    page.number_input[0].set_value(2)
    page.run()
    assert "26 Mar" in said(page) and "2 Apr" in said(page)
    press(page, "Draft these times")
    with snapshot() as session:
        new = list(session.exec(rows).all())[1:]
    press(on(new[0]), "Hand in with the one that follows")
    assert [activity(each).stage for each in new] == [ActivityStage.IN_REVIEW] * 2
    page = on(new[0], "admin", do="publish")
    page.checkbox[0].check()
    press(page, "Publish")
    assert [activity(each).stage for each in new] == [ActivityStage.PUBLISHED] * 2
    assert "lets the activity go on, 2 times more" in said(on(first))


def test_the_window_of_the_same_again_names_who_has_left_the_expert_list():
    gone = expert("林芳")
    activity_id = published(speakers=(Speaker(gone),))
    perform(ID["intake"], experts.retire, TAX, expert_id=gone, reason="退休")
    page = on(activity_id, do="clone")
    left = plain("Left out as speakers, as they stand in the expert list no more: 林芳.")
    assert left in [each.value for each in page.caption]
    press(page, "Draft the same again")
    with snapshot() as session:
        new = select(Activity.id).where(Activity.cloned_from_id == activity_id)
        page = on(session.exec(new).one())
    assert left in said(page)


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


def test_who_calls_others_with_a_published_one_ticks_what_calls_the_same_people():
    first = published(area_code=LONGWAN)
    second = published(area_code=LUCHENG, place="二号厅")
    page = opened("activities/plan", "organiser", id=str(second))
    next(each for each in page.selectbox if each.label == "Area").set_value(LONGWAN)
    press(page, "Save")
    assert "This clashes with" in said(page) and activity(second).area_code == LUCHENG
    [box] = [each for each in page.checkbox if each.label.startswith("The same people")]
    assert activity(first).number in box.label.replace("\\", "")
    box.check()
    press(page, "Save")
    assert activity(second).area_code == LONGWAN, said(page)


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


def test_the_window_of_moving_says_which_day_is_a_day_of_rest():
    page = on(happenings.drafted(), do="move")
    assert "day of rest" not in said(page)
    saturday = STARTS + timedelta(days=2)
    page.datetime_input[0].set_value(saturday.replace(tzinfo=None)).run()
    assert "day of rest" in said(page)


def test_a_move_to_a_shorter_time_says_what_the_agenda_loses():
    items = (AgendaItem(STARTS + timedelta(minutes=90), "答疑"),)
    page = on(published(agenda=items), do="move", language="zh")
    assert "答疑" not in "".join(each.value for each in page.warning)
    page.datetime_input[1].set_value((STARTS + timedelta(hours=1)).replace(tzinfo=None))
    page.run()
    assert "将被移除：答疑" in "".join(each.value for each in page.warning)


def test_who_registers_callers_is_not_counted_and_others_are_by_activity(monkeypatch):
    monkeypatch.setattr(public_rations, "OF_ADDRESS", 1)
    first, second = published(), happenings.apart(1)
    for n in range(3):
        page = on(first)
        sends(page, f"1380013800{n}")
        assert not page.error, said(page)
    assert len(happenings.states(first)) == 3
    for activity_id in (first, second):
        page = on(activity_id, None)
        sends(page, "13800138010")
        assert not page.error, said(page)
    page = on(first, None)
    sends(page, "13800138011")
    assert "Too many attempts" in said(page)
    assert len(happenings.states(first)) == 4


def sends(page, phone):
    labelled(page, "Name").set_value("来电者")
    labelled(page, "Telephone").set_value(phone)
    for each in page.text_input:
        if each.label == "Enterprise":
            each.set_value("鹿城鞋业")
    press(page, "Register")
