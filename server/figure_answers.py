"""How live figures are answered: who asks, how often, an unchanged answer for next to nothing, refusals in words.

An unchanged answer is given at once, from what this process keeps in mind of the reader (server/figure_readers.py) and
has seen lately of the versions (domain/versions.py). Every other one is made once for all who stand alike.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.engine import snapshot
from db.settings import settings
from domain import answers, clock, versions, wall_links
from domain.errors import Forbidden
from domain.indicators import freshness
from server import figure_readers
from server.figure_readers import Reader
from server.figures_asked import Wrong
from server.security import ADDRESS_HEADER
from server.throttle import Throttle

AS_OF = "X-As-Of"  # by the platform's own clock: every change until then is in the answer
BEHIND = "X-Behind"  # seconds since then, where later changes wait too long to be counted
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
class Question:
    """What is asked, by name, and how to find it out. `topics`: whose changes the answer depends on."""

    key: tuple
    topics: tuple[str, ...]
    tell: Callable[[Session], dict]


@dataclass(frozen=True)
class Asked:
    """A question, who asks it, and what an answer as of now depends on: version and minute."""

    reader: Reader
    question: Question
    state: tuple[int, str]

    @property
    def name(self) -> tuple:
        """What is asked, and where those stand who are told the same."""
        return (settings().database_url, repr((self.reader.standing, self.question.key)))

    @property
    def tag(self) -> str:
        return _tag(self.name, self.state)


@dataclass(frozen=True)
class Told:
    """An answer as it is sent, under the name of the state that it was made for: who is late is told a newer one."""

    body: bytes
    tag: str


Ask = Callable[[Request, Reader], Question]
Endpoint = Callable[[Request], Awaitable[Response]]


def live(ask: Ask, *, looks: bool = False) -> Endpoint:
    """Gate: a route that tells its readers what the question finds; the same again is answered 304, with no figure
    asked for. `looks`: `ask` itself looks into the database."""

    async def gated(request: Request) -> Response:
        try:
            asked = None if looks else _asked_of_the_kept(ask, request)
            asked = asked or await run_in_threadpool(_asked, ask, request)
            known = request.headers.get("if-none-match")
            told = None if known == asked.tag else await _told(asked)
            return _response(told.tag if told else asked.tag, told)
        except Problem as problem:
            return problem.response
        except Wrong as wrong:
            return Problem(400, "The question cannot be read.", str(wrong)).response
        except Forbidden:
            said = "The figures are for the platform's people."
            return Problem(403, "Not open to you.", said).response

    return gated


def _asked_of_the_kept(ask: Ask, request: Request) -> Asked | None:
    """Without the database; none where something must be asked of it."""
    reader = figure_readers.kept(request)
    if reader is None:
        return None
    question = ask(request, reader)
    seen = versions.known(question.topics)
    if seen is None:
        return None
    _count(reader)
    return Asked(reader, question, (seen, _minute()))


def _asked(ask: Ask, request: Request) -> Asked:
    reader = _reader(request)
    _count(reader)
    question = ask(request, reader)
    freshness.now()  # so that it is known to those who are answered without a look at the data
    if reader.link and wall_links.is_due(reader.link):
        wall_links.note_seen(reader.link.id)
    return Asked(reader, question, (versions.version(question.topics), _minute()))


async def _told(asked: Asked) -> Told:
    """The answer as it is sent: made once; whoever asks meanwhile waits for it without holding a thread."""
    being_made = answers.begun(asked.name, asked.state)
    if being_made is not None:
        return await asyncio.wrap_future(being_made)
    return await run_in_threadpool(answers.answer, asked.name, asked.state, lambda: _made(asked))


def _made(asked: Asked) -> Told:
    with snapshot() as session:
        told = asked.question.tell(session)
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return Told(body, asked.tag)


def _response(tag: str, told: Told | None) -> Response:
    response = (
        Response(status_code=304)
        if told is None
        else Response(told.body, media_type="application/json")
    )
    fresh = freshness.known()
    response.headers["ETag"] = tag
    response.headers[AS_OF] = fresh.as_of.isoformat(timespec="seconds")
    if fresh.is_behind:
        response.headers[BEHIND] = str(int((clock.now() - fresh.as_of).total_seconds()))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _count(reader: Reader) -> None:
    if wait := _readers.wait(reader.name):
        raise _too_many(wait)


def _reader(request: Request) -> Reader:
    """Raises Problem for whoever is nobody here."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        with snapshot() as session:
            opened = wall_links.by_token(session, token.strip()[:100])
        if opened and opened.is_revoked:
            said = REVOKED[opened.wishes.language]
            raise Problem(403, "Called back.", said)
        if opened:
            return Reader(opened.person, opened)
    elif reader := figure_readers.signed_in(request):
        return reader
    if wait := _strangers.wait(request.headers.get(ADDRESS_HEADER.decode(), "")):
        raise _too_many(wait)
    if scheme:
        raise Problem(401, "Unknown link.", "There is no such link. 没有这个链接，请检查地址。")
    raise Problem(401, "Not signed in.", "Please sign in on the platform first.")


def _minute() -> str:
    return f"{clock.now():%Y-%m-%d %H:%M}"


def _tag(name: tuple, state: tuple) -> str:
    """The name of the answer: other for another reader's standing, after a change, and each minute."""
    digest = hashlib.sha256(repr((name, state)).encode())
    return f'"{digest.hexdigest()[:32]}"'


def _too_many(wait: int) -> Problem:
    said = {"Retry-After": str(wait)}
    return Problem(429, "Too many requests.", f"Ask again in {wait} s.", **said)
