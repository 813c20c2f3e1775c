"""What a mail to an expert who speaks at an activity says: the activity as it stands when the mail is sent, and the
entry for their calendar."""

from dataclasses import replace

from sqlmodel import Session

from db.activity_vocabulary import ActivityStage
from db.engine import snapshot
from db.models import Activity, Expert, Message, Organisation
from db.vocabulary import MessageKind
from domain import calendar_files, clock, speaker_mails
from domain.activity_entries import page_of
from domain.calendar_files import Method, Party
from domain.identifiers import dialled, is_mobile
from domain.invitation_letters import span
from domain.queries import activity_feeds
from server.mail_parts import Letter, named, sender

M = MessageKind
# The words before the other occurrences of which the same is told.
OTHERS = {
    M.SPEAKER_ASKED: "also_asked",
    M.SPEAKER_CHANGED: "also_changed",
    M.SPEAKER_CANCELLED: "also_cancelled",
}


class NotSo(Exception):
    """What the mail would say is no longer so."""


def letter(message: Message, words: dict[str, str]) -> tuple[str, Letter]:
    """(the name of the text, what fills it and goes with it). Raises NotSo.

    `words`: "open" stands for a place, and "no_topic" for a subject, that is not known yet; see OTHERS for the others.
    """
    method = Method.CANCEL if message.kind is M.SPEAKER_CANCELLED else Method.REQUEST
    with snapshot() as session:
        expert = session.get_one(Expert, message.expert_id)
        rows = _still_so(session, message, expert)
        entries = [_calendar(session, message, expert, row, method) for row in rows]
        first = rows[0]
        speaks = speaker_mails.speaks(session, first.id, expert.id)
        house = session.get_one(Organisation, first.organiser_id)
    language = message.language
    is_off = method is Method.CANCEL and first.stage is not ActivityStage.CANCELLED
    values = {
        "person": named(expert, language),
        "title": (language == "en" and first.title_en) or first.title,
        "number": first.number,
        "when": span(first.starts_at, first.ends_at, language),
        "where": " · ".join(filter(None, (first.place, first.link))) or words["open"],
        "topic": (speaks.topic if speaks else "") or words["no_topic"],
        "reason": first.cancelled_because,
        "organiser": _reached(house, language),
        "link": page_of(first.id),
        "others": "",
    }
    if len(rows) > 1:
        lines = [f"  {span(row.starts_at, row.ends_at, language)}" for row in rows[1:]]
        values["others"] = "\n".join(("", words[OTHERS[message.kind]], *lines, ""))
    name = "speaker_taken_off" if is_off else message.kind.value
    further = tuple((text, method) for text in entries[1:])
    return name, Letter(values, calendar=entries[0], method=method, further=further)


def _still_so(session: Session, message: Message, expert: Expert) -> list[Activity]:
    """Those of which the mail tells and for which it holds still, in their order. Raises NotSo."""
    if not expert.is_active:
        raise NotSo("the expert has left the list")
    if expert.email != message.recipient:
        raise NotSo("the expert has another address now")
    rows = [row for row in speaker_mails.told_of(session, message) if row.ends_at > clock.now()]
    if message.kind is M.SPEAKER_CANCELLED:
        rows = [row for row in rows if not _is_expected(session, row, expert)]
    else:
        rows = [row for row in rows if _is_expected(session, row, expert)]
    if not rows:
        raise NotSo("the activity or its speakers have moved on")
    return rows


def _is_expected(session: Session, row: Activity, expert: Expert) -> bool:
    is_held = row.stage is ActivityStage.PUBLISHED
    return is_held and speaker_mails.speaks(session, row.id, expert.id) is not None


def _calendar(
    session: Session, message: Message, expert: Expert, row: Activity, method: Method
) -> str:
    """One activity for the speaker's own calendar; it comes from the platform, not from a person.

    Whether they come they say elsewhere, so nobody is entered as having accepted.
    """
    house = session.get_one(Organisation, row.organiser_id)
    entry = replace(
        activity_feeds.with_talk(session, row, expert.id, message.language),
        is_cancelled=method is Method.CANCEL,
        organiser=sender(house, message.language),
        attendee=Party(named(expert, message.language), message.recipient),
    )
    return calendar_files.written([entry], clock.now(), method=method)


def _reached(house: Organisation, language: str) -> str:
    """Who holds it, with the telephone of the office; not with somebody's own."""
    phone = "" if is_mobile(house.phone or "") else dialled(house.phone or "")
    return " · ".join(filter(None, (named(house, language), phone)))
