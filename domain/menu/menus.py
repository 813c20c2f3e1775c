"""The menu of a month: begun on a series, filled with offers and their times, published."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from db.models import (
    ActivitySeries,
    Expert,
    Organisation,
    ServiceBooking,
    ServiceMenu,
    ServiceOffer,
    ServiceSlot,
)
from db.service_vocabulary import BookingState
from db.vocabulary import Kind, ServiceField
from domain.activity_series import SeriesEnded
from domain.choices import chosen
from domain.clock import LOCAL
from domain.command import Act, command
from domain.errors import Forbidden, Missing, NotFound, Refused, Unclear
from domain.menu import changes, mails, overlaps
from domain.permissions import activity_keepers, activity_makers, allows
from domain.written import line, paragraph

MOST_SLOTS, MOST_OFFERS = 400, 60
SHORTEST, LONGEST = 10, 480  # minutes


class MenuThere(Refused):
    message = "This series has a menu for this month already."


class OtherMonth(Refused):
    message = "The times of a menu lie in its month, and not in the past."


class PublishedAlready(Refused):
    message = "This menu is published already."


class NothingOffered(Refused):
    message = "A menu is published when something can be booked."


class TooManyOffers(Refused):
    message = "A menu has {most} offers at most."


class LengthStands(Refused):
    message = (
        "This offer has times already, of {minutes} minutes each: another length is another offer."
    )


class OfferEnded(Refused):
    message = "This is not offered any more."


@dataclass(frozen=True)
class OfferPlan:
    """What is said of an offer. A provider is an organisation; the expert, where there is one, belongs to it."""

    title: str
    field: ServiceField
    provider_id: int
    minutes: int
    title_en: str = ""
    summary: str = ""
    expert_id: int | None = None
    place: str = ""
    link: str = ""


@command(ServiceMenu, by=activity_makers, makes=True)
def begin(
    act: Act, *, series_id: int, month: date, per_enterprise: int = 2, like: int | None = None
) -> int:
    """Begin the menu of a month of a series; returns its id.

    `like`: the id of a menu that one keeps too; what it offers still is offered here, without its times.
    """
    series = act.session.get(ActivitySeries, series_id)
    if series is None:
        raise NotFound
    if not allows(activity_keepers, act.actor, series):
        raise Forbidden
    if not series.is_active:
        raise SeriesEnded
    first = month.replace(day=1)
    same = select(ServiceMenu.id).where(
        ServiceMenu.series_id == series_id, ServiceMenu.month == first
    )
    if act.session.exec(same).first() is not None:
        raise MenuThere
    menu = act.add(
        ServiceMenu(
            series_id=series.id,
            month=first,
            organiser_id=series.organiser_id,
            area_code=series.area_code,
            per_enterprise=_share(per_enterprise),
            by_id=act.actor.id,
            created_at=act.now,
        )
    )
    offers = _copied(act, menu, like) if like is not None else 0
    act.record("menu_begun", menu, month=first.isoformat(), offers=offers)
    return menu.id


@command(ServiceMenu, by=activity_keepers)
def change(act: Act, menu: ServiceMenu, *, per_enterprise: int) -> None:
    """Say how many slots of a menu one enterprise may hold."""
    menu.per_enterprise = _share(per_enterprise)
    act.record("menu_changed", menu, per_enterprise=menu.per_enterprise)


@command(ServiceMenu, by=activity_keepers)
def publish(act: Act, menu: ServiceMenu) -> None:
    """Let everybody see a menu and book."""
    if menu.published_at is not None:
        raise PublishedAlready
    offered = (
        select(ServiceSlot.id)
        .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
        .where(
            ServiceOffer.menu_id == menu.id,
            ServiceOffer.is_active,
            ServiceSlot.gone_because == "",
            col(ServiceSlot.starts_at) > act.now,
        )
    )
    if act.session.exec(offered.limit(1)).first() is None:
        raise NothingOffered
    menu.published_at = act.now
    act.record("menu_published", menu)


@command(ServiceMenu, by=activity_keepers)
def offer(act: Act, menu: ServiceMenu, *, plan: OfferPlan) -> int:
    """Put an offer on a menu; returns its id."""
    many = select(ServiceOffer.id).where(ServiceOffer.menu_id == menu.id)
    if len(act.session.exec(many).all()) >= MOST_OFFERS:
        raise TooManyOffers(most=MOST_OFFERS)
    row = act.add(ServiceOffer(menu_id=menu.id, **_said(act.session, plan)))
    act.record("offer_added", menu, offer_id=row.id, title=row.title)
    return row.id


@command(ServiceMenu, by=activity_keepers)
def change_offer(act: Act, menu: ServiceMenu, *, offer_id: int, plan: OfferPlan) -> None:
    """Say anew what an offer is; its times stay as long as they are, and who has booked one hears what is otherwise."""
    row = offer_of(act.session, menu, offer_id)
    said = _said(act.session, plan)
    if said["minutes"] != row.minutes and _has_times(act.session, row.id):
        raise LengthStands(minutes=row.minutes)
    if said["expert_id"] not in (None, row.expert_id):
        overlaps.refuse_busy(act.session, row, said["expert_id"], act.now)
    before = changes.given(act.session, row)
    row.sqlmodel_update(said)
    act.record("offer_changed", menu, offer_id=row.id, title=row.title)
    changes.tell(act, row, before)


@command(ServiceMenu, by=activity_keepers)
def add_slots(act: Act, menu: ServiceMenu, *, offer_id: int, starts: Collection[datetime]) -> int:
    """Offer something at more times, also at such as were called off; returns how many can be booked that could not."""
    row = offer_of(act.session, menu, offer_id)
    if not row.is_active:
        raise OfferEnded
    if not starts:
        raise Missing(field="Times")
    if len(starts) > MOST_SLOTS or any(each.tzinfo is None for each in starts):
        raise Unclear(field="Times")
    known = select(ServiceSlot).where(ServiceSlot.offer_id == row.id)
    there = {each.starts_at: each for each in act.session.exec(known)}
    new = sorted(set(starts) - {at for at, each in there.items() if not each.gone_because})
    for each in new:
        first = each.astimezone(LOCAL).date().replace(day=1)
        if first != menu.month or each <= act.now:
            raise OtherMonth
        overlaps.refuse_overlap(act.session, row, each)
        if each in there:
            there[each].gone_because = ""  # who had booked it knows the reason by their booking
            continue
        ends = each + timedelta(minutes=row.minutes)
        act.add(ServiceSlot(offer_id=row.id, starts_at=each, ends_at=ends))
    act.record("slots_added", menu, offer_id=row.id, new=len(new))
    return len(new)


@command(ServiceMenu, by=activity_keepers)
def call_off(act: Act, menu: ServiceMenu, *, slot_id: int, reason: str) -> None:
    """Offer one time no more; whoever has booked it is told why."""
    slot = act.session.get(ServiceSlot, slot_id)
    row = offer_of(act.session, menu, slot.offer_id) if slot else None
    if row is None or slot.gone_because:
        raise NotFound
    slot.gone_because = line(reason, most=400, name="Reason")
    booked = act.session.exec(
        select(ServiceBooking).where(
            ServiceBooking.slot_id == slot.id, ServiceBooking.state == BookingState.BOOKED
        )
    ).first()
    if booked is not None:
        booked.state, booked.state_since = BookingState.CALLED_OFF, act.now
        act.record("booking_called_off", booked, reason=slot.gone_because)
        mails.put(act, booked)
        mails.tell_provider(act, booked)
    act.record("slot_called_off", menu, slot_id=slot.id, reason=slot.gone_because)


@command(ServiceMenu, by=activity_keepers)
def end_offer(act: Act, menu: ServiceMenu, *, offer_id: int) -> None:
    """Let an offer be booked no more; what is booked stays."""
    row = offer_of(act.session, menu, offer_id)
    if not row.is_active:
        raise OfferEnded
    row.is_active = False
    act.record("offer_ended", menu, offer_id=row.id, title=row.title)


def offer_of(session: Session, menu: ServiceMenu, offer_id: int) -> ServiceOffer:
    """An offer of this menu. Raises NotFound."""
    found = session.get(ServiceOffer, offer_id)
    if found is None or found.menu_id != menu.id:
        raise NotFound
    return found


def _share(many: int) -> int:
    if not 1 <= many <= 20:
        raise Unclear(field="Slots of one enterprise")
    return many


def _copied(act: Act, menu: ServiceMenu, like: int) -> int:
    """Put on a menu what another one offers, without what nobody provides any more; returns how many."""
    source = act.session.get(ServiceMenu, like)
    if source is None or not allows(activity_keepers, act.actor, source):
        raise NotFound
    found = (
        select(ServiceOffer)
        .join(Organisation, Organisation.id == ServiceOffer.provider_id)
        .where(ServiceOffer.menu_id == like, ServiceOffer.is_active, Organisation.is_active)
    )
    offers = act.session.exec(found.order_by(col(ServiceOffer.id))).all()
    for each in offers:
        expert = act.session.get(Expert, each.expert_id) if each.expert_id else None
        said = {one.name: getattr(each, one.name) for one in fields(OfferPlan)}
        said["expert_id"] = expert.id if expert is not None and expert.is_active else None
        act.add(ServiceOffer(menu_id=menu.id, **said))
    return len(offers)


def _has_times(session: Session, offer_id: int) -> bool:
    found = select(ServiceSlot.id).where(ServiceSlot.offer_id == offer_id).limit(1)
    return session.exec(found).first() is not None


def _said(session: Session, plan: OfferPlan) -> dict:
    """The columns of an offer, checked. Raises Refused."""
    provider = session.get(Organisation, plan.provider_id)
    if provider is None or not provider.is_active or provider.kind is Kind.ENTERPRISE:
        raise Unclear(field="Who provides it")
    expert = session.get(Expert, plan.expert_id) if plan.expert_id else None
    if plan.expert_id and (expert is None or expert.organisation_id != provider.id):
        raise Unclear(field="Expert")
    if not SHORTEST <= plan.minutes <= LONGEST:
        raise Unclear(field="Length in minutes")
    link = line(plan.link, most=300, name="Link", required=False)
    if link and not link.startswith(("https://", "http://")):
        raise Unclear(field="Link")
    return {
        "title": line(plan.title, most=80, name="Offered service"),
        "title_en": line(plan.title_en, most=160, name="Offered service", required=False),
        "summary": paragraph(plan.summary, most=1000, name="What it is about", required=False),
        "field": chosen(ServiceField, plan.field, "Field of the service"),
        "provider_id": provider.id,
        "expert_id": expert.id if expert else None,
        "minutes": plan.minutes,
        "place": line(plan.place, most=120, name="Place", required=not link),
        "link": link,
    }
