"""What one organisation offers and is fit for: service products, qualifications, experts, duties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from db.models import (
    Area,
    Duty,
    Expert,
    ExpertTeam,
    Industry,
    ProductArea,
    Qualification,
    ServiceProduct,
    User,
)
from db.vocabulary import PriceKind, QualificationType, ServiceField, SizeClass
from domain import clock
from domain.offers import offered
from domain.permissions import Person
from domain.queries.organisation import is_of_platform, knows_people_of, seen

SOON = timedelta(days=60)

Names = tuple[tuple[str, str], ...]  # each in Chinese and in English


class Standing(StrEnum):
    """How a qualification stands today."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    UNCHECKED = "unchecked"  # it would hold, but nobody has looked at the certificate


@dataclass(frozen=True)
class QualificationShown:
    """One qualification; `checked_by` is for the platform's people."""

    id: int
    type: QualificationType
    name: str
    number: str
    issuer: str
    valid_from: date | None
    valid_until: date | None
    checked_on: date | None
    checked_by: str
    standing: Standing


@dataclass(frozen=True)
class ProductShown:
    """One service product; `is_held_back` where the qualification that it needs does not hold."""

    id: int
    name: str
    name_en: str
    field: ServiceField
    summary: str
    summary_en: str
    eligibility: str
    industry_codes: tuple[str, ...]
    industries: Names
    sizes: tuple[SizeClass, ...]
    tags: tuple[str, ...]
    price_kind: PriceKind
    price: str
    area_codes: tuple[str, ...]
    areas: Names
    how_to_apply: str
    documents: str
    opening_times: str
    needs: QualificationType | None
    is_held_back: bool
    checked_on: date | None


@dataclass(frozen=True)
class ExpertShown:
    """One expert; telephone and e-mail only for those who need them."""

    id: int
    team_id: int | None
    name: str
    name_en: str
    title: str
    title_en: str
    field: ServiceField | None
    topics: str
    topics_en: str
    phone: str = ""
    email: str = ""
    version: int = 0


@dataclass(frozen=True)
class TeamShown:
    """One expert team."""

    id: int
    name: str
    name_en: str
    topics: str
    topics_en: str
    summary: str
    yearly_capacity: int | None
    version: int = 0


@dataclass(frozen=True)
class Experts:
    """The teams, and all experts: those of a team and those of none."""

    teams: tuple[TeamShown, ...] = ()
    experts: tuple[ExpertShown, ...] = ()


@dataclass(frozen=True)
class DutyShown:
    """One duty; without an area it holds for the whole city."""

    id: int
    field: ServiceField
    area: str
    area_en: str
    leads: bool


def qualifications(
    session: Session, person: Person, organisation_id: int
) -> tuple[QualificationShown, ...]:
    """Those that are kept, the ones that need attention first."""
    found = seen(session, person, organisation_id)
    if found is None:
        return ()
    rows = session.exec(
        select(Qualification, User.name)
        .outerjoin(User, User.id == Qualification.checked_by_id)
        .where(Qualification.organisation_id == found.id, Qualification.is_active)
    )
    tells_who = is_of_platform(person, found)
    shown = [_qualification(row, who if tells_who else "") for row, who in rows]
    order = [Standing.EXPIRED, Standing.EXPIRES_SOON, Standing.UNCHECKED]
    place = {standing: n for n, standing in enumerate(order)}
    return tuple(sorted(shown, key=lambda each: (place.get(each.standing, 9), each.name, each.id)))


def standing(row: Qualification, today: date) -> Standing:
    if row.valid_until and row.valid_until < today:
        return Standing.EXPIRED
    if row.valid_from and row.valid_from > today:
        return Standing.NOT_YET
    if row.checked_at is None:
        return Standing.UNCHECKED
    if row.valid_until and row.valid_until <= today + SOON:
        return Standing.EXPIRES_SOON
    return Standing.VALID


def products(session: Session, person: Person, organisation_id: int) -> tuple[ProductShown, ...]:
    """The products that are kept, those that are offered today first."""
    found = seen(session, person, organisation_id)
    if found is None:
        return ()
    today = clock.now().date()
    rows = session.exec(
        select(ServiceProduct, offered(today))
        .where(ServiceProduct.organisation_id == found.id, ServiceProduct.is_active)
        .order_by(col(ServiceProduct.name), col(ServiceProduct.id))
    ).all()
    served = _served(session, [row.id for row, _ in rows])
    areas = _names(session, Area, {code for codes in served.values() for code in codes})
    named = _names(session, Industry, {code for row, _ in rows for code in row.for_industries})
    shown = [
        _product(row, is_offered or not found.is_active, served.get(row.id, ()), areas, named)
        for row, is_offered in rows
    ]
    return tuple(sorted(shown, key=lambda each: each.is_held_back))


