"""One organisation's record as this reader may know it, and which parts of its story there are to read."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, SQLModel, col, func, select

from db.models import (
    Area,
    Demand,
    DirectoryEntry,
    Duty,
    Equipment,
    Expert,
    ExpertTeam,
    Industry,
    Leg,
    Organisation,
    OrganisationMerge,
    Qualification,
    RecordCheck,
    ServiceProduct,
    Visit,
)
from db.vocabulary import EntryKind, Kind, SizeClass
from domain import checks, clock, record_fields
from domain.identifiers import is_mobile
from domain.permissions import (
    HANDLERS,
    Person,
    administrators,
    allows,
    house_keepers,
    keepers,
    receivers,
)
from domain.queries.directory import entries_visible_to
from domain.queries.named import Named


@dataclass(frozen=True)
class Contact:
    """How to reach it, as far as this reader may know; `is_whole` says that nothing is kept back."""

    name: str = ""
    phone: str = ""
    email: str = ""
    is_whole: bool = False


@dataclass(frozen=True)
class Parts:
    """How much there is of each part of the story, of those that the reader may see."""

    products: int = 0
    qualifications: int = 0
    experts: int = 0
    equipment: int = 0
    duties: int = 0
    visits: int | None = None  # none: not this reader's
    orders: bool = False
    history: bool = False


@dataclass(frozen=True)
class Record:
    """One organisation."""

    id: int
    kind: Kind
    name: str
    name_en: str
    credit_code: str
    area_code: str
    area: str
    area_en: str
    industry: str
    industry_en: str
    size_class: SizeClass | None
    founded_on: date | None
    products: str
    tags: tuple[str, ...]
    summary: str
    summary_en: str
    website: str
    address: str
    opening_hours: str
    contact: Contact
    is_active: bool
    is_due: bool  # for a check; told to the platform's people
    checked_on: date | None
    rating_n: int
    rating_good: int
    expired: int  # qualifications that are kept though they have expired
    merged_into: Named | None
    parts: Parts
    may_keep: bool
    may_give_duties: bool
    may_keep_house: bool
    is_own: bool
    fields: tuple[tuple[str, str], ...] = ()  # as typed, for those who may change them


def seen(session: Session, person: Person, organisation_id: int) -> Organisation | None:
    """The organisation, if it is one that this person may see: none and not theirs are told apart to nobody."""
    if not 0 < organisation_id < 2**31:
        return None
    asked = (
        select(Organisation)
        .join(DirectoryEntry, DirectoryEntry.organisation_id == Organisation.id)
        .where(
            Organisation.id == organisation_id,
            DirectoryEntry.subject_id == organisation_id,
            col(DirectoryEntry.kind).in_([EntryKind(kind) for kind in Kind]),
            entries_visible_to(person),
        )
    )
    found = session.exec(asked).first()
    return None if found is None or found.is_on_its_way else found


def record(session: Session, person: Person, organisation_id: int) -> Record | None:
    """The record with its flags, and how much there is of each part of its story."""
    found = seen(session, person, organisation_id)
    if found is None:
        return None
    area = session.get(Area, found.area_code) if found.area_code else None
    industry = session.get(Industry, found.industry_code) if found.industry_code else None
    may_keep = allows(keepers, person, found)
    return Record(
        id=found.id,
        kind=found.kind,
        name=found.name,
        name_en=found.name_en or "",
        credit_code=found.credit_code or "",
        area_code=found.area_code or "",
        area=area.name if area else "",
        area_en=area.name_en if area else "",
        industry=industry.name if industry else "",
        industry_en=industry.name_en if industry else "",
        size_class=found.size_class,
        founded_on=found.founded_on,
        products=found.products or "",
        tags=record_fields.tags_of(session, found.id),
        summary=found.summary or "",
        summary_en=found.summary_en or "",
        website=found.website or "",
        address=found.address or "",
        opening_hours=found.opening_hours or "",
        contact=_contact(session, person, found),
        is_active=found.is_active,
        is_due=is_of_platform(person, found) and _is_due(session, found),
        checked_on=_checked_on(session, found),
        rating_n=found.rating_n,
        rating_good=found.rating_good,
        expired=_expired(session, found),
        merged_into=_merged_into(session, person, found),
        parts=_parts(session, person, found),
        may_keep=may_keep,
        may_give_duties=allows(administrators, person, found) and found.kind is not Kind.ENTERPRISE,
        may_keep_house=allows(house_keepers, person, found) and found.kind is not Kind.ENTERPRISE,
        is_own=person.organisation_id == found.id,
        fields=_fields(session, found) if may_keep else (),
    )


record.by_scope = True


def is_of_platform(person: Person, organisation: Organisation) -> bool:
    """The platform's own people: the city's everywhere, a sub-platform's in its area."""
    if person.kind is Kind.CITY:
        return True
    return person.kind is Kind.SUB_PLATFORM and person.area_code == organisation.area_code


