"""The people's accounts: who is invited, which roles they hold, how they get a password, when they are shut out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select, update

from db.models import OneTimeLink, Organisation, User, WebSession
from db.vocabulary import Kind, Role, TokenPurpose
from domain import entries, held_roles, identifiers, messages, passwords, sessions, tokens
from domain.command import Act, command, perform
from domain.errors import Missing, NotFound, Refused
from domain.permissions import ENGINE, administrators, anyone, engine, oneself
from domain.written import line

LINK = timedelta(days=7)
LANGUAGES = ("zh", "en")

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class UnfitUsername(Refused):
    message = (
        "An account name has 3 to 40 characters: small Latin letters, digits, dot, hyphen and underscore, "
        "beginning with a letter or digit."
    )


class UsernameTaken(Refused):
    message = "This account name is taken."


class NothingCorrected(Refused):
    message = "Nothing is different from before."


class LinkOver(Refused):
    message = "This link has been used or has lapsed. Please ask the administrator for a new one."


class WrongCurrentPassword(Refused):
    message = "The current password is not right."


@dataclass(frozen=True)
class Invitation:
    """A new account, and the token of the link by which its owner comes in; shown once."""

    user_id: int
    token: str


@command(User, by=administrators, makes=True)
def invite(
    act: Act,
    *,
    username: str,
    name: str,
    organisation_id: int | None,
    roles: Iterable[Role],
    email: str = "",
    language: str | None = None,
) -> Invitation:
    """Open an account for somebody; they choose their password by a one-time link."""
    user = _new_user(act, username, name, organisation_id, email, language)
    held_roles.give(act.session, user, roles)
    act.record("invited", user, username=user.username, roles=held_roles.of(act.session, user))
    messages.invite(act, user)
    return Invitation(user.id, _link(act, user, TokenPurpose.INVITATION))


@command(User, by=engine, makes=True)
def invite_administrator(act: Act, *, username: str, name: str) -> Invitation:
    """Open the first account of a new installation, at the city platform."""
    city = act.session.exec(select(Organisation).where(Organisation.kind == Kind.CITY)).first()
    if city is None:
        from domain.similarity import name_key  # its dictionary takes long to load

        called = "温州市中小企业综合服务平台"
        city = act.add(
            Organisation(
                kind=Kind.CITY,
                name=called,
                name_en="Wenzhou SME Service Platform",
                name_key=name_key(called),
            )
        )
        entries.write(act.session, city)
    user = _new_user(act, username, name, city.id, "", None)
    held_roles.give(act.session, user, [Role.ADMINISTRATOR])
    act.record("invited", user, username=user.username, roles=held_roles.of(act.session, user))
    return Invitation(user.id, _link(act, user, TokenPurpose.INVITATION))


@command(User, by=administrators + engine)
def give_link(act: Act, user: User) -> str:
    """Give out a fresh invitation to somebody who has not come in yet; returns the token of its link."""
    _refuse_if_disabled(user)
    if user.password_hash:
        raise LinkOver
    token = _link(act, user, TokenPurpose.INVITATION)
    act.record("invitation_renewed", user)
    return token


@command(User, by=administrators)
def reset_password(act: Act, user: User) -> str:
    """Void somebody's password and sign them out everywhere; returns the token of a link to choose another."""
    _refuse_if_disabled(user)
    user.password_hash = None
    sessions.end_all(act.session, user, act.now)
    token = _link(act, user, TokenPurpose.PASSWORD_RESET)
    act.record("password_reset", user)
    return token


@command(User, by=anyone)
def accept_invitation(act: Act, user: User, *, token: str, password: str) -> None:
    """Choose a password by a one-time link, after an invitation or a reset."""
    link = act.session.get(OneTimeLink, tokens.hashed(token), with_for_update=True)
    if link is None or link.user_id != user.id:
        raise NotFound
    if link.used_at or link.expires_at <= act.now or not user.is_active:
        raise LinkOver
    user.password_hash = passwords.hashed(password, username=user.username)
    link.used_at = act.now
    sessions.end_all(act.session, user, act.now)
    act.record("password_chosen", user, by=link.purpose.value)


@command(User, by=oneself)
def change_password(
    act: Act, user: User, *, current: str, new: str, session_id: int | None = None
) -> None:
    """Change one's own password; every other session of one's own ends."""
    passwords.check_length(current)
    if not user.password_hash or not passwords.fits(current, user.password_hash):
        raise WrongCurrentPassword
    user.password_hash = passwords.hashed(new, username=user.username)
    sessions.end_all(act.session, user, act.now, but=session_id)
    act.record("password_changed", user)


@command(User, by=administrators)
def set_roles(act: Act, user: User, *, roles: Iterable[Role]) -> None:
    """Change which roles somebody holds; it takes effect with their next click."""
    before = held_roles.of(act.session, user)
    held_roles.give(act.session, user, roles)
    held_roles.refuse_if_nobody_administers(act.session)
    act.record("roles_set", user, before=before, roles=held_roles.of(act.session, user))


