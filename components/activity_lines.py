"""Agenda, materials and questions of an activity as lines that are typed, and back."""

import re
from collections.abc import Iterable
from datetime import datetime

from components.typed_moments import local
from domain.activity_plans import AgendaItem, Material, Plan, Question
from domain.clock import LOCAL
from domain.errors import Missing, Unreadable

_ITEM = re.compile(r"(?:(\d{1,2})-(\d{1,2})\s+)?(\d{1,2})[:：](\d{2})\s+(.+)")
_MATERIAL = re.compile(r"(.+?)[\s:：]+(https?://\S+)")


def agenda(plan: Plan) -> str:
    """09:30 and what comes; with the day where it is not the first."""
    first = local(plan.starts_at).date()
    return "\n".join(
        f"{at:%H:%M} {title}" if at.date() == first else f"{at:%m-%d %H:%M} {title}"
        for at, title in ((local(each.at), each.title) for each in plan.agenda)
    )


def read_agenda(
    typed: str, starts: datetime | None, known: Iterable[AgendaItem]
) -> tuple[AgendaItem, ...]:
    """The items of the lines; one that stood there before keeps its length. Raises Missing, Unreadable."""
    before = {(each.at, each.title): each for each in known}
    found, lines = [], _lines(typed)
    if lines and starts is None:
        raise Missing(field="Begins")
    for each in lines:
        match = _ITEM.fullmatch(each)
        if match is None:
            raise Unreadable(field="Agenda", line=each)
        item = AgendaItem(_moment(match, local(starts)), match[5].strip())
        found.append(before.get((item.at, item.title), item))
    return tuple(found)


def materials(plan: Plan) -> str:
    return "\n".join(f"{each.title} {each.address}" for each in plan.materials)


def read_materials(typed: str) -> tuple[Material, ...]:
    """A title and an address from each line. Raises Unreadable."""
    matches = []
    for each in _lines(typed):
        matches.append(_MATERIAL.fullmatch(each))
        if matches[-1] is None:
            raise Unreadable(field="Material", line=each)
    return tuple(Material(each[1].strip(), each[2]) for each in matches)


def questions(plan: Plan) -> str:
    return "\n".join(
        " | ".join((f"{each.text} *" if each.is_required else each.text, *each.choices))
        for each in plan.questions
    )


def read_questions(typed: str, known: Iterable[Question]) -> tuple[Question, ...]:
    """The questions of the lines; one with the same text keeps its key, so that answers stay with it."""
    before = {each.text: each.key for each in known}
    used, found = set(before.values()), []
    for each in _lines(typed):
        text, *choices = (part.strip() for part in re.split(r"[|｜]", each))
        is_required = text.endswith(("*", "＊"))
        text = text.rstrip("*＊ ")
        key = before.pop(text, None) or next(
            name for n in range(1, 200) if (name := f"q{n}") not in used
        )
        used.add(key)
        found.append(Question(key, text, tuple(filter(None, choices)), is_required))
    return tuple(found)


def _moment(match: re.Match, first: datetime) -> datetime:
    month, day = match[1] or first.month, match[2] or first.day
    year = first.year + (int(month) < first.month)  # over the turn of the year
    try:
        return datetime(year, int(month), int(day), int(match[3]), int(match[4]), tzinfo=LOCAL)
    except ValueError:
        raise Unreadable(field="Agenda", line=match[0]) from None


def _lines(typed: str) -> list[str]:
    return [line for each in typed.splitlines() if (line := each.strip())]
