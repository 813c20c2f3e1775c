"""How far the platform has come in a year towards what the national title asks, by the rules in force in that year."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from db.activity_vocabulary import ActivityStage
from db.assessment_vocabulary import Gauge
from db.indicator_vocabulary import Indicator
from db.models import Activity, DockingDay, Organisation, ServiceProduct
from db.research_vocabulary import DockingStage
from db.vocabulary import Kind, PriceKind
from domain import clock, title_versions
from domain.assessment import title_rules
from domain.assessment.title_rules import Rules, Wanted
from domain.indicators import metric, publication
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope
from domain.permissions import Person


@dataclass(frozen=True)
class Reached:
    """How far it has come; `value` none: not known, which is not zero. `n`: of how many a share is told."""

    wanted: Wanted
    value: float | None
    n: int = 0

    @property
    def is_met(self) -> bool:
        return self.value is not None and self.value >= self.wanted.least


@dataclass(frozen=True)
class Measured:
    """Every gauge of a year, and the version of the rules that it was measured by."""

    rules: Rules
    reached: tuple[Reached, ...]


def measured(
    session: Session, person: Person, year: int, *, until: date | None = None
) -> Measured | None:
    """Every gauge for a calendar year, up to today or an earlier day where it is not over; none before the first rules.

    What enterprises answered is told to a sub-platform of the months that are published, from January on.
    """
    rules = title_rules.in_force(year, title_versions.known(session))
    if rules is None:
        return None
    first, today = date(year, 1, 1), clock.now().astimezone(clock.LOCAL).date()
    last = min(date(year, 12, 31), until or today, today)
    served = metric.metric(session, person, Indicator.ENTERPRISES_SERVED, Scope(first, last))
    content = _satisfaction(session, person, first, last)
    public, products = _public_benefit(session)
    values: dict[Gauge, tuple[float | None, int]] = {
        Gauge.ENTERPRISES: (served.value, 0),
        Gauge.SATISFACTION: (content.value, content.n),
        Gauge.ORGANISATIONS: (_organisations(session), 0),
        Gauge.PUBLIC_BENEFIT: (public / products if products else None, products),
        Gauge.ACTIVITIES: (_activities(session, first, last), 0),
        Gauge.MATCHING: (_docking_days(session, first, last), 0),
    }
    return Measured(rules, tuple(Reached(each, *values[each.gauge]) for each in rules.wanted))


def _satisfaction(session: Session, person: Person, first: date, last: date) -> Figure:
    days: tuple[date, date] | None = (first, last)
    if not publication.is_told_all(person):
        days = publication.published_days(session, first, last)
    if days is None:
        return Figure(Indicator.SATISFACTION_RATE)
    return metric.metric(session, person, Indicator.SATISFACTION_RATE, Scope(*days))


def _organisations(session: Session) -> int:
    asked = select(func.count(Organisation.id)).where(
        Organisation.kind == Kind.SERVICE_ORGANISATION, Organisation.is_active
    )
    return session.exec(asked).one()


def _public_benefit(session: Session) -> tuple[int, int]:
    """Of the services that are offered, those without a price."""
    free = func.count().filter(col(ServiceProduct.price_kind) == PriceKind.PUBLIC_BENEFIT)
    asked = select(free, func.count(ServiceProduct.id)).where(ServiceProduct.is_active)
    return session.exec(asked).one()


def _activities(session: Session, first: date, last: date) -> int | None:
    """How many were held at a place, by the day they began; none where the platform has never recorded one."""
    if session.exec(select(Activity.id).limit(1)).first() is None:
        return None
    begins, ends = (
        datetime(day.year, day.month, day.day, tzinfo=clock.LOCAL)
        for day in (first, last + timedelta(days=1))
    )
    held = select(func.count(Activity.id)).where(
        col(Activity.stage).in_((ActivityStage.HELD, ActivityStage.REPORTED)),
        Activity.starts_at >= begins,
        Activity.starts_at < ends,
        Activity.place != "",
    )
    return session.exec(held).one()


def _docking_days(session: Session, first: date, last: date) -> int:
    """How many were held, by their day: those that were ended, not those that are only planned or announced."""
    held = select(func.count(DockingDay.id)).where(
        DockingDay.stage == DockingStage.OVER, col(DockingDay.held_on).between(first, last)
    )
    return session.exec(held).one()
