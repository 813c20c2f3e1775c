"""What a reader of the HSDS interface asks for, read from the address; what cannot be meant is told in a sentence."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlmodel import Session
from starlette.datastructures import QueryParams

from db.search import MOST_TYPED
from domain import clock, paging
from domain.hsds.taxonomies import TAXONOMIES, Term, own_terms
from domain.queries import hsds
from domain.queries.hsds import Wanted

USUAL, MOST = 50, 100  # records on a page
MOST_MINIMAL = 5_000  # where only their numbers are told
LAST_PAGE = 1_000_000


class Wrong(Exception):
    """A parameter cannot be read; the sentence says why."""


@dataclass(frozen=True)
class Page:
    """Which page of how many records."""

    number: int
    size: int

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    def told(self, contents: list, many: int) -> dict:
        """The specification's object Page; one of many, or the only one of nothing."""
        pages = paging.pages(many, self.size)
        return {
            "total_items": many,
            "total_pages": pages,
            "page_number": self.number,
            "size": len(contents),
            "first_page": self.number == 1,
            "last_page": self.number >= pages,
            "empty": not contents,
            "contents": contents,
        }


def page(said: QueryParams, *, minimal: bool = False) -> Page:
    most = MOST_MINIMAL if minimal else MOST
    size = _number(said, "per_page", most if minimal else USUAL, most)
    return Page(_number(said, "page", 1, LAST_PAGE), size)


def is_said(said: QueryParams, name: str) -> bool:
    """A parameter that is true or false; without it, false."""
    typed = said.get(name, "").lower()
    if typed not in ("", "true", "false", "1", "0"):
        raise Wrong(f"{name} is true or false.")
    return typed in ("true", "1")


def check_format(said: QueryParams) -> None:
    if said.get("format", "json") not in ("", "json"):
        raise Wrong("format: only json is spoken here; everything at once is in the package.")


def wanted(session: Session, said: QueryParams) -> Wanted:
    """The filters of a list; a UUID that is nobody's finds nothing."""
    search = said.get("search", "").strip()
    if len(search) > MOST_TYPED:
        raise Wrong(f"search has {MOST_TYPED} characters at most.")
    term_id, taxonomy_id = uuid(said, "taxonomy_term_id"), uuid(said, "taxonomy_id")
    owner = uuid(said, "organization_id")
    found = _term(session, term_id) if term_id else None
    keys = {each.id: key for key, each in TAXONOMIES.items()}
    organisation_id = hsds.id_of(session, "organization", owner) if owner else None
    return Wanted(
        search=search,
        term=found,
        taxonomy=keys.get(taxonomy_id, "") if taxonomy_id else "",
        organisation_id=organisation_id,
        modified_after=_moment(said, "modified_after"),
        nothing=bool(
            (term_id and found is None)
            or (taxonomy_id and taxonomy_id not in keys)
            or (owner and organisation_id is None)
        ),
    )


def uuid(said: QueryParams, name: str) -> str:
    """A UUID in its usual form; nothing, where none is said."""
    typed = said.get(name, "").strip()
    try:
        return str(UUID(typed)) if typed else ""
    except ValueError:
        raise Wrong(f"{name} is a UUID, such as those in the answers.") from None


def _term(session: Session, uuid: str) -> Term | None:
    if uuid in own_terms():
        return own_terms()[uuid]
    return next((term for term in hsds.industries(session).values() if term.id == uuid), None)


def _number(said: QueryParams, name: str, usual: int, most: int) -> int:
    typed = said.get(name, "").strip()
    if not typed:
        return usual
    if not (typed.isascii() and typed.isdigit() and len(typed) < 9 and 1 <= int(typed) <= most):
        raise Wrong(f"{name} is a whole number from 1 to {most}.")
    return int(typed)


def _moment(said: QueryParams, name: str) -> datetime | None:
    """A moment with its zone, or a day, which begins at midnight in Wenzhou; without a zone it is UTC."""
    typed = said.get(name, "").strip()
    if not typed:
        return None
    try:
        if len(typed) == 10:
            return datetime.combine(date.fromisoformat(typed), time(), clock.LOCAL)
        read = datetime.fromisoformat(typed.replace(" ", "+"))  # a plus in an address is a space
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(f"{name} is a moment, such as 2026-03-15T10:30:00+08:00, or a day.") from None
