"""Who may see which figures, and the records behind them."""

from dataclasses import replace

from db.vocabulary import Kind
from domain.errors import Forbidden
from domain.indicators.reading import Scope
from domain.permissions import Person

PLATFORM = (Kind.CITY, Kind.SUB_PLATFORM)


def narrowed(person: Person, scope: Scope) -> Scope:
    """The scope as this person may have it: the platform compares everybody, a unit sees itself alone.

    Raises Forbidden for enterprises and for those who have not signed in.
    """
    if person.is_engine or person.kind in PLATFORM:
        return scope
    if person.organisation_id is None or person.kind is Kind.ENTERPRISE:
        raise Forbidden
    return replace(scope, unit_id=person.organisation_id)


def may_list(person: Person, scope: Scope) -> bool:
    """Whether the records behind a figure are open to this person: a sub-platform has those of its own area."""
    if person.is_engine or person.kind is Kind.CITY:
        return True
    if person.kind is Kind.SUB_PLATFORM and scope.area == person.area_code:
        return True
    is_own = person.organisation_id is not None and scope.unit_id == person.organisation_id
    return is_own and person.kind is not Kind.ENTERPRISE
