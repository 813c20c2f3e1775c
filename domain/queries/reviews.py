"""The needs and the results that wait for a review, the oldest first: many are looked at in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, case, col, func, literal, null, select

from db.models import Organisation, Patent, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind, RecordStage
from domain.matchmaking import seen
from domain.permissions import Person
from domain.research_visible import (
    is_broker,
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)

MOST = 100
EXCERPT = 400  # characters of a text in the table


@dataclass(frozen=True)
class Waiting:
    """One that waits; the owner is empty where the reviewer may not know it."""

    id: int
    number: str
    title: str
    title_en: str
    text: str
    owner: str
    owner_en: str
    readiness: int | None
    patents: int  # of a result
    money: int | None  # yuan: the budget of a need


@dataclass(frozen=True)
class Queue:
    """The first ones, and how many wait in all."""

    waiting: tuple[Waiting, ...] = ()
    many: int = 0


def results(session: Session, person: Person) -> Queue:
    """For the brokers: the results whose text they have not entered themselves."""
    rights = select(func.count(Patent.id)).where(Patent.result_id == ResearchResult.id)
    return _queue(
        session,
        person,
        ResearchResult,
        ResearchResult.organisation_id,
        (results_visible_to(person), result_names_visible_to(person)),
        (
            func.coalesce(func.nullif(ResearchResult.abstract, ""), ResearchResult.abstract_en),
            ResearchResult.readiness,
            rights.correlate(ResearchResult).scalar_subquery(),
            null(),
        ),
    )


def needs(session: Session, person: Person) -> Queue:
    """For the brokers: the needs whose text they have not entered themselves."""
    return _queue(
        session,
        person,
        TechnicalNeed,
        TechnicalNeed.enterprise_id,
        (needs_visible_to(person), need_names_visible_to(person)),
        (TechnicalNeed.problem, TechnicalNeed.least_readiness, literal(0), TechnicalNeed.budget),
    )


def _queue(
    session: Session,
    person: Person,
    table: type[TechnicalNeed] | type[ResearchResult],
    owner: ColumnElement,
    may: tuple[ColumnElement[bool], ColumnElement[bool]],
    columns: Sequence[ColumnElement],
) -> Queue:
    if not is_broker(person):
        return Queue()
    is_visible, is_named = may
    where = (table.stage == RecordStage.IN_REVIEW, table.by_id != person.id, is_visible)
    rows = session.exec(
        select(
            table.id,
            table.number,
            table.title,
            table.title_en,
            case((is_named, Organisation.name), else_=null()),
            case((is_named, Organisation.name_en), else_=null()),
            *columns,
        )
        .join(Organisation, Organisation.id == owner)
        .where(*where)
        .order_by(col(table.created_at), col(table.id))
        .limit(MOST)
    ).all()
    kind = MatchKind.NEED if table is TechnicalNeed else MatchKind.RESULT
    seen.told(session, person, kind, (row[0] for row in rows if row[4]))
    many = session.exec(select(func.count(table.id)).where(*where)).one()
    return Queue(tuple(_waiting(*row) for row in rows), many)


def _waiting(
    record_id, number, title, title_en, owner, owner_en, text, readiness, patents, money
) -> Waiting:
    return Waiting(
        id=record_id,
        number=number,
        title=title,
        title_en=title_en or "",
        text=(text or "")[:EXCERPT],
        owner=owner or "",
        owner_en=owner_en or owner or "",
        readiness=readiness,
        patents=patents,
        money=money,
    )
