"""Whether what a record reaches meets what a need asks for, figure by figure.

Figures are compared where both name the same thing, as they write it or by the staff's glossary, in units of one kind,
as 5 cm and 60 mm are. What names nothing is compared with nothing. Two bounds of one thing are a range.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from domain import units
from domain.targets import SHOWN, number

REMEMBERED = 4096  # figures that were compared
Also = Mapping[str, frozenset[str]]  # what else a levelled name is called
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "="}
_ENDLESS = Decimal("Infinity")


class Compared(NamedTuple):
    """Two figures of one thing, as they were written."""

    figure: str
    wanted: str
    reached: str
    is_met: bool


def compared(
    wanted: Sequence[Mapping], reached: Sequence[Mapping], also: Also
) -> Iterator[Compared]:
    """In the order of what is wanted, without what leaves it open."""
    theirs = _by_name(reached)
    for key, ours in _by_name(wanted).items():
        its = next((theirs[each] for each in _called(key, also) if each in theirs), None)
        for one in () if its is None else _ranges(ours):
            other = _ranges(its)[-1]
            is_met = _is_met(one, other)
            if is_met is not None:
                yield Compared(one[0]["name"], _told(one), _told(other), is_met)


@lru_cache(maxsize=REMEMBERED)
def levelled(name: str) -> str:
    """A name without what does not tell it from another: case and spaces."""
    return "".join(name.casefold().split())


def _by_name(targets: Iterable[Mapping]) -> dict[tuple[str, str], list[Mapping]]:
    """By name and kind of unit; without those that name nothing."""
    found: dict[tuple[str, str], list[Mapping]] = {}
    for each in targets:
        if each["name"]:
            key = levelled(each["name"]), units.level(each["unit"])[0]
            found.setdefault(key, []).append(each)
    return found


def _called(key: tuple[str, str], also: Also) -> Iterator[tuple[str, str]]:
    name, unit = key
    yield key
    for other in sorted(also.get(name, ())):
        yield other, unit


def _ranges(targets: Sequence[Mapping]) -> list[tuple[Mapping, ...]]:
    """Each by itself, or the two ends of a range as one, the lower first."""
    if sorted(each["relation"][0] for each in targets) != ["<", ">"]:
        return [(each,) for each in targets]
    low, high = sorted(targets, key=lambda each: each["relation"][0], reverse=True)
    if _in_base(low["value"], low["unit"]) > _in_base(high["value"], high["unit"]):
        return [(each,) for each in targets]
    return [(low, high)]


def _is_met(wanted: Sequence[Mapping], reached: Sequence[Mapping]) -> bool | None:
    """None: what is said leaves it open, as "at most 5" does where at least 4 is wanted.

    A range is met by what lies within it, as a hardness does, and by a range that holds all of it, as one of
    temperatures at which a machine works.
    """
    if len(wanted) == len(reached) == 1:
        return _is_met_alone(wanted[0], reached[0])
    (least, most), (low, high) = _span(wanted), _span(reached)
    is_within = low >= least and high <= most
    holds_all = low <= least and high >= most and len(reached) == 2 and _is_bounded(least, most)
    if is_within or holds_all:
        return True
    is_apart = any(
        begin[0] > end[0] or (begin[0] == end[0] and (begin[1] or not end[1]))
        for begin, end in ((low, most), (least, high))
    )
    return False if is_apart else None


def _is_met_alone(wanted: Mapping, reached: Mapping) -> bool | None:
    asks, says = wanted["relation"], reached["relation"]
    above = _in_base(reached["value"], reached["unit"]) - _in_base(wanted["value"], wanted["unit"])
    if "<" in (asks if asks != "=" else says):  # turned round, so that more is wanted
        above, asks, says = -above, _TURNED[asks], _TURNED[says]
    if asks == says == "=":
        return above == 0
    if asks == "=":  # what is reached lies above a bound
        return None if above < 0 or (above == 0 and says == ">=") else False
    if says in ("<", "<="):  # and may be anything below
        return None if above > 0 or (above == 0 and (asks, says) == (">=", "<=")) else False
    return above > 0 or (above == 0 and (asks == ">=" or says == ">"))


_End = tuple[Decimal, bool]


def _span(targets: Sequence[Mapping]) -> tuple[_End, _End]:
    """Both ends, which are ordered: a lower one that is not reached lies above one that is, an upper one below."""
    low, high = (-_ENDLESS, True), (_ENDLESS, False)
    for each in targets:
        value, relation = _in_base(each["value"], each["unit"]), each["relation"]
        if relation != "<" and relation != "<=":
            low = value, relation == ">"
        if relation != ">" and relation != ">=":
            high = value, relation != "<"
    return low, high


def _is_bounded(low: _End, high: _End) -> bool:
    return low[0].is_finite() and high[0].is_finite()


@lru_cache(maxsize=REMEMBERED)
def _in_base(value: float, unit: str) -> Decimal:
    """How many base units it is; powers of ten are told without rounding."""
    return Decimal(repr(value)).scaleb(units.level(unit)[1])


def _told(targets: Sequence[Mapping]) -> str:
    first, last = targets[0], targets[-1]
    is_plain = [each["relation"] for each in targets] == [">=", "<="]
    if is_plain and first["unit"] == last["unit"]:
        return f"{number(first['value'])}–{number(last['value'])} {first['unit']}".strip()
    return ", ".join(_written(each["relation"], each["value"], each["unit"]) for each in targets)


@lru_cache(maxsize=REMEMBERED)
def _written(relation: str, value: float, unit: str) -> str:
    sign = "" if relation == "=" else SHOWN[relation]  # what is said to be reached needs none
    return f"{sign} {number(value)} {unit}".strip()
