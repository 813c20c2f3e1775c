"""Target figures: what a technical need asks for or a result reaches, read from a line as people write it.

"泄漏率 ≤ 0.01 %" and "leak rate <= 0.01 %" say the same of two names. Kept as {name, relation, value, unit}.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass

from domain.errors import Refused

MOST = 12
SIGNS = {
    "≥": ">=",
    "≧": ">=",
    "⩾": ">=",
    "≤": "<=",
    "≦": "<=",
    "⩽": "<=",
    ">=": ">=",
    "<=": "<=",
    "=": "=",
    ">": ">",
    "<": "<",
}
WORDS = {
    "不低于": ">=",
    "不少于": ">=",
    "不小于": ">=",
    "大于等于": ">=",
    "大于或等于": ">=",
    "至少": ">=",
    "不高于": "<=",
    "不超过": "<=",
    "不大于": "<=",
    "不多于": "<=",
    "小于等于": "<=",
    "小于或等于": "<=",
    "大于": ">",
    "高于": ">",
    "超过": ">",
    "小于": "<",
    "低于": "<",
    "at least": ">=",
    "at most": "<=",
    "not more than": "<=",
    "no more than": "<=",
    "not less than": ">=",
    "no less than": ">=",
    "more than": ">",
    "less than": "<",
}
BEHIND = {"及以上": ">=", "以上": ">=", "及以下": "<=", "以下": "<="}
SHOWN = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<"}
_RELATION = "|".join(map(re.escape, sorted([*WORDS, *SIGNS], key=len, reverse=True)))
_VALUE = r"(?P<value>[-+]?\d{1,12}(?:,\d{3})*(?:\.\d{1,9})?)"
_LINE = re.compile(
    rf"(?P<name>.{{1,60}}?)\s*[:：]?\s*(?P<relation>{_RELATION})\s*{_VALUE}\s*(?P<unit>.{{0,20}})",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"(?P<name>.{{1,60}})(?<![\d.,+-]){_VALUE}\s*(?P<unit>[^\d]{{0,20}}?)\s*(?P<relation>{'|'.join(BEHIND)})"
)
_DEVIATION = re.compile(
    rf"(?P<name>.{{0,56}}(?:精度|误差|偏差|公差|accuracy|deviation|error|tolerance))\s*[:：]?\s*"
    rf"(?P<relation>±)\s*{_VALUE}\s*(?P<unit>.{{0,20}})",
    re.IGNORECASE,
)
_SAYS = re.compile(rf"{_RELATION}|(?:{'|'.join(BEHIND)})|±", re.IGNORECASE)
_NOT = re.compile(r"(?:不[得能应可宜要]?|未|勿|not|never)\s*$", re.IGNORECASE)
# A unit that begins so is the rest of a number: 10-20 mm, 1 000 h, 1×10^5, 5 to 7 h.
_MORE = re.compile(r"[\d.,]|(?:[-~–—±×x*]|e[-+]?|to|至|到)\s*\d", re.IGNORECASE)
_LEVEL = str.maketrans({"−": "-", "－": "-", "～": "~", "〜": "~"})


class NoTarget(Refused):
    message = "“{text}” is not a target figure; write it as: leak rate <= 0.01 %."


class NotOneFigure(Refused):
    message = (
        "“{text}” holds more than one number. Write one figure on each line, such as: leak rate <= 0.01 %; a range as "
        "two of them."
    )


class TooManyTargets(Refused):
    message = "There are too many target figures: {most} at most."


@dataclass(frozen=True)
class Target:
    """One figure: `relation` is one of >=, <=, =, >, <."""

    name: str
    relation: str
    value: float
    unit: str = ""

    def __str__(self) -> str:
        number = f"{self.value:.10f}".rstrip("0").rstrip(".")
        return f"{self.name} {SHOWN[self.relation]} {number} {self.unit}".strip()


def read(typed: str) -> list[Target]:
    """One figure from each line, part between semicolons, or part between commas that says a relation of its own.

    Raises NoTarget, NotOneFigure, TooManyTargets.
    """
    lines = [each for part in re.split(r"[\n;；]", typed or "") for each in _parted(part)]
    if len(lines) > MOST:
        raise TooManyTargets(most=MOST)
    return [_read(each) for each in lines]


def stored(found: list[Target]) -> list[dict]:
    """As a record keeps them."""
    return [asdict(each) for each in found]


def shown(kept: list[dict]) -> tuple[str, ...]:
    """Each as a line that `read` understands."""
    return tuple(str(Target(**each)) for each in kept)


def _parted(line: str) -> list[str]:
    """A line cut at the commas behind which another figure is told; a comma of a name or of thousands cuts nothing."""
    found = [""]
    for mark, part in re.findall(r"([,，、]?)([^,，、]*)", _level(line)):
        if mark and _SAYS.search(found[-1]) and _SAYS.search(part):
            found.append(part)
        else:
            found[-1] += mark + part
    return [each.strip() for each in found if each.strip()]


def _level(text: str) -> str:
    """In plain letters; the signs of a relation as they are."""
    plain = (each if each in SIGNS else unicodedata.normalize("NFKC", each) for each in text)
    return "".join(plain).translate(_LEVEL)


def _read(text: str) -> Target:
    found = _LINE.fullmatch(text) or _BEHIND.fullmatch(text) or _DEVIATION.fullmatch(text)
    name = found["name"].strip(" ,，、:：") if found else ""
    if not name or _NOT.search(name):
        raise NoTarget(text=text[:40])
    unit = found["unit"].strip()
    is_behind = found.re is _BEHIND
    if _MORE.match(unit) or _SAYS.search(unit) or (is_behind and re.search(r"[-~至到±]$", name)):
        raise NotOneFigure(text=text[:40])
    sign = found["relation"].lower()
    return Target(
        name=name,
        relation={**SIGNS, **WORDS, **BEHIND, "±": "<="}[sign],
        value=float(found["value"].replace(",", "")),
        unit=unit,
    )
