"""What the database is asked while something is done."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from db.engine import engine


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of the block, as they were sent; those that begin or end a transaction are not among them."""
    found: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine(), "before_cursor_execute", note)
