"""What was set aside: the results that somebody said do not suit a need, and the needs that a result does not suit."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, case, col, func, null, or_, select

from db.models import MatchJudgement, Organisation, ResearchResult, TechnicalNeed, User
from db.research_vocabulary import NotThis, Verdict
from db.spans import local_day
from db.vocabulary import Kind
from domain.permissions import Person
from domain.queries.spaces import own, whose
from domain.research_visible import (
    is_broker,
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)

MOST = 50  # of a house, on one page


@dataclass(frozen=True)
class SetAside:
    """One record that was set aside."""

    id: int
    number: str
    title: str
    title_en: str
    owner: str  # empty: hidden from this reader
    owner_en: str
    reason: NotThis
    note: str  # empty: none, or not for this reader
    is_own: bool  # said by this reader, who may take it back


def results(session: Session, person: Person, need_id: int) -> tuple[SetAside, ...]:
    """The results that were set aside for a need, as far as this reader may see them."""
    of_need = MatchJudgement.need_id == need_id
    seen, named = results_visible_to(person), result_names_visible_to(person)
    of, owner = MatchJudgement.result_id, ResearchResult.organisation_id
    return _set_aside(session, person, ResearchResult, of, of_need, seen, owner, named)


def needs(session: Session, person: Person, result_id: int) -> tuple[SetAside, ...]:
    """The needs that a result was set aside for, as far as this reader may see them."""
    of_result = MatchJudgement.result_id == result_id
    seen, named = needs_visible_to(person), need_names_visible_to(person)
    of, owner = MatchJudgement.need_id, TechnicalNeed.enterprise_id
    return _set_aside(session, person, TechnicalNeed, of, of_result, seen, owner, named)


@dataclass(frozen=True)
class PairAside:
    """A need and a result of a house that somebody said do not suit each other."""

    need_id: int
    need: str
    need_en: str
    result_id: int
    result: str
    result_en: str
    reason: NotThis
    is_own: bool  # said by this reader, who may take it back


def of_house(
    session: Session, person: Person, organisation_id: int, most: int = MOST
) -> tuple[PairAside, ...]:
    """What was set aside for the results of a house, the newest first, each pair once; nothing for whom its space is
    not."""
    house = whose(session, person, organisation_id)
    if house is None:
        return ()
    results = select(ResearchResult.id).where(*own(person, house.id, ResearchResult))
    rows = session.exec(
        select(MatchJudgement, TechnicalNeed, ResearchResult)
        .join(TechnicalNeed, TechnicalNeed.id == MatchJudgement.need_id)
        .join(ResearchResult, ResearchResult.id == MatchJudgement.result_id)
        .where(
            *own(person, house.id, ResearchResult),
            _is_told(person, col(MatchJudgement.result_id).in_(results)),
            or_(needs_visible_to(person), MatchJudgement.by_id == person.id),
        )
        .order_by(col(MatchJudgement.at).desc(), col(MatchJudgement.id).desc())
        .limit(most)
    )
    return tuple(
        PairAside(
            *(need.id, need.title, need.title_en or ""),
            *(result.id, result.title, result.title_en or ""),
            reason=row.reason,
            is_own=row.by_id == person.id,
        )
        for row, need, result in rows
    )


def _is_told(person: Person, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that this word stands for its pair: several may have set it aside, as both sides of a meeting do.
    The reader's own, which alone can be taken back by them, else the newest."""
    place = func.row_number().over(
        partition_by=(MatchJudgement.need_id, MatchJudgement.result_id),
        order_by=(
            (col(MatchJudgement.by_id) == person.id).desc(),
            col(MatchJudgement.at).desc(),
            col(MatchJudgement.id).desc(),
        ),
    )
    words = (
        select(MatchJudgement.id, place.label("place"))
        .where(MatchJudgement.verdict == Verdict.NOT_THIS, *conditions)
        .subquery()
    )
    return col(MatchJudgement.id).in_(select(words.c.id).where(words.c.place == 1))


def _set_aside(
    session: Session, person: Person, table, column, condition, seen, owner, named
) -> tuple[SetAside, ...]:
    # Why it does not suit may tell a name: the words are for the house of whoever wrote them, and the city's brokers.
    is_city = is_broker(person) and person.kind is Kind.CITY
    reads = true() if is_city else User.organisation_id == person.organisation_id
    rows = session.exec(
        select(
            MatchJudgement,
            table,
            reads,
            case((named, Organisation.name), else_=null()),
            case((named, Organisation.name_en), else_=null()),
        )
        .join(table, table.id == column)
        .join(Organisation, Organisation.id == owner)
        .join(User, User.id == MatchJudgement.by_id)
        .where(
            condition,
            _is_told(person, condition),
            or_(seen, MatchJudgement.by_id == person.id),
        )
        # By the day: the hour would tell what one house said in one go of its own.
        .order_by(local_day(MatchJudgement.at).desc(), col(table.id))
    )
    return tuple(
        SetAside(
            id=record.id,
            number=record.number,
            title=record.title,
            title_en=record.title_en or "",
            owner=owner or "",
            owner_en=owner_en or owner or "",
            reason=row.reason,
            note=row.note if is_read else "",
            is_own=row.by_id == person.id,
        )
        for row, record, is_read, owner, owner_en in rows
    )
