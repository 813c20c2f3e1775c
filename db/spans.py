"""How long something took, in days, as either database computes it."""

from sqlalchemy import ColumnElement, Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement):  # noqa: N801  (reads as a function of SQL)
    """Days, with their fraction, from the first moment to the second; none where either is missing."""

    type = Float()
    inherit_cache = True

    def __init__(self, since: ColumnElement, until: ColumnElement) -> None:
        super().__init__(since, until)


@compiles(days_between, "sqlite")
def _sqlite(element: days_between, compiler, **kw) -> str:
    since, until = (compiler.process(each, **kw) for each in element.clauses)
    return f"(julianday({until}) - julianday({since}))"


@compiles(days_between, "postgresql")
def _postgresql(element: days_between, compiler, **kw) -> str:
    since, until = (compiler.process(each, **kw) for each in element.clauses)
    return f"(CAST(EXTRACT(epoch FROM ({until} - {since})) AS double precision) / 86400)"
