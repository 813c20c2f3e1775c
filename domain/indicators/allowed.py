"""Who may see which figures, and the records behind them."""

from dataclasses import replace

from db.indicator_vocabulary import Indicator
from db.vocabulary import Kind, Role
from domain.errors import Forbidden
from domain.indicators import held
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.permissions import Person, allows, subscribers
from domain.research_visible import is_broker

PLATFORM = (Kind.CITY, Kind.SUB_PLATFORM)


def may_see(person: Person) -> bool:
    """Whether key figures are told to somebody, on whatever path: page, API, mail, bulletin, file. They are not to
    enterprises and visitors, nor to those who handle orders or matches in their unit: these read the records of their
    own orders alone. A wall looks without being anybody, as its link says."""
    is_wall = person.id is None and person.kind in PLATFORM
    return person.is_engine or is_wall or allows(subscribers, person, None)


def narrowed(person: Person, scope: Scope) -> Scope:
    """The scope as this person may have it: the platform compares everybody, a unit sees itself alone.

    Raises Forbidden for those who may see none.
    """
    if not may_see(person):
        raise Forbidden
    if person.is_engine or person.kind in PLATFORM:
        return scope
    return replace(scope, unit_id=person.organisation_id)


def may_list(person: Person, scope: Scope) -> bool:
    """Whether the records behind a figure are open to this person: a sub-platform has those of its own area."""
    if person.is_engine or person.kind is Kind.CITY:
        return True
    if person.kind is Kind.SUB_PLATFORM and scope.area == person.area_code:
        return True
    is_own = person.organisation_id is not None and scope.unit_id == person.organisation_id
    return is_own and person.kind is not Kind.ENTERPRISE


def may_list_matches(person: Person, scope: Scope) -> bool:
    """Whether the matches that were counted are those that this person may open: all of them, those of one's own area
    or of one's own university."""
    if person.is_engine:
        return True
    if person.kind is Kind.CITY:
        return is_broker(person) or person.has(Role.LEADER)
    if person.kind is Kind.SUB_PLATFORM:
        return is_broker(person) and scope.area == person.area_code
    return person.has(Role.UNIVERSITY_LIAISON) and scope.unit_id == person.organisation_id


def may_list_behind(
    person: Person, indicator: Indicator, scope: Scope, *, of: int | None = None
) -> bool:
    """Whether the list behind an indicator is open to this person, and counts what the figure counts: where a figure is
    not counted by unit, nobody has a list of their own unit, which would be that of everybody. They have that of one
    person of it (`of`), where the records tell whose they are."""
    if DEFINITIONS[indicator].match_figure is not None:
        return may_list_matches(person, scope)
    if of is not None and indicator in held.WHOSE:
        return is_narrowed(indicator, replace(scope, unit_id=None)) and may_list(person, scope)
    return is_narrowed(indicator, scope) and may_list(person, scope)


def is_narrowed(indicator: Indicator, scope: Scope) -> bool:
    """Whether the list behind a figure can be narrowed to this place. The enterprises that a unit served, or in a
    field, are listed though their number is not told."""
    if indicator is Indicator.ENTERPRISES_SERVED:
        return not scope.industry
    return set(scope.by) <= DEFINITIONS[indicator].by
