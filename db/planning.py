"""What the planner of SQLite is told that PostgreSQL knows from its statistics."""

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class looked_at(FunctionElement):  # noqa: N801  (reads as a function of SQL)
    """A column that rows are told by while they are read in another order, not found by: SQLite takes an index for
    every equality, and would sort a year of one area rather than read the first fifty of all areas."""

    inherit_cache = True

    def __init__(self, column: ColumnElement) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(looked_at, "sqlite")
def _sqlite(element: looked_at, compiler, **kw) -> str:
    [column] = element.clauses
    return f"+{compiler.process(column, **kw)}"


@compiles(looked_at, "postgresql")
def _postgresql(element: looked_at, compiler, **kw) -> str:
    [column] = element.clauses
    return compiler.process(column, **kw)
