"""Who may do what, and what a person may see: declared once, asked by commands, buttons, lists and documents."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, false, true
from sqlmodel import Session, and_, func, or_, select

from db.models import (
    ContestEntry,
    Demand,
    Leg,
    Organisation,
    Registration,
    ServiceBooking,
    User,
    UserRole,
)
from db.vocabulary import Kind, Role
from domain.errors import Forbidden


@dataclass(frozen=True)
class Person:
    """Somebody who acts or looks: a user, a visitor of the public pages, or the platform itself."""

    id: int | None
    name: str
    roles: frozenset[Role] = frozenset()
    organisation_id: int | None = None
    organisation: str = ""
    organisation_en: str = ""
    kind: Kind | None = None
    area_code: str | None = None
    language: str | None = None
    holds: int | None = None  # the demand whose secret a visitor has shown
    is_engine: bool = False

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


PUBLIC = Person(None, "")
ENGINE = Person(None, "", is_engine=True)


class Reach(StrEnum):
    """How far a grant goes."""

    EVERYWHERE = "everywhere"
    CITY = "city"  # the people of the city's own platform
    AREA = "area"  # the city everywhere, a sub-platform in its own area
    OUTSIDE_UNIT = "outside_unit"  # as AREA, but never a demand that one's own unit handled
    UNIT = "unit"  # the unit that holds the open leg
    ENTERPRISE = "enterprise"  # the enterprise whose demand it is
    OWN = "own"  # the organisation that the person belongs to
    PROVIDER = "provider"  # the university, institute or centre whose result it is
    PARTNER = "partner"  # the university, institute or centre that a match is with
    ORGANISER = "organiser"  # the organisation that holds the activity, or the docking day
    SELF = "self"  # one's own account
    MINE = "mine"  # what one has asked for oneself
    HOLDER = "holder"  # whoever shows the demand's secret
    ANYONE = "anyone"  # without signing in
    ENGINE = "engine"  # the platform's own jobs


@dataclass(frozen=True)
class Grant:
    roles: frozenset[Role]
    reach: Reach


Rule = tuple[Grant, ...]


def _to(reach: Reach, *roles: Role) -> Rule:
    return (Grant(frozenset(roles), reach),)


anyone = _to(Reach.ANYONE)
engine = _to(Reach.ENGINE)
holders = _to(Reach.HOLDER)
oneself = _to(Reach.SELF, *Role)
administrators = _to(Reach.EVERYWHERE, Role.ADMINISTRATOR)
receivers = _to(Reach.EVERYWHERE, Role.INTAKE, Role.SUB_PLATFORM_STAFF)
registrars = _to(Reach.EVERYWHERE, Role.INTAKE, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR)
intake_staff = _to(Reach.AREA, Role.INTAKE, Role.SUB_PLATFORM_STAFF)
outside_intake_staff = _to(Reach.OUTSIDE_UNIT, Role.INTAKE, Role.SUB_PLATFORM_STAFF)
dispatchers = _to(Reach.AREA, Role.DISPATCHER, Role.SUB_PLATFORM_STAFF)
arbiters = _to(Reach.OUTSIDE_UNIT, Role.ARBITER)
return_visit_officers = _to(Reach.OUTSIDE_UNIT, Role.RETURN_VISIT_OFFICER)
HANDLERS = (Role.UNIT_HANDLER, Role.UNIT_HEAD, Role.UNIVERSITY_LIAISON)
its_handlers = _to(Reach.UNIT, *HANDLERS)
its_heads = _to(Reach.UNIT, Role.UNIT_HEAD)
its_organisation = _to(Reach.OWN, Role.ENTERPRISE, *HANDLERS)
its_liaison = _to(Reach.OWN, Role.UNIVERSITY_LIAISON)
exporters = _to(Reach.OWN, Role.INTAKE, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR)
BROKERS = (Role.INTAKE, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR)
keepers = _to(Reach.AREA, *BROKERS)
need_owners = keepers + _to(Reach.OWN, Role.ENTERPRISE)
house_keepers = keepers + its_liaison  # of the results, equipment, teams and experts of a house
zone_keepers = _to(Reach.AREA, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR)
brokers = keepers  # of matchmaking
day_makers = _to(
    Reach.EVERYWHERE,
    Role.INTAKE,
    Role.SUB_PLATFORM_STAFF,
    Role.ADMINISTRATOR,
    Role.UNIVERSITY_LIAISON,
)
day_keepers = brokers + _to(Reach.ORGANISER, Role.UNIVERSITY_LIAISON)  # those who run the day
engine_keepers = _to(Reach.EVERYWHERE, Role.INTAKE, Role.ADMINISTRATOR) + engine
day_sides = _to(Reach.EVERYWHERE, Role.ENTERPRISE, Role.UNIVERSITY_LIAISON) + brokers
its_need = _to(Reach.ENTERPRISE, Role.ENTERPRISE) + brokers
its_result = _to(Reach.PROVIDER, Role.UNIVERSITY_LIAISON) + brokers
judges = its_need + _to(Reach.EVERYWHERE, Role.UNIVERSITY_LIAISON)
match_sides = _to(Reach.ENTERPRISE, Role.ENTERPRISE) + _to(Reach.PARTNER, Role.UNIVERSITY_LIAISON)
its_match = match_sides + brokers
_OVERSEERS = (Role.LEADER, Role.INTAKE, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR)
supervisors = _to(Reach.OUTSIDE_UNIT, *_OVERSEERS, Role.DISPATCHER)  # of demands and their units
callers = _to(Reach.EVERYWHERE, *_OVERSEERS)  # of units to a coordination case
conveners = _to(Reach.AREA, *_OVERSEERS)  # of a case that has been called
decision_doers = its_handlers + callers
target_setters = _to(Reach.CITY, Role.ADMINISTRATOR, Role.LEADER)
wall_keepers = target_setters
alert_keepers = target_setters
# Who answers for the figure of a sub-platform or a unit, and can say that they deal with an alert.
alert_answerers = (
    target_setters
    + _to(Reach.AREA, Role.SUB_PLATFORM_STAFF)
    + _to(Reach.UNIT, *HANDLERS, Role.SUB_PLATFORM_STAFF, Role.DISPATCHER)
)
scheme_makers = target_setters  # of the monthly assessment; they publish months too
staff_judges = _to(Reach.OWN, Role.UNIT_HEAD) + target_setters  # of the month of a unit's handlers
assessors = target_setters + _to(Reach.CITY, Role.INTAKE, Role.RETURN_VISIT_OFFICER)
first_assessors = _to(Reach.CITY, Role.LEADER)  # of months before the first assessed one
bulletin_editors = target_setters + _to(Reach.CITY, Role.INTAKE, Role.EDITOR)
appellants = _to(Reach.EVERYWHERE, Role.SUB_PLATFORM_STAFF)
# Who may be told figures, on every path: page, API, subscription, bulletin (`indicators.allowed.may_see`).
WATCHERS = frozenset(Role) - {Role.ENTERPRISE, Role.UNIVERSITY_LIAISON, Role.UNIT_HANDLER}
subscribers = _to(Reach.EVERYWHERE, *WATCHERS)
list_takers = _to(
    Reach.OWN, *WATCHERS
)  # of the records behind figures, as far as they may read them
record_takers = _to(Reach.OWN, *Role)  # of the lists of matchmaking, as far as they may read them
subscription_owners = _to(Reach.MINE, *Role) + engine
task_owners = _to(Reach.MINE, *(set(Role) - {Role.ENTERPRISE}))
invitation_deciders = _to(Reach.OWN, Role.ENTERPRISE) + keepers + engine
calendar_makers = _to(Reach.EVERYWHERE, *Role)
calendar_owners = _to(Reach.MINE, *Role)
bot_makers = _to(Reach.EVERYWHERE, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR)
bot_keepers = zone_keepers
explainers = target_setters + _to(Reach.EVERYWHERE, Role.INTAKE, Role.SUB_PLATFORM_STAFF)
match_makers = _to(
    Reach.EVERYWHERE,
    Role.ENTERPRISE,
    Role.UNIVERSITY_LIAISON,
    Role.INTAKE,
    Role.SUB_PLATFORM_STAFF,
    Role.ADMINISTRATOR,
)
need_raisers = _to(
    Reach.EVERYWHERE, Role.ENTERPRISE, Role.INTAKE, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR
)
result_raisers = _to(
    Reach.EVERYWHERE,
    Role.UNIVERSITY_LIAISON,
    Role.INTAKE,
    Role.SUB_PLATFORM_STAFF,
    Role.ADMINISTRATOR,
)
ORGANISERS = (Role.ORGANISER, Role.SUB_PLATFORM_STAFF, Role.ADMINISTRATOR)
activity_makers = _to(Reach.EVERYWHERE, *ORGANISERS)
activity_keepers = _to(Reach.ORGANISER, Role.ORGANISER) + _to(Reach.AREA, *ORGANISERS)
PROVIDERS = (
    Role.UNIT_HANDLER,
    Role.UNIT_HEAD,
    Role.ORGANISER,
)  # who acts for whoever gives services
service_givers = activity_keepers + _to(Reach.EVERYWHERE, *PROVIDERS)  # the command looks for whom
activity_reviewers = _to(Reach.AREA, *ORGANISERS, Role.LEADER)
demand_brokers = _to(Reach.ENTERPRISE, Role.ENTERPRISE) + intake_staff
its_enterprise = _to(Reach.ENTERPRISE, Role.ENTERPRISE) + holders


def allows(rule: Rule, person: Person, subject: object | None) -> bool:
    """Whether one of the rule's grants covers this person and this subject."""
    return any(
        (not grant.roles or person.has(*grant.roles)) and _reaches(grant.reach, person, subject)
        for grant in rule
    )


