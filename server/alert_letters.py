"""What a message about alerts says: which figures have crossed their threshold where, and which are back."""

from dataclasses import dataclass

from db.engine import snapshot
from db.models import Message, User
from db.settings import settings
from domain.clock import LOCAL
from domain.errors import Forbidden
from domain.indicators.definitions import DEFINITIONS
from domain.plurals import filled
from domain.queries import alert_news
from domain.queries.alert_news import Turn
from server.wall_words import Speaker
from server.words import term


class NotSo(Exception):
    """What the message would say is no longer so."""


@dataclass(frozen=True)
class Said:
    """The parts of a message; `contact` is empty in a group."""

    contact: str
    title: str
    lines: tuple[str, ...]
    link: tuple[str, str]  # its words and its address


def said(message: Message, words: dict) -> Said:
    """What is new until now, a line for each turn. Raises NotSo."""
    with snapshot() as session:
        try:
            news = alert_news.told(session, message)
        except Forbidden as refusal:
            raise NotSo("the account is disabled") from refusal
        contact = session.get_one(User, message.user_id).name if message.user_id else ""
    if not news.turns:
        raise NotSo("its reader has seen everything of it already, or may not know it any more")
    is_english = message.language == "en"
    lines = [_line(each, words, message.language) for each in news.turns]
    if news.more:
        lines.append(filled(words["more"], {"n": news.more}, is_english=is_english))
    title = filled(words["title"], {"n": len(news.turns) + news.more}, is_english=is_english)
    address = f"{settings().public_url}/supervision?view=alerts"
    return Said(contact, title, tuple(lines), (words["open"], address))


def values(message: Message, words: dict) -> dict[str, str]:
    """What fills the places of the mail. Raises NotSo."""
    told = said(message, words)
    entries = "\n".join(f"* {line}" for line in told.lines)
    return {"contact": told.contact, "title": told.title, "entries": entries, "link": told.link[1]}


def _line(turn: Turn, words: dict, language: str) -> str:
    each, speaker = turn.alert, Speaker(language)
    definition = DEFINITIONS[each.indicator]

    def value(number: float | None) -> str:
        return speaker.value(definition, number)

    bound = words[each.crossing.value].format(value=value(each.bound))
    name = turn.action.removeprefix("alert_")
    at = {"began": each.began_at, "worsened": each.worse_at, "recovered": each.ended_at}[name]
    is_back = name == "recovered"
    if is_back and each.end_value is None:
        name = "gone"
    return words[name].format(
        place=speaker.named(each.place, each.place_en),
        figure=term(each.indicator, language),
        value=value(each.end_value if is_back else each.value),
        bound=bound,
        at=f"{at.astimezone(LOCAL):%m-%d %H:%M}",
    )
