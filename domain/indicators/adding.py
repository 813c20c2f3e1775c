"""Adding to the rollups: one statement for many rows, which either database understands."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from db.models import Rollup, RollupEnterprise, RollupTime
from domain.indicators.streams import MEASURES

EVERYWHERE = ""  # in the place of an area's code: all of them
TOGETHER = 0  # in the place of an enterprise's id: how many of them there are
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
    """Add answers by the enterprise that got them; under no enterprise stands how many there are with any."""
    table = RollupEnterprise.__table__
    rows = _counted(found, ENTERPRISE_KEY)
    if not rows:
        return
    connection = session.connection()
    asked = _statement(table, ENTERPRISE_KEY, connection.dialect.name)
    asked = asked.returning(*(table.c[name] for name in ENTERPRISE_KEY), table.c.many)
    different: dict[tuple, int] = defaultdict(int)
    for starts_on, area_code, enterprise_id, many in connection.execute(asked, rows):
        before = many - found[starts_on, area_code, enterprise_id]
        different[starts_on, area_code, TOGETHER] += (many > 0) - (before > 0)
    _add(session, table, ENTERPRISE_KEY, _counted(different, ENTERPRISE_KEY))


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
    made = _INSERT[dialect](table)
    summed = (each.name for each in table.columns if each.name not in key)
    return made.on_conflict_do_update(
        index_elements=list(key),
        set_={name: table.c[name] + made.excluded[name] for name in summed},
    )
