"""What a mail about a registration says: the activity as it stands when the mail is sent, and the way in."""

from datetime import datetime

from sqlmodel import Session, func, select

from db.activity_vocabulary import COMING, ActivityStage, RegistrationState
from db.engine import snapshot
from db.models import Activity, Message, Registration
from db.settings import settings
from db.vocabulary import MessageKind
from domain import activity_feedback, registration_mails
from domain.clock import LOCAL
from domain.tokens import hashed

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
}
WITH_CODE = (M.REGISTRATION_CONFIRMED, M.REGISTRATION_PROMOTED, M.ACTIVITY_REMINDER)


class NotSo(Exception):
    """What the mail would say is no longer so."""


def values(message: Message, to_be_told: str) -> tuple[dict[str, str], str]:
    """(what fills the places of the mail, where its picture leads: empty for one without). Raises NotSo.

    `to_be_told` stands for a place that is not known yet.
    """
    with snapshot() as session:
        registration = session.get_one(Registration, message.registration_id)
        activity = session.get_one(Activity, registration.activity_id)
        _check(message, registration, activity)
        place = _place(session, registration)
        answers = activity_feedback.open_token(session, registration)
    if message.kind is M.FEEDBACK_ASKED and not answers:
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
        "when": _when(activity, message.language),
        "where": " · ".join(filter(None, (activity.place, activity.link))) or to_be_told,
        "place": str(place),
        "reason": activity.cancelled_because if was_cancelled else registration.refused_because,
        "link": settings().public_url + registration_mails.link_path(token),
        "code": code,
    }
    if message.kind is M.FEEDBACK_ASKED:
        filled["link"] = settings().public_url + activity_feedback.link_path(answers)
        filled["days"] = str(activity_feedback.OPEN.days)
    if message.kind not in WITH_CODE:
        return filled, ""
    return filled, settings().public_url + registration_mails.check_in_path(activity.id, code)


def _check(message: Message, registration: Registration, activity: Activity) -> None:
    if registration.state not in HOLDS[message.kind]:
        raise NotSo("the registration has moved on")
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


def _when(activity: Activity, language: str) -> str:
    """2026年3月5日 14:00–16:30, or both days where it lasts longer than one."""
    starts, ends = (each.astimezone(LOCAL) for each in (activity.starts_at, activity.ends_at))
    first = f"{_day(starts, language)} {starts:%H:%M}"
    if starts.date() == ends.date():
        return f"{first}–{ends:%H:%M}"
    return f"{first} – {_day(ends, language)} {ends:%H:%M}"


def _day(at: datetime, language: str) -> str:
    return f"{at:%-d %B %Y}" if language == "en" else f"{at.year}年{at.month}月{at.day}日"
