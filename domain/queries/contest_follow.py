"""What came of awarded projects, for those who keep the competition; and the funnel of all competitions by year."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, and_, case, col, func, or_, select

from db.contest_vocabulary import ContestStage, EntryState, FollowStep
from db.models import Contest, ContestEntry, ContestFollow, Organisation, User, UserRole
from db.vocabulary import Kind, Role
from domain.command import can
from domain.contest import following
from domain.contest.visible import kept_by
from domain.permissions import ORGANISERS, Person
from domain.queries.named import Named

MOST_YEARS = 10
MOST_OWNERS = 100


@dataclass(frozen=True)
class StepShown:
    """One thing that came of a project."""

    id: int
    step: FollowStep
    on: date
    name: str
    amount_yuan: int | None
    note: str
    by: str
    verified_by: str  # empty: nobody yet
    may_verify: bool  # by this reader


@dataclass(frozen=True)
class Followed:
    """An awarded project and what came of it."""

    entry_id: int
    title: str
    enterprise: str
    prize: str
    prize_en: str
    owner_id: int | None
    owner: str
    next_action: str
    next_on: date | None
    steps: tuple[StepShown, ...]


@dataclass(frozen=True)
class Year:
    """How many projects of one year's competitions came how far; financing counts only where it was verified."""

    year: int
    entered: int
    accepted: int
    final: int
    awarded: int
    mentored: int
    invested: int  # met an investor
    financed: int
    yuan: int
    transformed: int


def followed(session: Session, person: Person, contest_id: int) -> tuple[Followed, ...]:
    """The awarded projects of a competition, what is due next first."""
    contest = session.get(Contest, contest_id)
    if contest is None or not can(person, following.plan, contest):
        return ()
    rows = session.exec(
        select(ContestEntry, User.name)
        .outerjoin(User, User.id == ContestEntry.owner_id)
        .where(ContestEntry.contest_id == contest_id, col(ContestEntry.prize).is_not(None))
        .order_by(
            col(ContestEntry.next_on).is_(None),
            col(ContestEntry.next_on),
            col(ContestEntry.prize),
            col(ContestEntry.ticket),
        )
    ).all()
    steps = _steps(session, person, [entry.id for entry, _ in rows])
    return tuple(
        Followed(
            entry_id=entry.id,
            title=entry.title,
            enterprise=entry.enterprise_name,
            prize=contest.prizes[entry.prize]["name"],
            prize_en=contest.prizes[entry.prize]["name_en"],
            owner_id=entry.owner_id,
            owner=owner or "",
            next_action=entry.next_action,
            next_on=entry.next_on,
            steps=tuple(steps[entry.id]),
        )
        for entry, owner in rows
    )


def owners(session: Session, person: Person, contest_id: int) -> tuple[Named, ...]:
    """Who can follow a project up: those who keep the competition, this reader first."""
    contest = session.get(Contest, contest_id)
    if contest is None or not can(person, following.plan, contest):
        return ()
    keeping, organising = (
        select(UserRole.user_id).where(col(UserRole.role).in_(roles))
        for roles in (ORGANISERS, (Role.ORGANISER,))
    )
    of_area = and_(
        Organisation.kind == Kind.SUB_PLATFORM, Organisation.area_code == contest.area_code
    )
    is_keeper = or_(
        and_(or_(Organisation.kind == Kind.CITY, of_area), col(User.id).in_(keeping)),
        and_(Organisation.id == contest.organiser_id, col(User.id).in_(organising)),
    )
    found = session.exec(
        select(User.id, User.name, Organisation.name, Organisation.name_en)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.is_active, is_keeper)
        .order_by(User.id != (person.id or 0), col(Organisation.id), col(User.name))
        .limit(MOST_OWNERS)
    )
    return tuple(
        Named(user_id, f"{name} · {home}", f"{name} · {home_en or home}")
        for user_id, name, home, home_en in found
    )


def funnel(session: Session, person: Person) -> tuple[Year, ...]:
    """Year by year, the newest first, over the competitions that this person keeps."""
    entries = session.exec(
        select(
            Contest.year,
            func.count(),
            _sum(ContestEntry.state == EntryState.ACCEPTED),
            _sum(
                and_(
                    ContestEntry.state == EntryState.ACCEPTED,
                    col(ContestEntry.stage).in_((ContestStage.FINAL, ContestStage.AWARDED)),
                )
            ),
            _sum(col(ContestEntry.prize).is_not(None)),
        )
        .join(ContestEntry, ContestEntry.contest_id == Contest.id)
        .where(kept_by(person))
        .group_by(Contest.year)
        .order_by(col(Contest.year).desc())
        .limit(MOST_YEARS)
    ).all()
    came = session.exec(
        select(
            Contest.year,
            ContestFollow.step,
            func.count(func.distinct(ContestFollow.entry_id)),
            func.coalesce(func.sum(ContestFollow.amount_yuan), 0),
        )
        .join(ContestEntry, ContestEntry.id == ContestFollow.entry_id)
        .join(Contest, Contest.id == ContestEntry.contest_id)
        .where(kept_by(person), following.counts())
        .group_by(Contest.year, ContestFollow.step)
    ).all()
    of = {(year, step): (many, int(yuan)) for year, step, many, yuan in came}
    none = (0, 0)
    return tuple(
        Year(
            year,
            *map(int, counted),
            mentored=of.get((year, FollowStep.MENTOR), none)[0],
            invested=of.get((year, FollowStep.INVESTOR), none)[0],
            financed=of.get((year, FollowStep.FINANCING), none)[0],
            yuan=of.get((year, FollowStep.FINANCING), none)[1],
            transformed=of.get((year, FollowStep.TRANSFORMED), none)[0],
        )
        for year, *counted in entries
    )


def _sum(condition):
    return func.sum(case((condition, 1), else_=0))


def _steps(session: Session, person: Person, ids: list[int]) -> dict[int, list[StepShown]]:
    found: dict[int, list[StepShown]] = defaultdict(list)
    rows = session.exec(
        select(ContestFollow, Organisation.name)
        .outerjoin(Organisation, Organisation.id == ContestFollow.organisation_id)
        .where(col(ContestFollow.entry_id).in_(ids), col(ContestFollow.withdrawn_at).is_(None))
        .order_by(col(ContestFollow.on), col(ContestFollow.id))
    ).all()
    people = {row.by_id for row, _ in rows} | {row.verified_by_id for row, _ in rows}
    known = select(User.id, User.name).where(col(User.id).in_(people - {None}))
    names = dict(session.exec(known).all())
    for row, organisation in rows:
        is_open = row.step is FollowStep.FINANCING and row.verified_at is None
        found[row.entry_id].append(
            StepShown(
                id=row.id,
                step=row.step,
                on=row.on,
                name=organisation or row.name,
                amount_yuan=row.amount_yuan,
                note=row.note,
                by=names[row.by_id],
                verified_by=names.get(row.verified_by_id, ""),
                may_verify=is_open and row.by_id != person.id,
            )
        )
    return found
