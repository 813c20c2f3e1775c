"""The wall of a command centre: a page of our own that needs no session, and asks for its figures every second.

GET /wall/{token}           the page; what it may show the token decides, with every question
GET /wall/preview/{number}  the same, for those who keep the links
GET /wall/files/{name}      its script and style sheet
GET /api/figures/wall       what it shows now
"""

import hashlib
from functools import cache
from pathlib import Path

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from db.engine import snapshot
from domain import wall_links
from domain.permissions import allows, wall_keepers
from domain.queries import wall
from domain.wall_links import Opened
from server import wall_told
from server.figure_answers import Problem, Question, live
from server.figure_readers import Reader
from server.figures_asked import Wrong

FOLDER = Path(__file__).with_name("wall")
TYPES = {"wall.js": "text/javascript", "views.js": "text/javascript", "wall.css": "text/css"}

# No script, style or answer from anywhere but here; nobody frames the page, and its address is told to nobody.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)


async def page(request: Request) -> Response:
    """The same for every token: whether it opens anything is told by the first question."""
    text = _files()["page.html"].decode().replace("{version}", version())
    return _closed(Response(text, media_type="text/html"))


async def file(request: Request) -> Response:
    """A script or the style sheet; asked after again each time, so that a new release is not mixed with an old one."""
    name = request.path_params["name"]
    if name not in TYPES:
        return PlainTextResponse("Not found", 404)
    tag = f'"{version()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(_files()[name], media_type=TYPES[name], headers=headers)


def _asked(request: Request, reader: Reader) -> Question:
    """What the wall shows: of the link itself, or of one that its keepers look at beforehand."""
    opened = reader.link or _looked_at(request, reader)

    def tell(session: Session) -> dict:
        board = wall.board(session, opened.person, opened.wishes)
        return {"version": version(), **wall_told.told(board, opened.wishes)}

    return Question(("wall", opened.id, opened.version, version()), wall.TOPICS, tell)


figures = live(_asked, looks=True)


def _looked_at(request: Request, reader: Reader) -> Opened:
    if not allows(wall_keepers, reader.person, None):
        raise Problem(403, "Not open to you.", "The walls are kept by leaders and administrators.")
    typed = request.query_params.get("link", "")
    if not (typed.isdecimal() and typed.isascii() and len(typed) < 10):
        raise Wrong("link is the number of a link to the wall.")
    with snapshot() as session:
        opened = wall_links.by_id(session, int(typed))
    if opened is None or opened.is_revoked:
        raise Problem(404, "Not found.", "There is no such link, or it was called back.")
    return opened


@cache
def version() -> str:
    """The name of this release of the page; a page of another one loads itself anew."""
    digest = hashlib.sha256()
    for name, content in sorted(_files().items()):
        digest.update(name.encode() + content)
    return digest.hexdigest()[:16]


@cache
def _files() -> dict[str, bytes]:
    return {name: (FOLDER / name).read_bytes() for name in ("page.html", *TYPES)}


def _closed(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


ROUTES = [
    Route("/wall/preview/{number:int}", page, methods=["GET"]),
    Route("/wall/files/{name}", file, methods=["GET"]),
    Route("/wall/{token}", page, methods=["GET"]),
    Route("/api/figures/wall", figures, methods=["GET"]),
]
