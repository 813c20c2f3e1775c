"""Invented enterprises, service organisations and people of the city, by a grammar under a given seed.

Every name is made up: brands join characters that registered names seldom join, and a short list of famous names is
refused. Codes carry their right check characters, telephone numbers the form of real ones. Each generator goes on for
ever and never repeats a name, a code, a telephone number or a mail address; generators that are given the same set
`taken` do not repeat one another either.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from string import ascii_lowercase
from typing import Any

from seed import facts
from seed.facts import Area, Words

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I O S V Z
ENTERPRISE, LAW_PRACTICE, PUBLIC_INSTITUTION, AUTHORITY = "91", "31", "12", "11"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_MOBILE_PREFIXES = tuple(str(n) for n in (*range(133, 139), *range(150, 154), *range(180, 190)))


@dataclass(frozen=True)
class Person:
    name: str
    name_en: str

    @property
    def username(self) -> str:
        """The romanised name in small letters: chen.sizhou"""
        return self.name_en.lower().replace(" ", ".").replace("'", "")

    def in_(self, language: str) -> str:
        return self.name if language == "zh" else self.name_en


@dataclass(frozen=True)
class Enterprise:
    name: str
    name_en: str
    area: str
    industry: str  # GB/T 4754-2017
    town: Words
    address: str
    address_en: str
    credit_code: str
    contact: Person
    phone: str
    email: str


@dataclass(frozen=True)
class ServiceOrganisation:
    name: str
    name_en: str
    area: str
    kind: str  # law, accounting, patent …
    qualification: Words
    fields: tuple[str, ...]  # the service fields it works in
    address: str
    address_en: str
    credit_code: str
    contact: Person
    phone: str
    email: str


@cache
def _grammar() -> dict[str, Any]:
    path = Path(__file__).parent / "texts" / "names.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def enterprises(
    rng: Random, *, area: str | None = None, taken: set[str] | None = None
) -> Iterator[Enterprise]:
    """Enterprises of one area or of all twelve, each in one of its area's pillar industries."""
    taken = set() if taken is None else taken
    choices = facts.areas() if area is None else (facts.area(area),)
    phones = mobiles(rng, taken=taken)
    industries = facts.industries()
    while True:
        where = rng.choice(choices)
        # the strongest industry first: about half of an area's enterprises are in it
        industry = where.industries[min(rng.randrange(5), rng.randrange(len(where.industries)))]
        brand, brand_en = _brand(rng)
        line = rng.choice(industries[industry].name)
        town = rng.choice(where.towns)
        before, form, before_en, form_en = _enterprise_form(rng, where, line)
        name, name_en = f"{before}{brand}{form}", f"{before_en}{brand_en} {form_en}"
        mailbox = _mailbox(name_en, where)
        if not taken.isdisjoint((name, name_en, mailbox)):
            continue
        taken.update((name, name_en, mailbox))
        address, address_en = street_address(rng, where, town)
        yield Enterprise(
            name=name,
            name_en=name_en,
            area=where.code,
            industry=industry,
            town=town,
            address=address,
            address_en=address_en,
            credit_code=credit_code(rng, where.code, taken=taken),
            contact=person(rng),
            phone=next(phones),
            email=f"{mailbox}@example.com",
        )


def _enterprise_form(rng: Random, area: Area, line: Words) -> tuple[str, str, str, str]:
    """What stands before and after the brand, in Chinese and in English."""
    county = area.zh.removesuffix("区") if area.zh[-1] == "区" else area.zh
    before, before_en = rng.choice(
        (
            ("温州市", "Wenzhou "),
            ("温州", "Wenzhou "),
            ("浙江", "Zhejiang "),
            (area.zh, f"{area.en} "),
            (f"温州市{county}" if area.zh[-1] == "区" else county, f"Wenzhou {area.en} "),
        )
    )
    form, form_en = rng.choices(
        (
            (f"{line.zh}有限公司", f"{line.en} Co., Ltd."),
            (f"{line.zh}科技有限公司", f"{line.en} Technology Co., Ltd."),
            (f"{line.zh}制造有限公司", f"{line.en} Manufacturing Co., Ltd."),
            (f"{line.zh}股份有限公司", f"{line.en} Holding Co., Ltd."),
            (f"{line.zh}厂", f"{line.en} Factory"),
        ),
        weights=(60, 18, 10, 4, 8),
    )[0]
    return before, form, before_en, form_en


def service_organisations(
    rng: Random, *, taken: set[str] | None = None
) -> Iterator[ServiceOrganisation]:
    """Service organisations of every kind in turn, with the qualification such a one must hold."""
    taken = set() if taken is None else taken
    kinds = _grammar()["service_kind"]
    phones = landlines(rng, taken=taken)
    turn = 0
    while True:
        kind = kinds[turn % len(kinds)]
        where = rng.choice(facts.areas())
        brand, brand_en = _brand(rng)
        suffix = rng.choice(kind["suffixes"])
        name, name_en = f"{kind['before']}{brand}{suffix[0]}", f"{brand_en} {suffix[1]}"
        mailbox = _mailbox(name_en, where)
        if not taken.isdisjoint((name, name_en, mailbox)):
            continue
        taken.update((name, name_en, mailbox))
        turn += 1
        address, address_en = street_address(rng, where, rng.choice(where.towns))
        yield ServiceOrganisation(
            name=name,
            name_en=name_en,
            area=where.code,
            kind=kind["key"],
            qualification=Words(*kind["qualification"]),
            fields=tuple(kind["fields"]),
            address=address,
            address_en=address_en,
            credit_code=credit_code(rng, where.code, kind=kind["code"], taken=taken),
            contact=person(rng),
            phone=next(phones),
            email=f"{mailbox}@example.com",
        )


