"""The same seven indicators of twelve months and twelve sub-platforms, as others would get them: by plain SQL on the
orders themselves, by DuckDB and by pandas over the same rows. Each tells what it found, so that it can be compared.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from sqlalchemy import text
from sqlmodel import Session

from db.engine import is_sqlite
from db.indicator_vocabulary import Indicator
from db.vocabulary import Satisfaction

SHARES = (
    Indicator.ON_TIME_ACCEPTANCE,
    Indicator.RESPONSE_RATE,
    Indicator.ON_TIME_CLOSING,
    Indicator.VISIT_VERIFICATION,
    Indicator.SATISFACTION_RATE,
    Indicator.RESOLUTION_RATE,
)
SEVEN = (*SHARES, Indicator.HANDLING_TIME)
CONTENT = tuple(each.value for each in Satisfaction if each.is_content)
CHUNK = 200_000
Place = tuple[str, str]  # a sub-platform, and a month such as 2026-11
Numbers = dict[
    tuple[Indicator, Place], tuple[float, float]
]  # good ones and all; or the median, all


@dataclass(frozen=True)
class Found:
    """What a rival says, and how long it took, in seconds."""

    numbers: Numbers
    took: float


@dataclass(frozen=True)
class Window:
    """The moments that count: from the first of the twelve months to the end of the data."""

    since: datetime
    until: datetime


# What a statement counts: which indicators, of which rows, at which moment, and which of them are good.
COUNTED = (
    ((SHARES[0],), "leg", "sign_due_at", ("signed_at <= sign_due_at",)),
    ((SHARES[1],), "leg", "contact_due_at", ("contacted_at <= contact_due_at",)),
    ((SHARES[2],), "demand", "promised_at", ("answered_at <= promised_at",)),
    ((SHARES[3],), "visit", "closed_at", ("verified_at IS NOT NULL",)),
    (SHARES[4:], "answer", "moment", ("satisfaction IN {content}", "solved = {yes}")),
)


def plain_sql(session: Session, window: Window) -> Found:
    """The six shares and the median, asked of the tables that commands write."""
    given = {"since": _given(window.since), "until": _given(window.until)}

    def rows() -> Iterator[tuple]:
        for names, source, at, good in COUNTED:
            asked = _counting(_SOURCES[source], _month(at), "area_code", at, good)
            said = asked.format(content=_listed(CONTENT), yes="'yes'")
            yield names, session.execute(text(said), given).all()
        yield SEVEN[6:], session.execute(text(_median()), given).all()

    return _timed(rows)


def in_duckdb(tables: dict[str, pd.DataFrame], window: Window, rounds: int = 3) -> Found:
    """The rows are taken over into DuckDB's own tables before; only the questions are timed."""
    given = [_local(window.since), _local(window.until)]
    month = "strftime({at}, '%Y-%m')"
    with duckdb.connect() as base:
        for name, table in tables.items():
            base.register("coming", table)
            base.execute(f"CREATE TABLE {name} AS SELECT * FROM coming")
            base.unregister("coming")

        def rows() -> Iterator[tuple]:
            for names, source, at, good in COUNTED:
                asked = _counting(_OF_COPIES[source], month.format(at=at), "area", at, good)
                said = asked.format(content="(0, 1, 2)", yes="0")
                yield names, base.execute(_dollars(said), given).fetchall()
            median = (
                f"SELECT area, {month.format(at='answered_at')}, median(handled_minutes), count(*)"
                " FROM demand WHERE answered_at BETWEEN :since AND :until GROUP BY 1, 2"
            )
            yield SEVEN[6:], base.execute(_dollars(median), given).fetchall()

        return _fastest(rows, rounds)