@command(User, by=administrators)
def correct(
    act: Act,
    user: User,
    *,
    name: str,
    email: str,
    organisation_id: int | None,
    roles: Iterable[Role] | None = None,
) -> None:
    """Correct somebody's name, e-mail address or organisation; who moves to another kind may need other roles."""
    before = _details(user)
    if organisation_id is None:
        raise Missing(field="Organisation")
    if act.session.get(Organisation, organisation_id) is None:
        raise NotFound
    user.name = line(name, most=40, name="Name")
    user.email = identifiers.email(email) if email.strip() else None
    user.organisation_id = organisation_id
    changed = [field for field, value in _details(user).items() if value != before[field]]
    if not changed:
        raise NothingCorrected
    act.session.flush()
    kept = held_roles.of(act.session, user)
    held_roles.give(act.session, user, kept if roles is None else roles)
    held_roles.refuse_if_nobody_administers(act.session)
    said = {"changed": changed, "roles": held_roles.of(act.session, user)}
    said["organisation_id"] = [before["organisation_id"], user.organisation_id]
    act.record("corrected", user, name=[before["name"], user.name], **said)


@command(User, by=administrators)
def disable(act: Act, user: User) -> None:
    """Shut somebody out; they are signed out everywhere at once."""
    user.is_active = False
    act.session.flush()
    held_roles.refuse_if_nobody_administers(act.session)
    sessions.end_all(act.session, user, act.now)
    act.record("disabled", user)


@command(User, by=administrators)
def enable(act: Act, user: User) -> None:
    """Let somebody in again."""
    user.is_active = True
    act.record("enabled", user)


@command(User, by=administrators + oneself)
def end_sessions(
    act: Act, user: User, *, session_id: int | None = None, but: int | None = None
) -> None:
    """Sign somebody, or oneself, out: of one session, or everywhere (`but` here)."""
    if session_id is None:
        sessions.end_all(act.session, user, act.now, but=but)
    else:
        mine = (WebSession.id == session_id, WebSession.user_id == user.id)
        ended = update(WebSession).where(*mine, col(WebSession.ended_at).is_(None))
        if not act.session.exec(ended.values(ended_at=act.now)).rowcount:
            raise NotFound
    act.record("sessions_ended", user, everywhere=session_id is None)


@command(User, by=oneself)
def set_language(act: Act, user: User, *, language: str) -> None:
    """Choose the language in which the platform speaks to one."""
    if language not in LANGUAGES:
        raise Missing(field="Language")
    user.language = language
    act.record("language_set", user, language=language)


def create_administrator(username: str, name: str) -> str:
    """The path of the one-time link by which the first administrator of an empty installation comes in."""
    invitation = perform(ENGINE, invite_administrator, username=username, name=name)
    return link_path(invitation.token)


def link_path(token: str) -> str:
    return f"/welcome?token={token}"


def by_token(session: Session, token: str) -> tuple[OneTimeLink, User] | None:
    """The account that a one-time link opens, whether or not it is still good."""
    link = session.get(OneTimeLink, tokens.hashed(token))
    return (link, session.get_one(User, link.user_id)) if link else None


def _new_user(
    act: Act,
    username: str,
    name: str,
    organisation_id: int | None,
    email: str,
    language: str | None,
) -> User:
    account = line(username, most=40, name="Account").lower()
    if not _USERNAME.fullmatch(account):
        raise UnfitUsername
    if act.session.exec(select(User.id).where(User.username == account)).first():
        raise UsernameTaken
    if organisation_id is None:
        raise Missing(field="Organisation")
    if act.session.get(Organisation, organisation_id) is None:
        raise NotFound
    return act.add(
        User(
            username=account,
            name=line(name, most=40, name="Name"),
            organisation_id=organisation_id,
            email=identifiers.email(email) if email.strip() else None,
            language=language if language in LANGUAGES else None,
            created_at=act.now,
        )
    )


def _details(user: User) -> dict:
    return {"name": user.name, "email": user.email, "organisation_id": user.organisation_id}


def _refuse_if_disabled(user: User) -> None:
    if not user.is_active:
        raise LinkOver


def _link(act: Act, user: User, purpose: TokenPurpose) -> str:
    """A new link; the older ones of this person open nothing any more."""
    older = update(OneTimeLink).where(
        OneTimeLink.user_id == user.id, col(OneTimeLink.used_at).is_(None)
    )
    act.session.exec(older.values(used_at=act.now))
    token = tokens.new_token()
    act.add(
        OneTimeLink(
            token_hash=tokens.hashed(token),
            user_id=user.id,
            purpose=purpose,
            expires_at=act.now + LINK,
        )
    )
    return token
