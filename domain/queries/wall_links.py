"""The links to the wall, as their keepers see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.indicator_vocabulary import Indicator, WallTheme, WallView
from db.models import Area, User, WallLink
from domain.errors import Forbidden
from domain.permissions import Person, allows, wall_keepers


@dataclass(frozen=True)
class LinkShown:
    """One link: what it shows, whose it is, when its screen last asked."""

    id: int
    name: str
    language: str
    theme: WallTheme
    views: tuple[WallView, ...]
    seconds: int
    indicator: Indicator
    area: str | None
    area_name: str
    area_name_en: str
    made_by: str
    made_at: datetime
    revoked_at: datetime | None
    last_seen_at: datetime | None
    version: int


def links(session: Session, person: Person) -> tuple[LinkShown, ...]:
    """Every link, those in force first, the newest before the others."""
    if not allows(wall_keepers, person, None):
        raise Forbidden
    asked = (
        select(WallLink, Area.name, Area.name_en, User.name)
        .join(User, User.id == WallLink.made_by_id)
        .outerjoin(Area, Area.code == WallLink.area_code)
        .order_by(col(WallLink.revoked_at).is_not(None), col(WallLink.id).desc())
    )
    return tuple(
        LinkShown(
            id=link.id,
            name=link.name,
            language=link.language,
            theme=link.theme,
            views=tuple(map(WallView, link.views)),
            seconds=link.seconds,
            indicator=link.indicator,
            area=link.area_code,
            area_name=area or "",
            area_name_en=area_en or "",
            made_by=maker,
            made_at=link.made_at,
            revoked_at=link.revoked_at,
            last_seen_at=link.last_seen_at,
            version=link.version,
        )
        for link, area, area_en, maker in session.exec(asked)
    )


links.by_minute = True
