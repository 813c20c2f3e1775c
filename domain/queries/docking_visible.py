"""Which docking days a person may see, and which of the participants are theirs."""

from sqlalchemy import ColumnElement, case, false, true
from sqlmodel import Session, and_, col, or_, select

from db.models import (
    DockingDay,
    DockingParticipant,
    ExpertTeam,
    Provider,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import Answer, DockingStage
from db.vocabulary import Kind, Role
from domain import clock
from domain.permissions import Person
from domain.research_visible import is_broker, need_names_visible_to, result_names_visible_to


def is_staff(person: Person) -> bool:
    """Whether they see every docking day whole, but for hidden names and what is said in confidence."""
    return is_broker(person) or (person.kind is Kind.CITY and person.has(Role.LEADER))


def with_organisation(person: Person, organisation_id: int | None) -> ColumnElement[bool]:
    if organisation_id is None:
        return true()
    comes = _coming().where(_is_of(person, organisation_id))
    runs = and_(DockingDay.organiser_id == organisation_id, organiser_named_to(person))
    return or_(comes.exists(), runs)


def waits_for_an_answer(person: Person, organisation_id: int) -> ColumnElement[bool]:
    """The condition on days that are to come: an invitation to something of this organisation is not answered."""
    unanswered = DockingParticipant.answer == Answer.INVITED
    return and_(
        col(DockingDay.stage).in_((DockingStage.PLANNING, DockingStage.PUBLISHED)),
        DockingDay.held_on >= clock.now().date(),
        _coming().where(_is_of(person, organisation_id), unanswered).exists(),
    )


def _is_of(person: Person, organisation_id: int) -> ColumnElement[bool]:
    """Of participants: they are this organisation's, as far as the reader may know."""
    needs = and_(TechnicalNeed.enterprise_id == organisation_id, need_names_visible_to(person))
    results = and_(
        ResearchResult.organisation_id == organisation_id, result_names_visible_to(person)
    )
    return or_(needs, results, ExpertTeam.organisation_id == organisation_id)


def _coming():
    """The participants of a day, with whose they are."""
    return (
        select(DockingParticipant.id)
        .outerjoin(TechnicalNeed, TechnicalNeed.id == DockingParticipant.need_id)
        .outerjoin(ResearchResult, ResearchResult.id == DockingParticipant.result_id)
        .outerjoin(ExpertTeam, ExpertTeam.id == DockingParticipant.team_id)
        .where(DockingParticipant.day_id == DockingDay.id)
        .correlate(DockingDay)
    )


def organiser_named_to(person: Person) -> ColumnElement[bool]:
    """The condition under which the house that runs a day may be named: it brings nothing whose name is hidden."""
    is_hidden = case((result_names_visible_to(person), 0), else_=1) == 1
    hidden = (
        select(DockingParticipant.id)
        .join(ResearchResult, ResearchResult.id == DockingParticipant.result_id)
        .where(
            DockingParticipant.day_id == DockingDay.id,
            ResearchResult.organisation_id == DockingDay.organiser_id,
            is_hidden,
        )
        .correlate(DockingDay)
    )
    return ~hidden.exists()


def days_visible_to(person: Person) -> ColumnElement[bool]:
    if is_staff(person):
        return true()
    if (
        person.organisation_id is None
    ):  # "is nobody's" would hold for every participant of the other kind
        return false()
    owners = (
        TechnicalNeed.enterprise_id,
        ResearchResult.organisation_id,
        ExpertTeam.organisation_id,
    )
    ours = _coming().where(or_(*(owner == person.organisation_id for owner in owners)))
    return or_(ours.exists(), DockingDay.organiser_id == person.organisation_id)


def own(session: Session, person: Person, day_id: int) -> tuple[set[int], set[Provider]]:
    """The needs of this reader's organisation that take part, and its results and teams."""
    found: list[set] = []
    for column, table, owner in (
        (DockingParticipant.need_id, TechnicalNeed, TechnicalNeed.enterprise_id),
        (DockingParticipant.result_id, ResearchResult, ResearchResult.organisation_id),
        (DockingParticipant.team_id, ExpertTeam, ExpertTeam.organisation_id),
    ):
        theirs = select(column).join(table, table.id == column)
        theirs = theirs.where(DockingParticipant.day_id == day_id, owner == person.organisation_id)
        found.append(set(session.exec(theirs)))
    needs, results, teams = found
    return needs, {
        *(Provider(result_id=id) for id in results),
        *(Provider(team_id=id) for id in teams),
    }
