"""What a message of the outbox says: composed when it is sent, in the language of the one who reads it."""

import hmac
import tomllib
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session, col, select

from db.engine import snapshot
from db.models import Bulletin, Demand, Event, Message, Organisation, User
from db.settings import secret, settings
from db.vocabulary import MessageKind, Stage
from domain import accounts, clock, day_words, figure_subscriptions, qr_codes, surveys
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Refused
from domain.figure_files import workbook
from domain.permissions import ENGINE
from domain.plurals import filled
from domain.queries import figure_views
from domain.queries.figure_views import View
from server import (
    activity_letters,
    alert_letters,
    booking_letters,
    contest_letters,
    digest_letters,
    docking_letters,
    figure_letters,
    figure_pictures,
    mail_parts,
    match_letters,
    speaker_letters,
)

TEXTS = Path(__file__).with_name("mail_texts.toml")
ENDINGS = {
    Stage.DECLINED: "answered_declined",
    Stage.MERGED: "answered_merged",
    Stage.CLOSED: "answered_closed",
}
OF_MODULES = (
    activity_letters,
    alert_letters,
    booking_letters,
    contest_letters,
    digest_letters,
    docking_letters,
    match_letters,
    speaker_letters,
)
NOT_SO = tuple(each.NotSo for each in OF_MODULES)


class OutOfDate(Exception):
    """What the message would say is no longer so: it is not sent."""


def letter(message: Message) -> EmailMessage:
    """The mail as it goes out. Raises OutOfDate; a survey's or an invitation's link is issued here."""
    texts = _texts()[message.language if message.language in _texts() else "zh"]
    extra = None
    if message.kind is MessageKind.FIGURES:
        return _figures(message, texts)
    if message.kind in activity_letters.OF_INVITED:
        return _invited(message, texts)
    if message.kind is MessageKind.INVITATION:
        name, values = "invitation", _invitation(message)
    elif message.kind is MessageKind.BULLETIN:
        name, values = "bulletin", _bulletin(message)
    elif message.kind is MessageKind.WEEKLY_DIGEST:
        name, values = _so(digest_letters.values, message, texts["digest_words"])
    elif message.kind is MessageKind.MATCH_NEWS:
        name, values = "match_news", _so(match_letters.values, message, texts["match_words"])
    elif message.kind is MessageKind.ALERTS:
        name, values = "alerts", _so(alert_letters.values, message, texts["alert_words"])
    elif message.docking_day_id is not None:
        told = docking_letters.letter, message, texts["docking_words"], texts["platform"]
        name, extra = _so(*told)
        values = extra.values
    elif message.contest_entry_id is not None or message.contest_judge_id is not None:
        name, values = _so(contest_letters.values, message)
    elif message.booking_id is not None:
        name, extra = _so(booking_letters.letter, message, texts["registration_words"]["open"])
        values = extra.values
    elif message.expert_id is not None:
        name, extra = _so(speaker_letters.letter, message, texts["speaker_words"])
        values = extra.values
    elif message.registration_id is not None:
        extra = _so(activity_letters.letter, message, texts["registration_words"])
        name, values = message.kind.value, extra.values
    else:
        name, values = _about_demand(message)
    values |= {"platform": texts["platform"], "home": settings().public_url}
    is_english = message.language == "en"
    subject = filled(texts[name]["subject"], values, is_english=is_english)
    body = filled(texts[name]["body"].lstrip("\n"), values, is_english=is_english)
    mail = _mail(message, texts["platform"], subject, f"{body}\n-- \n{_foot(texts)}")
    if extra:
        _add(mail, extra)
    return mail


def view_of(message: Message) -> View:
    """What a message of a subscription says now. Raises OutOfDate; a subscription whose owner may not be told ends."""
    with snapshot() as session:
        found = figure_views.view(session, message)
    if isinstance(found, View):
        return found
    if found.why:
        with suppress(Refused):  # another process was faster
            perform(ENGINE, figure_subscriptions.end, found.subscription_id, why=found.why)
        raise OutOfDate(f"its owner may not be told any more ({found.why.value})")
    raise OutOfDate("the subscription has ended")


def alerts(message: Message) -> alert_letters.Said:
    """What a message about alerts says to a group now. Raises OutOfDate."""
    return _so(alert_letters.said, message, _texts()[message.language]["alert_words"])


def message_id(message: Message) -> str:
    """The same for every attempt at one message, so that a mailbox keeps one copy."""
    mark = hmac.new(secret(), f"message:{message.id}".encode(), sha256).hexdigest()[:20]
    return f"<{message.id}.{mark}@{_sender().domain}>"


def _mail(message: Message, platform: str, subject: str, body: str) -> EmailMessage:
    mail = EmailMessage(policy=mail_parts.POLICY)
    sender = _sender()
    mail["From"] = Address(platform, sender.username, sender.domain)
    mail["To"] = Address(addr_spec=message.recipient)
    mail["Subject"] = subject
    mail["Date"] = clock.now()
    mail["Message-ID"] = message_id(message)
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail


def _figures(message: Message, texts: dict) -> EmailMessage:
    """A view of the key figures, with the way out that mailboxes offer beside the subject (RFC 8058)."""
    view = view_of(message)
    out = figure_letters.end_link(view.subscription_id)
    told = figure_letters.said(view, message.language)
    told = replace(told, rows=figure_pictures.lines(view, message.language))
    subject, body = figure_letters.mail(told, out, message.language)
    foot = _foot(texts)
    mail = _mail(message, texts["platform"], subject, f"{body}\n-- \n{foot}")
    if picture := figure_pictures.png(view, message.language):
        mail_parts.show(mail, f"{body}\n{foot}", picture, told.pictured)
    if view.looked_at and (book := figure_pictures.xlsx(view, message.language)):
        kind, _, name = workbook.MEDIA_TYPE.partition("/")
        mail.add_attachment(book, maintype=kind, subtype=name, filename="figures.xlsx")
    mail_parts.offer_way_out(mail, out)
    return mail


