"""Secret calendar addresses: one's own registrations, or what one's organisation holds; made anew and called back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select, update

from db.activity_vocabulary import CalendarScope
from db.engine import transaction
from db.models import CalendarLink
from db.vocabulary import Kind
from domain import clock, tokens
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Refused
from domain.permissions import Person, calendar_makers, calendar_owners

READ_EVERY = timedelta(hours=1)  # how exactly the last reading is kept


class CalledBackAlready(Refused):
    message = "This calendar address was called back already."


@dataclass(frozen=True)
class Made:
    """A new address; the token is known here and never again."""

    id: int
    token: str


@dataclass(frozen=True)
class Opened:
    """What a token opens; also of an address that was called back, so that the calendar can be told."""

    id: int
    scope: CalendarScope
    user_id: int
    language: str
    is_revoked: bool
    last_read_at: datetime | None


@command(CalendarLink, by=calendar_makers, makes=True)
def make(act: Act, *, scope: CalendarScope, language: str = "zh") -> Made:
    """Make one's own calendar address; the one before is called back. Returns its token, once."""
    wanted = chosen(CalendarScope, scope, "Calendar")
    if wanted not in scopes(act.actor):
        raise Forbidden
    before = select(CalendarLink).where(
        CalendarLink.user_id == act.actor.id,
        CalendarLink.scope == wanted,
        col(CalendarLink.revoked_at).is_(None),
    )
    for link in act.session.exec(before.with_for_update()):
        _revoke(act, link)
    act.session.flush()
    token = tokens.new_token()
    link = act.add(
        CalendarLink(
            token_hash=tokens.hashed(token),
            scope=wanted,
            user_id=act.actor.id,
            language="en" if language == "en" else "zh",
            made_at=act.now,
        )
    )
    act.record("calendar_link_made", link, scope=wanted.value)
    return Made(link.id, token)


@command(CalendarLink, by=calendar_owners)
def revoke(act: Act, link: CalendarLink) -> None:
    """Call one's own calendar address back: no calendar reads anything by it any more."""
    if link.revoked_at is not None:
        raise CalledBackAlready
    _revoke(act, link)


def scopes(person: Person) -> tuple[CalendarScope, ...]:
    """Of what somebody may have an address: an enterprise holds no activities."""
    if person.id is None:
        return ()
    if person.kind is Kind.ENTERPRISE:
        return (CalendarScope.REGISTRATIONS,)
    return tuple(CalendarScope)


def by_token(session: Session, token: str) -> Opened | None:
    row = session.exec(
        select(CalendarLink).where(CalendarLink.token_hash == tokens.hashed(token))
    ).first()
    if row is None:
        return None
    revoked = row.revoked_at is not None
    return Opened(row.id, row.scope, row.user_id, row.language, revoked, row.last_read_at)


def note_read(opened: Opened) -> None:
    """Keep that a calendar has read it; once an hour is enough."""
    now = clock.now()
    if opened.last_read_at is not None and opened.last_read_at > now - READ_EVERY:
        return
    long_ago = or_(
        col(CalendarLink.last_read_at).is_(None), CalendarLink.last_read_at <= now - READ_EVERY
    )
    with transaction() as session:
        read = update(CalendarLink).where(col(CalendarLink.id) == opened.id, long_ago)
        session.exec(read.values(last_read_at=now))


def _revoke(act: Act, link: CalendarLink) -> None:
    link.revoked_at = act.now
    act.record("calendar_link_revoked", link)
