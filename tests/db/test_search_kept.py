"""Every table that is searched keeps its index in step, after whatever migrations have made of it."""

from sqlmodel import SQLModel, text

from db.engine import engine


def test_each_searched_table_has_its_triggers_or_its_index(database):
    searched = {name for name, each in SQLModel.metadata.tables.items() if "search_text" in each.c}
    if database.startswith("sqlite"):
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        wanted = {f"{name}_fts_{on}" for name in searched for on in ("insert", "delete", "update")}
    else:
        asked = "SELECT indexname FROM pg_indexes"
        wanted = {f"ix_{name}_search" for name in searched}
    with engine().connect() as connection:
        found = {name for (name,) in connection.execute(text(asked))}
    assert len(searched) > 3
    assert wanted - found == set()
