"""Full-text search, and an event table that nobody can change or shorten."""

from alembic import op

from db.search import ddl

revision = "0006"
down_revision = "0005"

SQLITE = [
    f"""
    CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """
    CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$
    """,
    """
    CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_is_append_only()
    """,
]


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("organisation", "demand"):
        for statement in ddl(dialect, table):
            op.execute(statement)
    for statement in SQLITE if dialect == "sqlite" else POSTGRESQL:
        op.execute(statement)
