"""For whom something is raised by those who hold an activity or give a booked service: the enterprise they choose is
from then on that of whoever registered or booked."""

from sqlmodel import Session

from db.models import Activity, Organisation, Registration, ServiceBooking, ServiceMenu
from db.vocabulary import Kind
from domain import named_enterprises, registration_rules, topics
from domain.command import Act
from domain.menu import bookings

CHOSEN = {
    Registration: "registration_enterprise_chosen",
    ServiceBooking: "booking_enterprise_chosen",
}


def enterprise(
    act: Act, row: Registration | ServiceBooking | None, organisation_id: int | None
) -> Organisation | None:
    """The enterprise of the directory that somebody came for, else the one that was chosen. Raises Unclear."""
    known = None
    if row is not None and row.organisation_id is not None:
        known = act.session.get(Organisation, row.organisation_id)
    if known is not None and known.kind is Kind.ENTERPRISE:
        return known
    if organisation_id is None:
        return None
    return named_enterprises.chosen(act.session, act.actor, organisation_id)


def bind(act: Act, row: Registration | ServiceBooking | None, chosen: Organisation | None) -> None:
    """Let the enterprise that was chosen be theirs from now on, where none is known yet.

    So its people see who raised something for it, and it is counted once. How many of one enterprise may register or
    book is not asked again, for they have come; the event tells where there are more.
    """
    if row is None or chosen is None or row.organisation_id is not None:
        return
    beyond = beyond_share(act.session, row, chosen)
    row.sqlmodel_update(named_enterprises.columns(chosen))
    act.topics.add(topics.ACTIVITIES)  # the key figures count who came by enterprise
    told = dict(zip(("many", "most"), beyond, strict=True)) if beyond else {}
    act.record(CHOSEN[type(row)], row, **told)


def beyond_share(
    session: Session, row: Registration | ServiceBooking, organisation: Organisation
) -> tuple[int, int] | None:
    """(how many there are of an enterprise with this one, how many there may be), where there are more than that."""
    named = (organisation.name_key, organisation.id)
    if isinstance(row, Registration):
        activity = session.get_one(Activity, row.activity_id)
        most = activity.per_enterprise
        many = registration_rules.share(session, activity, *named, but=row.id)
    else:
        menu = session.get_one(ServiceMenu, row.menu_id)
        most = menu.per_enterprise
        many = bookings.share(session, menu, *named, but=row.id)
    return (many + 1, most) if most is not None and many >= most else None
