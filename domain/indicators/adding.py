"""Adding to the rollups: one statement for many rows, which either database understands."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import Insert, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from db.models import Rollup, RollupEnterprise, RollupTime
from domain.indicators.streams import MEASURES

EVERYWHERE = ""  # in the place of an area's code: all of them
KEY = ("grain", "starts_on", "area_code", "unit_id", "field", "channel")
TIME_KEY = (*KEY[1:], "is_whole", "time", "share")
ENTERPRISE_KEY = ("starts_on", "area_code", "enterprise_id")
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_NOTHING = dict.fromkeys(MEASURES, 0)


def sums(session: Session, found: Mapping[tuple, Mapping[str, int]]) -> None:
    """Add sums of measures, by grain, day or month, and place."""
    rows = [
        dict(zip(KEY, key, strict=True)) | _NOTHING | found[key]
        for key in sorted(found)
        if any(found[key].values())
    ]
    _add(session, Rollup.__table__, KEY, rows)


def times(session: Session, found: Mapping[tuple, int]) -> None:
    """Add answers by how long they took."""
    _add(session, RollupTime.__table__, TIME_KEY, _counted(found, TIME_KEY))


def enterprises(session: Session, found: Mapping[tuple, int]) -> None:
    """Add answers by the enterprise that got them."""
    _add(session, RollupEnterprise.__table__, ENTERPRISE_KEY, _counted(found, ENTERPRISE_KEY))


def selected(
    session: Session, names: Sequence[str], asked: Select, measures: Iterable[str]
) -> None:
    """Add sums that the database works out itself; `names` are the columns of what is asked for."""
    table = Rollup.__table__
    insert = _INSERT[session.connection().dialect.name](table).from_select(list(names), asked)
    session.execute(_or_added(insert, table, KEY, measures))


def _counted(found: Mapping[tuple, int], key: tuple[str, ...]) -> list[dict]:
    return [
        dict(zip(key, each, strict=True)) | {"many": found[each]}
        for each in sorted(found)
        if found[each]
    ]


def _add(session: Session, table: Table, key: tuple[str, ...], rows: list[dict]) -> None:
    if rows:
        connection = session.connection()
        connection.execute(_statement(table, key, connection.dialect.name), rows)


@cache
def _statement(table: Table, key: tuple[str, ...], dialect: str) -> Insert:
    summed = [each.name for each in table.columns if each.name not in key]
    return _or_added(_INSERT[dialect](table), table, key, summed)


def _or_added(insert: Insert, table: Table, key: Sequence[str], summed: Iterable[str]) -> Insert:
    return insert.on_conflict_do_update(
        index_elements=list(key),
        set_={name: table.c[name] + insert.excluded[name] for name in summed},
    )
