"""The moment at which something became late, for pages that nobody touches meanwhile."""

from datetime import datetime

from sqlalchemy import Select, text
from sqlmodel import Session, col, select

from db.models import Demand
from domain import clock
from domain.permissions import Person


def last_due(session: Session, person: Person) -> datetime | None:
    """The newest due date that has passed: while it stands, nothing more has become late.

    It says nothing of any one demand, so everybody may have the same answer.
    """
    return session.exec(passed(clock.now())).first()


last_due.by_scope = last_due.by_minute = True


def passed(now: datetime) -> Select:
    """The due dates that have passed, the newest of them."""
    has_date = text("(due_at IS NULL) = false")  # as the index ix_demand_due has it
    due = select(Demand.due_at).where(has_date, col(Demand.due_at) <= now)
    return due.order_by(col(Demand.due_at).desc()).limit(1)
