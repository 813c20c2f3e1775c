"""Letting everybody see a competition, and calling one off."""

from sqlmodel import col, select

from db.contest_vocabulary import STANDING
from db.models import Contest, ContestEntry, ContestJudge
from domain.command import Act, command
from domain.contest import mails
from domain.contest.plans import check_on
from domain.errors import Refused
from domain.permissions import activity_keepers
from domain.written import line


class AnnouncedAlready(Refused):
    message = "This competition is announced already."


class OverAlready(Refused):
    message = "The awards are published: nothing is left to call off."


@command(Contest, by=activity_keepers)
def announce(act: Act, contest: Contest) -> None:
    """Let everybody see a competition; projects can be entered from the day that is named."""
    check_on(contest)
    if contest.announced_at is not None:
        raise AnnouncedAlready
    contest.announced_at = act.now
    act.record("contest_announced", contest, title=contest.title)


@command(Contest, by=activity_keepers)
def call_off(act: Act, contest: Contest, *, reason: str) -> int:
    """Call a competition off, with a reason that everybody reads; returns how many entries stood.

    Their people and the judges are told.
    """
    check_on(contest)
    if contest.published_at is not None:
        raise OverAlready
    why = line(reason, most=400, name="Reason")
    contest.called_off_at, contest.called_off_because = act.now, why
    act.record("contest_called_off", contest, reason=why)
    stood = select(ContestEntry).where(
        ContestEntry.contest_id == contest.id, col(ContestEntry.state).in_(STANDING)
    )
    entries = act.session.exec(stood.order_by(col(ContestEntry.ticket))).all()
    for entry in entries:
        act.record("entry_called_off", entry, reason=why)
        mails.tell_entrant(act, entry)
    judging = select(ContestJudge).where(
        ContestJudge.contest_id == contest.id, col(ContestJudge.is_active)
    )
    for judge in act.session.exec(judging.order_by(col(ContestJudge.id))):
        mails.tell_judge(act, judge)
    return len(entries)
