"""Opening a closed stage again, with a reason, as long as its awards are not published: its ranking is made anew."""

from sqlmodel import select

from db.contest_vocabulary import ContestStage
from db.models import Contest, ContestResult, ContestScore
from domain.command import Act, command
from domain.contest import mails
from domain.contest.assignments import round_of, taking_part
from domain.contest.plans import check_on, rounds_of
from domain.errors import Refused
from domain.permissions import activity_keepers
from domain.written import line

P, F = ContestStage.PRELIMINARY, ContestStage.FINAL


class NotToReopen(Refused):
    message = "This stage is not closed, or its awards are published."


class FinalBegun(Refused):
    message = "The final is being scored already: the preliminary stays closed."


@command(Contest, by=activity_keepers)
def reopen(act: Act, contest: Contest, *, stage: ContestStage, reason: str) -> None:
    """Open a closed stage again before the awards are published: its places and prizes are undone, its sheets stay.

    Whoever was told how the preliminary ended hears that this does not stand.
    """
    check_on(contest)
    row = round_of(act.session, contest, stage)
    if row.closed_at is None or contest.published_at is not None:
        raise NotToReopen
    final = rounds_of(act.session, contest.id)[F]
    if row.stage is P and final.begun_at is not None:
        raise FinalBegun
    why = line(reason, most=400, name="Reason")
    for each in act.session.exec(select(ContestResult).where(ContestResult.round_id == row.id)):
        act.session.delete(each)
    if row.stage is P:
        _back_to_preliminary(act, contest, final.id)
    else:
        _without_prizes(act, contest)
    row.closed_at = None
    act.record("stage_reopened", contest, stage=row.stage.value, reason=why)


def _back_to_preliminary(act: Act, contest: Contest, final_id: int) -> None:
    """Nobody is in the final, nor to be judged there."""
    for each in act.session.exec(select(ContestScore).where(ContestScore.round_id == final_id)):
        act.session.delete(each)
    for entry in taking_part(act.session, contest, P):
        entry.stage = P
        act.record("entry_reopened", entry)
        mails.tell_entrant(act, entry)


def _without_prizes(act: Act, contest: Contest) -> None:
    """Of the prizes nobody was told yet."""
    for entry in taking_part(act.session, contest, F):
        if entry.prize is not None:
            entry.prize, entry.stage = None, F
            act.record("prize_taken_back", entry)
    contest.stage = F
