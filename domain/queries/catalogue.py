"""The public catalogue: what anybody may find of research results and technical needs, without signing in.

It is read as a visitor whoever asks, so that nobody sees in it what is not public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast
from sqlmodel import Session, case, col, func, null, select

from db import search
from db.models import Organisation, Patent, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind, Ripeness, TransferKind
from domain.permissions import PUBLIC, Person
from domain.research_visible import (
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)

PAGE, MOST_PAGES = 12, 500
EXCERPT = 160  # characters of a text on its card


LEVELS = {Ripeness.EARLY: (1, 3), Ripeness.TRIED: (4, 6), Ripeness.READY: (7, 9)}


@dataclass(frozen=True)
class Sought:
    """What the catalogue is narrowed to."""

    kind: MatchKind = MatchKind.RESULT
    words: str = ""
    industry: str | None = None
    area: str | None = None
    ripeness: Ripeness | None = None


@dataclass(frozen=True)
class Entry:
    """One result or need on its card."""

    id: int
    number: str
    title: str
    title_en: str
    text: str  # its beginning
    text_en: str
    industries: tuple[str, ...]
    area_code: str | None
    readiness: int | None
    money: int | None
    owner_id: int | None
    owner: str
    owner_en: str
    transfer_kinds: tuple[TransferKind, ...]
    patents: int
    published_at: datetime | None


@dataclass(frozen=True)
class Page:
    """One page of the catalogue, and how many entries there are in all."""

    entries: tuple[Entry, ...]
    count: int

    @property
    def pages(self) -> int:
        return min(max(1, -(-self.count // PAGE)), MOST_PAGES)


ALL = Sought()


def catalogue(session: Session, person: Person, sought: Sought = ALL, page: int = 1) -> Page:
    """One page of what fits, the newest first."""
    where = _where(sought)
    table = _table(sought.kind)
    newest = (col(table.published_at).desc(), col(table.id).desc())
    rows = session.exec(
        _entries(sought.kind)
        .where(*where)
        .order_by(*newest)
        .offset((min(max(page, 1), MOST_PAGES) - 1) * PAGE)
        .limit(PAGE)
    )
    entries = tuple(_entry(sought.kind, *row) for row in rows)
    return Page(entries, session.exec(select(func.count(table.id)).where(*where)).one())


def counts(session: Session, person: Person) -> tuple[tuple[MatchKind, int], ...]:
    """How many results and needs are public."""
    kinds = (MatchKind.RESULT, MatchKind.NEED)
    return tuple(
        (
            kind,
            session.exec(select(func.count(_table(kind).id)).where(*_where(Sought(kind)))).one(),
        )
        for kind in kinds
    )


def titled(session: Session, person: Person, number: str) -> tuple[str, str] | None:
    """The Chinese and English title of a public result or need by its number; None of any other."""
    for kind in (MatchKind.RESULT, MatchKind.NEED):
        table = _table(kind)
        asked = select(table.title, table.title_en).where(*_where(Sought(kind)))
        if found := session.exec(asked.where(table.number == number)).first():
            return found[0], found[1] or ""
    return None


catalogue.by_scope = counts.by_scope = titled.by_scope = True


def _table(kind: MatchKind) -> type[ResearchResult] | type[TechnicalNeed]:
    return ResearchResult if kind is MatchKind.RESULT else TechnicalNeed


def _where(sought: Sought) -> list[ColumnElement[bool]]:
    table = _table(sought.kind)
    is_result = table is ResearchResult
    where = [results_visible_to(PUBLIC) if is_result else needs_visible_to(PUBLIC)]
    if sought.words.strip():
        where.append(search.condition(table, sought.words))
    if sought.area:
        where.append(table.area_code == sought.area)
    if sought.industry:
        where.append(_of_industry(sought.industry, is_result=is_result))
    if sought.ripeness:
        level = table.readiness if is_result else table.least_readiness
        where.append(col(level).between(*LEVELS[sought.ripeness]))
    return where


def _of_industry(code: str, *, is_result: bool) -> ColumnElement[bool]:
    """Within the industry: a longer code lies within a shorter one. The codes of a result stand in a list."""
    if not is_result:
        return col(TechnicalNeed.industry_code).startswith(code, autoescape=True)
    return cast(ResearchResult.industry_codes, String).contains(f'"{code}', autoescape=True)


def _entries(kind: MatchKind):
    if kind is MatchKind.RESULT:
        named, owner = result_names_visible_to(PUBLIC), ResearchResult.organisation_id
        table, patents = ResearchResult, _patents()
    else:
        named, owner = need_names_visible_to(PUBLIC), TechnicalNeed.enterprise_id
        table, patents = TechnicalNeed, null()
    columns = (case((named, each), else_=null()) for each in _owner())
    return select(table, *columns, patents).join(Organisation, Organisation.id == owner)


def _owner() -> Sequence[ColumnElement]:
    return Organisation.id, Organisation.name, Organisation.name_en


def _patents() -> ColumnElement:
    rights = select(func.count(Patent.id)).where(Patent.result_id == ResearchResult.id)
    return rights.correlate(ResearchResult).scalar_subquery()


def _entry(kind: MatchKind, row, owner_id, owner, owner_en, patents) -> Entry:
    is_result = kind is MatchKind.RESULT
    text, text_en = (row.abstract, row.abstract_en) if is_result else (row.problem, row.problem_en)
    codes = row.industry_codes if is_result else filter(None, [row.industry_code])
    kinds = row.transfer_kinds if is_result else ()
    return Entry(
        id=row.id,
        number=row.number,
        title=row.title,
        title_en=row.title_en or "",
        text=_beginning(text),
        text_en=_beginning(text_en or ""),
        industries=tuple(codes),
        area_code=row.area_code,
        readiness=row.readiness if is_result else row.least_readiness,
        money=row.price if is_result else row.budget,
        owner_id=owner_id,
        owner=owner or "",
        owner_en=owner_en or owner or "",
        transfer_kinds=tuple(TransferKind(each) for each in kinds),
        patents=patents or 0,
        published_at=row.published_at,
    )


def _beginning(text: str) -> str:
    level = " ".join(text.split())
    return level if len(level) <= EXCERPT else f"{level[:EXCERPT].rstrip()}…"
