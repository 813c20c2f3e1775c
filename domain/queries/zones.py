"""One zone for each sub-platform: what its area lives by, who is there, what is there, how its orders stand."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from db.models import (
    Area,
    AreaIndustry,
    BrandProject,
    Demand,
    DirectoryEntry,
    Industry,
    Organisation,
    User,
    UserRole,
)
from db.vocabulary import EntryKind, Kind, Role, Stage
from domain import identifiers, zones
from domain.permissions import Person, allows, visible_to, zone_keepers
from domain.queries.directory import entries_visible_to

OVER = (Stage.CLOSED, Stage.DECLINED, Stage.MERGED)
SERVING = tuple(kind for kind in EntryKind if kind is not EntryKind.ENTERPRISE)


@dataclass(frozen=True)
class Tile:
    """One area on the tile map, and how many of those who serve are there."""

    code: str
    name: str
    name_en: str
    column: int
    row: int
    many: int


@dataclass(frozen=True)
class Pillar:
    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Project:
    id: int
    name: str
    name_en: str
    summary: str
    summary_en: str
    since: date | None


@dataclass(frozen=True)
class Member:
    """Somebody of the sub-platform; told to people who are signed in."""

    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Orders:
    """The demands of the area that the reader may see."""

    open: int
    closed: int


@dataclass(frozen=True)
class Zone:
    """What the page of one sub-platform shows to this reader."""

    area: str
    name: str
    name_en: str
    platform_id: int
    platform: str
    platform_en: str
    phone: str
    address: str
    opening_hours: str
    pillars: tuple[Pillar, ...]
    projects: tuple[Project, ...]
    staff: tuple[Member, ...]
    counts: tuple[tuple[EntryKind, int], ...]
    orders: Orders | None
    may_keep: bool


def tiles(session: Session, person: Person) -> tuple[Tile, ...]:
    """Every area where it stands on the map; known to everybody."""
    counted = dict(
        session.exec(
            select(DirectoryEntry.area_code, func.count())
            .where(col(DirectoryEntry.is_active), col(DirectoryEntry.kind).in_(SERVING))
            .group_by(DirectoryEntry.area_code)
        ).all()
    )
    ordered = select(Area).order_by(col(Area.position), col(Area.code))
    return tuple(
        Tile(
            area.code,
            area.name,
            area.name_en,
            area.tile_column,
            area.tile_row,
            counted.get(area.code, 0),
        )
        for area in session.exec(ordered)
    )


tiles.by_scope = True


def zone(session: Session, person: Person, area_code: str) -> Zone | None:
    """The zone of an area as this person may see it; None, where there is no sub-platform."""
    found = session.exec(
        select(Area, Organisation)
        .join(Organisation, Organisation.area_code == Area.code)
        .where(
            Area.code == area_code,
            Organisation.kind == Kind.SUB_PLATFORM,
            col(Organisation.is_active),
        )
        .limit(1)
    ).first()
    if found is None:
        return None
    area, platform = found
    return Zone(
        area=area.code,
        name=area.name,
        name_en=area.name_en,
        platform_id=platform.id,
        platform=platform.name,
        platform_en=platform.name_en or platform.name,
        phone=identifiers.dialled(platform.phone) if platform.phone else "",
        address=platform.address or "",
        opening_hours=platform.opening_hours or "",
        pillars=_pillars(session, area.code),
        projects=_projects(session, area.code),
        staff=_staff(session, person, platform.id),
        counts=_counts(session, person, area.code),
        orders=_orders(session, person, area.code),
        may_keep=allows(zone_keepers, person, platform),
    )


zone.by_scope = True


def nearest(session: Session, person: Person, typed: str) -> str | None:
    """The area that an address or a credit code names."""
    return zones.nearest(session, typed)


nearest.by_scope = True


def _pillars(session: Session, area: str) -> tuple[Pillar, ...]:
    found = session.exec(
        select(Industry.code, Industry.name, Industry.name_en)
        .join(AreaIndustry, AreaIndustry.industry_code == Industry.code)
        .where(AreaIndustry.area_code == area)
        .order_by(col(AreaIndustry.position), col(Industry.code))
    )
    return tuple(Pillar(*row) for row in found)


def _projects(session: Session, area: str) -> tuple[Project, ...]:
    shown = select(BrandProject).where(BrandProject.area_code == area, col(BrandProject.is_active))
    return tuple(
        Project(
            each.id,
            each.name,
            each.name_en or each.name,
            each.summary,
            each.summary_en or each.summary,
            each.since,
        )
        for each in session.exec(shown.order_by(col(BrandProject.id)))
    )


def _staff(session: Session, person: Person, platform_id: int) -> tuple[Member, ...]:
    """Names are for people who are signed in; nobody's own telephone is shown."""
    if person.id is None:
        return ()
    roles: dict[tuple[int, str], list[Role]] = {}
    for id, name, role in session.exec(
        select(User.id, User.name, UserRole.role)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.organisation_id == platform_id, col(User.is_active))
        .order_by(col(User.id), col(UserRole.role))
    ):
        roles.setdefault((id, name), []).append(role)
    return tuple(Member(name, tuple(several)) for (_, name), several in roles.items())


def _counts(session: Session, person: Person, area: str) -> tuple[tuple[EntryKind, int], ...]:
    """How many of each kind are in the area, as the search with that facet would show them."""
    counted = dict(
        session.exec(
            select(DirectoryEntry.kind, func.count())
            .where(
                DirectoryEntry.area_code == area,
                col(DirectoryEntry.is_active),
                entries_visible_to(person),
            )
            .group_by(DirectoryEntry.kind)
        ).all()
    )
    return tuple((kind, counted[kind]) for kind in EntryKind if counted.get(kind))


def _orders(session: Session, person: Person, area: str) -> Orders | None:
    """For staff only: an enterprise sees its own demands elsewhere."""
    if person.id is None or person.kind is Kind.ENTERPRISE:
        return None
    is_over = col(Demand.stage).in_(OVER)
    still_open, closed = session.exec(
        select(func.count().filter(~is_over), func.count().filter(is_over)).where(
            Demand.area_code == area, visible_to(person)
        )
    ).one()
    return Orders(still_open, closed)
