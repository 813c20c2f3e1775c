"""What enterprises of the demo city ask, and what its units say to them, in Chinese and in English.

A demand joins an opening, the facts of a topic of its field, one line of its type (a question, a wish, a grievance …)
and an ending; figures, dates, products and towns fill the slots. Twelve topics for each field stand in
seed/texts/<language>/<field>.toml, the same in both languages; what the fields share stands in common.toml.
"""

import string
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from db.vocabulary import ClosingCode, DemandType, Satisfaction, ServiceField
from seed import facts
from seed.facts import Area, Industry, Words

LANGUAGES = ("zh", "en")
TEXTS = Path(__file__).parent / "texts"
LISTS = ("questions", "returns", "notes")  # of a field, beside its topics
_COUNTRIES = (
    ("越南", "Vietnam"), ("印度尼西亚", "Indonesia"), ("德国", "Germany"), ("意大利", "Italy"),
    ("美国", "the United States"), ("巴西", "Brazil"), ("阿联酋", "the Emirates"),
    ("俄罗斯", "Russia"), ("墨西哥", "Mexico"), ("波兰", "Poland"), ("土耳其", "Turkey"),
    ("日本", "Japan"), ("南非", "South Africa"), ("沙特", "Saudi Arabia"),
)  # fmt: skip


@dataclass(frozen=True)
class DemandText:
    title: str  # at most 80 characters
    body: str
    topic: str  # passed on to reply()


@dataclass(frozen=True)
class Exchange:
    """A unit's question to the enterprise and the enterprise's answer."""

    question: str
    answer: str


