"""Which months of the assessment somebody may know of."""

from sqlalchemy import ColumnElement, false, true

from db.assessment_vocabulary import MonthStage
from db.models import AssessedMonth
from db.vocabulary import Kind
from domain.permissions import Person


def months_visible_to(person: Person) -> ColumnElement[bool]:
    """Which months are open to somebody: all to the city, the published ones to the sub-platforms."""
    if person.kind is Kind.CITY:
        return true()
    if person.kind is Kind.SUB_PLATFORM:
        return AssessedMonth.stage == MonthStage.FROZEN
    return false()
