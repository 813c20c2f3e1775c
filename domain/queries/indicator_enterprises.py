"""The enterprises behind a figure: those that were served, and those that are new in the directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, func, literal, select

from db.indicator_vocabulary import Indicator
from db.models import Demand, Event, Organisation, RollupEnterprise
from domain import clock, clocks
from domain.clock import LOCAL
from domain.errors import Forbidden
from domain.indicators import allowed, metric, registered
from domain.indicators.adding import EVERYWHERE, TOGETHER
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope, months_of, narrowed
from domain.indicators.streams import ANSWERED
from domain.permissions import Person

PAGE = 50
OF_ENTERPRISES = (Indicator.ENTERPRISES_SERVED, Indicator.NEW_REGISTRATIONS)


@dataclass(frozen=True)
class Behind:
    """One enterprise: how many answers it got, or when it was registered."""

    id: int
    name: str
    many: int = 0
    at: datetime | None = None


def count(session: Session, person: Person, indicator: Indicator, scope: Scope) -> int:
    """How many enterprises there are behind a figure."""
    asked = _asked(person, indicator, scope, [literal(1)]).subquery()
    told = metric.table(session, person, (indicator,), scope)[None].get(indicator)
    if told is not None:  # else nobody is told such a figure, and only the list knows
        return told.top
    return session.exec(select(func.count()).select_from(asked)).one()


def enterprises(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    page: int = 1,
    size: int = PAGE,
) -> tuple[Behind, ...]:
    """One page of them: those with the most answers, or the newest, first; pages count from one."""
    is_new = indicator is Indicator.NEW_REGISTRATIONS
    if not is_new and metric.is_told(DEFINITIONS[indicator], scope):
        return _served(session, person, scope, (page - 1) * size, size)
    first = col(Organisation.registered_on) if is_new else func.count()
    asked = _asked(person, indicator, scope, [col(Organisation.id), col(Organisation.name), first])
    asked = asked.order_by(first.desc(), col(Organisation.id).desc())
    rows = session.execute(asked.limit(size).offset((page - 1) * size)).all()
    if not is_new:
        return tuple(Behind(id, name, many=many) for id, name, many in rows)
    moments = _moments(session, [id for id, *_ in rows])
    return tuple(Behind(id, name, at=moments[id]) for id, name, _ in rows)


count.by_minute = enterprises.by_minute = True


def _moments(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """When each was registered, as its trail tells."""
    asked = select(Organisation.id, Event.at).join(Event, registered.first_event())
    return dict(session.execute(asked.where(col(Organisation.id).in_(ids))).all())


def _served(
    session: Session, person: Person, scope: Scope, first: int, size: int
) -> tuple[Behind, ...]:
    """So many of those that got an answer in whole months, by what the rollups hold of each."""
    if not allowed.may_list(person, scope):
        raise Forbidden
    c, many = RollupEnterprise.__table__.c, func.sum(RollupEnterprise.many)
    most = (
        select(c.enterprise_id, many.label("many"))
        .where(
            c.starts_on.in_(list(months_of(scope))),
            c.area_code == (scope.area or EVERYWHERE),
            c.enterprise_id > TOGETHER,
        )
        .group_by(c.enterprise_id)
        .having(many > 0)
        .order_by(many.desc(), c.enterprise_id.desc())
        .limit(size)
        .offset(first)
        .subquery()
    )
    rows = session.execute(
        select(Organisation.id, Organisation.name, most.c.many)
        .join(most, most.c.enterprise_id == Organisation.id)
        .order_by(most.c.many.desc(), col(Organisation.id).desc())
    )
    return tuple(Behind(id, name, many=int(many)) for id, name, many in rows)


def _asked(
    person: Person, indicator: Indicator, scope: Scope, columns: Sequence[ColumnElement]
) -> Select:
    if not allowed.may_list_behind(person, indicator, scope):
        raise Forbidden
    if indicator is Indicator.NEW_REGISTRATIONS:
        return registered.behind(scope, *columns)
    place, now, ends = ANSWERED.place(), clock.now(), clocks.end_of(scope.until)
    return (
        ANSWERED.select(*columns)
        .join(Organisation, Organisation.id == Demand.enterprise_id)
        .where(
            ANSWERED.moment >= datetime.combine(scope.since, time(), LOCAL),
            ANSWERED.moment <= now if ends > now else ANSWERED.moment < ends,
            *(place[name] == value for name, value in narrowed(scope)),
        )
        .group_by(col(Organisation.id), col(Organisation.name))
    )
