"""The duty list: for which fields, and in which areas, a unit answers."""

from sqlmodel import select

from db.models import Area, Duty, Organisation
from db.vocabulary import ServiceField
from domain import topics
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import NotFound, Refused, Unclear
from domain.permissions import administrators
from domain.qualifications import refuse_enterprise


class KnownDuty(Refused):
    message = "This duty is on the unit's list already."


@command(Organisation, by=administrators)
def add(
    act: Act,
    organisation: Organisation,
    *,
    field: ServiceField,
    area_code: str | None = None,
    leads: bool = True,
) -> int:
    """Put a duty on a unit's list: it answers for a field, in one area or in the whole city."""
    refuse_enterprise(organisation)
    of = chosen(ServiceField, field, "Service field")
    if area_code and act.session.get(Area, area_code) is None:
        raise Unclear(field="Area")
    same = select(Duty.id).where(
        Duty.unit_id == organisation.id, Duty.field == of, Duty.area_code == (area_code or None)
    )
    if act.session.exec(same).first() is not None:
        raise KnownDuty
    position = 0 if leads else 1
    duty = act.add(
        Duty(field=of, area_code=area_code or None, unit_id=organisation.id, position=position)
    )
    act.topics.add(topics.RULES)
    act.record("duty_added", organisation, field=of.value, area=area_code or "", leads=leads)
    return duty.id


@command(Organisation, by=administrators)
def remove(act: Act, organisation: Organisation, *, duty_id: int) -> None:
    """Take a duty off a unit's list; demands that it holds stay with it."""
    duty = act.session.get(Duty, duty_id)
    if duty is None or duty.unit_id != organisation.id:
        raise NotFound
    act.session.delete(duty)
    act.topics.add(topics.RULES)
    act.record("duty_removed", organisation, field=duty.field.value, area=duty.area_code or "")
