"""Enterprises that are new in the directory: typed in, registered on the telephone, or brought in by a file.

Each record says on which day it came and whether it was merged away, so that one index holds all that is counted.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, null, or_
from sqlmodel import Session, col, func, select

from db.indicator_vocabulary import By, Indicator
from db.models import Event, Organisation, OrganisationMerge
from db.spans import local_day
from db.vocabulary import Kind
from domain import clock, topics
from domain.indicators import past
from domain.indicators.definitions import Definition
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope, Split, months_of, parts

REGISTERED_BY = ("registered", "record_added", "imported")
NONE = "none"  # in the place of an industry's code: those that have none


def figures(
    session: Session, asked: list[Definition], scope: Scope, by: Split
) -> Iterator[tuple[object, Figure]]:
    """How many, by what they are put beside each other by."""
    if Indicator.NEW_REGISTRATIONS not in {each.indicator for each in asked}:
        return
    found: dict[object, int] = defaultdict(int)
    for some in parts(scope):
        name, moved_by = ("registered", some, by), tuple(map(topics.of_registered, months_of(some)))
        for key, many in past.rows(session, counted(some, by), name, some.until, moved_by):
            found[_told(by, key)] += many
    for key, many in (found if by else {None: found[None]}).items():
        yield key, Figure(Indicator.NEW_REGISTRATIONS, many, many, many)


def counted(scope: Scope, by: Split) -> Select:
    """How many were registered in a scope, by what they are put beside each other by; months by their days."""
    many = func.count()
    if by is None:
        return behind(scope, null(), many)
    key = {By.AREA: Organisation.area_code, By.INDUSTRY: Organisation.industry_code}.get(
        by, Organisation.registered_on
    )
    return behind(scope, key, many).group_by(key)


def behind(scope: Scope, *columns: ColumnElement) -> Select:
    """These columns of each enterprise that was registered in a scope; a double that was merged away is not counted."""
    until = min(scope.until, clock.now().date())
    asked = select(*columns).select_from(Organisation)
    asked = asked.where(
        Organisation.kind == Kind.ENTERPRISE,
        col(Organisation.is_merged).is_(False),
        col(Organisation.registered_on).between(scope.since, until),
    )
    if scope.area:
        asked = asked.where(Organisation.area_code == scope.area)
    if scope.industry:
        column = col(Organisation.industry_code)
        asked = asked.where(
            column.is_(None) if scope.industry == NONE else column == scope.industry
        )
    return asked


def first_event() -> ColumnElement[bool]:
    """Which event is the first one of a record."""
    return and_(
        Event.subject_kind == Organisation.__tablename__,
        Event.subject_id == Organisation.id,
        Event.position == 1,
    )


def differences(session: Session) -> Iterator[str]:
    """The first record whose day of registration is not that of its events, or that is not merged as it says."""
    told = case((col(Event.action).in_(REGISTERED_BY), local_day(Event.at)))
    is_merged = col(OrganisationMerge.merged_id).is_not(None)
    asked = (
        select(Organisation.id)
        .outerjoin(Event, first_event())
        .outerjoin(OrganisationMerge, OrganisationMerge.merged_id == Organisation.id)
        .where(
            or_(
                col(Organisation.registered_on).is_distinct_from(told),
                Organisation.is_merged != is_merged,
            )
        )
    )
    wrong = session.exec(asked.order_by(col(Organisation.id)).limit(1)).first()
    if wrong is not None:
        yield f"organisation {wrong}: its events tell otherwise (registered, or merged)."


def _told(by: Split, key: date | str | None) -> object:
    """The name of a row; months are put together here, since the index is in the order of days."""
    if by is By.MONTH:
        return key.replace(day=1)
    return key or "" if by in (By.AREA, By.INDUSTRY) else key
