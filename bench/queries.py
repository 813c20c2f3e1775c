"""What the search is asked in its benchmark: queries that stand in queries.toml, and others drawn from the records.

Each knows by which rule a record is right; `judge` asks the columns of the records, never the search index.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import ColumnElement, exists, false
from sqlmodel import Session, and_, col, func, or_, select

from db.models import (
    DirectoryEntry,
    Organisation,
    OrganisationTag,
    ProductArea,
    ServiceProduct,
)
from db.vocabulary import EntryKind, Kind
from domain.sounds import initials, syllables

HERE = Path(__file__).parent
SEED = 200
FIRST = 10  # places of a page that are judged
DRAWN = {
    "part of a name": 27,
    "pinyin initials": 18,
    "pinyin": 7,
    "credit code": 16,
    "telephone": 16,
    "typing mistake": 20,
    "name in English": 7,
}
_ALIKE = {
    "辰": "晨",
    "泽": "择",
    "川": "穿",
    "岚": "蓝",
    "恒": "横",
    "洲": "周",
    "泓": "宏",
    "屿": "与",
}


@dataclass(frozen=True)
class Rule:
    """Conditions that a right record meets, all of them."""

    kinds: tuple[str, ...] = ()
    area: str = ""
    industry: str = ""
    field: str = ""
    tag: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    named: str = ""  # a part of its name, as it is written there
    id: int = 0  # of one organisation
    code: str = ""  # how its credit code begins
    phone: str = ""  # how its telephone number begins, as it is kept


@dataclass(frozen=True)
class Query:
    """One query, the sort it is counted under, and which records are right."""

    typed: str
    kind_of: str
    right: tuple[Rule, ...] = field(default=())


def queries(session: Session) -> list[Query]:
    """Two hundred queries: about half of them as written down, the others drawn from this directory."""
    return [*_written(), *_drawn(session)]


def right_places(session: Session, query: Query) -> int:
    """How many of the first ten places could hold a right record: fewer, where fewer are right."""
    found: set[int] = set()
    for rule in query.right:
        if len(found) < FIRST:
            found.update(session.exec(_right(rule).limit(FIRST)))
    return min(len(found), FIRST)


def judge(session: Session, query: Query, found: Sequence[int], places: int) -> float:
    """The share of the places that a right record holds.

    `found` are the ids of directory entries, in the order in which they were shown.
    """
    shown = col(DirectoryEntry.id).in_(found[:FIRST])
    right = _right(*query.right).where(shown)
    return len(session.exec(right).all()) / places if places else 1.0


def _right(*rules: Rule):
    return (
        select(DirectoryEntry.id)
        .join(Organisation, Organisation.id == DirectoryEntry.organisation_id)
        .where(or_(false(), *(_condition(rule) for rule in rules)))
    )


def _written() -> Iterable[Query]:
    told = tomllib.loads((HERE / "queries.toml").read_text("utf-8"))["query"]
    for each in told:
        right = tuple(
            Rule(**{k: tuple(v) if isinstance(v, list) else v for k, v in rule.items()})
            for rule in each["right"]
        )
        for typed in each["typed"]:
            yield Query(typed, each["kind_of"], right)


def _drawn(session: Session) -> Iterable[Query]:
    rng = Random(SEED)
    first, last = session.exec(
        select(func.min(Organisation.id), func.max(Organisation.id)).where(
            Organisation.kind == Kind.ENTERPRISE
        )
    ).one()
    for kind_of, many in DRAWN.items():
        made = 0
        while made < many:
            record = session.get(Organisation, rng.randint(first, last))
            query = _of(rng, kind_of, made, record) if record else None
            if query is not None:
                made += 1
                yield query


def _of(rng: Random, kind_of: str, n: int, record: Organisation) -> Query | None:
    """A query by which somebody would look for this enterprise."""
    name = record.name_key  # without place and legal form
    one = (Rule(kinds=("enterprise",), id=record.id),)
    spoken = initials(name)
    match kind_of:
        case "part of a name":
            typed = (name, name[:4], name[:5], record.name[:8])[n % 4]
            return Query(typed, kind_of, (Rule(kinds=("enterprise",), named=typed),))
        case "pinyin initials":
            return Query(spoken, kind_of, one)
        case "pinyin":
            return Query("".join(syllables(name)), kind_of, one)
        case "credit code":
            cut = (18, 18, 14)[n % 3]
            typed = record.credit_code[:cut]
            return Query(typed.lower() if n % 2 else typed, kind_of, (Rule(code=typed),))
        case "telephone":
            number = record.phone.removeprefix("+86")
            cut = (11, 11, 9)[n % 3]
            spaced = f"{number[:3]} {number[3:7]} {number[7:]}" if n % 3 == 1 else number[:cut]
            return Query(spaced, kind_of, (Rule(phone=f"+86{number[:cut]}"),))
        case "typing mistake":
            typed = _mistyped(name, n)
            return Query(typed, kind_of, one) if typed else None
        case "name in English":
            words = record.name_en.replace("Wenzhou ", "").replace("Zhejiang ", "").split()
            typed = " ".join(words[:2])
            return Query(typed, kind_of, (Rule(kinds=("enterprise",), named=typed),))
    return None


def _mistyped(name: str, n: int) -> str | None:
    """A character that sounds the same instead of the right one, or another one altogether."""
    if n % 2:
        return f"{name[0]}某{name[2:]}" if len(name) > 4 else None
    alike = next((each for each in name[:3] if each in _ALIKE), None)
    return name.replace(alike, _ALIKE[alike]) if alike else None


def _condition(rule: Rule) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [col(DirectoryEntry.is_active)]
    if rule.kinds:
        asked.append(col(DirectoryEntry.kind).in_([EntryKind(kind) for kind in rule.kinds]))
    if rule.id:
        asked.append(DirectoryEntry.organisation_id == rule.id)
    if rule.named:
        named = (DirectoryEntry.name, DirectoryEntry.name_en)
        asked.append(or_(*(col(each).contains(rule.named, autoescape=True) for each in named)))
    if rule.code:
        asked.append(col(Organisation.credit_code).startswith(rule.code))
    if rule.phone:
        asked.append(col(Organisation.phone).startswith(rule.phone))
    if rule.industry:
        asked.append(col(DirectoryEntry.industry_code).startswith(rule.industry))
    if rule.field:
        asked.append(DirectoryEntry.field == rule.field)
    if rule.tag:
        asked.append(
            exists().where(
                OrganisationTag.organisation_id == DirectoryEntry.organisation_id,
                col(OrganisationTag.tag).in_(rule.tag),
                DirectoryEntry.kind == EntryKind.ENTERPRISE,
            )
        )
    if rule.area:
        asked.append(or_(DirectoryEntry.area_code == rule.area, _serves(rule.area)))
    if rule.says:
        asked.append(or_(*(_says(word) for word in rule.says)))
    return and_(*asked)


def _serves(area: str) -> ColumnElement[bool]:
    """That it is a product for this area: named among others, or for the whole city."""
    served = exists().where(ProductArea.product_id == DirectoryEntry.subject_id)
    return and_(
        DirectoryEntry.kind == EntryKind.SERVICE_PRODUCT,
        or_(~served, served.where(ProductArea.area_code == area)),
    )


def _says(word: str) -> ColumnElement[bool]:
    """That the word stands in what the record says of itself."""
    told = (ServiceProduct.summary, ServiceProduct.summary_en, ServiceProduct.eligibility)
    product = exists().where(
        ServiceProduct.id == DirectoryEntry.subject_id,
        DirectoryEntry.kind == EntryKind.SERVICE_PRODUCT,
        or_(*(_holds(each, word) for each in told)),
    )
    names = (DirectoryEntry.name, DirectoryEntry.name_en, Organisation.name, Organisation.name_en)
    makes = and_(_holds(Organisation.products, word), DirectoryEntry.field.is_(None))
    return or_(*(_holds(each, word) for each in names), makes, product)


def _holds(text, word: str) -> ColumnElement[bool]:
    return func.lower(func.coalesce(text, "")).contains(word.lower(), autoescape=True)
