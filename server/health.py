"""Whether the process lives, and whether it can do its work: asked by proxies and service managers."""

import shutil
import tempfile

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from db.engine import snapshot
from db.settings import settings

LEAST_FREE = 200 * 2**20  # bytes


async def alive(request: Request) -> Response:
    return _uncached(JSONResponse({"alive": True}))


async def ready(request: Request) -> Response:
    """200 when everything holds, else 503 with the names of what does not; no detail that helps a stranger."""
    found = await run_in_threadpool(check)
    return _uncached(JSONResponse(found, 200 if all(found.values()) else 503))


def check() -> dict[str, bool]:
    database = _database_answers()
    return {
        "database": database,
        "migrations": database and _is_migrated(),
        "disk_writable": _is_writable(),
        "disk_space": _has_space(),
    }


def _database_answers() -> bool:
    try:
        with snapshot() as session:
            session.exec(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _is_migrated() -> bool:
    from db.migrations import is_current  # a large library that serving a page does not need

    try:
        return is_current()
    except SQLAlchemyError:
        return False


def _is_writable() -> bool:
    try:
        with tempfile.TemporaryFile(dir=settings().var) as file:
            file.write(b"x")
    except OSError:
        return False
    return True


def _has_space() -> bool:
    try:
        return shutil.disk_usage(settings().var).free >= LEAST_FREE
    except OSError:
        return False


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = [
    Route("/healthz", alive, methods=["GET"]),
    Route("/readyz", ready, methods=["GET"]),
]
