"""Behind the figures of activities: those that were held, each person who came without a name, each enterprise once;
the projects of competitions, by name to those who keep them and once they are awarded; the booked services."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select
from sqlmodel import Session, and_, case, col, false, func, literal, or_, select

from db.indicator_vocabulary import Indicator
from db.models import (
    Activity,
    ActivitySeries,
    Contest,
    ContestEntry,
    Registration,
    ServiceBooking,
    ServiceMenu,
    ServiceOffer,
)
from domain.clock import LOCAL
from domain.contest.visible import entries_visible_to
from domain.errors import Forbidden
from domain.indicators import allowed, entered, held, parts
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.parts import WHOLE, Part
from domain.indicators.reading import Scope
from domain.permissions import Person

PAGE = 50
OF_PROJECTS = tuple(entered.COUNTED)
OF_ACTIVITIES = (*held.COUNTED, *OF_PROJECTS)


@dataclass(frozen=True)
class Behind:
    """One activity, competition or service menu, and what was counted of it, of a training its minutes; or one
    enterprise with how many came."""

    id: int | None  # of the activity, the competition or the menu
    number: str
    title: str
    title_en: str
    at: datetime | date | None
    enterprise: str
    many: int


def count(
    session: Session, person: Person, indicator: Indicator, scope: Scope, part: Part = WHOLE
) -> int:
    """How many there are behind a figure, or behind what somebody of a unit has of it."""
    asked = _asked(person, indicator, scope, part).subquery()
    return session.exec(select(func.count()).select_from(asked)).one()


def page_of(
    session: Session,
    person: Person,
    indicator: Indicator,
    scope: Scope,
    page: int = 1,
    part: Part = WHOLE,
    size: int = PAGE,
) -> tuple[Behind, ...]:
    """One page of them, the newest first, or the enterprises for which most came; pages count from one."""
    rows = session.execute(
        _asked(person, indicator, scope, part).limit(size).offset((page - 1) * size)
    )
    return tuple(
        Behind(
            id,
            number or "",
            title or "",
            title_en or "",
            at.astimezone(LOCAL) if isinstance(at, datetime) else at,
            enterprise or "",
            int(many),
        )
        for id, number, title, title_en, at, enterprise, many in rows
    )


count.by_minute = page_of.by_minute = True


def _asked(person: Person, indicator: Indicator, scope: Scope, part: Part) -> Select:
    of = parts.fitting(part, DEFINITIONS[indicator]).handler
    if not allowed.may_list_behind(person, indicator, scope, of=of):
        raise Forbidden
    if indicator in OF_PROJECTS:
        return _projects(person, indicator, scope)
    none = literal(None)
    newest = (Activity.starts_at.desc(), col(Activity.id).desc())
    activity = (Activity.id, Activity.number, Activity.title, Activity.title_en, Activity.starts_at)
    minutes = held.MINUTES if indicator is Indicator.TRAINING_HOURS else literal(1)
    match indicator:
        case Indicator.ACTIVITIES_HELD:
            columns = (*activity, literal(""), literal(0))
            asked = held.behind(indicator, scope, *columns).order_by(*newest)
            return _of_part(asked, person, indicator, scope, part)
        case Indicator.PEOPLE_ATTENDED | Indicator.TRAINING_HOURS:
            columns = (*activity, Registration.enterprise_name, minutes)
            asked = held.behind(indicator, scope, *columns)
            asked = _of_part(asked, person, indicator, scope, part)
            return asked.order_by(*newest, col(Registration.enterprise_key), col(Registration.id))
    came, many, nothing = held.enterprises(scope).c, func.count(), literal("")
    columns = (none, nothing, nothing, nothing, none, func.max(came.enterprise_name), many)
    return select(*columns).group_by(came.whose).order_by(many.desc(), came.whose)


def _of_part(
    asked: Select, person: Person, indicator: Indicator, scope: Scope, part: Part
) -> Select:
    """Of one person of the unit, where it is theirs that is asked for: nothing to those who do not read their month."""
    definition = DEFINITIONS[indicator]
    part = parts.fitting(part, definition)
    if part.handler is None:
        return asked
    if not parts.is_told(part, definition, scope, person):
        return asked.where(false())
    whose = held.WHOSE[indicator]
    return asked.where(whose == part.handler, held.of_unit(whose, scope))


def _projects(person: Person, indicator: Indicator, scope: Scope) -> Select:
    """Of an entry that is not open to the reader only that there is one; of a booking never whose it is."""
    counted = entered.COUNTED[indicator]
    newest = (counted.at.desc(), col(counted.of.id).desc())
    if counted.of is ServiceBooking:
        series = select(ActivitySeries.name).where(ActivitySeries.id == ServiceMenu.series_id)
        columns = (
            ServiceMenu.id,
            series.correlate(ServiceMenu).scalar_subquery(),
            *(ServiceOffer.title, ServiceOffer.title_en),
            *(counted.at, literal(""), literal(1)),
        )
        return entered.behind(indicator, scope, *columns).order_by(*newest)
    is_public = and_(col(ContestEntry.prize).is_not(None), col(Contest.published_at).is_not(None))
    project = case((or_(is_public, entries_visible_to(person)), ContestEntry.title), else_="")
    columns = (
        *(Contest.id, Contest.number, Contest.title, Contest.title_en),
        *(counted.at, project, literal(1)),
    )
    return entered.behind(indicator, scope, *columns).order_by(*newest)
