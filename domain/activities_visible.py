"""Which activities a person may see, and whose registrations: the conditions of every query on them."""

from sqlalchemy import ColumnElement, false, true
from sqlmodel import and_, col, or_, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity, ActivityPartner, Registration
from db.vocabulary import Kind, Role
from domain.permissions import ORGANISERS, Person

S = ActivityStage
PUBLIC_STAGES = (S.PUBLISHED, S.HELD, S.REPORTED)


def activities_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `activity`: what was published is for everybody, also once it is cancelled.

    Drafts and reviews are for the city's people, the sub-platform of its area, and the organisations that hold it.
    """
    if person.is_engine or person.kind is Kind.CITY:
        return true()
    seen = [
        col(Activity.stage).in_(PUBLIC_STAGES),
        and_(Activity.stage == S.CANCELLED, col(Activity.published_at).is_not(None)),
    ]
    if person.kind is Kind.SUB_PLATFORM:
        seen.append(Activity.area_code == person.area_code)
    if person.organisation_id is not None and person.kind is not Kind.ENTERPRISE:
        helps = select(ActivityPartner.activity_id).where(
            ActivityPartner.organisation_id == person.organisation_id
        )
        seen += [Activity.organiser_id == person.organisation_id, col(Activity.id).in_(helps)]
    return or_(*seen)


def registrations_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `registration`, beside its activity: the keepers of the activity, and each one's own.

    As with commands: the city everywhere, a sub-platform in its area, an organisation's organisers its own.
    """
    seen = [activities_kept_by(person)]
    if person.id is not None:
        seen.append(Registration.user_id == person.id)
    if person.has(Role.ENTERPRISE) and person.organisation_id is not None:
        seen.append(Registration.organisation_id == person.organisation_id)
    return or_(*seen)


def activities_kept_by(person: Person, record: type = Activity) -> ColumnElement[bool]:
    """The condition on `activity`: those that this person holds; the same as `permissions.activity_keepers`.

    `record`: another table of what is held by an organisation in an area: menus of services, competitions.
    """
    if person.is_engine:
        return true()
    keeps = person.has(*ORGANISERS)
    if keeps and person.kind is Kind.CITY:
        return true()
    kept = []
    if keeps and person.kind is Kind.SUB_PLATFORM:
        kept.append(record.area_code == person.area_code)
    if person.has(Role.ORGANISER) and person.organisation_id is not None:
        kept.append(record.organiser_id == person.organisation_id)
    return or_(*kept) if kept else false()
