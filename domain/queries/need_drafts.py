"""The drafts of technical needs of those who may hand them in: several in one go."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.models import TechnicalNeed
from db.research_vocabulary import RecordStage
from domain.permissions import Person
from domain.publishing import MOST_AT_ONCE, OPEN
from domain.queries.ending import theirs


@dataclass(frozen=True)
class NeedDraft:
    """One draft, or one that was sent back."""

    id: int
    number: str
    title: str
    title_en: str
    problem: str
    stage: RecordStage
    returned_because: str


def need_drafts(session: Session, person: Person) -> tuple[NeedDraft, ...]:
    """Those of one's own enterprise, and those that one has entered for another one, the newest first."""
    mine = theirs(person, TechnicalNeed)
    if mine is None:
        return ()
    open_ones = select(TechnicalNeed).where(mine, col(TechnicalNeed.stage).in_(OPEN))
    newest = (col(TechnicalNeed.created_at).desc(), col(TechnicalNeed.id).desc())
    rows = session.exec(open_ones.order_by(*newest).limit(MOST_AT_ONCE))
    return tuple(
        NeedDraft(
            row.id,
            row.number,
            row.title,
            row.title_en or "",
            row.problem,
            row.stage,
            row.returned_because,
        )
        for row in rows
    )
