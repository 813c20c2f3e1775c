"""Service menus: what can be booked in a month; who comes on a day, for those concerned."""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from db.models import (
    ActivitySeries,
    Expert,
    ServiceBooking,
    ServiceMenu,
    ServiceOffer,
    ServiceSlot,
)
from db.service_vocabulary import HOLDING, BookingState
from db.vocabulary import ServiceField
from domain import clock
from domain.clock import LOCAL
from domain.command import can
from domain.identifiers import dialled
from domain.menu import bookings, menus
from domain.menu.menus import OfferPlan
from domain.permissions import Person, allows, intake_staff
from domain.queries.named import Named, organisations

MOST = 60


@dataclass(frozen=True)
class MenuLine:
    """A menu to choose from."""

    id: int
    series: str
    series_en: str
    month: date
    is_published: bool
    is_keeper: bool


@dataclass(frozen=True)
class SlotShown:
    """One time of an offer; `is_free`: it can be booked now."""

    id: int
    starts_at: datetime
    ends_at: datetime
    is_free: bool
    gone_because: str


@dataclass(frozen=True)
class OfferShown:
    """One offer with its times."""

    id: int
    plan: OfferPlan
    provider: Named
    expert: Named | None
    is_active: bool
    slots: tuple[SlotShown, ...]


@dataclass(frozen=True)
class MenuShown:
    """One menu. Its keepers see what is past and gone too."""

    id: int
    series_id: int
    series: str
    series_en: str
    month: date
    organiser: Named
    per_enterprise: int
    is_published: bool
    is_keeper: bool
    offers: tuple[OfferShown, ...]


@dataclass(frozen=True)
class Coming:
    """One booking in the list of a day."""

    id: int
    menu_id: int
    title: str
    title_en: str
    provider: Named
    starts_at: datetime
    ends_at: datetime
    enterprise: str
    enterprise_id: int | None
    person_name: str
    phone: str
    subject: str
    state: BookingState
    can_note: bool
    can_raise: bool
    demand_id: int | None


def listing(session: Session, person: Person) -> tuple[MenuLine, ...]:
    """The menus that this reader may see, the newest month first."""
    found = session.exec(
        select(ServiceMenu, ActivitySeries)
        .join(ActivitySeries, ActivitySeries.id == ServiceMenu.series_id)
        .order_by(col(ServiceMenu.month).desc(), col(ServiceMenu.id))
        .limit(MOST)
    )
    lines = [
        MenuLine(
            menu.id,
            series.name,
            series.name_en,
            menu.month,
            is_published=menu.published_at is not None,
            is_keeper=can(person, menus.change, menu),
        )
        for menu, series in found
    ]
    return tuple(each for each in lines if each.is_published or each.is_keeper)


def menu(
    session: Session, person: Person, menu_id: int, field: ServiceField | None = None
) -> MenuShown | None:
    """One menu with what can be booked; none where there is no such, or it is not published yet."""
    row = session.get(ServiceMenu, menu_id)
    is_keeper = row is not None and can(person, menus.change, row)
    if row is None or not (row.published_at or is_keeper):
        return None
    series = session.get_one(ActivitySeries, row.series_id)
    where = [ServiceOffer.menu_id == row.id]
    if field is not None:
        where.append(ServiceOffer.field == field)
    if not is_keeper:
        where.append(col(ServiceOffer.is_active))
    offers = session.exec(select(ServiceOffer).where(*where).order_by(col(ServiceOffer.id))).all()
    slots = _slots(session, [each.id for each in offers], is_keeper)
    named = organisations(session, (row.organiser_id, *(each.provider_id for each in offers)))
    experts = _experts(session, {each.expert_id for each in offers} - {None})
    return MenuShown(
        id=row.id,
        series_id=series.id,
        series=series.name,
        series_en=series.name_en,
        month=row.month,
        organiser=named[row.organiser_id],
        per_enterprise=row.per_enterprise,
        is_published=row.published_at is not None,
        is_keeper=is_keeper,
        offers=tuple(
            OfferShown(
                id=each.id,
                plan=_plan(each),
                provider=named[each.provider_id],
                expert=experts.get(each.expert_id),
                is_active=each.is_active,
                slots=tuple(slots[each.id]),
            )
            for each in offers
        ),
    )


def day(session: Session, person: Person, on: date) -> tuple[Coming, ...]:
    """Who has booked for a day, for the keepers of the menus and the people of whoever provides an offer."""
    if person.id is None:
        return ()
    first = datetime(on.year, on.month, on.day, tzinfo=LOCAL)
    rows = session.exec(
        _booked()
        .add_columns(ServiceMenu)
        .join(ServiceMenu, ServiceMenu.id == ServiceBooking.menu_id)
        .where(
            col(ServiceSlot.starts_at) >= first,
            col(ServiceSlot.starts_at) < first + timedelta(days=1),
            ServiceBooking.state != BookingState.WITHDRAWN,
        )
        .order_by(col(ServiceSlot.starts_at), col(ServiceBooking.id))
    ).all()
    rows = [row for row in rows if bookings.is_theirs(person, row[3], row[2])]
    named = organisations(session, (row[2].provider_id for row in rows))
    now = clock.now()
    return tuple(
        Coming(
            id=booking.id,
            menu_id=of.id,
            title=offer.title,
            title_en=offer.title_en,
            provider=named[offer.provider_id],
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            enterprise=booking.enterprise_name,
            enterprise_id=booking.organisation_id,
            person_name=booking.person_name,
            phone=dialled(booking.phone) if booking.phone else "",
            subject=booking.subject,
            state=booking.state,
            can_note=booking.state in HOLDING and now >= slot.starts_at,
            can_raise=booking.state in HOLDING
            and booking.demand_id is None
            and allows(intake_staff, person, of),
            demand_id=booking.demand_id,
        )
        for booking, slot, offer, of in rows
    )


menu.by_minute = day.by_minute = True


def _booked():
    return (
        select(ServiceBooking, ServiceSlot, ServiceOffer)
        .join(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
    )


def _slots(session: Session, offer_ids: list[int], is_keeper: bool) -> dict[int, list[SlotShown]]:
    now = clock.now()
    where = [col(ServiceSlot.offer_id).in_(offer_ids)]
    if not is_keeper:
        where += [ServiceSlot.gone_because == "", col(ServiceSlot.starts_at) > now]
    rows = session.exec(
        select(ServiceSlot, ServiceBooking.id)
        .outerjoin(
            ServiceBooking,
            (ServiceBooking.slot_id == ServiceSlot.id) & col(ServiceBooking.state).in_(HOLDING),
        )
        .where(*where)
        .order_by(col(ServiceSlot.starts_at))
    )
    found: dict[int, list[SlotShown]] = defaultdict(list)
    for slot, booking_id in rows:
        is_free = booking_id is None and not slot.gone_because and slot.starts_at > now
        found[slot.offer_id].append(
            SlotShown(slot.id, slot.starts_at, slot.ends_at, is_free, slot.gone_because)
        )
    return found


def _experts(session: Session, ids: set[int]) -> dict[int, Named]:
    found = select(Expert.id, Expert.name, Expert.name_en).where(col(Expert.id).in_(ids))
    return {row[0]: Named(*row) for row in session.exec(found)}


def _plan(row: ServiceOffer) -> OfferPlan:
    return OfferPlan(**{each.name: getattr(row, each.name) for each in fields(OfferPlan)})
