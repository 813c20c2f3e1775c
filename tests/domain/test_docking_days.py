from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import DockingDay, DockingMeeting, DockingParticipant, Event, Match
from db.research_vocabulary import (
    Confidentiality,
    DockingStage,
    MatchStage,
    MeetingOutcome,
    MeetingStage,
    MeetsNobody,
    Voice,
)
from domain import (
    clock,
    docking_days,
    docking_delegations,
    docking_feedback,
    docking_meetings,
    docking_wishes,
    needs,
    results,
)
from domain.command import perform
from domain.docking_days import HasMet, NobodyNew, NotPlannedYet, Placed
from domain.docking_meetings import IsAway, MeetsThen, NotYet, TableTaken, ToldAlready
from domain.docking_planning import plan
from domain.docking_sides import DayIsOver, PlannedAlready
from domain.errors import Forbidden, InUse, Missing, NotFound, Unclear
from domain.matchmaking import pipeline, starting
from domain.queries import docking
from tests import laboratory
from tests.town import ID, LONGWAN, person

pytestmark = pytest.mark.usefixtures("small_town")

ABOUT = ("seal", "shoe", "pump", "glasses")


def prepared(who="intake", **said):
    known = {"name": "产学研对接会", "slots": 4, "tables": 2}
    return perform(
        ID[who],
        docking_days.prepare,
        held_on=clock.now().date() + timedelta(days=9),
        **(known | said),
    )


def joined(**said):
    """A day with four needs and eight results."""
    day_id = prepared(**said)
    needed = [laboratory.need(about) for about in ABOUT]
    achieved = list(laboratory.all_results().values())
    perform(
        ID["intake"],
        docking_days.invite,
        day_id,
        need_ids=needed,
        result_ids=achieved,
        have_accepted=True,
    )
    return day_id, needed, achieved


def meetings(day_id):
    with snapshot() as session:
        found = select(DockingMeeting).where(DockingMeeting.day_id == day_id)
        return session.exec(found.order_by(DockingMeeting.slot, DockingMeeting.table_number)).all()


def row(day_id):
    with snapshot() as session:
        return session.get(DockingDay, day_id)


def guest(day_id, **of):
    with snapshot() as session:
        return session.exec(select(DockingParticipant).filter_by(day_id=day_id, **of)).one().id


def of(met):
    return {met.need_id, met.result_id}


def move(day_id, meeting_id, slot, table):
    said = {"meeting_id": meeting_id, "slot": slot, "table": table}
    perform(ID["intake"], docking_meetings.move, day_id, **said)


def go_on(day_id, met):
    """The enterprise, whose name is hidden, says that it does."""
    said = {"meeting_id": met.id, "outcome": MeetingOutcome.GOES_ON}
    perform(ID["valves"], docking_feedback.say, day_id, **said)


def voices(day_id, who):
    with snapshot() as session:
        shown = docking.day(session, person(who), day_id)
    return sorted((each.voice, each.is_veto) for each in shown.wishes)


def left_out(day_id):
    with snapshot() as session:
        shown = docking.day(session, person("intake"), day_id)
    return {each.record_id: each.meets_nobody for each in shown.needs if each.meets_nobody}


def where(rows):
    return {(m.need_id, m.result_id): (m.slot, m.table_number) for m in rows}


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": ""}, Missing),
        ({"begins_at": "9 Uhr"}, Unclear),
        ({"begins_at": "24:00"}, Unclear),
        ({"slots": 0}, Unclear),
        ({"tables": 1000}, Unclear),
        ({"slot_minutes": 1}, Unclear),
    ],
)
def test_a_day_that_cannot_be_is_refused(said, refusal):
    with pytest.raises(refusal):
        prepared(**said)


def test_a_sub_platform_prepares_days_of_its_own_area():
    assert row(prepared("longwan")).area_code == LONGWAN
    assert row(prepared()).area_code is None
    with pytest.raises(Forbidden):
        perform(ID["lucheng"], docking_days.end, prepared("longwan"))


def test_only_what_is_published_takes_part_and_only_once():
    day_id, needed, achieved = joined()
    with pytest.raises(NobodyNew):
        perform(
            ID["intake"],
            docking_days.invite,
            day_id,
            need_ids=needed,
            result_ids=achieved,
            have_accepted=True,
        )
    draft = laboratory.need("battery", is_published=False)
    with pytest.raises(NobodyNew):
        perform(ID["intake"], docking_days.invite, day_id, need_ids=[draft], have_accepted=True)


