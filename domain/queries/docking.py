"""Docking days as this reader may know them: brokers see all, participants their own published meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import true
from sqlmodel import Session, case, col, func, null, or_, select

from db.models import (
    DockingDay,
    DockingMeeting,
    DockingParticipant,
    DockingWish,
    Organisation,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import DockingStage, MeetingStage
from domain.clock import LOCAL
from domain.permissions import Person, allows, brokers
from domain.queries.docking_visible import days_visible_to, is_staff, own, with_organisation
from domain.research_visible import (
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)


@dataclass(frozen=True)
class DayLine:
    """One docking day in a list."""

    id: int
    number: str
    name: str
    held_on: date
    place: str
    stage: DockingStage
    participants: int
    meetings: int


@dataclass(frozen=True)
class Coming:
    """One participant; `owner` is empty while its name is hidden from this reader, the title is the number alone where
    the record itself is not open to them."""

    id: int
    is_need: bool
    record_id: int
    number: str
    title: str
    title_en: str
    owner: str
    owner_en: str
    away: tuple[int, ...]
    most: int | None
    meetings: int


@dataclass(frozen=True)
class Met:
    """One meeting of the timetable."""

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


@dataclass(frozen=True)
class Wished:
    """A pair that wishes to meet, or must not."""

    need: Coming
    result: Coming
    is_veto: bool


@dataclass(frozen=True)
class DayShown:
    """One docking day."""

    id: int
    number: str
    version: int
    name: str
    held_on: date
    place: str
    begins_at: str
    slot_minutes: int
    slots: int
    tables: int
    stage: DockingStage
    is_proved: bool | None
    idle: int
    needs: tuple[Coming, ...]
    results: tuple[Coming, ...]
    meetings: tuple[Met, ...]
    wishes: tuple[Wished, ...]
    may_plan: bool
    partners: tuple[Coming, ...] = ()  # of the other side, whom this participant may wish to meet

    def begins(self, slot: int) -> datetime:
        """When a slot begins."""
        hour, minute = map(int, self.begins_at.split(":"))
        first = datetime.combine(self.held_on, time(hour, minute), LOCAL)
        return first + timedelta(minutes=slot * self.slot_minutes)


def days(
    session: Session, person: Person, organisation_id: int | None = None
) -> tuple[DayLine, ...]:
    """The docking days, the latest first; or those that an organisation takes part in, by name."""
    coming = select(func.count()).where(DockingParticipant.day_id == DockingDay.id)
    met = select(func.count()).where(DockingMeeting.day_id == DockingDay.id)
    rows = session.exec(
        select(
            DockingDay,
            coming.correlate(DockingDay).scalar_subquery(),
            met.correlate(DockingDay).scalar_subquery(),
        )
        .where(days_visible_to(person), with_organisation(person, organisation_id))
        .order_by(col(DockingDay.held_on).desc(), col(DockingDay.id).desc())
        .limit(100)
    )
    return tuple(
        DayLine(
            day.id,
            day.number,
            day.name,
            day.held_on,
            day.place,
            day.stage,
            participants,
            meetings,
        )
        for day, participants, meetings in rows
    )


def day(session: Session, person: Person, day_id: int) -> DayShown | None:
    """One docking day; None where there is none, or it is not for this reader."""
    row = session.exec(
        select(DockingDay).where(DockingDay.id == day_id, days_visible_to(person))
    ).first()
    if row is None:
        return None
    sees_all = is_staff(person)
    coming = _coming(session, person, row.id)
    needs = {each.record_id: each for each in coming if each.is_need}
    results = {each.record_id: each for each in coming if not each.is_need}
    own_needs, own_results = own(session, person, row.id)
    is_ours = or_(
        col(DockingMeeting.need_id).in_(own_needs), col(DockingMeeting.result_id).in_(own_results)
    )
    found = select(DockingMeeting).where(
        DockingMeeting.day_id == row.id, true() if sees_all else is_ours
    )
    rows = session.exec(found.order_by(DockingMeeting.slot, DockingMeeting.table_number)).all()
    meetings = tuple(
        Met(
            met.id,
            needs[met.need_id],
            results[met.result_id],
            met.slot,
            met.table_number,
            met.is_confirmed,
            met.stage,
            met.rating,
            met.note,
            met.match_id,
        )
        for met in rows
        if met.need_id in needs and met.result_id in results
        if sees_all or row.stage is not DockingStage.PLANNING
    )
    wishes = session.exec(select(DockingWish).where(DockingWish.day_id == row.id)).all()
    return DayShown(
        id=row.id,
        number=row.number,
        version=row.version,
        name=row.name,
        held_on=row.held_on,
        place=row.place,
        begins_at=row.begins_at,
        slot_minutes=row.slot_minutes,
        slots=row.slots,
        tables=row.tables,
        stage=row.stage,
        is_proved=row.is_proved,
        idle=row.idle,
        needs=tuple(e for e in needs.values() if sees_all or e.record_id in own_needs),
        results=tuple(e for e in results.values() if sees_all or e.record_id in own_results),
        meetings=meetings,
        wishes=tuple(
            Wished(needs[each.need_id], results[each.result_id], each.is_veto)
            for each in wishes
            if each.need_id in needs and each.result_id in results
            if sees_all or each.need_id in own_needs or each.result_id in own_results
        ),
        may_plan=allows(brokers, person, row),
        partners=() if sees_all else _partners(session, person, coming, own_needs, own_results),
    )


def _partners(
    session: Session,
    person: Person,
    coming: Sequence[Coming],
    own_needs: set[int],
    own_results: set[int],
) -> tuple[Coming, ...]:
    """Whoever comes from the other side, as far as this reader may see it at all."""
    needs = select(TechnicalNeed.id).where(
        col(TechnicalNeed.id).in_([each.record_id for each in coming if each.is_need]),
        needs_visible_to(person),
    )
    results = select(ResearchResult.id).where(
        col(ResearchResult.id).in_([each.record_id for each in coming if not each.is_need]),
        results_visible_to(person),
    )
    seen = set(session.exec(needs)) if own_results else set()
    seen_results = set(session.exec(results)) if own_needs else set()
    return tuple(
        each
        for each in coming
        if each.record_id in (seen - own_needs if each.is_need else seen_results - own_results)
    )


def _coming(session: Session, person: Person, day_id: int) -> list[Coming]:
    sides = (
        (TechnicalNeed, DockingParticipant.need_id, TechnicalNeed.enterprise_id),
        (ResearchResult, DockingParticipant.result_id, ResearchResult.organisation_id),
    )
    names = (need_names_visible_to(person), result_names_visible_to(person))
    seen = (needs_visible_to(person), results_visible_to(person))
    met = (DockingMeeting.need_id, DockingMeeting.result_id)
    found = []
    for (table, column, owner), named, open_to, side in zip(sides, names, seen, met, strict=True):
        told = open_to if is_staff(person) else true()  # participants get their own meetings only
        busy = select(func.count()).where(DockingMeeting.day_id == day_id, side == column)
        rows = session.exec(
            select(
                DockingParticipant,
                table.id,
                table.number,
                case((told, table.title), else_=null()),
                case((told, table.title_en), else_=null()),
                case((named, Organisation.name), else_=null()),
                case((named, Organisation.name_en), else_=null()),
                busy.correlate(DockingParticipant).scalar_subquery(),
            )
            .join(table, table.id == column)
            .join(Organisation, Organisation.id == owner)
            .where(DockingParticipant.day_id == day_id)
            .order_by(col(DockingParticipant.id))
        )
        found += [_participant(table is TechnicalNeed, *row) for row in rows]
    return found


def _participant(is_need, row, record_id, number, title, title_en, owner, owner_en, meetings):
    return Coming(
        id=row.id,
        is_need=is_need,
        record_id=record_id,
        number=number,
        title=title or number,
        title_en=title_en or "",
        owner=owner or "",
        owner_en=owner_en or owner or "",
        away=tuple(row.away),
        most=row.most,
        meetings=meetings,
    )
