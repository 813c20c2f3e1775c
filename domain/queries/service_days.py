"""Who comes to the services that somebody gives or keeps: on a day, in the next days, by the code they show."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from db.models import ServiceBooking, ServiceMenu, ServiceOffer, ServiceSlot
from db.service_vocabulary import HOLDING, BookingOutcome, BookingState
from domain import clock
from domain.attendance import EARLIEST
from domain.clock import LOCAL
from domain.identifiers import dialled
from domain.menu.after import may_raise
from domain.menu.visible import services_held_by
from domain.permissions import Person
from domain.queries import enterprise_meant
from domain.queries.named import Named, organisations
from domain.tokens import hashed, normal_secret

AHEAD = timedelta(days=14)
TOLD_FOR = timedelta(days=30)  # after its time: so long is it told how to reach who booked
MOST = 300
S = BookingState


@dataclass(frozen=True)
class Coming:
    """One booking as those who give or keep the service see it; `phone` as it is dialled, and empty once it is over."""

    id: int
    menu_id: int
    title: str
    title_en: str
    provider: Named
    starts_at: datetime
    ends_at: datetime
    enterprise: str
    enterprise_id: int | None  # of the directory, where it is known
    person_name: str
    phone: str
    subject: str
    state: BookingState
    can_let_in: bool  # note that they came
    can_miss: bool  # note that they did not
    can_take_back: bool
    can_raise: bool
    demand_id: int | None
    outcome: BookingOutcome | None
    outcome_note: str
    next_on: date | None  # by when it is followed up
    is_late: bool
    can_conclude: bool


@dataclass(frozen=True)
class Unnoted:
    """How many bookings are over of which it is not noted whether somebody came, and the first day of them."""

    count: int
    first: date | None


def day(session: Session, person: Person, on: date) -> tuple[Coming, ...]:
    """Who has booked for a day; whose time was called off, too. 300 at most, and one that says that there are more."""
    first = datetime(on.year, on.month, on.day, tzinfo=LOCAL)
    asked = _asked(person).where(
        *_between(first, first + timedelta(days=1)), ServiceBooking.state != S.WITHDRAWN
    )
    return _coming(session, person, asked)


def ahead(session: Session, person: Person) -> tuple[Coming, ...]:
    """Who is still to come in the next two weeks; as many as of a day."""
    now = clock.now()
    asked = _asked(person).where(*_between(now, now + AHEAD), ServiceBooking.state == S.BOOKED)
    return _coming(session, person, asked)


def followed(session: Session, person: Person) -> tuple[Coming, ...]:
    """What goes on and is to be followed up, most urgent first; as many as of a day."""
    asked = _joined(select(ServiceBooking, ServiceSlot, ServiceOffer, ServiceMenu), person)
    asked = asked.where(ServiceBooking.outcome == BookingOutcome.GOES_ON)
    ordered = asked.order_by(col(ServiceBooking.next_on), col(ServiceBooking.id))
    return _coming(session, person, ordered.limit(MOST + 1))


def by_code(session: Session, person: Person, code: str) -> Coming | None:
    """Whose code this is; none where it is nobody's who comes to this reader."""
    asked = _asked(person).where(ServiceBooking.code_hash == hashed(normal_secret(code)))
    return next(iter(_coming(session, person, asked)), None)


def unnoted(session: Session, person: Person) -> Unnoted:
    """What is over and not noted, of the last month."""
    now = clock.now()
    counted = _joined(select(func.count(), func.min(ServiceSlot.starts_at)), person)
    many, first = session.exec(
        counted.where(
            *_between(now - TOLD_FOR, now),
            col(ServiceSlot.ends_at) <= now,
            ServiceBooking.state == S.BOOKED,
        )
    ).one()
    return Unnoted(many, first.astimezone(LOCAL).date() if first else None)


def meant(session: Session, person: Person, booking_id: int) -> Named | None:
    """The only active enterprise whose name was typed where it was booked, as `activity_origins.meant`; for those who
    give or keep the service."""
    return enterprise_meant.meant(session, person, _raising(session, person, booking_id))


def beyond_share(
    session: Session, person: Person, booking_id: int, organisation_id: int
) -> tuple[int, int] | None:
    """(how many times this enterprise would hold with this one, how many it may), where they are more; as above."""
    row = _raising(session, person, booking_id)
    return enterprise_meant.beyond_share(session, person, row, organisation_id)


def _raising(session: Session, person: Person, booking_id: int) -> ServiceBooking | None:
    found = session.exec(
        _joined(select(ServiceBooking), person).where(ServiceBooking.id == booking_id)
    )
    return found.first()


for each in (day, ahead, followed, by_code, unnoted):
    each.by_minute = True


def _between(first: datetime, end: datetime):
    return col(ServiceSlot.starts_at) >= first, col(ServiceSlot.starts_at) < end


def _asked(person: Person):
    asked = _joined(select(ServiceBooking, ServiceSlot, ServiceOffer, ServiceMenu), person)
    return asked.order_by(col(ServiceSlot.starts_at), col(ServiceBooking.id)).limit(MOST + 1)


def _joined(asked, person: Person):
    """From the times, of which a day has few, to who has booked them."""
    return (
        asked.select_from(ServiceSlot)
        .join(ServiceBooking, ServiceBooking.slot_id == ServiceSlot.id)
        .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
        .join(ServiceMenu, ServiceMenu.id == ServiceOffer.menu_id)
        .where(services_held_by(person))
    )


def _coming(session: Session, person: Person, asked) -> tuple[Coming, ...]:
    rows = session.exec(asked).all()
    named = organisations(session, (row[2].provider_id for row in rows))
    return tuple(_one(person, *row, named[row[2].provider_id]) for row in rows)


def _one(
    person: Person,
    booking: ServiceBooking,
    slot: ServiceSlot,
    offer: ServiceOffer,
    menu: ServiceMenu,
    provider: Named,
) -> Coming:
    now, holds = clock.now(), booking.state in HOLDING
    goes_on = booking.outcome is BookingOutcome.GOES_ON
    is_told = holds and booking.phone and (goes_on or now < slot.ends_at + TOLD_FOR)
    return Coming(
        id=booking.id,
        menu_id=booking.menu_id,
        title=offer.title,
        title_en=offer.title_en,
        provider=provider,
        starts_at=slot.starts_at.astimezone(LOCAL),
        ends_at=slot.ends_at.astimezone(LOCAL),
        enterprise=booking.enterprise_name,
        enterprise_id=booking.organisation_id,
        person_name=booking.person_name,
        phone=dialled(booking.phone) if is_told else "",
        subject=booking.subject,
        state=booking.state,
        can_let_in=booking.state in (S.BOOKED, S.MISSED) and now >= slot.starts_at - EARLIEST,
        can_miss=booking.state in (S.BOOKED, S.ATTENDED) and now >= slot.starts_at,
        can_take_back=booking.state in (S.ATTENDED, S.MISSED),
        can_raise=holds and booking.demand_id is None and may_raise(person, menu, offer),
        demand_id=booking.demand_id,
        outcome=booking.outcome,
        outcome_note=booking.outcome_note,
        next_on=booking.next_on,
        is_late=goes_on and booking.next_on < now.date(),
        can_conclude=booking.state is S.ATTENDED,
    )