def test_everybody_who_fits_somebody_is_served_and_no_rule_is_broken():
    day_id, needed, _ = joined()
    found = plan(ID["intake"], day_id)
    rows = meetings(day_id)
    assert found.is_proved and found.meetings == len(rows)
    assert {met.need_id for met in rows} == set(needed)
    for sides in ({(m.need_id, m.slot) for m in rows}, {(m.result_id, m.slot) for m in rows}):
        assert len(sides) == len(rows)
    assert all(met.slot < 4 and met.table_number < 2 for met in rows)


def test_a_wish_brings_two_together_and_a_veto_keeps_two_apart():
    day_id, needed, _ = joined(slots=2, tables=1)
    plan(ID["intake"], day_id)
    best = next(iter(where(meetings(day_id))))
    both = {"need_id": best[0], "result_id": best[1]}
    perform(ID["intake"], docking_wishes.wish, day_id, kind="veto", **both)
    plan(ID["intake"], day_id)
    assert best not in where(meetings(day_id))
    perform(ID["intake"], docking_wishes.wish, day_id, kind="none", **both)
    with pytest.raises(Unclear):
        perform(ID["intake"], docking_wishes.wish, day_id, kind="perhaps", **both)
    with pytest.raises(NotFound):
        outsider = laboratory.result("seal")
        perform(
            ID["intake"],
            docking_wishes.wish,
            day_id,
            need_id=needed[0],
            result_id=outsider,
            kind="wish",
        )


def test_whoever_is_away_meets_nobody_then():
    day_id, needed, _ = joined()
    who = guest(day_id, need_id=needed[0])
    perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[0, 1, 2])
    plan(ID["intake"], day_id)
    assert {met.slot for met in meetings(day_id) if met.need_id == needed[0]} <= {3}
    with pytest.raises(Unclear):
        perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[4])


def test_after_a_late_change_every_meeting_that_can_stay_stays():
    day_id, needed, _ = joined()
    plan(ID["intake"], day_id)
    before = where(meetings(day_id))
    who = guest(day_id, need_id=needed[1])
    perform(ID["intake"], docking_days.leave_out, day_id, participant_id=who)
    plan(ID["intake"], day_id)
    after = where(meetings(day_id))
    stays = {pair: place for pair, place in before.items() if pair[0] != needed[1]}
    assert stays.items() <= after.items()


def test_a_plan_for_a_day_that_was_changed_meanwhile_is_refused():
    day_id, needed, achieved = joined()
    version = row(day_id).version
    perform(
        ID["intake"],
        docking_wishes.wish,
        day_id,
        need_id=needed[0],
        result_id=achieved[0],
        kind="wish",
    )
    with pytest.raises(InUse):
        perform(
            ID["intake"],
            docking_days.put_plan,
            day_id,
            meetings=[Placed(needed[0], achieved[0], 0, 0)],
            version=version,
            is_proved=True,
            idle=0,
            left_out={},
        )
    assert meetings(day_id) == []


def test_a_timetable_is_published_once_there_is_one_and_nothing_is_planned_after_the_end():
    day_id, *_ = joined()
    with pytest.raises(NotPlannedYet):
        perform(ID["intake"], docking_days.publish, day_id)
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    assert row(day_id).stage is DockingStage.PUBLISHED
    perform(ID["intake"], docking_days.end, day_id)
    with pytest.raises(DayIsOver):
        plan(ID["intake"], day_id)


def test_a_meeting_that_goes_on_becomes_a_match_and_both_know_each_other():
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, second, *_ = meetings(day_id)
    said = {"meeting_id": first.id, "stage": MeetingStage.HELD, "rating": 5, "goes_on": True}
    with pytest.raises(NotYet):
        perform(ID["intake"], docking_meetings.tell, day_id, **said)
    with clock.stopped(clock.now() + timedelta(days=9)):
        go_on(day_id, first)
        perform(ID["intake"], docking_meetings.tell, day_id, **said)
    perform(
        ID["intake"], docking_meetings.tell, day_id, meeting_id=second.id, stage=MeetingStage.MISSED
    )
    with snapshot() as session:
        [match] = session.exec(select(Match))
        told = session.exec(select(Event.action).where(Event.subject_kind == "match")).all()
    assert (match.stage, match.is_named) == (MatchStage.MEETING, True)
    assert told == ["match_met"]
    assert meetings(day_id)[0].match_id == match.id


