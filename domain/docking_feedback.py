"""What both sides say of a meeting of a docking day, and what follows: the match goes on, or it is declined."""

from datetime import date

from sqlmodel import Session, select

from db.models import DockingDay, DockingFeedback, DockingMeeting, Match
from db.research_vocabulary import MatchStage, MeetingOutcome, MeetingStage, NotThis, Voice
from domain.choices import chosen
from domain.command import Act, command
from domain.docking_following import forget, think_better, turn_down
from domain.docking_meetings import NotYet
from domain.docking_sides import between, meeting, voice_of
from domain.errors import Forbidden, Missing
from domain.matchmaking import starting
from domain.permissions import day_sides
from domain.written import line, paragraph


@command(DockingDay, by=day_sides)
def say(
    act: Act,
    day: DockingDay,
    *,
    meeting_id: int,
    outcome: str,
    reason: str | None = None,
    rating: int | None = None,
    note: str = "",
    next_action: str = "",
    next_on: date | None = None,
) -> None:
    """Say for one's own side what came of a meeting; the last word counts.

    When both sides go on, the match is made or taken on, with what is to be done next; who does not go on says why, an
    early match ends with it, and the engine learns from it. That follows once: a word that is only reworded (stars,
    note) acts on no match. What one side says is for itself and those who run the day.
    """
    if act.today < day.held_on:
        raise NotYet
    met = meeting(act.session, day, meeting_id)
    voice = voice_of(act.session, act.actor, day, *met.pair)
    if voice is Voice.ORGANISER:
        raise Forbidden  # tells what became of it by docking_meetings.tell
    said = chosen(MeetingOutcome, outcome, "How it went")
    why = None
    if said is MeetingOutcome.NO:
        if not reason:
            raise Missing(field="Reason")
        why = chosen(NotThis, reason, "Reason")
    if rating is not None:
        between(rating, 1, 5, "Rating")
    before = act.session.get(DockingFeedback, (met.id, voice))
    was = (before.outcome, before.reason) if before else None
    was_next = (before.next_action, before.next_on) if before else ("", None)
    said_no = before is not None and before.outcome is MeetingOutcome.NO
    no_by, no_at = (before.by_id, before.at) if said_no else (None, None)
    row = before or DockingFeedback(
        meeting_id=met.id, voice=voice, outcome=said, by_id=act.actor.id, at=act.now
    )
    row.outcome, row.reason, row.rating = said, why, rating
    row.note = paragraph(note, most=1000, name="Note", required=False)
    row.next_action = line(next_action, most=200, name="Next action", required=False)
    row.next_on = next_on if row.next_action else None
    act.add(row)
    if was == (said, why):  # only reworded: what followed has followed, and stays whose word it was
        _correct_plan(act, met, row, was_next)
    else:
        row.by_id, row.at = act.actor.id, act.now
        if said_no and (said is not MeetingOutcome.NO or no_by != act.actor.id):
            forget(act, met, no_by, no_at)
        _follow(act, met, row)
    if said_no and said is not MeetingOutcome.NO:
        other = next((each for each in of_meeting(act.session, met.id) if each is not row), None)
        have_met = said is not MeetingOutcome.NOT_MET
        think_better(act, met, voice, have_met=have_met, other=other)
    act.record(
        "docking_said",
        day,
        meeting_id=met.id,
        side=voice.value,
        outcome=said.value,
        reason=why.value if why else None,
    )


def _follow(act: Act, met: DockingMeeting, row: DockingFeedback) -> None:
    both = of_meeting(act.session, met.id)
    outcomes = {each.outcome for each in both}
    if outcomes != {MeetingOutcome.NOT_MET}:
        met.stage = MeetingStage.HELD
    elif met.stage is MeetingStage.PLANNED:
        met.stage = MeetingStage.MISSED
    if row.outcome is MeetingOutcome.NO:
        turn_down(act, met, row.reason, row.voice)
    elif len(both) == 2 and outcomes == {MeetingOutcome.GOES_ON}:
        met.match_id = starting.after_meeting(act, *met.pair)
        match = act.session.get_one(Match, met.match_id)
        spoken = {each.voice: each.by_id for each in both}
        match.contact_id = match.contact_id or spoken[Voice.ENTERPRISE]
        match.liaison_id = match.liaison_id or spoken[Voice.PROVIDER]
        planned = [each for each in (row, *both) if each.next_action]
        if planned and match.stage is MatchStage.MEETING:
            first = planned[0]
            match.next_action, match.next_on = first.next_action, first.next_on
            match.next_by_id = first.by_id


def _correct_plan(
    act: Act, met: DockingMeeting, row: DockingFeedback, was_next: tuple[str, date | None]
) -> None:
    """What comes next is said anew, of a match that both have made: it counts unless somebody has planned since."""
    if not row.next_action or (row.next_action, row.next_on) == was_next or met.match_id is None:
        return
    outcomes = [each.outcome for each in of_meeting(act.session, met.id)]
    match = act.session.get_one(Match, met.match_id)
    is_free = (match.next_action, match.next_on) in (("", None), was_next)
    if outcomes == [MeetingOutcome.GOES_ON] * 2 and match.stage is MatchStage.MEETING and is_free:
        match.next_action, match.next_on = row.next_action, row.next_on
        match.next_by_id = act.actor.id


def of_meeting(session: Session, meeting_id: int) -> list[DockingFeedback]:
    """What has been said of it."""
    found = select(DockingFeedback).where(DockingFeedback.meeting_id == meeting_id)
    return list(session.exec(found))
