"""Calling those who have entered a project whom nothing that is sent reaches."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from db.contest_vocabulary import EntryState
from db.models import Contest, ContestEntry
from domain import calling, clock
from domain.calling import Call
from domain.command import Act, command
from domain.contest.entering import of
from domain.contest.notices import OF_ENTRANT
from domain.permissions import activity_keepers

NEWS = tuple(each for each in OF_ENTRANT if each != "entry_withdrawn")  # whoever withdraws knows
CALLED = "entry_called"
AFTERWARDS = timedelta(days=30)  # from the awards, or from its being called off


@command(Contest, by=activity_keepers)
def note_call(act: Act, contest: Contest, *, entry_id: int) -> None:
    """Note that somebody whom no mail reaches was called, so that nobody calls them again. Raises CalledAlready."""
    entry = of(act.session, contest, entry_id)
    calling.note(act, entry, calls(act.session, contest.id).get(entry.id), CALLED)


def calls(session: Session, contest_id: int) -> dict[int, Call]:
    """Of a competition, everybody whom nothing reaches that is sent, by the id of their entry.

    Thirty days after its awards, or after it was called off, there is no news for anybody.
    """
    contest = session.get_one(Contest, contest_id)
    here = (ContestEntry.contest_id == contest_id, ContestEntry.state != EntryState.WITHDRAWN)
    found = calling.heard(session, ContestEntry, here, news=NEWS, called=CALLED)
    ended_at = contest.called_off_at or contest.published_at
    if ended_at is not None and ended_at + AFTERWARDS <= clock.now():
        return {each: replace(call, news_at=None) for each, call in found.items()}
    return found
