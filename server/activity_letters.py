"""What a mail about a registration says: the activity as it stands when the mail is sent, and the way in."""

from dataclasses import replace

from sqlmodel import Session, col, func, select

from db.activity_vocabulary import COMING, ActivityStage, RegistrationState
from db.engine import snapshot
from db.models import Activity, ActivityInvitation, Event, Message, Organisation, Registration
from db.settings import settings
from db.vocabulary import MessageKind
from domain import (
    activity_feedback,
    activity_invitations,
    calendar_files,
    clock,
    invitation_letters,
    invitation_news,
    invitation_rules,
    registration_mails,
)
from domain.calendar_files import Method, Party
from domain.invitation_letters import span
from domain.permissions import PUBLIC
from domain.queries import activity_feeds
from domain.tokens import hashed
from server.mail_parts import Letter, sender

M, R = MessageKind, RegistrationState
# Of each kind, at which states of the registration it still is so.
HOLDS = {
    M.REGISTRATION_CONFIRMED: (R.REGISTERED,),
    M.REGISTRATION_WAITING: (R.WAITING,),
    M.REGISTRATION_AWAITING: (R.AWAITING_APPROVAL,),
    M.REGISTRATION_PROMOTED: (R.REGISTERED,),
    M.REGISTRATION_REFUSED: (R.REFUSED,),
    M.REGISTRATION_WITHDRAWN: (R.WITHDRAWN,),
    M.ACTIVITY_REMINDER: (R.REGISTERED,),
    M.ACTIVITY_CHANGED: COMING,
    M.ACTIVITY_CANCELLED: COMING,
    M.FEEDBACK_ASKED: (R.ATTENDED,),
    M.FEEDBACK_REMINDER: (R.ATTENDED,),
}
OF_FEEDBACK = {
    M.FEEDBACK_ASKED: activity_feedback.OPEN,
    M.FEEDBACK_REMINDER: activity_feedback.OPEN - activity_feedback.REMIND_AFTER,
}  # how long it can still be answered
WITH_CODE = (M.REGISTRATION_CONFIRMED, M.REGISTRATION_PROMOTED, M.ACTIVITY_REMINDER)
# What a mail asks of its reader's calendar; of who has no seat it asks nothing.
ASKS = {
    M.REGISTRATION_CONFIRMED: Method.REQUEST,
    M.REGISTRATION_PROMOTED: Method.REQUEST,
    M.ACTIVITY_CHANGED: Method.REQUEST,
    M.REGISTRATION_WITHDRAWN: Method.CANCEL,
    M.ACTIVITY_CANCELLED: Method.CANCEL,
}
# What is told together where it happened to several occurrences at once, and the words that begin it.
TOGETHER = {
    M.ACTIVITY_CHANGED: ("activity_moved", "also_moved"),
    M.ACTIVITY_CANCELLED: ("activity_cancelled", "also_cancelled"),
}
# Of what the invited are told: where the activity stands, which of the texts, and what it is for a calendar. An
# invitation offers; a calendar enters it when its reader says so.
OF_INVITED = {
    M.ACTIVITY_INVITED: (ActivityStage.PUBLISHED, "", Method.PUBLISH),
    M.INVITED_CHANGED: (ActivityStage.PUBLISHED, "changed", Method.PUBLISH),
    M.INVITED_CANCELLED: (ActivityStage.CANCELLED, "cancelled", Method.CANCEL),
}


class NotSo(Exception):
    """What the mail would say is no longer so."""


def letter(message: Message, words: dict[str, str]) -> Letter:
    """What a mail about a registration says now. Raises NotSo.

    `words`: "open" stands for a place that is not known yet; see TOGETHER for the others.
    """
    with snapshot() as session:
        registration = session.get_one(Registration, message.registration_id)
        activity = session.get_one(Activity, registration.activity_id)
        _check(message, registration, activity)
        place = _place(session, registration)
        answers = activity_feedback.open_token(session, registration)
        method = _method(message, registration)
        calendar = _calendar(session, message, registration, activity, method) if method else ""
        others = _others(session, message, registration, activity)
        further = tuple(
            (_calendar(session, message, each, row, ASKS[message.kind]), ASKS[message.kind])
            for each, row in others
            if each.state is R.REGISTERED
        )
    if message.kind in OF_FEEDBACK and not answers:
        raise NotSo("it was said already how it was, or the time for it is over")
    token = registration_mails.token_of(activity.id, registration.ticket)
    code = registration_mails.code_of(activity.id, registration.ticket)
    if hashed(token) != registration.token_hash:
        raise NotSo("the platform's secret is another one than when it was registered")
    is_english = message.language == "en"
    was_cancelled = message.kind is M.ACTIVITY_CANCELLED
    filled = {
        "person": registration.person_name,
        "title": (is_english and activity.title_en) or activity.title,
        "number": activity.number,
        "when": span(activity.starts_at, activity.ends_at, message.language),
        "where": " · ".join(filter(None, (activity.place, activity.link))) or words["open"],
        "place": str(place),
        "reason": activity.cancelled_because if was_cancelled else registration.refused_because,
        "link": settings().public_url + registration_mails.link_path(token),
        "code": code,
        "others": "",
    }
    if others:
        lines = [f"  {span(row.starts_at, row.ends_at, message.language)}" for _, row in others]
        filled["others"] = "\n".join(("", words[TOGETHER[message.kind][1]], *lines, ""))
    if message.kind in OF_FEEDBACK:
        filled["own"] = filled["link"]
        filled["link"] = settings().public_url + activity_feedback.link_path(answers)
        filled["days"] = str(OF_FEEDBACK[message.kind].days)
    leads_to = settings().public_url + registration_mails.check_in_path(activity.id, code)
    picture = leads_to if message.kind in WITH_CODE else ""
    return Letter(filled, picture, calendar, method, further)


