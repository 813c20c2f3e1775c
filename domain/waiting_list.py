"""Seats and the waiting list: a seat is given while the database counts one free; who waits longest moves up."""

from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, func, or_, select, update

from db.activity_vocabulary import RegistrationState
from db.models import Activity, Registration
from db.vocabulary import MessageKind
from domain import registration_mails
from domain.command import Act
from domain.unreached import is_unreached


def take_seat(act: Act, activity: Activity) -> bool:
    """Take one seat, if there is one.

    The number counts in the database itself, so that whoever comes by another way is counted too; its CHECK refuses
    one seat more than there are whatever happens here.
    """
    free = or_(col(Activity.capacity).is_(None), col(Activity.taken) < col(Activity.capacity))
    return _count(act, activity, 1, free)


def give_back_seat(act: Act, activity: Activity) -> None:
    """Let a seat be free again."""
    _count(act, activity, -1, col(Activity.taken) > 0)


def fill(act: Act, activity: Activity) -> int:
    """Let those who wait move up in their order, as far as there are seats; nobody does once it has begun.

    In the transaction that made a seat free, under the activity's lock. Returns how many moved up.
    """
    if act.now >= activity.starts_at:
        return 0
    waiting = (
        select(Registration)
        .where(
            Registration.activity_id == activity.id,
            Registration.state == RegistrationState.WAITING,
        )
        .order_by(col(Registration.ticket))
    )
    if activity.capacity is not None:
        waiting = waiting.limit(max(activity.capacity - activity.taken, 0))
    moved = 0
    for registration in act.session.exec(waiting).all():
        if not take_seat(act, activity):
            break
        registration.state, registration.state_since = RegistrationState.REGISTERED, act.now
        to_call = {"to_call": True} if is_unreached(registration) else {}
        act.record("registration_promoted", registration, ticket=registration.ticket, **to_call)
        registration_mails.put(act, registration, MessageKind.REGISTRATION_PROMOTED)
        moved += 1
    return moved


def ahead_of(act: Act, registration: Registration) -> int:
    """How many wait before this one."""
    before = _waiting(registration.activity_id).where(Registration.ticket < registration.ticket)
    return act.session.exec(before).one()


def length(act: Act, activity: Activity) -> int:
    """How many wait."""
    return act.session.exec(_waiting(activity.id)).one()


def _waiting(activity_id: int):
    return select(func.count()).where(
        Registration.activity_id == activity_id,
        Registration.state == RegistrationState.WAITING,
    )


def _count(act: Act, activity: Activity, by: int, condition) -> bool:
    counted = (
        update(Activity)
        .where(col(Activity.id) == activity.id, condition)
        .values(taken=col(Activity.taken) + by)
        .returning(col(Activity.taken))
        .execution_options(synchronize_session=False)
    )
    taken = act.session.execute(counted).scalar_one_or_none()
    if taken is not None:
        set_committed_value(activity, "taken", taken)
    return taken is not None
