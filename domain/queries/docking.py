"""Docking days as this reader may know them: whoever runs one sees all, participants their own published meetings."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, func, select

from db.models import DockingDay, DockingMeeting, DockingParticipant, DockingWish, Organisation
from db.research_vocabulary import DockingStage, Voice
from domain.clock import LOCAL
from domain.permissions import Person, allows, brokers, day_keepers
from domain.queries.docking_coming import Coming, coming_to, partners_of
from domain.queries.docking_met import Cancelled, Met, Reader, cancelled_on, met_on
from domain.queries.docking_visible import (
    days_visible_to,
    is_staff,
    organiser_named_to,
    own,
    with_organisation,
)
from domain.queries.named import Named


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
class Wished:
    """A pair that wishes to meet, or must not."""

    need: Coming
    result: Coming
    is_veto: bool
    voice: Voice


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
    results: tuple[Coming, ...]  # and whole teams
    meetings: tuple[Met, ...]
    wishes: tuple[Wished, ...]
    may_plan: bool
    cancelled: tuple[Cancelled, ...] = ()
    sees_all: bool = True  # of the day; otherwise what is this reader's own
    hears_all: bool = True  # what either side says of a meeting, and why somebody does not come: who brokers this day
    organiser: Named | None = None  # the house that runs it, where it may be named
    is_of_a_house: bool = False  # run by a university, an institute or a centre
    called_off_because: str = ""
    sequence: int = 0  # how often day, hours or place have changed
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
    may_plan, hears_all = allows(day_keepers, person, row), allows(brokers, person, row)
    sees_all = is_staff(person) or may_plan
    mine = own(session, person, row.id)
    coming = coming_to(session, person, row.id, *mine, sees_all, hears_all)
    needs = {each.record_id: each for each in coming if each.is_need}
    providers = {each.provider: each for each in coming if not each.is_need}
    of = Reader(sees_all, hears_all, *map(frozenset, mine))
    is_told = sees_all or row.stage is not DockingStage.PLANNING
    meetings = met_on(session, row.id, of, needs, providers) if is_told else ()
    gone = cancelled_on(session, row.id, of, needs, providers) if is_told else ()
    # In no order of wishing: what one house says in one go would stand together.
    in_order = (col(DockingWish.need_id), col(DockingWish.result_id), col(DockingWish.team_id))
    wished = select(DockingWish).where(DockingWish.day_id == row.id)
    wishes = session.exec(wished.order_by(*in_order, DockingWish.voice)).all()
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
        needs=tuple(each for each in needs.values() if sees_all or each.is_ours),
        results=tuple(each for each in providers.values() if sees_all or each.is_ours),
        meetings=meetings,
        wishes=tuple(
            Wished(needs[each.need_id], providers[each.provider], each.is_veto, each.voice)
            for each in wishes
            if each.need_id in needs and each.provider in providers
            if hears_all
            or _is_own_word(each.voice, needs[each.need_id], providers[each.provider], may_plan)
        ),
        may_plan=may_plan,
        cancelled=gone,
        sees_all=sees_all,
        hears_all=hears_all,
        organiser=_organiser(session, person, row),
        is_of_a_house=row.organiser_id is not None,
        called_off_because=row.called_off_because,
        sequence=row.sequence,
        partners=() if sees_all else partners_of(session, person, coming),
    )


def _organiser(session: Session, person: Person, row: DockingDay) -> Named | None:
    if row.organiser_id is None:
        return None
    found = (
        select(Organisation.id, Organisation.name, Organisation.name_en)
        .join(DockingDay, DockingDay.organiser_id == Organisation.id)
        .where(DockingDay.id == row.id, organiser_named_to(person))
    )
    named = session.exec(found).first()
    return Named(*named) if named else None


def _is_own_word(voice: Voice, need: Coming, provider: Coming, may_plan: bool) -> bool:
    """What the other side has said of a pair is for the platform's people alone."""
    if voice is Voice.ORGANISER:
        return may_plan
    return need.is_ours if voice is Voice.ENTERPRISE else provider.is_ours
