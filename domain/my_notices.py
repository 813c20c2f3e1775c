"""One's own notices: what has been read need not be shown as new."""

from sqlmodel import col, or_, select, update

from db.models import (
    Activity,
    CoordinationCase,
    Demand,
    DockingDay,
    Event,
    Match,
    Notice,
    Registration,
    ResearchResult,
    TechnicalNeed,
    User,
)
from domain.command import Act, command
from domain.permissions import oneself


@command(User, by=oneself)
def read_all(act: Act, user: User) -> None:
    """Take note of every notice one has."""
    _read(act, user)


@command(User, by=oneself)
def read_about(act: Act, user: User, *, number: str) -> None:
    """Take note of every notice one has about one demand, case, match, need, result or activity."""
    about = [col(Notice.demand_id).in_(select(Demand.id).where(Demand.number == number))]
    for table in (
        Activity,
        CoordinationCase,
        DockingDay,
        Match,
        TechnicalNeed,
        ResearchResult,
    ):
        of_one = select(Event.id).where(
            Event.subject_kind == table.__tablename__,
            col(Event.subject_id).in_(select(table.id).where(table.number == number)),
        )
        about.append(col(Notice.event_id).in_(of_one))
    registered = select(Event.id).where(
        Event.subject_kind == Registration.__tablename__,
        col(Event.subject_id).in_(
            select(Registration.id)
            .join(Activity, Activity.id == Registration.activity_id)
            .where(Activity.number == number)
        ),
    )
    about.append(col(Notice.event_id).in_(registered))
    _read(act, user, or_(*about))


@command(User, by=oneself)
def read_of(act: Act, user: User, *, about: str, one_id: int) -> None:
    """Take note of every notice one has about one thing that has no number: a subscription, an alert."""
    of_one = select(Event.id).where(Event.subject_kind == about, Event.subject_id == one_id)
    _read(act, user, col(Notice.event_id).in_(of_one))


def _read(act: Act, user: User, *which) -> None:
    unread = update(Notice).where(Notice.user_id == user.id, col(Notice.read_at).is_(None), *which)
    many = act.session.exec(unread.values(read_at=act.now)).rowcount
    act.topics.add(f"notices:{user.id}")
    act.record("notices_read", user, count=many)
