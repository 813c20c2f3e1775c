"""What follows when two who have met at a docking day do not go on: an early match ends, and the engine learns why."""

from sqlmodel import select

from db.models import DockingMeeting, Match
from db.research_vocabulary import MatchDecline, MatchKind, MatchStage, NotThis, Verdict
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


def turn_down(act: Act, met: DockingMeeting, reason: NotThis) -> None:
    """They do not go on, and whoever acts says why."""
    if met.team_id is not None:
        helpers_aside.note(act, met.need_id, MatchKind.TEAM, met.team_id, reason)
    else:
        judging.note(act, met.need_id, met.result_id, Verdict.NOT_THIS, reason)
    known = select(Match).where(Match.need_id == met.need_id, is_of(Match, met.provider))
    match = act.session.exec(known.with_for_update()).first()
    if match is None or match.stage not in EARLY:
        return
    if match.stage is MatchStage.PROPOSED:  # they have met, if not by name
        match.stage, match.contacted_at = MatchStage.CONTACTED, match.contacted_at or act.now
    decline_for(act, match, AS_DECLINE[reason])
    met.match_id = match.id


def forget(act: Act, met: DockingMeeting) -> None:
    """Whoever acts has thought better of it."""
    if met.team_id is not None:
        helpers_aside.forget(act, met.need_id, MatchKind.TEAM, met.team_id)
    else:
        judging.forget(act, met.need_id, met.result_id)