def _reaches(reach: Reach, person: Person, subject) -> bool:
    match reach:
        case Reach.ANYONE:
            return True
        case Reach.ENGINE:
            return person.is_engine
        case Reach.HOLDER:
            return person.holds is not None and person.holds == subject.id
        case Reach.EVERYWHERE:
            return person.id is not None
        case Reach.CITY:
            return person.kind is Kind.CITY
        case Reach.SELF:
            return person.id is not None and person.id == subject.id
        case Reach.MINE:
            return person.id is not None and person.id == subject.user_id
        case Reach.ENTERPRISE:
            return person.organisation_id is not None and (
                subject.enterprise_id == person.organisation_id
            )
        case Reach.OWN:
            return person.organisation_id is not None and subject.id == person.organisation_id
        case Reach.PROVIDER:
            return person.organisation_id is not None and (
                subject.organisation_id == person.organisation_id
            )
        case Reach.PARTNER:
            return person.organisation_id is not None and (
                subject.provider_id == person.organisation_id
            )
        case Reach.ORGANISER:
            return person.organisation_id is not None and (
                subject.organiser_id == person.organisation_id
            )
        case Reach.UNIT:
            return subject.unit_id is not None and subject.unit_id == person.organisation_id
        case Reach.AREA:
            return _in_area(person, subject)
        case Reach.OUTSIDE_UNIT:
            return _in_area(person, subject) and subject.unit_id != person.organisation_id


