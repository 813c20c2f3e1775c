"""The assessment of a month as this reader may know it: before it is published, only the city's people see it."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from db.assessment_vocabulary import MarkGrade, MonthStage, Ruling
from db.indicator_vocabulary import Better, Half, Indicator
from db.models import (
    AssessedMonth,
    AssessmentAppeal,
    AssessmentCorrection,
    AssessmentScheme,
    Demand,
    OrderLeftOut,
    QualitativeMark,
    TitleRules,
    User,
)
from db.vocabulary import Kind
from domain import assessments, clock
from domain import title_versions as versions
from domain.assessment import freezing, gauges, inputs, leaving_out, scoring, title_rules, trying
from domain.assessment import scheme as schemes_
from domain.assessment.gauges import Measured
from domain.assessment.scheme import Scheme
from domain.assessment.scoring import Assessed
from domain.assessment.title_rules import Rules
from domain.assessment_schemes import in_force
from domain.indicators.allowed import PLATFORM
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.periods import last_of_month, month_after
from domain.indicators.reading import Scope
from domain.permissions import Person
from domain.queries import indicator_records
from domain.queries.indicator_records import Record
from domain.queries.named import people

TOPICS = ("assessment", "figures")
MOST_BEHIND = 200  # orders that are offered to be left out; others are named by their number


@dataclass(frozen=True)
class Correction:
    """A published month as it was known later."""

    number: int
    at: datetime
    reason: str
    digest: str
    document: str  # whose digest it is
    assessed: tuple[Assessed, ...]
    left_out: Mapping[
        str, tuple[tuple[str, str], ...]
    ]  # by sub-platform: (item, number of the order)


@dataclass(frozen=True)
class Appeal:
    """What a sub-platform says against its assessment, and what became of it."""

    id: int
    area_code: str
    item: str
    text: str
    at: datetime
    by: str
    ruling: Ruling | None
    reason: str
    ruled_at: datetime | None
    ruled_by: str
    grade: MarkGrade | None  # given anew
    left_out: tuple[str, ...]  # numbers of orders
    is_corrected: bool  # a correction was made since


@dataclass(frozen=True)
class Marked:
    """One grade that was given; who gave it is told to the city's people."""

    area_code: str
    item: str
    grade: MarkGrade
    note: str
    by: str
    is_own: bool


