"""Target figures: what a technical need asks for or a result reaches, read from a line as people write it.

"泄漏率 ≤ 0.01 %" and "leak rate <= 0.01 %" say the same of two names. Kept as {name, relation, value, unit}.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass

from domain.errors import Refused

MOST = 12
SIGNS = {"≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", ">=": ">=", "<=": "<=", "=": "="}
WORDS = {
    "不低于": ">=",
    "不少于": ">=",
    "不小于": ">=",
    "至少": ">=",
    "不高于": "<=",
    "不超过": "<=",
    "不大于": "<=",
    "不多于": "<=",
    "at least": ">=",
    "at most": "<=",
    "not more than": "<=",
    "not less than": ">=",
}
SHOWN = {">=": "≥", "<=": "≤", "=": "="}
_RELATION = "|".join([*map(re.escape, WORDS), ">=", "<=", "≥", "≤", "≧", "≦", "="])
_LINE = re.compile(
    rf"(?P<name>.{{1,60}}?)\s*[:：]?\s*(?P<relation>{_RELATION})\s*"
    r"(?P<value>[-+]?\d{1,12}(?:,\d{3})*(?:\.\d{1,9})?)\s*(?P<unit>.{0,20})",
    re.IGNORECASE,
)


class NoTarget(Refused):
    message = "“{text}” is not a target figure; write it as: leak rate <= 0.01 %."


class TooManyTargets(Refused):
    message = "There are too many target figures: {most} at most."


@dataclass(frozen=True)
class Target:
    """One figure: `relation` is one of >=, <=, =."""

    name: str
    relation: str
    value: float
    unit: str = ""

    def __str__(self) -> str:
        number = f"{self.value:.10f}".rstrip("0").rstrip(".")
        return f"{self.name} {SHOWN[self.relation]} {number} {self.unit}".strip()


def read(typed: str) -> list[Target]:
    """One figure from each line (or part between semicolons). Raises NoTarget, TooManyTargets."""
    lines = [part.strip() for part in re.split(r"[\n;；]", typed or "") if part.strip()]
    if len(lines) > MOST:
        raise TooManyTargets(most=MOST)
    return [_read(each) for each in lines]


def stored(found: list[Target]) -> list[dict]:
    """As a record keeps them."""
    return [asdict(each) for each in found]


def shown(kept: list[dict]) -> tuple[str, ...]:
    """Each as a line that `read` understands."""
    return tuple(str(Target(**each)) for each in kept)


def _read(text: str) -> Target:
    level = "".join(each if each in SIGNS else unicodedata.normalize("NFKC", each) for each in text)
    found = _LINE.fullmatch(level.strip())
    if found is None or not found["name"].strip():
        raise NoTarget(text=text[:40])
    sign = found["relation"].lower()
    return Target(
        name=found["name"].strip(" ,，:："),
        relation=SIGNS.get(sign) or WORDS[sign],
        value=float(found["value"].replace(",", "")),
        unit=found["unit"].strip(),
    )
