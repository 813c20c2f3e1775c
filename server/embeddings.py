"""Vectors from a language model behind a plain HTTP endpoint, as local model servers offer it; off by default.

POST {EMBEDDINGS_URL} with {"model": …, "input": [texts]}; the answer holds {"data": [{"index": 0, "embedding": […]}]}.
What leaves are the texts of needs, results, teams, experts and services, without names of enterprises. They go over
HTTPS, or to this machine or the network around it; never in the clear to a public address.
"""

import ipaddress
import json
import math
import time
from datetime import timedelta
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import structlog

from db.engine import snapshot, transaction
from db.settings import settings
from domain import claims
from domain.matchmaking import meaning

log = structlog.get_logger("embeddings")
BATCH, LONGEST = 32, 4000  # texts at once; characters of each
PATIENCE, REST = 20, 300  # seconds: for an answer; after one that failed
MOST_BYTES = 32 * 1024 * 1024
AT_MOST = timedelta(minutes=5)  # that one batch takes
PROBE = ["valve"]
# What comes of a model that is not there, or of something else that answers in its place.
NOT_THERE = (URLError, HTTPException, OSError, ValueError, RecursionError)
NOT_OF_A_TEXT = {301, 302, 303, 307, 308, 401, 402, 403, 404, 405, 408, 429, 502, 503, 504}
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
    with claims.claimed("fetch_embeddings", AT_MOST) as is_ours:
        return _fetch() if is_ours else 0


def _fetch() -> int:
    global _rests_until
    with snapshot() as session:
        texts = meaning.waiting(session, BATCH)
    if not texts:
        return 0
    try:
        vectors = _each([each.text[:LONGEST] for each in texts])
        if not any(vectors):  # a model that refuses everything refuses no text in particular
            _asked(PROBE)
    except (*NOT_THERE, Unusable) as error:
        log.warning("embeddings_failed", error=type(error).__name__)
        _rests_until = time.monotonic() + REST
        return 0
    with transaction() as session:
        meaning.keep(session, texts, vectors)
    return len(texts)


def _each(texts: list[str]) -> list[list[float]]:
    """A vector for each text, an empty one for a text that the model refuses: it does not hold up the others.

    Where several are refused together, each half is asked again; raises one of NOT_THERE where the model is not there.
    """
    try:
        return _asked(texts)
    except HTTPError as error:
        if error.code in NOT_OF_A_TEXT:
            raise
    except Unusable:
        pass
    if len(texts) == 1:
        log.warning("embeddings_refused_a_text", characters=len(texts[0]))
        return [[]]
    half = len(texts) // 2
    return _each(texts[:half]) + _each(texts[half:])


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
    """One vector for each text; raises Unusable or one of NOT_THERE."""
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
    except (TypeError, KeyError, ValueError, OverflowError) as error:
        raise Unusable from error
    lengths = {len(vector) for vector in vectors}
    if len(vectors) != many or len(lengths) != 1 or 0 in lengths:
        raise Unusable
    if not all(
        0 < math.hypot(*vector) < math.inf for vector in vectors
    ):  # nor one that is no number
        raise Unusable
    return vectors
