"""The gate before everything: what may pass, who it is from, and what the browser is told not to do."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain import rations, tokens
from server import requests

COOKIE = "session"
SESSION_HEADER, ADDRESS_HEADER = b"x-platform-session", b"x-platform-address"

# Of Streamlit's own addresses only what a page needs; its metrics and its agent interface are nobody's business.
STREAMLIT_OPEN = re.compile(
    r"/_stcore/(health|host-config|stream|upload_file/[\w-]+/[\w-]+|component/.*|bidi-components/.*)"
)
NOT_FOR_OTHERS = ("/media/", "/_stcore/upload_file/", "/session/")


def cookie_name(scope: Scope) -> str:
    """Under TLS a name that no neighbouring site can set."""
    return f"__Host-{COOKIE}" if requests.is_secure(scope) else COOKIE


class Gate:
    """Lets through what may pass; says to the script, and only so, whose cookie the browser showed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif _may_pass(scope):
            await self.app({**scope, "headers": _headers(scope)}, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("Not found", 404)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


class SecurityHeaders:
    """Every response carries them, of whichever route."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app, self.policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_secure = requests.is_secure(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), is_secure)
            await send(message)

        await self.app(scope, receive, with_headers)

    def _add(self, headers: MutableHeaders, is_secure: bool) -> None:
        headers.setdefault("Content-Security-Policy", self.policy)  # a file's own is stricter
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "SAMEORIGIN"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS
        if is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if "server" in headers:
            del headers["server"]


CLOSED = ("microphone", "geolocation", "payment", "usb", "serial")
PERMISSIONS = ", ".join(
    ["camera=(self)", *(f"{each}=()" for each in CLOSED)]
)  # for codes at the door


def policy(script_hashes: list[str]) -> str:
    """Scripts from here only; styles may stand in the page, as Streamlit's do; nothing from anywhere else."""
    allowed = " ".join(f"'sha256-{each}'" for each in script_hashes)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: {allowed}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'self'",
            "object-src 'none'",
            "frame-ancestors 'self'",
        ]
    )


def _may_pass(scope: Scope) -> bool:
    path = scope["path"]
    if path.startswith("/_stcore/") and not STREAMLIT_OPEN.fullmatch(path):
        return False
    if scope["type"] == "websocket":
        return _is_own_socket(scope)
    if path.startswith("/session/") and scope["method"] != "POST":
        return False
    if path.startswith(NOT_FOR_OTHERS):
        return Headers(scope=scope).get("sec-fetch-site") in (None, "", "same-origin", "none")
    return True


def _is_own_socket(scope: Scope) -> bool:
    """A page of another site must not speak through a signed-in person's browser."""
    origin = Headers(scope=scope).get("origin")
    return origin is None or origin.split("://")[-1] == requests.host(scope)


def _headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    ours = (SESSION_HEADER, ADDRESS_HEADER)
    headers = [(name, value) for name, value in scope["headers"] if name not in ours]
    secret = requests.cookies(scope).get(cookie_name(scope))
    if secret:
        headers.append((SESSION_HEADER, tokens.hashed(secret).encode()))
    headers.append((ADDRESS_HEADER, rations.known_by(requests.address(scope)).encode()))
    return headers