def _in_area(person: Person, subject) -> bool:
    if person.kind is Kind.CITY:
        return True
    if person.kind is not Kind.SUB_PLATFORM or subject.area_code != person.area_code:
        return False
    return not _is_about(person, subject)


def _is_about(person: Person, subject) -> bool:
    """Whether a complaint is about the person's own unit: those never deal with it."""
    return getattr(subject, "about_unit_id", None) == person.organisation_id


def is_theirs(person: Person, row: Registration | ContestEntry | ServiceBooking) -> bool:
    """Whether somebody handed it in with their account, or belongs to the enterprise that it is for."""
    is_own = person.id is not None and row.user_id == person.id
    return is_own or (
        person.has(Role.ENTERPRISE)
        and person.organisation_id is not None
        and row.organisation_id == person.organisation_id
    )


def visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `demand` that every list, count and page of this person carries."""
    if person.is_engine or person.kind is Kind.CITY:
        return true()
    if person.organisation_id is None:
        return Demand.id == person.holds if person.holds is not None else false()
    if person.kind is Kind.ENTERPRISE:
        return Demand.enterprise_id == person.organisation_id
    handled = Demand.id.in_(select(Leg.demand_id).where(Leg.unit_id == person.organisation_id))
    if person.kind is Kind.SUB_PLATFORM:
        about_others = func.coalesce(Demand.about_unit_id, 0) != person.organisation_id
        return and_(or_(Demand.area_code == person.area_code, handled), about_others)
    return handled


def supervised_by(person: Person) -> ColumnElement[bool]:
    """The condition on `demand` that goes with `supervisors`, for somebody who has such a role."""
    if person.kind is Kind.CITY:
        return true()
    if person.kind is not Kind.SUB_PLATFORM:
        return false()
    others = func.coalesce(Demand.unit_id, 0) != person.organisation_id
    return and_(Demand.area_code == person.area_code, others, visible_to(person))


def kept_by(person: Person, record: type[Organisation] = Organisation) -> ColumnElement[bool]:
    """The records that somebody keeps: all for the city, those of its area for a sub-platform."""
    if person.kind is Kind.CITY:
        return true()
    if person.kind is Kind.SUB_PLATFORM:
        return record.area_code == person.area_code
    return false()


def person(session: Session, user_id: int) -> Person:
    """The user as the rules see them; raises Forbidden for one who is disabled or unknown."""
    found = session.exec(
        select(User, Organisation)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.id == user_id)
    ).first()
    if found is None or not found[0].is_active:
        raise Forbidden
    user, organisation = found
    roles = session.exec(select(UserRole.role).where(UserRole.user_id == user_id)).all()
    return Person(
        id=user.id,
        name=user.name,
        roles=frozenset(roles),
        organisation_id=organisation.id,
        organisation=organisation.name,
        organisation_en=organisation.name_en or "",
        kind=organisation.kind,
        area_code=organisation.area_code,
        language=user.language,
    )
