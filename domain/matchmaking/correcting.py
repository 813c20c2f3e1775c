"""What was recorded of a match by mistake: a step taken back, an agreement or an outcome put right, with the reason.

Nothing that was said is lost: the story keeps the old and the new. What names both sides have seen by then stays seen.
"""

from datetime import date

from sqlmodel import Session, col, delete, select

from db.models import Event, Match, MatchOutcome
from db.research_vocabulary import MatchStage
from domain.command import Act, command
from domain.errors import Refused
from domain.matchmaking.outcomes import NotTold, outcome_of, result_told
from domain.matchmaking.pipeline import (
    ORDER,
    SIGNED,
    agreement,
    check,
    months_after,
)
from domain.permissions import its_match
from domain.publishing import check_seen
from domain.records import NothingChanged
from domain.written import paragraph

REACHED = {
    "match_signed": MatchStage.CONTRACT,
    "match_transformed": MatchStage.TRANSFORMED,
}
_WAY = (*REACHED, "match_advanced", "match_met", "match_stepped_back")


class OutcomeTold(Refused):
    message = "What came of this agreement has been told already; correct the agreement instead."


@command(Match, by=its_match)
def step_back(act: Act, match: Match, *, reason: str, version: int | None = None) -> None:
    """Take back the last step of a match that was recorded by mistake; the stage counts nowhere any more.

    `version`: the one that the form showed. A step that somebody else has taken back meanwhile is not taken back twice.
    """
    check(match, ORDER[1:])
    check_seen(match, version)
    why = _why(reason)
    was, to = match.stage, came_from(act.session, match)
    undone = _take_back_agreement(act.session, match) if was is MatchStage.CONTRACT else {}
    match.stage = to
    if to is MatchStage.PROPOSED:
        match.contacted_at = None
    act.record("match_stepped_back", match, was=was.value, to=to.value, note=why, **undone)


@command(Match, by=its_match)
def correct_agreement(
    act: Act, match: Match, *, value: int, on: date, reason: str, version: int | None = None
) -> None:
    """Put the value or the day of an agreement right; the days on which its outcomes are asked for follow.

    `version`: the one that the form showed. What somebody else has put right meanwhile is not written over.
    """
    check(match, SIGNED)
    check_seen(match, version)
    agreement(act, value, on)
    why = _why(reason)
    was = (match.agreement_value, match.agreement_on)
    if was == (value, on):
        raise NothingChanged
    match.agreement_value, match.agreement_on = value, on
    for outcome in act.session.exec(_outcomes(match)):
        outcome.due_on = months_after(on, outcome.months)
    days = [each.isoformat() if each else None for each in (was[1], on)]
    act.record("agreement_corrected", match, value=[was[0], value], on=days, note=why)


@command(Match, by=its_match)
def correct_outcome(
    act: Act,
    match: Match,
    *,
    months: int,
    reason: str,
    revenue: int | None = None,
    jobs: int | None = None,
    patents: int | None = None,
    version: int | None = None,
) -> None:
    """Put right what was told of an outcome; what was verified is to be verified anew, by somebody else.

    `version`: as for an agreement.
    """
    check(match, SIGNED)
    check_seen(match, version)
    outcome = outcome_of(act.session, match, months)
    if outcome.told_at is None:
        raise NotTold
    given = result_told(revenue, jobs, patents)
    why = _why(reason)
    changed = {name: [getattr(outcome, name), value] for name, value in given.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        raise NothingChanged
    outcome.sqlmodel_update(
        given
        | {"told_at": act.now, "told_by_id": act.actor.id}
        | {"verified_at": None, "verified_by_id": None}
    )
    act.record("outcome_corrected", match, months=months, note=why, **changed)


def came_from(session: Session, match: Match) -> MatchStage:
    """Where a match stood before its last step that was not taken back; steps may have been passed over."""
    way = [MatchStage.PROPOSED]
    steps = session.exec(
        select(Event.action, Event.particulars)
        .where(
            Event.subject_kind == Match.__tablename__,
            Event.subject_id == match.id,
            col(Event.action).in_(_WAY),
        )
        .order_by(col(Event.position))
    )
    for action, said in steps:
        if action == "match_stepped_back":
            way = way[:-1] or way
            continue
        reached = REACHED.get(action) or MatchStage(said["to"])
        if ORDER.index(reached) > ORDER.index(way[-1]):
            way.append(reached)
    if len(way) > 1 and way[-1] is match.stage:
        return way[-2]
    return ORDER[ORDER.index(match.stage) - 1]  # put there without steps, by an import


def _take_back_agreement(session: Session, match: Match) -> dict:
    """Forget an agreement that there never was; returns what it said. Raises OutcomeTold."""
    if any(outcome.told_at for outcome in session.exec(_outcomes(match))):
        raise OutcomeTold
    session.exec(delete(MatchOutcome).where(col(MatchOutcome.match_id) == match.id))
    said = {"value": match.agreement_value}
    if match.agreement_on is not None:
        said["on"] = match.agreement_on.isoformat()
    match.agreement_value = match.agreement_on = None
    return said


def _outcomes(match: Match):
    return select(MatchOutcome).where(MatchOutcome.match_id == match.id)


def _why(reason: str) -> str:
    return paragraph(reason, most=400, name="Reason")
