"""What the invited who have not registered hear by mail later: that the activity is moved, or is not held.

Whose invitation has not gone out yet needs no second mail: it is composed when it is sent. Who has registered, even
if they withdrew, hears by their registration or not at all; who wants no invitations hears nothing.
"""

from sqlmodel import Session, col, or_, select

from db.models import (
    Activity,
    ActivityInvitation,
    InvitationDeclined,
    Message,
    Organisation,
    Registration,
)
from db.vocabulary import MessageKind
from domain.command import Act
from domain.registration_mails import Told


def tell_of_change(act: Act, activity: Activity, told: Told | None = None) -> int:
    """Tell them that time or place are others now, once also where it is moved again before the mail goes out.

    `told`: who was told with another occurrence already, and are not told again; who is told now is added.
    """
    return _tell(act, activity, MessageKind.INVITED_CHANGED, told)


def tell_of_cancelling(act: Act, activity: Activity, told: Told | None = None) -> int:
    """Tell them that it is not held; `told` as above."""
    return _tell(act, activity, MessageKind.INVITED_CANCELLED, told)


def was_invited(session: Session, invitation_id: int) -> bool:
    """Whether the invitation itself has gone out."""
    sent = select(Message.id).where(
        Message.invitation_id == invitation_id,
        Message.kind == MessageKind.ACTIVITY_INVITED,
        col(Message.sent_at).is_not(None),
    )
    return session.exec(sent.limit(1)).first() is not None


def has_answered(activity_id, enterprise):
    """Whether somebody of an enterprise, a row or the table, has ever registered: the condition."""
    return (
        select(Registration.id)
        .where(
            Registration.activity_id == activity_id,
            or_(
                Registration.organisation_id == enterprise.id,
                Registration.enterprise_key == enterprise.name_key,
            ),
        )
        .exists()
    )


def _tell(act: Act, activity: Activity, kind: MessageKind, told: Told | None) -> int:
    before = told if told is not None else set()
    waiting = select(Message.invitation_id).where(
        Message.invitation_id == ActivityInvitation.id,
        Message.kind == kind,
        col(Message.sent_at).is_(None),
        col(Message.given_up_at).is_(None),
        col(Message.claimed_until).is_(None),
    )
    declined = select(InvitationDeclined.id).where(
        InvitationDeclined.organisation_id == Organisation.id
    )
    found = act.session.exec(
        select(Message)
        .join(ActivityInvitation, ActivityInvitation.id == Message.invitation_id)
        .join(Organisation, Organisation.id == ActivityInvitation.organisation_id)
        .where(
            ActivityInvitation.activity_id == activity.id,
            Message.kind == MessageKind.ACTIVITY_INVITED,
            # Gone out, or on its way at this moment, perhaps with what was before.
            or_(col(Message.sent_at).is_not(None), col(Message.claimed_until).is_not(None)),
            col(Message.given_up_at).is_(None),
            ~waiting.correlate(ActivityInvitation).exists(),
            ~declined.correlate(Organisation).exists(),
            ~has_answered(activity.id, Organisation).correlate(Organisation),
        )
        .order_by(col(Message.id))
    ).all()
    new = [each for each in found if (kind, each.recipient) not in before]
    before |= {(kind, each.recipient) for each in new}
    act.session.add_all(
        Message(
            kind=kind,
            invitation_id=each.invitation_id,
            recipient=each.recipient,
            language=each.language,
            created_at=act.now,
            due_at=act.now,
        )
        for each in new
    )
    return len(new)
