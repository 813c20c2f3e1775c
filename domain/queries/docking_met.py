"""The meetings of a docking day as this reader may know them, those that were cancelled, and what was said of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, and_, col, or_, select

from db.models import DockingCancelled, DockingFeedback, DockingMeeting, Match, Provider
from db.research_vocabulary import MeetingOutcome, MeetingStage, NotThis, Voice
from domain.queries.docking_coming import Coming


@dataclass(frozen=True)
class Reader:
    """Who reads: somebody who sees all, or the people of some participants; a house that runs the day is both.

    `hears_all`: what either side says of a meeting is for the platform's people, not for a house that runs the day.
    Those who have met know each other, and what they type may name either: in their own words it is told to those only
    who may know both names, and a sub-platform may run a day without knowing them all.
    """

    sees_all: bool
    hears_all: bool
    needs: frozenset[int]
    providers: frozenset[Provider]

    def voice(self, need_id: int, provider: Provider) -> Voice:
        """For whom they speak at a meeting."""
        if self.hears_all:
            return Voice.ORGANISER
        if need_id in self.needs:
            return Voice.ENTERPRISE
        return Voice.PROVIDER if provider in self.providers else Voice.ORGANISER

    def own(self, table) -> ColumnElement[bool]:
        """The condition on meetings that they are theirs to see."""
        if self.sees_all:
            return true()
        results = [each.result_id for each in self.providers if each.result_id]
        teams = [each.team_id for each in self.providers if each.team_id]
        return or_(
            col(table.need_id).in_(self.needs),
            col(table.result_id).in_(results),
            col(table.team_id).in_(teams),
        )


@dataclass(frozen=True)
class Said:
    """What one of the two says of a meeting."""

    voice: Voice
    outcome: MeetingOutcome
    reason: NotThis | None
    rating: int | None
    note: str
    next_action: str
    next_on: date | None


@dataclass(frozen=True)
class Met:
    """One meeting of the timetable, of a need with a `result` or a team; `said` holds both words for the platform's
    people, otherwise the reader's own.

    What was typed is empty where it might tell this reader a name that is hidden from them.
    """

    id: int
    need: Coming
    result: Coming
    slot: int
    table: int
    is_confirmed: bool
    stage: MeetingStage
    rating: int | None
    note: str
    match_id: int | None
    sequence: int = 0
    said: tuple[Said, ...] = ()
    voice: Voice = Voice.ORGANISER  # for whom this reader speaks
    asks_name: bool = False  # the reader's side has not agreed yet that its name is shown

    @property
    def is_ours(self) -> bool:
        """Whether the reader's own people are at the table."""
        return self.voice is not Voice.ORGANISER

    @property
    def own(self) -> Coming:
        """The reader's side; the enterprise's for those who run the day."""
        return self.result if self.voice is Voice.PROVIDER else self.need

    @property
    def other(self) -> Coming:
        return self.need if self.voice is Voice.PROVIDER else self.result


@dataclass(frozen=True)
class Cancelled:
    """A meeting that had been told, and is not held."""

    need: Coming
    result: Coming
    slot: int
    table: int
    sequence: int
    is_by_hand: bool
    reason: str

    @property
    def is_ours(self) -> bool:
        """Whether the reader's own people were to be at the table."""
        return self.need.is_ours or self.result.is_ours


def met_on(
    session: Session,
    day_id: int,
    reader: Reader,
    needs: Mapping[int, Coming],
    providers: Mapping[Provider, Coming],
) -> tuple[Met, ...]:
    """The meetings in their order; needs by their ids."""
    found = select(DockingMeeting).where(
        DockingMeeting.day_id == day_id, reader.own(DockingMeeting)
    )
    rows = session.exec(found.order_by(DockingMeeting.slot, DockingMeeting.table_number)).all()
    said = _said(session, rows)
    agreed = _agreed(session, day_id, reader)
    return tuple(
        _met(each, reader, needs[each.need_id], providers[each.provider], said[each.id], agreed)
        for each in rows
        if each.need_id in needs and each.provider in providers
    )


def cancelled_on(
    session: Session,
    day_id: int,
    reader: Reader,
    needs: Mapping[int, Coming],
    providers: Mapping[Provider, Coming],
) -> tuple[Cancelled, ...]:
    """The meetings that were told and are not held."""
    found = select(DockingCancelled).where(
        DockingCancelled.day_id == day_id, reader.own(DockingCancelled)
    )
    rows = session.exec(found.order_by(DockingCancelled.slot, DockingCancelled.table_number))
    return tuple(
        Cancelled(
            needs[row.need_id],
            providers[row.provider],
            row.slot,
            row.table_number,
            row.sequence,
            row.is_by_hand,
            row.reason,
        )
        for row in rows
        if row.need_id in needs and row.provider in providers
    )


def _met(
    row: DockingMeeting,
    reader: Reader,
    need: Coming,
    result: Coming,
    said: Sequence[Said],
    agreed: set[tuple[int, Provider, Voice]],
) -> Met:
    voice = reader.voice(*row.pair)
    mine = result if voice is Voice.PROVIDER else need
    reads = reader.hears_all and bool(need.owner and result.owner)
    has_agreed = mine.is_open or (*row.pair, voice) in agreed
    return Met(
        id=row.id,
        need=need,
        result=result,
        slot=row.slot,
        table=row.table_number,
        is_confirmed=row.is_confirmed,
        stage=row.stage,
        rating=row.rating if reader.hears_all else None,
        note=row.note if reads else "",
        match_id=row.match_id,
        sequence=row.sequence,
        said=tuple(
            each if reads or each.voice is voice else replace(each, note="", next_action="")
            for each in said
            if reader.hears_all or each.voice is voice
        ),
        voice=voice,
        asks_name=voice is not Voice.ORGANISER and not has_agreed,
    )


def _said(session: Session, rows: Sequence[DockingMeeting]) -> dict[int, list[Said]]:
    found = select(DockingFeedback).where(
        col(DockingFeedback.meeting_id).in_([row.id for row in rows])
    )
    said: dict[int, list[Said]] = defaultdict(list)
    for each in session.exec(found.order_by(DockingFeedback.voice)):
        said[each.meeting_id].append(
            Said(
                each.voice,
                each.outcome,
                each.reason,
                each.rating,
                each.note,
                each.next_action,
                each.next_on,
            )
        )
    return said


def _agreed(session: Session, day_id: int, reader: Reader) -> set[tuple[int, Provider, Voice]]:
    """Of which pairs which side has agreed that its name is shown."""
    if reader.hears_all:
        return set()
    with_same = or_(
        DockingMeeting.result_id == Match.result_id, DockingMeeting.team_id == Match.team_id
    )
    same = and_(DockingMeeting.need_id == Match.need_id, with_same)
    found = (
        select(Match)
        .join(DockingMeeting, same)
        .where(DockingMeeting.day_id == day_id, reader.own(DockingMeeting))
    )
    agreed = set()
    for match in session.exec(found):
        if match.enterprise_agreed_at is not None:
            agreed.add((match.need_id, _provider_of(match), Voice.ENTERPRISE))
        if match.provider_agreed_at is not None:
            agreed.add((match.need_id, _provider_of(match), Voice.PROVIDER))
    return agreed


def _provider_of(match: Match) -> Provider:
    return Provider(match.result_id, match.team_id)
