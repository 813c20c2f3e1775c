"""Vectors from a language model behind a plain HTTP endpoint, as local model servers offer it; off by default.

POST {EMBEDDINGS_URL} with {"model": …, "input": [texts]}; the answer holds {"data": [{"index": 0, "embedding": […]}]}.
What leaves are the texts of needs, results, teams, experts and services, without names of enterprises. They go over
HTTPS, or to this machine or the network around it; never in the clear to a public address.
"""

import ipaddress
import json
import math
import time
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import structlog

from db.engine import snapshot, transaction
from db.settings import settings
from domain.matchmaking import meaning

log = structlog.get_logger("embeddings")
BATCH, LONGEST = 32, 4000  # texts at once; characters of each
PATIENCE, REST = 20, 300  # seconds: for an answer; after one that failed
MOST_BYTES = 32 * 1024 * 1024
_rests_until = 0.0


class Unusable(Exception):
    """An answer that holds no vectors for what was asked."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args, **_more):
        return None  # texts go where they were sent, and nowhere else


_opener = build_opener(_NoRedirect)


def fetch_due() -> int:
    """Fetch the vectors of some texts that lack them; returns how many. After a failure it rests for some minutes."""
    global _rests_until
    if not meaning.is_on() or time.monotonic() < _rests_until:
        return 0
    if not is_allowed(settings().embeddings_url):
        log.error("embeddings_refused", why="EMBEDDINGS_URL must be https, or of this network")
        _rests_until = time.monotonic() + REST
        return 0
    with snapshot() as session:
        texts = meaning.waiting(session, BATCH)
    if not texts:
        return 0
    try:
        vectors = _asked([each.text[:LONGEST] for each in texts])
    except (URLError, OSError, ValueError, Unusable) as error:
        log.warning("embeddings_failed", error=type(error).__name__)
        _rests_until = time.monotonic() + REST
        return 0
    with transaction() as session:
        meaning.keep(session, texts, vectors)
    return len(texts)


def is_allowed(url: str) -> bool:
    """Whether texts may be sent there."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme != "http" or not parts.hostname:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname).is_private
    except ValueError:
        return False


def _asked(texts: list[str]) -> list[list[float]]:
    """One vector for each text; raises Unusable, URLError, OSError, ValueError."""
    body = json.dumps({"model": settings().embeddings_model, "input": texts}).encode()
    headers = {"Content-Type": "application/json"}
    if settings().embeddings_key:
        headers["Authorization"] = f"Bearer {settings().embeddings_key}"
    request = Request(settings().embeddings_url, body, headers)  # noqa: S310  (see is_allowed)
    with _opener.open(request, timeout=PATIENCE) as answer:
        said = json.loads(answer.read(MOST_BYTES))
    return _checked(said, len(texts))


def _checked(said: object, many: int) -> list[list[float]]:
    try:
        rows = sorted(said["data"], key=lambda row: row["index"])
        vectors = [[float(value) for value in row["embedding"]] for row in rows]
    except (TypeError, KeyError, ValueError) as error:
        raise Unusable from error
    lengths = {len(vector) for vector in vectors}
    if len(vectors) != many or len(lengths) != 1 or 0 in lengths:
        raise Unusable
    for vector in vectors:
        if not all(map(math.isfinite, vector)) or not any(vector):
            raise Unusable
    return vectors
