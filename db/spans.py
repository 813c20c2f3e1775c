"""How long something took, and on which day it was, as either database computes it."""

from sqlalchemy import ColumnElement, Date, Float, Integer
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


class local_day(FunctionElement):  # noqa: N801
    """The day of a moment on the clocks of Wenzhou, which have known no summer time since 1991."""

    type = Date()
    inherit_cache = True


@compiles(local_day, "sqlite")
def _sqlite_day(element: local_day, compiler, **kw) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '+8 hours')"


@compiles(local_day, "postgresql")
def _postgresql_day(element: local_day, compiler, **kw) -> str:
    return f"CAST(({compiler.process(element.clauses, **kw)}) AT TIME ZONE 'Asia/Shanghai' AS date)"


class minute_of_day(FunctionElement):  # noqa: N801
    """The whole minutes since midnight of a moment, on the clocks of Wenzhou."""

    type = Integer()
    inherit_cache = True


@compiles(minute_of_day, "sqlite")
def _sqlite_minute(element: minute_of_day, compiler, **kw) -> str:
    of = f"{compiler.process(element.clauses, **kw)}, '+8 hours'"
    return f"(CAST(strftime('%H', {of}) AS integer) * 60 + CAST(strftime('%M', {of}) AS integer))"


@compiles(minute_of_day, "postgresql")
def _postgresql_minute(element: minute_of_day, compiler, **kw) -> str:
    local = f"(({compiler.process(element.clauses, **kw)}) AT TIME ZONE 'Asia/Shanghai')"
    return f"CAST(EXTRACT(hour FROM {local}) * 60 + EXTRACT(minute FROM {local}) AS integer)"


class month_of(FunctionElement):  # noqa: N801
    """The first day of the month of a day."""

    type = Date()
    inherit_cache = True


@compiles(month_of, "sqlite")
def _sqlite_month(element: month_of, compiler, **kw) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, 'start of month')"


@compiles(month_of, "postgresql")
def _postgresql_month(element: month_of, compiler, **kw) -> str:
    return f"CAST(date_trunc('month', {compiler.process(element.clauses, **kw)}) AS date)"


class year_of(FunctionElement):  # noqa: N801
    """The year of a day, as a number."""

    type = Integer()
    inherit_cache = True


@compiles(year_of, "sqlite")
def _sqlite_year(element: year_of, compiler, **kw) -> str:
    return f"CAST(strftime('%Y', {compiler.process(element.clauses, **kw)}) AS integer)"


@compiles(year_of, "postgresql")
def _postgresql_year(element: year_of, compiler, **kw) -> str:
    return f"CAST(EXTRACT(year FROM {compiler.process(element.clauses, **kw)}) AS integer)"
