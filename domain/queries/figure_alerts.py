"""Alerts and their rules as their readers see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, col, func, select

from db.indicator_vocabulary import Indicator
from db.models import AlertRule, Area, Bot, FigureAlert, Organisation, User
from db.subscription_vocabulary import Crossing
from db.supervision_vocabulary import AlertEnd, Watched
from db.vocabulary import Kind
from domain import figure_alerts, topics
from domain.command import can
from domain.indicators.definitions import DEFINITIONS
from domain.permissions import Person

TOPICS = (topics.ALERTS,)
PAGE, MOST_PAGES, MOST_OPEN = 20, 200, 200


@dataclass(frozen=True)
class Alert:
    """One alert: what it was when it began, and how it ended."""

    id: int
    indicator: Indicator
    crossing: Crossing
    bound: float
    area_code: str | None
    unit_id: int | None
    place: str  # whose figure it is: a sub-platform or a unit
    place_en: str
    month: date
    began_at: datetime
    value: float
    n: int
    ended_at: datetime | None
    ended_as: AlertEnd | None
    end_value: float | None
    worse_at: datetime | None = None
    seen_at: datetime | None = None
    seen_by: str = ""  # who deals with it
    seen_note: str = ""
    step: float = 0.0  # by so much more it is worse
    may_see: bool = False  # whether the reader can say that they deal with it


@dataclass(frozen=True)
class RuleShown:
    """One rule that is watched, and how many alerts of it are open to the reader."""

    id: int
    indicator: Indicator
    crossing: Crossing
    bound: float
    margin: float
    watched: Watched
    bot: str  # whose group is told too; empty: none
    open: int


@dataclass(frozen=True)
class Listed:
    """One page of alerts that have ended, the newest first, and how many there are in all."""

    alerts: tuple[Alert, ...]
    count: int


def alerts_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `figure_alert` joined with its rule: the city sees all; a sub-platform its own and those of the
    units of its area, a unit its own, but for those of what enterprises have answered, which they read when the month
    is published."""
    if person.is_engine or person.kind is Kind.CITY:
        return true()
    if person.organisation_id is None or person.kind is Kind.ENTERPRISE:
        return false()
    told = [each for each in Indicator if not DEFINITIONS[each].needs_publishing]
    own = [col(FigureAlert.unit_id) == person.organisation_id]
    if person.kind is Kind.SUB_PLATFORM:
        near = select(Organisation.id).where(Organisation.area_code == person.area_code)
        own += [col(FigureAlert.area_code) == person.area_code, col(FigureAlert.unit_id).in_(near)]
    return and_(or_(*own), col(AlertRule.indicator).in_(told))


def running(session: Session, person: Person) -> tuple[Alert, ...]:
    """The open alerts, the newest first."""
    where = [alerts_visible_to(person), col(FigureAlert.ended_at).is_(None)]
    return _alerts(session, where, (col(FigureAlert.id).desc(),), MOST_OPEN, person=person)


def ended(session: Session, person: Person, page: int = 1) -> Listed:
    """Those that are over."""
    where = [alerts_visible_to(person), col(FigureAlert.ended_at).is_not(None)]
    counted = select(func.count(FigureAlert.id)).join(
        AlertRule, AlertRule.id == FigureAlert.rule_id
    )
    count = session.exec(counted.where(*where)).one()
    skipped = (min(max(page, 1), MOST_PAGES) - 1) * PAGE
    order = (col(FigureAlert.ended_at).desc(), col(FigureAlert.id).desc())
    return Listed(_alerts(session, where, order, PAGE, skipped), count)


def alerts_of(session: Session, ids: Collection[int]) -> tuple[Alert, ...]:
    """These alerts, whoever reads them: to be asked for those that somebody may know."""
    order = (col(FigureAlert.id),)
    return _alerts(session, [col(FigureAlert.id).in_(ids)], order, len(ids)) if ids else ()


def rules(session: Session, person: Person) -> tuple[RuleShown, ...]:
    """What is watched."""
    open_ones = (
        select(func.count(FigureAlert.id))
        .where(
            FigureAlert.rule_id == AlertRule.id,
            col(FigureAlert.ended_at).is_(None),
            alerts_visible_to(person),
        )
        .correlate(AlertRule)
        .scalar_subquery()
    )
    is_city = person.kind is Kind.CITY
    asked = (
        select(AlertRule, Bot.name, open_ones)
        .outerjoin(Bot, and_(Bot.id == AlertRule.bot_id, col(Bot.closed_at).is_(None)))
        .where(col(AlertRule.ended_at).is_(None))
    )
    return tuple(
        RuleShown(
            row.id,
            row.indicator,
            row.crossing,
            row.bound,
            row.margin,
            row.watched,
            (bot or "") if is_city else "",
            many,
        )
        for row, bot, many in session.exec(asked.order_by(AlertRule.id))
    )


def _alerts(
    session: Session, where, order, most: int, skipped: int = 0, person: Person | None = None
) -> tuple[Alert, ...]:
    rows = session.exec(
        select(FigureAlert, AlertRule, Area, Organisation, User.name)
        .join(AlertRule, AlertRule.id == FigureAlert.rule_id)
        .outerjoin(Area, Area.code == FigureAlert.area_code)
        .outerjoin(Organisation, Organisation.id == FigureAlert.unit_id)
        .outerjoin(User, User.id == FigureAlert.seen_by_id)
        .where(*where)
        .order_by(*order)
        .limit(most)
        .offset(skipped)
    )
    return tuple(
        Alert(
            id=row.id,
            indicator=rule.indicator,
            crossing=rule.crossing,
            bound=rule.bound,
            area_code=row.area_code,
            unit_id=row.unit_id,
            place=(area or unit).name,
            place_en=(area or unit).name_en or (area or unit).name,
            month=row.month,
            began_at=row.began_at,
            value=row.value,
            n=row.n,
            ended_at=row.ended_at,
            ended_as=row.ended_as,
            end_value=row.end_value,
            worse_at=row.worse_at,
            seen_at=row.seen_at,
            seen_by=seen_by or "",
            seen_note=row.seen_note,
            step=figure_alerts.threshold(rule).step,
            may_see=person is not None and can(person, figure_alerts.acknowledge, row),
        )
        for row, rule, area, unit, seen_by in rows
    )
