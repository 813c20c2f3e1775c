"""Target figures: what a technical need asks for or a result reaches, read from a line as people write it.

"泄漏率 ≤ 0.01 %" and "leak rate <= 0.01 %" say the same of two names. Kept as {name, relation, value, unit}; a range is
two of one name. A figure that names nothing ("90%以上") is kept as it is: it is told, and compared with nothing.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from domain import target_grammar as grammar
from domain import units
from domain.errors import Refused

MOST = 24
LONGEST = 200  # characters of one figure, with all that it is told in
SHOWN = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<"}
LEAST, BEYOND = 1e-6, 1e12  # between them a value is written out, else told by a power of ten
_LEVEL = str.maketrans({"−": "-", "－": "-", "～": "~", "〜": "~", "’": ",", "'": ","})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_POWER_OF_TEN = re.compile("(?<=10)([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


class NoTarget(Refused):
    message = "“{text}” is not a target figure; write it as: leak rate <= 0.01 %."


class NotOneFigure(Refused):
    message = (
        "“{text}” can be read in more than one way. Write one figure on each line, such as: leak rate <= 0.01 %; a "
        "range as: thickness 10-20 mm."
    )


class TooManyTargets(Refused):
    message = "There are too many target figures: {most} at most."


@dataclass(frozen=True)
class Target:
    """One figure: `relation` is one of >=, <=, =, >, <; `name` is empty where none was said."""

    name: str
    relation: str
    value: float
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.name} {SHOWN[self.relation]} {number(self.value)} {self.unit}".strip()


def read(typed: str) -> list[Target]:
    """One figure, or the two ends of a range, from each line, part between semicolons, or part between commas that says
    a bound of its own. Behind a comma or "and" the other bound of the same thing needs no name.

    Raises NoTarget, NotOneFigure, TooManyTargets.
    """
    found: list[Target] = []
    for line in re.split(r"[\n;；]", typed or ""):
        of_line: list[Target] = []
        for part in _parted(line):
            more = _read(part)
            of_line = [*of_line[:-1], *_joined(of_line[-1], more)] if of_line else more
        if any(not (each.name or each.unit) for each in of_line):
            raise NoTarget(text=line.strip()[:40])
        found += of_line
    if len(found) > MOST:
        raise TooManyTargets(most=MOST)
    return found


def stored(found: Iterable[Target]) -> list[dict]:
    """As a record keeps them."""
    return [asdict(each) for each in found]


def shown(kept: list[dict]) -> tuple[str, ...]:
    """Each as a line that `read` understands."""
    return tuple(str(Target(**each)) for each in kept)


def names_of(kept: Iterable[dict]) -> list[str]:
    """What the figures of a record are of, each once."""
    return list(dict.fromkeys(each["name"] for each in kept if each["name"]))


def is_nameless(line: str) -> bool:
    """Whether a line that is shown says no name."""
    return line.startswith(tuple(SHOWN.values()))


def number(value: float) -> str:
    """A value as it is told: 1000, 0.01, 1×10^-9."""
    exact = Decimal(repr(value)).normalize()
    if not value or LEAST <= abs(value) < BEYOND:
        return f"{exact:f}"
    power = exact.adjusted()
    return f"{exact.scaleb(-power):f}×10^{power}"


def _parted(line: str) -> list[str]:
    """A line cut at the commas behind which another figure is told, and where "and" leads to another bound; a comma of
    a name or of thousands cuts nothing."""
    found = [""]
    for mark, part in re.findall(r"([,，、]?)([^,，、]*)", _level(line)):
        if mark and grammar.SAYS.search(found[-1]) and grammar.SAYS.search(part):
            found.append(part)
        else:
            found[-1] += mark + part
        if len(found[-1]) > LONGEST:
            raise NoTarget(text=found[-1].strip()[:40])
    return [each.strip() for part in found for each in _bounds(part) if each.strip()]


def _bounds(part: str) -> list[str]:
    """ "at least 10 and at most 20 mm" in two."""
    found, *rest = grammar.AND.split(part)
    cut = [found]
    for word, behind in zip(rest[::2], rest[1::2], strict=True):
        if grammar.SAYS.search(cut[-1]) and grammar.BEGINS.match(behind):
            cut.append(behind)
        else:
            cut[-1] += word + behind
    return cut


def _level(text: str) -> str:
    """In plain letters; the signs of a relation as they are."""
    text = _POWER_OF_TEN.sub(lambda found: "^" + found[1].translate(_RAISED), text)
    plain = (
        each if each in grammar.SIGNS else unicodedata.normalize("NFKC", each) for each in text
    )
    return "".join(plain).translate(_LEVEL)


def _joined(one: Target, more: list[Target]) -> list[Target]:
    """The bound told last and what follows it: the other end of the same, where that names nothing."""
    first, *rest = more
    is_other_end = not first.name and {one.relation[0], first.relation[0]} == {"<", ">"}
    if not is_other_end or rest:
        return [one, *more]
    unit = one.unit or first.unit
    if units.level(unit)[0] != units.level(first.unit or unit)[0]:
        return [one, *more]
    return [replace(one, unit=unit), replace(first, name=one.name, unit=first.unit or unit)]


def _read(text: str) -> list[Target]:
    """Raises NoTarget, NotOneFigure."""
    has_bound = any(sign in text for sign in grammar.SIGNS if sign != "=")
    readers = _BY_SIGN + _BY_RANGE if has_bound else _BY_RANGE + _BY_SIGN
    found = ((pattern.fullmatch(text), make) for pattern, make in readers)
    made = next((make(match) for match, make in found if match), None)
    if made is None:
        raise NoTarget(text=text[:40])
    if any(grammar.NOT.search(each.name) for each in made):
        raise NoTarget(text=text[:40])
    return made


def _single(found: re.Match) -> list[Target]:
    sign = " ".join(found["relation"].lower().split())
    relation = (grammar.BEHIND if found.re is grammar.FOLLOWED else grammar.MEANS)[sign]
    name = _name(found)
    is_by_word = (
        found.re is not grammar.SIGNED
    )  # a sign is the bound, whatever words its name holds
    if is_by_word and grammar.BOUND.search(name) and not grammar.NOT.search(name):
        raise NotOneFigure(text=found.string[:40])
    return [Target(name, relation, _value(found["value"]), _unit(found))]


def _deviation(found: re.Match) -> list[Target]:
    """What lies at most so far off, to either side."""
    relation = grammar.MEANS[" ".join(found["relation"].lower().split()) or "="]
    return [
        Target(
            _name(found),
            "<" if relation == "<" else "<=",
            _value(found["value"]),
            _unit(found),
        )
    ]


def _range(found: re.Match) -> list[Target]:
    name = grammar.RANGE_OF.sub("", _name(found)).strip()
    low, high = _value(found["low"]), _value(found["value"])
    ours, its = _two_units(found)
    if grammar.BOUND.search(name) or _in_base(low, ours) >= _in_base(high, its):
        raise NotOneFigure(text=found.string[:40])
    return [Target(name, ">=", low, ours), Target(name, "<=", high, its)]


def _around(found: re.Match) -> list[Target]:
    name = _name(found)
    middle, off = (Decimal(repr(_value(found[each]))) for each in ("low", "value"))
    ours, its = _two_units(found)
    if grammar.BOUND.search(name) or ours != its or off <= 0:
        raise NotOneFigure(text=found.string[:40])
    ends = (">=", middle - off), ("<=", middle + off)
    return [Target(name, relation, float(value), its) for relation, value in ends]


def _framed(found: re.Match) -> list[Target]:
    name, (ours, its) = _name(found), _two_units(found)
    before, behind = (grammar.SIGNS[found[each]] for each in ("before", "relation"))
    if before[0] != behind[0] or before == "=":
        raise NotOneFigure(text=found.string[:40])
    first = Target(name, grammar.TURNED[before], _value(found["low"]), ours)
    return [first, Target(name, behind, _value(found["value"]), its)]


_BY_SIGN = (
    (grammar.FRAMED, _framed),
    (grammar.DEVIATION, _deviation),
    (grammar.SIGNED, _single),
)
_BY_RANGE = (
    *((each, _range) for each in grammar.RANGES),
    (grammar.AROUND, _around),
    (grammar.FOLLOWED, _single),
    (grammar.WORDED, _single),
)


def _name(found: re.Match) -> str:
    """Without what leads over to the bound."""
    name, before = found["name"], None
    while name != before:
        before, name = name, grammar.LEADS.sub("", name.strip(" ,，、:："))
    return name


def _value(written: str) -> float:
    plain = re.sub(r"[ ,]", "", written.lower())
    plain = re.sub(r"[×x*·]10\^", "e", plain)
    return float(re.sub(r"10\^", "1e", plain))


def _unit(found: re.Match) -> str:
    """Raises NotOneFigure where a unit begins as the rest of a number does, or holds another bound."""
    unit = found["unit"].strip(" 。")
    if grammar.REST.match(unit) or grammar.MORE.search(unit):
        raise NotOneFigure(text=found.string[:40])
    return unit


def _two_units(found: re.Match) -> tuple[str, str]:
    """Those of two ends, of which the first may be left out, or be 万 of 万次."""
    its = grammar.AMID.sub("", found["unit"].strip(" 。"))
    if grammar.REST.match(its) or grammar.MORE.search(its):
        raise NotOneFigure(text=found.string[:40])
    ours = found["its"] or ""
    if its.startswith(ours):
        return its, its
    if units.level(ours)[0] != units.level(its)[0]:
        raise NotOneFigure(text=found.string[:40])
    return ours, its


def _in_base(value: float, unit: str) -> Decimal:
    return Decimal(repr(value)).scaleb(units.level(unit)[1])
