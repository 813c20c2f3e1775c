"""A docking day and its activity in the calendar, each as far as this reader may see the other."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col, func, not_, or_, select

from db.activity_vocabulary import ActivityKind, ActivityStage
from db.models import Activity, DockingDay
from db.research_vocabulary import DockingStage
from domain import clock
from domain.activities_visible import activities_kept_by, activities_visible_to
from domain.clock import LOCAL
from domain.permissions import Person
from domain.queries.docking_visible import days_visible_to, organiser_named_to
from domain.queries.named import Named

MOST = 50


@dataclass(frozen=True)
class Announced:
    """The activity under which a docking day stands in the calendar."""

    id: int
    number: str
    title: str
    title_en: str
    stage: ActivityStage
    starts_at: datetime
    ends_at: datetime


def announced_as(session: Session, person: Person, day_id: int) -> Announced | None:
    """The activity of a docking day; it names who holds it, and is not told to those from whom that is hidden."""
    found = (
        select(Activity)
        .join(DockingDay, DockingDay.activity_id == Activity.id)
        .where(DockingDay.id == day_id, *_both_visible_to(person))
    )
    row = session.exec(found).first()
    if row is None:
        return None
    return _shown(row)


def days_of(session: Session, person: Person, activity_id: int) -> tuple[Named, ...]:
    """The docking days that an activity announces and that this reader may see."""
    found = (
        select(DockingDay.id, DockingDay.name)
        .join(Activity, Activity.id == DockingDay.activity_id)
        .where(Activity.id == activity_id, *_both_visible_to(person))
        .order_by(col(DockingDay.held_on), col(DockingDay.id))
    )
    return tuple(Named(*row) for row in session.exec(found.limit(MOST)))


def open_days_of(session: Session, person: Person, activity_id: int) -> tuple[Named, ...]:
    """The docking days that a published activity announces and to which this reader, who sees none of them yet, may
    bring something of their own."""
    found = (
        select(DockingDay.id, DockingDay.name)
        .where(
            DockingDay.activity_id == activity_id,
            col(DockingDay.stage).in_((DockingStage.PLANNING, DockingStage.PUBLISHED)),
            DockingDay.held_on >= clock.now().astimezone(LOCAL).date(),
            open_to(person),
            not_(func.coalesce(days_visible_to(person), false())),  # whose day it is may be nobody
        )
        .order_by(col(DockingDay.held_on), col(DockingDay.id))
    )
    return tuple(Named(*row) for row in session.exec(found.limit(MOST)))


def open_to(person: Person) -> ColumnElement[bool]:
    """The condition under which a docking day is open to whoever reads of it: an activity that this reader sees
    announces it to all, and does not tell them whose hidden results come."""
    announced = select(Activity.id).where(
        Activity.id == DockingDay.activity_id,
        Activity.stage == ActivityStage.PUBLISHED,
        activities_visible_to(person),
        _names_nobody_to(person),
    )
    return announced.correlate(DockingDay).exists()


def linkable(session: Session, person: Person) -> tuple[Announced, ...]:
    """The docking days of the calendar that could be linked: of the reader's own organisation, or that they keep."""
    theirs = [Activity.organiser_id == person.organisation_id, activities_kept_by(person)]
    rows = session.exec(
        select(Activity)
        .where(
            Activity.kind == ActivityKind.DOCKING_DAY,
            Activity.stage != ActivityStage.CANCELLED,
            activities_visible_to(person),
            or_(*theirs),
        )
        .order_by(col(Activity.starts_at).desc(), col(Activity.id).desc())
        .limit(MOST)
    )
    return tuple(map(_shown, rows))


def _shown(row: Activity) -> Announced:
    return Announced(
        row.id, row.number, row.title, row.title_en, row.stage, row.starts_at, row.ends_at
    )


def _both_visible_to(person: Person) -> list:
    return [days_visible_to(person), activities_visible_to(person), _names_nobody_to(person)]


def _names_nobody_to(person: Person) -> ColumnElement[bool]:
    """The activity names who holds it: it is not told with a day whose house may not be named."""
    is_others = col(DockingDay.organiser_id).is_distinct_from(Activity.organiser_id)
    return or_(
        is_others,
        organiser_named_to(person),
        DockingDay.organiser_id == person.organisation_id,
    )
