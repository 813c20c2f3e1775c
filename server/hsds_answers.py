"""How the HSDS interface answers: throttled, never drawn anew for a reader who has it, and in words when it cannot."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.engine import snapshot
from domain import clock, topics
from domain.hsds import VERSION
from server.hsds_asked import Wrong, check_format
from server.security import ADDRESS_HEADER
from server.throttle import Throttle

MOST_A_MINUTE = 120  # requests of one address
KEPT = 60  # seconds for which a copy need not be asked after
POLICY = "default-src 'none'; frame-ancestors 'none'"

THROTTLE = Throttle(MOST_A_MINUTE)


@dataclass(frozen=True)
class Told:
    """What is answered, and when it last changed, where that is known of a single record."""

    content: dict
    modified_at: datetime | None = None


Endpoint = Callable[[Request], Awaitable[Response]]


def limited(endpoint: Endpoint) -> Endpoint:
    """Gate: open to everybody, but not without end."""

    async def gated(request: Request) -> Response:
        wait = THROTTLE.wait(request.headers.get(ADDRESS_HEADER.decode(), ""))
        if wait:
            return _problem(
                429, "Too many requests.", f"Ask again in {wait} s.", {"Retry-After": str(wait)}
            )
        return await endpoint(request)

    return gated


def answered(tell: Callable[[Session, Request], Told | None]) -> Endpoint:
    """A route that tells what the function finds in one snapshot of the data."""

    @limited
    async def telling(request: Request) -> Response:
        try:
            return await run_in_threadpool(_answer, tell, request)
        except Wrong as wrong:
            return _problem(400, "The question cannot be read.", str(wrong))

    return telling


def _answer(tell: Callable[[Session, Request], Told | None], request: Request) -> Response:
    check_format(request.query_params)
    with snapshot() as session:
        tag = _tag(session, request)
        if tag in _shown(request):
            return _open(Response(status_code=304), tag, None)
        told = tell(session, request)
    if told is None:
        return _problem(404, "Not found.", "No record that is handed out goes by this number.")
    if _is_unchanged(request, told.modified_at):
        return _open(Response(status_code=304), tag, told.modified_at)
    return _open(JSONResponse(told.content), tag, told.modified_at)


def _tag(session: Session, request: Request) -> str:
    """Another one as soon as the directory has changed, or the day, on which certificates end."""
    version = topics.version(session, [topics.ORGANISATIONS])
    today = clock.now().date().isoformat()
    asked = sorted(request.query_params.multi_items())
    said = repr((VERSION, version, today, request.url.path, asked))
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _shown(request: Request) -> set[str]:
    return {each.strip() for each in request.headers.get("if-none-match", "").split(",")}


def _is_unchanged(request: Request, modified_at: datetime | None) -> bool:
    """For readers who keep the moment only; a tag, where one is shown, has been compared and does not fit."""
    since = request.headers.get("if-modified-since", "")
    if not since or modified_at is None or "if-none-match" in request.headers:
        return False
    return since == _http_moment(modified_at)


def _http_moment(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)


def _open(response: Response, tag: str, modified_at: datetime | None) -> Response:
    """Open data: pages of other sites may read it too, and keep it for a minute."""
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    if modified_at:
        response.headers["Last-Modified"] = _http_moment(modified_at)
    return plain(response)


def plain(response: Response) -> Response:
    """Readable by pages of other sites, and nothing in it may run."""
    response.headers["Access-Control-Allow-Origin"] = "*"  # no cookie is looked at
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _problem(
    status: int, title: str, detail: str, headers: dict[str, str] | None = None
) -> Response:
    """RFC 9457."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = JSONResponse(told, status, headers, media_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return plain(response)
