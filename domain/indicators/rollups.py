"""Keeping the rollups: an order is marked when a command changes it, and soon after its share is counted over.

A command pays for one small statement. A job that ticks every half second takes the marked orders, compares what each
has in the rollups with what it should have, and adds the difference: all in one transaction, so nothing counts twice,
whoever ticks. The first to touch an order since the rollups were built finds out what it had in them.

An order that cannot be counted holds up no other: it stays marked, and is tried again by itself.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from time import monotonic

from sqlalchemy import Integer, Row, Select, bindparam, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session, UTCDateTime, col, func, select

from db.engine import engine, snapshot, transaction
from db.indicator_vocabulary import Grain
from db.models import RollupShare
from domain import clock, topics
from domain.indicators import adding, cells, in_force
from domain.indicators.adding import EVERYWHERE
from domain.indicators.past import LOOP
from domain.indicators.streams import ANSWERED

AT_ONCE = 100  # orders of one transaction
MOST_LOOKED_AT = 500  # waiting orders that are compared with what they had
AGAIN = 60.0  # seconds until an order that could not be counted is tried again
MOST_PASSED_OVER = 1000  # of more the fault is not theirs

_MARK = text(
    "INSERT INTO rollup_share (demand_id, is_due, due_since) VALUES (:id, true, :now)"
    " ON CONFLICT (demand_id) DO UPDATE SET is_due = true, due_since ="
    " CASE WHEN rollup_share.is_due THEN rollup_share.due_since ELSE excluded.due_since END"
    " RETURNING cells"
).bindparams(bindparam("now", type_=UTCDateTime()))
_SHARES = RollupShare.__table__
_WRITE = (
    _SHARES.update()
    .where(_SHARES.c.demand_id == bindparam("id"))
    .values(cells=bindparam("now"), is_due=bindparam("due"))
)
# Asked twice a second: written out once.
_DUE = (
    select(_SHARES.c.demand_id)
    .where(_SHARES.c.is_due)
    .order_by(_SHARES.c.demand_id)
    .limit(bindparam("most", type_=Integer))
)
_WITH_CELLS = _DUE.add_columns(_SHARES.c.cells)
_TO_COUNT = _WITH_CELLS.with_for_update(skip_locked=True)

log = logging.getLogger(__name__)
_failed: dict[tuple, float] = {}  # orders that could not be counted here, and when they were tried


def mark(session: Session, demand_ids: Iterable[int]) -> None:
    """Have these orders counted over; to be called before they are changed."""
    unknown = [id for id in sorted(set(demand_ids)) if _mark(session, id)]
    if unknown:
        _keep(session, cells.of(session, unknown))
        in_force.spoil(session)


def mark_new(session: Session, demand_id: int) -> None:
    """Have an order counted that was made this moment: it has nothing in the rollups yet."""
    session.add(RollupShare(demand_id=demand_id, cells=[], is_due=True, due_since=clock.now()))
    session.flush()


def fold() -> int:
    """Count some of the marked orders over; returns how many."""
    passed_over = _passed_over()
    with snapshot() as session:
        due = _marked(session, AT_ONCE, but=passed_over)
    if not due:
        return 0
    try:
        done = _fold(but=passed_over)
        for (id,) in due if _failed else ():
            _failed.pop((engine(), id), None)
        return done
    except (OperationalError, InterfaceError):
        raise  # of the database, not of an order
    except Exception:
        if len(passed_over) >= MOST_PASSED_OVER:
            raise
        return sum(_fold_alone(id) for (id,) in due)


def fold_all() -> int:
    """Count over every order that is marked; returns how many."""
    total = 0
    while many := fold():
        total += many
    return total


def is_waiting() -> bool:
    """Whether an order waits to be counted over."""
    with snapshot() as session:
        return bool(_marked(session, 1))


def waiting_since(session: Session) -> datetime | None:
    """The first change of an order that is not counted yet; none where nothing waits."""
    first = select(func.min(RollupShare.due_since)).where(col(RollupShare.is_due))
    return session.exec(first).one()


def is_counted(session: Session, since: date, until: date) -> bool:
    """Whether nothing waits that would still change a figure of these days; False too where very much waits."""
    waiting = _marked(session, MOST_LOOKED_AT + 1, _WITH_CELLS)
    if len(waiting) > MOST_LOOKED_AT:
        return False
    before = {row.demand_id: row.cells or [] for row in waiting}
    after = cells.of(session, before)
    return not any(
        since <= date.fromisoformat(cell.day) <= until
        for id, had in before.items()
        for cell, _ in cells.difference(had, after[id])
    )


def _mark(session: Session, demand_id: int) -> bool:
    """Whether nobody knows what the order has in the rollups."""
    # Not RETURNING cells IS NULL: SQLite 3.40 answers 0 there for a row that was just inserted.
    said = {"id": demand_id, "now": clock.now()}
    return session.execute(_MARK, said).scalar_one() is None


def _fold(*, but: Collection[int] = (), only: int | None = None) -> int:
    """Count marked orders over that nobody else does at the moment."""
    with transaction() as session:
        due = _marked(session, AT_ONCE, _TO_COUNT, but=but, only=only)
        if not due or in_force.are_others(session):
            return 0
        before = {row.demand_id: row.cells or [] for row in due}
        after = cells.of(session, before)
        _add(
            session,
            [change for id, had in before.items() for change in cells.difference(had, after[id])],
        )
        _keep(session, after, is_due=False)
        return len(due)


def _fold_alone(demand_id: int) -> int:
    key = (engine(), demand_id)
    try:
        done = _fold(only=demand_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if key not in _failed:  # told once
            log.exception("Order %s cannot be counted; the others are.", demand_id)
        _failed[key] = monotonic()
        return 0
    _failed.pop(key, None)
    return done


def _passed_over() -> list[int]:
    """The orders that could not be counted a moment ago."""
    since, present = monotonic() - AGAIN, engine()
    return [id for (of, id), at in list(_failed.items()) if of is present and at > since]


def _marked(
    session: Session,
    most: int,
    asked: Select = _DUE,
    *,
    but: Collection[int] = (),
    only: int | None = None,
) -> Sequence[Row]:
    """So many marked orders, as rows: nothing of them is kept by the session."""
    if but:
        asked = asked.where(_SHARES.c.demand_id.not_in(but))
    if only is not None:
        asked = asked.where(_SHARES.c.demand_id == only)
    return session.connection().execute(asked, {"most": most}).all()


def _keep(session: Session, found: dict[int, list[cells.Kept]], *, is_due: bool = True) -> None:
    rows = [{"id": id, "now": kept, "due": is_due} for id, kept in found.items()]
    session.connection().execute(_WRITE, rows)


def _add(session: Session, changes: list[tuple[cells.Cell, int]]) -> None:
    """Add the differences to the rollups, in one order so that two who fold never wait for each other in a ring."""
    sums: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    times: dict[tuple, int] = defaultdict(int)
    enterprises: dict[tuple, int] = defaultdict(int)
    for cell, many in changes:
        day = date.fromisoformat(cell.day)
        month = day.replace(day=1)
        keys = (
            (Grain.AREA_DAY, day, cell.area_code, 0, "", ""),
            (Grain.AREA_MONTH, month, cell.area_code, 0, "", ""),
            (Grain.DAY, day, *cell.place),
            (Grain.MONTH, month, *cell.place),
        )
        for key in keys:
            for measure, value in zip(cell.stream.measures, cell.values, strict=True):
                sums[key][measure] += many * value
        if cell.stream is ANSWERED:
            time, share, enterprise_id = cell.kept
            of_the_unit = (cell.area_code, cell.unit_id, "", "")
            for place in (cell.place, of_the_unit):
                times[(month, *place, False, time, share)] += many
            for area in (EVERYWHERE, cell.area_code):
                times[(month, area, 0, "", "", True, time, share)] += many
            if enterprise_id:
                for area in (EVERYWHERE, cell.area_code):
                    enterprises[(month, area, enterprise_id)] += many
    adding.sums(session, sums)
    adding.times(session, times)
    # From here on one at a time: who folds meanwhile waits for the counter, and then sees these enterprises.
    topics.bump(session, {topics.FIGURES, *_touched(sums, times, enterprises)})
    adding.enterprises(session, enterprises)


def _touched(
    sums: dict[tuple, dict[str, int]], times: dict[tuple, int], enterprises: dict[tuple, int]
) -> set[str]:
    """The topics of the months that hold something else than before: a merge of two records moves enterprises alone,
    and what moves within a month leaves its sum as it was but not that of its days, which are read too."""
    moved = (*times.items(), *enterprises.items())
    found = {topics.of_month(month) for (month, *_), many in moved if many}
    for (grain, day, *_), values in sums.items():
        if grain is Grain.DAY:
            month = day.replace(day=1)
            moved = {measure for measure, value in values.items() if value}
            found |= {topics.of_loop(month)} if moved & LOOP else set()
            found |= {topics.of_month(month)} if moved - LOOP else set()
    return found
