"""What a mail about matches says: the turns that are new to its reader, match by match, without anybody's name."""

from datetime import date

from db.engine import snapshot
from db.models import Message, User
from db.research_vocabulary import AgreementWay, MatchDecline, MatchStage, Side
from db.settings import settings
from domain import clock, day_words
from domain.permissions import person
from domain.plurals import filled
from domain.queries import match_news
from domain.queries.match_news import News, Turn
from server.words import term

AGREED = ("match_agreed", "match_agreed_for")


class NotSo(Exception):
    """What the mail would say is no longer so."""


def values(message: Message, words: dict) -> dict[str, str]:
    """What fills the places of the mail. Raises NotSo."""
    with snapshot() as session:
        user = session.get_one(User, message.user_id)
        if not user.is_active:
            raise NotSo("the account is disabled")
        who = person(session, user.id)
        if not match_news.is_wanted(session, who):
            raise NotSo("it is not wanted any more")
        until = match_news.until(session, message, clock.now())
        told = match_news.told(session, who, message.created_at, until)
    if not told.news:
        raise NotSo("its reader has seen everything of it already, or may not know it any more")
    entries = [_entry(each, words, message.language) for each in told.news]
    if told.more:
        entries.append(
            filled(words["more"], {"n": told.more}, is_english=message.language == "en") + "\n"
        )
    return {
        "contact": user.name,
        "count": str(len(told.news)),
        "entries": "\n".join(entries),
        "link": f"{settings().public_url}/account",
    }


def _entry(news: News, words: dict, language: str) -> str:
    is_english = language == "en"
    need = news.need_en if is_english else news.need
    other = news.other_en if is_english else news.other
    lines = [f"  - {_sentence(turn, words, language)}" for turn in news.turns]
    if news.is_named and any(turn.action in AGREED for turn in news.turns):
        lines.append(f"  - {words['both_agreed']}")
    if news.asks:
        lines.append(f"  - {words['asks']}")
    link = f"  {settings().public_url}/match?id={news.match_id}"
    return "\n".join([f"* {news.number} {need} × {other}", *lines, link, ""])


def _sentence(turn: Turn, words: dict, language: str) -> str:
    said = turn.said
    values = {"who": words[turn.side.value if turn.side else "platform"]}
    match turn.action:
        case "match_agreed_for":
            values["whose"] = words[Side(said["side"]).value]
            values["way"] = term(AgreementWay(said["way"]), language)
        case "match_advanced" | "match_met" | "match_taken_up" | "match_stepped_back":
            values["stage"] = term(MatchStage(said["to"]), language)
        case "match_signed":
            values["value"] = f"{said['value']:,}"
        case "agreement_corrected":
            values["value"] = f"{said['value'][1]:,}"
            values["day"] = day_words.told(date.fromisoformat(said["on"][1]), language)
        case "match_declined":
            values["reason"] = term(MatchDecline(said["reason"]), language)
        case "match_next_due":
            values["day"] = day_words.told(date.fromisoformat(said["on"]), language)
        case "match_outcome_due":
            values["n"] = str(said["months"])
    return filled(words[turn.action], values, is_english=language == "en")
