"""The page itself and its scripts: in the reader's language, compressed once, and kept by the browser."""

import base64
import hashlib
import re
import threading
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from db.settings import settings
from server import requests

FOLDER = Path(streamlit.__file__).parent / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
TITLES = {"zh": "温州市中小企业综合服务平台", "en": "Wenzhou SME Service Platform"}
WITHOUT_SCRIPT = {
    "zh": "本平台需要启用浏览器的 JavaScript。",
    "en": "This platform needs JavaScript to be switched on in the browser.",
}
# What lies at these addresses is not a page.
NOT_A_PAGE = re.compile(
    r"(/.*)?/_stcore(/|$)"
    r"|/(media|component|static|app|session|healthz|readyz|metrics|api|files|export|hsds|wall"
    r"|unsubscribe|calendars)(/|$)"
)


@dataclass(frozen=True)
class Document:
    """The one page that loads everything, in one language."""

    plain: bytes
    compressed: bytes
    etag: str


class StaticFiles:
    """Answers for the page and for its compressed scripts; everything else goes on to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = _answer(scope) if scope["type"] == "http" else None
        await (response or self.app)(scope, receive, send)


def _answer(scope: Scope) -> Response | None:
    if scope["method"] not in ("GET", "HEAD"):
        return None
    path = scope["path"]
    if path.startswith("/static/"):
        return _script(path.removeprefix("/static/"), Headers(scope=scope))
    name = path.rsplit("/", 1)[-1]
    if NOT_A_PAGE.match(path) or "." in name or path.startswith("//") or (path != "/" and not name):
        return None
    return _page(scope)


def _page(scope: Scope) -> Response:
    document = documents()[requests.language(scope, settings().language)]
    headers = {
        "Cache-Control": "no-cache",
        "ETag": document.etag,
        "Vary": "Accept-Encoding, Accept-Language, Cookie",
        "Content-Language": re.search(rb'lang="([\w-]+)"', document.plain)[1].decode(),
    }
    asked = Headers(scope=scope)
    if asked.get("if-none-match") == document.etag:
        return Response(status_code=304, headers=headers)
    if _takes_gzip(asked):
        headers["Content-Encoding"] = "gzip"
        return Response(document.compressed, media_type="text/html", headers=headers)
    return Response(document.plain, media_type="text/html", headers=headers)


def _script(name: str, asked: Headers) -> Response | None:
    """A script or style sheet that has been compressed; nothing for what has not."""
    file = FOLDER / "static" / name
    if not _takes_gzip(asked) or "range" in asked or name not in _names():
        return None
    packed = _packed(name)
    if not packed.exists():
        return None
    etag = f'"{packed.stat().st_mtime_ns:x}-{packed.stat().st_size:x}"'
    headers = {
        "Cache-Control": "public, immutable, max-age=31536000",
        "Content-Encoding": "gzip",
        "ETag": etag,
        "Vary": "Accept-Encoding",
    }
    if asked.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return FileResponse(packed, media_type=TYPES[file.suffix], headers=headers)


@cache
def documents() -> dict[str, Document]:
    """The page in every language, made from Streamlit's own."""
    source = (FOLDER / "index.html").read_text("utf-8")
    source = re.sub(r"<!--.*?-->\s*", "", source, flags=re.DOTALL)
    source = re.sub(r'\s*<link rel="service-desc"[^>]*>', "", source)
    # The pages are set in the reader's own fonts.
    source = re.sub(r'\s*<link\s+rel="preload"\s+href="[^"]*woff2"[^>]*>', "", source)
    return {language: _document(source, language) for language in requests.TAGS}


def script_hashes() -> list[str]:
    """The scripts that stand in the page itself, as the policy names them."""
    found = set()
    for document in documents().values():
        for script in re.findall(rb"<script>(.*?)</script>", document.plain, re.DOTALL):
            found.add(base64.b64encode(hashlib.sha256(script).digest()).decode())
    return sorted(found)


def compress_in_background() -> None:
    """Compress what has not been, beside the serving: the first page of a new release is not kept waiting."""
    threading.Thread(target=compress, name="compress", daemon=True).start()


def compress() -> None:
    """Write the compressed scripts under var/, those of the first page before the others; once per release."""
    first = (FOLDER / "index.html").read_text("utf-8")
    for name in sorted(_names(), key=lambda each: (f"static/{each}" not in first, each)):
        packed = _packed(name)
        if not packed.exists():
            packed.parent.mkdir(parents=True, exist_ok=True)
            half = packed.with_suffix(f".{threading.get_native_id()}.half")
            half.write_bytes(_gzip((FOLDER / "static" / name).read_bytes()))
            half.replace(packed)


@cache
def _names() -> frozenset[str]:
    """The files worth compressing; a name that is not here is not looked for on the disk."""
    found = (file for file in (FOLDER / "static").rglob("*") if file.suffix in TYPES)
    return frozenset(str(file.relative_to(FOLDER / "static")) for file in found)


def _packed(name: str) -> Path:
    return settings().var / "static" / streamlit.__version__ / f"{name}.gz"


def _document(source: str, language: str) -> Document:
    text = source.replace('<html lang="en">', f'<html lang="{requests.TAGS[language]}">')
    text = text.replace("<title>Streamlit</title>", f"<title>{TITLES[language]}</title>")
    text = re.sub(
        r"<noscript>.*?</noscript>",
        f"<noscript>{WITHOUT_SCRIPT[language]}</noscript>",
        text,
        flags=re.DOTALL,
    )
    plain = text.encode()
    return Document(plain, _gzip(plain), f'"{hashlib.sha256(plain).hexdigest()[:24]}"')


def _gzip(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)  # 31: with a gzip header, which bears no date
    return packer.compress(content) + packer.flush()


def _takes_gzip(asked: Headers) -> bool:
    return "gzip" in asked.get("accept-encoding", "")
