"""The letter to an enterprise beforehand: to one that was proposed, and to one that the organisers choose."""

from dataclasses import dataclass

from sqlmodel import Session, case

from db.models import Activity, Organisation
from domain import activity_invitations, clock, invitation_letters
from domain import invitation_rules as rules
from domain.invitation_letters import Letter
from domain.invitation_rules import Reason
from domain.permissions import Person
from domain.queries import invitations
from domain.queries.organisation import is_of_platform


@dataclass(frozen=True)
class Chosen:
    """An enterprise that somebody thinks of inviting by hand: the letter, and by what it is hindered."""

    name: str
    name_en: str
    letter: Letter
    hindered: tuple[str, ...]


def preview(
    session: Session, person: Person, activity_id: int, organisation_id: int
) -> Letter | None:
    """The letter as an enterprise would get it now, in its language."""
    activity = invitations.held(session, person, activity_id)
    if activity is None:
        return None
    sought = rules.sought(session, person, activity, clock.now())
    row = session.exec(
        sought.select(*sought.columns).where(Organisation.id == organisation_id)
    ).first()
    if row is None:
        return None
    enterprise = session.get_one(Organisation, organisation_id)
    return _letter(session, person, activity, enterprise, rules.counted_reasons(row[1:]))


def by_hand(
    session: Session, person: Person, activity_id: int, organisation_id: int
) -> Chosen | None:
    """An enterprise that is to be invited by hand; none where the audience binds and it is not of it."""
    activity = invitations.held(session, person, activity_id)
    if activity is None:
        return None
    sought = rules.sought(session, person, activity, clock.now(), by_hand=True)
    hindered = [case((each, 1), else_=0) for each in sought.hindered.values()]
    asked = sought.select(*hindered, *sought.columns).where(Organisation.id == organisation_id)
    row = session.exec(asked).first()
    if row is None:
        return None
    stands, (_, *counts) = row[: len(hindered)], row[len(hindered) :]
    enterprise = session.get_one(Organisation, organisation_id)
    why = rules.counted_reasons(counts, by_hand=True)
    return Chosen(
        enterprise.name,
        enterprise.name_en or "",
        _letter(session, person, activity, enterprise, why),
        tuple(name for name, is_so in zip(sought.hindered, stands, strict=True) if is_so),
    )


preview.by_scope = by_hand.by_scope = True


def _letter(
    session: Session,
    person: Person,
    activity: Activity,
    enterprise: Organisation,
    why: tuple[Reason, ...],
) -> Letter:
    user = activity_invitations.addressees(session, (enterprise.id,)).get(enterprise.id)
    return invitation_letters.letter(
        activity,
        session.get_one(Organisation, activity.organiser_id),
        enterprise,
        # The name of the person who gets it is for the platform's own people.
        user.name if user and is_of_platform(person, enterprise) else "",
        why,
        (user.language if user else None) or "zh",
    )
