"""One's own calendar addresses, as they stand; the addresses themselves are known to nobody any more."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.activity_vocabulary import CalendarScope
from db.models import CalendarLink
from domain.clock import LOCAL
from domain.permissions import Person


@dataclass(frozen=True)
class LinkShown:
    """One address in force."""

    id: int
    scope: CalendarScope
    made_at: datetime
    last_read_at: datetime | None


def links(session: Session, person: Person) -> tuple[LinkShown, ...]:
    """Those of this person that are in force."""
    asked = select(CalendarLink).where(
        CalendarLink.user_id == person.id, col(CalendarLink.revoked_at).is_(None)
    )
    return tuple(
        LinkShown(
            link.id,
            link.scope,
            link.made_at.astimezone(LOCAL),
            link.last_read_at.astimezone(LOCAL) if link.last_read_at else None,
        )
        for link in session.exec(asked)
    )


links.by_minute = True