def in_pandas(tables: dict[str, pd.DataFrame], window: Window, rounds: int = 3) -> Found:
    """Grouped in memory."""
    since, until = _local(window.since), _local(window.until)
    demand, leg, visit, survey = (tables[name] for name in ("demand", "leg", "visit", "survey"))

    def grouped(table: pd.DataFrame, at: str, good: Iterable[pd.Series], area: pd.Series) -> list:
        is_meant = table[at].between(since, until)
        keys = [area[is_meant], table.loc[is_meant, at].dt.to_period("M")]
        sums = [each[is_meant].groupby(keys).agg(["sum", "size"]) for each in good]
        return [
            (*place, *(each["sum"].iloc[n] for each in sums), sums[0]["size"].iloc[n])
            for n, place in enumerate(_places(sums[0].index))
        ]

    def rows() -> Iterator[tuple]:
        areas = demand.set_index("id")["area"]
        of_leg = leg["demand_id"].map(areas)
        for names, at, done in (
            (SHARES[:1], "sign_due_at", "signed_at"),
            (SHARES[1:2], "contact_due_at", "contacted_at"),
        ):
            yield names, grouped(leg, at, [leg[done] <= leg[at]], of_leg)
        kept = demand["answered_at"] <= demand["promised_at"]
        yield SHARES[2:3], grouped(demand, "promised_at", [kept], demand["area"])
        visited = visit.merge(demand, left_on="demand_id", right_on="id")
        verified = visited["verified_at"].notna()
        yield SHARES[3:4], grouped(visited, "closed_at", [verified], visited["area"])
        both = survey.merge(visit, on="demand_id", how="left", suffixes=("", "_visit"))
        is_own = both["satisfaction"] >= 0
        answer = pd.DataFrame(
            {
                "moment": both["answered_at"].where(is_own, both["verified_at"]),
                "satisfaction": both["satisfaction"].where(is_own, both["satisfaction_visit"]),
                "solved": both["solved"].where(is_own, both["solved_visit"]),
            }
        )
        good = [answer["satisfaction"].between(0, 2), answer["solved"] == 0]
        yield SHARES[4:], grouped(answer, "moment", good, both["demand_id"].map(areas))
        is_meant = demand["answered_at"].between(since, until)
        some = demand[is_meant]
        minutes = some.groupby(["area", some["answered_at"].dt.to_period("M")])["handled_minutes"]
        middle = minutes.agg(["median", "size"])
        yield (
            SEVEN[6:],
            [
                (*place, *row)
                for place, row in zip(_places(middle.index), middle.to_numpy(), strict=True)
            ],
        )

    return _fastest(rows, rounds)


def frames(session: Session) -> dict[str, pd.DataFrame]:
    """The columns that are needed, as tables in memory: moments on the clocks of the city, so that neither rival need
    reckon with zones; levels of answers as numbers, -1 for none."""
    said = "CASE {} " + " ".join(f"WHEN '{v.value}' THEN {n}" for n, v in enumerate(Satisfaction))
    said += " ELSE -1 END AS satisfaction"
    solved = "CASE {} WHEN 'yes' THEN 0 WHEN 'partly' THEN 1 WHEN 'no' THEN 2 ELSE -1 END AS solved"
    answers = [said.format("satisfaction"), solved.format("solved")]
    asked = {
        "demand": ["id", "promised_at", "answered_at", "closed_at", "handled_minutes", _AREA],
        "leg": ["demand_id", "sign_due_at", "signed_at", "contact_due_at", "contacted_at"],
        "survey": ["demand_id", "answered_at", *answers],
        "visit": ["demand_id", "verified_at", *answers],
    }
    named = {"visit": "return_visit"}
    return {name: _frame(session, named.get(name, name), some) for name, some in asked.items()}


_AREA = "CAST(area_code AS INTEGER) AS area"


def _frame(session: Session, table: str, columns: list[str]) -> pd.DataFrame:
    """Fetched in pieces, as whole numbers."""
    names = [each.rsplit(" ", 1)[-1] for each in columns]
    shown = [_seconds(each) if each.endswith("_at") else f"coalesce({each}, -1)" for each in names]
    shown = [
        each if " AS " in own else made
        for own, each, made in zip(columns, columns, shown, strict=True)
    ]
    rows = session.connection().execution_options(stream_results=True, max_row_buffer=CHUNK)
    found = rows.execute(text(f"SELECT {', '.join(shown)} FROM {table}"))
    pieces = [
        np.array([tuple(row) for row in some], dtype=np.int64) for some in found.partitions(CHUNK)
    ]
    whole = np.concatenate(pieces) if pieces else np.empty((0, len(names)), np.int64)
    return pd.DataFrame(
        {
            name: _moments(whole[:, n]) if name.endswith("_at") else whole[:, n]
            for n, name in enumerate(names)
        }
    )


