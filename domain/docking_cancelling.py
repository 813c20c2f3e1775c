"""Meetings of a docking day that are not held after all: where they had been told they are kept as cancelled."""

from collections.abc import Iterable

from sqlmodel import select

from db.models import DockingCancelled, DockingDay, DockingMeeting
from db.research_vocabulary import DockingStage
from domain.command import Act


def strike_out(
    act: Act,
    day: DockingDay,
    rows: Iterable[DockingMeeting],
    *,
    reason: str = "",
    is_by_hand: bool = False,
) -> None:
    """Take meetings out of the timetable; what was published before is kept as cancelled."""
    for row in rows:
        if is_by_hand or day.stage is not DockingStage.PLANNING:
            act.session.merge(
                DockingCancelled(
                    day_id=day.id,
                    need_id=row.need_id,
                    result_id=row.result_id,
                    slot=row.slot,
                    table_number=row.table_number,
                    sequence=row.sequence + 1,
                    is_by_hand=is_by_hand,
                    reason=reason,
                    at=act.now,
                )
            )
        act.session.delete(row)
    act.session.flush()


def again(
    act: Act, day: DockingDay, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """These are brought together: what was cancelled of them before is no more. Their numbers in calendars."""
    wanted = set(pairs)
    rows = act.session.exec(select(DockingCancelled).where(DockingCancelled.day_id == day.id)).all()
    known = {
        (row.need_id, row.result_id): row for row in rows if (row.need_id, row.result_id) in wanted
    }
    for row in known.values():
        act.session.delete(row)
    act.session.flush()
    return {pair: row.sequence + 1 for pair, row in known.items()}