def person(rng: Random) -> Person:
    """Somebody; another may have the same name, as in life."""
    while True:
        surname = _surname(rng)
        first, second = rng.choice(_sounds("given_first")), rng.choice(_sounds("given_second"))
        name = surname[0] + first[0] + second[0]
        if name not in _grammar()["famous_people"]:
            return Person(name, f"{_joined([surname[1]])} {_joined([first[1], second[1]])}")


def people(rng: Random) -> Iterator[Person]:
    """People whose names differ in Chinese and in English alike, as accounts need."""
    taken: set[str] = set()
    while True:
        somebody = person(rng)
        if taken.isdisjoint((somebody.name, somebody.name_en)):
            taken.update((somebody.name, somebody.name_en))
            yield somebody


def _surname(rng: Random) -> tuple[str, str]:
    """A surname; those that stand first are the commonest of the place."""
    surnames = _sounds("surnames")
    return surnames[min(rng.randrange(len(surnames)), rng.randrange(len(surnames)))]


def _brand(rng: Random) -> tuple[str, str]:
    grammar = _grammar()
    while True:
        parts = [rng.choice(_sounds("brand_first")), rng.choice(_sounds("brand_second"))]
        if rng.random() < 0.3:
            parts.append(rng.choice(_sounds("brand_third")))
        brand = "".join(character for character, _ in parts)
        if len(set(brand)) == len(brand) and not any(
            famous in brand for famous in grammar["famous_brands"]
        ):
            return brand, _joined([sound for _, sound in parts])


@cache
def _sounds(part: str) -> tuple[tuple[str, str], ...]:
    """Characters with their pinyin: "澄cheng" → ("澄", "cheng")"""
    return tuple(
        (word.rstrip(ascii_lowercase), word.lstrip(word.rstrip(ascii_lowercase)))
        for word in _grammar()[part].split()
    )


def _joined(syllables: list[str]) -> str:
    """Pinyin syllables as one word, an apostrophe before a vowel: ["xi", "an"] → Xi'an"""
    word = syllables[0]
    for syllable in syllables[1:]:
        word += f"'{syllable}" if syllable[0] in "aeo" else syllable
    return word[0].upper() + word[1:]


def _mailbox(name_en: str, area: Area) -> str:
    """The local part of a mail address, at most 64 characters, from an English name."""
    dropped = ("co", "ltd", "and")
    plain = "".join(c if c.isalnum() else " " for c in name_en.lower().replace("'", ""))
    words = [word for word in plain.split() if word not in dropped]
    return ".".join(words)[:60] + f".{area.suffix}"


def street_address(rng: Random, area: Area, town: Words) -> tuple[str, str]:
    """An address in a real town and an ordinary street, in Chinese and in English."""
    road = rng.choice(_grammar()["roads"])
    number = rng.randint(1, 999)
    zh, en = f"温州市{area.zh}{town.zh}{road[0]}{number}号", f"{number} {road[1]}"
    if rng.random() < 0.4:
        building, floor = rng.randint(1, 28), rng.randint(1, 6)
        zh, en = f"{zh}{building}幢{floor}楼", f"Floor {floor}, Building {building}, {en}"
    return zh, f"{en}, {town.en}, {area.full_en}, Wenzhou"


def mobiles(rng: Random, *, taken: set[str] | None = None) -> Iterator[str]:
    """Mobile numbers of the mainland that look invented: three noughts after the prefix."""
    taken = set() if taken is None else taken
    while True:
        number = f"{rng.choice(_MOBILE_PREFIXES)}000{rng.randrange(100_000):05d}"
        if number not in taken:
            taken.add(number)
            yield number


def landlines(rng: Random, *, taken: set[str] | None = None) -> Iterator[str]:
    """Office telephones of the city that look invented: two noughts after the first digit."""
    taken = set() if taken is None else taken
    while True:
        number = f"0577-800{rng.randrange(100_000):05d}"
        if number not in taken:
            taken.add(number)
            yield number


def credit_code(
    rng: Random, area_code: str, *, kind: str = ENTERPRISE, taken: set[str] | None = None
) -> str:
    """A unified social credit code (GB 32100) of an area that is not in `taken`, and from now on is.

    Its body begins with XN, as in 虚拟 (invented), so that no registered body is met.
    """
    taken = set() if taken is None else taken
    while True:
        body = "XN" + "".join(rng.choices(ALPHABET, k=6))
        code = kind + area_code + body + body_check_character(body)
        code += check_character(code)
        if code not in taken:
            taken.add(code)
            return code


def body_check_character(body: str) -> str:
    """The ninth character of an organisation code (GB 11714) after its first eight."""
    values = (int(character, 36) for character in body)
    remainder = (
        11 - sum(weight * value for weight, value in zip(_BODY_WEIGHTS, values, strict=True)) % 11
    )
    return {10: "X", 11: "0"}.get(remainder, str(remainder))


def check_character(first: str) -> str:
    """The eighteenth character of a credit code (GB 32100) after its first seventeen."""
    total = sum(ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(first))
    return ALPHABET[(31 - total % 31) % 31]


def is_credit_code(code: str) -> bool:
    return len(code) == 18 and set(code) <= set(ALPHABET) and check_character(code[:17]) == code[17]
