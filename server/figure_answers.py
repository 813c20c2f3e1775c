"""How live figures are answered: who asks, how often, an unchanged answer for next to nothing, refusals in words.

Somebody is known by the cookie of their session, a wall by the token of its link (`Authorization: Bearer …`).
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.engine import snapshot
from db.settings import settings
from domain import answers, clock, permissions, sessions, topics, wall_links
from domain.errors import Forbidden
from domain.permissions import Person
from domain.wall_links import Opened
from server.figures_asked import Wrong
from server.security import ADDRESS_HEADER, SESSION_HEADER
from server.throttle import Throttle

AS_OF = (
    "X-As-Of"  # by the platform's own clock; what has not changed since is as of this moment too
)
A_MINUTE = 240  # requests of one reader: four open pages
STRANGERS_A_MINUTE = 60  # of one address, that show nothing or something unknown

_readers, _strangers = Throttle(A_MINUTE), Throttle(STRANGERS_A_MINUTE)

REVOKED = {
    "zh": "此大屏链接已被撤销。请向平台管理员索取新的链接。",
    "en": "This link to the wall was called back. Please ask the platform for a new one.",
}


class Problem(Exception):
    """Why nothing is told, as a sentence (RFC 9457)."""

    def __init__(self, status: int, title: str, detail: str, **headers: str) -> None:
        super().__init__(title)
        self.status, self.title, self.detail, self.headers = status, title, detail, headers

    @property
    def response(self) -> JSONResponse:
        told = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        headers = {"Cache-Control": "no-store", **self.headers}
        return JSONResponse(told, self.status, headers, media_type="application/problem+json")


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
class Question:
    """What is asked, by name, and how to find it out. `topics`: whose changes the answer depends on."""

    key: tuple
    topics: tuple[str, ...]
    tell: Callable[[], dict]


Ask = Callable[[Session, Request, Reader], Question]
Endpoint = Callable[[Request], Awaitable[Response]]


def live(ask: Ask) -> Endpoint:
    """Gate: a route that tells its readers what the question finds; the same again is answered 304, with no figure
    asked for."""

    async def gated(request: Request) -> Response:
        try:
            return await run_in_threadpool(_answer, ask, request)
        except Problem as problem:
            return problem.response
        except Wrong as wrong:
            return Problem(400, "The question cannot be read.", str(wrong)).response
        except Forbidden:
            said = "The figures are for the platform's people."
            return Problem(403, "Not open to you.", said).response

    return gated


def _answer(ask: Ask, request: Request) -> Response:
    with snapshot() as session:
        reader = _reader(session, request)
        if wait := _readers.wait(reader.name):
            raise _too_many(wait)
        question = ask(session, request, reader)
        tag = _tag(session, reader, question)
        told = None
        if request.headers.get("if-none-match") != tag:
            told = answers.answer((settings().database_url, tag), question.tell)
    if reader.link and wall_links.is_due(reader.link):
        wall_links.note_seen(reader.link.id)
    response = Response(status_code=304) if told is None else JSONResponse(told)
    response.headers["ETag"] = tag
    response.headers[AS_OF] = clock.now().isoformat(timespec="seconds")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _reader(session: Session, request: Request) -> Reader:
    """Raises Problem for whoever is nobody here."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        opened = wall_links.by_token(session, token.strip()[:100])
        if opened and opened.is_revoked:
            said = REVOKED[opened.wishes.language]
            raise Problem(403, "Called back.", said)
        if opened:
            return Reader(opened.person, opened)
    elif person := _signed_in(session, request):
        return Reader(person)
    if wait := _strangers.wait(request.headers.get(ADDRESS_HEADER.decode(), "")):
        raise _too_many(wait)
    if scheme:
        raise Problem(401, "Unknown link.", "There is no such link. 没有这个链接，请检查地址。")
    raise Problem(401, "Not signed in.", "Please sign in on the platform first.")


def _signed_in(session: Session, request: Request) -> Person | None:
    """Who has signed in with this browser; what they may do is looked up anew once it changes, and each minute."""
    secret_hash = request.headers.get(SESSION_HEADER.decode())
    found = sessions.look(session, secret_hash, clock.now()) if secret_hash else None
    if found is None:
        return None
    minute = f"{clock.now():%Y-%m-%d %H:%M}"
    key = ("reader", settings().database_url, found.user_id, found.version, minute)
    try:
        return answers.answer(key, lambda: permissions.person(session, found.user_id))
    except Forbidden:
        return None


def _tag(session: Session, reader: Reader, question: Question) -> str:
    """The name of the answer: other for another reader's standing, after a change, and each minute."""
    seen = topics.version(session, question.topics)
    minute = f"{clock.now():%Y-%m-%d %H:%M}"
    digest = hashlib.sha256(repr((reader.standing, question.key, seen, minute)).encode())
    return f'"{digest.hexdigest()[:32]}"'


def _too_many(wait: int) -> Problem:
    said = {"Retry-After": str(wait)}
    return Problem(429, "Too many requests.", f"Ask again in {wait} s.", **said)
