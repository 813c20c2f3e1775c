"""Who speaks for whom on a docking day, and who takes part."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from db.models import (
    DockingDay,
    DockingMeeting,
    DockingParticipant,
    ExpertTeam,
    Provider,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import DockingStage, Voice
from domain.command import Act
from domain.errors import Forbidden, NotFound, Refused, Unclear
from domain.permissions import Person, allows, brokers, day_keepers


class DayIsOver(Refused):
    message = "This docking day is over."


class DayIsCalledOff(Refused):
    message = "This docking day is called off."


class PlannedAlready(Refused):
    message = "The timetable is published. Please tell those who run the day."


def participants(session: Session, day_id: int) -> Sequence[DockingParticipant]:
    """Everybody who is invited, in the order they came."""
    found = select(DockingParticipant).where(DockingParticipant.day_id == day_id)
    return session.exec(found.order_by(col(DockingParticipant.id))).all()


def participant(session: Session, day: DockingDay, participant_id: int) -> DockingParticipant:
    """One of them; raises NotFound."""
    found = session.get(DockingParticipant, participant_id)
    if found is None or found.day_id != day.id:
        raise NotFound
    return found


def meeting(session: Session, day: DockingDay, meeting_id: int) -> DockingMeeting:
    """One meeting of the day; raises NotFound."""
    found = session.get(DockingMeeting, meeting_id)
    if found is None or found.day_id != day.id:
        raise NotFound
    return found


def two_of(
    session: Session, day_id: int, need_id: int, provider: Provider
) -> list[DockingParticipant]:
    """The two who meet, as participants."""
    either = or_(col(DockingParticipant.need_id) == need_id, is_of(DockingParticipant, provider))
    found = select(DockingParticipant).where(DockingParticipant.day_id == day_id, either)
    return list(session.exec(found))


def is_of(table, provider: Provider) -> ColumnElement[bool]:
    """The condition on a table that names a provider that it is this one."""
    if provider.team_id is not None:
        return col(table.team_id) == provider.team_id
    return col(table.result_id) == provider.result_id


def meetings_of(who: DockingParticipant) -> ColumnElement[bool]:
    """The condition on `docking_meeting` that it is one of theirs."""
    if who.need_id is not None:
        return col(DockingMeeting.need_id) == who.need_id
    return is_of(DockingMeeting, who.provider)


def owner_of(session: Session, who: DockingParticipant) -> int:
    """The organisation behind a participant."""
    if who.need_id is not None:
        return session.get_one(TechnicalNeed, who.need_id).enterprise_id
    return _house_of(session, who.provider)


def _house_of(session: Session, provider: Provider) -> int:
    if provider.team_id is not None:
        return session.get_one(ExpertTeam, provider.team_id).organisation_id
    return session.get_one(ResearchResult, provider.result_id).organisation_id


def voice_of(
    session: Session, person: Person, day: DockingDay, need_id: int | None, provider: Provider
) -> Voice:
    """For whom this person speaks; whoever is of both sides speaks as the enterprise. Raises Forbidden.

    The platform's brokers speak as those who run the day; so does a house that runs it, but for its own results and
    teams. `provider`: of nothing where a need alone is meant.
    """
    if allows(brokers, person, day):
        return Voice.ORGANISER
    home = person.organisation_id
    if need_id is not None and session.get_one(TechnicalNeed, need_id).enterprise_id == home:
        return Voice.ENTERPRISE
    if any(provider) and _house_of(session, provider) == home:
        return Voice.PROVIDER
    if allows(day_keepers, person, day):
        return Voice.ORGANISER
    raise Forbidden


def check_own_word(
    session: Session, person: Person, day: DockingDay, who: DockingParticipant
) -> None:
    """Raises Forbidden where only the participant itself, or the platform's brokers for it, can give its word."""
    voice = voice_of(session, person, day, *who.pair)
    if voice is Voice.ORGANISER and not allows(brokers, person, day):
        raise Forbidden


def check_planning(act: Act, day: DockingDay) -> None:
    """Raises PlannedAlready for participants once the timetable is published."""
    if day.stage is not DockingStage.PLANNING and not allows(day_keepers, act.actor, day):
        raise PlannedAlready


def check_open(day: DockingDay) -> None:
    """Raises DayIsOver, DayIsCalledOff."""
    if day.stage is DockingStage.CALLED_OFF:
        raise DayIsCalledOff
    if day.stage is DockingStage.OVER:
        raise DayIsOver


def between(value: int, least: int, most: int, name: str) -> None:
    """Raises Unclear of a number outside."""
    if value is None or not least <= value <= most:
        raise Unclear(field=name)
