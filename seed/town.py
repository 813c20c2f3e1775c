"""The people and organisations of the demo city: invented, but complete enough to live a year."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random

from sqlmodel import Session, col, select

from db.engine import transaction
from db.models import Organisation, OrganisationTag
from db.vocabulary import Kind, Role
from domain import entries, identifiers
from domain.accounts import invite
from domain.command import perform
from domain.similarity import name_key
from seed import facts, names, offers
from seed.foundation import organisation


@dataclass(frozen=True)
class Account:
    """A demo account: who may sign in with the password that is printed once."""

    username: str
    does: str


ENTERPRISES, SERVICE_ORGANISATIONS = 300, 120
UNITS = (Kind.SUB_PLATFORM, Kind.DEPARTMENT, Kind.UNIVERSITY)
DESK = {
    Role.INTAKE: 2,
    Role.DISPATCHER: 2,
    Role.ARBITER: 1,
    Role.RETURN_VISIT_OFFICER: 2,
    Role.LEADER: 1,
    Role.ORGANISER: 1,
    Role.EDITOR: 1,
}
ACCOUNTS = (
    Account("admin", "administrator"),
    Account("intake", "takes demands in, at the hotline"),
    Account("dispatcher", "sends them to units"),
    Account("dispatcher1", "sends them to units, too"),
    Account("longwan", "sub-platform of Longwan"),
    Account("longwan-finance-centre-handler", "handles demands in a unit"),
    Account("longwan-finance-centre-head", "approves its answers"),
    Account("tax-handler", "handles demands in a city department"),
    Account("tax-head", "approves its answers"),
    Account("arbiter", "rules on returns"),
    Account("return-visit-officer", "calls enterprises back"),
    Account("leader", "sees the whole city"),
    Account("enterprise1", "an enterprise with an account"),
    Account("organiser", "holds activities; the leader publishes them"),
    Account("liaison", "brings university results to enterprises"),
)


@dataclass(frozen=True)
class Known:
    """An enterprise as the year needs it."""

    id: int
    name: str
    area_code: str
    industry: str
    credit_code: str
    contact: str
    phone: str


@dataclass
class Town:
    """Who there is: ids of users by what they do and where."""

    administrator: int
    enterprises: list[Known] = field(default_factory=list)
    services: dict[int, names.ServiceOrganisation] = field(default_factory=dict)
    desk: dict[str, list[int]] = field(default_factory=dict)  # by role, of the city
    local: dict[str, list[int]] = field(default_factory=dict)  # by area, of its sub-platform
    handlers: dict[int, list[int]] = field(default_factory=dict)  # by unit
    heads: dict[int, int] = field(default_factory=dict)

    @property
    def arbiter(self) -> int:
        return self.desk[Role.ARBITER][0]

    @property
    def officers(self) -> list[int]:
        return self.desk[Role.RETURN_VISIT_OFFICER]

    def intake(self, area: str, rng: Random) -> int:
        return self._near(Role.INTAKE, area, rng)

    def dispatcher(self, area: str, rng: Random) -> int:
        return self._near(Role.DISPATCHER, area, rng)

    def handler(self, unit_id: int, rng: Random) -> int:
        return rng.choice(self.handlers[unit_id])

    def head(self, unit_id: int) -> int:
        return self.heads[unit_id]

    def _near(self, role: Role, area: str, rng: Random) -> int:
        """Half of the work is done by the city's desk, half by the area's own sub-platform."""
        return rng.choice(self.desk[role] if rng.random() < 0.5 else self.local[area])


def people(rng: Random, *, language: str, administrator: int, today: date) -> Town:
    """Fill the city: organisations by the hundred, and everybody who works with demands."""
    town = Town(administrator)
    callers = names.people(rng)

    def hire(username: str, organisation_id: int, *roles: Role) -> int:
        somebody = next(callers)
        invited = perform(
            administrator,
            invite,
            username=username,
            name=somebody.name if language == "zh" else somebody.name_en,
            organisation_id=organisation_id,
            roles=roles,
            language=language,
        )
        return invited.user_id

    with transaction() as session:
        organisations, town.services = _organisations(session, rng, language, today)
        units = session.exec(select(Organisation).where(col(Organisation.kind).in_(UNITS))).all()
        city = session.exec(select(Organisation.id).where(Organisation.kind == Kind.CITY)).one()
    for role, many in DESK.items():
        town.desk[role] = [
            hire(f"{role.value.replace('_', '-')}{n or ''}", city, role) for n in range(many)
        ]
    for unit in units:
        _staff(town, unit, hire)
    town.enterprises = organisations
    for n, enterprise in enumerate(organisations[:3], start=1):
        hire(f"enterprise{n}", enterprise.id, Role.ENTERPRISE)
    first = min(unit.id for unit in units if unit.kind is Kind.UNIVERSITY)
    hire("liaison", first, Role.UNIVERSITY_LIAISON)
    return town


def _staff(town: Town, unit: Organisation, hire) -> None:
    """A sub-platform has its own desk; every unit has somebody who handles and somebody who answers for it."""
    account = _account(unit)
    if unit.kind is Kind.SUB_PLATFORM:
        town.local[unit.area_code] = [hire(account, unit.id, Role.SUB_PLATFORM_STAFF)]
    role = Role.UNIVERSITY_LIAISON if unit.kind is Kind.UNIVERSITY else Role.UNIT_HANDLER
    many = 2 if unit.kind is Kind.DEPARTMENT else 1
    town.handlers[unit.id] = [
        hire(f"{account}-handler{n or ''}", unit.id, role) for n in range(many)
    ]
    town.heads[unit.id] = hire(f"{account}-head", unit.id, Role.UNIT_HEAD, Role.UNIT_HANDLER)


def _account(unit: Organisation) -> str:
    """tax · longwan-tax · longwan · university7"""
    keys = {each.zh: each.key for each in facts.departments()}
    for area in facts.areas():
        place = area.en.lower().replace("'", "")
        keys[facts.sub_platform(area).zh] = place
        keys |= {each.zh: f"{place}-{each.key}" for each in facts.county_departments(area)}
    return keys.get(unit.name, f"university{unit.id}").replace("_", "-")


def _organisations(
    session: Session, rng: Random, language: str, today: date
) -> tuple[list[Known], dict[int, names.ServiceOrganisation]]:
    """Store the invented ones; returns the enterprises, and who serves them."""
    taken: set[str] = set()
    enterprises = list(islice(names.enterprises(rng, taken=taken), ENTERPRISES))
    services = list(islice(names.service_organisations(rng, taken=taken), SERVICE_ORGANISATIONS))
    made = [offers.making(rng, each.industry, today) for each in enterprises]
    rows = [
        Organisation(**making(each, its, language))
        for each, its in zip(enterprises, made, strict=True)
    ]
    servants = [Organisation(**serving(rng, each, language, today)) for each in services]
    universities = [
        organisation(
            Kind.UNIVERSITY, each.zh, each.en, area_code=each.area, phone=identifiers.phone("96871")
        )
        for each in facts.universities()
    ]
    session.add_all([*rows, *servants, *universities])
    session.flush()
    session.add_all(
        OrganisationTag(organisation_id=row.id, tag=tag)
        for row, its in zip(rows, made, strict=True)
        for tag in its.tags
    )
    session.flush()
    entries.complete(session)
    known = [_known(row, each) for row, each in zip(rows, enterprises, strict=True)]
    return known, {row.id: each for row, each in zip(servants, services, strict=True)}


def _known(row: Organisation, each: names.Enterprise) -> Known:
    return Known(
        id=row.id,
        name=row.name,
        area_code=row.area_code,
        industry=each.industry,
        credit_code=row.credit_code,
        contact=row.contact_name,
        phone=each.phone,
    )


def columns_of(
    kind: Kind, each: names.Enterprise | names.ServiceOrganisation, language: str
) -> dict:
    """An invented organisation as a row of the directory, in the language of the city."""
    is_chinese = language == "zh"
    name = each.name if is_chinese else each.name_en
    return {
        "kind": kind,
        "name": name,
        "name_en": each.name_en,
        "name_key": name_key(name),
        "area_code": each.area,
        "credit_code": each.credit_code,
        "address": each.address if is_chinese else each.address_en,
        "contact_name": each.contact.in_(language),
        "phone": f"+86{each.phone.removeprefix('0').replace('-', '')}",
        "email": each.email,
    }


def making(each: names.Enterprise, made: offers.Making, language: str) -> dict:
    """The columns of an enterprise."""
    return columns_of(Kind.ENTERPRISE, each, language) | {
        "industry_code": each.industry,
        "size_class": made.size,
        "founded_on": made.founded_on,
        "products": made.products.in_(language),
    }


def serving(rng: Random, each: names.ServiceOrganisation, language: str, today: date) -> dict:
    """The columns of a service organisation."""
    return columns_of(Kind.SERVICE_ORGANISATION, each, language) | {
        "founded_on": today - timedelta(days=rng.randint(400, 9_000)),
        "recheck_on": today + timedelta(days=rng.randint(-30, 330)),
        "website": f"https://www.example.com/{each.email.partition('@')[0]}",
        "opening_hours": offers.OPEN.in_(language),
    }
