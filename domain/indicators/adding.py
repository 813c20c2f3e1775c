"""Adding to the rollups: one statement for many rows, which either database understands."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache

from sqlalchemy import Insert, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from db.models import Rollup, RollupEnterprise, RollupTime
from domain.indicators.periods import month_after
from domain.indicators.streams import MEASURES

EVERYWHERE = ""  # in the place of an area's code: all of them
TOGETHER = 0  # in the place of an enterprise's id: how many of them there are
WINDOWS = (
    3,
    12,
)  # months together; -3 and -12 in the place of the id: how many there are in those from this one on
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
    """Add answers by the enterprise that got them; under no enterprise stands how many there are with any, in the month
    and in the months from it on. Only one at a time may do so: whoever else folds would not be seen."""
    table = RollupEnterprise.__table__
    rows = _counted(found, ENTERPRISE_KEY)
    if not rows:
        return
    connection = session.connection()
    asked = _statement(table, ENTERPRISE_KEY, connection.dialect.name)
    asked = asked.returning(*(table.c[name] for name in ENTERPRISE_KEY), table.c.many)
    different: dict[tuple, int] = defaultdict(int)
    came: dict[tuple, dict[date, int]] = defaultdict(dict)  # +1, or -1: it has none any more
    for starts_on, area_code, enterprise_id, many in connection.execute(asked, rows):
        before = many - found[starts_on, area_code, enterprise_id]
        if step := (many > 0) - (before > 0):
            different[starts_on, area_code, TOGETHER] += step
            came[area_code, enterprise_id][starts_on] = step
    for (area_code, enterprise_id), steps in came.items():
        after = _months_with(session, area_code, enterprise_id, steps)
        for first, many, step in _moved(steps, after):
            different[first, area_code, -many] += step
    _add(session, table, ENTERPRISE_KEY, _counted(different, ENTERPRISE_KEY))


def _moved(steps: Mapping[date, int], after: set[date]) -> Iterator[tuple[date, int, int]]:
    """The first month and the number of months of each window that an enterprise came into (1) or left (-1)."""
    before = {month for month, step in steps.items() if step < 0}
    before |= after - {month for month, step in steps.items() if step > 0}
    for many in WINDOWS:
        firsts = {month_after(month, -n) for month in steps for n in range(many)}
        for first in sorted(firsts):
            end = month_after(first, many)
            is_in, was_in = (any(first <= each < end for each in some) for some in (after, before))
            if is_in != was_in:
                yield first, many, is_in - was_in


def _months_with(
    session: Session, area_code: str, enterprise_id: int, near: Collection[date]
) -> set[date]:
    """The months in which an enterprise got an answer, as far as they share a window with one of these."""
    most = max(WINDOWS) - 1
    months = {month_after(month, n) for month in near for n in range(-most, most + 1)}
    c = RollupEnterprise.__table__.c
    of = (c.area_code == area_code, c.enterprise_id == enterprise_id, c.many > 0)
    # Named one by one, so that each is found by the key.
    return set(session.execute(select(c.starts_on).where(c.starts_on.in_(months), *of)).scalars())


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
