"""What a request says about itself: how and from where it came, by which page, in which language."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

LANGUAGE_COOKIE = "platform_language"
TAGS = {"zh": "zh-CN", "en": "en-GB"}


def is_secure(scope: Scope) -> bool:
    """Whether the browser speaks TLS, with this process or with the proxy before it."""
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "").split(",")[0].strip()
    return scope["scheme"] in ("https", "wss") or forwarded == "https"


def cookies(scope: Scope) -> dict[str, str]:
    sent = SimpleCookie()
    for header in Headers(scope=scope).getlist("cookie"):
        for part in header.split(";"):  # one part that cannot be read does not hide the others
            try:
                sent.load(part.strip())
            except CookieError:
                continue
    return {name: morsel.value for name, morsel in sent.items()}


def address(scope: Scope) -> str:
    """Where the request comes from; behind a proxy the server puts the browser's address here."""
    client = scope.get("client")
    return client[0] if client else ""


def is_from_this_site(scope: Scope) -> bool:
    """Whether one of our own pages sent it: browsers say so themselves, and no other page can make them lie."""
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site:
        return site == "same-origin"
    source = headers.get("origin") or headers.get("referer")
    return bool(source) and urlsplit(source).netloc == host(scope)


def host(scope: Scope) -> str:
    return Headers(scope=scope).get("host", "")


def language(scope: Scope, otherwise: str) -> str:
    """The language of the page that is about to load: as chosen, else the browser's first that is spoken here."""
    wishes = [cookies(scope).get(LANGUAGE_COOKIE, "")]
    wishes += Headers(scope=scope).get("accept-language", "").split(",")
    spoken = (wish.strip()[:2].lower() for wish in wishes)
    return next((wish for wish in spoken if wish in TAGS), otherwise)
