"""The people who sign in: what they may do, where they are signed in, and who tried to be."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.columns import one_of
from db.vocabulary import Role, TokenPurpose


class User(SQLModel, table=True):
    """用户 — one person with an account, belonging to one organisation."""

    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=40)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    email: str | None = Field(default=None, max_length=120)
    phone: str | None = Field(default=None, max_length=32)
    language: str | None = Field(default=None, max_length=5)
    password_hash: str | None = Field(default=None, max_length=80)  # none until invited
    is_active: bool = True
    tokens_valid_after: datetime | None = None  # sessions begun before are over
    created_at: datetime
    version: int = 0  # the length of its chain of events


class UserRole(SQLModel, table=True):
    """One of the roles a person holds."""

    __tablename__ = "user_role"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True, ondelete="CASCADE")
    role: Role = Field(sa_type=one_of(Role), primary_key=True)


class WebSession(SQLModel, table=True):
    """会话 — one browser where a person is signed in; only the hash of its secret is kept."""

    __tablename__ = "web_session"

    id: int | None = Field(default=None, primary_key=True)
    secret_hash: str = Field(unique=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    address: str = Field(default="", max_length=64)
    agent: str = Field(default="", max_length=200)


class SignInTicket(SQLModel, table=True):
    """A one-time ticket, exchanged within half a minute for the session's cookie."""

    __tablename__ = "sign_in_ticket"

    ticket_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id")
    expires_at: datetime


class Attempt(SQLModel, table=True):
    """One try at something that is rationed: signing in, asking for help, guessing a secret."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    what: str = Field(max_length=24)
    by: str = Field(max_length=64, index=True)  # hash of the name or network address


class OneTimeLink(SQLModel, table=True):
    """An invitation or a password reset; only the hash of its token is kept."""

    __tablename__ = "one_time_link"

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    purpose: TokenPurpose = Field(sa_type=one_of(TokenPurpose))
    expires_at: datetime
    used_at: datetime | None = None
