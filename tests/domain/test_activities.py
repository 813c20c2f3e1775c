"""Activities from draft to report: which command does what at which stage, and what is kept of a plan."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.activity_vocabulary import ActivityStage
from db.engine import snapshot, transaction
from db.models import Activity, Event, UserRole
from db.vocabulary import Role, SizeClass
from domain import (
    activities,
    activity_moves,
    activity_reminders,
    activity_reopening,
    activity_repeats,
    attendance,
    clock,
    jobs,
)
from domain import registrations as registering
from domain.activities import ActivityMovedOn, NotBegun, OwnActivity
from domain.activity_checks import OutsideActivity, WrongOrder, WrongWindow
from domain.activity_plans import AgendaItem, Material, Question, Speaker, plan_of
from domain.command import perform
from domain.errors import Forbidden, Missing, Unclear
from tests import happenings
from tests.happenings import (
    LATER,
    NOW,
    STARTS,
    activity,
    drafted,
    in_review,
    plan,
    plan_now,
    published,
)
from tests.town import FINANCE, ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")

S = ActivityStage


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def events(activity_id):
    with snapshot() as session:
        found = select(Event.action).where(
            Event.subject_kind == "activity", Event.subject_id == activity_id
        )
        return list(session.exec(found.order_by(col(Event.position))))


GIVEN = {
    activities.correct: {"plan": plan(title="另一个题目")},
    activities.hand_in: {},
    activities.send_back: {"reason": "请补充嘉宾"},
    activities.publish: {},
    activities.cancel: {"reason": "场地停电"},
    activities.hold: {},
    activities.report: {"text": "到场八人。"},
    activity_reopening.reopen: {"reason": "按错了"},
    activities.put_materials: {"materials": (Material("课件", "https://example.com/slides"),)},
    activity_moves.move: {"starts_at": LATER},
    activity_repeats.clone: {"starts_at": LATER},
    activity_repeats.recur: {"rule": "FREQ=WEEKLY;COUNT=3"},
    activity_reminders.remind: {},
    registering.register: {"person_name": "林晓", "phone": "13857700001"},
}
BY = {activities.publish: "admin", activities.send_back: "admin"}
AFTER = {
    (activities.correct, S.DRAFT): S.DRAFT,
    (activities.correct, S.IN_REVIEW): S.IN_REVIEW,
    (activities.correct, S.PUBLISHED): S.PUBLISHED,
    (activities.hand_in, S.DRAFT): S.IN_REVIEW,
    (activities.send_back, S.IN_REVIEW): S.DRAFT,
    (activities.publish, S.IN_REVIEW): S.PUBLISHED,
    (activities.cancel, S.DRAFT): S.CANCELLED,
    (activities.cancel, S.IN_REVIEW): S.CANCELLED,
    (activities.cancel, S.PUBLISHED): S.CANCELLED,
    (activities.hold, S.PUBLISHED): S.HELD,
    (activity_reopening.reopen, S.HELD): S.PUBLISHED,
    (activities.put_materials, S.HELD): S.HELD,
    (activities.put_materials, S.REPORTED): S.REPORTED,
    (activities.report, S.HELD): S.REPORTED,
    (activities.report, S.REPORTED): S.REPORTED,
    (activity_moves.move, S.DRAFT): S.DRAFT,
    (activity_moves.move, S.IN_REVIEW): S.IN_REVIEW,
    (activity_moves.move, S.PUBLISHED): S.PUBLISHED,
    **{(activity_repeats.clone, stage): stage for stage in S},
    (activity_repeats.recur, S.DRAFT): S.DRAFT,
    (activity_reminders.remind, S.PUBLISHED): S.PUBLISHED,
    (registering.register, S.PUBLISHED): S.PUBLISHED,
}


@pytest.mark.parametrize("stage", S)
def test_each_command_is_given_at_its_stages_and_refused_at_all_others(stage):
    for command, said in GIVEN.items():
        activity_id = happenings.at_stage(stage)
        moment = STARTS + timedelta(minutes=5) if command is activities.hold else NOW
        with clock.stopped(moment):
            if (command, stage) in AFTER:
                perform(ID[BY.get(command, "organiser")], command, activity_id, **said)
                assert activity(activity_id).stage is AFTER[command, stage], command.name
            else:
                with pytest.raises(ActivityMovedOn):
                    perform(ID[BY.get(command, "organiser")], command, activity_id, **said)
        with snapshot() as session:  # the next one has the room for itself
            others = session.exec(
                select(Activity.id).where(Activity.stage.in_([S.IN_REVIEW, S.PUBLISHED]))
            )
            left = list(others)
        for each in left:
            perform(ID["organiser"], activities.cancel, each, reason="下一个")


def test_all_that_is_planned_is_kept_and_given_back():
    whole = plan(
        title_en="Compliance for enterprises",
        area_code=LONGWAN,
        capacity=80,
        per_enterprise=2,
        reminder_days=7,
        opens_at=NOW,
        closes_at=STARTS - timedelta(days=1),
        industries=(),
        sizes=(SizeClass.SMALL, SizeClass.MICRO),
        areas=(LUCHENG, LONGWAN),
        partner_ids=(FINANCE,),
        agenda=(AgendaItem(STARTS, "签到", 15), AgendaItem(STARTS + timedelta(hours=1), "答疑")),
        materials=(Material("合规手册", "https://example.com/a.pdf"),),
        questions=(Question("meal", "是否用餐", ("是", "否"), True),),
        budget_yuan=20000,
        link="https://meeting.example.com/1",
    )
    activity_id = perform(ID["organiser"], activities.draft, plan=whole)
    with snapshot() as session:
        kept = plan_of(session, session.get_one(Activity, activity_id))
    assert (kept.agenda, kept.questions, kept.materials) == (
        whole.agenda,
        whole.questions,
        whole.materials,
    )
    assert (set(kept.sizes), set(kept.areas)) == (set(whole.sizes), set(whole.areas))
    assert (kept.partner_ids, kept.capacity, kept.starts_at) == ((FINANCE,), 80, STARTS)
    assert kept.reminder_days == 7


def test_an_older_row_whose_agenda_names_experts_is_read_and_corrected_as_any_other():
    whole = plan(agenda=(AgendaItem(STARTS, "签到", 15),))
    activity_id = perform(ID["organiser"], activities.draft, plan=whole)
    with transaction() as session:
        row = session.get_one(Activity, activity_id)
        row.agenda = [each | {"expert_id": 3} for each in row.agenda]
    assert happenings.plan_now(activity_id).agenda == whole.agenda
    new = replace(whole, place="二号厅")
    perform(ID["organiser"], activities.correct, activity_id, plan=new)
    with snapshot() as session:
        asked = select(Event).where(Event.action == "activity_corrected")
        assert session.exec(asked).one().particulars["fields"] == ["place"]
        assert "expert_id" not in session.get_one(Activity, activity_id).agenda[0]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"title": " "}, Missing),
        ({"ends_at": STARTS}, WrongOrder),
        ({"ends_at": STARTS + timedelta(days=90)}, WrongOrder),
        ({"opens_at": STARTS}, WrongWindow),
        ({"closes_at": STARTS + timedelta(days=1)}, WrongWindow),
        ({"capacity": 0}, Unclear),
        ({"reminder_days": 1}, Unclear),  # that is the last one
        ({"link": "javascript:alert(1)"}, Unclear),
        ({"starts_at": STARTS.replace(tzinfo=None)}, Unclear),
        ({"area_code": "999999"}, Unclear),
        ({"partner_ids": (999,)}, Unclear),
        ({"speakers": (Speaker(999),)}, Unclear),
        ({"agenda": (AgendaItem(LATER, "太晚"),)}, OutsideActivity),
        ({"questions": (Question("a", "一"), Question("a", "二"))}, Unclear),
    ],
)
def test_a_plan_that_cannot_be_is_refused(said, refusal):
    with pytest.raises(refusal):
        drafted(**said)


def test_nobody_publishes_what_they_have_made_and_it_comes_back_with_a_reason():
    activity_id = in_review()
    with pytest.raises(OwnActivity):
        perform(ID["organiser"], activities.publish, activity_id)
    perform(ID["admin"], activities.send_back, activity_id, reason="请补充嘉宾")
    assert activity(activity_id).returned_because == "请补充嘉宾"
    assert events(activity_id) == ["activity_drafted", "activity_handed_in", "activity_sent_back"]


def test_a_sub_platform_holds_activities_of_its_own_area():
    activity_id = drafted("longwan", area_code=LUCHENG)
    assert activity(activity_id).area_code == LONGWAN
    with pytest.raises(Forbidden):
        perform(ID["lucheng"], activities.hand_in, activity_id)


def test_a_sub_platform_that_corrects_an_activity_does_not_say_where_it_is():
    with transaction() as session:
        session.add(UserRole(user_id=ID["longwan"], role=Role.ORGANISER))
    activity_id = drafted("longwan")
    city = {"plan": replace(plan_now(activity_id), area_code=None)}
    perform(ID["organiser"], activities.correct, activity_id, **city)
    titled = {"plan": replace(plan_now(activity_id), title="改题", area_code=LUCHENG)}
    perform(ID["longwan"], activities.correct, activity_id, **titled)
    assert (activity(activity_id).area_code, activity(activity_id).title) == (None, "改题")
    others = perform(ID["longwan"], activity_repeats.recur, activity_id, rule="FREQ=WEEKLY;COUNT=3")
    more = perform(ID["longwan"], activity_repeats.extend, activity_id, times=1)
    again = [activity(each) for each in (*others, *more)]
    holder = activity(activity_id).organiser_id
    assert [(each.area_code, each.organiser_id) for each in again] == [(None, holder)] * 3


def test_it_is_held_when_it_has_begun_and_by_the_platform_when_it_is_over():
    activity_id = published()
    with pytest.raises(NotBegun):
        perform(ID["organiser"], activities.hold, activity_id)
    with clock.stopped(STARTS + timedelta(hours=1)):
        assert jobs.look_after_activities() == 0
    with clock.stopped(STARTS + timedelta(hours=3)):
        assert jobs.look_after_activities() == 1
    assert activity(activity_id).stage is S.HELD


def test_what_was_noted_as_held_by_mistake_is_published_again_until_somebody_was_asked():
    activity_id = happenings.held()
    why = {"reason": "改期举办，未及时调整"}
    with clock.stopped(STARTS + timedelta(hours=1)):
        perform(ID["organiser"], activity_reopening.reopen, activity_id, **why)
    with clock.stopped(STARTS + timedelta(hours=3)):
        jobs.look_after_activities()  # it was early only: now it is over
        assert activity(activity_id).stage is S.HELD
        perform(ID["organiser"], activity_reopening.reopen, activity_id, **why)
        jobs.look_after_activities()
        assert activity(activity_id).stage is S.PUBLISHED  # was not held: left alone
        perform(ID["organiser"], activity_moves.move, activity_id, starts_at=LATER)
    happenings.register(activity_id)
    with clock.stopped(LATER):
        said = {"person_name": "林晓", "email": "lin@example.com"}
        perform(ID["organiser"], attendance.walk_in, activity_id, **said)
    with clock.stopped(LATER + timedelta(hours=3)):
        jobs.look_after_activities()
        assert activity(activity_id).stage is S.HELD  # moved, it is held by itself again
        with pytest.raises(activity_reopening.WentOn):
            perform(ID["organiser"], activity_reopening.reopen, activity_id, **why)


def test_slides_follow_once_it_was_held_and_nothing_else_changes():
    activity_id = happenings.held(materials=(Material("议程", "https://example.com/agenda"),))
    slides = Material("课件", "https://example.com/slides.pdf")
    before = plan_now(activity_id)
    perform(ID["organiser"], activities.put_materials, activity_id, materials=(slides,))
    assert plan_now(activity_id) == replace(before, materials=(slides,))
    with pytest.raises(Unclear):
        bad = (Material("课件", "javascript:alert(1)"),)
        perform(ID["organiser"], activities.put_materials, activity_id, materials=bad)
    with pytest.raises(activities.ActivityMovedOn):
        open_one = published(starts_at=STARTS + timedelta(days=3))
        perform(ID["organiser"], activities.put_materials, open_one, materials=(slides,))
