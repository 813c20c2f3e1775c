"""What is to be done after activities: of one activity, and of one person; and who can be given a task."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from db.activity_vocabulary import FollowUpState
from db.models import Activity, ActivityPartner, FollowUp, Organisation, Registration, User
from db.vocabulary import Kind
from domain import clock
from domain.activities_visible import activities_kept_by, activities_visible_to
from domain.clock import LOCAL
from domain.permissions import Person
from domain.queries.named import Named, people

MOST = 100


@dataclass(frozen=True)
class Task:
    """One task that follows an activity."""

    id: int
    activity_id: int
    activity: Named
    what: str
    person_name: str  # of who came, whom it is about; empty for a free one
    enterprise: str
    owner_id: int
    owner: str
    due_on: date
    given_at: datetime
    given_by: str
    is_late: bool
    state: FollowUpState
    note: str
    ended_at: datetime | None
    is_mine: bool


def of_activity(session: Session, person: Person, activity_id: int) -> tuple[Task, ...]:
    """The tasks of one activity, open ones first, for those who hold it."""
    asked = _asked().where(FollowUp.activity_id == activity_id, activities_kept_by(person))
    return _tasks(session, person, asked.order_by(*_order()).limit(MOST))


def mine(session: Session, person: Person) -> tuple[Task, ...]:
    """What this person is to do still, most urgent first."""
    if person.id is None:
        return ()
    asked = _asked().where(
        FollowUp.user_id == person.id,
        FollowUp.state == FollowUpState.OPEN,
        activities_visible_to(person),
    )
    return _tasks(session, person, asked.order_by(*_order()).limit(MOST))


def owners(session: Session, person: Person, activity_id: int) -> tuple[Named, ...]:
    """Who can be given a task: the people of those who hold the activity and help with it, of the city and its area."""
    activity = session.exec(
        select(Activity).where(Activity.id == activity_id, activities_kept_by(person))
    ).first()
    if activity is None:
        return ()
    helpers = select(ActivityPartner.organisation_id).where(
        ActivityPartner.activity_id == activity_id
    )
    near = [
        Organisation.kind == Kind.CITY,
        Organisation.id == activity.organiser_id,
        col(Organisation.id).in_(helpers),
    ]
    if activity.area_code:
        of_area = Organisation.area_code == activity.area_code
        near.append((Organisation.kind == Kind.SUB_PLATFORM) & of_area)
    found = session.exec(
        select(User.id, User.name, Organisation.name, Organisation.name_en)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.is_active, Organisation.kind != Kind.ENTERPRISE, or_(*near))
        .order_by(User.id != (person.id or 0), col(Organisation.id), col(User.name))
        .limit(2 * MOST)
    )
    return tuple(
        Named(user_id, f"{name} · {home}", f"{name} · {home_en or home}")
        for user_id, name, home, home_en in found
    )


of_activity.by_minute = mine.by_minute = True


def _asked():
    return (
        select(FollowUp, Activity, User.name, Registration)
        .join(Activity, Activity.id == FollowUp.activity_id)
        .join(User, User.id == FollowUp.user_id)
        .outerjoin(Registration, Registration.id == FollowUp.registration_id)
    )


def _order():
    return (FollowUp.state != FollowUpState.OPEN, col(FollowUp.due_on), col(FollowUp.id))


def _tasks(session: Session, person: Person, asked) -> tuple[Task, ...]:
    today, found = clock.now().date(), session.exec(asked).all()
    names = people(session, (row.given_by_id for row, *_ in found))
    return tuple(
        Task(
            id=row.id,
            activity_id=activity.id,
            activity=Named(activity.id, activity.title, activity.title_en or activity.title),
            what=row.what,
            person_name=came.person_name if came else "",
            enterprise=came.enterprise_name if came else "",
            owner_id=row.user_id,
            owner=owner,
            due_on=row.due_on,
            given_at=row.given_at.astimezone(LOCAL),
            given_by=names[row.given_by_id],
            is_late=row.state is FollowUpState.OPEN and row.due_on < today,
            state=row.state,
            note=row.note,
            ended_at=row.ended_at.astimezone(LOCAL) if row.ended_at else None,
            is_mine=row.user_id == person.id,
        )
        for row, activity, owner, came in found
    )
