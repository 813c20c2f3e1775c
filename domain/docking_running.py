"""A docking day that changes as a whole: another day, place or size, or it is called off."""

from datetime import date

from sqlmodel import or_, select

from db.models import DockingDay, DockingMeeting
from db.research_vocabulary import DockingStage, MeetingStage
from domain import docking_linked, hidden_names
from domain.command import Act, command
from domain.docking_cancelling import strike_out
from domain.docking_facts import Facts, Slot, facts, hours_of, span
from domain.docking_people import sides_of
from domain.docking_sides import check_open, hidden_of, participants
from domain.errors import Refused
from domain.permissions import day_keepers
from domain.written import line

TOLD = ("name", "held_on", "place", "begins_at", "slot_minutes")  # what stands in calendars


class NothingChanged(Refused):
    message = "Nothing is different from before."


class SettledBeyond(Refused):
    message = "{n} settled meetings lie beyond these slots or tables. Please move them or let them be moved again."


class HasBegun(Refused):
    message = "Meetings were held already. The day can be ended, not moved or called off."


@command(DockingDay, by=day_keepers)
def change(
    act: Act,
    day: DockingDay,
    *,
    name: str,
    held_on: date,
    place: str = "",
    begins_at: str = "09:00",
    slot_minutes: int = 20,
    slots: int = 12,
    tables: int = 20,
    despite_clashes: bool = False,
) -> int:
    """Change when and where a docking day is held, and how many slots and tables it has.

    Nothing settled breaks: a meeting that is settled beyond the new slots or tables is a reason to refuse; one that is
    only planned there is taken out, to be planned anew. Who is away at some hours stays so at these, whichever slots
    they are now; of another day nothing was said yet. Returns how many were taken out. Everybody who was invited and
    has not declined is told. The activity that announces the day is moved with it; raises Clashes where it would get in
    the way of another, unless that was looked at (`despite_clashes`).
    """
    check_open(day)
    new = facts(name, held_on, place, begins_at, slot_minutes, slots, tables)
    changed = [key for key in Facts._fields if getattr(new, key) != getattr(day, key)]
    if not changed:
        raise NothingChanged
    if {"held_on", "begins_at", "slot_minutes"} & set(changed) and _was_told(act, day):
        raise HasBegun
    beyond = _beyond(act, day, new)
    settled = [met for met in beyond if met.is_confirmed or met.stage is not MeetingStage.PLANNED]
    if settled:
        raise SettledBeyond(n=len(settled))
    told = sides_of(beyond)
    strike_out(act, day, beyond)
    was, slots_were = span(day), hours_of(day)
    for key in changed:
        setattr(day, key, getattr(new, key))
    if set(TOLD) & set(changed):
        day.sequence += 1
    if set(changed) - {"name", "place"}:
        _carry_over(act, day, slots_were)
    if {"slots", "tables"} & set(changed):
        day.is_proved = None if day.is_proved is None else False
    act.record(
        "docking_changed",
        day,
        what=changed,
        **told,
    )
    docking_linked.follow(act, day, was, despite_clashes=despite_clashes)
    return len(beyond)


@command(DockingDay, by=day_keepers)
def call_off(act: Act, day: DockingDay, *, reason: str) -> None:
    """Call a docking day off and say why; everybody who was invited is told, and calendars strike its meetings out.

    The activity that announces it is cancelled for the same reason. Raises TellsTheName of a reason that tells a hidden
    name of one who comes; one that who writes may not know is not looked for.
    """
    check_open(day)
    if _was_told(act, day):
        raise HasBegun
    why = line(reason, most=400, name="Reason")
    hidden_names.check_told_of(act.session, hidden_of(act, day), [why])
    found = select(DockingMeeting).where(DockingMeeting.day_id == day.id)
    strike_out(act, day, act.session.exec(found).all(), reason=why)
    day.stage, day.called_off_because = DockingStage.CALLED_OFF, why
    act.record("docking_called_off", day)
    docking_linked.cancel(act, day, reason=why)


def _carry_over(act: Act, day: DockingDay, slots_were: list[Slot]) -> None:
    """Who was away in some slots is so in those that lie, wholly or in part, in the same hours."""
    slots = hours_of(day)
    for who in participants(act.session, day.id):
        hours = [slots_were[slot] for slot in who.away]
        away = [
            number
            for number, slot in enumerate(slots)
            if any(slot.begins < hour.ends and hour.begins < slot.ends for hour in hours)
        ]
        if away != who.away:
            who.away, day.is_proved = away, None if day.is_proved is None else False
        who.most = None if who.most is None else min(who.most, day.slots)


def _was_told(act: Act, day: DockingDay) -> bool:
    told = select(DockingMeeting.id).where(
        DockingMeeting.day_id == day.id, DockingMeeting.stage != MeetingStage.PLANNED
    )
    return act.session.exec(told).first() is not None


def _beyond(act: Act, day: DockingDay, new: Facts) -> list[DockingMeeting]:
    """The meetings for which there is no slot or table any more."""
    found = select(DockingMeeting).where(
        DockingMeeting.day_id == day.id,
        or_(DockingMeeting.slot >= new.slots, DockingMeeting.table_number >= new.tables),
    )
    return list(act.session.exec(found))
