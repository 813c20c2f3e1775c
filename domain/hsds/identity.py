"""The lasting names of what is handed out: the same record has the same UUID in every answer and every package."""

from uuid import UUID, uuid5

NAMESPACE = UUID(
    "6f1c1ae1-5d0b-5d1e-9a39-4b6f0c6f7a3e"
)  # never to change: readers know records by it


def named(kind: str, *keys: int | str) -> str:
    """The UUID of a record of a kind, told apart by its keys (RFC 9562, version 5)."""
    return str(uuid5(NAMESPACE, ":".join([kind, *map(str, keys)])))
