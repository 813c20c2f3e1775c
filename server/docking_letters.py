"""What a mail about a docking day says: the day and the reader's own meetings, as they stand when it is sent."""

from dataclasses import replace

from db.engine import snapshot
from db.models import Message, User
from db.research_vocabulary import DockingStage, MeetingStage
from db.settings import settings
from db.vocabulary import MessageKind
from domain import calendar_files, clock, day_words, docking_entries
from domain.calendar_files import Method, Party
from domain.permissions import person
from domain.queries import docking
from domain.queries.docking import DayShown
from domain.queries.docking_met import Met
from server.mail_parts import Letter

OF_A_TIMETABLE = (
    MessageKind.DOCKING_TIMETABLE,
    MessageKind.DOCKING_CHANGE,
    MessageKind.DOCKING_TOMORROW,
)
# Of these mails the meetings go along for the reader's calendar.
WITH_CALENDAR = ("docking_timetable", "docking_change", "docking_called_off", "docking_tomorrow")


class NotSo(Exception):
    """What the mail would say is no longer so."""


def letter(message: Message, words: dict, platform: str) -> tuple[str, Letter]:
    """Which mail it is by now, and what fills it, with the reader's own meetings for their calendar. Raises NotSo."""
    with snapshot() as session:
        user = session.get_one(User, message.user_id)
        shown = docking.day(session, person(session, user.id), message.docking_day_id)
    if shown is None or not user.is_active:
        raise NotSo("the reader takes no part in the docking day any more")
    name = _name(message.kind, shown)
    values = {
        "contact": user.name,
        "title": shown.name,
        "number": shown.number,
        "when": f"{day_words.told(shown.held_on, message.language)} {shown.begins_at}",
        "where": shown.place or words["open"],
        "records": "\n".join(f"  {each}" for each in _records(shown, message.language)),
        "meetings": _meetings(shown, message.language, words),
        "reason": shown.called_off_because,
        "link": f"{settings().public_url}/docking-day?id={shown.id}",
    }
    calendar = _calendar(shown, message, words, platform) if name in WITH_CALENDAR else ""
    return name, Letter(values, calendar=calendar, method=Method.PUBLISH if calendar else None)


def _calendar(shown: DayShown, message: Message, words: dict, platform: str) -> str:
    """All of them in one file, cancelled ones struck out: it replaces what an earlier mail, a file or the feed told."""
    sender = Party(platform, settings().mail_from)
    entries = docking_entries.own(shown, message.language, words["table"])
    told = [replace(each, organiser=sender) for each in entries]
    return calendar_files.written(told, clock.now(), method=Method.PUBLISH) if told else ""


def _name(kind: MessageKind, shown: DayShown) -> str:
    """The mail that tells what is so when it leaves. Raises NotSo."""
    stage = shown.stage
    is_change = kind is MessageKind.DOCKING_CHANGE
    is_past = shown.held_on < clock.now().astimezone(clock.LOCAL).date()
    if is_change and is_past and any(map(_is_untold, shown.meetings)):
        return "docking_untold"
    if stage is DockingStage.OVER:
        raise NotSo("the docking day is over")
    if stage is DockingStage.CALLED_OFF:
        if is_change:
            return "docking_called_off"
        raise NotSo("the docking day is called off")
    concerns = any(each.is_ours for each in (*shown.meetings, *shown.cancelled))
    if is_change and (stage is DockingStage.PLANNING or not concerns):
        return "docking_day_changed"
    if kind in OF_A_TIMETABLE and stage is DockingStage.PLANNING:
        raise NotSo("the timetable is not published")
    return kind.value


def _is_untold(met: Met) -> bool:
    return met.is_ours and met.stage is MeetingStage.PLANNED and not met.said


def _records(shown: DayShown, language: str) -> list[str]:
    return [_title(each, language) for each in (*shown.needs, *shown.results) if each.is_ours]


def _meetings(shown: DayShown, language: str, words: dict) -> str:
    """One line each of the reader's own, the cancelled ones after them."""
    lines = [_line(shown, met, language, words["meeting"]) for met in shown.meetings if met.is_ours]
    lines += [
        _line(shown, gone, language, words["cancelled"]) for gone in shown.cancelled if gone.is_ours
    ]
    return "\n".join(lines) or words["none"]


def _line(shown: DayShown, met, language: str, form: str) -> str:
    own, other = (met.own, met.other) if isinstance(met, Met) else (met.need, met.result)
    return "  " + form.format(
        at=f"{shown.begins(met.slot):%H:%M}",
        table=met.table + 1,
        own=_title(own, language),
        other=_title(other, language),
    )


def _title(each, language: str) -> str:
    title = each.title_en if language == "en" and each.title_en else each.title
    return f"{each.number} {title}" if title != each.number else each.number
