"""Activities from draft to report: which command does what at which stage, clashes, moves, clones, repetitions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.activity_vocabulary import ActivityKind, ActivityStage, ClashKind
from db.engine import snapshot, transaction
from db.models import Activity, Event, Expert, Message
from db.vocabulary import MessageKind, SizeClass
from domain import (
    activities,
    activity_moves,
    activity_reminders,
    activity_reopening,
    activity_series,
    attendance,
    clock,
    jobs,
)
from domain import registrations as registering
from domain.activities import ActivityMovedOn, BegunAlready, IsMoved, NotBegun, OwnActivity
from domain.activity_checks import OutsideActivity, WrongOrder, WrongWindow
from domain.activity_clashes import Clashes, clashes
from domain.activity_plans import AgendaItem, Material, Question, Speaker, plan_of
from domain.command import perform
from domain.errors import Forbidden, Missing, Unclear
from domain.queries import activity_clashes as query
from tests import happenings
from tests.happenings import NOW, STARTS, activity, drafted, in_review, plan, published, register
from tests.town import FINANCE, ID, LAWYERS, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")

S = ActivityStage
LATER = STARTS + timedelta(days=7)


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


def found(activity_id, **said):
    with snapshot() as session:
        rows = clashes(session, session.get_one(Activity, activity_id), **said)
        return {(each.kind, each.activity_id) for each in rows}


def plan_now(activity_id):
    with snapshot() as session:
        return plan_of(session, session.get_one(Activity, activity_id))


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
    activity_moves.clone: {"starts_at": LATER},
    activity_moves.recur: {"rule": "FREQ=WEEKLY;COUNT=3"},
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
    **{(activity_moves.clone, stage): stage for stage in S},
    (activity_moves.recur, S.DRAFT): S.DRAFT,
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


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"title": " "}, Missing),
        ({"ends_at": STARTS}, WrongOrder),
        ({"ends_at": STARTS + timedelta(days=90)}, WrongOrder),
        ({"opens_at": STARTS}, WrongWindow),
        ({"closes_at": STARTS + timedelta(days=1)}, WrongWindow),
        ({"capacity": 0}, Unclear),
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


def test_what_calendars_must_hear_of_raises_the_sequence_and_the_rest_does_not():
    activity_id = published()
    assert activity(activity_id).sequence == 0
    perform(ID["organiser"], activities.correct, activity_id, plan=plan(budget_yuan=100))
    assert activity(activity_id).sequence == 0
    perform(ID["organiser"], activities.correct, activity_id, plan=plan(title="新题目"))
    perform(ID["organiser"], activity_moves.move, activity_id, starts_at=LATER)
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    row = activity(activity_id)
    assert (row.sequence, row.starts_at, row.ends_at) == (3, LATER, LATER + timedelta(hours=2))


def test_a_published_activity_gets_its_time_only_by_being_moved():
    activity_id = published()
    with pytest.raises(IsMoved):
        perform(ID["organiser"], activities.correct, activity_id, plan=plan(starts_at=LATER))
    with pytest.raises(IsMoved):
        perform(ID["organiser"], activities.correct, activity_id, plan=plan(place="别处"))
    with pytest.raises(BegunAlready):
        perform(
            ID["organiser"], activity_moves.move, activity_id, starts_at=NOW - timedelta(days=2)
        )


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


def test_room_and_people_of_two_activities_clash_and_an_acknowledged_clash_is_noted():
    first = published(area_code=LONGWAN)
    second = in_review(area_code=LONGWAN, starts_at=STARTS + timedelta(hours=1))
    assert found(second) == {(ClashKind.ROOM, first), (ClashKind.AUDIENCE, first)}
    with pytest.raises(Clashes):
        perform(ID["admin"], activities.publish, second, acknowledged=[f"room:{first}"])
    both = [f"room:{first}", f"audience:{first}"]
    perform(ID["admin"], activities.publish, second, acknowledged=both)
    with snapshot() as session:
        [told] = session.exec(
            select(Event.particulars).where(
                Event.action == "activity_published", Event.subject_id == second
            )
        )
    assert sorted(told["acknowledged"]) == sorted(both)


def test_a_speaker_who_is_elsewhere_is_added_to_a_published_one_only_by_who_has_seen_it():
    with transaction() as session:
        expert = Expert(organisation_id=LAWYERS, name="周律师")
        session.add(expert)
        session.flush()
        who = expert.id
    busy = (Speaker(who),)
    first = published(speakers=busy, area_code=LONGWAN)
    apart = {"area_code": LUCHENG, "place": "二号厅"}
    second = published(**apart)
    with snapshot() as session:
        told = query.of_speakers(session, person("organiser"), second, (who,))
        assert [each.key for each in told[who]] == [f"speaker:{first}"]
        assert query.of_speakers(session, person("valves"), second, (who,)) == {}
    said = {"plan": plan(speakers=busy, **apart)}
    with pytest.raises(Clashes):
        perform(ID["organiser"], activities.correct, second, **said)
    seen = [f"speaker:{first}"]
    perform(ID["organiser"], activities.correct, second, acknowledged=seen, **said)
    perform(
        ID["organiser"], activities.correct, second, plan=plan(title="改题", speakers=busy, **apart)
    )
    with snapshot() as session:
        found = session.exec(
            select(Event.particulars)
            .where(Event.action == "activity_corrected", Event.subject_id == second)
            .order_by(col(Event.position))
        ).all()
    assert [each.get("acknowledged") for each in found] == [seen, None]
    draft = drafted(**apart)
    perform(ID["organiser"], activities.correct, draft, **said)  # looked at when it is published


def test_others_times_rooms_and_people_do_not_clash():
    first = published(area_code=LONGWAN, sizes=(SizeClass.SMALL,))
    apart = {"area_code": LONGWAN, "place": "二号厅"}
    assert found(drafted(**apart, sizes=(SizeClass.LARGE,))) == set()
    assert found(drafted(**apart, kind=ActivityKind.JOB_FAIR)) == set()
    assert found(drafted(area_code=LUCHENG, place="二号厅")) == set()
    assert found(drafted(**apart, starts_at=STARTS + timedelta(hours=2))) == set()
    assert found(drafted(**apart)) == {(ClashKind.AUDIENCE, first)}  # for all, so for small ones


def test_a_move_into_a_clash_is_refused_until_it_was_looked_at():
    first, second = published(), published(place="二号厅", starts_at=LATER, area_code=LONGWAN)
    said = {"starts_at": STARTS, "place": "市民中心一号厅"}
    with pytest.raises(Clashes):
        perform(ID["organiser"], activity_moves.move, second, **said)
    assert activity(second).starts_at == LATER
    seen = [f"room:{first}", f"audience:{first}"]
    perform(ID["organiser"], activity_moves.move, second, acknowledged=seen, **said)
    assert activity(second).starts_at == STARTS


def test_last_year_s_is_cloned_as_a_draft_with_all_its_moments():
    activity_id = published(
        opens_at=NOW, closes_at=STARTS - timedelta(days=1), agenda=(AgendaItem(STARTS, "开场"),)
    )
    next_year = STARTS.replace(year=2027)
    new = activity(perform(ID["organiser"], activity_moves.clone, activity_id, starts_at=next_year))
    assert (new.stage, new.cloned_from_id, new.taken) == (S.DRAFT, activity_id, 0)
    assert new.closes_at == next_year - timedelta(days=1)
    assert new.agenda[0]["title"] == "开场" and new.uid != activity(activity_id).uid


def test_a_rule_makes_occurrences_of_their_own_that_are_published_together():
    activity_id = drafted()
    rule = "FREQ=WEEKLY;COUNT=3"
    others = perform(ID["organiser"], activity_moves.recur, activity_id, rule=rule)
    rows = [activity(each) for each in (activity_id, *others)]
    weekly = [STARTS, LATER, LATER + timedelta(days=7)]
    assert [row.starts_at for row in rows] == weekly
    assert [row.recurrence_at for row in rows] == weekly
    assert len({row.uid for row in rows}) == 1
    perform(ID["organiser"], activities.hand_in, activity_id)
    perform(ID["admin"], activities.publish, activity_id)
    assert {activity(each).stage for each in (activity_id, *others)} == {S.PUBLISHED}
    perform(ID["organiser"], activity_moves.move, others[0], starts_at=LATER + timedelta(days=1))
    assert activity(others[0]).recurrence_at == LATER
    with pytest.raises(ActivityMovedOn):
        perform(ID["organiser"], activity_moves.recur, activity_id, rule=rule)


@pytest.mark.parametrize(
    "rule",
    ["", "FREQ=WEEKLY", "FREQ=SECONDLY;COUNT=3", "FREQ=WEEKLY;COUNT=1", "FREQ=DAILY;COUNT=400"],
)
def test_a_rule_that_cannot_be_is_refused(rule):
    with pytest.raises((Missing, Unclear, activity_moves.TooOftenRepeated)):
        perform(ID["organiser"], activity_moves.recur, drafted(), rule=rule)


def test_a_series_takes_activities_until_it_ends():
    series_id = perform(
        ID["organiser"],
        activity_series.begin,
        name="法律服务月",
        kind=ActivityKind.LEGAL_SERVICE_MONTH,
    )
    perform(ID["organiser"], activity_series.change, series_id, name="法律服务月（2026）")
    activity_id = drafted(series_id=series_id)
    perform(ID["organiser"], activity_series.end, series_id)
    with pytest.raises(activity_series.SeriesEnded):
        drafted(series_id=series_id)
    with pytest.raises(activity_series.SeriesEnded):
        perform(ID["organiser"], activity_moves.clone, activity_id, starts_at=LATER)


def test_whoever_means_to_come_is_told_of_a_move_a_reminder_and_a_cancelling():
    activity_id = published(capacity=1)
    for _ in range(2):
        register(activity_id)
    perform(ID["organiser"], activity_moves.move, activity_id, starts_at=LATER)
    with clock.stopped(LATER - timedelta(hours=20)):
        assert jobs.look_after_activities() == 1
        assert jobs.look_after_activities() == 0
    perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
    with snapshot() as session:
        kinds = list(session.exec(select(Message.kind).order_by(col(Message.id))))
    M = MessageKind
    assert kinds == [
        M.REGISTRATION_CONFIRMED,
        M.REGISTRATION_WAITING,
        M.ACTIVITY_CHANGED,
        M.ACTIVITY_CHANGED,
        M.ACTIVITY_REMINDER,
        M.ACTIVITY_CANCELLED,
        M.ACTIVITY_CANCELLED,
    ]


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


def test_a_move_to_a_shorter_time_says_what_the_agenda_loses():
    items = (AgendaItem(STARTS, "开场"), AgendaItem(STARTS + timedelta(minutes=90), "答疑"))
    activity_id = published(agenda=items)
    at = STARTS + timedelta(days=1)
    said = {"starts_at": at, "ends_at": at + timedelta(hours=1)}
    perform(ID["organiser"], activity_moves.move, activity_id, **said)
    assert [(each.at, each.title) for each in plan_now(activity_id).agenda] == [(at, "开场")]
    with snapshot() as session:
        told = session.exec(select(Event).where(Event.action == "activity_moved")).one()
    assert told.particulars["left_out"] == ["答疑"]
