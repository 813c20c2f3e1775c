"""The HSDS data package as a download: written at most once an hour, however often it is fetched."""

import threading
import time
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from db.settings import settings
from domain.hsds import package
from server.hsds_answers import limited, plain

KEPT = 3600  # seconds

_writing = threading.Lock()


@limited
async def fetch(request: Request) -> Response:
    path = await run_in_threadpool(kept)
    response = FileResponse(path, media_type="application/zip", filename="hsds-package.zip")
    response.headers["Cache-Control"] = "public, max-age=600"
    return plain(response)


def kept() -> Path:
    """Where the package lies; written now, where there is none or it is an hour old."""
    path = settings().var / "hsds" / "package.zip"
    with _writing:
        if not path.is_file() or time.time() - path.stat().st_mtime > KEPT:
            path.parent.mkdir(parents=True, exist_ok=True)
            package.write(path)
    return path


ROUTES = [Route("/hsds/package.zip", fetch, methods=["GET"])]
