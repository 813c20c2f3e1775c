"""The moment at which something became late, for pages that nobody touches meanwhile."""

from datetime import datetime

from sqlalchemy import Select, union_all
from sqlmodel import Session, col, func, select

from db.models import Demand
from domain import clock
from domain.permissions import Person
from domain.workflow import OPEN


def last_due(session: Session, person: Person) -> datetime | None:
    """The newest due date that has passed: while it stands, nothing more has become late.

    It says nothing of any one demand, so everybody may have the same answer.
    """
    return session.exec(passed(clock.now())).one()


last_due.by_scope = last_due.by_minute = True


def passed(now: datetime) -> Select:
    """The newest due date that has passed: of each open stage its own, one step in an index that begins with it."""
    newest = [
        select(func.max(Demand.due_at).label("due_at")).where(
            Demand.stage == stage, col(Demand.due_at) <= now
        )
        for stage in OPEN
    ]
    return select(func.max(union_all(*newest).subquery().c.due_at))
