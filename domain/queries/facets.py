"""The facets of the directory: what is chosen, and how many lines each further choice would leave."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from db.models import Area, DirectoryEntry, Industry
from db.vocabulary import EntryKind, ServiceField


@dataclass(frozen=True)
class Narrowed:
    """The facets that are chosen; none means everything."""

    kinds: tuple[EntryKind, ...] = ()
    area: str | None = None
    industry: str | None = None
    field: ServiceField | None = None


EVERYTHING = Narrowed()


@dataclass(frozen=True)
class Facet:
    """One choice of a facet, and how many lines it would leave."""

    code: str
    name: str
    name_en: str
    many: int


def as_conditions(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if narrowed.kinds:
        asked.append(col(DirectoryEntry.kind).in_(narrowed.kinds))
    if narrowed.area:
        asked.append(DirectoryEntry.area_code == narrowed.area)
    if narrowed.industry:
        asked.append(col(DirectoryEntry.industry_code).startswith(narrowed.industry))
    if narrowed.field:
        asked.append(DirectoryEntry.field == narrowed.field)
    return asked


def fits(row, narrowed: Narrowed, *, but: str = "") -> bool:
    """Whether a hit is left by the facets, one of them aside."""
    return (
        (but == "kinds" or not narrowed.kinds or row.kind in narrowed.kinds)
        and (but == "area" or not narrowed.area or row.area_code == narrowed.area)
        and (
            but == "industry"
            or not narrowed.industry
            or (row.industry_code or "").startswith(narrowed.industry)
        )
        and (but == "field" or not narrowed.field or row.field is narrowed.field)
    )


def facets(session: Session, rows: Iterable, narrowed: Narrowed) -> dict[str, tuple[Facet, ...]]:
    """How the hits fall into each facet, the other facets applied."""
    is_open = narrowed == EVERYTHING
    counts = {
        name: Counter(
            getattr(row, column) for row in rows if is_open or fits(row, narrowed, but=but)
        )
        for name, column, but in (
            ("kinds", "kind", "kinds"),
            ("areas", "area_code", "area"),
            ("industries", "industry_code", "industry"),
            ("fields", "field", "field"),
        )
    }
    names = names_of(session, counts["areas"], counts["industries"])
    return {
        facet: tuple(
            Facet(str(code), *names.get(code, ("", "")), many)
            for code, many in counted.most_common()
            if code
        )
        for facet, counted in counts.items()
    }


def names_of(session: Session, areas: Iterable, industries: Iterable) -> dict[str, tuple[str, str]]:
    found = {}
    for table, codes in ((Area, areas), (Industry, industries)):
        wanted = [code for code in codes if code]
        if wanted:
            named = select(table.code, table.name, table.name_en).where(col(table.code).in_(wanted))
            found |= {code: (name, name_en) for code, name, name_en in session.exec(named)}
    return found
