"""Meetings of a docking day as entries of a calendar: in a file, in a mail, in somebody's own feed.

A meeting is one entry wherever it is given out, so that a calendar follows what changes. No name stands in it, only
numbers and titles; a team that comes as a whole is known by its own.
"""

from datetime import timedelta

from domain.calendar_files import Entry
from domain.queries.docking import DayShown
from domain.queries.docking_coming import Coming
from domain.queries.docking_met import Cancelled, Met

Meeting = Met | Cancelled


def entry(shown: DayShown, met: Meeting, title: str, table: str) -> Entry:
    """One meeting, or one that is struck out; `table` names its table."""
    begins = shown.begins(met.slot)
    return Entry(
        uid=f"meeting-{met.need.record_id}-{_of(met.result)}@{shown.number}",
        begins=begins,
        ends=begins + timedelta(minutes=shown.slot_minutes),
        title=title,
        place=" · ".join(filter(None, (shown.place, table))),
        text=shown.name,
        sequence=met.sequence + shown.sequence,
        is_cancelled=isinstance(met, Cancelled),
    )


def _of(each: Coming) -> str:
    return f"team{each.record_id}" if each.is_team else str(each.record_id)


def own(shown: DayShown, language: str, table_form: str) -> list[Entry]:
    """The reader's own meetings and those that are not held after all; `table_form` has a place for the number."""
    return [
        entry(shown, met, _title(met, language), table_form.format(n=met.table + 1))
        for met in (*shown.meetings, *shown.cancelled)
        if met.is_ours
    ]


def _title(met: Meeting, language: str) -> str:
    ours, other = (met.result, met.need) if met.result.is_ours else (met.need, met.result)
    return f"{ours.number} × {_named(other, language)}"


def _named(each: Coming, language: str) -> str:
    title = (language == "en" and each.title_en) or each.title
    return each.number if title == each.number else f"{each.number} {title}"
