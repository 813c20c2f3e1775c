"""Checking a record: somebody compared it with the facts, and when that is to be done again."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from db.models import Organisation, RecordCheck
from db.vocabulary import Kind
from domain.command import Act, command
from domain.permissions import keepers
from domain.written import line

# Years until a record is to be checked again [own].
YEARS, YEARS_OF_OTHERS = {Kind.SERVICE_ORGANISATION: 1}, 2


@command(Organisation, by=keepers)
def checked(act: Act, organisation: Organisation, *, how: str = "") -> None:
    """Say that a record has been compared with the facts, and how; it is due again in a year or two."""
    told = line(how, most=200, name="How it was checked", required=False)
    organisation.recheck_on = due_again(organisation, act.today)
    act.add(RecordCheck(organisation_id=organisation.id, at=act.now, by_id=act.actor.id, how=told))
    act.record(
        "record_checked", organisation, how=told, again_on=organisation.recheck_on.isoformat()
    )


def is_due(today: date) -> ColumnElement[bool]:
    """The records whose day has come; a service organisation that was never checked is due at once."""
    never = and_(
        col(Organisation.recheck_on).is_(None), Organisation.kind == Kind.SERVICE_ORGANISATION
    )
    return or_(col(Organisation.recheck_on) <= today, never)


def due_again(organisation: Organisation, today: date) -> date:
    """The day on which a record checked today is to be checked again: service organisations yearly."""
    year = today.year + YEARS.get(organisation.kind, YEARS_OF_OTHERS)
    day = min(today.day, 28) if today.month == 2 else today.day
    return today.replace(year=year, day=day)
