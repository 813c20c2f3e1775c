"""What enterprises say at an activity becomes demands and technical needs, written down by those who hold it."""

from sqlmodel import Session

from db.activity_vocabulary import OriginWay, RegistrationState
from db.models import Activity, Organisation, Registration
from db.vocabulary import Channel, Kind
from domain import demands, needs, origins
from domain.command import Act, command
from domain.demands import Receipt
from domain.errors import Missing
from domain.permissions import activity_keepers
from domain.registrations import of


@command(Activity, by=activity_keepers)
def raise_demand(
    act: Act,
    activity: Activity,
    *,
    title: str,
    body: str,
    contact_name: str,
    contact_phone: str,
    contact_email: str = "",
    enterprise_name: str = "",
    area_code: str = "",
    registration_id: int | None = None,
) -> Receipt:
    """Take a demand down that an enterprise raises at the activity; received as any other, with the activity as origin.

    Of a registration the enterprise is known; else it is named, with the area where it is.
    """
    registration = _came(act.session, activity, registration_id)
    enterprise = _enterprise(act.session, registration)
    receipt = demands.receive.run(
        act,
        channel=Channel.ACTIVITY,
        title=title,
        body=body,
        area_code=area_code or (enterprise and enterprise.area_code) or activity.area_code or "",
        enterprise_id=enterprise.id if enterprise else None,
        enterprise_name=enterprise_name or (registration.enterprise_name if registration else ""),
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
        language=registration.language if registration else "zh",
    )
    origins.note(act, activity.id, OriginWay.ORGANISER, demand_id=receipt.demand_id)
    act.record("demand_raised_there", activity, demand_id=receipt.demand_id, number=receipt.number)
    return receipt


@command(Activity, by=activity_keepers)
def raise_need(
    act: Act, activity: Activity, *, registration_id: int, title: str, problem: str
) -> int:
    """Note a technical need of an enterprise that came: a draft for it to go on with. Returns its id."""
    enterprise = _enterprise(act.session, _came(act.session, activity, registration_id))
    if enterprise is None:
        raise Missing(field="Enterprise")
    need_id = needs.draft(act, enterprise, title=title, problem=problem)
    origins.note(act, activity.id, OriginWay.ORGANISER, need_id=need_id)
    # Nothing that would tell readers of the story whose need it is.
    act.record("need_raised_there", activity)
    return need_id


def _came(session: Session, activity: Activity, registration_id: int | None) -> Registration | None:
    if registration_id is None:
        return None
    return of(session, activity, registration_id, RegistrationState.ATTENDED)


def _enterprise(session: Session, registration: Registration | None) -> Organisation | None:
    """The enterprise of the directory that somebody came for."""
    if registration is None or registration.organisation_id is None:
        return None
    found = session.get(Organisation, registration.organisation_id)
    return found if found is not None and found.kind is Kind.ENTERPRISE else None
