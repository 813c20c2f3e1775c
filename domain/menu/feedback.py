"""What those who came to booked services say of them: asked and kept as of activities (domain/activity_feedback.py)."""

from sqlmodel import Session, col, select

from db.models import FeedbackLink, ServiceBooking, ServiceMenu, ServiceSlot
from db.service_vocabulary import BookingState
from db.vocabulary import MessageKind
from domain import activity_feedback, clock, tokens
from domain.activity_feedback import OPEN, REMIND_AFTER, NobodyToAsk, NobodyToRemind
from domain.command import Act, command
from domain.menu import mails
from domain.permissions import anyone, engine


@command(ServiceMenu, by=engine)
def ask(act: Act, menu: ServiceMenu) -> int:
    """Ask everybody who came to a service that is over, each by a link of their own; returns how many."""
    came = act.session.exec(_not_asked(menu.id)).all()
    if not came:
        raise NobodyToAsk
    for each in came:
        act.session.add(
            FeedbackLink(
                token_hash=tokens.hashed(mails.feedback_token(menu.id, each.ticket)),
                booking_id=each.id,
                menu_id=menu.id,
                asked_at=act.now,
                closes_at=act.now + OPEN,
            )
        )
        act.record("booking_asked", each)
        mails.put(act, each, MessageKind.FEEDBACK_ASKED)
    return len(came)


@command(ServiceMenu, by=engine)
def remind(act: Act, menu: ServiceMenu) -> int:
    """Remind, once, those whose link was not used; returns how many. Who they are, nobody is shown."""
    links = act.session.exec(_silent(menu.id)).all()
    if not links:
        raise NobodyToRemind
    for link in links:
        link.reminded_at = act.now
        booking = act.session.get_one(ServiceBooking, link.booking_id)
        mails.put(act, booking, MessageKind.FEEDBACK_REMINDER)
    act.record("feedback_reminded", menu)
    return len(links)


@command(ServiceMenu, by=anyone)
def answer(
    act: Act,
    menu: ServiceMenu,
    *,
    token: str,
    marks: dict[str, int | None],
    wanted: str = "",
    words: str = "",
    came_up: bool = False,
) -> None:
    """Say how a booked service was, once for each link. Neither the answer nor the event names who it was."""
    said = {"marks": marks, "wanted": wanted, "words": words, "came_up": came_up}
    activity_feedback.keep(act, token, menu_id=menu.id, **said)
    act.record("feedback_given", menu)


def open_token(session: Session, booking: ServiceBooking) -> str:
    """With what who booked can say now how it was; empty where they were not asked, or have said it."""
    asked = select(FeedbackLink).where(FeedbackLink.booking_id == booking.id)
    link = session.exec(asked).first()
    if link is None or not activity_feedback.is_open(session, link):
        return ""
    return mails.feedback_token(booking.menu_id, booking.ticket)


def to_ask():
    """The ids of the menus some of whose people are to be asked now."""
    return select(ServiceMenu.id).where(_not_asked(ServiceMenu.id).correlate(ServiceMenu).exists())


def to_remind():
    """The ids of the menus some of whose people were asked a week ago and have not answered."""
    return select(ServiceMenu.id).where(_silent(ServiceMenu.id).correlate(ServiceMenu).exists())


def _not_asked(menu_id):
    """Those who came to what is over, not too long ago, and have no link yet."""
    now = clock.now()
    asked = select(FeedbackLink.booking_id).where(FeedbackLink.booking_id == ServiceBooking.id)
    return (
        select(ServiceBooking)
        .join(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
        .where(
            ServiceBooking.menu_id == menu_id,
            ServiceBooking.state == BookingState.ATTENDED,
            col(ServiceSlot.ends_at) <= now,
            col(ServiceSlot.ends_at) > now - OPEN,
            ~asked.correlate(ServiceBooking).exists(),
        )
        .order_by(col(ServiceBooking.ticket))
    )


def _silent(menu_id):
    """The links that wait for their one reminder."""
    now = clock.now()
    return (
        select(FeedbackLink)
        .join(ServiceBooking, ServiceBooking.id == FeedbackLink.booking_id)
        .where(
            FeedbackLink.menu_id == menu_id,
            ServiceBooking.state == BookingState.ATTENDED,
            ~col(FeedbackLink.is_used),
            col(FeedbackLink.reminded_at).is_(None),
            col(FeedbackLink.asked_at) <= now - REMIND_AFTER,
            col(FeedbackLink.closes_at) > now,
        )
        .order_by(col(ServiceBooking.ticket))
    )