def _moments(seconds: np.ndarray) -> pd.Series:
    moved = pd.Series((seconds + 8 * 3600).astype("datetime64[s]"))
    return moved.mask(seconds < 0)


def _seconds(column: str) -> str:
    if is_sqlite():
        return f"coalesce(unixepoch({column}), -1)"
    return f"coalesce(CAST(EXTRACT(epoch FROM {column}) AS bigint), -1)"


_ANSWER = (
    "(SELECT {area}, COALESCE(CASE WHEN {own} THEN survey.answered_at END, v.verified_at) AS moment,"
    " CASE WHEN {own} THEN survey.satisfaction ELSE v.satisfaction END AS satisfaction,"
    " CASE WHEN {own} THEN survey.solved ELSE v.solved END AS solved"
    " FROM survey JOIN demand ON demand.id = survey.demand_id"
    " LEFT JOIN {visit} AS v ON v.demand_id = survey.demand_id) AS answer"
)
_SOURCES = {
    "leg": "leg JOIN demand ON demand.id = leg.demand_id",
    "demand": "demand",
    "visit": "demand JOIN return_visit ON return_visit.demand_id = demand.id",
    "answer": _ANSWER.format(
        area="area_code", own="survey.satisfaction IS NOT NULL", visit="return_visit"
    ),
}
_OF_COPIES = {
    **_SOURCES,
    "visit": "demand JOIN visit ON visit.demand_id = demand.id",
    "answer": _ANSWER.format(area="area", own="survey.satisfaction >= 0", visit="visit"),
}


def _counting(source: str, month: str, area: str, at: str, good: tuple[str, ...]) -> str:
    sums = ", ".join(f"sum(CASE WHEN {each} THEN 1 ELSE 0 END)" for each in good)
    return (
        f"SELECT {area}, {month}, {sums}, count(*) FROM {source}"
        f" WHERE {at} BETWEEN :since AND :until GROUP BY 1, 2"
    )


def _month(at: str) -> str:
    if is_sqlite():
        return f"strftime('%Y-%m', {at}, '+8 hours')"
    return f"to_char({at} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')"


def _median() -> str:
    month, when = _month("answered_at"), "answered_at BETWEEN :since AND :until"
    if not is_sqlite():
        middle = "percentile_cont(0.5) WITHIN GROUP (ORDER BY handled_minutes)"
        return (
            f"SELECT area_code, {month}, {middle}, count(*) FROM demand WHERE {when} GROUP BY 1, 2"
        )
    place = f"PARTITION BY area_code, {month}"
    return (
        "SELECT area_code, month, avg(handled_minutes), max(many) FROM (SELECT"
        f" {month} AS month, area_code, handled_minutes,"
        f" row_number() OVER ({place} ORDER BY handled_minutes) AS place,"
        f" count(*) OVER ({place}) AS many FROM demand WHERE {when})"
        " WHERE 2 * place BETWEEN many AND many + 2 GROUP BY 1, 2"
    )


def _given(at: datetime) -> Any:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" if is_sqlite() else at


def _local(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


def _dollars(said: str) -> str:
    return said.replace(":since", "?").replace(":until", "?")


def _listed(words: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{each}'" for each in words) + ")"


def _places(index: pd.MultiIndex) -> Iterator[Place]:
    return ((str(area), str(month)) for area, month in index)


def _fastest(rows: Callable[[], Iterator[tuple]], rounds: int) -> Found:
    return min((_timed(rows) for _ in range(rounds)), key=lambda each: each.took)


def _timed(rows: Callable[[], Iterator[tuple]]) -> Found:
    began = time.perf_counter()
    found = list(rows())
    took = time.perf_counter() - began
    numbers: Numbers = {}
    for names, told in found:
        for area, month, *values, many in told:
            for name, value in zip(names, values, strict=True):
                numbers[name, (str(area), str(month))] = (float(value), int(many))
    return Found(numbers, took)
