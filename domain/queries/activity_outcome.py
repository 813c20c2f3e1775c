"""What came of an activity, or of a series, as those who hold it may know it: numbers only, never whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, and_, col, func, or_, select

from db.activity_vocabulary import ActivityResult, ActivityStage
from db.models import Activity, ActivityOutcome, Contest, Match, ServiceBooking, ServiceMenu
from db.service_vocabulary import HOLDING, BookingOutcome, BookingState
from domain import activity_numbers, clock
from domain.activities_visible import activities_kept_by
from domain.activity_numbers import LATER, MOMENTS, PROJECTS, Held, Numbers
from domain.clock import LOCAL
from domain.contest.visible import kept_by
from domain.indicators import publication
from domain.permissions import Person, activity_keepers, allows
from domain.research_visible import matches_visible_to

FEWEST_CONTRACTS = 3  # whose value is told together to one who may not see each of them
S = ActivityStage
OVER = (S.HELD, S.REPORTED)


@dataclass(frozen=True)
class Moment:
    """One of the days on which it is counted; `numbers` as they were kept then, none while it has not come."""

    days: int
    on: date
    taken_at: datetime | None
    numbers: Numbers | None


@dataclass(frozen=True)
class Money:
    """What it was to cost and what it has cost, in yuan, and of how many activities each is known."""

    budget: int
    budgeted: int
    spent: int
    told: int


@dataclass(frozen=True)
class Outcome:
    """What came of it: now, and at its moments; of a series there are no moments."""

    activities: int
    now: Numbers
    moments: tuple[Moment, ...] = ()
    booked: int = 0  # times of its menus that were given to an enterprise
    given: int = 0  # of these, to which they came
    became: tuple[tuple[BookingOutcome, int], ...] = ()  # of these, as far as it is noted
    money: Money = Money(0, 0, 0, 0)
    ids: tuple[int, ...] = ()  # of the activities
    contests: int = 0  # competitions whose projects are counted
    running: frozenset[ActivityResult] = (
        frozenset()
    )  # whose days are not over for each of the activities


def of_activity(session: Session, person: Person, activity_id: int) -> Outcome | None:
    """For those who hold it; none for others, and of one that was not held.

    At its moments all of its competitions were counted: the projects are told of them to who keeps all of these.
    """
    here = held(session, person, activity_id=activity_id)
    ids = here.activity_ids
    if not ids:
        return None
    row = session.get_one(Activity, activity_id)
    tells_value = _tells_value(session, person, here)
    every = activity_numbers.with_contests(session, row.id).contest_ids
    keeps_all = set(every) <= set(here.contest_ids)
    kept = session.exec(select(ActivityOutcome).where(ActivityOutcome.activity_id == row.id))
    noted = {each.days: each for each in kept}
    moments = []
    for days in MOMENTS:
        on = (row.ends_at + timedelta(days=days)).astimezone(LOCAL).date()
        known = noted.get(days)
        told = _told(person, Numbers.kept(known.numbers), tells_value) if known else None
        if told and not keeps_all:
            told = replace(told, **dict.fromkeys(PROJECTS))
        at = known.taken_at.astimezone(LOCAL) if known else None
        moments.append(Moment(days, on, at, told))
    now = _told(person, activity_numbers.of(session, here), tells_value)
    money, contests = _money(session, ids), len(here.contest_ids)
    running = _running(session, ids)
    return Outcome(1, now, tuple(moments), money=money, ids=ids, contests=contests, running=running)


def of_series(session: Session, person: Person, series_id: int) -> Outcome | None:
    """All that was held of a series together, services booked of its menus too, as far as this reader holds it."""
    both = held(session, person, series_id=series_id)
    if not both:
        return None
    numbers = activity_numbers.of(session, both)
    told = _told(person, numbers, _tells_value(session, person, both))
    came = func.count().filter(ServiceBooking.state == BookingState.ATTENDED)
    asked = select(func.count(), came).where(
        col(ServiceBooking.menu_id).in_(both.menu_ids), col(ServiceBooking.state).in_(HOLDING)
    )
    booked, given = session.exec(asked).one()
    return Outcome(
        len(both.activity_ids),
        told,
        booked=booked,
        given=given,
        became=_became(session, both.menu_ids),
        money=_money(session, both.activity_ids),
        ids=both.activity_ids,
        contests=len(both.contest_ids),
        running=_running(session, both.activity_ids),
    )


def held(
    session: Session,
    person: Person,
    *,
    activity_id: int | None = None,
    series_id: int | None = None,
) -> Held:
    """What was held of an activity, or of a series with its menus, and their competitions, as far as this reader holds
    it."""
    over = (col(Activity.stage).in_(OVER), activities_kept_by(person))
    asked = select(Activity.id).where(*over).order_by(col(Activity.starts_at).desc())
    if series_id is None:
        own = tuple(session.exec(asked.where(Activity.id == activity_id)))
        return Held(own, contest_ids=_contests(session, person, own) if own else ())
    ids = tuple(session.exec(asked.where(Activity.series_id == series_id)))
    published = select(ServiceMenu).where(
        ServiceMenu.series_id == series_id, col(ServiceMenu.published_at).is_not(None)
    )
    menus = session.exec(published.order_by(col(ServiceMenu.month).desc()))
    kept = tuple(each.id for each in menus if allows(activity_keepers, person, each))
    return Held(ids, kept, _contests(session, person, ids, series_id))


of_activity.by_minute = of_series.by_minute = True


def _contests(
    session: Session, person: Person, activity_ids: tuple[int, ...], series_id: int | None = None
) -> tuple[int, ...]:
    """The competitions that hang on these activities, or on the series, as far as this reader keeps them."""
    hangs = or_(
        col(Contest.activity_id).in_(activity_ids),
        and_(col(Contest.series_id).is_not(None), Contest.series_id == series_id),
    )
    found = select(Contest.id).where(hangs, kept_by(person))
    return tuple(session.exec(found.order_by(col(Contest.id))))


def _became(session: Session, menu_ids: tuple[int, ...]) -> tuple[tuple[BookingOutcome, int], ...]:
    """How many booked services came to what, in the order of the list."""
    noted = select(ServiceBooking.outcome, func.count()).where(
        col(ServiceBooking.menu_id).in_(menu_ids), col(ServiceBooking.outcome).is_not(None)
    )
    many = dict(session.exec(noted.group_by(ServiceBooking.outcome)).all())
    return tuple((each, many[each]) for each in BookingOutcome if each in many)


def _running(session: Session, activity_ids: Sequence[int]) -> frozenset[ActivityResult]:
    """What is counted so many days long, and of which these days last for one of the activities at least."""
    last = session.exec(
        select(func.max(Activity.ends_at)).where(col(Activity.id).in_(activity_ids))
    )
    ended = last.one()
    if ended is None:
        return frozenset()
    now = clock.now()
    return frozenset(each for each, days in LATER.items() if now < ended + timedelta(days=days))


def _money(session: Session, activity_ids: tuple[int, ...]) -> Money:
    budget, spent = col(Activity.budget_yuan), col(Activity.spent_yuan)
    asked = select(
        func.coalesce(func.sum(budget), 0),
        func.count(budget),
        func.coalesce(func.sum(spent), 0),
        func.count(spent),
    )
    return Money(*map(int, session.exec(asked.where(col(Activity.id).in_(activity_ids))).one()))


def _told(person: Person, numbers: Numbers, tells_value: bool) -> Numbers:
    """What enterprises answered is the city's until the month is published; see domain/indicators/publication.py."""
    return replace(
        numbers,
        satisfied=numbers.satisfied if publication.is_told_all(person) else None,
        value=numbers.value if tells_value or not numbers.contracts else None,
    )


def _tells_value(session: Session, person: Person, of: Held) -> bool:
    """Whether the contracts are so many that the sum tells none of them, or the reader may see each."""
    where = activity_numbers.behind(ActivityResult.CONTRACTS, of)
    seen = func.count().filter(matches_visible_to(person))
    many, open_to = session.exec(select(func.count(), seen).select_from(Match).where(*where)).one()
    return many >= FEWEST_CONTRACTS or many == open_to
