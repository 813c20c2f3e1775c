"""The lists of needs and of results, and what happened with one of them, as far as this reader may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, case, col, func, null, select

from db import search
from db.models import Event, Organisation, ResearchResult, TechnicalNeed, User
from db.research_vocabulary import Confidentiality, MatchKind, RecordStage, Ripeness, TransferKind
from db.spans import local_day
from db.vocabulary import Kind
from domain import paging
from domain.matchmaking import seen
from domain.matchmaking.finding import searched
from domain.permissions import Person
from domain.queries.happened import MOST, Happened, is_known_to, on_its_day
from domain.queries.research_narrowing import of_house, of_industry, of_ripeness, of_transfer
from domain.research_visible import (
    is_broker,
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)

PAGE = 20
MOST_PAGES = 500


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to."""

    words: str = ""
    stage: RecordStage | None = None
    industry: str | None = None
    area: str | None = None
    is_own: bool = False
    ripeness: Ripeness | None = None
    transfer: TransferKind | None = None  # of results only, as the house is
    house_id: int | None = None


@dataclass(frozen=True)
class Line:
    """One need or result in a list."""

    id: int
    number: str
    title: str
    title_en: str
    stage: RecordStage
    confidentiality: Confidentiality
    readiness: int | None
    money: int | None
    area_code: str | None  # of a result none where its owner is hidden
    owner: str  # empty: hidden from this reader
    owner_en: str
    published_on: date | None  # no hour: what came in together would stand together
    expires_on: date | None
    by_subject: bool = False  # it fits what was typed, though not all words stand in it


@dataclass(frozen=True)
class Found:
    """One page of a list, how many there are in all, and how many of them fit what was typed by their subject."""

    lines: tuple[Line, ...]
    count: int
    by_subject: int = 0

    @property
    def pages(self) -> int:
        return paging.pages(self.count, PAGE, MOST_PAGES)


def needs(
    session: Session,
    person: Person,
    narrowed: Narrowed = Narrowed(),
    page: int = 1,
    most: int = PAGE,
) -> Found:
    """Technical needs, the newest first; `most` to a page."""
    own = TechnicalNeed.enterprise_id == person.organisation_id
    where = [needs_visible_to(person), *_narrowed(TechnicalNeed, narrowed, own)]
    columns = (TechnicalNeed.least_readiness, TechnicalNeed.budget)
    owner = (TechnicalNeed.enterprise_id, need_names_visible_to(person))
    asked = _Asked(narrowed.words, where, page, most)
    return _listed(session, person, TechnicalNeed, columns, owner, asked)


def results(
    session: Session,
    person: Person,
    narrowed: Narrowed = Narrowed(),
    page: int = 1,
    most: int = PAGE,
) -> Found:
    """Research results, the newest first; `most` to a page."""
    own = ResearchResult.organisation_id == person.organisation_id
    where = [results_visible_to(person), *_narrowed(ResearchResult, narrowed, own)]
    if narrowed.area:  # few areas hold more than one house
        where.append(result_names_visible_to(person))
    if narrowed.transfer:
        where.append(of_transfer(narrowed.transfer))
    if narrowed.house_id is not None:
        where.append(of_house(person, narrowed.house_id))
    columns = (ResearchResult.readiness, ResearchResult.price)
    owner = (ResearchResult.organisation_id, result_names_visible_to(person))
    asked = _Asked(narrowed.words, where, page, most)
    return _listed(session, person, ResearchResult, columns, owner, asked)


def story(
    session: Session, kind: str, record_id: int, *, tells_who: bool, to: Person | None = None
) -> tuple[Happened, ...]:
    """What happened with a record, the newest first; the caller has seen to it that it may be read.

    `to` a reader, only the people of their own house and of the platform are named: who else looked at the record would
    tell whose results are hidden. Of the others the day is told, not the hour.
    """
    name, reads = col(User.name), true()
    if to is not None:
        ours = User.organisation_id == to.organisation_id
        name = case((is_known_to(to), User.name), else_=null())
        reads = true() if is_broker(to) and to.kind is Kind.CITY else ours
    rows = session.exec(
        select(Event, name, reads)
        .outerjoin(User, User.id == Event.actor_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .where(Event.subject_kind == kind, Event.subject_id == record_id)
        .order_by(col(Event.position).desc())
        .limit(MOST)
    )
    found = []
    for event, who, reads in rows:
        each = Happened(event.at, event.action, _said(event, reads), who or "" if tells_who else "")
        is_told = to is None or who or event.actor_id is None
        found.append(each if is_told else on_its_day(each))
    return tuple(found)


def _said(event: Event, reads: bool | None) -> dict:
    """What was said of a proposed result is told; in which words, only to the house of whoever said it and the city."""
    if event.action not in ("match_judged", "helper_set_aside") or reads:
        return event.particulars
    return {name: value for name, value in event.particulars.items() if name != "note"}


def _narrowed(table, narrowed: Narrowed, own: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    where = []
    if narrowed.stage:
        where.append(table.stage == narrowed.stage)
    else:
        where.append(col(table.stage).not_in((RecordStage.WITHDRAWN,)))
    if narrowed.area:
        where.append(table.area_code == narrowed.area)
    if narrowed.industry:
        where.append(of_industry(table, narrowed.industry))
    if narrowed.ripeness:
        where.append(of_ripeness(table, narrowed.ripeness))
    if narrowed.is_own:
        where.append(own)
    return where


@dataclass(frozen=True)
class _Asked:
    """Which page of what: the words, and the conditions beside them."""

    words: str
    where: Sequence[ColumnElement[bool]]
    page: int
    most: int


def _listed(
    session: Session,
    person: Person,
    table,
    columns: Sequence,
    owner: tuple[ColumnElement, ColumnElement[bool]],
    asked: _Asked,
) -> Found:
    owned_by, is_named = owner
    kind = MatchKind.NEED if table is TechnicalNeed else MatchKind.RESULT
    newest = [col(table.listed_on).desc(), col(table.id).desc()]  # the id tells no order
    page = min(max(asked.page, 1), MOST_PAGES)
    both = searched(session, kind, asked.words, asked.where, newest, PAGE)
    found = select(
        table.id,
        table.number,
        table.title,
        table.title_en,
        table.stage,
        table.confidentiality,
        *columns,
        table.area_code
        if table is TechnicalNeed
        else case((is_named, table.area_code), else_=null()),
        case((is_named, Organisation.name), else_=null()),
        case((is_named, Organisation.name_en), else_=null()),
        local_day(table.published_at),
        table.expires_on,
    ).join(Organisation, Organisation.id == owned_by)
    if both is None:
        where = list(asked.where)
        if asked.words.strip():
            where.append(search.condition(table, asked.words))
        paged = found.where(*where).order_by(*newest)
        rows = session.exec(paged.offset((page - 1) * asked.most).limit(asked.most)).all()
        count = session.exec(select(func.count(table.id)).where(*where)).one()
    else:
        ids = both.page(page, asked.most)
        rows = session.exec(found.where(col(table.id).in_(ids))).all()
        rows.sort(key=lambda row: ids.index(row[0]))
        count = len(both.ids)
    fitting = both.by_subject if both else frozenset()
    seen.told(session, person, kind, (row[0] for row in rows if row[9]))
    lines = tuple(
        Line(
            *(*row[:3], row[3] or "", *row[4:9]),
            *(row[9] or "", row[10] or row[9] or "", *row[11:]),
            by_subject=row[0] in fitting,
        )
        for row in rows
    )
    return Found(lines, count, len(fitting))
