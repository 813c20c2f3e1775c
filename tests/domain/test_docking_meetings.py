"""Meetings of a docking day: moved by hand, settled, held, and what goes on afterwards."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Event, Match
from db.research_vocabulary import (
    MatchStage,
    MeetingOutcome,
    MeetingStage,
)
from domain import (
    clock,
    docking_days,
    docking_feedback,
    docking_meetings,
    docking_wishes,
)
from domain.command import perform
from domain.docking_days import HasMet
from domain.docking_meetings import (
    IsAway,
    MeetsThen,
    NotYet,
    SaidAlready,
    TableTaken,
    ToldAlready,
    WasNotHeld,
)
from domain.docking_planning import plan
from domain.errors import Unclear
from domain.matchmaking import pipeline, starting
from tests.docking_day import guest, joined, meetings
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")


def of(met):
    return {met.need_id, met.result_id}


def move(day_id, meeting_id, slot, table):
    said = {"meeting_id": meeting_id, "slot": slot, "table": table}
    perform(ID["intake"], docking_meetings.move, day_id, **said)


def go_on(day_id, met):
    """The enterprise, whose name is hidden, says that it does."""
    said = {"meeting_id": met.id, "outcome": MeetingOutcome.GOES_ON}
    perform(ID["valves"], docking_feedback.say, day_id, **said)


def tell_after(day_id, **said):
    """What became of a meeting, told when the day has come."""
    with clock.stopped(clock.now() + timedelta(days=9)):
        perform(ID["intake"], docking_meetings.tell, day_id, **said)


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
        missed = {"meeting_id": second.id, "stage": MeetingStage.MISSED}
        perform(ID["intake"], docking_meetings.tell, day_id, **missed)
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
    tell_after(day_id, **said)
    with pytest.raises(ToldAlready):
        move(day_id, first.id, first.slot, first.table_number)


def test_a_meeting_that_was_held_stays_whatever_is_said_afterwards():
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, *_ = meetings(day_id)
    said = {"meeting_id": first.id, "stage": MeetingStage.HELD, "rating": 5, "note": "谈得好"}
    tell_after(day_id, **said)
    both = {"need_id": first.need_id, "result_id": first.result_id}
    who = guest(day_id, need_id=first.need_id)
    perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[first.slot])
    perform(ID["intake"], docking_wishes.wish, day_id, kind="veto", **both)
    plan(ID["intake"], day_id)
    [held] = [each for each in meetings(day_id) if each.id == first.id]
    assert (held.stage, held.rating, held.note) == (MeetingStage.HELD, 5, "谈得好")
    with pytest.raises(HasMet):
        perform(ID["intake"], docking_days.leave_out, day_id, participant_id=who)


@pytest.mark.parametrize("stage", [MeetingStage.HELD, MeetingStage.MISSED])
def test_what_became_of_a_meeting_is_told_from_the_day_on_and_may_be_taken_back(stage):
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, *_ = meetings(day_id)
    said = {"meeting_id": first.id, "stage": stage}
    with pytest.raises(NotYet):
        perform(ID["intake"], docking_meetings.tell, day_id, **said)
    tell_after(day_id, **said)
    tell_after(day_id, **said | {"stage": MeetingStage.PLANNED})
    assert meetings(day_id)[0].stage is MeetingStage.PLANNED


def test_the_organisers_stars_and_note_stay_when_only_the_stage_is_told_again():
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, *_ = meetings(day_id)
    of = {"meeting_id": first.id, "stage": MeetingStage.HELD}
    tell_after(day_id, **of, rating=4, note="谈得好")
    tell_after(day_id, **of)
    told = meetings(day_id)[0]
    assert (told.rating, told.note) == (4, "谈得好")


@pytest.mark.parametrize("more", [{"goes_on": True}, {"reason": "too_far"}])
def test_of_a_meeting_that_was_not_held_nobody_tells_whether_the_two_go_on(more):
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, *_ = meetings(day_id)
    with pytest.raises(WasNotHeld):
        tell_after(day_id, meeting_id=first.id, stage=MeetingStage.MISSED, **more)
    assert meetings(day_id)[0].stage is MeetingStage.PLANNED


def test_a_meeting_that_a_side_has_spoken_of_is_not_told_planned_again():
    day_id, *_ = joined()
    plan(ID["intake"], day_id)
    first, *_ = meetings(day_id)
    with clock.stopped(clock.now() + timedelta(days=9)):
        go_on(day_id, first)
    with pytest.raises(SaidAlready):
        tell_after(day_id, meeting_id=first.id, stage=MeetingStage.PLANNED)
    assert meetings(day_id)[0].stage is MeetingStage.HELD
