"""What one record of a file says of a research result, in the platform's own fields, whatever the file was."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from db.research_vocabulary import (
    Confidentiality,
    PatentKind,
    PatentState,
    ResultSource,
    TransferKind,
)
from domain.errors import Refused
from domain.targets import Target
from domain.written import line, paragraph

MOST_KEYWORDS = 20
MOST_PRICE = 2_000_000_000
MOST_INVENTORS = 400  # characters
MOST_PATENTS = 20
YEARS = range(1950, 2101)
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")
_PARTED = re.compile(r"[;；,，、|\n]+")
_PARTED_CLEARLY = re.compile(r"[;；、|\n]+")


class NotReadiness(Refused):
    message = "{field} is a whole number from 1 to 9."


class NotAPrice(Refused):
    message = "{field} is a sum in yuan, such as 500000 or 50 万元."


@dataclass(frozen=True)
class FoundPatent:
    """One patent that protects the result."""

    number: str
    kind: PatentKind
    state: PatentState
    name: str = ""
    filed_on: date | None = None


@dataclass(frozen=True)
class FoundResult:
    """One research result; `row` is where the file tells it, as an editor or a spreadsheet counts."""

    row: int
    source: ResultSource
    title: str
    title_en: str = ""
    abstract: str = ""
    abstract_en: str = ""
    keywords: tuple[str, ...] = ()
    year: int | None = None
    inventors: str = ""
    source_key: str = ""  # DOI or number of the patent, levelled
    patents: tuple[FoundPatent, ...] = ()
    readiness: int | None = None
    transfer_kinds: tuple[TransferKind, ...] = ()
    price: int | None = None  # yuan
    conditions: str = ""
    industries: tuple[str, ...] = ()  # codes or names, as the file says them
    team: str = ""  # by its name
    targets: tuple[Target, ...] = ()
    confidentiality: Confidentiality | None = None  # none: as results are entered


class RecordFault(Exception):
    """Something in a field of a record that cannot be taken."""

    def __init__(self, field: str, refusal: Refused):
        super().__init__(field)
        self.field, self.refusal = field, refusal


def checked(found: FoundResult) -> FoundResult:
    """The record as it may be kept; raises RecordFault. Fields are named as forms name them."""
    title, title_en = _either(found.title, found.title_en)
    abstract, abstract_en = _apart(found.abstract, found.abstract_en)
    return replace(
        found,
        title=_field("Title", line, title, most=300),
        title_en=_field("Title in English", line, title_en, most=300, required=False),
        abstract=_field("Abstract", paragraph, abstract, most=6000, required=False),
        abstract_en=_field(
            "Abstract in English", paragraph, abstract_en, most=6000, required=False
        ),
        keywords=_keywords(found.keywords),
        inventors=_names(found.inventors),
        source_key=_field("Number", line, found.source_key, most=120, required=False),
        patents=tuple(_patent(each) for each in found.patents[:MOST_PATENTS]),
        readiness=_readiness(found.readiness),
        price=_price(found.price),
        conditions=_field("Conditions", paragraph, found.conditions, most=1000, required=False),
    )


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese: a Chinese character says about as much as a Latin word and a half."""
    return 1.5 * len(_HAN.findall(text)) > len(_LATIN.findall(text))


def several(text: str, *, clearly: bool = False) -> tuple[str, ...]:
    """The parts of a cell that holds several; `clearly`: a comma may stand inside one."""
    parted = _PARTED_CLEARLY if clearly else _PARTED
    return tuple(part.strip() for part in parted.split(text) if part.strip())


def year_in(text: str) -> int | None:
    """The year that a text names first, if there is one."""
    years = (int(each) for each in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))
    return next((each for each in years if each in YEARS), None)


def doi(text: str) -> str:
    """A DOI without what stands before it, in lower case; nothing where there is none."""
    found = re.search(r"10\.\d{4,9}/\S+", text)
    return found[0].rstrip(".,;)}").lower() if found else ""


def _either(title: str, title_en: str) -> tuple[str, str]:
    """Both titles; an English one stands for the Chinese where there is no other."""
    title, title_en = title.strip(), title_en.strip()
    if not title:
        return title_en, title_en
    if title_en and is_chinese(title_en) and not is_chinese(title):
        return title_en, title
    return title, title_en or ("" if is_chinese(title) else title)


def _apart(abstract: str, abstract_en: str) -> tuple[str, str]:
    """Each abstract in the column of its language."""
    abstract, abstract_en = abstract.strip(), abstract_en.strip()
    if abstract and not is_chinese(abstract) and (not abstract_en or is_chinese(abstract_en)):
        return abstract_en, abstract
    return abstract, abstract_en


def _field(name: str, read, text: str, **how) -> str:
    try:
        return read(text, name=name, **how)
    except Refused as refusal:
        raise RecordFault(name, refusal) from None


def _keywords(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, in their order."""
    level = (_field("Keywords", line, each, most=80, required=False) for each in words)
    return tuple(dict.fromkeys(filter(None, level)))[:MOST_KEYWORDS]


def _names(text: str) -> str:
    """As many whole names as there is room for."""
    told = line(text[: 4 * MOST_INVENTORS], most=10 * MOST_INVENTORS, name="", required=False)
    if len(told) <= MOST_INVENTORS:
        return told
    return told[: MOST_INVENTORS - 1].rsplit("；", 1)[0] + "…"


def _patent(patent: FoundPatent) -> FoundPatent:
    number = _field("Number", line, patent.number, most=60)
    name = _field("Patent", line, patent.name[:200], most=200, required=False)
    return replace(patent, number=number, name=name)


def _price(price: int | None) -> int | None:
    if price is not None and not 0 <= price <= MOST_PRICE:
        raise RecordFault("Price", NotAPrice(field="Price"))
    return price


def _readiness(level: int | None) -> int | None:
    if level is not None and level not in range(1, 10):
        raise RecordFault("Readiness", NotReadiness(field="Readiness"))
    return level
