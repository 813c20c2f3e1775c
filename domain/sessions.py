"""Being signed in: a password buys a ticket, the ticket a browser's session, and that can be ended at any time."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, or_, select, update

from db.engine import snapshot, transaction
from db.models import SignInTicket, User, WebSession
from domain import clock, passwords, rations, tokens, topics
from domain.errors import Missing, Refused, TooOften

TICKET = timedelta(seconds=30)
IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=5)  # how exactly the last use is kept, so that reading rarely writes
KEPT = timedelta(days=90)  # how long an ended session can still be looked up

FAILURES, LOCKED_MINUTES = 5, 15
FAILURES_PER_ADDRESS = 30

log = logging.getLogger(__name__)


class WrongPassword(Refused):
    message = "The account or the password is not right."


class Locked(TooOften):
    message = "Too many wrong passwords. For safety this account is locked for {minutes} minutes."


@dataclass(frozen=True)
class SignedIn:
    """What one look at a session tells."""

    session_id: int
    user_id: int
    version: int  # of the account: what it may do changes with it
    is_due: bool  # its last use should be noted
    ends_at: datetime  # by itself, unless it is used or ended before


def sign_in(
    username: str,
    password: str,
    *,
    address: str,
    fits: Callable[[str, str], bool] = passwords.fits,
) -> str:
    """Check a password; returns the ticket with which the browser fetches its session.

    `address` is the hash of where it comes from, `fits(password, hash)` compares. A name that does not exist is
    treated like one that does, in what is said, in how long it takes and in how it is locked.
    Raises WrongPassword, Locked, TooOften, passwords.PasswordTooLong, Missing.
    """
    name = username.strip().lower()[:80]
    for value, field in ((name, "Account"), (password, "Password")):
        if not value:
            raise Missing(field=field)
    passwords.check_length(password)
    user, attempt = _count_attempt(name, address)
    known = user.password_hash if user and user.is_active else None
    if not fits(passwords.normal(password), known or passwords.decoy()) or known is None:
        log.warning("wrong_password")
        raise WrongPassword
    with transaction() as session:
        rations.forgive(session, "wrong_password", name)
        rations.take_back(session, attempt)
        return _give_ticket(session, user.id)


def redeem(ticket: str, *, address: str = "", agent: str = "") -> str | None:
    """The secret of a new session for a ticket that is still good; each ticket is taken once."""
    now = clock.now()
    with transaction() as session:
        taken = session.exec(
            delete(SignInTicket)
            .where(SignInTicket.ticket_hash == tokens.hashed(ticket))
            .returning(SignInTicket.user_id, SignInTicket.expires_at)
        ).first()
        if taken is None or taken.expires_at <= now:
            return None
        user = session.get(User, taken.user_id)
        if user is None or not user.is_active:
            return None
        return _open(session, user, now, address, agent)


def look(session: Session, secret_hash: str, now: datetime) -> SignedIn | None:
    """Who is signed in with this session now; nobody once it has ended, lapsed or been called back."""
    found = session.exec(
        select(WebSession, User.is_active, User.tokens_valid_after, User.version)
        .join(User, User.id == WebSession.user_id)
        .where(WebSession.secret_hash == secret_hash)
    ).first()
    if found is None:
        return None
    web_session, is_active, valid_after, version = found
    is_over = (
        not is_active
        or web_session.ended_at is not None
        or web_session.expires_at <= now
        or web_session.created_at + ABSOLUTE <= now
        or (valid_after is not None and web_session.created_at < valid_after)
    )
    if is_over:
        return None
    is_due = web_session.last_seen_at + SEEN_EVERY <= now
    ends_at = min(web_session.expires_at, web_session.created_at + ABSOLUTE)
    return SignedIn(web_session.id, web_session.user_id, version, is_due, ends_at)


def note_use(session_id: int) -> None:
    """Let the eight idle hours begin anew."""
    now = clock.now()
    with transaction() as session:
        session.exec(
            update(WebSession)
            .where(WebSession.id == session_id, col(WebSession.ended_at).is_(None))
            .values(last_seen_at=now, expires_at=now + IDLE)
        )


def end(secret_hash: str) -> None:
    """Sign one browser out."""
    with transaction() as session:
        if _end(session, WebSession.secret_hash == secret_hash):
            topics.bump(session, [topics.SESSIONS])


def end_all(session: Session, user: User, now: datetime, *, but: int | None = None) -> int:
    """End every session of a user inside a command's transaction, all `but` one; returns how many were ended.

    The command's event raises the version of the people, by which those know it who keep in mind who is signed in.
    """
    others = [WebSession.user_id == user.id, WebSession.id != (but or 0)]
    if but is None:
        user.tokens_valid_after = now
        session.exec(delete(SignInTicket).where(SignInTicket.user_id == user.id))
    return _end(session, *others)


def open_count() -> int:
    """How many sessions are open now."""
    with snapshot() as session:
        now = clock.now()
        open_now = select(func.count(WebSession.id)).where(
            col(WebSession.ended_at).is_(None), WebSession.expires_at > now
        )
        return session.exec(open_now).one()


def forget_old() -> int:
    """Delete tickets that nobody fetched and sessions that ended long ago; returns how many."""
    now = clock.now()
    with transaction() as session:
        stale = session.exec(delete(SignInTicket).where(SignInTicket.expires_at < now)).rowcount
        old = delete(WebSession).where(
            or_(col(WebSession.ended_at) < now - KEPT, WebSession.expires_at < now - KEPT)
        )
        return stale + session.exec(old).rowcount


def _count_attempt(name: str, address: str) -> tuple[User | None, int]:
    """Count before comparing, so that guesses made at once are not compared at once."""
    with transaction() as session:
        most = {"most": FAILURES_PER_ADDRESS, "minutes": LOCKED_MINUTES}
        rations.check(session, "sign_in_address", address, **most)
        try:
            rations.check(session, "wrong_password", name, most=FAILURES, minutes=LOCKED_MINUTES)
        except TooOften as refusal:
            raise Locked(**refusal.values) from None
        rations.note(session, "wrong_password", name)
        attempt = rations.note(session, "sign_in_address", address)
        return session.exec(select(User).where(User.username == name)).first(), attempt


def _give_ticket(session: Session, user_id: int) -> str:
    ticket = tokens.new_token()
    session.add(
        SignInTicket(
            ticket_hash=tokens.hashed(ticket), user_id=user_id, expires_at=clock.now() + TICKET
        )
    )
    return ticket


def _open(session: Session, user: User, now: datetime, address: str, agent: str) -> str:
    secret = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            secret_hash=tokens.hashed(secret),
            user_id=user.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + IDLE,
            address=address[:64],
            agent=agent[:200],
        )
    )
    return secret


def _end(session: Session, *which) -> int:
    ended = update(WebSession).where(*which, col(WebSession.ended_at).is_(None))
    return session.exec(ended.values(ended_at=clock.now())).rowcount
