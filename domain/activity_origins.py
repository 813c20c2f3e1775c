"""What enterprises say at an activity becomes demands and technical needs, written down by those who hold it."""

from sqlmodel import Session, select

from db.activity_vocabulary import OriginWay, RegistrationState
from db.models import Activity, Organisation, Registration
from db.vocabulary import Channel
from domain import demands, named_enterprises, needs, origins, raised_for
from domain.command import Act, command
from domain.demands import Receipt
from domain.errors import Missing, Refused
from domain.permissions import Person, activity_keepers
from domain.records import PLATFORMS
from domain.registrations import of


class NobodyCame(Refused):
    message = "A need can only be noted for an enterprise of which somebody came to this activity."


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
    organisation_id: int | None = None,
    registration_id: int | None = None,
) -> Receipt:
    """Take a demand down that an enterprise raises at the activity; received as any other, with the activity as origin.

    Where the registration does not know the enterprise, `organisation_id` is the one that was chosen from the
    directory: that of the registration from then on; else it is named, with the area where it is. Raises Unclear for
    one that is not open to who chose it.
    """
    registration = _came(act.session, activity, registration_id)
    enterprise = raised_for.enterprise(act, registration, organisation_id)
    raised_for.bind(act, registration, enterprise)
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
    act: Act,
    activity: Activity,
    *,
    title: str,
    problem: str,
    registration_id: int | None = None,
    organisation_id: int | None = None,
) -> int:
    """Note a technical need of an enterprise that came: a draft for it to go on with. Returns its id.

    `organisation_id`: as with a demand. Raises Missing where neither it nor the registration says whose need it is, and
    NobodyCame where those of another organisation than the platform's choose an enterprise that was not there.
    """
    registration = _came(act.session, activity, registration_id)
    enterprise = raised_for.enterprise(act, registration, organisation_id)
    if enterprise is None:
        raise Missing(field="Enterprise")
    _check_came(act, activity, enterprise)
    raised_for.bind(act, registration, enterprise)
    need_id = needs.draft(act, enterprise, title=title, problem=problem)
    origins.note(act, activity.id, OriginWay.ORGANISER, need_id=need_id)
    # Nothing that would tell readers of the story whose need it is.
    act.record("need_raised_there", activity)
    return need_id


def _came(session: Session, activity: Activity, registration_id: int | None) -> Registration | None:
    if registration_id is None:
        return None
    return of(session, activity, registration_id, RegistrationState.ATTENDED)


def only_for_who_came(person: Person) -> bool:
    """Whether somebody notes needs for enterprises only that came: all but the platform's own people do.

    A draft stands among the enterprise's own, so nobody else puts one there for whom they never met.
    """
    return person.kind not in PLATFORMS


def _check_came(act: Act, activity: Activity, enterprise: Organisation) -> None:
    if not only_for_who_came(act.actor):
        return
    here = Registration.activity_id == activity.id
    known = {"organisation_id": enterprise.id, "key": enterprise.name_key}
    same = named_enterprises.is_the_same(act.session, Registration, here, **known)
    came = select(Registration.id).where(
        here, Registration.state == RegistrationState.ATTENDED, same
    )
    if act.session.exec(came.limit(1)).first() is None:
        raise NobodyCame
