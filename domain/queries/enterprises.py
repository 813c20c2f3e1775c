"""Finding an enterprise while it speaks: by a part of its name, its initials, its code or its telephone."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.models import Area, Demand, DirectoryEntry, Organisation
from db.search import condition
from db.vocabulary import EntryKind, Kind
from domain.errors import Refused
from domain.identifiers import dialled, phone
from domain.permissions import Person, allows, receivers, registrars

MOST_FOUND = 12
MOST_LOOKED_AT = 200  # hits of a frequent word that are ranked; never all of them


@dataclass(frozen=True)
class Enterprise:
    """An enterprise of the directory, as the desk reads it out."""

    id: int
    name: str
    credit_code: str
    area_code: str
    area: str
    area_en: str
    contact_name: str
    phone: str  # as dialled
    email: str


@dataclass(frozen=True)
class AreaName:
    """One of the areas to choose from."""

    code: str
    name: str
    name_en: str


def like(
    session: Session, person: Person, typed: str, area_code: str | None = None
) -> list[Enterprise]:
    """The enterprises that fit what is typed, the closest first, of one area if it is said; nobody may search but the
    desk and those who put records into the directory."""
    if not allows(registrars, person, None):
        return []
    fits = (
        select(Organisation, Area)
        .join(DirectoryEntry, DirectoryEntry.organisation_id == Organisation.id)
        .where(condition(DirectoryEntry, typed), DirectoryEntry.kind == EntryKind.ENTERPRISE)
    )
    if area_code:
        fits = fits.where(Organisation.area_code == area_code)
    hits = session.exec(_enterprises(fits).limit(MOST_LOOKED_AT)).all()
    found = [_told(*hit) for hit in hits]
    found.sort(key=lambda each: _distance(each, typed.strip().lower()))
    callers = [
        each
        for each in _who_called_from(session, typed)
        if not area_code or each.area_code == area_code
    ]
    known = {each.id for each in callers}
    return [*callers, *(each for each in found if each.id not in known)][:MOST_FOUND]


def one(session: Session, person: Person, enterprise_id: int) -> Enterprise | None:
    """One enterprise, for the desk and for its own people."""
    if not allows(receivers, person, None) and person.organisation_id != enterprise_id:
        return None
    mine = select(Organisation, Area).where(Organisation.id == enterprise_id)
    found = session.exec(_enterprises(mine)).first()
    return _told(*found) if found else None


def areas(session: Session, person: Person) -> list[AreaName]:
    """The areas in the order in which they are listed; known to everybody."""
    found = session.exec(select(Area).order_by(col(Area.position), col(Area.code))).all()
    return [AreaName(area.code, area.name, area.name_en) for area in found]


def _enterprises(asked):
    return asked.outerjoin(Area, Area.code == Organisation.area_code).where(
        Organisation.kind == Kind.ENTERPRISE, Organisation.is_active
    )


def _who_called_from(session: Session, typed: str) -> list[Enterprise]:
    """The enterprises whose earlier demands name this telephone, though their record names another."""
    try:
        number = phone(typed)
    except Refused:
        return []
    called = select(Demand.enterprise_id).where(Demand.contact_phone == number)
    mine = select(Organisation, Area).where(col(Organisation.id).in_(called))
    return [_told(*found) for found in session.exec(_enterprises(mine).limit(MOST_FOUND))]


def _distance(enterprise: Enterprise, typed: str) -> tuple:
    """Sorts what begins with the typed text before what holds it, and short names before long ones."""
    name = enterprise.name.lower()
    at = name.find(typed)
    return (typed != name, at < 0, at, len(name), name)


def _told(organisation: Organisation, area: Area | None) -> Enterprise:
    return Enterprise(
        id=organisation.id,
        name=organisation.name,
        credit_code=organisation.credit_code or "",
        area_code=organisation.area_code or "",
        area=area.name if area else "",
        area_en=area.name_en if area else "",
        contact_name=organisation.contact_name or "",
        phone=dialled(organisation.phone) if organisation.phone else "",
        email=organisation.email or "",
    )
