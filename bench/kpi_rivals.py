"""The same seven indicators of twelve months and twelve sub-platforms, as others would get them: by plain SQL on the
orders themselves, by DuckDB and by pandas over the same rows."""

import time
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
from sqlalchemy import text
from sqlmodel import Session

from db.engine import is_sqlite

# Sources of the four statements: what is counted, when, and of how many it was good.
PARTS = {
    "signing": ("leg", "sign_due_at", "signed_at <= sign_due_at"),
    "contact": ("leg", "contact_due_at", "contacted_at <= contact_due_at"),
    "closing": ("demand", "promised_at", "answered_at <= promised_at"),
    "visits": ("visit", "closed_at", "verified_at IS NOT NULL"),
    "said": ("survey", "answered_at", "satisfaction NOT LIKE '%dissatisfied'"),
    "solved": ("survey", "answered_at", "solved = 'yes'"),
}
FROM = {
    "leg": "leg JOIN demand ON demand.id = leg.demand_id",
    "demand": "demand",
    "visit": "demand JOIN return_visit ON return_visit.demand_id = demand.id",
    "survey": "survey JOIN demand ON demand.id = survey.demand_id",
}


def plain_sql(session: Session) -> float:
    """Seconds that the six shares and the median take, each by one statement."""
    return _timed(lambda: [session.execute(text(each)).all() for each in _statements()])


def _statements() -> list[str]:
    found = []
    for source, moment, good in PARTS.values():
        at = f"{'survey.' if source == 'survey' else ''}{moment}"
        month = _month(at)
        found.append(
            f"SELECT {month}, demand.area_code, count(*), sum(CASE WHEN {good} THEN 1 ELSE 0 END)"
            f" FROM {FROM[source]} WHERE {at} IS NOT NULL GROUP BY 1, 2"
        )
    return [*found, _median()]


def _month(at: str) -> str:
    if is_sqlite():
        return f"strftime('%Y-%m', {at}, '+8 hours')"
    return f"date_trunc('month', {at} AT TIME ZONE 'Asia/Shanghai')"


def _median() -> str:
    month = _month("answered_at")
    if not is_sqlite():
        return (
            f"SELECT {month}, area_code, percentile_cont(0.5) WITHIN GROUP (ORDER BY handled_minutes)"
            " FROM demand WHERE answered_at IS NOT NULL GROUP BY 1, 2"
        )
    return (
        "SELECT month, area_code, avg(handled_minutes) FROM (SELECT"
        f" {month} AS month, area_code, handled_minutes,"
        f" row_number() OVER (PARTITION BY {month}, area_code ORDER BY handled_minutes) AS place,"
        f" count(*) OVER (PARTITION BY {month}, area_code) AS many"
        " FROM demand WHERE answered_at IS NOT NULL)"
        " WHERE 2 * place BETWEEN many AND many + 2 GROUP BY 1, 2"
    )


def frames(session: Session) -> dict[str, pd.DataFrame]:
    """The columns that are needed, as tables in memory."""
    connection = session.connection()

    def read(sql: str) -> pd.DataFrame:
        rows = connection.execute(text(sql))
        found = pd.DataFrame(rows.fetchall(), columns=list(rows.keys()))
        for name in found.columns:
            if name.endswith("_at"):
                local = pd.to_datetime(found[name], utc=True).dt.tz_convert("Asia/Shanghai")
                found[name] = local.dt.tz_localize(None)  # neither rival is to reckon with zones
        return found

    orders = "promised_at, answered_at, closed_at, handled_minutes, area_code"
    return {
        "demand": read(f"SELECT id, {orders} FROM demand"),
        "leg": read(
            "SELECT demand_id, sign_due_at, signed_at, contact_due_at, contacted_at FROM leg"
        ),
        "survey": read("SELECT demand_id, answered_at, solved, satisfaction FROM survey"),
        "visit": read("SELECT demand_id, verified_at FROM return_visit"),
    }


def in_pandas(tables: dict[str, pd.DataFrame]) -> float:
    return _timed(lambda: _grouped(tables))


def in_duckdb(tables: dict[str, pd.DataFrame]) -> float:
    """The rows are taken over into DuckDB's own tables before; only the questions are timed."""
    with duckdb.connect() as base:
        for name, table in tables.items():
            base.register("coming", table)
            base.execute(f"CREATE TABLE {name} AS SELECT * FROM coming")
            base.unregister("coming")
        return _timed(lambda: [base.execute(each).fetchall() for each in _for_duckdb()])


def _for_duckdb() -> list[str]:
    joined = {
        "leg": "leg JOIN demand ON demand.id = leg.demand_id",
        "demand": "demand",
        "visit": "demand JOIN visit ON visit.demand_id = demand.id",
        "survey": "survey JOIN demand ON demand.id = survey.demand_id",
    }
    found = []
    for source, moment, good in PARTS.values():
        at = f"{'survey.' if source == 'survey' else ''}{moment}"
        found.append(
            f"SELECT date_trunc('month', {at}), demand.area_code, count(*),"
            f" sum(CASE WHEN {good} THEN 1 ELSE 0 END) FROM {joined[source]}"
            f" WHERE {at} IS NOT NULL GROUP BY 1, 2"
        )
    return [
        *found,
        "SELECT date_trunc('month', answered_at), area_code, median(handled_minutes)"
        " FROM demand WHERE answered_at IS NOT NULL GROUP BY 1, 2",
    ]


def _grouped(tables: dict[str, pd.DataFrame]) -> list[Any]:
    demand = tables["demand"]
    areas = demand.set_index("id")["area_code"]

    def by_month(table: pd.DataFrame, at: pd.Series, good: pd.Series | None, area: pd.Series):
        month = at.dt.to_period("M")
        value = table["handled_minutes"] if good is None else good
        grouped = value.groupby([month, area])
        return grouped.median() if good is None else grouped.agg(["size", "sum"])

    leg, survey, visit = tables["leg"], tables["survey"], tables["visit"]
    of_leg, of_survey = leg["demand_id"].map(areas), survey["demand_id"].map(areas)
    visited = visit.merge(demand, left_on="demand_id", right_on="id")
    is_content = ~survey["satisfaction"].fillna("dissatisfied").str.endswith("dissatisfied")
    return [
        by_month(leg, leg["sign_due_at"], leg["signed_at"] <= leg["sign_due_at"], of_leg),
        by_month(leg, leg["contact_due_at"], leg["contacted_at"] <= leg["contact_due_at"], of_leg),
        by_month(
            demand,
            demand["promised_at"],
            demand["answered_at"] <= demand["promised_at"],
            demand["area_code"],
        ),
        by_month(
            visited, visited["closed_at"], visited["verified_at"].notna(), visited["area_code"]
        ),
        by_month(survey, survey["answered_at"], is_content, of_survey),
        by_month(survey, survey["answered_at"], survey["solved"] == "yes", of_survey),
        by_month(demand, demand["answered_at"], None, demand["area_code"]),
    ]


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
