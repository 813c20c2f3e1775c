"""Behind the figures of activities: those that were held, each person who came without a name, each enterprise once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlmodel import Session, col, func, literal, select

from db.indicator_vocabulary import Indicator
from db.models import Activity, Registration
from domain.clock import LOCAL
from domain.errors import Forbidden
from domain.indicators import allowed, held
from domain.indicators.reading import Scope
from domain.permissions import Person

PAGE = 50
OF_ACTIVITIES = tuple(held.COUNTED)


@dataclass(frozen=True)
class Behind:
    """One activity, one person at an activity, or one enterprise with how many came for it."""

    activity_id: int | None
    number: str
    title: str
    title_en: str
    at: datetime | None
    enterprise: str
    many: int


def count(session: Session, person: Person, indicator: Indicator, scope: Scope) -> int:
    """How many there are behind a figure."""
    asked = _asked(person, indicator, scope).subquery()
    return session.exec(select(func.count()).select_from(asked)).one()


def page_of(
    session: Session, person: Person, indicator: Indicator, scope: Scope, page: int = 1
) -> tuple[Behind, ...]:
    """One page of them, the newest first, or the enterprises for which most came; pages count from one."""
    rows = session.execute(_asked(person, indicator, scope).limit(PAGE).offset((page - 1) * PAGE))
    return tuple(
        Behind(
            activity_id,
            number or "",
            title or "",
            title_en or "",
            at.astimezone(LOCAL) if at else None,
            enterprise or "",
            many,
        )
        for activity_id, number, title, title_en, at, enterprise, many in rows
    )


count.by_minute = page_of.by_minute = True


def _asked(person: Person, indicator: Indicator, scope: Scope) -> Select:
    if not allowed.may_list(person, scope):
        raise Forbidden
    none = literal(None)
    newest = (Activity.starts_at.desc(), col(Activity.id).desc())
    activity = (Activity.id, Activity.number, Activity.title, Activity.title_en, Activity.starts_at)
    match indicator:
        case Indicator.ACTIVITIES_HELD:
            columns = (*activity, literal(""), literal(0))
            return held.behind(indicator, scope, *columns).order_by(*newest)
        case Indicator.PEOPLE_ATTENDED:
            columns = (*activity, Registration.enterprise_name, literal(1))
            asked = held.behind(indicator, scope, *columns)
            return asked.order_by(*newest, col(Registration.enterprise_key), col(Registration.id))
    name, key = func.max(Registration.enterprise_name), Registration.enterprise_key
    columns = (none, literal(""), literal(""), literal(""), none, name, func.count())
    asked = held.behind(indicator, scope, *columns).group_by(key)
    return asked.order_by(func.count().desc(), key)
