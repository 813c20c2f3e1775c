"""Docking days: prepared, joined, planned, published, held, and followed up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from db.models import (
    DockingDay,
    DockingMeeting,
    DockingParticipant,
    ExpertTeam,
    Organisation,
    Provider,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import Answer, DockingStage, MeetingStage, MeetsNobody, RecordStage
from db.vocabulary import Kind
from domain import numbers, topics
from domain.command import Act, command
from domain.docking_cancelling import again, strike_out
from domain.docking_delegations import gather_new
from domain.docking_facts import facts
from domain.docking_people import SIDES, of_pairs, sides_of
from domain.docking_sides import (
    check_open,
    known_of,
    meetings_of,
    participant,
    participants,
)
from domain.errors import InUse, Refused
from domain.permissions import allows, brokers, day_keepers, day_makers
from domain.research_files.owners import RESEARCHERS
from domain.research_visible import is_broker, needs_visible_to, results_visible_to

MOST_PARTICIPANTS = 1400


class TooManyParticipants(Refused):
    message = "A docking day holds at most {most} participants."


class NobodyNew(Refused):
    message = "All of these take part already, or are not published any more."


class HasMet(Refused):
    message = "This participant has met somebody already. Please mark it away in the slots to come."


class NotPlannedYet(Refused):
    message = "There is no timetable yet. Please plan it first."


class Placed(NamedTuple):
    """One meeting of a timetable; slot and table from 0."""

    need_id: int
    result_id: int | None
    slot: int
    table: int
    team_id: int | None = None

    @property
    def pair(self) -> tuple[int, Provider]:
        """The need and whom it meets."""
        return self.need_id, Provider(self.result_id, self.team_id)


@command(DockingDay, by=day_makers, makes=True)
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
    """Prepare a docking day: when, where, how many slots and tables. Returns its id.

    A university's liaison officer prepares a day that their own house runs; the city's people can help with it.
    """
    said = facts(name, held_on, place, begins_at, slot_minutes, slots, tables)
    day = act.add(
        DockingDay(
            number=f"D{act.today.year}-{topics.next_in(act.session, 'number:docking_days'):06d}",
            **said._asdict(),
            area_code=act.actor.area_code if act.actor.kind is Kind.SUB_PLATFORM else None,
            organiser_id=None if is_broker(act.actor) else act.actor.organisation_id,
            by_id=act.actor.id,
            created_at=act.now,
        )
    )
    act.record("docking_prepared", day)
    return day.id


@command(DockingDay, by=day_keepers)
def invite(
    act: Act,
    day: DockingDay,
    *,
    need_ids: Sequence[int] = (),
    result_ids: Sequence[int] = (),
    team_ids: Sequence[int] = (),
    have_accepted: bool = False,
) -> int:
    """Invite published needs and results, and whole expert teams; those that are already are passed over.

    Returns how many are new. Only who has accepted is planned; `have_accepted`: they have said so already, on the
    telephone or in person: those whose name this person may know; a house that runs a day says so of its own results
    and teams only. What is of one enterprise, or of one team, becomes a delegation with one person; its people say if
    they come with more.
    """
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
    wanted = {
        "need_id": set(act.session.exec(seen_needs)),
        "result_id": set(act.session.exec(seen_results)),
        "team_id": set(act.session.exec(teams_that_come(team_ids))),
    }
    new = {side: ids - {getattr(each, side) for each in known} for side, ids in wanted.items()}
    check_new(known, new)
    said = _have_said(act, day, new) if have_accepted else {}
    come = [(side, id) for side in SIDES for id in new[side]]
    keys = numbers.drawn_many(act.session, DockingParticipant, len(come))
    rows = [
        DockingParticipant(
            id=key,
            day_id=day.id,
            answer=Answer.ACCEPTED if id in said.get(side, ()) else Answer.INVITED,
            away=[],
            **{side: id},
        )
        for key, (side, id) in zip(keys, come, strict=True)
    ]
    act.session.add_all(rows)
    act.session.flush()
    gather_new(act.session, day)
    act.record("docking_invited", day, **sides_of(rows), have_accepted=have_accepted)
    return len(rows)


def teams_that_come(team_ids: Sequence[int]):
    """Those of the teams that can come as a whole: of houses whose people answer matches."""
    return (
        select(ExpertTeam.id)
        .join(Organisation, Organisation.id == ExpertTeam.organisation_id)
        .where(
            col(ExpertTeam.id).in_(team_ids),
            col(ExpertTeam.is_active),
            col(Organisation.is_active),
            col(Organisation.kind).in_(RESEARCHERS),
        )
    )


def check_new(known: Sequence[DockingParticipant], new: Mapping[str, set[int]]) -> None:
    """Raises NobodyNew, TooManyParticipants of those who would come beside those who are known."""
    many = sum(map(len, new.values()))
    if not many:
        raise NobodyNew
    if len(known) + many > MOST_PARTICIPANTS:
        raise TooManyParticipants(most=MOST_PARTICIPANTS)


@command(DockingDay, by=day_keepers)
def leave_out(act: Act, day: DockingDay, *, participant_id: int) -> None:
    """Take a participant out, with all of its meetings that are still to come."""
    check_open(day)
    who = participant(act.session, day, participant_id)
    pairs, side = drop_meetings(act, day, who), {"need_id": who.need_id, **who.provider._asdict()}
    act.session.delete(who)
    act.record("docking_left_out", day, **side, **of_pairs(pairs))


@command(DockingDay, by=day_keepers)
def put_plan(
    act: Act,
    day: DockingDay,
    *,
    meetings: Sequence[Placed],
    version: int,
    is_proved: bool,
    idle: int,
    left_out: Mapping[int, MeetsNobody],
) -> None:
    """Put a timetable in place of the one that stood; made for the day as it was at `version`.

    `left_out`: by the ids of the participants who meet nobody, why.
    """
    check_open(day)
    if day.version != version:
        raise InUse
    kept, wanted = _standing(act.session, day), {Placed(*each) for each in meetings}
    # What was held or missed is told of already and stays, wherever the new plan would have it.
    gone = [
        row for key, row in kept.items() if key not in wanted and row.stage is MeetingStage.PLANNED
    ]
    new = [each for each in map(Placed._make, meetings) if each not in kept]
    moving = {each.pair for each in new}
    before = {row.pair: row for row in gone}
    strike_out(act, day, [row for pair, row in before.items() if pair not in moving])
    _put(act, day, new, {pair: row for pair, row in before.items() if pair in moving})
    day.is_proved, day.idle = is_proved, idle
    for who in participants(act.session, day.id):
        who.meets_nobody = left_out.get(who.id)
    changed = {*before, *moving}
    act.record(
        "docking_planned",
        day,
        meetings=len(meetings),
        new=len(new),
        gone=len(gone),
        **of_pairs(changed),
        is_told=day.stage is DockingStage.PUBLISHED,
    )


@command(DockingDay, by=day_keepers)
def publish(act: Act, day: DockingDay) -> None:
    """Publish the timetable: the participants see it from now on."""
    check_open(day)
    if day.is_proved is None:
        raise NotPlannedYet
    day.stage = DockingStage.PUBLISHED
    act.record("docking_published", day)


@command(DockingDay, by=day_keepers)
def end(act: Act, day: DockingDay) -> None:
    """End a docking day: nothing is planned any more, what became of its meetings can still be told."""
    check_open(day)
    day.stage = DockingStage.OVER
    act.record("docking_ended", day)


def drop_meetings(act: Act, day: DockingDay, who: DockingParticipant) -> set[tuple[int, Provider]]:
    """Cancel all that somebody who does not come was to meet; the pairs that concerns. Raises HasMet."""
    theirs = select(DockingMeeting).where(DockingMeeting.day_id == day.id, meetings_of(who))
    rows = act.session.exec(theirs).all()
    if any(row.stage is not MeetingStage.PLANNED for row in rows):
        raise HasMet
    pairs = {row.pair for row in rows}
    strike_out(act, day, rows)
    return pairs


def _have_said(act: Act, day: DockingDay, new: Mapping[str, set[int]]) -> Mapping[str, set[int]]:
    """For whom this person may say that they come: brokers for whom they may know, a house for its own results and
    teams."""
    if allows(brokers, act.actor, day):
        needs, results = known_of(act.session, act.actor, new["need_id"], new["result_id"])
        return {**new, "need_id": needs, "result_id": results}  # a team is known to everybody
    home = act.actor.organisation_id
    return {
        side: set(
            act.session.exec(
                select(table.id).where(col(table.id).in_(new[side]), table.organisation_id == home)
            )
        )
        for side, table in (("result_id", ResearchResult), ("team_id", ExpertTeam))
    }


def _put(
    act: Act,
    day: DockingDay,
    new: Sequence[Placed],
    moved: Mapping[tuple[int, Provider], DockingMeeting],
) -> None:
    """The new places: of those that move the same meeting, of the others one more."""
    for row in moved.values():  # out of the way first: places are taken once
        act.session.delete(row)
    act.session.flush()
    known = again(act, day, [each.pair for each in new])
    for each in new:
        before = moved.get(each.pair)
        act.session.add(
            DockingMeeting(
                day_id=day.id,
                need_id=each.need_id,
                result_id=each.result_id,
                team_id=each.team_id,
                slot=each.slot,
                table_number=each.table,
                match_id=before.match_id if before else None,
                sequence=before.sequence + 1 if before else known.get(each.pair, 0),
            )
        )


def _standing(session: Session, day: DockingDay) -> dict[Placed, DockingMeeting]:
    rows = session.exec(select(DockingMeeting).where(DockingMeeting.day_id == day.id))
    return {
        Placed(row.need_id, row.result_id, row.slot, row.table_number, row.team_id): row
        for row in rows
    }
