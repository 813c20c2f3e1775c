"""Docking days: prepared, joined, planned, published, held, and followed up."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from db.models import (
    DockingDay,
    DockingMeeting,
    DockingParticipant,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import DockingStage, MeetingStage, RecordStage
from db.vocabulary import Kind
from domain import topics
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import InUse, Missing, NotFound, Refused, Unclear
from domain.matchmaking import starting
from domain.permissions import brokers, day_brokers
from domain.research_visible import needs_visible_to, results_visible_to
from domain.written import line, paragraph

MOST_SLOTS, MOST_TABLES, MOST_PARTICIPANTS = 24, 200, 1400
LENGTHS = (10, 15, 20, 30, 45, 60)  # minutes


class TooManyParticipants(Refused):
    message = "A docking day holds at most {most} participants."


class DayIsOver(Refused):
    message = "This docking day is over."


class NobodyNew(Refused):
    message = "All of these take part already, or are not published any more."


class NotYet(Refused):
    message = "Whether two go on can be told from the day itself on."


class HasMet(Refused):
    message = "This participant has met somebody already. Please mark it away in the slots to come."


class NotPlannedYet(Refused):
    message = "There is no timetable yet. Please plan it first."


class Placed(NamedTuple):
    """One meeting of a timetable; slot and table from 0."""

    need_id: int
    result_id: int
    slot: int
    table: int


@command(DockingDay, by=day_brokers, makes=True)
def prepare(
    act: Act,
    *,
    name: str,
    held_on: date,
    place: str = "",
    begins_at: str = "09:00",
    slot_minutes: int = 20,
    slots: int = 12,
    tables: int = 20,
) -> int:
    """Prepare a docking day: when, where, how many slots and tables. Returns its id."""
    if held_on is None:
        raise Missing(field="Day")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", begins_at):
        raise Unclear(field="Begins at")
    between(slot_minutes, min(LENGTHS), max(LENGTHS), "Minutes of a meeting")
    between(slots, 1, MOST_SLOTS, "Slots")
    between(tables, 1, MOST_TABLES, "Tables")
    day = act.add(
        DockingDay(
            number=f"D{act.today.year}-{topics.next_in(act.session, 'number:docking_days'):06d}",
            name=line(name, most=80, name="Name"),
            held_on=held_on,
            place=line(place, most=120, name="Place", required=False),
            begins_at=begins_at,
            slot_minutes=slot_minutes,
            slots=slots,
            tables=tables,
            area_code=act.actor.area_code if act.actor.kind is Kind.SUB_PLATFORM else None,
            by_id=act.actor.id,
            created_at=act.now,
        )
    )
    act.record("docking_prepared", day)
    return day.id


@command(DockingDay, by=brokers)
def invite(
    act: Act, day: DockingDay, *, need_ids: Sequence[int] = (), result_ids: Sequence[int] = ()
) -> int:
    """Let published needs and results take part; those that do already are passed over. Returns how many are new."""
    check_open(day)
    seen_needs = select(TechnicalNeed.id).where(
        col(TechnicalNeed.id).in_(need_ids),
        TechnicalNeed.stage == RecordStage.PUBLISHED,
        needs_visible_to(act.actor),
    )
    seen_results = select(ResearchResult.id).where(
        col(ResearchResult.id).in_(result_ids),
        ResearchResult.stage == RecordStage.PUBLISHED,
        results_visible_to(act.actor),
    )
    known = participants(act.session, day.id)
    new_needs = set(act.session.exec(seen_needs)) - {each.need_id for each in known}
    new_results = set(act.session.exec(seen_results)) - {each.result_id for each in known}
    many = len(new_needs) + len(new_results)
    if not many:
        raise NobodyNew
    if len(known) + many > MOST_PARTICIPANTS:
        raise TooManyParticipants(most=MOST_PARTICIPANTS)
    act.session.add_all(DockingParticipant(day_id=day.id, need_id=id) for id in sorted(new_needs))
    act.session.add_all(
        DockingParticipant(day_id=day.id, result_id=id) for id in sorted(new_results)
    )
    act.record("docking_invited", day, needs=len(new_needs), results=len(new_results))
    return many


@command(DockingDay, by=brokers)
def leave_out(act: Act, day: DockingDay, *, participant_id: int) -> None:
    """Take a participant out, with all of its meetings that are still to come."""
    check_open(day)
    who = participant(act.session, day, participant_id)
    has_met = select(DockingMeeting.id).where(
        DockingMeeting.day_id == day.id, DockingMeeting.stage != MeetingStage.PLANNED, _is_of(who)
    )
    if act.session.exec(has_met).first() is not None:
        raise HasMet
    act.session.exec(
        delete(DockingMeeting).where(
            col(DockingMeeting.day_id) == day.id,
            col(DockingMeeting.stage) == MeetingStage.PLANNED,
            _is_of(who),
        )
    )
    act.session.delete(who)
    act.record("docking_left_out", day, need_id=who.need_id, result_id=who.result_id)


@command(DockingDay, by=brokers)
def put_plan(
    act: Act,
    day: DockingDay,
    *,
    meetings: Sequence[Placed],
    version: int,
    is_proved: bool,
    idle: int,
) -> None:
    """Put a timetable in place of the one that stood; made for the day as it was at `version`."""
    check_open(day)
    if day.version != version:
        raise InUse
    kept = _standing(act.session, day)
    # What was held or missed is told of already and stays, wherever the new plan would have it.
    gone = [
        row
        for key, row in kept.items()
        if key not in set(meetings) and row.stage is MeetingStage.PLANNED
    ]
    for row in gone:
        act.session.delete(row)
    act.session.flush()
    new = [Placed(*each) for each in meetings if Placed(*each) not in kept]
    act.session.add_all(
        DockingMeeting(
            day_id=day.id,
            need_id=each.need_id,
            result_id=each.result_id,
            slot=each.slot,
            table_number=each.table,
        )
        for each in new
    )
    day.is_proved, day.idle = is_proved, idle
    act.record("docking_planned", day, meetings=len(meetings), new=len(new), gone=len(gone))


@command(DockingDay, by=brokers)
def confirm(act: Act, day: DockingDay, *, meeting_id: int, is_confirmed: bool = True) -> None:
    """Settle a meeting: it stays whatever is planned anew; or let it be moved again."""
    check_open(day)
    met = _meeting(act.session, day, meeting_id)
    met.is_confirmed = is_confirmed
    act.record("docking_confirmed", day, meeting_id=met.id, is_confirmed=is_confirmed)


@command(DockingDay, by=brokers)
def publish(act: Act, day: DockingDay) -> None:
    """Publish the timetable: the participants see it from now on."""
    check_open(day)
    if day.is_proved is None:
        raise NotPlannedYet
    day.stage = DockingStage.PUBLISHED
    act.record("docking_published", day)


@command(DockingDay, by=brokers)
def tell(
    act: Act,
    day: DockingDay,
    *,
    meeting_id: int,
    stage: str,
    rating: int | None = None,
    note: str = "",
    goes_on: bool = False,
) -> None:
    """Tell what became of a meeting; one that goes on becomes a match, or takes its match on."""
    met = _meeting(act.session, day, meeting_id)
    if goes_on and act.today < day.held_on:
        raise NotYet  # names are shown to each other at the table, not by whoever runs the day
    met.stage = chosen(MeetingStage, stage, "Meeting")
    if rating is not None:
        between(rating, 1, 5, "Rating")
    met.rating, met.note = rating, paragraph(note, most=1000, name="Note", required=False)
    if goes_on and met.stage is MeetingStage.HELD:
        met.match_id = starting.after_meeting(act, met.need_id, met.result_id)
    act.record("docking_told", day, meeting_id=met.id, stage=met.stage.value, rating=rating)


@command(DockingDay, by=brokers)
def end(act: Act, day: DockingDay) -> None:
    """End a docking day: nothing is planned any more, what became of its meetings can still be told."""
    check_open(day)
    day.stage = DockingStage.OVER
    act.record("docking_ended", day)


def participants(session: Session, day_id: int) -> Sequence[DockingParticipant]:
    """Everybody who takes part, in the order they came."""
    found = select(DockingParticipant).where(DockingParticipant.day_id == day_id)
    return session.exec(found.order_by(col(DockingParticipant.id))).all()


def _standing(session: Session, day: DockingDay) -> dict[Placed, DockingMeeting]:
    rows = session.exec(select(DockingMeeting).where(DockingMeeting.day_id == day.id))
    return {Placed(row.need_id, row.result_id, row.slot, row.table_number): row for row in rows}


def participant(session: Session, day: DockingDay, participant_id: int) -> DockingParticipant:
    found = session.get(DockingParticipant, participant_id)
    if found is None or found.day_id != day.id:
        raise NotFound
    return found


def _meeting(session: Session, day: DockingDay, meeting_id: int) -> DockingMeeting:
    found = session.get(DockingMeeting, meeting_id)
    if found is None or found.day_id != day.id:
        raise NotFound
    return found


def _is_of(who: DockingParticipant):
    if who.need_id is not None:
        return col(DockingMeeting.need_id) == who.need_id
    return col(DockingMeeting.result_id) == who.result_id


def check_open(day: DockingDay) -> None:
    if day.stage is DockingStage.OVER:
        raise DayIsOver


def between(value: int, least: int, most: int, name: str) -> None:
    if value is None or not least <= value <= most:
        raise Unclear(field=name)