def knows_people_of(session: Session, person: Person, organisation: Organisation) -> bool:
    """Whether names and numbers of its people are for this reader: the desk, its keepers, itself, and the handlers of
    its open orders."""
    if person.id is None:
        return False
    if person.organisation_id == organisation.id:
        return True
    if allows(receivers, person, None) or allows(keepers, person, organisation):
        return True
    if not person.has(*HANDLERS):
        return False
    handled = select(Demand.id).where(
        Demand.enterprise_id == organisation.id,
        Demand.unit_id == person.organisation_id,
        col(Demand.closed_at).is_(None),
    )
    return session.exec(handled.limit(1)).first() is not None


def _contact(session: Session, person: Person, organisation: Organisation) -> Contact:
    """All of it for those who need it; of those who serve, the office's telephone and address for everybody."""
    phone, email = organisation.phone or "", organisation.email or ""
    if knows_people_of(session, person, organisation):
        return Contact(organisation.contact_name or "", phone, email, is_whole=True)
    if organisation.kind is Kind.ENTERPRISE:
        return Contact()
    return Contact(phone="" if is_mobile(phone) else phone, email=email)


def _fields(session: Session, organisation: Organisation) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, record_fields.text_of(session, organisation, name)) for name in record_fields.FIELDS
    )


def _checked_on(session: Session, organisation: Organisation) -> date | None:
    last = (
        select(RecordCheck.at)
        .where(RecordCheck.organisation_id == organisation.id)
        .order_by(col(RecordCheck.at).desc())
    )
    at = session.exec(last.limit(1)).first()
    return at.astimezone(clock.LOCAL).date() if at else None


def _is_due(session: Session, organisation: Organisation) -> bool:
    due = checks.is_due(clock.now().date())
    asked = select(Organisation.id).where(Organisation.id == organisation.id, due)
    return session.exec(asked).first() is not None


def _expired(session: Session, organisation: Organisation) -> int:
    today = clock.now().date()
    return _many(session, Qualification, organisation, col(Qualification.valid_until) < today)


def _merged_into(session: Session, person: Person, organisation: Organisation) -> Named | None:
    merge = session.get(OrganisationMerge, organisation.id)
    into = seen(session, person, merge.into_id) if merge else None
    return Named(into.id, into.name, into.name_en) if into else None


def _parts(session: Session, person: Person, organisation: Organisation) -> Parts:
    is_platform = is_of_platform(person, organisation)
    duties = select(func.count()).where(Duty.unit_id == organisation.id)
    visits = select(func.count()).where(Visit.organisation_id == organisation.id)
    return Parts(
        products=_many(session, ServiceProduct, organisation),
        qualifications=_many(session, Qualification, organisation),
        experts=_many(session, ExpertTeam, organisation) + _many(session, Expert, organisation),
        equipment=_many(session, Equipment, organisation),
        duties=session.exec(duties).one(),
        visits=session.exec(visits).one() if is_platform else None,
        orders=person.id is not None and _has_orders(session, organisation),
        history=is_platform
        or (person.id is not None and person.organisation_id == organisation.id),
    )


def _many(session: Session, table: type[SQLModel], organisation: Organisation, *where) -> int:
    kept = (table.organisation_id == organisation.id, table.is_active)
    return session.exec(select(func.count()).where(*kept, *where)).one()


def _has_orders(session: Session, organisation: Organisation) -> bool:
    if organisation.kind is Kind.ENTERPRISE:
        asked = select(Demand.id).where(Demand.enterprise_id == organisation.id)
    else:
        asked = select(Leg.id).where(Leg.unit_id == organisation.id)
    return session.exec(asked.limit(1)).first() is not None
