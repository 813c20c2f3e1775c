"""What the digest of a week says: what is new that fits, and why."""

from db.engine import snapshot
from db.models import Message, User
from db.research_vocabulary import MatchKind
from db.settings import settings
from domain.errors import Forbidden
from domain.queries import digest


class NotSo(Exception):
    """What the mail would say is no longer so."""


def values(message: Message, words: dict) -> tuple[str, dict]:
    """The name of the mail and what fills its places, as its reader may know it now. Raises NotSo."""
    with snapshot() as session:
        try:
            kind, told = digest.told(session, message.user_id, message.created_at)
        except Forbidden as refusal:
            raise NotSo("the account is disabled") from refusal
        contact = session.get_one(User, message.user_id).name
    if not told:
        raise NotSo("nothing of it may be told any more, or it is not wanted")
    entries = "\n".join(_entry(each, kind, words, message.language) for each in told)
    found = {"contact": contact, "count": len(told), "entries": entries}
    return f"weekly_digest_{kind.value}", found | {"link": f"{settings().public_url}/account"}


def _entry(each: digest.Told, kind: MatchKind, words: dict, language: str) -> str:
    """One entry: what is new, what it fits and why, in a sentence, and where to read on."""
    is_english = language == "en"
    why = words["both_say" if each.words else "by_meaning"].format(
        own=each.own_en if is_english else each.own,
        words=words["comma"].join(each.words),
        sureness=words[each.sureness.value],
    )
    title = each.title_en if is_english else each.title
    return f"* {title}\n  {why}\n  {settings().public_url}/{kind.value}?id={each.new_id}\n"
