"""Fetching a file: whoever may see its demand or match, or holds an address signed for it, and nobody else."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

from PIL import Image, ImageOps
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from db.engine import snapshot
from db.models import ActivityFile, Attachment, ContestFile, MatchFile
from domain import activity_files, attachments, clock, file_kinds, file_store, permissions, sessions
from domain.contest import files as contest_files
from domain.errors import Forbidden
from domain.matchmaking import files as match_files
from domain.matchmaking import seen
from domain.permissions import Person
from server.security import SESSION_HEADER

SMALL = (320, 240)  # of a picture shown beside its name, in points
MOST_NUMBER = 2**31 - 1  # of a row
MOST_PIXELS = 60_000_000  # a picture that unfolds to more is not drawn small

# Nothing in a file may run, should a browser show it after all.
POLICY = "sandbox; default-src 'none'"


@dataclass(frozen=True)
class Found:
    """A file that this request may have."""

    name: str
    media_type: str
    added: str  # as a header says it
    path: Path


async def of_demand(request: Request) -> Response:
    return await _fetch(request, _of_demand)


async def of_match(request: Request) -> Response:
    return await _fetch(request, _of_match)


async def of_contest(request: Request) -> Response:
    return await _fetch(request, _of_contest)


async def of_activity(request: Request) -> Response:
    return await _fetch(request, _of_activity)


async def _fetch(request: Request, find: Callable[[Request], Found | None]) -> Response:
    """The file as a download; `?small=1`: a picture, made small, to be shown in the page."""
    found = await run_in_threadpool(find, request)
    if found is None:
        return closed(PlainTextResponse("Not found", 404))
    if request.query_params.get("small"):
        picture = await run_in_threadpool(_small, found)
        if picture is None:
            return closed(PlainTextResponse("Not found", 404))
        response = Response(picture, media_type="image/jpeg")
        response.headers["Content-Disposition"] = "inline"
    else:
        response = FileResponse(found.path, media_type=found.media_type)
        response.headers["Content-Disposition"] = disposition(found.name)
    response.headers["Last-Modified"] = found.added
    return closed(response)


def disposition(name: str) -> str:
    """To be saved under its own name; old browsers get one in plain letters (RFC 6266, RFC 5987)."""
    plain = "".join(each if each.isascii() and each not in '"\\%' else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _of_match(request: Request) -> Found | None:
    """As of a demand; only for people who have signed in, and written down."""
    number = request.path_params["file"]
    if number > MOST_NUMBER:
        return None
    with snapshot() as session:
        person = signed_in(session, request)
        row = match_files.one(session, person, number) if person else None
        found = _told(row) if row else None
        if found is not None and not request.query_params.get("small"):
            seen.file_read(
                session, person, row
            )  # not the small picture that the match's page draws
        return found


def _of_contest(request: Request) -> Found | None:
    """A file of an entry, by an address that was signed for whoever may have it."""
    number = request.path_params["file"]
    if number > MOST_NUMBER:
        return None
    with snapshot() as session:
        row = contest_files.by_key(session, number, request.query_params.get("key", ""))
        return _told(row) if row else None


def _of_activity(request: Request) -> Found | None:
    """A file among an activity's materials, for whoever may see the activity; most are for everybody."""
    number = request.path_params["file"]
    if number > MOST_NUMBER:
        return None
    with snapshot() as session:
        person = signed_in(session, request) or permissions.PUBLIC
        row = activity_files.one(session, person, number)
        return _told(row) if row else None


def _of_demand(request: Request) -> Found | None:
    """The file, if there is one of that number and whoever asks may have it: the two are told apart to nobody."""
    number = request.path_params["attachment"]
    if number > MOST_NUMBER:
        return None
    with snapshot() as session:
        for person in _askers(session, request, number):
            row = attachments.one(session, person, number)
            if row is not None:
                return _told(row)
    return None


def _askers(session, request: Request, number: int) -> list[Person]:
    """As whom it is asked: the person signed in, and whoever a signed address speaks for."""
    holder = attachments.holder_by_key(number, request.query_params.get("key", ""))
    return [each for each in (signed_in(session, request), holder) if each]


def who(request: Request) -> Person | None:
    """Whoever has signed in where the request comes from."""
    with snapshot() as session:
        return signed_in(session, request)


def signed_in(session, request: Request) -> Person | None:
    secret_hash = request.headers.get(SESSION_HEADER.decode())
    found = sessions.look(session, secret_hash, clock.now()) if secret_hash else None
    try:
        return permissions.person(session, found.user_id) if found else None
    except Forbidden:
        return None


def _told(row: ActivityFile | Attachment | ContestFile | MatchFile) -> Found | None:
    path = file_store.path_of(row.key)
    added = format_datetime(row.added_at.astimezone(UTC), usegmt=True)
    return Found(row.name, row.media_type, added, path) if path.is_file() else None


def _small(found: Found) -> bytes | None:
    """The picture as a small JPEG without anything that its camera wrote into it."""
    if found.media_type not in file_kinds.IMAGES:
        return None
    try:
        with Image.open(found.path, formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", SMALL)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail(SMALL)
            drawn = Image.new("RGB", upright.size, "white")
            drawn.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def closed(response: Response) -> Response:
    """For who asked alone, and not to be run."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


ROUTES = [
    Route("/files/{attachment:int}", of_demand, methods=["GET"]),
    Route("/files/match/{file:int}", of_match, methods=["GET"]),
    Route("/files/contest/{file:int}", of_contest, methods=["GET"]),
    Route("/files/activity/{file:int}", of_activity, methods=["GET"]),
]
