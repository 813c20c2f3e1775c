"""Times of one offer, and of one expert on whatever menu, do not overlap.

A time that is called off keeps nobody busy, nor does a free one of an offer that has ended: nobody can book it.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, or_, select

from db.engine import queue_up
from db.models import ServiceBooking, ServiceOffer, ServiceSlot
from db.service_vocabulary import HOLDING
from domain.clock import LOCAL
from domain.errors import Refused


class SlotsOverlap(Refused):
    message = "Times of one person, or of one offer, do not overlap: {at}."


def refuse_overlap(session: Session, offer: ServiceOffer, starts: datetime) -> None:
    """Refuse a new time where the offer, or its expert on any menu, has another one. Raises SlotsOverlap."""
    _one_by_one(session, offer.expert_id)
    same = ServiceOffer.id == offer.id
    if offer.expert_id is not None:
        same = or_(same, ServiceOffer.expert_id == offer.expert_id)
    ends = starts + timedelta(minutes=offer.minutes)
    found = (
        select(ServiceSlot.id)
        .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
        .where(
            same,
            _keeps_busy(ServiceSlot, col(ServiceOffer.is_active)),
            and_(col(ServiceSlot.starts_at) < ends, col(ServiceSlot.ends_at) > starts),
        )
    )
    if session.exec(found.limit(1)).first() is not None:
        raise _refusal(starts)


def refuse_busy(session: Session, offer: ServiceOffer, expert_id: int, now: datetime) -> None:
    """Refuse an expert who is busy elsewhere at a time of this offer that is to come. Raises SlotsOverlap."""
    _one_by_one(session, expert_id)
    here, there = aliased(ServiceSlot), aliased(ServiceSlot)
    at_once = and_(col(there.starts_at) < here.ends_at, col(there.ends_at) > here.starts_at)
    found = (
        select(here.starts_at)
        .join(there, at_once)
        .join(ServiceOffer, ServiceOffer.id == there.offer_id)
        .where(
            here.offer_id == offer.id,
            here.starts_at > now,
            _keeps_busy(here, offer.is_active),
            _keeps_busy(there, col(ServiceOffer.is_active)),
            ServiceOffer.id != offer.id,
            ServiceOffer.expert_id == expert_id,
        )
    )
    starts = session.exec(found.order_by(col(here.starts_at)).limit(1)).first()
    if starts is not None:
        raise _refusal(starts)


def _keeps_busy(
    slot: type[ServiceSlot], is_offered: ColumnElement[bool] | bool
) -> ColumnElement[bool]:
    """Whether somebody has booked a time, or still can; `is_offered`: whether its offer goes on."""
    booked = select(ServiceBooking.id).where(
        ServiceBooking.slot_id == slot.id, col(ServiceBooking.state).in_(HOLDING)
    )
    return and_(slot.gone_because == "", or_(is_offered, booked.correlate(slot).exists()))


def _one_by_one(session: Session, expert_id: int | None) -> None:
    """A command locks its menu alone: of two menus at once, neither would see the other's new times."""
    if expert_id is not None:
        queue_up(session, f"times-of-expert:{expert_id}")


def _refusal(starts: datetime) -> SlotsOverlap:
    return SlotsOverlap(at=f"{starts.astimezone(LOCAL):%m-%d %H:%M}")
