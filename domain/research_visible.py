"""Which needs, results and matches a person may see, and whose names: the conditions of every query on them."""

from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select

from db.models import Match, ResearchResult, TechnicalNeed, User
from db.research_vocabulary import Confidentiality, MatchStage, RecordStage, Side
from db.vocabulary import Kind, Role
from domain.permissions import BROKERS, Person


def is_broker(person: Person) -> bool:
    """Whether they bring needs and results together for the platform."""
    return person.kind in (Kind.CITY, Kind.SUB_PLATFORM) and person.has(*BROKERS)


def side_of(person: Person | User, match: Match) -> Side | None:
    """On which side of a match somebody stands."""
    if person.organisation_id is None:
        return None
    if person.organisation_id == match.enterprise_id:
        return Side.ENTERPRISE
    return Side.PROVIDER if person.organisation_id == match.provider_id else None


def needs_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `technical_need` of every list, count and page of this person.

    Drafts and reviews are for the enterprise and the brokers; published ones for those who may answer them.
    """
    return _records_visible_to(
        person,
        TechnicalNeed,
        TechnicalNeed.enterprise_id if person.kind is Kind.ENTERPRISE else None,
        is_reader=person.kind is Kind.CITY or person.has(Role.UNIVERSITY_LIAISON),
    )


def results_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `research_result`; published ones are for whoever has signed in, open ones for everybody."""
    return _records_visible_to(
        person,
        ResearchResult,
        ResearchResult.organisation_id if person.has(Role.UNIVERSITY_LIAISON) else None,
        is_reader=person.id is not None,
    )


def need_page_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition of a need's own page: also who works on a match with it reads it, wherever it stands by now."""
    worked_on = _worked_on(person, TechnicalNeed, "need_id", "provider_id", Role.UNIVERSITY_LIAISON)
    return or_(needs_visible_to(person), worked_on)


def result_page_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition of a result's own page: also who works on a match with it reads it, wherever it stands by now."""
    worked_on = _worked_on(person, ResearchResult, "result_id", "enterprise_id", Role.ENTERPRISE)
    return or_(results_visible_to(person), worked_on)


def matches_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on `match`: its two sides, the brokers of its area, the city's leaders."""
    if person.is_engine:
        return true()
    if person.kind is Kind.CITY and (is_broker(person) or person.has(Role.LEADER)):
        return true()
    if is_broker(person):
        return Match.area_code == person.area_code
    if person.organisation_id is None or not person.has(Role.ENTERPRISE, Role.UNIVERSITY_LIAISON):
        return false()
    return or_(
        Match.enterprise_id == person.organisation_id, Match.provider_id == person.organisation_id
    )


def texts_visible_to(person: Person, house: ColumnElement) -> ColumnElement[bool]:
    """The condition, of a query on `match`, under which this person reads what somebody of `house` typed there.

    A text may tell a name. Until both sides know each other it is for whoever wrote it, their own house and the brokers
    who know that house; `house` is none of what the platform itself did.
    """
    if person.is_engine or (is_broker(person) and person.kind is Kind.CITY):
        return true()
    here = person.organisation_id
    if here is None:
        return false()
    named = and_(
        col(Match.enterprise_agreed_at).is_not(None), col(Match.provider_agreed_at).is_not(None)
    )
    if is_broker(person):
        its_result = select(ResearchResult.id).where(
            ResearchResult.id == Match.result_id, result_names_visible_to(person)
        )
        knows = or_(col(Match.team_id).is_not(None), its_result.correlate(Match).exists())
        return or_(house == here, house == Match.enterprise_id, named, knows)
    is_side = or_(Match.enterprise_id == here, Match.provider_id == here)
    return and_(is_side, or_(named, house == here))


def need_names_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition under which the enterprise behind a need may be named to this person."""
    return _names_visible_to(
        person, TechnicalNeed, TechnicalNeed.enterprise_id, "need_id", "provider_id"
    )


def result_names_visible_to(person: Person) -> ColumnElement[bool]:
    """The condition under which whoever has achieved a result may be named to this person."""
    return _names_visible_to(
        person, ResearchResult, ResearchResult.organisation_id, "result_id", "enterprise_id"
    )


def _records_visible_to(person: Person, table, own_column, *, is_reader: bool):
    if person.is_engine or (is_broker(person) and person.kind is Kind.CITY):
        return true()
    published = table.stage == RecordStage.PUBLISHED
    if is_reader:
        seen = and_(published, table.confidentiality != Confidentiality.BROKERS_ONLY)
    else:
        seen = and_(published, table.confidentiality == Confidentiality.OPEN)
    if is_broker(person):
        return or_(seen, table.area_code == person.area_code)
    if own_column is not None and person.organisation_id is not None:
        return or_(seen, own_column == person.organisation_id)
    return seen


def _worked_on(person: Person, table, matched: str, other_side: str, role: Role):
    """Whether the person's house is the other side of a match of the record that has not been ended.

    Before both know each other a record for the brokers alone stays theirs, and so does a text that nobody has checked
    for its owner's name yet.
    """
    if person.organisation_id is None or not person.has(role):
        return false()
    ours = aliased(Match)  # the query around it may read matches too
    named = and_(ours.enterprise_agreed_at.is_not(None), ours.provider_agreed_at.is_not(None))
    checked = and_(
        table.confidentiality != Confidentiality.BROKERS_ONLY,
        table.stage.not_in((RecordStage.DRAFT, RecordStage.RETURNED, RecordStage.IN_REVIEW)),
    )
    return (
        select(ours.id)
        .where(
            getattr(ours, matched) == table.id,
            getattr(ours, other_side) == person.organisation_id,
            ours.stage != MatchStage.DECLINED,
            or_(named, checked),
        )
        .correlate(table)
        .exists()
    )


def _names_visible_to(person: Person, table, owner, matched: str, other_side: str):
    if person.is_engine or (is_broker(person) and person.kind is Kind.CITY):
        return true()
    known = [
        and_(table.stage == RecordStage.PUBLISHED, table.confidentiality == Confidentiality.OPEN)
    ]
    agreed = aliased(Match)  # the query around it may read matches too
    whose = []
    if is_broker(person):
        known.append(table.area_code == person.area_code)
        whose.append(agreed.area_code == person.area_code)  # they look after both from there on
    if person.organisation_id is not None:
        known.append(owner == person.organisation_id)
        whose.append(getattr(agreed, other_side) == person.organisation_id)
    if whose:
        known.append(
            select(agreed.id)
            .where(
                getattr(agreed, matched) == table.id,
                or_(*whose),
                agreed.enterprise_agreed_at.is_not(None),
                agreed.provider_agreed_at.is_not(None),
            )
            .correlate(table)
            .exists()
        )
    return or_(*known)
