"""What a mail about a competition says: how an entry stands when it is sent, or a judge's own way in."""

from sqlmodel import Session, select

from db.contest_vocabulary import ContestStage, EntryState
from db.engine import snapshot
from db.models import Contest, ContestEntry, ContestJudge, Event, Message
from db.settings import settings
from domain import day_words
from domain.contest import mails
from domain.contest.plans import rounds_of
from domain.tokens import hashed

# Which text of the mails tells how an entry stands that takes no part, or not yet.
OF_STATE = {
    EntryState.SUBMITTED: "entry_submitted",
    EntryState.INCOMPLETE: "entry_incomplete",
    EntryState.REFUSED: "entry_refused",
    EntryState.WITHDRAWN: "entry_withdrawn",
}


class NotSo(Exception):
    """What the mail would say is no longer so."""


def values(message: Message) -> tuple[str, dict[str, str]]:
    """(the name of the text, what fills its places). Raises NotSo."""
    with snapshot() as session:
        if message.contest_judge_id is not None:
            return _of_judge(session, message)
        return _of_entry(session, message)


def _of_entry(session: Session, message: Message) -> tuple[str, dict[str, str]]:
    entry = session.get_one(ContestEntry, message.contest_entry_id)
    contest = session.get_one(Contest, entry.contest_id)
    token = mails.entry_token(contest.id, entry.ticket)
    if hashed(token) != entry.token_hash:
        raise NotSo("the platform's secret is another one than when it was entered")
    name = _standing(session, contest, entry)
    is_awarded = name == "entry_awarded"
    prize = contest.prizes[entry.prize] if is_awarded else {"name": "", "name_en": ""}
    is_english = message.language == "en"
    return name, {
        "person": entry.contact_name,
        "project": entry.title,
        "contest": _title(contest, message.language),
        "reason": contest.called_off_because if name == "entry_called_off" else entry.because,
        "prize": (is_english and prize["name_en"]) or prize["name"],
        "link": settings().public_url + mails.entry_path(token),
    }


def _standing(session: Session, contest: Contest, entry: ContestEntry) -> str:
    """Which text it is; of the final nothing is told before its prizes are published."""
    if entry.state is not EntryState.ACCEPTED:
        named = OF_STATE[entry.state]
        is_out = entry.state in (EntryState.REFUSED, EntryState.WITHDRAWN)
        return named if is_out or contest.called_off_at is None else "entry_called_off"
    if contest.called_off_at is not None:
        return "entry_called_off"
    if entry.stage is not ContestStage.PRELIMINARY:
        if contest.published_at is None:
            return "entry_goes_on"
        return "entry_unawarded" if entry.prize is None else "entry_awarded"
    if rounds_of(session, contest.id)[ContestStage.PRELIMINARY].closed_at is not None:
        return "entry_out"
    was_closed = select(Event.id).where(
        Event.subject_kind == Contest.__tablename__,
        Event.subject_id == contest.id,
        Event.action == "stage_reopened",
    )
    return "entry_reopened" if session.exec(was_closed).first() else "entry_accepted"


def _of_judge(session: Session, message: Message) -> tuple[str, dict[str, str]]:
    judge = session.get_one(ContestJudge, message.contest_judge_id)
    contest = session.get_one(Contest, judge.contest_id)
    token = mails.judge_token(contest.id, mails.who(judge), judge.link_turn)
    if not judge.is_active or hashed(token) != judge.token_hash:
        raise NotSo("this person judges no more, or has another link")
    said = {"person": judge.name, "contest": _title(contest, message.language)}
    if contest.called_off_at is not None:
        return "judging_called_off", {**said, "reason": contest.called_off_because}
    running = [
        each
        for each in rounds_of(session, contest.id).values()
        if each.begun_at is not None and each.closed_at is None
    ]
    if not running:
        raise NotSo("nothing is scored at the moment")
    return "contest_judging", {
        **said,
        "until": day_words.told(running[0].ends_on, message.language),
        "link": settings().public_url + mails.judging_path(token),
    }


def _title(contest: Contest, language: str) -> str:
    return (language == "en" and contest.title_en) or contest.title
