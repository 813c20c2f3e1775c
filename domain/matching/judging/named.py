"""The fields of a judged text that are more than words, read as the platform's own files of needs and results are.

readiness         1 to 9, "TRL 6", "6级"
budget, price     yuan: 500000, "50万元"
industry          codes of GB/T 4754 ("344", "C3443"), or names that are known; several may stand in a list
area              a code of GB/T 2260, or a name that is known
target figures    "泄漏率 ≤ 0.01 %", in lines or in a list, or objects of name, relation, value and unit
team capacity     how many needs the team can take on in a year; `taken`: how many it has
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from domain import targets
from domain.errors import Refused
from domain.imports import mapping
from domain.lists.reading import WORDS, ListKind
from domain.matchmaking.fields import Beside, Fields
from domain.research_files import table
from domain.research_files.found import RecordFault, several
from domain.target_grammar import SIGNS
from domain.targets import SHOWN, Target

SHORT = 12  # characters of a readiness; what is longer tells more than a level
_CODE = re.compile(r"[A-T]?(\d{2,4})")
_AREA = re.compile(r"\d{6}")
_OURS = {
    "industrycode": "industry",
    "industrycodes": "industry",
    "minreadiness": "readiness",
    "leastreadiness": "readiness",
    "teamcapacity": "capacity",
    "团队容量": "capacity",
    "targets": "targets",
    "taken": "taken",
    "已承接": "taken",
    **dict.fromkeys(["area", "areacode", "district", "地区", "所在地", "区县"], "area"),
}
_IN_FILES = {  # as files of results, needs and teams name them
    "readiness": "readiness",
    "least_readiness": "readiness",
    "price": "money",
    "budget": "money",
    "industry": "industry",
    "industries": "industry",
    "targets": "targets",
    "figures": "targets",
    "yearly_capacity": "capacity",
}
_HEADS = table.FIELD_OF | {
    word: name
    for kind in (ListKind.NEEDS, ListKind.TEAMS)
    for name, words in WORDS[kind].items()
    for word in words.split()
}
_FIELD_OF = {word: _IN_FILES[name] for word, name in _HEADS.items() if name in _IN_FILES} | _OURS


@dataclass(frozen=True)
class Places:
    """What is known by its name: codes of industries and areas, and which areas lie side by side."""

    industries: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    near: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOWHERE = Places()


def taken_apart(
    said: Mapping[str, object], places: Places = NOWHERE
) -> tuple[Fields, Mapping[str, object]]:
    """The fields that an object tells, and what is left of it as words.

    A value that cannot be read as its field stays among the words, in part if the others can; of target figures the
    names stay there too, as in the platform's own records.
    """
    heads = mapping.guessed([name for name in said if isinstance(name, str)], _FIELD_OF)
    left, found = dict(said), {}
    for name, head in heads.items():
        value, rest = _READ[name](said[head], head, places)
        if value:
            found[name] = value
            del left[head]
            left |= {head: rest} if rest else {}
    if not found:
        return Fields(), said
    area = found.get("area")
    return Fields(
        industry_codes=tuple(found.get("industry", ())),
        area_code=area,
        near=places.near.get(area or "", frozenset()),
        targets=tuple(found.get("targets", ())),
        readiness=found.get("readiness"),
        money=found.get("money"),
        beside=Beside(capacity=found.get("capacity"), taken=found.get("taken", 0)),
    ), left


Read = tuple[
    object, object
]  # what was understood, nothing if it says nothing; what is left as words


def _readiness(value: object, _head: str, _places: Places) -> Read:
    if isinstance(value, str) and len(value.strip()) > SHORT:
        return None, value
    try:
        return table.level(_written(value), "readiness"), None
    except RecordFault:
        return None, value


def _money(value: object, head: str, _places: Places) -> Read:
    try:
        return table.money(_written(value), "money", in_wan="万" in head), None
    except RecordFault:
        return None, value


def _number(value: object, _head: str, _places: Places) -> Read:
    said = _written(value).strip()
    return (int(said), None) if said.isdecimal() else (None, value)


def _industry(value: object, _head: str, places: Places) -> Read:
    return _each(_parts(value), lambda part: _code(part, places))


def _code(part: object, places: Places) -> str | None:
    said = _written(part).strip()
    found = _CODE.fullmatch(said.upper())
    return found[1] if found else places.industries.get(said.casefold())


def _area(value: object, _head: str, places: Places) -> Read:
    said = _written(value).strip()
    code = said if _AREA.fullmatch(said) else places.areas.get(said.casefold())
    return code, None if code else value


def _targets(value: object, _head: str, _places: Places) -> Read:
    parts = re.split(r"[\n;；]", value) if isinstance(value, str) else value
    several, rest = _each(parts if isinstance(parts, list) else [parts], _figures)
    found = targets.stored(each for some in several for each in some)
    return found, [*targets.names_of(found), *rest]


def _figures(part: object) -> list[Target] | None:
    """One figure, or the two ends of a range."""
    if isinstance(part, Mapping):
        said = {name: _written(part.get(name)).strip() for name in ("name", "value", "unit")}
        sign = _written(part.get("relation")).strip() or "="
        part = f"{said['name']} {SHOWN.get(SIGNS.get(sign, sign), sign)} {said['value']} {said['unit']}"
    try:
        return targets.read(_written(part)) or None
    except (Refused, ValueError):
        return None


def _each(parts: Iterable[object], read: Callable) -> tuple[list, list]:
    """What was understood of several parts, and the others."""
    found, rest = [], []
    for part in parts:
        known = read(part)
        (rest if known is None else found).append(part if known is None else known)
    return found, rest


def _parts(value: object) -> list:
    if isinstance(value, list):
        return value
    return list(several(value)) if isinstance(value, str) else [value]


def _written(value: object) -> str:
    """A text or a number as it would be typed; nothing of anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return ""
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


_READ = {
    "readiness": _readiness,
    "money": _money,
    "industry": _industry,
    "area": _area,
    "targets": _targets,
    "capacity": _number,
    "taken": _number,
}
