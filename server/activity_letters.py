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

M, R, S = MessageKind, RegistrationState, ActivityStage
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
SEATED = (R.REGISTERED, R.ATTENDED)  # who is told the link by which it is held
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
# Of what the invited are told: where the activity stands, which of the texts, what it is for a calendar, and what
# happened to it. An invitation offers; a calendar enters it when its reader says so.
OF_INVITED = {
    M.ACTIVITY_INVITED: (S.PUBLISHED, "", Method.PUBLISH, ""),
    M.INVITED_CHANGED: (S.PUBLISHED, "changed", Method.PUBLISH, "activity_moved"),
    M.INVITED_CANCELLED: (S.CANCELLED, "cancelled", Method.CANCEL, "activity_cancelled"),
}


class NotSo(Exception):
    """What the mail would say is no longer so."""


def letter(message: Message, words: dict[str, str]) -> Letter:
    """What a mail about a registration says now. Raises NotSo.

    `words`: "open" stands for a place that is not known yet, "online" for a link that comes with a seat; see TOGETHER
    for the others.
    """
    with snapshot() as session:
        registration = session.get_one(Registration, message.registration_id)
        activity = session.get_one(Activity, registration.activity_id)
        others = _others(session, message, activity)
        why_not = _stale(message, registration, activity)
        if (
            why_not and others
        ):  # of this one it is no longer so, of those told along with it it still is
            (registration, activity), *others = others
        elif why_not:
            raise NotSo(why_not)
        place = _place(session, registration)
        answers = activity_feedback.open_token(session, registration)
        method = _method(message, registration)
        calendar = _calendar(session, message, registration, activity, method) if method else ""
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
        "where": _where(registration, activity) or words["online" if activity.link else "open"],
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
    """An invitation to an activity, or what became of it, and the activity for the reader's calendar. Raises NotSo.

    What happened to several occurrences at once is told by the next of those to which the reader was invited and to
    which it still applies; the others stand below it.
    """
    _, said, method, _ = OF_INVITED[message.kind]
    with snapshot() as session:
        row = session.get_one(ActivityInvitation, message.invitation_id)
        activity = session.get_one(Activity, row.activity_id)
        enterprise = session.get_one(Organisation, row.organisation_id)
        if not activity_invitations.is_wanted(session, enterprise.id):
            raise NotSo("the enterprise wants no invitations")
        found = [(row, activity), *_also_invited(session, message, row, activity)]
        why_not = {each.id: _untrue(session, message, each, of) for each, of in found}
        still = [each for each in found if not why_not[each[0].id]]
        if not still:
            raise NotSo(why_not[row.id])
        (row, activity), *others = sorted(still, key=lambda each: each[1].starts_at)
        house = session.get_one(Organisation, activity.organiser_id)
        told = invitation_letters.letter(
            activity,
            house,
            enterprise,
            row.contact_name,
            invitation_rules.reasons(row.reasons),
            message.language,
            said,
            [of for _, of in others],
        )
        entries = [
            replace(
                activity_feeds.one(session, PUBLIC, of.id, told.language),
                organiser=sender(house, told.language),
            )
            for of in (activity, *(of for _, of in others))
        ]
    return told, calendar_files.written(entries, clock.now(), method=method), method


def _untrue(session: Session, message: Message, row: ActivityInvitation, activity: Activity) -> str:
    """Why a mail to the invited would not be so any more; empty where it is."""
    stage, said, *_ = OF_INVITED[message.kind]
    if activity.stage is not stage or activity.starts_at <= clock.now():
        return "the activity has moved on"
    if said and not invitation_news.was_invited(session, row.id):
        return "the invitation itself has not gone out"
    enterprise = session.get_one(Organisation, row.organisation_id)
    if activity_invitations.has_registered(session, activity, enterprise):
        return "the enterprise has registered"
    return ""


def _also_invited(
    session: Session, message: Message, row: ActivityInvitation, activity: Activity
) -> list[tuple[ActivityInvitation, Activity]]:
    """The other occurrences to which the same happened in the same step, and to which the same address was invited: of
    these no mail of its own was written."""
    *_, action = OF_INVITED[message.kind]
    if not action or activity.recurrence_at is None:
        return []
    found = (
        select(ActivityInvitation, Activity)
        .join(Activity, Activity.id == ActivityInvitation.activity_id)
        .join(Event, Event.subject_id == Activity.id)
        .join(Message, Message.invitation_id == ActivityInvitation.id)
        .where(
            Activity.uid == activity.uid,
            Activity.id != activity.id,
            ActivityInvitation.organisation_id == row.organisation_id,
            Event.subject_kind == Activity.__tablename__,
            Event.action == action,
            Event.at == message.created_at,
            Message.kind == M.ACTIVITY_INVITED,
            Message.recipient == message.recipient,
        )
    )
    return list(session.exec(found))


def _method(message: Message, registration: Registration) -> Method | None:
    """What the reader's calendar is asked; who waits was not asked to enter anything, so has nothing to change."""
    asks = ASKS.get(message.kind)
    if message.kind in (M.ACTIVITY_CHANGED, M.ACTIVITY_CANCELLED):
        return asks if registration.state is R.REGISTERED else None
    return asks


def _others(
    session: Session, message: Message, activity: Activity
) -> list[tuple[Registration, Activity]]:
    """What the same address has of other occurrences to which the same happened in the same step: told once."""
    if message.kind not in TOGETHER or activity.recurrence_at is None:
        return []
    was_cancelled = message.kind is M.ACTIVITY_CANCELLED
    found = (
        select(Registration, Activity)
        .join(Activity, Activity.id == Registration.activity_id)
        .join(Event, Event.subject_id == Activity.id)
        .where(
            Activity.uid == activity.uid,
            Activity.id != activity.id,
            Activity.stage == (S.CANCELLED if was_cancelled else S.PUBLISHED),
            Event.subject_kind == Activity.__tablename__,
            Event.action == TOGETHER[message.kind][0],
            Event.at == message.created_at,
            Registration.email == message.recipient,
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


def _stale(message: Message, registration: Registration, activity: Activity) -> str:
    """Why the mail is no longer so; empty where it is."""
    if registration.state not in HOLDS[message.kind]:
        return "the registration has moved on"
    if message.recipient != registration.email:
        return "it was corrected, and another address is left with it now"
    is_cancelled = activity.stage is S.CANCELLED
    if is_cancelled != (message.kind is M.ACTIVITY_CANCELLED) and message.kind not in (
        M.REGISTRATION_REFUSED,
        M.REGISTRATION_WITHDRAWN,
    ):
        return "the activity has moved on"
    if message.kind is M.ACTIVITY_REMINDER and activity.starts_at <= clock.now():
        return "the activity has begun"
    return ""


def _where(registration: Registration, activity: Activity) -> str:
    """The place, with the link for who has a seat."""
    link = activity.link if registration.state in SEATED else ""
    return " · ".join(filter(None, (activity.place, link)))


def _place(session: Session, registration: Registration) -> int:
    """Which place in the waiting list it is, from 1."""
    before = select(func.count()).where(
        Registration.activity_id == registration.activity_id,
        Registration.state == R.WAITING,
        Registration.ticket < registration.ticket,
    )
    return session.exec(before).one() + 1
