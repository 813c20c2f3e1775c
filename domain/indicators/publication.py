"""Until when the answers of enterprises are kept from the units and sub-platforms that they are about.

Source: domain reference, section 3: the handling unit cannot see answers before the month is published. A month is
published when its assessment is; one before the first that was ever assessed, when it is over
(docs/decisions/0009-published-months.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, select

from db.assessment_vocabulary import MonthStage
from db.models import AssessedMonth
from db.vocabulary import Kind
from domain import clock
from domain.indicators.periods import last_of_month, month_after
from domain.permissions import Person


@dataclass(frozen=True)
class Published:
    """Which months are published. `first_assessed`: from it on the assessment decides; none: there is no assessment."""

    today: date
    first_assessed: date | None
    frozen: frozenset[date]

    def has(self, day: date) -> bool:
        """Whether the month of a day is."""
        first = day.replace(day=1)
        if month_after(first, 1) > self.today:
            return False
        if self.first_assessed is None or first < self.first_assessed:
            return True
        return first in self.frozen

    def has_all(self, since: date, until: date) -> bool:
        """Whether every month is that these days lie in."""
        return all(map(self.has, _months(since, until)))

    def days(self, since: date, until: date) -> tuple[date, date] | None:
        """The part of these days whose answers are told to everybody: from the first on, month by month; none:
        nothing."""
        end = None
        for first in _months(since, until):
            if not self.has(first):
                break
            end = min(last_of_month(first), until)
        return (since, end) if end else None

    def with_month(self, day: date) -> "Published":
        """As it will be once the month of a day is published too."""
        return replace(self, frozen=self.frozen | {day.replace(day=1)})


def published(session: Session) -> Published:
    """As it stands now."""
    rows = session.exec(select(AssessedMonth.month, AssessedMonth.stage)).all()
    return Published(
        today=clock.now().date(),
        first_assessed=min((month for month, _ in rows), default=None),
        frozen=frozenset(month for month, stage in rows if stage is MonthStage.FROZEN),
    )


def is_told_all(person: Person) -> bool:
    """Whether somebody reads the answers as they come: the city's platform alone."""
    return person.is_engine or person.kind is Kind.CITY


def _months(since: date, until: date) -> Iterator[date]:
    first = since.replace(day=1)
    while first <= until:
        yield first
        first = month_after(first, 1)