@dataclass(frozen=True)
class MonthShown:
    """One month. `assessed` is empty where it is not published and the reader is not of the city."""

    id: int | None
    month: date
    is_over: bool
    is_frozen: bool
    number: int  # of the scheme
    scheme: Scheme
    assessed: tuple[Assessed, ...]
    digest: str = ""
    document: str = ""  # whose digest it is, for those who see what is assessed
    frozen_at: datetime | None = None
    frozen_by: str = ""
    appeal_until: date | None = None
    corrections: tuple[Correction, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    marks: tuple[Marked, ...] = ()


@dataclass(frozen=True)
class SchemeLine:
    """One version of the scheme."""

    id: int
    number: int
    name: str
    valid_from: date
    is_published: bool
    document: Mapping[str, Any]
    version: int


def month(session: Session, person: Person, first: date) -> MonthShown:
    """The assessment of a month; counted now where it is not published."""
    row = session.exec(select(AssessedMonth).where(AssessedMonth.month == first)).first()
    is_city = person.kind is Kind.CITY
    today = clock.now().astimezone(clock.LOCAL).date()
    if row is None or row.stage is MonthStage.OPEN:
        number, scheme = in_force(session, first)
        known = inputs.places(session, first, scheme) if is_city and first <= today else ()
        return MonthShown(
            id=row.id if row else None,
            month=first,
            is_over=month_after(first, 1) <= today,
            is_frozen=False,
            number=number,
            scheme=scheme,
            assessed=scoring.assess(scheme, known),
            marks=_marks(session, person, row) if row else (),
        )
    found = freezing.read(row.document)
    return MonthShown(
        id=row.id,
        month=first,
        is_over=True,
        is_frozen=True,
        number=found.number,
        scheme=found.scheme,
        assessed=found.assessed if person.kind in PLATFORM else (),
        digest=row.digest,
        document=row.document if person.kind in PLATFORM else "",
        frozen_at=row.frozen_at,
        frozen_by=people(session, (row.frozen_by_id,))[row.frozen_by_id],
        appeal_until=assessments.appeal_until(session, row, found.scheme),
        corrections=_corrections(session, row) if person.kind in PLATFORM else (),
        appeals=_appeals(session, person, row),
        marks=_marks(session, person, row),
    )


def simulated(session: Session, person: Person, first: date, document: str) -> tuple[Assessed, ...]:
    """What a month would have come to under another scheme, given as JSON; a published one as it was counted then. For
    the city's people.

    Raises UnclearScheme.
    """
    if person.kind is not Kind.CITY:
        return ()
    scheme = replace(schemes_.read(json.loads(document)), edition=schemes_.EDITION)
    return scoring.assess(scheme, trying.places(session, first, scheme))


def schemes(session: Session, person: Person) -> tuple[SchemeLine, ...]:
    """Every version, the newest first; drafts for the city's people alone."""
    asked = select(AssessmentScheme).order_by(col(AssessmentScheme.number).desc())
    if person.kind is not Kind.CITY:
        asked = asked.where(col(AssessmentScheme.published_at).is_not(None))
    return tuple(
        SchemeLine(
            row.id,
            row.number,
            row.name,
            row.valid_from,
            row.published_at is not None,
            row.document,
            row.version,
        )
        for row in session.exec(asked)
    )


def title_gauges(session: Session, person: Person, year: int) -> Measured | None:
    """How far the platform has come towards the national title; for the platform's people."""
    return gauges.measured(session, person, year) if person.kind in PLATFORM else None


@dataclass(frozen=True)
class RulesShown:
    """One version of the rules of the national title; `id` none: the one that the platform was built with."""

    id: int | None
    rules: Rules


def title_versions(session: Session, person: Person) -> tuple[RulesShown, ...]:
    """Every version, the newest first; for the platform's people."""
    if person.kind not in PLATFORM:
        return ()
    rows = session.exec(select(TitleRules).order_by(col(TitleRules.since).desc()))
    laid_down = (RulesShown(row.id, versions.rules(row)) for row in rows)
    return (*laid_down, *(RulesShown(None, each) for each in reversed(title_rules.VERSIONS)))


def latest_over(today: date) -> date:
    """The first day of the last month that is over."""
    return month_after(today.replace(day=1), -1)


def _corrections(session: Session, row: AssessedMonth) -> tuple[Correction, ...]:
    asked = select(AssessmentCorrection).where(AssessmentCorrection.month_id == row.id)
    found = []
    for each in session.exec(asked.order_by(AssessmentCorrection.number)):
        text = freezing.read(each.document)
        left = {place.code: place.left_out for place in text.places if place.left_out}
        said = (each.number, each.at, each.reason, each.digest, each.document, text.assessed)
        found.append(Correction(*said, left_out=left))
    return tuple(found)


def _appeals(session: Session, person: Person, row: AssessedMonth) -> tuple[Appeal, ...]:
    """All of them to the city, their own to a sub-platform; none to the units of its area."""
    if person.kind not in PLATFORM:
        return ()
    asked = select(AssessmentAppeal).where(AssessmentAppeal.month_id == row.id)
    if person.kind is not Kind.CITY:
        asked = asked.where(AssessmentAppeal.area_code == (person.area_code or ""))
    found = session.exec(asked.order_by(col(AssessmentAppeal.id).desc())).all()
    names = people(session, (who for each in found for who in (each.by_id, each.ruled_by_id)))
    last = session.exec(
        select(func.max(AssessmentCorrection.at)).where(AssessmentCorrection.month_id == row.id)
    ).one()
    left = defaultdict(list)
    numbers = (
        select(OrderLeftOut.appeal_id, Demand.number)
        .join(Demand, Demand.id == OrderLeftOut.demand_id)
        .join(AssessmentAppeal, AssessmentAppeal.id == OrderLeftOut.appeal_id)
        .where(AssessmentAppeal.month_id == row.id)
        .order_by(Demand.number)
    )
    for appeal_id, number in session.exec(numbers):
        left[appeal_id].append(number)
    return tuple(
        Appeal(
            each.id,
            each.area_code,
            each.item,
            each.text,
            each.at,
            names[each.by_id],
            each.ruling,
            each.reason,
            each.ruled_at,
            names[each.ruled_by_id],
            each.grade,
            tuple(left[each.id]),
            bool(last and each.ruled_at and last >= each.ruled_at),
        )
        for each in found
    )


def behind(
    session: Session, person: Person, first: date, area: str, item: str
) -> tuple[Record, ...]:
    """The newest orders that cost a sub-platform points of an item: those that an appeal may be about; for the city."""
    if person.kind is not Kind.CITY or not leaving_out.can_be_left_out_of(item):
        return ()
    indicator = Indicator(item)
    is_turned = DEFINITIONS[indicator].better is Better.LOWER
    scope = Scope(first, last_of_month(first), area)
    half = Half.GOOD if is_turned else Half.REST
    return indicator_records.records(session, person, indicator, scope, half, size=MOST_BEHIND)


def _marks(session: Session, person: Person, row: AssessedMonth) -> tuple[Marked, ...]:
    """The marks that were given: all for the city's people; its own, once published, for a sub-platform."""
    if person.kind not in PLATFORM:
        return ()
    asked = (
        select(QualitativeMark, User.name)
        .join(User, User.id == QualitativeMark.by_id)
        .where(QualitativeMark.month_id == row.id)
    )
    is_city = person.kind is Kind.CITY
    if not is_city:
        if row.stage is MonthStage.OPEN:
            return ()
        asked = asked.where(QualitativeMark.area_code == (person.area_code or ""))
    return tuple(
        Marked(
            each.area_code,
            each.item,
            each.grade,
            each.note,
            name if is_city else "",
            each.by_id == person.id,
        )
        for each, name in session.exec(asked.order_by(QualitativeMark.id))
    )


month.by_minute = True
