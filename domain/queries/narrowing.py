"""What lists of demands have in common: what they are narrowed to, what counts as late, what comes first."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import defer
from sqlmodel import col

from db.models import Demand
from db.search import condition
from db.vocabulary import (
    Channel,
    DemandType,
    Kind,
    LoopStep,
    ServiceField,
    Stage,
    Timeliness,
)
from domain import clock, clocks
from domain.clock import LOCAL
from domain.permissions import Person
from domain.queries import told_stage
from domain.workflow import STEPS

# Where a limit runs for somebody who has to act; elsewhere a date only says when the platform goes on by itself.
LATE_STAGES = (Stage.DISPATCHED, Stage.RETURNED, Stage.IN_PROGRESS, Stage.IN_REVIEW)
THEIRS = (Stage.WAITING, Stage.ANSWERED)  # the enterprise has the next word
BRIEFLY = (defer(Demand.body), defer(Demand.search_text))  # a list shows neither


@dataclass(frozen=True)
class Filters:
    """What a list or the board is narrowed to; nothing means everything."""

    area: str | None = None
    field: ServiceField | None = None
    timeliness: Timeliness | None = None
    type: DemandType | None = None
    channel: Channel | None = None
    step: LoopStep | None = None
    unit_id: int | None = None
    mine: int | None = None  # the id of the handler
    since: date | None = None  # submitted on this day or later
    until: date | None = None  # submitted on this day or before
    late: bool = False
    text: str = ""


def narrowed(person: Person, filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as conditions, for the board and for the list alike."""
    asked = [
        column == value
        for column, value in (
            (Demand.area_code, filters.area),
            (Demand.field, filters.field),
            (Demand.timeliness, filters.timeliness),
            (Demand.type, filters.type),
            (Demand.channel, filters.channel),
            (Demand.unit_id, filters.unit_id),
            (Demand.handler_id, filters.mine),
        )
        if value
    ]
    if filters.step:
        asked.append(told_stage.is_at(person, STEPS[filters.step]))
    if filters.since:
        asked.append(col(Demand.submitted_at) >= datetime.combine(filters.since, time(), LOCAL))
    if filters.until:
        asked.append(col(Demand.submitted_at) < clocks.end_of(filters.until))
    if filters.late:
        asked.append(is_late())
    if filters.text.strip():
        asked.append(condition(Demand, filters.text))
    return asked


def is_late() -> ColumnElement[bool]:
    """Somebody should have acted by now and has not."""
    return and_(col(Demand.stage).in_(LATE_STAGES), col(Demand.due_at) < clock.now())


def urgency(person: Person) -> tuple:
    """What is due first stands first; what has no date, by its arrival."""
    due_at = told_stage.due(person)
    return (
        due_at.is_(None),
        due_at,
        col(Demand.submitted_at),
        col(Demand.id),
    )


def due_of(person: Person, demand: Demand) -> datetime | None:
    """The date to show this person: the limit that runs; to the enterprise its own dates and what it was promised."""
    if person.kind is Kind.ENTERPRISE:
        if demand.stage in THEIRS:
            return demand.due_at
        return demand.promised_at if demand.is_open else None
    return demand.due_at if demand.stage in LATE_STAGES else None