@cache
def _texts(language: str, name: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS / language / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def topics(field: ServiceField) -> tuple[str, ...]:
    """The topics of a field, in the same order whatever the language."""
    return tuple(name for name in _texts("zh", field.value) if name not in LISTS)


def text(
    rng: Random,
    field: ServiceField,
    type: DemandType,
    *,
    language: str,
    industry: str | None = None,
    area: str | None = None,
    on: date | None = None,
) -> DemandText:
    """What an enterprise of an industry (GB/T 4754 code) and an area (GB/T 2260 code) asks on a day."""
    topic = rng.choice(topics(field))
    its, common = _texts(language, field.value)[topic], _texts(language, "common")
    slots = _slots(rng, language, industry=industry, area=area, on=on)
    title = rng.choice(common["titles"][type.value]).format(title=its["title"])
    parts = (
        rng.choice(common["openings"]),
        its["facts"],
        " " if language == "en" else "",
        its[type.value],
        rng.choice(common["endings"][type.value]),
    )
    return DemandText(_capital(title), _filled(parts, slots), topic)


def reply(
    rng: Random,
    field: ServiceField,
    code: ClosingCode,
    language: str,
    *,
    topic: str | None = None,
    type: DemandType | None = None,
    industry: str | None = None,
    area: str | None = None,
    on: date | None = None,
) -> str:
    """A unit's answer that ends in a closing code; with the topic it answers what was asked."""
    its = _texts(language, field.value)[topic or rng.choice(topics(field))]
    words = _texts(language, "common")["reply"]
    space = " " if language == "en" else ""
    parts = [rng.choice(words["greeting"])]
    if type is not None and type.value in words:  # a complaint, report or suggestion is met first
        parts.append(rng.choice(words[type.value]))
    if code in (ClosingCode.SOLVED, ClosingCode.PARTLY):
        parts.append(its["done"])
    elif code is not ClosingCode.OUT_OF_SCOPE:
        parts.append(its["rule"])
    ending = code.value if code.value in words else ClosingCode.EXPLAINED.value
    if parts[-1] is its["done"] and code is ClosingCode.SOLVED and rng.random() < 0.3:
        parts += (space, its["rule"])
    parts.append(rng.choice(words[ending]))
    return _filled(parts, _slots(rng, language, industry=industry, area=area, on=on))


def exchange(
    rng: Random,
    field: ServiceField,
    language: str,
    *,
    industry: str | None = None,
    area: str | None = None,
    on: date | None = None,
) -> Exchange:
    """A question back to the enterprise with the answer that fits it."""
    asked, answered = rng.choice(_texts(language, field.value)["questions"])
    slots = _slots(rng, language, industry=industry, area=area, on=on)
    return Exchange(_filled([asked], slots), _filled([answered], slots))


def return_reason(
    rng: Random,
    field: ServiceField,
    language: str,
    *,
    on: date | None = None,
) -> str:
    """Why a unit sends an order back as wrongly addressed."""
    reasons = _texts(language, field.value)["returns"]
    slots = _slots(rng, language, on=on) | {
        "matter": "该事项" if language == "zh" else "this matter"
    }
    return _filled([rng.choice(reasons)], slots)


def note(
    rng: Random,
    field: ServiceField,
    language: str,
    *,
    industry: str | None = None,
    area: str | None = None,
    on: date | None = None,
) -> str:
    """What a handler writes down on the way."""
    notes = _texts(language, field.value)["notes"] + _texts(language, "common")["notes"]["any"]
    return _filled([rng.choice(notes)], _slots(rng, language, industry=industry, area=area, on=on))


def visit_note(rng: Random, satisfaction: Satisfaction | None, language: str) -> str:
    """What a return-visit officer writes; with no satisfaction nobody was reached."""
    if satisfaction is None:
        tone = "silent"
    elif satisfaction is Satisfaction.BASICALLY_SATISFIED:
        tone = "middle"
    else:
        tone = "good" if satisfaction.is_content else "bad"
    return rng.choice(_texts(language, "common")["visit"][tone])


def comment(rng: Random, satisfaction: Satisfaction, language: str) -> str:
    """What the enterprise adds to its survey, sometimes nothing."""
    return rng.choice(_texts(language, "common")["comments"][satisfaction.value])


def desk(rng: Random, occasion: str, language: str) -> str:
    """What is written when a demand is withdrawn, declined, ruled on or sent back (the key of the occasion)."""
    return rng.choice(_texts(language, "desk")[occasion])


def slot_names(template: str) -> set[str]:
    """The slots that a template names: "{n} of {product}" → {"n", "product"}"""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _filled(parts: Iterable[str], slots: dict[str, str]) -> str:
    return _capital("".join(parts).format_map(slots).strip())


def _capital(sentence: str) -> str:
    """With its first letter large, and every letter that begins a sentence after a slot."""
    for mark in (". ", "? "):
        head, *rest = sentence.split(mark)
        sentence = mark.join([head, *(part[:1].upper() + part[1:] for part in rest)])
    return sentence[:1].upper() + sentence[1:]


def _slots(
    rng: Random,
    language: str,
    *,
    industry: str | None = None,
    area: str | None = None,
    on: date | None = None,
) -> dict[str, str]:
    """A value for every slot; without a day the dates are told in words."""
    place = _place(rng, area)
    trade = _trade(rng, industry, place)
    days = {"date": -rng.randint(3, 50), "deadline": rng.randint(4, 40)}
    country = Words(*rng.choice(_COUNTRIES))
    return {
        "town": rng.choice(place.towns).in_(language),
        "area": Words(place.zh, place.full_en).in_(language),
        "industry": trade.zh if language == "zh" else trade.en[0].lower() + trade.en[1:],
        "product": rng.choice(trade.products).in_(language),
        "material": rng.choice(trade.materials).in_(language),
        "machine": rng.choice(trade.machines).in_(language),
        "country": country.in_(language),
        "amount": _money(rng.choice((80, 120, 150, 200, 260, 300, 450, 600, 800, 1200)), language),
        "small": _money(rng.choice((1.5, 2.4, 3.6, 5, 6.8, 9, 12, 18, 26, 35, 48)), language),
        "n": str(rng.randint(2, 9)),
        "hours": str(rng.randint(2, 11)),
        "days": str(rng.randint(5, 25)),
        "months": str(rng.randint(2, 9)),
        "years": str(rng.randint(3, 24)),
        "percent": str(rng.randint(5, 40)),
        "workers": str(rng.choice((18, 26, 35, 42, 58, 64, 80, 96, 120, 160, 210, 280))),
        **{name: _day(rng, away, on, language) for name, away in days.items()},
    }


def _place(rng: Random, area: str | None) -> Area:
    return (
        facts.area(area)
        if area in {each.code for each in facts.areas()}
        else (rng.choice(facts.areas()))
    )


def _trade(rng: Random, industry: str | None, place: Area) -> Industry:
    listed = facts.industries()
    return listed.get(industry or "") or listed[rng.choice(place.industries)]


def _money(ten_thousands: float, language: str) -> str:
    if language == "zh":
        return f"{ten_thousands:g}万元"
    if ten_thousands >= 100:
        return f"CNY {ten_thousands / 100:g} million"
    return f"CNY {round(ten_thousands * 10_000):,}"


_WORDS_FOR_DAYS = {  # past, coming
    "zh": (
        ("上月初", "上月中旬", "上月底", "本月初", "上周"),
        ("下月初", "下月中旬", "月底", "下周五"),
    ),
    "en": (
        ("the third of last month", "the 15th of last month", "the first of this month"),
        ("the fifth of next month", "the 15th of next month", "the last of this month"),
    ),
}


def _day(rng: Random, away: int, on: date | None, language: str) -> str:
    if on is None:
        return rng.choice(_WORDS_FOR_DAYS[language][0 if away < 0 else 1])
    day = on + timedelta(days=away)
    return f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%B}"
