"""Who speaks for whom on a docking day, and who takes part."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, or_, select

from db.models import (
    DockingDay,
    DockingMeeting,
    DockingParticipant,
    ExpertTeam,
    Provider,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import Confidentiality, DockingStage, Voice
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


_OWNERS = {  # by what a participant brings, whose it is
    "need_id": (TechnicalNeed, TechnicalNeed.enterprise_id),
    "result_id": (ResearchResult, ResearchResult.organisation_id),
    "team_id": (ExpertTeam, ExpertTeam.organisation_id),
}


def participants(session: Session, day_id: int) -> Sequence[DockingParticipant]:
    """Everybody who is invited."""
    found = select(DockingParticipant).where(DockingParticipant.day_id == day_id)
    return session.exec(found.order_by(col(DockingParticipant.id))).all()


def participant(session: Session, day: DockingDay, participant_id: int) -> DockingParticipant:
    """One of them; raises NotFound."""
    found = session.get(DockingParticipant, participant_id)
    if found is None or found.day_id != day.id:
        raise NotFound
    return found


def participants_of(
    session: Session, day: DockingDay, participant_ids: Collection[int]
) -> list[DockingParticipant]:
    """Those of them, each once, in the order they are named; raises NotFound."""
    found = select(DockingParticipant).where(
        DockingParticipant.day_id == day.id, col(DockingParticipant.id).in_(participant_ids)
    )
    by_id = {each.id: each for each in session.exec(found)}
    if by_id.keys() != {*participant_ids}:
        raise NotFound
    return [by_id[each] for each in dict.fromkeys(participant_ids)]


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


def owner_of(session: Session, need_id: int | None, provider: Provider) -> int:
    """The organisation behind a need, or behind a provider."""
    if need_id is not None:
        return session.get_one(TechnicalNeed, need_id).enterprise_id
    if provider.team_id is not None:
        return session.get_one(ExpertTeam, provider.team_id).organisation_id
    return session.get_one(ResearchResult, provider.result_id).organisation_id


def owners_of(
    session: Session, whos: Collection[DockingParticipant]
) -> set[tuple[type[SQLModel], int]]:
    """The organisations behind these, each by what they bring: needs, results or teams."""
    found = set()
    for side, (table, owner) in _OWNERS.items():
        ids = {getattr(each, side) for each in whos} - {None}
        if ids:
            owners = select(owner).where(col(table.id).in_(ids)).distinct()
            found |= {(table, each) for each in session.exec(owners)}
    return found


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
    if need_id is not None and owner_of(session, need_id, Provider()) == home:
        return Voice.ENTERPRISE
    if any(provider) and owner_of(session, None, provider) == home:
        return Voice.PROVIDER
    if allows(day_keepers, person, day):
        return Voice.ORGANISER
    raise Forbidden


def check_own_word(
    session: Session, person: Person, day: DockingDay, who: DockingParticipant
) -> None:
    """`check_own_words` for one of them."""
    check_own_words(session, person, day, [who])


def check_own_words(
    session: Session, person: Person, day: DockingDay, whos: Collection[DockingParticipant]
) -> None:
    """Raises Forbidden where only the participants themselves, or the platform's brokers for them, can give their word;
    NamesHidden for brokers who may not know whose one is: nobody has heard the word of somebody they do not know."""
    if allows(brokers, person, day):
        ids = ({each.need_id for each in whos}, {each.result_id for each in whos})
        asked = tuple(some - {None} for some in ids)
        if known_of(session, person, *asked) != asked:
            raise NamesHidden
    elif {owner for _, owner in owners_of(session, whos)} != {person.organisation_id}:
        raise Forbidden


def knows(session: Session, person: Person, need_id: int | None, provider: Provider) -> bool:
    """Whether this person may know whose this need, this result or this team is; of a team everybody does."""
    if provider.team_id is not None:
        return True
    sides = {need_id} - {None}, {provider.result_id} - {None}
    needs, results = known_of(session, person, *sides)
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
    return (
        set(session.exec(needs)) if need_ids else set(),
        set(session.exec(results)) if result_ids else set(),
    )


def hidden_of(act: Act, day: DockingDay) -> list[TechnicalNeed | ResearchResult]:
    """The needs and results of a day whose names are hidden, and which who acts knows; not those of the house that runs
    it, whose name stands on the day."""
    session, found = act.session, participants(act.session, day.id)
    ids = ({each.need_id for each in found}, {each.result_id for each in found})
    needs, results = known_of(session, act.actor, *(some - {None} for some in ids))
    kept: list[TechnicalNeed | ResearchResult] = []
    for table, known in ((TechnicalNeed, needs), (ResearchResult, results)):
        owner = table.enterprise_id if table is TechnicalNeed else table.organisation_id
        hidden = (table.confidentiality != Confidentiality.OPEN, owner != day.organiser_id)
        asked = select(table).where(col(table.id).in_(known), *hidden)
        kept += session.exec(asked.order_by(col(table.id)))
    return kept


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
