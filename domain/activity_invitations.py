"""Inviting enterprises to an activity by mail: those that were chosen, each once, and none too often."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, or_, select

from db.activity_vocabulary import ActivityStage
from db.models import (
    Activity,
    ActivityInvitation,
    InvitationDeclined,
    Message,
    Organisation,
    Registration,
    User,
)
from db.vocabulary import MessageKind
from domain import invitation_rules as rules
from domain.activities import check
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import activity_keepers, invitation_deciders
from domain.registration_rules import LIVE, RegistrationClosed

MOST_AT_ONCE = 500


class NobodyToInvite(Refused):
    message = (
        "None of these can be invited: they have been, have registered, want no invitations, or got enough of them "
        "this week."
    )


class TooManyInvited(Refused):
    message = "At most {most} enterprises are invited at once."


class AsItIs(Refused):
    message = "It is so already."


@dataclass(frozen=True)
class Invited:
    """How many were invited, and how many of those chosen were not."""

    many: int
    left_out: int


@command(Activity, by=activity_keepers)
def invite(
    act: Act, activity: Activity, *, organisation_ids: Collection[int], by_hand: bool = False
) -> Invited:
    """Invite the chosen enterprises by mail; whoever was invited, has registered or wants none is left out.

    `by_hand`: also who was not proposed, with the reason that the organisers chose them; never past an audience that
    binds.
    """
    check(activity, ActivityStage.PUBLISHED)
    if act.now >= (activity.closes_at or activity.starts_at):
        raise RegistrationClosed
    chosen = sorted(set(organisation_ids))
    if len(chosen) > MOST_AT_ONCE:
        raise TooManyInvited(most=MOST_AT_ONCE)
    found = _free(act, activity, chosen, by_hand)
    if not found:
        raise NobodyToInvite
    people = addressees(act.session, [each.id for each, *_ in found])
    for organisation, row in found:
        _write(act, activity, organisation, row, people.get(organisation.id))
    act.record("activity_invited", activity, many=len(found), left_out=len(chosen) - len(found))
    return Invited(len(found), len(chosen) - len(found))


@command(Organisation, by=invitation_deciders)
def want(act: Act, organisation: Organisation, *, wanted: bool) -> None:
    """Let an enterprise be invited to activities by mail, or no more."""
    declined = act.session.exec(
        select(InvitationDeclined).where(InvitationDeclined.organisation_id == organisation.id)
    ).first()
    if wanted == (declined is None):
        raise AsItIs
    if declined is not None:
        act.session.delete(declined)
    else:
        act.session.add(InvitationDeclined(organisation_id=organisation.id, since=act.now))
    act.record("invitations_wanted", organisation, wanted=bool(wanted))


def is_wanted(session: Session, organisation_id: int) -> bool:
    """Whether an enterprise may be invited by mail."""
    declined = select(InvitationDeclined.id).where(
        InvitationDeclined.organisation_id == organisation_id
    )
    return session.exec(declined).first() is None


def has_registered(session: Session, activity: Activity, enterprise: Organisation) -> bool:
    """Whether somebody of an enterprise has registered, as it is known or by its name."""
    theirs = or_(
        Registration.organisation_id == enterprise.id,
        Registration.enterprise_key == enterprise.name_key,
    )
    found = select(Registration.id).where(
        Registration.activity_id == activity.id, col(Registration.state).in_(LIVE), theirs
    )
    return session.exec(found.limit(1)).first() is not None


def addressees(session: Session, organisation_ids: Collection[int]) -> dict[int, User]:
    """Of each enterprise its first person who can be written to."""
    first = (
        select(func.min(User.id))
        .where(*rules.people_of(organisation_ids))
        .group_by(User.organisation_id)
    )
    found: Iterable[User] = session.exec(select(User).where(col(User.id).in_(first)))
    return {user.organisation_id: user for user in found}


def _free(
    act: Act, activity: Activity, chosen: Collection[int], by_hand: bool
) -> list[tuple[Organisation, tuple[int, tuple[rules.Reason, ...]]]]:
    """Of the chosen those who fit and can be invited now, each with score and reasons.

    Locked, so that two activities that invite at once do not both believe to be the last one of the week.
    """
    locked = select(Organisation).where(col(Organisation.id).in_(chosen))
    rows = act.session.exec(locked.order_by(col(Organisation.id)).with_for_update()).all()
    known = {row.id: row for row in rows}
    sought = rules.sought(act.session, act.actor, activity, act.now, by_hand=by_hand)
    asked = sought.select(Organisation.id, *sought.columns).where(
        col(Organisation.id).in_(chosen), sought.is_free
    )
    return [
        (known[id], (int(score), rules.counted_reasons(counts, by_hand=by_hand)))
        for id, score, *counts in act.session.exec(asked.order_by(col(Organisation.id)))
    ]


def _write(
    act: Act,
    activity: Activity,
    organisation: Organisation,
    row: tuple[int, tuple[rules.Reason, ...]],
    user: User | None,
) -> None:
    score, why = row
    invitation = act.add(
        ActivityInvitation(
            activity_id=activity.id,
            organisation_id=organisation.id,
            contact_name=user.name if user else "",
            score=score,
            reasons=[each.kept for each in why],
            by_id=act.actor.id,
            invited_at=act.now,
        )
    )
    act.session.add(
        Message(
            kind=MessageKind.ACTIVITY_INVITED,
            invitation_id=invitation.id,
            recipient=user.email if user else organisation.email,
            language=(user.language if user else None) or "zh",
            created_at=act.now,
            due_at=act.now,
        )
    )
