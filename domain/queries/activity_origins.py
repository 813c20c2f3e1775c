"""At which activity a demand or a technical need was raised; what came of one: domain/queries/activity_results.py."""

from dataclasses import dataclass

from sqlmodel import Session, select

from db.models import Activity, ActivityOrigin, ActivitySeries, Registration, ServiceMenu
from domain.activities_visible import activities_kept_by, activities_visible_to
from domain.permissions import Person
from domain.queries import enterprise_meant
from domain.queries.named import Named


@dataclass(frozen=True)
class Origin:
    """The activity at which something was raised, or the service menu, `number` its month, at a booking of which."""

    activity_id: int | None
    menu_id: int | None
    number: str
    title: str
    title_en: str


def of_demand(session: Session, person: Person, demand_id: int) -> Origin | None:
    """Where a demand was raised, as far as the activity is open to this reader."""
    return _origin(session, person, ActivityOrigin.demand_id == demand_id)


def of_need(session: Session, person: Person, need_id: int) -> Origin | None:
    """Where a technical need was raised; only for those who may know whose it is: who came may tell its name."""
    return _origin(session, person, ActivityOrigin.need_id == need_id)


def meant(session: Session, person: Person, activity_id: int, registration_id: int) -> Named | None:
    """The only active enterprise whose name somebody typed who registered, for those who hold the activity.

    Only as far as they find it in the directory; none for a registration that knows its enterprise.
    """
    row = _kept(session, person, activity_id, registration_id)
    return enterprise_meant.meant(session, person, row)


def beyond_share(
    session: Session, person: Person, activity_id: int, registration_id: int, organisation_id: int
) -> tuple[int, int] | None:
    """(how many of this enterprise there would be with whoever registered, how many may be), where they are more.

    For those who hold the activity, of an enterprise that they find in the directory.
    """
    row = _kept(session, person, activity_id, registration_id)
    return enterprise_meant.beyond_share(session, person, row, organisation_id)


def _kept(
    session: Session, person: Person, activity_id: int, registration_id: int
) -> Registration | None:
    kept = (
        select(Registration)
        .join(Activity, Activity.id == Registration.activity_id)
        .where(
            Registration.id == registration_id,
            Activity.id == activity_id,
            activities_kept_by(person),
        )
    )
    return session.exec(kept).first()


def _origin(session: Session, person: Person, which) -> Origin | None:
    found = session.exec(
        select(Activity)
        .join(ActivityOrigin, ActivityOrigin.activity_id == Activity.id)
        .where(which, activities_visible_to(person))
    ).first()
    if found:
        return Origin(found.id, None, found.number, found.title, found.title_en)
    booked = session.exec(
        select(ServiceMenu.id, ActivitySeries.name, ActivitySeries.name_en, ServiceMenu.month)
        .join(ActivityOrigin, ActivityOrigin.menu_id == ServiceMenu.id)
        .join(ActivitySeries, ActivitySeries.id == ServiceMenu.series_id)
        .where(which)
    ).first()
    if booked is None:
        return None
    menu_id, name, name_en, month = booked
    return Origin(None, menu_id, f"{month:%Y-%m}", name, name_en)