def experts(session: Session, person: Person, organisation_id: int) -> Experts:
    """Teams and experts, by name."""
    found = seen(session, person, organisation_id)
    if found is None:
        return Experts()
    knows = knows_people_of(session, person, found)
    teams, people = (
        session.exec(
            select(table)
            .where(table.organisation_id == found.id, table.is_active)
            .order_by(col(table.name), col(table.id))
        )
        for table in (ExpertTeam, Expert)
    )
    return Experts(
        tuple(_team(row) for row in teams), tuple(_expert(row, knows=knows) for row in people)
    )


def duties(session: Session, person: Person, organisation_id: int) -> tuple[DutyShown, ...]:
    """The duty list, by field."""
    found = seen(session, person, organisation_id)
    if found is None:
        return ()
    rows = session.exec(
        select(Duty, Area.name, Area.name_en)
        .outerjoin(Area, Area.code == Duty.area_code)
        .where(Duty.unit_id == found.id)
    ).all()
    order = {field: n for n, field in enumerate(ServiceField)}
    rows = sorted(rows, key=lambda row: (order[row[0].field], row[0].area_code or ""))
    return tuple(
        DutyShown(duty.id, duty.field, area or "", area_en or "", duty.position == 0)
        for duty, area, area_en in rows
    )


qualifications.by_scope = products.by_scope = experts.by_scope = duties.by_scope = True


def _qualification(row: Qualification, checked_by: str | None) -> QualificationShown:
    return QualificationShown(
        id=row.id,
        type=row.type,
        name=row.name,
        number=row.number,
        issuer=row.issuer,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        checked_on=_day(row.checked_at),
        checked_by=checked_by or "",
        standing=standing(row, clock.now().date()),
    )


def _product(
    row: ServiceProduct,
    is_offered: bool,
    served: Iterable[str],
    areas: dict[str, tuple[str, str]],
    industries: dict[str, tuple[str, str]],
) -> ProductShown:
    return ProductShown(
        id=row.id,
        name=row.name,
        name_en=row.name_en or "",
        field=row.field,
        summary=row.summary,
        summary_en=row.summary_en or "",
        eligibility=row.eligibility,
        industry_codes=tuple(row.for_industries),
        industries=tuple(industries[code] for code in row.for_industries if code in industries),
        sizes=tuple(SizeClass(size) for size in row.for_sizes),
        tags=tuple(row.for_tags),
        price_kind=row.price_kind,
        price=row.price,
        area_codes=tuple(served),
        areas=tuple(areas[code] for code in served),
        how_to_apply=row.how_to_apply,
        documents=row.documents,
        opening_times=row.opening_times,
        needs=row.needs,
        is_held_back=not is_offered,
        checked_on=_day(row.checked_at),
    )


def _team(row: ExpertTeam) -> TeamShown:
    texts = (row.topics, row.topics_en or "", row.summary)
    return TeamShown(row.id, row.name, row.name_en or "", *texts, row.yearly_capacity, row.version)


def _expert(row: Expert, *, knows: bool) -> ExpertShown:
    return ExpertShown(
        id=row.id,
        team_id=row.team_id,
        name=row.name,
        name_en=row.name_en or "",
        title=row.title,
        title_en=row.title_en or "",
        field=row.field,
        topics=row.topics,
        topics_en=row.topics_en or "",
        phone=(row.phone or "") if knows else "",
        email=(row.email or "") if knows else "",
        version=row.version,
    )


def _served(session: Session, product_ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    asked = select(ProductArea).where(col(ProductArea.product_id).in_(product_ids))
    for row in session.exec(asked.order_by(col(ProductArea.area_code))):
        found[row.product_id] = (*found.get(row.product_id, ()), row.area_code)
    return found


def _names(
    session: Session, table: type[Area] | type[Industry], codes: set[str]
) -> dict[str, tuple[str, str]]:
    rows = session.exec(
        select(table.code, table.name, table.name_en).where(col(table.code).in_(codes))
    )
    return {code: (name, name_en) for code, name, name_en in rows}


def _day(at) -> date | None:
    return at.astimezone(clock.LOCAL).date() if at else None