def test_a_match_that_was_declined_goes_on_when_the_two_meet_after_all():
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, *_ = meetings(day_id)
    pair = {"need_id": first.need_id, "result_id": first.result_id}
    match_id = perform(ID["intake"], starting.start, **pair)
    perform(ID["intake"], pipeline.decline, match_id, reason="not_ready")
    said = {"meeting_id": first.id, "stage": MeetingStage.HELD, "rating": 4, "goes_on": True}
    with clock.stopped(clock.now() + timedelta(days=9)):
        go_on(day_id, first)
        perform(ID["intake"], docking_meetings.tell, day_id, **said)
    with snapshot() as session:
        match = session.get(Match, match_id)
    assert (match.stage, match.declined_as) == (MatchStage.MEETING, None)


def test_what_was_held_or_settled_stays_when_planned_anew():
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, *_ = meetings(day_id)
    perform(ID["intake"], docking_meetings.confirm, day_id, meeting_id=first.id)
    plan(ID["intake"], day_id)
    kept = meetings(day_id)
    assert [(m.id, m.is_confirmed) for m in kept if m.id == first.id] == [(first.id, True)]


def test_a_withdrawn_record_that_took_part_does_not_break_the_day():
    day_id, needed, achieved = joined()
    perform(ID["valves"], needs.withdraw, needed[0], reason="已解决")
    perform(ID["liaison"], results.withdraw, achieved[0], reason="已转让")
    assert plan(ID["intake"], day_id).meetings >= 1


def test_nobody_but_whoever_runs_a_day_plans_it():
    day_id, *_ = joined()
    for who in ("valves", "liaison", "tax"):
        with pytest.raises(Forbidden):
            plan(ID[who], day_id)


def test_a_day_without_anybody_is_planned_to_nothing():
    day_id = prepared()
    assert plan(ID["intake"], day_id).meetings == 0


def test_participants_speak_for_themselves_until_the_timetable_is_published():
    day_id, (seal, shoe, *_), (result_id, *_) = joined()
    own, other = guest(day_id, need_id=seal), guest(day_id, need_id=shoe)
    both = {"need_id": seal, "result_id": result_id}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="wish", **both)
    perform(ID["liaison"], docking_wishes.wish, day_id, kind="veto", **both)
    perform(ID["valves"], docking_wishes.be_present, day_id, participant_id=own, away=[0])
    for who, participant in (("shoes", own), ("liaison", own)):
        with pytest.raises(Forbidden):
            perform(
                ID[who], docking_wishes.be_present, day_id, participant_id=participant, away=[1]
            )
    with pytest.raises(Forbidden):
        perform(ID["shoes"], docking_wishes.wish, day_id, kind="wish", **both)
    assert other
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    with pytest.raises(PlannedAlready):
        perform(ID["valves"], docking_wishes.wish, day_id, kind="none", **both)
    perform(ID["intake"], docking_wishes.wish, day_id, kind="none", **both)


def test_participants_see_their_own_wishes_and_whom_they_may_wish_for():
    day_id, (seal, *_), results_ = joined()
    perform(
        ID["valves"], docking_wishes.wish, day_id, need_id=seal, result_id=results_[0], kind="wish"
    )
    with snapshot() as session:
        mine = docking.day(session, person("valves"), day_id)
        others = docking.day(session, person("shoes"), day_id)
    assert [each.need.record_id for each in mine.wishes] == [seal]
    assert {each.record_id for each in mine.partners} == set(results_)
    assert others is None or not others.wishes


def test_each_side_says_its_own_and_learns_nothing_of_the_other():
    day_id, (seal, *_), results_ = joined()
    both = {"need_id": seal, "result_id": results_[0]}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="veto", **both)
    perform(ID["liaison"], docking_wishes.wish, day_id, kind="wish", **both)
    assert voices(day_id, "valves") == [(Voice.ENTERPRISE, True)]
    assert voices(day_id, "liaison") == [(Voice.PROVIDER, False)]
    assert voices(day_id, "intake") == [(Voice.ENTERPRISE, True), (Voice.PROVIDER, False)]
    plan(ID["intake"], day_id)
    assert (seal, results_[0]) not in {(m.need_id, m.result_id) for m in meetings(day_id)}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="none", **both)
    assert voices(day_id, "intake") == [(Voice.PROVIDER, False)]


def test_the_word_of_those_who_run_the_day_takes_the_place_of_both():
    day_id, (seal, *_), results_ = joined()
    both = {"need_id": seal, "result_id": results_[0]}
    perform(ID["valves"], docking_wishes.wish, day_id, kind="veto", **both)
    perform(ID["intake"], docking_wishes.wish, day_id, kind="wish", **both)
    assert voices(day_id, "intake") == [(Voice.ORGANISER, False)]
    assert voices(day_id, "valves") == []


