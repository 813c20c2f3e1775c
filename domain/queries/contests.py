"""Competitions: all of them, and one with its stages; what only its keepers may know is empty for others."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.activity_vocabulary import ActivityKind, ActivityStage
from db.contest_vocabulary import ContestStage, EntryState
from db.models import Activity, ActivitySeries, Area, Contest, ContestEntry, ContestRound
from domain import clock
from domain.command import can
from domain.contest import closing
from domain.contest import contests as commands
from domain.contest.plans import ContestPlan, plan_of
from domain.contest.visible import contests_visible_to, entries_visible_to
from domain.permissions import Person
from domain.queries.named import Named, organisations

MOST = 100


@dataclass(frozen=True)
class Line:
    """A competition in the list."""

    id: int
    number: str
    year: int
    title: str
    title_en: str
    organiser: Named
    stage: ContestStage
    opens_at: datetime
    closes_at: datetime
    is_open: bool  # entries are taken now
    is_published: bool
    is_draft: bool
    is_off: bool
    entries: int  # that were accepted


@dataclass(frozen=True)
class RoundShown:
    """How far a stage is."""

    id: int
    sheet: int
    begun_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Awarded:
    """An awarded project, as everybody may know it."""

    entry_id: int
    title: str
    enterprise: str
    enterprise_id: int | None
    prize: str
    prize_en: str


@dataclass(frozen=True)
class ContestShown:
    """One competition."""

    id: int
    number: str
    year: int
    stage: ContestStage
    plan: ContestPlan
    organiser: Named
    area: Named | None
    hangs_on: Named  # the series or the activity
    activity_id: int | None
    is_open: bool
    published_at: datetime | None
    is_draft: bool  # only its keepers see it
    is_off: bool
    off_because: str
    awarded: tuple[Awarded, ...]
    accepted: int
    own: tuple[int, ...]  # the reader's own entries
    is_keeper: bool
    may_publish: bool  # the awards, which this reader sees before everybody does
    rounds: dict[ContestStage, RoundShown] | None = None
    counts: dict[EntryState, int] | None = None


@dataclass(frozen=True)
class Ground:
    """Something that a competition can hang on."""

    series_id: int | None
    activity_id: int | None
    name: str
    name_en: str


def listing(session: Session, person: Person) -> tuple[Line, ...]:
    """The competitions, the newest first."""
    accepted = (
        select(func.count())
        .where(ContestEntry.contest_id == Contest.id, ContestEntry.state == EntryState.ACCEPTED)
        .correlate(Contest)
        .scalar_subquery()
    )
    found = session.exec(
        select(Contest, accepted)
        .where(contests_visible_to(person))
        .order_by(col(Contest.year).desc(), col(Contest.id).desc())
        .limit(MOST)
    ).all()
    named = organisations(session, (row.organiser_id for row, _ in found))
    return tuple(
        Line(
            id=row.id,
            number=row.number,
            year=row.year,
            title=row.title,
            title_en=row.title_en,
            organiser=named[row.organiser_id],
            stage=row.stage,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            is_open=_is_open(row),
            is_published=row.published_at is not None,
            is_draft=row.announced_at is None,
            is_off=row.called_off_at is not None,
            entries=entries,
        )
        for row, entries in found
    )


def contest(session: Session, person: Person, contest_id: int) -> ContestShown | None:
    """The competition; none where there is no such, or it is a draft of others."""
    row = session.get(Contest, contest_id)
    if row is None:
        return None
    is_keeper = can(person, commands.change, row)
    if row.announced_at is None and not is_keeper:
        return None
    area = session.get(Area, row.area_code) if row.area_code else None
    counts = dict(
        session.exec(
            select(ContestEntry.state, func.count())
            .where(ContestEntry.contest_id == row.id)
            .group_by(ContestEntry.state)
        ).all()
    )
    may_publish = _waits(row) and can(person, closing.publish, row)
    inside = {"rounds": _rounds(session, row.id), "counts": counts} if is_keeper else {}
    return ContestShown(
        id=row.id,
        number=row.number,
        year=row.year,
        stage=row.stage,
        plan=plan_of(session, row),
        organiser=organisations(session, (row.organiser_id,))[row.organiser_id],
        area=Named(0, area.name, area.name_en) if area else None,
        hangs_on=_hangs_on(session, row),
        activity_id=row.activity_id,
        is_open=_is_open(row),
        published_at=row.published_at,
        is_draft=row.announced_at is None,
        is_off=row.called_off_at is not None,
        off_because=row.called_off_because,
        awarded=awarded(session, row) if row.published_at or may_publish else (),
        accepted=counts.get(EntryState.ACCEPTED, 0),
        own=_own(session, person, row.id) if person.id is not None and not is_keeper else (),
        is_keeper=is_keeper,
        may_publish=may_publish,
        **inside,
    )


def grounds(session: Session, person: Person) -> tuple[Ground, ...]:
    """What this person may hang a competition on: series that go on, activities of its kind that are not over."""
    series = session.exec(
        select(ActivitySeries).where(ActivitySeries.is_active).order_by(col(ActivitySeries.id))
    )
    found = [
        Ground(each.id, None, each.name, each.name_en)
        for each in series
        if can(person, commands.change, _as_contest(each))
    ]
    coming = session.exec(
        select(Activity)
        .where(
            Activity.kind == ActivityKind.GOOD_PROJECT,
            Activity.ends_at >= clock.now(),
            Activity.stage != ActivityStage.CANCELLED,
        )
        .order_by(col(Activity.starts_at))
        .limit(MOST)
    )
    found += [
        Ground(None, each.id, each.title, each.title_en)
        for each in coming
        if can(person, commands.change, _as_contest(each))
    ]
    return tuple(found)


contest.by_minute = listing.by_minute = True


def awarded(session: Session, row: Contest) -> tuple[Awarded, ...]:
    """The awarded entries, the highest prize first."""
    found = session.exec(
        select(ContestEntry)
        .where(ContestEntry.contest_id == row.id, col(ContestEntry.prize).is_not(None))
        .order_by(col(ContestEntry.prize), col(ContestEntry.ticket))
    )
    names = row.prizes
    return tuple(
        Awarded(
            entry_id=each.id,
            title=each.title,
            enterprise=each.enterprise_name,
            enterprise_id=each.organisation_id,
            prize=names[each.prize]["name"],
            prize_en=names[each.prize]["name_en"],
        )
        for each in found
    )


def _waits(row: Contest) -> bool:
    """Whether its awards wait for being published."""
    is_over = row.published_at is not None or row.called_off_at is not None
    return row.stage is ContestStage.AWARDED and not is_over


def _is_open(row: Contest) -> bool:
    is_on = row.stage is ContestStage.REGISTERED and row.called_off_at is None
    return is_on and row.opens_at <= clock.now() < row.closes_at


def _rounds(session: Session, contest_id: int) -> dict[ContestStage, RoundShown]:
    found = select(ContestRound).where(ContestRound.contest_id == contest_id)
    return {
        each.stage: RoundShown(each.id, each.sheet, each.begun_at, each.closed_at)
        for each in session.exec(found.order_by(col(ContestRound.id)))
    }


def _hangs_on(session: Session, row: Contest) -> Named:
    if row.series_id:
        series = session.get_one(ActivitySeries, row.series_id)
        return Named(series.id, series.name, series.name_en)
    activity = session.get_one(Activity, row.activity_id)
    return Named(activity.id, activity.title, activity.title_en)


def _own(session: Session, person: Person, contest_id: int) -> tuple[int, ...]:
    found = (
        select(ContestEntry.id)
        .join(Contest, Contest.id == ContestEntry.contest_id)
        .where(ContestEntry.contest_id == contest_id, entries_visible_to(person))
    )
    return tuple(session.exec(found.order_by(col(ContestEntry.ticket))))


def _as_contest(ground: ActivitySeries | Activity) -> Contest:
    """Whoever keeps what it hangs on keeps the competition."""
    return Contest(organiser_id=ground.organiser_id, area_code=ground.area_code)
