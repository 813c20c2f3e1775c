"""Projects entered in competitions, what came of the awarded ones, and booked services: counted by their rows.

Each is told of the day on which it happened: entered, published, closed, booked; a service that was kept, of its time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, func, select

from db.contest_vocabulary import FollowStep
from db.indicator_vocabulary import Indicator
from db.models import (
    Contest,
    ContestEntry,
    ContestFollow,
    ServiceBooking,
    ServiceMenu,
    ServiceOffer,
    ServiceSlot,
)
from db.service_vocabulary import BookingState
from db.spans import local_day
from domain import clock, clocks
from domain.clock import LOCAL
from domain.indicators import by_rows
from domain.indicators.definitions import Definition
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope, Split


@dataclass(frozen=True)
class Counted:
    """What is counted: under which conditions, by which moment or day, in which area."""

    of: type
    at: ColumnElement
    where: tuple[ColumnElement[bool], ...] = ()
    is_day: bool = False

    @property
    def area(self) -> ColumnElement:
        return (ServiceMenu if self.of is ServiceBooking else Contest).area_code

    @property
    def day(self) -> ColumnElement:
        return self.at if self.is_day else local_day(self.at)


_STANDS = (col(ContestFollow.withdrawn_at).is_(None),)
COUNTED: dict[Indicator, Counted] = {
    Indicator.PROJECTS_ENTERED: Counted(ContestEntry, ContestEntry.entered_at),
    Indicator.PROJECTS_AWARDED: Counted(
        ContestEntry, Contest.published_at, (col(ContestEntry.prize).is_not(None),)
    ),
    Indicator.FINANCINGS_CLOSED: Counted(
        ContestFollow,
        ContestFollow.on,
        (
            *_STANDS,
            ContestFollow.step == FollowStep.FINANCING,
            col(ContestFollow.verified_at).is_not(None),
        ),
        is_day=True,
    ),
    Indicator.PROJECTS_TRANSFORMED: Counted(
        ContestFollow,
        ContestFollow.on,
        (*_STANDS, ContestFollow.step == FollowStep.TRANSFORMED),
        is_day=True,
    ),
    Indicator.SERVICES_BOOKED: Counted(ServiceBooking, ServiceBooking.booked_at),
    Indicator.BOOKINGS_KEPT: Counted(
        ServiceBooking, ServiceSlot.starts_at, (ServiceBooking.state == BookingState.ATTENDED,)
    ),
}


def figures(
    session: Session, asked: list[Definition], scope: Scope, by: Split
) -> Iterator[tuple[object, Figure]]:
    """How many, by what they are put beside each other by."""
    for indicator in (each.indicator for each in asked if each.indicator in COUNTED):
        key = by_rows.key(by, COUNTED[indicator].area, COUNTED[indicator].day)
        counted = behind(indicator, scope, key, func.count())
        yield from by_rows.figures(session, indicator, counted, key, by)


def behind(indicator: Indicator, scope: Scope, *columns: ColumnElement) -> Select:
    """These columns of each project, step or booking that an indicator counts in a scope."""
    counted = COUNTED[indicator]
    asked = select(*columns).select_from(counted.of)
    if counted.of is ServiceBooking:
        asked = (
            asked.join(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
            .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
            .join(ServiceMenu, ServiceMenu.id == ServiceBooking.menu_id)
        )
    else:
        if counted.of is ContestFollow:
            asked = asked.join(ContestEntry, ContestEntry.id == ContestFollow.entry_id)
        asked = asked.join(Contest, Contest.id == ContestEntry.contest_id)
    if scope.area:
        asked = asked.where(counted.area == scope.area)
    return asked.where(*counted.where, *_between(counted, scope))


def _between(counted: Counted, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    if counted.is_day:
        return counted.at >= scope.since, counted.at <= scope.until
    begins = datetime.combine(scope.since, time(), LOCAL)
    ends, now = clocks.end_of(scope.until), clock.now()
    return counted.at >= begins, counted.at <= now if ends > now else counted.at < ends
