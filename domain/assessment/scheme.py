"""A scheme of assessment: what earns how many points, who is compared with whom, and what follows from it.

A scheme is data. It is read from and written to one document, checked when it is read; a month keeps the whole
document it was assessed by. The one that is laid down follows the domain reference, section 4: [LYG] the formulas of
satisfaction and of being on time, [HZ] the groups and the marks of passing and excellence, [own] the other weights and
the Wilson bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from db.assessment_vocabulary import Formula, MarkGrade, RankedBy
from db.indicator_vocabulary import Better, Indicator, Unit
from domain.errors import Missing, Refused
from domain.indicators.definitions import DEFINITIONS

HUNDRED = Decimal(100)
MOST_ITEMS = 20
EDITION = (
    2  # of the rules of counting; in the first more was better of every figure, whatever it tells
)
TIMES = (Unit.WORKING_DAYS, Unit.DAYS)


class UnclearScheme(Refused):
    message = "The scheme does not hold together: {what}"


@dataclass(frozen=True)
class Quantity:
    """A figure that earns points.

    Of a share, `mark` is in per cent; of a time, in days. LOSS: `points` less `slope` for each per cent that is worse
    than it, never less than `floor`. REACH: the share of the mark that was reached, at most all points. Which way is
    worse stands in the indicator's definition: of the orders that were done again, more are.
    """

    indicator: Indicator
    points: Decimal
    formula: Formula
    mark: Decimal
    slope: Decimal = Decimal(0)
    floor: Decimal = Decimal(0)

    @property
    def key(self) -> str:
        return self.indicator.value

    @property
    def is_share(self) -> bool:
        return DEFINITIONS[self.indicator].unit is Unit.SHARE

    @property
    def is_time(self) -> bool:
        return DEFINITIONS[self.indicator].unit in TIMES

    @property
    def is_lower_better(self) -> bool:
        return DEFINITIONS[self.indicator].better is Better.LOWER


@dataclass(frozen=True)
class Quality:
    """Something that people mark by a grade; its points are those of the mean of the marks."""

    key: str
    name: str
    name_en: str
    points: Decimal


@dataclass(frozen=True)
class Group:
    """Who is compared with whom: those with at least so many demands in the month."""

    key: str
    name: str
    name_en: str
    least: int


@dataclass(frozen=True)
class Scheme:
    """All of it. The points of the items add up to a hundred; groups stand from the largest to the smallest."""

    quantities: tuple[Quantity, ...]
    qualities: tuple[Quality, ...]
    shares: Mapping[MarkGrade, Decimal]  # of an item's points that a grade earns
    groups: tuple[Group, ...]
    ranked_by: RankedBy
    z: Decimal  # of the Wilson interval: 1.96 for 95 in a hundred
    passes: Decimal
    excels: Decimal
    risen: Decimal  # points more than the month before, to be commended for having risen
    least_measured: Decimal  # points that could be measured, to be ranked at all
    card_must_be_sure: bool  # no yellow card where chance alone may have brought the total below
    appeal_days: int  # working days after the month was published
    few: int = 10  # of fewer records it is said that they are few
    edition: int = EDITION

    @property
    def items(self) -> tuple[Quantity | Quality, ...]:
        return (*self.quantities, *self.qualities)


def read(document: Mapping[str, Any]) -> Scheme:
    """A scheme from its document; raises UnclearScheme, Missing."""
    try:
        found = Scheme(
            quantities=tuple(map(_quantity, document["quantities"])),
            qualities=tuple(map(_quality, document["qualities"])),
            shares={
                grade: _number(document["shares"][grade.value], "shares", 1) for grade in MarkGrade
            },
            groups=tuple(map(_group, document["groups"])),
            ranked_by=RankedBy(document["ranked_by"]),
            z=_number(document["z"], "z", 5),
            passes=_number(document["passes"], "passes"),
            excels=_number(document["excels"], "excels"),
            risen=_number(document["risen"], "risen"),
            least_measured=_number(document["least_measured"], "least_measured"),
            card_must_be_sure=document["card_must_be_sure"] is True,
            appeal_days=int(_number(document["appeal_days"], "appeal_days", 60)),
            few=int(_number(document.get("few", 10), "few", 10_000)),
            edition=_edition(document.get("edition", 1)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        raise UnclearScheme(what=str(trouble)[:80]) from None
    _check(found)
    return found


def written(scheme: Scheme) -> dict[str, Any]:
    """The document of a scheme; numbers as text, so that it is the same everywhere."""
    newer = {} if scheme.edition == 1 else {"few": scheme.few, "edition": scheme.edition}
    return newer | {
        "quantities": [
            {
                "indicator": each.indicator.value,
                "points": text(each.points),
                "formula": each.formula.value,
                "mark": text(each.mark),
                "slope": text(each.slope),
                "floor": text(each.floor),
            }
            for each in scheme.quantities
        ],
        "qualities": [
            {
                "key": each.key,
                "name": each.name,
                "name_en": each.name_en,
                "points": text(each.points),
            }
            for each in scheme.qualities
        ],
        "shares": {grade.value: text(scheme.shares[grade]) for grade in MarkGrade},
        "groups": [
            {"key": each.key, "name": each.name, "name_en": each.name_en, "least": each.least}
            for each in scheme.groups
        ],
        "ranked_by": scheme.ranked_by.value,
        "z": text(scheme.z),
        "passes": text(scheme.passes),
        "excels": text(scheme.excels),
        "risen": text(scheme.risen),
        "least_measured": text(scheme.least_measured),
        "card_must_be_sure": scheme.card_must_be_sure,
        "appeal_days": scheme.appeal_days,
    }


def text(number: Decimal) -> str:
    """A number as it is kept: without a trail of zeros, never with an exponent."""
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _quantity(said: Mapping[str, Any]) -> Quantity:
    indicator = Indicator(said["indicator"])
    definition = DEFINITIONS[indicator]
    if not can_be_scored(indicator):
        raise UnclearScheme(what=indicator.value)
    formula, is_share = Formula(said["formula"]), definition.unit is Unit.SHARE
    if formula is Formula.LOSS and not is_share:
        raise UnclearScheme(what=indicator.value)
    mark = _number(said["mark"], "mark", 100 if is_share else 2_000_000_000)
    is_nought_meant = formula is Formula.LOSS and definition.better is Better.LOWER
    if not mark and not is_nought_meant:
        raise UnclearScheme(what=f"{indicator.value}: mark")
    points = _number(said["points"], "points")
    return Quantity(
        indicator=indicator,
        points=points,
        formula=formula,
        mark=mark,
        slope=_number(said["slope"], "slope", 10),
        floor=_number(said["floor"], "floor", points),
    )


def can_be_scored(indicator: Indicator) -> bool:
    """Whether an indicator tells of a month, so that it can earn points."""
    return not DEFINITIONS[indicator].is_now


def _edition(said: object) -> int:
    if said not in (1, EDITION) or isinstance(said, bool):
        raise UnclearScheme(what=f"edition {said}"[:40])
    return int(said)


def _quality(said: Mapping[str, Any]) -> Quality:
    key, name, name_en = (str(said[part]).strip() for part in ("key", "name", "name_en"))
    if not (0 < len(key) <= 32 and key.isascii() and key.replace("_", "").isalnum()):
        raise UnclearScheme(what=key[:40])
    if not name:
        raise Missing(field="Name (Chinese)")
    if len(name) > 40 or len(name_en) > 80:
        raise UnclearScheme(what=name[:40])
    return Quality(key, name, name_en or name, _number(said["points"], "points"))


def _group(said: Mapping[str, Any]) -> Group:
    least = int(_number(said["least"], "least", 1_000_000))
    return Group(str(said["key"]), str(said["name"])[:40], str(said["name_en"])[:40], least)


def _number(said: object, name: str, most: int | Decimal = 100) -> Decimal:
    try:
        found = Decimal(str(said))
    except InvalidOperation:
        raise UnclearScheme(what=name) from None
    if not found.is_finite() or not 0 <= found <= most or -found.as_tuple().exponent > 4:
        raise UnclearScheme(what=name)
    return found


def _check(scheme: Scheme) -> None:
    keys = [each.key for each in scheme.items]
    if not keys or len(keys) > MOST_ITEMS or len(set(keys)) < len(keys):
        raise UnclearScheme(what=", ".join(keys)[:80])
    total = sum(each.points for each in scheme.items)
    if total != HUNDRED:
        raise UnclearScheme(what=f"{text(total)} ≠ 100")
    leasts = [each.least for each in scheme.groups]
    if not leasts or leasts != sorted(set(leasts), reverse=True):
        raise UnclearScheme(what=", ".join(map(str, leasts)))
    if len({each.key for each in scheme.groups}) < len(leasts):
        raise UnclearScheme(what=", ".join(each.key for each in scheme.groups))
    if scheme.passes > scheme.excels or scheme.z <= 0:
        raise UnclearScheme(what=f"{text(scheme.passes)} > {text(scheme.excels)}")


def _loss(indicator: Indicator, points: int, slope: str, mark: int, floor: str = "0") -> Quantity:
    numbers = (Decimal(mark), Decimal(slope), Decimal(floor))
    return Quantity(indicator, Decimal(points), Formula.LOSS, *numbers)


LAID_DOWN = Scheme(
    quantities=(
        _loss(Indicator.SATISFACTION_RATE, 25, "0.5", 95, "12.5"),  # [LYG]
        _loss(Indicator.ON_TIME_CLOSING, 25, "1", 100),  # [LYG]
        _loss(Indicator.ON_TIME_ACCEPTANCE, 15, "0.6", 100),  # the same, of 15 points [own]
        _loss(Indicator.VISIT_VERIFICATION, 15, "0.6", 100),
    ),
    qualities=(
        Quality("reporting", "信息报送", "Reporting", Decimal(10)),
        Quality("service", "特色服务", "Services of its own", Decimal(10)),
    ),
    shares={
        MarkGrade.EXCELLENT: Decimal(1),
        MarkGrade.GOOD: Decimal("0.85"),
        MarkGrade.FAIR: Decimal("0.7"),
        MarkGrade.POOR: Decimal("0.5"),
    },
    groups=(
        Group("large", "第一组", "Group one", 300),
        Group("middle", "第二组", "Group two", 80),
        Group("small", "第三组", "Group three", 20),
    ),
    ranked_by=RankedBy.BOUND,
    z=Decimal("1.96"),
    passes=Decimal(90),
    excels=Decimal(95),
    risen=Decimal(3),
    least_measured=Decimal(50),
    card_must_be_sure=True,
    appeal_days=5,
)
