"""What was booked, for whoever booked: on the page, behind a link, in a calendar."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from db.models import Event, Expert, Organisation, ServiceBooking, ServiceOffer, ServiceSlot
from db.service_vocabulary import HOLDING, BookingState
from db.settings import settings
from domain import clock
from domain.activity_feedback import OPEN
from domain.calendar_files import Entry
from domain.menu import feedback, mails
from domain.permissions import Person
from domain.queries.changes import changed_at
from domain.queries.named import Named
from domain.tokens import hashed

MOST, MOST_IN_CALENDAR = 60, 500


@dataclass(frozen=True)
class Own:
    """A booking as whoever booked sees it."""

    booking_id: int
    menu_id: int
    title: str
    title_en: str
    provider: Named
    expert: str
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    enterprise: str
    person_name: str
    subject: str
    state: BookingState
    because: str
    can_withdraw: bool
    code: str  # to be shown where the service is given; empty once it is over or off
    feedback: str  # with what they can say now how it was; empty where they cannot


def by_token(session: Session, person: Person, token: str) -> Own | None:
    """The booking that a link opens."""
    found = session.exec(_joined().where(ServiceBooking.token_hash == hashed(token))).first()
    return _own(session, *found) if found else None


def own(session: Session, person: Person) -> tuple[Own, ...]:
    """What the person, or their enterprise, has booked and is to come, or of which it can be said how it was."""
    if person.id is None:
        return ()
    now = clock.now()
    is_ahead, lately = col(ServiceSlot.ends_at) >= now, col(ServiceSlot.ends_at) >= now - 2 * OPEN
    found = session.exec(
        _joined()
        .where(
            _mine(person),
            or_(is_ahead, and_(lately, ServiceBooking.state == BookingState.ATTENDED)),
        )
        .order_by(col(ServiceSlot.starts_at))
        .limit(MOST)
    )
    told = (_own(session, *row) for row in found)
    return tuple(each for each in told if each.ends_at >= now or each.feedback)


own.by_minute = by_token.by_minute = True


def entries(session: Session, person: Person, since: datetime, language: str) -> tuple[Entry, ...]:
    """What somebody, or their enterprise, has booked and what ended after `since`; what is off stays, struck out."""
    newest = (
        _joined()
        .where(_mine(person), col(ServiceSlot.ends_at) > since)
        .order_by(col(ServiceSlot.starts_at).desc(), col(ServiceBooking.id).desc())
        .limit(MOST_IN_CALENDAR)
    )
    page = f"{settings().public_url.rstrip('/')}/service-menu?menu="
    found = session.exec(newest).all()[::-1]
    changed = changed_at(session, ServiceBooking.__tablename__, [row[0].id for row in found])
    return tuple(
        _entry(
            *row,
            at=changed[row[0].id],
            because=reason(session, row[0]),
            url=f"{page}{row[0].menu_id}",
            language=language,
        )
        for row in found
    )


def entry(session: Session, booking_id: int, url: str, language: str) -> Entry:
    """One booking for the calendar of who booked, or of whoever provides it; `url` leads its reader on."""
    found = session.exec(_joined().where(ServiceBooking.id == booking_id)).one()
    changed = changed_at(session, ServiceBooking.__tablename__, [booking_id])
    because = reason(session, found[0])
    return _entry(*found, at=changed[booking_id], because=because, url=url, language=language)


def reason(session: Session, row: ServiceBooking) -> str:
    """Why a booking was called off, also where its time is offered again since; empty for every other."""
    if row.state is not BookingState.CALLED_OFF:
        return ""
    found = select(Event.particulars).where(
        Event.subject_kind == ServiceBooking.__tablename__,
        Event.subject_id == row.id,
        Event.action == "booking_called_off",
    )
    return session.exec(found).one()["reason"]


def _joined():
    return (
        select(ServiceBooking, ServiceSlot, ServiceOffer, Organisation, Expert)
        .join(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
        .join(Organisation, Organisation.id == ServiceOffer.provider_id)
        .outerjoin(Expert, Expert.id == ServiceOffer.expert_id)
    )


def _mine(person: Person):
    mine = [ServiceBooking.user_id == person.id]
    if person.organisation_id is not None:
        mine.append(ServiceBooking.organisation_id == person.organisation_id)
    return or_(*mine)


def _own(
    session: Session,
    row: ServiceBooking,
    slot: ServiceSlot,
    offer: ServiceOffer,
    provider: Organisation,
    expert: Expert | None,
) -> Own:
    holds = row.state is BookingState.BOOKED
    return Own(
        booking_id=row.id,
        menu_id=row.menu_id,
        title=offer.title,
        title_en=offer.title_en,
        provider=Named(provider.id, provider.name, provider.name_en),
        expert=expert.name if expert else "",
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        place=offer.place,
        link=offer.link if holds else "",
        enterprise=row.enterprise_name,
        person_name=row.person_name,
        subject=row.subject,
        state=row.state,
        because=reason(session, row),
        can_withdraw=holds and clock.now() < slot.starts_at,
        code=_code(row) if holds else "",
        feedback=feedback.open_token(session, row),
    )


def _code(row: ServiceBooking) -> str:
    code = mails.code_of(row.menu_id, row.ticket)
    return code if hashed(code) == row.code_hash else ""  # else of another secret of the platform


def _entry(
    row: ServiceBooking,
    slot: ServiceSlot,
    offer: ServiceOffer,
    provider: Organisation,
    expert: Expert | None,
    *,
    at: datetime,
    because: str,
    url: str,
    language: str,
) -> Entry:
    def spoken(name: str, name_en: str | None) -> str:
        return (language == "en" and name_en) or name

    holds = row.state in HOLDING
    house = spoken(provider.name, provider.name_en)
    who = spoken(expert.name, expert.name_en) if expert else ""
    said = (because, house, who, row.enterprise_name, row.subject, url)
    return Entry(
        uid=f"booking-{row.token_hash[:32]}",  # no other platform has the same
        begins=slot.starts_at,
        ends=slot.ends_at,
        title=spoken(offer.title, offer.title_en),
        place=" · ".join(filter(None, (offer.place, offer.link if holds else ""))),
        text="\n".join(filter(None, said)),
        sequence=row.version,  # of its newest event
        is_cancelled=not holds,
        url=url,
        changed_at=at,
    )
