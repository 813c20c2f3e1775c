"""The public catalogue: what anybody may find of research results and technical needs, without signing in.

It is read as a visitor whoever asks, so that nobody sees in it what is not public.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, case, col, func, null, select

from db import search
from db.models import Organisation, Patent, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind, Ripeness, TransferKind
from domain import paging
from domain.matchmaking.finding import searched
from domain.permissions import PUBLIC, Person
from domain.queries.research_narrowing import of_industry, of_ripeness, of_transfer
from domain.research_visible import (
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)

PAGE, MOST_PAGES = 12, 500
EXCERPT = 160  # characters of a text on its card


@dataclass(frozen=True)
class Sought:
    """What the catalogue is narrowed to."""

    kind: MatchKind = MatchKind.RESULT
    words: str = ""
    industry: str | None = None
    area: str | None = None
    ripeness: Ripeness | None = None
    transfer: TransferKind | None = None  # of results only


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
    by_subject: bool = False  # it fits what was typed, though not all words stand in it


@dataclass(frozen=True)
class Page:
    """One page of the catalogue, how many entries there are in all, and how many of them fit by their subject."""

    entries: tuple[Entry, ...]
    count: int
    by_subject: int = 0

    @property
    def pages(self) -> int:
        return paging.pages(self.count, PAGE, MOST_PAGES)


ALL = Sought()


def catalogue(session: Session, person: Person, sought: Sought = ALL, page: int = 1) -> Page:
    """One page of what holds all words, the newest first, and then of what fits them by its subject."""
    where = _where(sought)
    table = _table(sought.kind)
    newest = (col(table.listed_on).desc(), col(table.id).desc())
    page = min(max(page, 1), MOST_PAGES)
    both = searched(session, sought.kind, sought.words, where, newest, PAGE)
    if both is not None:
        ids = both.page(page, PAGE)
        rows = session.exec(_entries(sought.kind).where(col(table.id).in_(ids))).all()
        rows.sort(key=lambda row: ids.index(row[0].id))
        fitting = both.by_subject
        entries = (_entry(sought.kind, *row, row[0].id in fitting) for row in rows)
        return Page(tuple(entries), len(both.ids), len(fitting))
    if sought.words.strip():
        where.append(search.condition(table, sought.words))
    paged = _entries(sought.kind).where(*where).order_by(*newest)
    rows = session.exec(paged.offset((page - 1) * PAGE).limit(PAGE))
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
    if sought.area:
        where.append(table.area_code == sought.area)
    if sought.industry:
        where.append(of_industry(table, sought.industry))
    if sought.ripeness:
        where.append(of_ripeness(table, sought.ripeness))
    if sought.transfer and is_result:
        where.append(of_transfer(sought.transfer))
    return where


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


def _entry(kind: MatchKind, row, owner_id, owner, owner_en, patents, by_subject=False) -> Entry:
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
        by_subject=by_subject,
    )


def _beginning(text: str) -> str:
    level = " ".join(text.split())
    return level if len(level) <= EXCERPT else f"{level[:EXCERPT].rstrip()}…"
