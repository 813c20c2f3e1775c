"""Activities as entries of a calendar: those of a feed, with their repetitions, and one that somebody comes to.

The first row of a recurring activity carries the rule; what was moved or cancelled stands beside it as an exception,
what the reader may not see is left out. So a calendar shows exactly the rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from dateutil.rrule import rrulestr

from db.activity_vocabulary import ActivityStage
from db.models import Activity
from db.settings import settings
from domain import repetition_rules
from domain.calendar_files import Entry
from domain.clock import LOCAL

TENTATIVE = (ActivityStage.DRAFT, ActivityStage.IN_REVIEW)
MOST_TEXT = 1000


@dataclass(frozen=True)
class Told:
    """A row with what stands around it."""

    row: Activity
    organiser: str
    changed_at: datetime


def page_of(activity_id: int) -> str:
    """The address of an activity's page."""
    return f"{settings().public_url.rstrip('/')}/activity?id={activity_id}"


def own_uid(row: Activity) -> str:
    """By which the calendar of somebody who comes knows it: of a recurring one, each occurrence by a name of its own,
    for they come to that one alone."""
    if row.recurrence_at is None:
        return row.uid
    return f"{row.uid}-{row.recurrence_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def single(told: Told, language: str) -> Entry:
    """One row, standing for itself."""
    row = told.row
    is_cancelled = row.stage is ActivityStage.CANCELLED
    summary = (row.summary_en if language == "en" else "") or row.summary
    said = (row.cancelled_because, told.organiser, summary[:MOST_TEXT], page_of(row.id))
    return Entry(
        uid=own_uid(row),
        begins=row.starts_at,
        ends=row.ends_at,
        title=(row.title_en if language == "en" else "") or row.title,
        place=row.place,
        text="\n".join(filter(None, said)),
        sequence=row.sequence,
        is_cancelled=is_cancelled,
        is_tentative=row.stage in TENTATIVE,
        url=page_of(row.id),
        changed_at=told.changed_at,
    )


def entries(found: Sequence[Told], rules: dict[str, str], language: str) -> list[Entry]:
    """The entries of a feed. `found`: all the rows that its reader may see; `rules`: of recurring ones, by uid."""
    made: list[Entry] = []
    recurring: dict[str, list[Told]] = {}
    for told in found:
        if told.row.recurrence_at is None:
            made.append(single(told, language))
        else:
            recurring.setdefault(told.row.uid, []).append(told)
    for uid, rows in recurring.items():
        rows.sort(key=lambda each: each.row.recurrence_at)
        made += _repeated(rows, rules.get(uid, ""), language)
    return made


def _repeated(rows: Sequence[Told], rule: str, language: str) -> Iterable[Entry]:
    """The one that carries the rule, and each occurrence that is not as the rule has it."""
    first, last = rows[0].row.recurrence_at, rows[-1].row.recurrence_at
    kept = repetition_rules.until(rule, last)
    given = _given(kept, first)
    shown = {each.row.recurrence_at for each in rows}
    if not shown <= set(given):  # a rule that does not give what is there
        return [single(each, language) for each in rows]
    sequence = max(each.row.sequence for each in rows)
    pattern = next((e for e in rows if e.row.stage is not ActivityStage.CANCELLED), rows[0])
    length = pattern.row.ends_at - pattern.row.starts_at
    head = replace(
        single(pattern, language),
        uid=pattern.row.uid,
        begins=first,
        ends=first + length,
        sequence=sequence,
        is_cancelled=False,
        changed_at=max(each.changed_at for each in rows),
        rule=kept,
        left_out=tuple(each for each in given if each not in shown),
    )
    others = (
        replace(
            single(each, language),
            uid=head.uid,
            sequence=sequence,
            instead_of=each.row.recurrence_at,
        )
        for each in rows
    )
    return [head, *(each for each in others if not _is_as(head, pattern, each))]


def _is_as(head: Entry, pattern: Told, other: Entry) -> bool:
    """Whether an occurrence is what the rule makes of the first; each has a page of its own, which does not count."""
    length = head.ends - head.begins
    mine, theirs = page_of(pattern.row.id), other.url
    same = (other.text.removesuffix(theirs), other.title, other.place, other.is_tentative)
    return (
        same == (head.text.removesuffix(mine), head.title, head.place, head.is_tentative)
        and not other.is_cancelled
        and (other.begins, other.ends) == (other.instead_of, other.instead_of + length)
    )


def _given(rule: str, first: datetime) -> list[datetime]:
    """When a rule has it begin; nothing for one that cannot be read."""
    try:
        found = rrulestr(f"RRULE:{rule}", dtstart=first.astimezone(LOCAL))
    except ValueError:
        return []
    return [each.astimezone(UTC) for each in found]
