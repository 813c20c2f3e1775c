"""Meetings of a docking day that are not held after all: where they had been told they are kept as cancelled."""

from collections.abc import Iterable

from sqlmodel import delete

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


def again(act: Act, day: DockingDay, need_id: int, result_id: int) -> int:
    """Two are brought together: what was cancelled of them before is no more. The meeting's number in calendars."""
    known = act.session.get(DockingCancelled, (day.id, need_id, result_id))
    if known is None:
        return 0
    act.session.exec(
        delete(DockingCancelled).where(
            DockingCancelled.day_id == day.id,
            DockingCancelled.need_id == need_id,
            DockingCancelled.result_id == result_id,
        )
    )
    return known.sequence + 1
