"""What whoever registers for an activity hears by mail: put into the outbox with its cause, composed when sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from db.activity_vocabulary import COMING, RegistrationState
from db.models import Activity, Message, Registration
from db.vocabulary import MessageKind
from domain.command import Act
from domain.tokens import link_token, spoken_secret

R = RegistrationState
Told = set[tuple[MessageKind, str]]  # of what, at which address
OF_STATE = {
    R.REGISTERED: MessageKind.REGISTRATION_CONFIRMED,
    R.WAITING: MessageKind.REGISTRATION_WAITING,
    R.AWAITING_APPROVAL: MessageKind.REGISTRATION_AWAITING,
    R.REFUSED: MessageKind.REGISTRATION_REFUSED,
    R.WITHDRAWN: MessageKind.REGISTRATION_WITHDRAWN,
}

AGAIN = (R.REGISTERED, R.WAITING, R.AWAITING_APPROVAL)
AGAIN_AFTER = timedelta(hours=1)


def token_of(activity_id: int, ticket: int) -> str:
    """What the link to one registration carries."""
    return link_token(f"registration:{activity_id}:{ticket}")


def code_of(activity_id: int, ticket: int) -> str:
    """What is shown, or said, at the door: ten letters."""
    return spoken_secret(f"check-in:{activity_id}:{ticket}")


def link_path(token: str) -> str:
    """Where whoever registered looks after it."""
    return f"/registration?t={token}"


def check_in_path(activity_id: int, code: str) -> str:
    """What the picture on a confirmation leads to: the door's own page, for the organisers."""
    return f"/check-in?id={activity_id}&c={code}"


def put(act: Act, registration: Registration, kind: MessageKind | None = None) -> None:
    """One message about a registration, as it now stands or of another kind, if there is an address."""
    if registration.email:
        said = kind or OF_STATE[registration.state]
        act.session.add(_message(registration, said, act.now))


def tell_again(act: Act, registration: Registration) -> None:
    """The link and how it stands once more, to the address that was left; once an hour at most."""
    if registration.state not in AGAIN or not registration.email:
        return
    lately = select(Message.id).where(
        Message.registration_id == registration.id,
        Message.created_at > act.now - AGAIN_AFTER,
    )
    if act.session.exec(lately.limit(1)).first() is None:
        put(act, registration)


def tell_all_of_change(act: Act, activity: Activity, told: Told | None = None) -> int:
    """Tell everybody who means to come that time or place are others now; returns how many by mail.

    `told`: who was told with another occurrence already, and are not told again; who is told now is added.
    """
    return _tell_all(act, activity, MessageKind.ACTIVITY_CHANGED, COMING, told)


def tell_all_of_cancelling(act: Act, activity: Activity, told: Told | None = None) -> int:
    """Tell everybody who means to come that it is not held; `told` as above."""
    return _tell_all(act, activity, MessageKind.ACTIVITY_CANCELLED, COMING, told)


def remind_all(act: Act, activity: Activity) -> int:
    """Remind everybody who has a seat."""
    return _tell_all(act, activity, MessageKind.ACTIVITY_REMINDER, (R.REGISTERED,))


def _tell_all(
    act: Act,
    activity: Activity,
    kind: MessageKind,
    states: Iterable[RegistrationState],
    told: Told | None = None,
) -> int:
    before = told if told is not None else set()
    found = [
        _message(each, kind, act.now)
        for each in _with_mail(act.session, activity, states)
        if (kind, each.email) not in before
    ]
    before |= {(kind, each.recipient) for each in found}
    act.session.add_all(found)
    return len(found)


def _with_mail(session: Session, activity: Activity, states: Iterable[RegistrationState]):
    return session.exec(
        select(Registration)
        .where(
            Registration.activity_id == activity.id,
            col(Registration.state).in_(states),
            col(Registration.email).is_not(None),
        )
        .order_by(col(Registration.ticket))
    ).all()


def _message(registration: Registration, kind: MessageKind, now: datetime) -> Message:
    return Message(
        kind=kind,
        registration_id=registration.id,
        recipient=registration.email,
        language=registration.language,
        created_at=now,
        due_at=now,
    )
