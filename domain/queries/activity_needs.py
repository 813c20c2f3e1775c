"""The technical needs that were raised at an activity, for those who may know whose they are."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.models import ActivityOrigin, TechnicalNeed
from db.research_vocabulary import RecordStage
from domain.clock import LOCAL
from domain.permissions import Person
from domain.research_visible import need_names_visible_to, needs_visible_to

MOST = 50


@dataclass(frozen=True)
class RaisedNeed:
    """One technical need that was raised at an activity."""

    id: int
    number: str
    title: str
    stage: RecordStage
    raised_at: datetime


def raised(session: Session, person: Person, activity_id: int) -> tuple[RaisedNeed, ...]:
    """Newest first."""
    found = session.exec(
        select(TechnicalNeed, ActivityOrigin.raised_at)
        .join(ActivityOrigin, ActivityOrigin.need_id == TechnicalNeed.id)
        .where(
            ActivityOrigin.activity_id == activity_id,
            needs_visible_to(person),
            need_names_visible_to(person),
        )
        .order_by(col(ActivityOrigin.raised_at).desc(), col(ActivityOrigin.id).desc())
        .limit(MOST)
    )
    return tuple(
        RaisedNeed(row.id, row.number, row.title, row.stage, at.astimezone(LOCAL))
        for row, at in found
    )
