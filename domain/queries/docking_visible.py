"""Which docking days a person may see, and which of the participants are theirs."""

from sqlalchemy import ColumnElement, case, false, true
from sqlmodel import Session, and_, or_, select

from db.models import DockingDay, DockingParticipant, ResearchResult, TechnicalNeed
from db.vocabulary import Kind, Role
from domain.permissions import Person
from domain.research_visible import is_broker, need_names_visible_to, result_names_visible_to


def is_staff(person: Person) -> bool:
    """Whether they see every docking day whole, but for hidden names and what is said in confidence."""
    return is_broker(person) or (person.kind is Kind.CITY and person.has(Role.LEADER))


def with_organisation(person: Person, organisation_id: int | None) -> ColumnElement[bool]:
    if organisation_id is None:
        return true()
    needs = and_(TechnicalNeed.enterprise_id == organisation_id, need_names_visible_to(person))
    results = and_(
        ResearchResult.organisation_id == organisation_id, result_names_visible_to(person)
    )
    comes = (
        select(DockingParticipant.id)
        .outerjoin(TechnicalNeed, TechnicalNeed.id == DockingParticipant.need_id)
        .outerjoin(ResearchResult, ResearchResult.id == DockingParticipant.result_id)
        .where(DockingParticipant.day_id == DockingDay.id, or_(needs, results))
        .correlate(DockingDay)
    )
    runs = and_(DockingDay.organiser_id == organisation_id, organiser_named_to(person))
    return or_(comes.exists(), runs)


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
    ours = (
        select(DockingParticipant.id)
        .outerjoin(TechnicalNeed, TechnicalNeed.id == DockingParticipant.need_id)
        .outerjoin(ResearchResult, ResearchResult.id == DockingParticipant.result_id)
        .where(
            DockingParticipant.day_id == DockingDay.id,
            or_(
                TechnicalNeed.enterprise_id == person.organisation_id,
                ResearchResult.organisation_id == person.organisation_id,
            ),
        )
        .correlate(DockingDay)
    )
    return or_(ours.exists(), DockingDay.organiser_id == person.organisation_id)


def own(session: Session, person: Person, day_id: int) -> tuple[set[int], set[int]]:
    """The needs and results of this reader's organisation that take part."""
    of_needs = (
        select(DockingParticipant.need_id)
        .join(TechnicalNeed, TechnicalNeed.id == DockingParticipant.need_id)
        .where(
            DockingParticipant.day_id == day_id,
            TechnicalNeed.enterprise_id == person.organisation_id,
        )
    )
    of_results = (
        select(DockingParticipant.result_id)
        .join(ResearchResult, ResearchResult.id == DockingParticipant.result_id)
        .where(
            DockingParticipant.day_id == day_id,
            ResearchResult.organisation_id == person.organisation_id,
        )
    )
    return set(session.exec(of_needs)), set(session.exec(of_results))
