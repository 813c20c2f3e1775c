"""The chain of a subject's events: each carries the hash of the one before, so none can be changed unseen."""

import hashlib
import json
from datetime import UTC, datetime

from db.models import Event

START = "0" * 64


def seal(event: Event) -> str:
    """SHA-256 over everything the event says and the hash of the one before it."""
    said = [
        _moment(event.at),
        event.actor_id,
        event.action,
        event.subject_kind,
        event.subject_id,
        event.position,
        event.particulars,
        event.nonce,
        event.previous_hash,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
