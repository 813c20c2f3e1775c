"""How far the platform has come in a year towards what the national title asks, by the rules in force in that year.

What is counted of a stock, organisations and what they offer, is told as of the last day (`gathered.py`).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, func, select

from db.activity_vocabulary import ActivityStage
from db.assessment_vocabulary import Gauge
from db.indicator_vocabulary import Indicator
from db.models import Activity, DockingDay, Organisation, ServiceProduct
from db.research_vocabulary import DockingStage
from db.vocabulary import Kind
from domain import clock, title_versions
from domain.assessment import gathered, title_rules
from domain.assessment.title_rules import Rules, Wanted
from domain.indicators import metric, publication
from domain.indicators.figure import Figure
from domain.indicators.publication import Published
from domain.indicators.reading import Scope
from domain.permissions import Person


@dataclass(frozen=True)
class Reached:
    """How far it has come; `value` none: not known, which is not zero. `n`: of how many a share is told. `undated`: how
    many of what is counted on a day that is over stand there without the day on which they came. `until`: the last day
    that it is told of, where what came later is kept back; none: of all days."""

    wanted: Wanted
    value: float | None
    n: int = 0
    undated: int = 0
    until: date | None = None

    @property
    def is_met(self) -> bool:
        return self.value is not None and self.value >= self.wanted.least


@dataclass(frozen=True)
class Measured:
    """Every gauge of a year, and the version of the rules that it was measured by."""

    rules: Rules
    reached: tuple[Reached, ...]


def measured(
    session: Session,
    person: Person,
    year: int,
    *,
    until: date | None = None,
    published: Published | None = None,
) -> Measured | None:
    """Every gauge for a calendar year, up to today or an earlier day where it is not over; none before the first rules.

    What enterprises answered is told to a sub-platform of the months that are published, from January on; so it is to
    everybody where `published` says which those are: for a paper that others read than those who draw it up.
    """
    rules = title_rules.in_force(year, title_versions.known(session))
    if rules is None:
        return None
    first, last = span(year, until=until)
    served = metric.metric(session, person, Indicator.ENTERPRISES_SERVED, Scope(first, last))
    if published is None and not publication.is_told_all(person):
        published = publication.published(session)
    answered = published.days(first, last) if published else (first, last)
    content = _satisfaction(session, person, answered)
    public, products = _public_benefit(session, last)
    together = _many(session, behind(Gauge.ORGANISATIONS, first, last, func.count()))
    values: dict[Gauge, tuple[float | None, int]] = {
        Gauge.ENTERPRISES: (served.value, 0),
        Gauge.SATISFACTION: (content.value, content.n),
        Gauge.ORGANISATIONS: (together, 0),
        Gauge.PUBLIC_BENEFIT: (public / products if products else None, products),
        Gauge.ACTIVITIES: (_activities(session, first, last), 0),
        Gauge.MATCHING: (_many(session, behind(Gauge.MATCHING, first, last, func.count())), 0),
    }
    undated = _undated(session, first, last)
    ends = {Gauge.SATISFACTION: answered[1]} if answered and answered[1] < last else {}
    return Measured(
        rules,
        tuple(
            Reached(
                each, *values[each.gauge], undated.get(each.gauge, 0), until=ends.get(each.gauge)
            )
            for each in rules.wanted
        ),
    )


def span(year: int, *, until: date | None = None) -> tuple[date, date]:
    """The first and the last day of a calendar year, up to today or an earlier day where it is not over."""
    today = clock.now().astimezone(clock.LOCAL).date()
    return date(year, 1, 1), min(date(year, 12, 31), until or today, today)


def behind(gauge: Gauge, first: date, last: date, *columns: ColumnElement) -> Select:
    """These columns of each record that a gauge counts; of a share, of each that it is told of.

    Those of enterprises and of their answers stand behind the indicators of that name.
    """
    match gauge:
        case Gauge.ORGANISATIONS:
            asked = select(*columns).select_from(Organisation)
            its = Organisation.kind == Kind.SERVICE_ORGANISATION
            return asked.where(its, gathered.stood(last))
        case Gauge.PUBLIC_BENEFIT:
            provider = Organisation.id == ServiceProduct.organisation_id
            asked = select(*columns).select_from(ServiceProduct).join(Organisation, provider)
            return asked.where(gathered.stood(last), gathered.offered(last))
        case Gauge.ACTIVITIES:
            begins, ends = (
                datetime(day.year, day.month, day.day, tzinfo=clock.LOCAL)
                for day in (first, last + timedelta(days=1))
            )
            return (
                select(*columns)
                .select_from(Activity)
                .where(
                    col(Activity.stage).in_((ActivityStage.HELD, ActivityStage.REPORTED)),
                    Activity.starts_at >= begins,
                    Activity.starts_at < ends,
                    Activity.place != "",  # the rules ask for those at a place
                )
            )
        case Gauge.MATCHING:  # those that were ended, not those that are only planned or announced
            return (
                select(*columns)
                .select_from(DockingDay)
                .where(
                    DockingDay.stage == DockingStage.OVER,
                    col(DockingDay.held_on).between(first, last),
                )
            )
    raise ValueError(gauge)


def _satisfaction(session: Session, person: Person, days: tuple[date, date] | None) -> Figure:
    if days is None:
        return Figure(Indicator.SATISFACTION_RATE)
    return metric.metric(session, person, Indicator.SATISFACTION_RATE, Scope(*days))


def _public_benefit(session: Session, last: date) -> tuple[int, int]:
    """Of the services that were offered on a day, those without a price."""
    free = func.count().filter(gathered.is_free(last))
    return session.exec(behind(Gauge.PUBLIC_BENEFIT, last, last, free, func.count())).one()


def _activities(session: Session, first: date, last: date) -> int | None:
    """How many were held at a place, by the day they began; none where the platform has never recorded one."""
    if session.exec(select(Activity.id).limit(1)).first() is None:
        return None
    return _many(session, behind(Gauge.ACTIVITIES, first, last, func.count()))


def _undated(session: Session, first: date, last: date) -> dict[Gauge, int]:
    """Of a day that is over: how many organisations are counted of which nothing tells since when they stood there."""
    if last >= clock.now().date():
        return {}
    asked = behind(Gauge.ORGANISATIONS, first, last, func.count())
    return {Gauge.ORGANISATIONS: _many(session, asked.where(gathered.is_undated()))}


def _many(session: Session, counted: Select) -> int:
    return session.exec(counted).one()
