"""Who hears inside the platform of what happens to an activity and to a registration."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from db.activity_vocabulary import COMING, RegistrationState
from db.models import (
    Activity,
    ActivityPartner,
    Contest,
    Event,
    FeedbackLink,
    FollowUp,
    Organisation,
    Registration,
    User,
    UserRole,
)
from db.vocabulary import Kind, Role
from domain.hearers import active_users
from domain.permissions import ORGANISERS
from domain.unreached import OF_PERSON, OF_THOSE_WHO_COME, is_unreached

OF_MAKER = (
    "activity_sent_back",
    "activity_published",
    "activity_cancelled",
    "activity_held",
    "activity_reopened",
)
OF_PARTNERS = ("activity_published", "activity_moved", "activity_cancelled")
ASKING = {"feedback_asked": FeedbackLink.asked_at, "feedback_reminded": FeedbackLink.reminded_at}
OF_THOSE_WITH_A_SEAT = ("activity_reminded",)
TO_CALL = ("registration_promoted",)  # told to who drafted it where nothing reaches the person
BY_OTHERS = ("registration_withdrawn", "registration_corrected")  # told where it was not themselves
HELPING = (Role.ORGANISER, Role.SUB_PLATFORM_STAFF, Role.UNIT_HEAD, Role.UNIVERSITY_LIAISON)


def recipients(session: Session, event: Event) -> set[int]:
    """The active users who hear of an event of the calendar; none where it is of another kind."""
    if event.subject_kind == Registration.__tablename__:
        return _of_registration(session, event)
    if event.subject_kind == FollowUp.__tablename__:
        return _of_task(session, event)
    if event.subject_kind == Activity.__tablename__:
        if event.action in ASKING:
            return _asked(session, event)
        activity = session.get_one(Activity, event.subject_id)
        found = _of_activity(session, activity, event.action)
        along_with = event.particulars.get("along_with")
        return found - _told_before(session, along_with, event.action) if along_with else found
    return set()


def _of_registration(session: Session, event: Event) -> set[int]:
    registration = session.get_one(Registration, event.subject_id)
    if event.action in TO_CALL and is_unreached(registration):
        return _of_maker(session, session.get_one(Activity, registration.activity_id))
    if event.action in OF_PERSON and registration.user_id:
        return active_users(session, User.id == registration.user_id)
    if event.action in BY_OTHERS and registration.user_id:
        return active_users(session, User.id == registration.user_id) - {event.actor_id}
    waits = event.particulars.get("state") == RegistrationState.AWAITING_APPROVAL
    if event.action == "registered" and waits:
        return _of_maker(session, session.get_one(Activity, registration.activity_id))
    return set()


def _of_activity(session: Session, activity: Activity, action: str) -> set[int]:
    circles: list[ColumnElement[bool]] = []
    if action == "activity_handed_in":
        circles.append(_holds_near(activity))
    if action in OF_PARTNERS and activity.published_at is not None:
        helpers = select(ActivityPartner.organisation_id).where(
            ActivityPartner.activity_id == activity.id
        )
        circles.append(
            and_(col(User.organisation_id).in_(helpers), col(UserRole.role).in_(HELPING))
        )
    told = COMING if action in OF_THOSE_WHO_COME else ()
    if action in OF_THOSE_WITH_A_SEAT:
        told = (RegistrationState.REGISTERED,)
    if told:
        coming = select(Registration.user_id).where(
            Registration.activity_id == activity.id, col(Registration.state).in_(told)
        )
        circles.append(col(User.id).in_(coming))
    found = active_users(session, or_(*circles)) if circles else set()
    return found | (_of_maker(session, activity) if action in OF_MAKER else set())


def _told_before(session: Session, activity_ids: Sequence[int], action: str) -> set[int]:
    """Who was told already of occurrences before this one, to which the same happened in the same step."""
    last = session.get_one(Activity, activity_ids[-1])
    helping = col(ActivityPartner.activity_id).in_(activity_ids)
    coming = select(Registration.user_id).where(
        col(Registration.activity_id).in_(activity_ids), col(Registration.state).in_(COMING)
    )
    helpers = select(ActivityPartner.organisation_id).where(helping)
    told = or_(col(User.id).in_(coming), col(User.organisation_id).in_(helpers))
    return active_users(session, told) | _of_activity(session, last, action)


def _of_maker(session: Session, activity: Activity) -> set[int]:
    """Whoever drafted it, or who hears in their place."""
    return instead_of(session, activity, activity.by_id)


def instead_of(session: Session, held: Activity | Contest, user_id: int) -> set[int]:
    """This person; once they have left, the organiser's people who hold it, else those of the area. Ids of users."""
    own = and_(User.organisation_id == held.organiser_id, col(UserRole.role).in_(ORGANISERS))
    near = _holds_near(held)
    for circle in (and_(User.id == user_id, or_(own, near)), own, near):
        if found := active_users(session, circle):
            return found
    return set()


def _holds_near(held: Activity | Contest) -> ColumnElement[bool]:
    """Of the city's platform, or of the sub-platform of its area, with a role that holds activities."""
    near = [Organisation.kind == Kind.CITY]
    if held.area_code is not None:
        near.append(
            and_(
                Organisation.kind == Kind.SUB_PLATFORM,
                Organisation.area_code == held.area_code,
            )
        )
    return and_(col(UserRole.role).in_(ORGANISERS), or_(*near))


def _of_task(session: Session, event: Event) -> set[int]:
    """Whoever has the task; what became of it, and that it is late, also whoever gave it."""
    task = session.get_one(FollowUp, event.subject_id)
    whose = [task.user_id]
    if event.action not in ("task_given", "task_due"):
        whose.append(task.given_by_id)
    return active_users(session, col(User.id).in_(whose))


def _asked(session: Session, event: Event) -> set[int]:
    """Those with an account whom this very event asks, or reminds to say, how it was."""
    asked = (
        select(Registration.user_id)
        .join(FeedbackLink, FeedbackLink.registration_id == Registration.id)
        .where(FeedbackLink.activity_id == event.subject_id, ASKING[event.action] == event.at)
    )
    return active_users(session, col(User.id).in_(asked))
