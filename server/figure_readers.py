"""Who asks for live figures: somebody signed in, by the cookie of their session, or a wall, by the token of its link.

Who is signed in is kept in mind: for half a minute, as long as nobody signs out and nothing changes about people. A
session that was ended anywhere is therefore shut within a second.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from starlette.requests import Request

from db.engine import snapshot
from db.settings import settings
from domain import clock, permissions, sessions, topics, versions
from domain.errors import Forbidden
from domain.permissions import Person
from domain.wall_links import Opened
from server.security import SESSION_HEADER

KEPT = timedelta(seconds=30)
MOST_KEPT = 5000
SEEN = (topics.PEOPLE, topics.SESSIONS)  # whose changes may end a session

_kept: OrderedDict[tuple, "_Kept"] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Reader:
    """Who asks: as whom it is answered, and through which link, if it is a wall."""

    person: Person
    link: Opened | None = None

    @property
    def name(self) -> str:
        return f"wall {self.link.id}" if self.link else str(self.person.id)

    @property
    def standing(self) -> tuple:
        """What the answer depends on of a reader: all who stand alike share it."""
        person = self.person
        return (person.kind, person.organisation_id, person.area_code, sorted(person.roles))


@dataclass(frozen=True)
class _Kept:
    """Whom a session was of, by which version of the people, and until when that is taken for granted."""

    reader: Reader
    version: int
    until: datetime


def kept(request: Request) -> Reader | None:
    """The reader without asking the database; none where nothing is kept of them that still holds."""
    secret_hash, version = _secret_hash(request), versions.known(SEEN)
    if secret_hash is None or version is None or "authorization" in request.headers:
        return None
    with _lock:
        found = _kept.get((settings().database_url, secret_hash))
    holds = found is not None and found.version == version and clock.now() < found.until
    return found.reader if holds else None


def signed_in(request: Request) -> Reader | None:
    """Who has signed in with this browser; what they may do is looked up anew once it changes, and each minute."""
    secret_hash = _secret_hash(request)
    if secret_hash is None:
        return None
    version, now = versions.version(SEEN), clock.now()  # before the session is looked at
    if found := kept(request):
        return found
    with snapshot() as session:
        found = sessions.look(session, secret_hash, now)
        if found is None:
            return None
        try:
            reader = Reader(permissions.person(session, found.user_id))
        except Forbidden:
            return None
    _keep(secret_hash, _Kept(reader, version, min(now + KEPT, found.ends_at)))
    return reader


def _secret_hash(request: Request) -> str | None:
    return request.headers.get(SESSION_HEADER.decode())


def _keep(secret_hash: str, known: _Kept) -> None:
    with _lock:
        _kept[settings().database_url, secret_hash] = known
        _kept.move_to_end((settings().database_url, secret_hash))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
