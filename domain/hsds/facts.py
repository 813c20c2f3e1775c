"""What is known of a provider and of a service when they are told: rows, gathered page by page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from db.models import Area, Organisation, Qualification, ServiceProduct
from domain import clock
from domain.hsds.taxonomies import Term


@dataclass(frozen=True)
class Publisher:
    """Who hands this out, and vouches for what was checked: the office, never a person."""

    name: str = ""
    email: str = ""
    address: str = ""  # of the site


@dataclass(frozen=True)
class Offered:
    """A service as an organisation's record names it."""

    id: int
    name: str
    status: str


@dataclass(frozen=True)
class Provider:
    """An organisation that serves enterprises."""

    row: Organisation
    publisher: Publisher
    area: Area | None = None
    industry: Term | None = None
    valid: tuple[Qualification, ...] = ()  # qualifications that hold today
    checked_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True)
class Service:
    """A service product and everything that is told of it."""

    row: ServiceProduct
    provider: Provider
    status: str
    areas: tuple[Area, ...] = ()  # none: the whole city
    modified_at: datetime | None = None
    industries: Mapping[str, Term] = field(default_factory=dict)


def filled(**fields: Any) -> dict[str, Any]:
    """What is known only: the specification has no empty values."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], ())}


def moment(at: datetime | None) -> str | None:
    """As the specification asks: in UTC, to the millisecond."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(at: datetime | date | None) -> str | None:
    if isinstance(at, datetime):
        at = at.astimezone(clock.LOCAL).date()
    return at.isoformat() if at else None


def both(text: str | None, text_en: str | None) -> str:
    """Chinese, then English: the specification has one field for all languages."""
    return "\n\n".join(dict.fromkeys(each for each in (text, text_en) if each))
