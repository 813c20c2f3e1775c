"""How the platform fares, in figures for Prometheus; shown to the machine itself and to who holds the token."""

import hmac
import re
from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, func, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from db.engine import snapshot
from db.models import Message
from db.settings import settings
from domain import clock, sessions
from domain.indicators import rollups
from server import requests

REQUESTS = Counter("platform_requests_total", "HTTP requests", ["method", "area", "status"])
SECONDS = Histogram("platform_request_seconds", "Time taken by HTTP requests", ["area"])
DATABASE = Gauge("platform_database_up", "Whether the database answers")
SESSIONS = Gauge("platform_sessions_open", "Browsers signed in")
OUTBOX = Gauge("platform_outbox_waiting", "Messages waiting to be sent")
FIGURES = Gauge(
    "platform_figures_waiting_seconds", "How long the oldest change of an order waits to be counted"
)
JOBS = Counter("platform_jobs_total", "Scheduled jobs run", ["job", "outcome"])

LOOPBACK = ("127.0.0.1", "::1")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
AREAS = re.compile(
    r"/(static|media|_stcore|session|healthz|readyz|metrics|api|files|hsds|wall|unsubscribe|calendars)(/|$)"
)

Endpoint = Callable[[Request], Awaitable[Response]]


FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host")


def note_request(method: str, path: str, status: int, seconds: float) -> None:
    """Counted by the first part of the path only, so that nobody can make up new series."""
    found = AREAS.match(path)
    area = found[1] if found else "page"
    REQUESTS.labels(method if method in METHODS else "other", area, f"{status // 100}xx").inc()
    SECONDS.labels(area).observe(seconds)


def machine_or_token_only(endpoint: Endpoint) -> Endpoint:
    """Gate: asked by the machine itself without a proxy between, or with PLATFORM_METRICS_TOKEN."""

    async def gated(request: Request) -> Response:
        token = settings().metrics_token
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        is_direct = not any(name in request.headers for name in FORWARDED)
        is_local = is_direct and requests.address(request.scope) in LOOPBACK
        if not is_local and not (token and hmac.compare_digest(shown.encode(), token.encode())):
            return PlainTextResponse("Not found", 404)
        return await endpoint(request)

    return gated


@machine_or_token_only
async def show(request: Request) -> Response:
    await run_in_threadpool(_look)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _look() -> None:
    try:
        with snapshot() as session:
            session.exec(text("SELECT 1"))
            waiting = select(func.count(Message.id)).where(
                col(Message.sent_at).is_(None), col(Message.given_up_at).is_(None)
            )
            OUTBOX.set(session.exec(waiting).one())
            since = rollups.waiting_since(session)
            FIGURES.set((clock.now() - since).total_seconds() if since else 0)
        SESSIONS.set(sessions.open_count())
        DATABASE.set(1)
    except SQLAlchemyError:
        DATABASE.set(0)


ROUTES = [Route("/metrics", show, methods=["GET"])]
