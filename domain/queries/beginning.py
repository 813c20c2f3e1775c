"""A need or a result that a reader names by its number, to bring it together with another one."""

from sqlmodel import Session, select

from db.models import ResearchResult, TechnicalNeed
from db.research_vocabulary import RecordStage
from domain.permissions import Person
from domain.queries.named import Named
from domain.research_visible import needs_visible_to, results_visible_to


def need_numbered(session: Session, person: Person, number: str) -> Named | None:
    """The published need of this number; None where there is none, or it is not for this reader."""
    return _numbered(session, TechnicalNeed, needs_visible_to(person), number)


def result_numbered(session: Session, person: Person, number: str) -> Named | None:
    """The published result of this number; None where there is none, or it is not for this reader."""
    return _numbered(session, ResearchResult, results_visible_to(person), number)


def _numbered(session: Session, table, seen, number: str) -> Named | None:
    found = session.exec(
        select(table.id, table.title, table.title_en).where(
            table.number == number.strip().upper(),
            table.stage == RecordStage.PUBLISHED,
            seen,
        )
    ).first()
    return Named(*found) if found else None
