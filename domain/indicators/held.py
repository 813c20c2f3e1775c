"""Activities that were held, who came to them, and how long staff were trained there: counted by the day on which they
began."""

from collections.abc import Iterator
from datetime import datetime, time

from sqlalchemy import ColumnElement, Integer, Select, Subquery, cast
from sqlmodel import Session, and_, case, col, distinct, func, or_, select

from db.activity_vocabulary import ActivityKind, ActivityStage, RegistrationState
from db.indicator_vocabulary import Indicator
from db.models import Activity, Registration, User
from db.spans import days_between, local_day, minute_of_day
from domain import clocks, named_enterprises
from domain.clock import LOCAL
from domain.indicators import by_rows
from domain.indicators.definitions import Definition
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope, Split
from domain.working_time import OFFICE

COUNTED = (
    Indicator.ACTIVITIES_HELD,
    Indicator.PEOPLE_ATTENDED,
    Indicator.ENTERPRISES_ATTENDED,
    Indicator.TRAINING_HOURS,
)
# Whose work each is: who was trained, as far as they registered from their own account; who planned what was held.
WHOSE: dict[Indicator, ColumnElement] = {
    Indicator.TRAINING_HOURS: col(Registration.user_id),
    Indicator.ACTIVITIES_HELD: col(Activity.by_id),
}
_DAY = 24 * 60
_LASTED = cast(func.round(days_between(Activity.starts_at, Activity.ends_at) * _DAY), Integer)
_BEGAN, _ENDED = minute_of_day(Activity.starts_at), minute_of_day(Activity.ends_at)
_NIGHTS = (_LASTED + _BEGAN - _ENDED + _DAY // 2) // _DAY
_OPENS, _CLOSES = (each.hour * 60 + each.minute for each in (OFFICE.opens, OFFICE.closes))
_LONG = 12 * 60
# Of one that goes on for days each day counts, from the hour at which it began to that at which it ends: no nights.
# Where that is an earlier hour, of another day, it says of no day how long it was: each counts within office hours.
MINUTES = case(
    (
        or_(_NIGHTS == 0, and_(_NIGHTS == 1, _LASTED < _LONG)),
        _LASTED,
    ),  # also an evening past midnight
    (_ENDED > _BEGAN, (_ENDED - _BEGAN) * (_NIGHTS + 1)),
    else_=case((_BEGAN < _CLOSES, _CLOSES - _BEGAN), else_=0)
    + (_CLOSES - _OPENS) * (_NIGHTS - 1)
    + case((_ENDED > _OPENS, _ENDED - _OPENS), else_=0),
)
_IS_TRAINING = Activity.kind == ActivityKind.STAFF_TRAINING
HELD = (ActivityStage.HELD, ActivityStage.REPORTED)


def figures(
    session: Session, asked: list[Definition], scope: Scope, by: Split
) -> Iterator[tuple[object, Figure]]:
    """How many, by what they are put beside each other by."""
    for indicator in (each.indicator for each in asked if each.indicator in COUNTED):
        if indicator is Indicator.ENTERPRISES_ATTENDED:
            came = enterprises(scope).c
            key = by_rows.key(by, came.area_code, local_day(came.starts_at))
            counted = select(key, func.count(distinct(came.whose)))
            yield from by_rows.figures(session, indicator, counted, key, by)
            continue
        key = by_rows.key(by, Activity.area_code, local_day(Activity.starts_at))
        if indicator is Indicator.TRAINING_HOURS:
            yield from _hours(session, scope, key, by)
            continue
        counted = behind(indicator, scope, key, func.count())
        yield from by_rows.figures(session, indicator, counted, key, by)


def _hours(
    session: Session, scope: Scope, key: ColumnElement, by: Split
) -> Iterator[tuple[object, Figure]]:
    """The hours of everybody who was trained, told of so many check-ins."""
    trained = Indicator.TRAINING_HOURS
    asked = behind(trained, scope, key, func.sum(MINUTES), func.count()).group_by(key)
    found = {name: (minutes, many) for name, minutes, many in session.execute(asked)}
    for name, (minutes, many) in (found if by else {None: found.get(0, (0, 0))}).items():
        yield name, Figure(trained, float(minutes) / 60, many, many)


def of_people(
    session: Session, indicator: Indicator, scope: Scope
) -> Iterator[tuple[int, float, int]]:
    """(account, hours or activities, of how many records) of each person of the scope's unit who has any."""
    whose = WHOSE[indicator]
    is_training = indicator is Indicator.TRAINING_HOURS
    many = func.sum(MINUTES) if is_training else func.count()
    asked = behind(indicator, scope, whose, many, func.count())
    for who, told, n in session.execute(asked.where(of_unit(whose, scope)).group_by(whose)):
        yield who, told / 60 if is_training else told, n


def trainings(scope: Scope, *columns: ColumnElement) -> Select:
    """These columns of each training of staff that was held in a scope, whoever came."""
    return behind(Indicator.ACTIVITIES_HELD, scope, *columns).where(_IS_TRAINING)


def of_unit(whose: ColumnElement, scope: Scope) -> ColumnElement[bool]:
    """The condition that it is of somebody of the scope's unit."""
    return whose.in_(select(User.id).where(User.organisation_id == scope.unit_id))


def enterprises(scope: Scope) -> Subquery:
    """Everybody who came for an enterprise: what it is told apart by (`whose`, as on the activity's own page:
    `named_enterprises.whose`), its name as it was said, and the activity's `area_code` and `starts_at`."""
    there = select(Activity.id).where(*_held(scope))
    typed = named_enterprises.typed(
        Registration.state == RegistrationState.ATTENDED, col(Registration.activity_id).in_(there)
    )
    whose = named_enterprises.whose(typed)
    columns = (Registration.enterprise_name, Activity.area_code, Activity.starts_at)
    came = behind(Indicator.PEOPLE_ATTENDED, scope, whose.label("whose"), *columns)
    return named_enterprises.joined(came, typed).where(whose != "").subquery("came")


def behind(indicator: Indicator, scope: Scope, *columns: ColumnElement) -> Select:
    """These columns of each activity that was held in a scope, or of each person who came to one."""
    asked, where = select(*columns).select_from(Activity), _held(scope)
    if indicator is not Indicator.ACTIVITIES_HELD:
        asked = asked.join(Registration, Registration.activity_id == Activity.id)
        where.append(Registration.state == RegistrationState.ATTENDED)
    if indicator is Indicator.TRAINING_HOURS:
        where.append(_IS_TRAINING)
    return asked.where(*where)


def _held(scope: Scope) -> list[ColumnElement[bool]]:
    begins, ends = datetime.combine(scope.since, time(), LOCAL), clocks.end_of(scope.until)
    where = [
        col(Activity.stage).in_(HELD),
        Activity.starts_at >= begins,
        Activity.starts_at < ends,
    ]
    if scope.area:
        where.append(Activity.area_code == scope.area)
    return where
