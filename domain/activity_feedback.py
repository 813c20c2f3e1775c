"""What those who came say of an activity: asked by a link of their own, answered once and without their name."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from db.activity_vocabulary import ActivityStage, Mark, RegistrationState
from db.models import Activity, ActivityFeedback, FeedbackLink, Registration, ServiceBooking
from db.service_vocabulary import BookingState
from db.vocabulary import MessageKind
from domain import clock, registration_mails, tokens
from domain.activities import check
from domain.command import Act, command
from domain.errors import Missing, NotFound, Refused, Unclear
from domain.permissions import PUBLIC, activity_keepers, anyone, engine
from domain.written import paragraph

S = ActivityStage
OPEN = timedelta(
    days=14
)  # to answer, from the day on which one was asked; and to be asked, from the end


REMIND_AFTER = timedelta(days=7)  # from the asking on


class NobodyToAsk(Refused):
    message = "Everybody who came has been asked already."


class NobodyToRemind(Refused):
    message = "There is nobody to remind."


class NotOverYet(Refused):
    message = "Those who came are asked once the activity is over."


class FeedbackOver(Refused):
    message = "The time to say how it was is over. Thank you for having come."


class Unmarked(Missing):
    message = "Please say at least how useful it was."


class SaidAlready(Refused):
    message = "With this link it was said already how it was. Thank you!"


def token_of(activity_id: int, ticket: int) -> str:
    """What the link carries of whoever came."""
    return tokens.link_token(f"feedback:{activity_id}:{ticket}")


def link_path(token: str) -> str:
    """Where it is said how it was."""
    return f"/feedback?t={token}"


@command(Activity, by=engine + activity_keepers)
def ask(act: Act, activity: Activity) -> int:
    """Ask everybody who came and was not asked yet, each by a link of their own; returns how many."""
    check(activity, S.HELD, S.REPORTED)
    if act.now < activity.ends_at:
        raise NotOverYet
    if act.now >= activity.ends_at + OPEN:
        raise FeedbackOver
    came = act.session.exec(_not_asked(activity.id)).all()
    if not came:
        raise NobodyToAsk
    for each in came:
        act.session.add(
            FeedbackLink(
                token_hash=tokens.hashed(token_of(activity.id, each.ticket)),
                registration_id=each.id,
                activity_id=activity.id,
                asked_at=act.now,
                closes_at=act.now + OPEN,
            )
        )
        registration_mails.put(act, each, MessageKind.FEEDBACK_ASKED)
    act.record("feedback_asked", activity, people=len(came))
    return len(came)


@command(Activity, by=engine)
def remind(act: Act, activity: Activity) -> int:
    """Remind, once, those whose link was not used; returns how many. Who they are, nobody is shown."""
    links = act.session.exec(_silent(activity.id, act.now)).all()
    if not links:
        raise NobodyToRemind
    for link in links:
        link.reminded_at = act.now
        registration = act.session.get_one(Registration, link.registration_id)
        registration_mails.put(act, registration, MessageKind.FEEDBACK_REMINDER)
    act.record("feedback_reminded", activity)
    return len(links)


@command(Activity, by=anyone)
def answer(
    act: Act,
    activity: Activity,
    *,
    token: str,
    marks: dict[str, int | None],
    wanted: str = "",
    words: str = "",
    came_up: bool = False,
) -> None:
    """Say how it was, once for each link. Neither the answer nor the event names who it was.

    `marks`: from 1 to 5 for each `Mark`; for the usefulness one is needed.
    """
    said = {"marks": marks, "wanted": wanted, "words": words, "came_up": came_up}
    keep(act, token, activity_id=activity.id, **said)
    act.record("feedback_given", activity)


def keep(
    act: Act,
    token: str,
    *,
    marks: dict[str, int | None],
    wanted: str,
    words: str,
    came_up: bool,
    activity_id: int | None = None,
    menu_id: int | None = None,
) -> None:
    """Keep what was said with a link of an activity, or of a menu of services, and use the link up."""
    link = act.session.get(FeedbackLink, tokens.hashed(token), with_for_update=True)
    if link is None or (link.activity_id, link.menu_id) != (activity_id, menu_id):
        raise NotFound
    if link.is_used:
        raise SaidAlready
    if not is_open(act.session, link):
        raise FeedbackOver
    given = {each.value: _mark(marks.get(each.value), each) for each in Mark}
    if given[Mark.USEFULNESS] is None:
        raise Unmarked
    act.actor = PUBLIC  # whoever is signed in: the event names nobody either
    link.is_used = True
    act.session.add(
        ActivityFeedback(
            id=tokens.new_token(),
            activity_id=activity_id,
            menu_id=menu_id,
            **given,
            wanted=paragraph(wanted, most=1000, name="Next time I would like", required=False),
            words=paragraph(words, most=1000, name="In your own words", required=False),
            came_up=bool(came_up),
        )
    )


def is_open(session: Session, link: FeedbackLink) -> bool:
    """Whether it can be said now with this link: in time, by somebody who came."""
    if link.booking_id is not None:
        came = session.get_one(ServiceBooking, link.booking_id).state is BookingState.ATTENDED
    else:
        registration = session.get_one(Registration, link.registration_id)
        came = registration.state is RegistrationState.ATTENDED
    return came and not link.is_used and clock.now() < link.closes_at


def open_token(session: Session, registration: Registration) -> str:
    """With what this person can say now how it was; empty where they were not asked, or have said it."""
    return open_tokens(session, [registration]).get(registration.id, "")


def open_tokens(session: Session, registrations: Sequence[Registration]) -> dict[int, str]:
    """The same for several, by their ids; only of those who can say it now."""
    here = {each.id: each for each in registrations}
    asked = select(FeedbackLink).where(col(FeedbackLink.registration_id).in_(list(here)))
    of = {each.registration_id: each for each in session.exec(asked)} if here else {}
    return {
        id: token_of(here[id].activity_id, here[id].ticket)
        for id, link in of.items()
        if is_open(session, link)
    }


def to_ask():
    """The ids of the activities some of whose people are to be asked now."""
    now = clock.now()
    return (
        select(Activity.id)
        .where(
            col(Activity.stage).in_((S.HELD, S.REPORTED)),
            col(Activity.ends_at) <= now,
            col(Activity.ends_at) > now - OPEN,
            _not_asked(Activity.id).correlate(Activity).exists(),
        )
        .order_by(col(Activity.ends_at))
    )


def to_remind():
    """The ids of the activities some of whose people were asked a week ago and have not answered."""
    now = clock.now()
    return (
        select(Activity.id)
        .where(
            col(Activity.stage).in_((S.HELD, S.REPORTED)),
            col(Activity.ends_at) <= now - REMIND_AFTER,
            col(Activity.ends_at) > now - 2 * OPEN,  # the last were asked just before OPEN was over
            _silent(Activity.id, now).correlate(Activity).exists(),
        )
        .order_by(col(Activity.ends_at))
    )


def _silent(activity_id, now: datetime):
    """The links that wait for their one reminder; of who came, and came after all."""
    return (
        select(FeedbackLink)
        .join(Registration, Registration.id == FeedbackLink.registration_id)
        .where(
            FeedbackLink.activity_id == activity_id,
            Registration.state == RegistrationState.ATTENDED,
            ~col(FeedbackLink.is_used),
            col(FeedbackLink.reminded_at).is_(None),
            col(FeedbackLink.asked_at) <= now - REMIND_AFTER,
            col(FeedbackLink.closes_at) > now,
        )
        .order_by(col(Registration.ticket))
    )


def _not_asked(activity_id):
    """Those who came and have no link yet."""
    asked = select(FeedbackLink.registration_id).where(
        FeedbackLink.registration_id == Registration.id
    )
    return (
        select(Registration)
        .where(
            Registration.activity_id == activity_id,
            Registration.state == RegistrationState.ATTENDED,
            ~asked.correlate(Registration).exists(),
        )
        .order_by(col(Registration.ticket))
    )


def _mark(given: int | None, mark: Mark) -> int | None:
    if given is None:
        return None
    if given not in range(1, 6):
        raise Unclear(field=QUESTIONS[mark])
    return int(given)


QUESTIONS = {
    Mark.USEFULNESS: "How useful was it?",
    Mark.ORGANISATION: "How well was it organised?",
    Mark.SPEAKERS: "How good were those who spoke?",
    Mark.VENUE: "How good was the place?",
}
OF_SERVICE = {Mark.SPEAKERS: "How good was the advice?"}  # where a service was booked
