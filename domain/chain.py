"""The chain of a subject's events: each carries the hash of the one before, so none can be changed unseen."""

import hashlib
import json
from datetime import UTC, datetime

from db.models import Event

START = "0" * 64


def seal(event: Event) -> str:
    """SHA-256 over everything the event says and the hash of the one before it."""
    return _digest(*(getattr(event, name) for name in _SAID))


def link(
    *,
    at: datetime,
    actor_id: int | None,
    action: str,
    subject: tuple[str, int],
    position: int = 1,
    particulars: dict,
    previous_hash: str = START,
) -> dict:
    """The columns of one sealed event, for rows that are written in bulk; `subject` is its table and its id."""
    said = (at, actor_id, action, *subject, position, particulars, None, previous_hash)
    return dict(zip(_SAID, said, strict=True)) | {"hash": _digest(*said)}


_SAID = (
    "at",
    "actor_id",
    "action",
    "subject_kind",
    "subject_id",
    "position",
    "particulars",
    "nonce",
    "previous_hash",
)


def _digest(at: datetime, *said: object) -> str:
    text = json.dumps(
        [_moment(at), *said], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
