"""Where a browser fetches its session, and gives it back. The only answers that set the cookie.

There is no address to go to afterwards: the page that signs in loads itself anew, so no link can lead anybody astray.
"""

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain import rations, sessions, tokens
from server import requests, security

MOST_BODY = 1000  # bytes

Endpoint = Callable[[Request], Awaitable[Response]]


def same_site_only(endpoint: Endpoint) -> Endpoint:
    """Gate: the request must be one of our own page's, small, and of the type that no plain form can send."""

    async def gated(request: Request) -> Response:
        is_json = request.headers.get("content-type", "").split(";")[0] == "application/json"
        length = request.headers.get("content-length", "")
        if not requests.is_from_this_site(request.scope) or not is_json:
            return JSONResponse({"error": "forbidden"}, 403)
        if not length.isdigit() or int(length) > MOST_BODY:
            return JSONResponse({"error": "too large"}, 413)
        return await endpoint(request)

    return gated


@same_site_only
async def begin(request: Request) -> Response:
    """Exchange a ticket for the cookie."""
    try:
        ticket = (await request.json())["ticket"]
        assert isinstance(ticket, str)
    except (ValueError, KeyError, TypeError, AssertionError):
        return JSONResponse({"error": "unclear"}, 400)
    secret = await run_in_threadpool(
        sessions.redeem,
        ticket,
        address=rations.known_by(requests.address(request.scope)),
        agent=request.headers.get("user-agent", ""),
    )
    if secret is None:
        return _uncached(JSONResponse({"error": "expired"}, 403))
    response = _uncached(JSONResponse({"ok": True}))
    _set_cookie(response, request, secret, int(sessions.ABSOLUTE.total_seconds()))
    return response


@same_site_only
async def end(request: Request) -> Response:
    """Sign this browser out."""
    secret = request.cookies.get(security.cookie_name(request.scope))
    if secret:
        await run_in_threadpool(sessions.end, tokens.hashed(secret))
    response = _uncached(JSONResponse({"ok": True}))
    _set_cookie(response, request, "", 0)
    return response


def _set_cookie(response: Response, request: Request, secret: str, seconds: int) -> None:
    response.set_cookie(
        security.cookie_name(request.scope),
        secret,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=requests.is_secure(request.scope),
    )


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = [
    Route("/session/begin", begin, methods=["POST"]),
    Route("/session/end", end, methods=["POST"]),
]
