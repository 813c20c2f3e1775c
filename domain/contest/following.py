"""What comes of awarded projects: mentors, investors, verified financing, transformation; and who follows them up."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from db.contest_vocabulary import FollowStep
from db.models import Contest, ContestEntry, ContestFollow, Organisation, User
from domain import clock
from domain.choices import chosen
from domain.command import Act, command
from domain.contest.entering import MOST_YUAN, of
from domain.errors import Missing, NotFound, Refused, Unclear
from domain.permissions import activity_keepers, allows, engine, person
from domain.written import line, paragraph

NAMED = (FollowStep.MENTOR, FollowStep.INVESTOR)
LONGEST = timedelta(days=730)  # until a next action


class NotAwarded(Refused):
    message = "Only an awarded project is followed up."


class InFuture(Refused):
    message = "This has not happened yet."


class OwnNote(Refused):
    message = "Somebody else than who noted it verifies a financing."


class NothingToVerify(Refused):
    message = "This was verified or taken back already."


class NotDue(Refused):
    message = "Nothing is due of which nobody was reminded."


@command(Contest, by=activity_keepers)
def note(
    act: Act,
    contest: Contest,
    *,
    entry_id: int,
    step: FollowStep,
    on: date,
    name: str = "",
    organisation_id: int | None = None,
    amount_yuan: int | None = None,
    text: str = "",
) -> int:
    """Note what came of an awarded project: a mentor, an investor met, a financing closed, a transformation."""
    entry = _awarded(act.session, contest, entry_id)
    kind = chosen(FollowStep, step, "Kind of progress")
    if on is None:
        raise Missing(field="On")
    if on > act.today:
        raise InFuture
    house = act.session.get(Organisation, organisation_id) if organisation_id else None
    if organisation_id and house is None:
        raise Unclear(field="Organisation")
    if kind is FollowStep.FINANCING:
        if amount_yuan is None:
            raise Missing(field="Value in yuan")
        if not 1 <= amount_yuan <= MOST_YUAN:
            raise Unclear(field="Value in yuan")
    is_named = kind in NAMED and house is None
    row = act.add(
        ContestFollow(
            entry_id=entry.id,
            step=kind,
            on=on,
            name=line(name, most=120, name="Mentor or investor", required=is_named),
            organisation_id=house.id if house else None,
            amount_yuan=amount_yuan if kind is FollowStep.FINANCING else None,
            note=paragraph(text, most=1000, name="Note", required=False),
            by_id=act.actor.id,
            at=act.now,
        )
    )
    act.record("follow_noted", entry, step=kind.value, on=on.isoformat(), follow_id=row.id)
    return row.id


@command(Contest, by=activity_keepers)
def verify(act: Act, contest: Contest, *, follow_id: int) -> None:
    """Say that a financing was seen on paper; another person than who noted it does."""
    row, entry = _row(act.session, contest, follow_id)
    is_open = row.verified_at is None and row.withdrawn_at is None
    if row.step is not FollowStep.FINANCING or not is_open:
        raise NothingToVerify
    if row.by_id == act.actor.id:
        raise OwnNote
    row.verified_by_id, row.verified_at = act.actor.id, act.now
    act.record("follow_verified", entry, step=row.step.value, follow_id=row.id)


@command(Contest, by=activity_keepers)
def take_back(act: Act, contest: Contest, *, follow_id: int, reason: str) -> None:
    """Take back what was noted by mistake, with a reason."""
    row, entry = _row(act.session, contest, follow_id)
    if row.withdrawn_at is not None:
        raise NothingToVerify
    why = line(reason, most=400, name="Reason")
    row.withdrawn_at = act.now
    act.record("follow_taken_back", entry, step=row.step.value, reason=why, follow_id=row.id)


@command(Contest, by=activity_keepers)
def plan(
    act: Act,
    contest: Contest,
    *,
    entry_id: int,
    owner_id: int | None = None,
    next_action: str,
    next_on: date,
) -> None:
    """Say who follows a project up, what they do next and on which day; without a name whoever says it does.

    It is somebody who keeps the competition, for nobody else sees what came of a project.
    """
    entry = _awarded(act.session, contest, entry_id)
    owner = act.session.get(User, owner_id or act.actor.id)
    if owner is None or not _keeps(act.session, owner, contest):
        raise Unclear(field="Who follows it up")
    if next_on is None:
        raise Missing(field="On")
    if not act.today <= next_on <= act.today + LONGEST:
        raise Unclear(field="On")
    entry.owner_id, entry.next_on, entry.reminded_on = owner.id, next_on, None
    entry.next_action = line(next_action, most=200, name="Next action")
    told = {"owner_id": owner.id, "on": next_on.isoformat(), "what": entry.next_action}
    act.record("follow_planned", entry, **told)


@command(Contest, by=activity_keepers)
def rest(act: Act, contest: Contest, *, entry_id: int, reason: str) -> None:
    """Follow a project up no longer, with a reason."""
    entry = _awarded(act.session, contest, entry_id)
    why = line(reason, most=400, name="Reason")
    entry.owner_id, entry.next_action, entry.next_on = None, "", None
    act.record("follow_rested", entry, reason=why)


@command(ContestEntry, by=engine)
def remind(act: Act, entry: ContestEntry) -> None:
    """Remind who follows a project up that the next action is due; once for a day."""
    if entry.next_on is None or entry.next_on > act.today or entry.reminded_on == entry.next_on:
        raise NotDue
    entry.reminded_on = entry.next_on
    act.record("follow_due", entry, on=entry.next_on.isoformat(), what=entry.next_action)


def due():
    """The ids of the entries of whose next action nobody was reminded."""
    return (
        select(ContestEntry.id)
        .where(
            col(ContestEntry.next_on) <= clock.now().date(),
            (col(ContestEntry.reminded_on).is_(None))
            | (col(ContestEntry.reminded_on) != col(ContestEntry.next_on)),
        )
        .order_by(col(ContestEntry.next_on))
    )


def counts() -> ColumnElement[bool]:
    """The condition on `contest_follow` of what counts: not taken back, and of financings what was verified."""
    is_seen = or_(
        ContestFollow.step != FollowStep.FINANCING, col(ContestFollow.verified_at).is_not(None)
    )
    return and_(col(ContestFollow.withdrawn_at).is_(None), is_seen)


def _keeps(session: Session, user: User, contest: Contest) -> bool:
    return user.is_active and allows(activity_keepers, person(session, user.id), contest)


def _awarded(session: Session, contest: Contest, entry_id: int) -> ContestEntry:
    entry = of(session, contest, entry_id)
    if entry.prize is None:
        raise NotAwarded
    return entry


def _row(session: Session, contest: Contest, follow_id: int) -> tuple[ContestFollow, ContestEntry]:
    row = session.get(ContestFollow, follow_id)
    if row is None:
        raise NotFound
    return row, of(session, contest, row.entry_id)
