"""Enterprises that are new in the directory: typed in, registered on the telephone, or brought in by a file."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, type_coerce
from sqlalchemy import String as Text
from sqlmodel import Session, col, func, literal, select

from db.indicator_vocabulary import By, Indicator
from db.models import Event, Organisation, OrganisationMerge
from db.models.event import FIRST_OF_AN_ORGANISATION
from db.spans import local_day, month_of
from db.vocabulary import Kind
from domain import clock, clocks, topics
from domain.clock import LOCAL
from domain.indicators import past
from domain.indicators.definitions import Definition
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope, Split, parts

REGISTERED_BY = ("registered", "record_added", "imported")
SEEN = (topics.ORGANISATIONS,)
NONE = "none"  # in the place of an industry's code: those that have none


def figures(
    session: Session, asked: list[Definition], scope: Scope, by: Split
) -> Iterator[tuple[object, Figure]]:
    """How many, by what they are put beside each other by."""
    if Indicator.NEW_REGISTRATIONS not in {each.indicator for each in asked}:
        return
    key, found = _key(by), defaultdict(int)
    for some in parts(scope):
        counted = behind(some, key, func.count()).group_by(key)
        for name, many in past.rows(session, counted, ("registered", some, by), some.until, SEEN):
            found[name] += many
    for name, many in (found if by else {None: found.get(0, 0)}).items():
        yield name, Figure(Indicator.NEW_REGISTRATIONS, many, many, many)


def behind(scope: Scope, *columns: ColumnElement) -> Select:
    """These columns of each enterprise that was registered in a scope; a double that was merged away is not counted."""
    merged = select(OrganisationMerge.merged_id).where(
        OrganisationMerge.merged_id == Organisation.id
    )
    asked = (
        select(*columns)
        .select_from(Event)
        .join(Organisation, Organisation.id == Event.subject_id)
        .where(
            FIRST_OF_AN_ORGANISATION,
            col(Event.action).in_(REGISTERED_BY),
            *_between(scope.since, scope.until),
            Organisation.kind == Kind.ENTERPRISE,
            ~merged.correlate(Organisation).exists(),
        )
    )
    if scope.area:
        asked = asked.where(Organisation.area_code == scope.area)
    if scope.industry:
        column = col(Organisation.industry_code)
        asked = asked.where(
            column.is_(None) if scope.industry == NONE else column == scope.industry
        )
    return asked


def _between(since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    begins = datetime.combine(since, time(), LOCAL)
    ends, now = clocks.end_of(until), clock.now()
    return (Event.at >= begins, Event.at <= now if ends > now else Event.at < ends)


def _key(by: Split) -> ColumnElement:
    match by:
        case By.AREA:
            return func.coalesce(Organisation.area_code, "")
        case By.INDUSTRY:
            return func.coalesce(type_coerce(col(Organisation.industry_code), Text), "")
        case By.MONTH:
            return month_of(local_day(Event.at))
        case By.DAY:
            return local_day(Event.at)
    return literal(0)
