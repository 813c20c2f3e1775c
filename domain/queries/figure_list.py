"""The whole list behind a figure, as it is taken along: as many records as a table still serves, as of one moment."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from db.engine import snapshot
from db.indicator_vocabulary import Half, Indicator
from domain import clock
from domain.indicators.parts import WHOLE, Part
from domain.indicators.reading import Scope
from domain.permissions import Person
from domain.queries import indicator_activities as activities
from domain.queries import indicator_enterprises as enterprises
from domain.queries import indicator_records as records
from domain.queries.indicator_activities import Behind as Held
from domain.queries.indicator_enterprises import Behind
from domain.queries.indicator_records import Record

MOST = 20_000  # beyond that, narrowing down helps more
STEP = 1000  # that are read at a time


@dataclass(frozen=True)
class FigureList:
    """The records, orders, enterprises or what is told of activities, of which there are `many`: as they were `at` a
    moment."""

    many: int
    at: datetime
    orders: tuple[Record, ...] = ()
    enterprises: tuple[Behind, ...] = ()
    activities: tuple[Held, ...] = ()

    @property
    def left_out(self) -> int:
        return self.many - sum(map(len, (self.orders, self.enterprises, self.activities)))


def now(
    person: Person, indicator: Indicator, scope: Scope, half: Half, part: Part = WHOLE
) -> FigureList:
    """The list as it is at this moment, for a file that is made when it is fetched."""
    with snapshot() as session:
        return whole(session, person, indicator, scope, half, part)


def whole(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    half: Half,
    part: Part = WHOLE,
) -> FigureList:
    """The list as the page shows it, page after page. Raises Forbidden where it is not open to the reader."""
    many = records.count(session, person, indicator, scope, half, part)
    found = FigureList(many, clock.now())
    pages = range(1, -(-min(many, MOST) // STEP) + 1)
    if indicator in enterprises.OF_ENTERPRISES:
        read = (
            each
            for page in pages
            for each in enterprises.enterprises(session, person, indicator, scope, page, STEP)
        )
        return replace(found, enterprises=tuple(islice(read, MOST)))
    if indicator in activities.OF_ACTIVITIES:
        read = (
            each
            for page in pages
            for each in activities.page_of(session, person, indicator, scope, page, part, STEP)
        )
        return replace(found, activities=tuple(islice(read, MOST)))
    read = (
        each
        for page in pages
        for each in records.records(session, person, indicator, scope, half, page, part, STEP)
    )
    return replace(found, orders=tuple(islice(read, MOST)))
