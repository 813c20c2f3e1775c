"""Meetings of a docking day that are not held after all: where they had been told they are kept as cancelled."""

from collections.abc import Iterable

from sqlmodel import Session, select

from db.models import DockingCancelled, DockingDay, DockingMeeting, Provider
from db.research_vocabulary import DockingStage
from domain.command import Act
from domain.docking_sides import is_of


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
            kept = cancelled_of(act.session, day.id, *row.pair) or DockingCancelled(
                day_id=day.id, need_id=row.need_id, **row.provider._asdict()
            )
            kept.slot, kept.table_number = row.slot, row.table_number
            kept.sequence, kept.is_by_hand = row.sequence + 1, is_by_hand
            kept.reason, kept.at = reason, act.now
            act.session.add(kept)
        act.session.delete(row)
    act.session.flush()


def cancelled_of(
    session: Session, day_id: int, need_id: int, provider: Provider
) -> DockingCancelled | None:
    """The meeting of these two that was told and is not held, if there is one."""
    found = select(DockingCancelled).where(
        DockingCancelled.day_id == day_id,
        DockingCancelled.need_id == need_id,
        is_of(DockingCancelled, provider),
    )
    return session.exec(found).first()


def again(
    act: Act, day: DockingDay, pairs: Iterable[tuple[int, Provider]]
) -> dict[tuple[int, Provider], int]:
    """These are brought together: what was cancelled of them before is no more. Their numbers in calendars."""
    wanted = set(pairs)
    rows = act.session.exec(select(DockingCancelled).where(DockingCancelled.day_id == day.id)).all()
    known = {row.pair: row for row in rows if row.pair in wanted}
    for row in known.values():
        act.session.delete(row)
    act.session.flush()
    return {pair: row.sequence + 1 for pair, row in known.items()}
