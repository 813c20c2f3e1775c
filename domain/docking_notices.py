"""Who hears of what happens around a docking day: whose needs, results and teams it concerns, and who runs it."""

from sqlmodel import Session, and_, col, or_, select

from db.models import DockingDay, DockingMeeting, DockingParticipant, Event, Organisation, User
from db.models import UserRole as Held
from db.research_vocabulary import Answer, DockingStage
from db.vocabulary import Kind, MessageKind, Role
from domain.docking_people import SIDES, owners_of, sides_of
from domain.hearers import active_users

# To the people of those that the event names.
NAMED = (
    "docking_invited",
    "docking_planned",
    "docking_moved",
    "docking_cancelled",
    "docking_restored",
    "docking_swapped",
    "docking_left_out",
    "docking_declined",
    "docking_untold",
    "docking_welcomed",
    "docking_not_welcomed",
)
TO_EVERYBODY = ("docking_changed", "docking_called_off")  # who was invited and has not declined
TO_ALL = ("docking_published", "docking_tomorrow", "docking_ended")
BEFORE_IT_IS_PUBLISHED = (
    "docking_invited",
    "docking_tomorrow",
    "docking_welcomed",
    "docking_not_welcomed",
)
TO_WHOEVER_PREPARED_IT = (
    "docking_accepted",
    "docking_declined",
    "docking_agreed",
    "docking_offered",
    "docking_untold",
    *TO_EVERYBODY,
)
BY_MAIL = {
    "docking_invited": MessageKind.DOCKING_INVITATION,
    "docking_published": MessageKind.DOCKING_TIMETABLE,
    "docking_tomorrow": MessageKind.DOCKING_TOMORROW,
    **dict.fromkeys((*NAMED[1:9], *TO_EVERYBODY), MessageKind.DOCKING_CHANGE),
}


def recipients(session: Session, event: Event) -> set[int]:
    """The active users who hear of it."""
    day = session.get_one(DockingDay, event.subject_id)
    return concerned(session, day, event) | _organiser(session, day, event)


def concerned(session: Session, day: DockingDay, event: Event) -> set[int]:
    """The people of those that it concerns; of a timetable nobody hears before it is published."""
    if event.action in TO_EVERYBODY:
        return _people(session, *_coming(session, day, Answer.INVITED, Answer.ACCEPTED))
    if event.action not in BEFORE_IT_IS_PUBLISHED and day.stage is DockingStage.PLANNING:
        return set()
    if event.action in TO_ALL:
        is_first = event.action == "docking_published"
        who = _coming(session, day, Answer.ACCEPTED) if is_first else _meeting(session, day)
        return _people(session, *who)
    if event.action not in NAMED:
        return set()
    said = event.particulars
    return _people(session, *(said.get(f"{side}s", ()) for side in SIDES))


def _organiser(session: Session, day: DockingDay, event: Event) -> set[int]:
    """Whoever has prepared the day hears what participants say."""
    is_theirs = event.action in TO_WHOEVER_PREPARED_IT
    is_theirs |= event.action == "docking_presence" and bool(event.particulars.get("is_late"))
    user = session.get(User, day.by_id)
    return {user.id} if is_theirs and user is not None and user.is_active else set()


def _meeting(session: Session, day: DockingDay) -> tuple[list[int], ...]:
    """The needs, results and teams that meet somebody."""
    found = session.exec(select(DockingMeeting).where(DockingMeeting.day_id == day.id))
    return tuple(sides_of(found).values())


def _coming(session: Session, day: DockingDay, *answers: Answer) -> tuple[list[int], ...]:
    """The needs, results and teams that have answered so."""
    found = select(DockingParticipant).where(
        DockingParticipant.day_id == day.id, col(DockingParticipant.answer).in_(answers)
    )
    return tuple(sides_of(session.exec(found)).values())


def _people(session: Session, need_ids=(), result_ids=(), team_ids=()) -> set[int]:
    enterprises, houses = owners_of(session, need_ids, result_ids, team_ids)
    theirs = or_(
        and_(col(User.organisation_id).in_(enterprises), Held.role == Role.ENTERPRISE),
        and_(
            col(User.organisation_id).in_(houses),
            Held.role == Role.UNIVERSITY_LIAISON,
            Organisation.kind != Kind.ENTERPRISE,
        ),
    )
    return active_users(session, theirs)
