"""What an enterprise sees of its demand: where it stands, what was promised, what was said to it; nothing internal."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from db.models import Demand, Event, Organisation, Survey
from db.vocabulary import (
    ClosingCode,
    LimitStep,
    LoopStep,
    Satisfaction,
    Solved,
    Stage,
    Timeliness,
)
from domain import attachments, clock, clocks, limits, steps, surveys, tokens
from domain.demands import by_number
from domain.permissions import Person, visible_to
from domain.workflow import Step, loop_step
from domain.working_time import Limit

_NOBODY = tokens.hashed("no demand has this secret")
ITS_STEPS = (Step.SUPPLEMENT, Step.EVALUATE, Step.WITHDRAW)


@dataclass(frozen=True)
class Told:
    """One thing that happened, as it is told to the enterprise; `text` is what was written to or by it."""

    at: datetime
    action: str
    text: str = ""
    unit: str = ""
    unit_en: str = ""
    until: date | None = None
    code: ClosingCode | None = None
    number: str = ""


@dataclass(frozen=True)
class Asked:
    """The satisfaction inquiry of the present round: how long it is open, and what was answered so far."""

    demand_id: int
    number: str
    title: str
    enterprise: str
    expires_at: datetime
    changeable_until: datetime | None = None
    contacted_in_time: bool | None = None
    solved: Solved | None = None
    satisfaction: Satisfaction | None = None
    comment: str = ""
    is_over: bool = False
    is_answered: bool = False


@dataclass(frozen=True)
class Followed:
    """One demand in the eyes of its enterprise."""

    id: int
    number: str
    title: str
    body: str
    enterprise: str
    stage: Stage
    step: LoopStep
    round: int
    submitted_at: datetime
    promised_at: datetime | None
    closed_at: datetime | None
    closing_code: ClosingCode | None
    area_code: str
    unit: str
    unit_en: str
    question: Told | None  # what the unit is waiting for
    answer: Told | None
    survey: Asked | None
    can: tuple[Step, ...]
    version: int
    told: tuple[Told, ...]  # the newest first
    files: tuple[attachments.File, ...]


def opened_by(session: Session, person: Person, number: str, shown: str) -> int | None:
    """The id of the demand that a number and its secret's hash open; both wrong answers take the same time."""
    demand = by_number(session, number)
    kept = demand.secret_hash if demand else _NOBODY
    return demand.id if hmac.compare_digest(kept, shown) and demand else None


def receipt_of(session: Session, person: Person, nonce: str) -> tuple[str, int] | None:
    """Number and id of the demand that a form has already made: a second click sees the same receipt."""
    made = session.exec(
        select(Demand.number, Demand.id)
        .join(Event, (Event.subject_id == Demand.id))
        .where(
            Event.subject_kind == Demand.__tablename__,
            Event.action == "submitted",
            Event.nonce == nonce,
        )
    ).first()
    return tuple(made) if made else None


def demand(session: Session, person: Person, demand_id: int) -> Followed | None:
    """The demand as its enterprise may see it; none where the person may not."""
    found = session.exec(
        select(Demand, Organisation)
        .outerjoin(Organisation, Organisation.id == Demand.unit_id)
        .where(Demand.id == demand_id, visible_to(person))
    ).first()
    if found is None:
        return None
    row, unit = found
    events = clocks.events_of(session, row.id)
    english = _english_names(session, events)
    told = [each for each in (_told(event, english) for event in events) if each]
    survey = _survey(session, row)
    return Followed(
        id=row.id,
        number=row.number,
        title=row.title,
        body=row.body,
        enterprise=row.enterprise_name,
        stage=row.stage,
        step=loop_step(row.stage),
        round=row.round,
        submitted_at=row.submitted_at,
        promised_at=row.promised_at,
        closed_at=row.closed_at,
        closing_code=_said_code(row),
        area_code=row.area_code,
        unit=unit.name if unit else "",
        unit_en=(unit.name_en or unit.name) if unit else "",
        question=_last(told, "asked") if row.stage is Stage.WAITING else None,
        answer=_last(told, "approved") if row.answered_at else None,
        survey=survey,
        can=_can(person, row, survey),
        version=row.version,
        told=tuple(reversed(told)),
        files=tuple(attachments.of_demand(session, _holder(row.id), row.id)),
    )