def invitation(message: Message) -> tuple[invitation_letters.Letter, str, Method]:
    """An invitation to an activity, or what became of it, and the activity for the reader's calendar. Raises NotSo."""
    stage, said, method = OF_INVITED[message.kind]
    with snapshot() as session:
        row = session.get_one(ActivityInvitation, message.invitation_id)
        activity = session.get_one(Activity, row.activity_id)
        enterprise = session.get_one(Organisation, row.organisation_id)
        if activity.stage is not stage or activity.starts_at <= clock.now():
            raise NotSo("the activity has moved on")
        if said and not invitation_news.was_invited(session, row.id):
            raise NotSo("the invitation itself has not gone out")
        if not activity_invitations.is_wanted(session, enterprise.id):
            raise NotSo("the enterprise wants no invitations")
        if activity_invitations.has_registered(session, activity, enterprise):
            raise NotSo("the enterprise has registered")
        house = session.get_one(Organisation, activity.organiser_id)
        told = invitation_letters.letter(
            activity,
            house,
            enterprise,
            row.contact_name,
            invitation_rules.reasons(row.reasons),
            message.language,
            said,
        )
        entry = activity_feeds.one(session, PUBLIC, activity.id, told.language)
        entry = replace(entry, organiser=sender(house, told.language))
    return told, calendar_files.written([entry], clock.now(), method=method), method


def _method(message: Message, registration: Registration) -> Method | None:
    """What the reader's calendar is asked; who waits was not asked to enter anything, so has nothing to change."""
    asks = ASKS.get(message.kind)
    if message.kind in (M.ACTIVITY_CHANGED, M.ACTIVITY_CANCELLED):
        return asks if registration.state is R.REGISTERED else None
    return asks


def _others(
    session: Session, message: Message, registration: Registration, activity: Activity
) -> list[tuple[Registration, Activity]]:
    """What the same address has of other occurrences to which the same happened in the same step: told once."""
    if message.kind not in TOGETHER or activity.recurrence_at is None:
        return []
    found = (
        select(Registration, Activity)
        .join(Activity, Activity.id == Registration.activity_id)
        .join(Event, Event.subject_id == Activity.id)
        .where(
            Activity.uid == activity.uid,
            Activity.id != activity.id,
            Activity.stage == activity.stage,
            Event.subject_kind == Activity.__tablename__,
            Event.action == TOGETHER[message.kind][0],
            Event.at == message.created_at,
            Registration.email == registration.email,
            col(Registration.state).in_(COMING),
        )
        .order_by(col(Activity.recurrence_at))
    )
    return list(session.exec(found))


def _calendar(
    session: Session,
    message: Message,
    registration: Registration,
    activity: Activity,
    method: Method,
) -> str:
    """The activity for the reader's own calendar; it comes from the platform, not from a person."""
    entry = activity_feeds.with_seat(session, activity, registration, message.language)
    house = session.get_one(Organisation, activity.organiser_id)
    link = settings().public_url + registration_mails.link_path(
        registration_mails.token_of(activity.id, registration.ticket)
    )
    entry = replace(
        entry,
        is_cancelled=method is Method.CANCEL,
        url=link,
        organiser=sender(house, message.language),
        attendee=Party(registration.person_name, message.recipient, has_accepted=True),
    )
    return calendar_files.written([entry], clock.now(), method=method)


def _check(message: Message, registration: Registration, activity: Activity) -> None:
    if registration.state not in HOLDS[message.kind]:
        raise NotSo("the registration has moved on")
    if message.recipient != registration.email:
        raise NotSo("it was corrected, and another address is left with it now")
    is_cancelled = activity.stage is ActivityStage.CANCELLED
    if is_cancelled != (message.kind is M.ACTIVITY_CANCELLED) and message.kind not in (
        M.REGISTRATION_REFUSED,
        M.REGISTRATION_WITHDRAWN,
    ):
        raise NotSo("the activity has moved on")


def _place(session: Session, registration: Registration) -> int:
    """Which place in the waiting list it is, from 1."""
    before = select(func.count()).where(
        Registration.activity_id == registration.activity_id,
        Registration.state == R.WAITING,
        Registration.ticket < registration.ticket,
    )
    return session.exec(before).one() + 1
