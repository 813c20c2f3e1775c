"""Who speaks for whom on a docking day, and who takes part."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from db.models import (
    DockingDay,
    DockingMeeting,
    DockingParticipant,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import DockingStage, Voice
from domain.command import Act
from domain.errors import Forbidden, NotFound, Refused, Unclear
from domain.permissions import Person, allows, brokers, day_keepers
from domain.research_visible import need_names_visible_to, result_names_visible_to


class DayIsOver(Refused):
    message = "This docking day is over."


class DayIsCalledOff(Refused):
    message = "This docking day is called off."


class NamesHidden(Refused):
    message = "Whose these are is hidden from you. Their own people speak for them."


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


def two_of(session: Session, day_id: int, need_id: int, result_id: int) -> list[DockingParticipant]:
    """The two who meet, as participants."""
    either = or_(
        col(DockingParticipant.need_id) == need_id, col(DockingParticipant.result_id) == result_id
    )
    found = select(DockingParticipant).where(DockingParticipant.day_id == day_id, either)
    return list(session.exec(found))


def meetings_of(who: DockingParticipant) -> ColumnElement[bool]:
    """The condition on `docking_meeting` that it is one of theirs."""
    if who.need_id is not None:
        return col(DockingMeeting.need_id) == who.need_id
    return col(DockingMeeting.result_id) == who.result_id


def owner_of(session: Session, need_id: int | None, result_id: int | None) -> int:
    """The organisation behind a participant."""
    if need_id is not None:
        return session.get_one(TechnicalNeed, need_id).enterprise_id
    return session.get_one(ResearchResult, result_id).organisation_id


def voice_of(
    session: Session, person: Person, day: DockingDay, need_id: int | None, result_id: int | None
) -> Voice:
    """For whom this person speaks; whoever is of both sides speaks as the enterprise. Raises Forbidden.

    The platform's brokers speak as those who run the day; so does a house that runs it, but for its own results.
    """
    if allows(brokers, person, day):
        return Voice.ORGANISER
    if need_id is not None and owner_of(session, need_id, None) == person.organisation_id:
        return Voice.ENTERPRISE
    if result_id is not None and owner_of(session, None, result_id) == person.organisation_id:
        return Voice.PROVIDER
    if allows(day_keepers, person, day):
        return Voice.ORGANISER
    raise Forbidden


def check_own_word(
    session: Session, person: Person, day: DockingDay, who: DockingParticipant
) -> None:
    """Raises Forbidden where only the participant itself, or the platform's brokers for it, can give its word;
    NamesHidden for brokers who may not know whose it is: nobody has heard the word of somebody they do not know."""
    if voice_of(session, person, day, who.need_id, who.result_id) is not Voice.ORGANISER:
        return
    if not allows(brokers, person, day):
        raise Forbidden
    if not knows(session, person, who.need_id, who.result_id):
        raise NamesHidden


def knows(session: Session, person: Person, need_id: int | None, result_id: int | None) -> bool:
    """Whether this person may know whose this need or this result is."""
    needs, results = known_of(session, person, {need_id} - {None}, {result_id} - {None})
    return bool(needs or results)


def known_of(
    session: Session, person: Person, need_ids: Collection[int], result_ids: Collection[int]
) -> tuple[set[int], set[int]]:
    """Of these needs and results those whose organisation this person may know."""
    needs = select(TechnicalNeed.id).where(
        col(TechnicalNeed.id).in_(need_ids), need_names_visible_to(person)
    )
    results = select(ResearchResult.id).where(
        col(ResearchResult.id).in_(result_ids), result_names_visible_to(person)
    )
    return set(session.exec(needs)), set(session.exec(results))


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