def test_planning_is_refused_before_the_work_to_whom_may_not_plan():
    day_id, *_ = joined()
    with pytest.raises(Forbidden):
        plan(ID["valves"], day_id)


def test_who_meets_nobody_is_told_with_the_reason_until_a_plan_serves_them():
    day_id, needed, _ = joined()
    seal, who = needed[0], guest(day_id, need_id=needed[0])
    ours = [guest(day_id, need_id=each) for each in needed]
    perform(ID["valves"], docking_delegations.gather, day_id, participant_ids=ours, people=4)
    perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[0, 1, 2, 3])
    plan(ID["intake"], day_id)
    assert left_out(day_id)[seal] is MeetsNobody.AWAY
    perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[])
    plan(ID["intake"], day_id)
    assert seal not in left_out(day_id)


def test_a_meeting_is_moved_by_hand_to_a_free_place_and_stays_there():
    day_id, *_ = joined(tables=8)
    plan(ID["intake"], day_id)
    first, *others = meetings(day_id)
    to = next(
        (slot, table)
        for slot in range(4)
        for table in range(8)
        if not any(
            met.slot == slot
            and (met.table_number == table or {met.need_id, met.result_id} & of(first))
            for met in others
        )
        and (slot, table) != (first.slot, first.table_number)
    )
    move(day_id, first.id, *to)
    plan(ID["intake"], day_id)
    [moved] = [met for met in meetings(day_id) if met.id == first.id]
    assert (moved.slot, moved.table_number, moved.is_confirmed) == (*to, True)


def test_a_meeting_is_not_moved_onto_another_or_to_where_somebody_is_not():
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, *others = meetings(day_id)
    other = next(met for met in others if not {met.need_id, met.result_id} & of(first))
    with pytest.raises(TableTaken):
        move(day_id, first.id, other.slot, other.table_number)
    free = next(slot for slot in range(4) if slot not in {first.slot})
    who = guest(day_id, need_id=first.need_id)
    perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[free])
    with pytest.raises((IsAway, TableTaken, MeetsThen)):
        move(day_id, first.id, free, first.table_number)
    for slot, table in ((4, 0), (0, 2), (-1, 0)):
        with pytest.raises(Unclear):
            move(day_id, first.id, slot, table)
    said = {"meeting_id": first.id, "stage": MeetingStage.MISSED}
    perform(ID["intake"], docking_meetings.tell, day_id, **said)
    with pytest.raises(ToldAlready):
        move(day_id, first.id, first.slot, first.table_number)


def test_nobody_without_an_organisation_sees_a_docking_day():
    joined()
    with snapshot() as session:
        visitor = replace(person("valves"), organisation_id=None)
        assert docking.days(session, visitor) == ()


def test_what_is_for_the_brokers_alone_is_a_number_to_others():
    hidden = laboratory.need("seal", confidentiality=Confidentiality.BROKERS_ONLY)
    result_id = laboratory.result("seal")
    day_id = prepared()
    perform(
        ID["intake"],
        docking_days.invite,
        day_id,
        need_ids=[hidden],
        result_ids=[result_id],
        have_accepted=True,
    )
    with pytest.raises(NotFound):
        both = {"need_id": hidden, "result_id": result_id}
        perform(ID["liaison"], docking_wishes.wish, day_id, kind="wish", **both)
    with snapshot() as session:
        [broker, other] = (
            docking.day(session, person(name), day_id).needs[0] for name in ("intake", "lucheng")
        )
    assert broker.title != broker.number
    assert other.title == other.number and not other.title_en and not other.owner


def test_a_meeting_that_was_held_stays_whatever_is_said_afterwards():
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, *_ = meetings(day_id)
    said = {"meeting_id": first.id, "stage": MeetingStage.HELD, "rating": 5, "note": "谈得好"}
    perform(ID["intake"], docking_meetings.tell, day_id, **said)
    both = {"need_id": first.need_id, "result_id": first.result_id}
    who = guest(day_id, need_id=first.need_id)
    perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[first.slot])
    perform(ID["intake"], docking_wishes.wish, day_id, kind="veto", **both)
    plan(ID["intake"], day_id)
    [held] = [each for each in meetings(day_id) if each.id == first.id]
    assert (held.stage, held.rating, held.note) == (MeetingStage.HELD, 5, "谈得好")
    with pytest.raises(HasMet):
        perform(ID["intake"], docking_days.leave_out, day_id, participant_id=who)
