"""What follows when two who have met at a docking day do not go on: an early match ends, and the engine learns why.

The last word counts: whoever thinks better of it takes back what had followed from their word."""

from datetime import datetime

from sqlmodel import Session, col, select

from db.models import DockingFeedback, DockingMeeting, Event, Match
from db.research_vocabulary import (
    MatchDecline,
    MatchKind,
    MatchStage,
    MeetingOutcome,
    NotThis,
    Verdict,
    Voice,
)
from domain.command import Act
from domain.docking_sides import is_of
from domain.matchmaking import helpers_aside, judging
from domain.matchmaking.pipeline import decline_for

EARLY = (MatchStage.PROPOSED, MatchStage.CONTACTED, MatchStage.MEETING)
# The match's own words for why one of the two does not go on.
AS_DECLINE = {
    NotThis.OTHER_SUBJECT: MatchDecline.NOT_RELEVANT,
    NotThis.OTHER_INDUSTRY: MatchDecline.NOT_RELEVANT,
    NotThis.NOT_READY: MatchDecline.NOT_READY,
    NotThis.TARGETS_MISSED: MatchDecline.TARGETS_MISSED,
    NotThis.TOO_EXPENSIVE: MatchDecline.PRICE,
    NotThis.TOO_FAR: MatchDecline.CONDITIONS,
    NotThis.NO_CAPACITY: MatchDecline.NO_CAPACITY,
    NotThis.KNOWN_ALREADY: MatchDecline.OTHER_PARTNER,
}


def turn_down(act: Act, met: DockingMeeting, reason: NotThis, voice: Voice) -> None:
    """They do not go on, and whoever acts says why for that side; said anew, the new reason counts."""
    if met.team_id is not None:
        helpers_aside.note(act, met.need_id, MatchKind.TEAM, met.team_id, reason)
    else:
        judging.note(act, met.need_id, met.result_id, Verdict.NOT_THIS, reason)
    match = _match_of(act, met)
    if match is None:
        return
    if _ended_at(act.session, match, met, voice):
        if match.declined_as is not AS_DECLINE[reason]:
            _end(act, met, match, reason, voice)
        return
    if match.stage not in EARLY:
        return
    if match.stage is MatchStage.PROPOSED:  # they have met, if not by name
        match.stage, match.contacted_at = MatchStage.CONTACTED, match.contacted_at or act.now
    _end(act, met, match, reason, voice)
    met.match_id = match.id


def think_better(
    act: Act,
    met: DockingMeeting,
    voice: Voice,
    *,
    have_met: bool = True,
    other: DockingFeedback | None = None,
) -> None:
    """A side has thought better of it that they do not go on: a match that ended by its word is taken up again, unless
    the `other` side says the same; then it ended by that one's word."""
    match = _match_of(act, met)
    since = _ended_at(act.session, match, met, voice) if match else None
    if since is None:
        return
    if other and other.outcome is MeetingOutcome.NO:
        _end(act, met, match, other.reason, other.voice)
        return
    match.stage, match.declined_as, match.declined_from = match.declined_from, None, None
    if not have_met and match.contacted_at == since:
        match.stage, match.contacted_at = MatchStage.PROPOSED, None
    act.record("match_taken_up", match, to=match.stage.value)


def forget(act: Act, met: DockingMeeting, by_id: int, at: datetime | None = None) -> None:
    """What somebody has said of the two is theirs no more; `at`: only what they said then."""
    if met.team_id is not None:
        helpers_aside.forget(act, met.need_id, MatchKind.TEAM, met.team_id, by_id, at)
    else:
        judging.forget(act, met.need_id, met.result_id, by_id, at)


def _match_of(act: Act, met: DockingMeeting) -> Match | None:
    known = select(Match).where(Match.need_id == met.need_id, is_of(Match, met.provider))
    return act.session.exec(known.with_for_update()).first()


def _end(act: Act, met: DockingMeeting, match: Match, reason: NotThis, voice: Voice) -> None:
    if match.stage is MatchStage.DECLINED:  # for another reason now
        match.stage = match.declined_from
    decline_for(act, match, AS_DECLINE[reason], meeting_id=met.id, side=voice.value)


def _ended_at(session: Session, match: Match, met: DockingMeeting, voice: Voice) -> datetime | None:
    """When a match ended by what this side said of this meeting; None where it goes on, or ended otherwise."""
    if match.stage is not MatchStage.DECLINED:
        return None
    ended = select(Event).where(
        Event.subject_kind == Match.__tablename__,
        Event.subject_id == match.id,
        Event.action == "match_declined",
    )
    last = session.exec(ended.order_by(col(Event.position).desc()).limit(1)).first()
    said = last.particulars if last else {}
    by_this = (said.get("meeting_id"), said.get("side")) == (met.id, voice.value)
    return last.at if by_this else None
