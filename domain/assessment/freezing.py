"""A month as it was published: one text that holds the scheme, what was counted and what came of it.

The text is written in one way only, so that assessing what stands in it comes to the very same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from db.assessment_vocabulary import Honour, MarkGrade, Standing
from db.indicator_vocabulary import Indicator
from domain.assessment import scheme as schemes
from domain.assessment.scheme import Scheme, text
from domain.assessment.scoring import Assessed, Counted, Item, Place, assess


@dataclass(frozen=True)
class Frozen:
    """A month as it was published."""

    month: date
    number: int  # of the scheme
    scheme: Scheme
    places: tuple[Place, ...]
    assessed: tuple[Assessed, ...]


def write(month: date, number: int, scheme: Scheme, places: Sequence[Place]) -> str:
    """Assess the month and write it down, in the form of the scheme's edition."""
    form = scheme.edition
    found = {
        "form": form,
        "month": f"{month:%Y-%m}",
        "scheme_number": number,
        "scheme": schemes.written(scheme),
        "places": [_place(each, form) for each in places],
        "assessed": [_assessed(each, form) for each in assess(scheme, places)],
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(document: str) -> Frozen:
    """What a text says; the result as it stands there, not as it would be counted today."""
    said = json.loads(document)
    return Frozen(
        month=date.fromisoformat(f"{said['month']}-01"),
        number=said["scheme_number"],
        scheme=schemes.read(said["scheme"]),
        places=tuple(map(_place_said, said["places"])),
        assessed=tuple(map(_assessed_said, said["assessed"])),
    )


def reproduce(document: str) -> str:
    """The text written anew from what it says was counted; the same bytes, or somebody has changed it."""
    known = read(document)
    return write(known.month, known.number, known.scheme, known.places)


def digest(document: str) -> str:
    return sha256(document.encode()).hexdigest()


def _place(place: Place, form: int) -> dict[str, Any]:
    newer = {} if form == 1 else {"left_out": [list(each) for each in place.left_out]}
    return newer | {
        "code": place.code,
        "volume": place.volume,
        "counted": {each.value: _counted(said, form) for each, said in place.counted.items()},
        "marks": {key: [mark.value for mark in marks] for key, marks in place.marks.items()},
        "before": _number(place.before),
    }


def _place_said(said: Mapping[str, Any]) -> Place:
    return Place(
        code=said["code"],
        volume=said["volume"],
        counted={
            Indicator(key): Counted(top, n, *map(_decimal, coverage))
            for key, (top, n, *coverage) in said["counted"].items()
        },
        marks={key: tuple(map(MarkGrade, marks)) for key, marks in said["marks"].items()},
        before=_decimal(said["before"]),
        left_out=tuple(map(tuple, said.get("left_out", ()))),
    )


def _counted(said: Counted, form: int) -> list[int | str | None]:
    coverage = [] if form == 1 else [_number(said.coverage)]
    return [said.top, said.n, *coverage]


def _assessed(each: Assessed, form: int) -> dict[str, Any]:
    return {
        "code": each.code,
        "volume": each.volume,
        "group": each.group,
        "items": [_item(item, form) for item in each.items],
        "measured": _number(each.measured),
        "total": _number(each.total),
        "low": _number(each.low),
        "high": _number(each.high),
        "standing": each.standing.value,
        "rank": each.rank,
        "of": each.of,
        "change": _number(each.change),
        "has_card": each.has_card,
        "honours": [honour.value for honour in each.honours],
    }


def _assessed_said(said: Mapping[str, Any]) -> Assessed:
    numbers = {name: _decimal(said[name]) for name in ("total", "low", "high", "change")}
    return Assessed(
        code=said["code"],
        volume=said["volume"],
        group=said["group"],
        items=tuple(map(_item_said, said["items"])),
        measured=Decimal(said["measured"]),
        standing=Standing(said["standing"]),
        rank=said["rank"],
        of=said["of"],
        has_card=said["has_card"],
        honours=tuple(map(Honour, said["honours"])),
        **numbers,
    )


def _item(item: Item, form: int) -> dict[str, Any]:
    newer = {} if form == 1 else {"coverage": _number(item.coverage)}
    return newer | {
        "key": item.key,
        "most": _number(item.most),
        "points": _number(item.points),
        "low": _number(item.low),
        "high": _number(item.high),
        "top": item.top,
        "n": item.n,
        "marks": [mark.value for mark in item.marks],
    }


def _item_said(said: Mapping[str, Any]) -> Item:
    return Item(
        key=said["key"],
        most=Decimal(said["most"]),
        points=_decimal(said["points"]),
        low=_decimal(said["low"]),
        high=_decimal(said["high"]),
        top=said["top"],
        n=said["n"],
        marks=tuple(map(MarkGrade, said["marks"])),
        coverage=_decimal(said.get("coverage")),
    )


def _number(value: Decimal | None) -> str | None:
    return None if value is None else text(value)


def _decimal(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)
