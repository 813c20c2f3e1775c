"""The fields of an organisation's record, and how each is read from what somebody typed.

Editing, importing and proposing all read through here, so that a record says the same whichever way it came.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, select

from db.models import Area, Industry, Organisation, OrganisationTag
from db.vocabulary import SizeClass
from domain import identifiers
from domain.errors import Refused, Unclear
from domain.written import line, paragraph

Value = str | date | SizeClass | tuple[str, ...] | None

MOST_TAGS = 20
SIZES = {
    "大型": SizeClass.LARGE,
    "中型": SizeClass.MEDIUM,
    "小型": SizeClass.SMALL,
    "微型": SizeClass.MICRO,
}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?(?:[ T]00:00(?::00)?)?")
_WEBSITE = re.compile(r"https?://[^\s<>\"']+\.[^\s<>\"']+", re.IGNORECASE)


class WrongDate(Refused):
    message = "This is not a date; write it as 2018-06-30."


class WrongWebsite(Refused):
    message = "This is not the address of a website; it begins with https:// or http://."


class TooManyTags(Refused):
    message = "There are too many tags: {most} at most."


@dataclass(frozen=True)
class Lists:
    """The closed lists that a record refers to, by code and by name: read once, used for many records."""

    areas: dict[str, str] = field(default_factory=dict)
    industries: dict[str, str] = field(default_factory=dict)


def lists(session: Session) -> Lists:
    return Lists(_by_name(session, Area), _by_name(session, Industry))


def _by_name(session: Session, table: type[Area] | type[Industry]) -> dict[str, str]:
    """Code, Chinese and English name, each leading to the code; a longer code never hides a shorter one."""
    rows = session.exec(select(table.code, table.name, table.name_en)).all()
    found: dict[str, str] = {}
    for code, *names in sorted(rows, key=lambda row: (len(row[0]), row[0])):
        for word in (code, *names):
            found.setdefault(_folded(word), code)
    return found


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True)
class RecordField:
    """One field: its attribute of Organisation, its name for people, and how it is read."""

    name: str
    label: str
    read: Callable[[str, Lists], Value]
    required: bool = False


def read(name: str, text: str, known: Lists) -> Value:
    """What was typed as the value to keep, None for nothing; raises the field's refusal."""
    wanted = FIELDS[name]
    if not wanted.required and not (text or "").strip():
        return () if name == "tags" else None
    return wanted.read(text, known)


def written(name: str, value: Value) -> str:
    """A kept value as the text that `read` reads again."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def text_of(session: Session, organisation: Organisation, name: str) -> str:
    """How a field of a record reads now."""
    if name != "tags":
        return written(name, getattr(organisation, name))
    return written(name, tags_of(session, organisation.id))


def tags_of(session: Session, organisation_id: int) -> tuple[str, ...]:
    tagged = select(OrganisationTag.tag).where(OrganisationTag.organisation_id == organisation_id)
    return tuple(sorted(session.exec(tagged)))


def _line(most: int, label: str, *, required: bool = False):
    return lambda text, known: line(text, most=most, name=label, required=required)


def _paragraph(most: int, label: str):
    return lambda text, known: paragraph(text, most=most, name=label, required=False)


def _listed(label: str, of: Callable[[Lists], dict[str, str]]):
    def read_one(text: str, known: Lists) -> str:
        code = of(known).get(_folded(text[:200]))
        if code is None:
            raise Unclear(field=label)
        return code

    return read_one


def _size(text: str, known: Lists) -> SizeClass:
    said = _folded(text[:40])
    if said in SIZES:
        return SIZES[said]
    if said in SizeClass.__members__.values():
        return SizeClass(said)
    raise Unclear(field="Size")


def _date(text: str, known: Lists) -> date:
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text[:40]).strip())
    if found is None:
        raise WrongDate
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise WrongDate from None


def _website(text: str, known: Lists) -> str:
    address = line(text, most=200, name="Website")
    if "://" not in address:
        address = f"https://{address}"
    if _WEBSITE.fullmatch(address) is None:
        raise WrongWebsite
    return address


def _tags(text: str, known: Lists) -> tuple[str, ...]:
    parts = re.split(r"[、,，;；\n]", text[:2000])
    tags = dict.fromkeys(line(part, most=30, name="Tags") for part in parts if part.strip())
    if len(tags) > MOST_TAGS:
        raise TooManyTags(most=MOST_TAGS)
    return tuple(sorted(tags))


_ALL = (
    RecordField(
        "name",
        "Name of the organisation",
        _line(120, "Name of the organisation", required=True),
        required=True,
    ),
    RecordField("name_en", "Name in English", _line(160, "Name in English")),
    RecordField("credit_code", "Credit code", lambda text, known: identifiers.credit_code(text)),
    RecordField("area_code", "Area", _listed("Area", lambda known: known.areas)),
    RecordField("industry_code", "Industry", _listed("Industry", lambda known: known.industries)),
    RecordField("size_class", "Size", _size),
    RecordField("founded_on", "Founded on", _date),
    RecordField("products", "Products", _line(400, "Products")),
    RecordField("tags", "Tags", _tags),
    RecordField("summary", "About", _paragraph(2000, "About")),
    RecordField("summary_en", "About in English", _paragraph(2000, "About in English")),
    RecordField("website", "Website", _website),
    RecordField("address", "Address", _line(200, "Address")),
    RecordField("opening_hours", "Opening hours", _line(200, "Opening hours")),
    RecordField("contact_name", "Contact person", _line(40, "Contact person")),
    RecordField("phone", "Telephone", lambda text, known: identifiers.phone(text)),
    RecordField("email", "E-mail", lambda text, known: identifiers.email(text)),
)
FIELDS: dict[str, RecordField] = {each.name: each for each in _ALL}
PERSONAL: frozenset[str] = frozenset({"contact_name", "phone", "email"})  # of an enterprise
