"""The letter that invites an enterprise to an activity: looked at beforehand as it will be sent."""

import hmac
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from db.models import Activity, Organisation
from db.settings import secret, settings
from domain import day_words
from domain.activity_entries import page_of
from domain.clock import LOCAL
from domain.invitation_rules import Reason

TEXTS = Path(__file__).with_name("invitation_texts.toml")
MOST_SUMMARY = 400


@dataclass(frozen=True)
class Letter:
    """What is sent; `out` is the address that ends such letters."""

    subject: str
    body: str
    out: str
    language: str


def letter(
    activity: Activity,
    organiser: Organisation,
    enterprise: Organisation,
    contact: str,
    why: tuple[Reason, ...],
    language: str,
    said: str = "",
    others: Sequence[Activity] = (),
) -> Letter:
    """In the enterprise's language, with the reasons in words. `contact` empty: to the office.

    `said`: what is told of it later, changed or cancelled; `others`: the occurrences of which it is told along with it.
    """
    language = language if language in _texts() else "zh"
    texts, is_english = _texts()[language], language == "en"
    title = (is_english and activity.title_en) or activity.title
    name = (is_english and enterprise.name_en) or enterprise.name
    summary = ((is_english and activity.summary_en) or activity.summary)[:MOST_SUMMARY]
    out = out_link(enterprise.id)
    greeting = "greeting" if contact else "office"
    values = {
        "greeting": texts[greeting].format_map({"contact": contact, "enterprise": name}),
        "title": title,
        "when": span(activity.starts_at, activity.ends_at, language),
        "where": activity.place or texts["open"],
        "organiser": (is_english and organiser.name_en) or organiser.name,
        "summary": f"\n{summary}\n" if summary else "",
        "others": "",
        "reason": activity.cancelled_because,
        "reasons": "\n".join(f"* {texts[each.why.value].format(n=each.times)}" for each in why),
        "link": page_of(activity.id),
        "out": out,
    }
    told = f"{said}_" if said else ""
    if others:
        lines = [f"  {span(each.starts_at, each.ends_at, language)}" for each in others]
        values["others"] = "\n".join(("", texts[f"{told}others"], *lines, ""))
    body = texts[f"{told}body"].lstrip("\n").format_map(values)
    return Letter(texts[f"{told}subject"].format_map(values), body, out, language)


def out_link(organisation_id: int) -> str:
    """The address by which an enterprise ends invitations without signing in."""
    home = settings().public_url.rstrip("/")
    return f"{home}/unsubscribe/i{organisation_id}.{_mark(organisation_id)}"


def meant_by(token: str) -> int | None:
    """The enterprise that an address speaks for; none for one that the platform has not made."""
    number, _, mark = token.partition(".")
    digits = number.removeprefix("i")
    if not (number.startswith("i") and digits.isascii() and digits.isdecimal()) or len(digits) > 9:
        return None
    is_ours = hmac.compare_digest(mark.encode(), _mark(int(digits)).encode())
    return int(digits) if is_ours else None


def what(language: str) -> str:
    """What is ended, in a word."""
    return _texts()[language if language in _texts() else "zh"]["declined_what"]


def span(starts: datetime, ends: datetime, language: str) -> str:
    """2026年3月5日 14:00–16:30, or both days where it lasts longer than one."""
    starts, ends = starts.astimezone(LOCAL), ends.astimezone(LOCAL)
    first = f"{day_words.told(starts, language)} {starts:%H:%M}"
    if starts.date() == ends.date():
        return f"{first}–{ends:%H:%M}"
    return f"{first} – {day_words.told(ends, language)} {ends:%H:%M}"


def _mark(organisation_id: int) -> str:
    whole = hmac.new(secret(), f"no-invitations:{organisation_id}".encode(), sha256)
    return whole.hexdigest()[:32]


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))
