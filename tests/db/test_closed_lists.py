"""The migrated database takes every word of every closed list: none was forgotten when a list grew."""

from sqlalchemy import Enum, inspect
from sqlmodel import SQLModel

from db.engine import snapshot


def lists():
    """(table, column, its words) of every column that is a closed list."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum):
                yield table.name, column.name, column.type.enums


def test_every_word_of_a_closed_list_can_be_stored(database):
    with snapshot() as session:
        seen = inspect(session.connection())
        known = {
            table: " ".join(each["sqltext"] for each in seen.get_check_constraints(table))
            for table in {table for table, _, _ in lists()}
        }
    missing = [
        (table, column, word)
        for table, column, words in lists()
        for word in words
        if f"'{word}'" not in known[table]
    ]
    assert missing == []
    assert len(known) > 20
