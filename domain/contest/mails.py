"""What entrants and judges hear by mail, and the secrets in their links: worked out again whenever a mail is sent."""

from db.models import ContestEntry, ContestJudge, Message
from db.vocabulary import MessageKind
from domain.command import Act
from domain.tokens import link_token


def entry_token(contest_id: int, ticket: int) -> str:
    """What the link to one entry carries."""
    return link_token(f"contest-entry:{contest_id}:{ticket}")


def judge_token(contest_id: int, who: str, turn: int) -> str:
    """What a judge's own link carries; another one at every turn. `who`: u and the user's id, or e and the expert's."""
    return link_token(f"contest-judge:{contest_id}:{who}:{turn}")


def who(judge: ContestJudge) -> str:
    """The person that a judge is, as their link knows them."""
    return f"u{judge.user_id}" if judge.user_id else f"e{judge.expert_id}"


def entry_path(token: str) -> str:
    """Where whoever entered a project looks after it."""
    return f"/contest-entry?t={token}"


def judging_path(token: str) -> str:
    """Where a judge scores."""
    return f"/judging?t={token}"


def tell_entrant(act: Act, entry: ContestEntry) -> None:
    """One message about an entry as it now stands, if there is an address."""
    if entry.email:
        act.session.add(
            Message(
                kind=MessageKind.CONTEST_ENTRY,
                contest_entry_id=entry.id,
                recipient=entry.email,
                language=entry.language,
                created_at=act.now,
                due_at=act.now,
            )
        )


def tell_judge(act: Act, judge: ContestJudge) -> bool:
    """Bring a judge their link; whether there is an address."""
    if judge.email:
        act.session.add(
            Message(
                kind=MessageKind.CONTEST_JUDGING,
                contest_judge_id=judge.id,
                recipient=judge.email,
                created_at=act.now,
                due_at=act.now,
            )
        )
    return bool(judge.email)