def promises(session: Session, person: Person) -> tuple[tuple[LimitStep, Limit], ...]:
    """How soon an ordinary demand is signed for, taken up and answered; known to everybody."""
    return tuple(limits.of(session, Timeliness.ORDINARY).items())


def survey_by_link(session: Session, person: Person, token: str) -> Asked | None:
    """The inquiry that a one-time link opens; none for a link that was never given out."""
    found = surveys.by_token(session, token)
    return _asked(*found) if found else None


demand.by_minute = survey_by_link.by_minute = True


def _english_names(session: Session, events: list[Event]) -> dict[int, str]:
    """The English names of the units that the events name."""
    units = {event.particulars["unit_id"] for event in events if "unit_id" in event.particulars}
    found = select(Organisation.id, Organisation.name_en).where(col(Organisation.id).in_(units))
    return {unit_id: name for unit_id, name in session.exec(found) if name}


def _told(event: Event, english: dict[int, str]) -> Told | None:
    """The event in the enterprise's words; internal ones, and internal parts of others, stay inside."""
    said = event.particulars
    if event.action in ("noted", "attached", "took_back_file") and not said.get("for_enterprise"):
        return None
    shown = SHOWN.get(event.action)
    if shown is None:
        return None
    told = {name: said[name] for name in shown if said.get(name)}
    if "unit" in told:
        told["unit_en"] = english.get(said["unit_id"], told["unit"])
    if "name" in told:
        told["text"] = told.pop("name")
    if "into" in told:
        told["number"] = told.pop("into")
    if "until" in told:
        told["until"] = date.fromisoformat(told["until"])
    if "code" in told:
        told["code"] = ClosingCode(told["code"])
    return Told(event.at, event.action, **told)


SHOWN: dict[str, tuple[str, ...]] = {  # what the enterprise is told of, and which parts
    "submitted": (),
    "accepted": (),
    "declined": ("text",),
    "merged": ("into",),
    "dispatched": ("unit",),
    "return_ruled": ("unit",),
    "signed": (),
    "contacted": (),
    "noted": ("text",),
    "attached": ("name",),
    "took_back_file": ("name",),
    "asked": ("text", "until"),
    "supplemented": ("text",),
    "resumed": (),
    "approved": ("text", "code"),
    "evaluated": (),
    "redone": (),
    "survey_frozen": (),
    "closed": ("code",),
    "withdrawn": ("text",),
}


def _last(told: list[Told], action: str) -> Told | None:
    return next((each for each in reversed(told) if each.action == action), None)


def _said_code(demand: Demand) -> ClosingCode | None:
    """How it ends; not before the answer is approved."""
    return demand.closing_code if demand.answered_at or demand.closed_at else None


def _can(person: Person, demand: Demand, survey: Asked | None) -> tuple[Step, ...]:
    open_steps = [step for step in steps.open_to(person, demand) if step in ITS_STEPS]
    if survey is None or survey.is_over:
        open_steps = [step for step in open_steps if step is not Step.EVALUATE]
    return tuple(open_steps)


def _survey(session: Session, demand: Demand) -> Asked | None:
    mine = select(Survey).where(Survey.demand_id == demand.id, Survey.round == demand.round)
    found = session.exec(mine).first()
    return _asked(found, demand) if found else None


def _asked(survey: Survey, demand: Demand) -> Asked:
    answered = survey.answered_at
    return Asked(
        demand_id=demand.id,
        number=demand.number,
        title=demand.title,
        enterprise=demand.enterprise_name,
        expires_at=survey.expires_at,
        changeable_until=answered + surveys.CHANGEABLE if answered else None,
        contacted_in_time=survey.contacted_in_time,
        solved=survey.solved,
        satisfaction=survey.satisfaction,
        comment=survey.comment,
        is_over=surveys.is_over(survey, demand, clock.now())
        or demand.stage not in (Stage.ANSWERED, Stage.SURVEYED, Stage.RETURN_VISIT),
        is_answered=answered is not None,
    )


def _holder(demand_id: int) -> Person:
    return Person(None, "", holds=demand_id)