def _invited(message: Message, texts: dict) -> EmailMessage:
    """An invitation to an activity or news of it, with the activity for a calendar, and with the way out (RFC 8058)."""
    told, calendar, method = _so(activity_letters.invitation, message)
    mail = _mail(message, texts["platform"], told.subject, f"{told.body}\n-- \n{_foot(texts)}")
    mail_parts.add_calendar(mail, calendar, method)
    mail_parts.offer_way_out(mail, told.out)
    return mail


def _add(mail: EmailMessage, extra: mail_parts.Letter) -> None:
    """What a calendar understands as another way of saying the same (RFC 6047), and the picture for the door."""
    if extra.method:
        mail_parts.add_calendar(mail, extra.calendar, extra.method)
    if extra.further:
        mail_parts.attach_calendars(mail, extra.further)
    if extra.picture:
        picture = qr_codes.png(extra.picture)
        mail.add_attachment(picture, maintype="image", subtype="png", filename="check-in.png")


def _so(compose, *said):
    """What another module composes. Raises OutOfDate where it says that it is no longer so."""
    try:
        return compose(*said)
    except NOT_SO as reason:
        raise OutOfDate(str(reason)) from None


def _about_demand(message: Message) -> tuple[str, dict]:
    with snapshot() as session:
        demand = session.get_one(Demand, message.demand_id)
        values = {
            "contact": demand.contact_name,
            "enterprise": demand.enterprise_name,
            "number": demand.number,
            "title": demand.title,
            "link": f"{settings().public_url}/follow",
        }
        match message.kind:
            case MessageKind.RECEIVED:
                return "received", values
            case MessageKind.QUESTION:
                return "question", values | _question(session, message, demand)
            case MessageKind.ANSWERED:
                return ENDINGS.get(demand.stage) or _outdated(), values | _ending(session, demand)
        values |= _answer(session, message, demand)
    return message.kind.value, values | {"link": _survey_link(message.demand_id)}


def _question(session: Session, message: Message, demand: Demand) -> dict:
    if demand.stage is not Stage.WAITING:
        raise OutOfDate("the demand no longer waits for the enterprise")
    said = _said(session, demand, "asked", message.created_at)
    unit = session.get(Organisation, demand.unit_id)
    name = unit.name if message.language == "zh" else unit.name_en or unit.name
    until = date.fromisoformat(said["until"])
    return {"text": said["text"], "unit": name, "until": day_words.told(until, message.language)}


def _answer(session: Session, message: Message, demand: Demand) -> dict:
    if demand.stage is not Stage.ANSWERED:
        raise OutOfDate("the survey has been answered or is over")
    survey = surveys.current(session, demand)
    until = survey.expires_at.astimezone(LOCAL)
    return {
        "text": _said(session, demand, "approved")["text"],
        "until": _moment(until, message.language),
    }


def _ending(session: Session, demand: Demand) -> dict:
    match demand.stage:
        case Stage.DECLINED:
            return {"text": _said(session, demand, "declined")["text"]}
        case Stage.MERGED:
            return {"into": _said(session, demand, "merged")["into"]}
    return {}


def _invitation(message: Message) -> dict:
    try:
        token = perform(ENGINE, accounts.give_link, message.user_id)
    except Refused as refusal:
        raise OutOfDate("the account is in use already, or disabled") from refusal
    with snapshot() as session:
        user = session.get_one(User, message.user_id)
    until = _moment(clock.now() + accounts.LINK, message.language)
    link = f"{settings().public_url}{accounts.link_path(token)}"
    return {"contact": user.name, "username": user.username, "until": until, "link": link}


def _bulletin(message: Message) -> dict:
    """The bulletin's title and where it is read."""
    with snapshot() as session:
        user = session.get_one(User, message.user_id)
        if not user.is_active:
            raise OutOfDate("the account is disabled")
        title = session.get_one(Bulletin, message.bulletin_id).title
        home = settings().public_url
        link = f"{home}/bulletin?id={message.bulletin_id}"
        file = f"{home}/files/bulletin/{message.bulletin_id}.docx"
        return {"contact": user.name, "title": title, "link": link, "file": file}


def _said(session: Session, demand: Demand, action: str, at: datetime | None = None) -> dict:
    """What the newest event of this kind said, or the one that happened at a moment."""
    found = select(Event).where(
        Event.subject_kind == Demand.__tablename__,
        Event.subject_id == demand.id,
        Event.action == action,
    )
    if at:
        found = found.where(Event.at == at)
    event = session.exec(found.order_by(col(Event.position).desc()).limit(1)).first()
    return event.particulars if event else _outdated()


def _survey_link(demand_id: int) -> str:
    try:
        token = perform(ENGINE, surveys.give_link, demand_id)
    except Refused as refusal:
        raise OutOfDate("the survey has been answered or is over") from refusal
    return f"{settings().public_url}/survey?t={token}"


def _outdated():
    raise OutOfDate("the demand has moved on")


def _foot(texts: dict) -> str:
    return texts["foot"].lstrip("\n").format(platform=texts["platform"], home=settings().public_url)


def _sender() -> Address:
    return Address(addr_spec=settings().mail_from)


def _moment(at: datetime, language: str) -> str:
    return f"{day_words.told(at, language)} {at:%H:%M}"


@cache
def _texts() -> dict:
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))
