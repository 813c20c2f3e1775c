"""The time limits as an administrator reads them, and how they came to be so."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.models import Event, TimeLimit, User
from db.vocabulary import LimitStep, LimitUnit, Timeliness
from domain.clocks import RECURRING
from domain.permissions import Person, administrators, allows

MOST_CHANGES = 50


@dataclass(frozen=True)
class LimitShown:
    """One limit in force."""

    id: int
    timeliness: Timeliness
    step: LimitStep
    amount: float
    unit: LimitUnit
    source: str

    @property
    def is_recurring(self) -> bool:
        """Whether the step is due again each time the amount has passed."""
        return self.step is LimitStep.INTERIM_ANSWER and self.timeliness in RECURRING


@dataclass(frozen=True)
class LimitChange:
    """One change of one limit: each side is (amount, unit, source)."""

    at: datetime
    who: str
    timeliness: Timeliness
    step: LimitStep
    before: tuple[float, LimitUnit, str]
    after: tuple[float, LimitUnit, str]
    reason: str


def limits(session: Session, person: Person) -> tuple[LimitShown, ...]:
    """Every limit, by class and step in the order of the lists; for administrators."""
    if not allows(administrators, person, None):
        return ()
    rows = session.exec(select(TimeLimit)).all()
    order = {each: n for n, each in enumerate([*Timeliness, *LimitStep])}
    return tuple(
        LimitShown(row.id, row.timeliness, row.step, row.amount, row.unit, row.source)
        for row in sorted(rows, key=lambda row: (order[row.timeliness], order[row.step]))
    )


def changes(session: Session, person: Person) -> tuple[LimitChange, ...]:
    """The last changes, the newest first; for administrators."""
    if not allows(administrators, person, None):
        return ()
    found = session.exec(
        select(Event, User.name)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.subject_kind == TimeLimit.__tablename__)
        .order_by(col(Event.id).desc())
        .limit(MOST_CHANGES)
    )
    return tuple(_change(event, who or "") for event, who in found)


def _change(event: Event, who: str) -> LimitChange:
    said = event.particulars
    return LimitChange(
        at=event.at,
        who=who,
        timeliness=Timeliness(said["timeliness"]),
        step=LimitStep(said["step"]),
        before=_side(*said["before"]),
        after=_side(*said["after"]),
        reason=said["reason"],
    )


def _side(amount: str, unit: str, source: str) -> tuple[float, LimitUnit, str]:
    return float(amount), LimitUnit(unit), source
