"""Service menus: what can be booked in a month."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from db.models import (
    ActivitySeries,
    Expert,
    ServiceBooking,
    ServiceMenu,
    ServiceOffer,
    ServiceSlot,
)
from db.service_vocabulary import HOLDING
from db.vocabulary import ServiceField
from domain import clock
from domain.activities_visible import activities_kept_by
from domain.command import can
from domain.menu import mails, menus
from domain.menu.menus import OfferPlan
from domain.permissions import Person
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


class Hearing(StrEnum):
    """How whoever provides a service hears of its bookings."""

    INSIDE = "inside"  # and by mail, where the expert has an address
    MAIL = "mail"
    NOT = "not"


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
    hearing: Hearing | None  # for the keepers


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


def listing(session: Session, person: Person, asked_id: int | None = None) -> tuple[MenuLine, ...]:
    """The menus that this reader may see, the newest month first: 60 of them, and the one that was asked for."""
    seen = or_(col(ServiceMenu.published_at).is_not(None), activities_kept_by(person, ServiceMenu))
    order = (col(ServiceMenu.month).desc(), col(ServiceMenu.id))
    newest = select(ServiceMenu.id).where(seen).order_by(*order).limit(MOST)
    ids = {*session.exec(newest), *((asked_id,) if asked_id else ())}
    found = session.exec(
        select(ServiceMenu, ActivitySeries)
        .join(ActivitySeries, ActivitySeries.id == ServiceMenu.series_id)
        .where(seen, col(ServiceMenu.id).in_(ids))
        .order_by(*order)
    )
    return tuple(
        MenuLine(
            menu.id,
            series.name,
            series.name_en,
            menu.month,
            is_published=menu.published_at is not None,
            is_keeper=can(person, menus.change, menu),
        )
        for menu, series in found
    )


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
    hearings = _hearings(session, offers) if is_keeper else {}
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
                hearing=hearings.get(each.id),
            )
            for each in offers
        ),
    )


menu.by_minute = True


def _hearings(session: Session, offers: Sequence[ServiceOffer]) -> dict[int, Hearing]:
    """By offer, how those hear of a booking who provide it."""
    inside = mails.with_people(session, {each.provider_id for each in offers})
    addresses = mails.addresses_of(session, offers)
    return {
        each.id: Hearing.INSIDE
        if each.provider_id in inside
        else Hearing.MAIL
        if each.id in addresses
        else Hearing.NOT
        for each in offers
    }


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
