"""What was set aside: the results that somebody said do not suit a need, and the needs that a result does not suit."""

from dataclasses import dataclass

from sqlalchemy import true
from sqlmodel import Session, col, or_, select

from db.models import MatchJudgement, ResearchResult, TechnicalNeed, User
from db.research_vocabulary import NotThis, Verdict
from db.vocabulary import Kind
from domain.permissions import Person
from domain.research_visible import is_broker, needs_visible_to, results_visible_to


@dataclass(frozen=True)
class SetAside:
    """One record that was set aside."""

    id: int
    number: str
    title: str
    title_en: str
    reason: NotThis
    note: str  # empty: none, or not for this reader
    is_own: bool  # said by this reader, who may take it back


def results(session: Session, person: Person, need_id: int) -> tuple[SetAside, ...]:
    """The results that were set aside for a need, as far as this reader may see them."""
    of_need = MatchJudgement.need_id == need_id
    seen = results_visible_to(person)
    return _set_aside(session, person, ResearchResult, MatchJudgement.result_id, of_need, seen)


def needs(session: Session, person: Person, result_id: int) -> tuple[SetAside, ...]:
    """The needs that a result was set aside for, as far as this reader may see them."""
    of_result = MatchJudgement.result_id == result_id
    seen = needs_visible_to(person)
    return _set_aside(session, person, TechnicalNeed, MatchJudgement.need_id, of_result, seen)


def _set_aside(
    session: Session, person: Person, table, column, condition, seen
) -> tuple[SetAside, ...]:
    # Why it does not suit may tell a name: the words are for the house of whoever wrote them, and the city's brokers.
    is_city = is_broker(person) and person.kind is Kind.CITY
    reads = true() if is_city else User.organisation_id == person.organisation_id
    rows = session.exec(
        select(MatchJudgement, table, reads)
        .join(table, table.id == column)
        .join(User, User.id == MatchJudgement.by_id)
        .where(
            condition,
            MatchJudgement.verdict == Verdict.NOT_THIS,
            or_(seen, MatchJudgement.by_id == person.id),
        )
        .order_by(col(MatchJudgement.at).desc(), col(MatchJudgement.id).desc())
    )
    return tuple(
        SetAside(
            id=record.id,
            number=record.number,
            title=record.title,
            title_en=record.title_en or "",
            reason=row.reason,
            note=row.note if is_read else "",
            is_own=row.by_id == person.id,
        )
        for row, record, is_read in rows
    )
