"""Equipment stands in the directory, and the engine compares equipment and research centres with needs."""

import sqlalchemy as sa
from alembic import op

from db.research_vocabulary import MatchKind, NotThis
from db.search import ddl, ddl_drop
from db.upkeep_vocabulary import ImportStage
from db.vocabulary import EntryKind, ServiceField

revision = "0083"
down_revision = "0082"

GROWN = {EntryKind, MatchKind}
# Every closed list of these tables: SQLite writes a table anew, and would forget the checks of the others.
TABLES = {
    "directory_entry": {"kind": EntryKind, "field": ServiceField},
    "import_batch": {"kind": EntryKind, "stage": ImportStage},
    "match_text": {"kind": MatchKind},
    "match_vector": {"kind": MatchKind},
    "helper_aside": {"kind": MatchKind, "reason": NotThis},
    "name_seen": {"kind": MatchKind},
    "digest": {"kind": MatchKind},
}
SEARCHED = "directory_entry"


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    is_postgresql = dialect == "postgresql"
    if not is_postgresql:  # a table that is written anew loses its triggers
        _run(ddl_drop(dialect, SEARCHED))
    for table, lists in TABLES.items():
        with op.batch_alter_table(table) as batch:
            for column, words in lists.items():
                name = words.__name__.lower()
                if is_postgresql and words not in GROWN:
                    continue
                if is_postgresql:
                    batch.drop_constraint(name, type_="check")
                kind = sa.Enum(
                    *(word.value for word in words),
                    name=name,
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                )
                is_nullable = (table, column) == ("directory_entry", "field")
                batch.alter_column(column, type_=kind, existing_nullable=is_nullable)
    if not is_postgresql:
        _run(ddl(dialect, SEARCHED))


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
