"""What a month comes to under a scheme: points that add up, ranks within groups, cards and commendations.

Everything is counted in decimals from whole numbers, so that the same month comes to the same on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from db.assessment_vocabulary import Formula, Honour, MarkGrade, RankedBy, Standing
from db.indicator_vocabulary import Indicator
from domain.assessment.scheme import HUNDRED, Group, Quality, Quantity, Scheme

CENT = Decimal("0.01")
FINE = Decimal("0.0001")
ONE = Decimal(1)


@dataclass(frozen=True)
class Counted:
    """A figure: of `n` records `top` met it; of a number both are that number; of a time `top` is hundredths of a day.

    `coverage`: of all that a rate is about, the share that is known, 0 to 1; none where everything is.
    """

    top: int
    n: int
    coverage: Decimal | None = None


@dataclass(frozen=True)
class Place:
    """What is known of one sub-platform's month: its demands, figures, and marks by item."""

    code: str
    volume: int
    counted: Mapping[Indicator, Counted]
    marks: Mapping[str, tuple[MarkGrade, ...]]
    before: Decimal | None = None  # its total of the month before, after that month's corrections
    left_out: tuple[
        tuple[str, str], ...
    ] = ()  # (item, number of the order) that an appeal took out of its figures


@dataclass(frozen=True)
class Item:
    """What one item earned; `points` none: it could not be measured. `low` and `high`: by the bounds of the rate."""

    key: str
    most: Decimal
    points: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    top: int = 0
    n: int = 0
    marks: tuple[MarkGrade, ...] = ()
    coverage: Decimal | None = None


@dataclass(frozen=True)
class Assessed:
    """One sub-platform's month. `total` is out of a hundred, scaled up where not everything could be measured."""

    code: str
    volume: int
    group: str  # its key; empty: too few demands to be compared
    items: tuple[Item, ...]
    measured: Decimal  # points that could be earned
    total: Decimal | None
    low: Decimal | None
    high: Decimal | None
    standing: Standing
    rank: int | None = None
    of: int = 0  # so many are ranked in its group
    change: Decimal | None = None  # against the month before
    has_card: bool = False
    honours: tuple[Honour, ...] = ()


def assess(scheme: Scheme, places: Sequence[Place]) -> tuple[Assessed, ...]:
    """Every sub-platform, in the order they were given."""
    found = [_measured(scheme, place) for place in places]
    for group in scheme.groups:
        _ranked(scheme, group, found)
    _commended(scheme, found)
    return tuple(found)


def wilson(top: int, n: int, z: Decimal) -> tuple[Decimal, Decimal]:
    """The interval in which the rate behind `top` of `n` lies (Wilson 1927), both between 0 and 1."""
    share, many, square = Decimal(top) / n, Decimal(n), z * z
    middle = share + square / (2 * many)
    half = z * ((share * (ONE - share) + square / (4 * many)) / many).sqrt()
    whole = ONE + square / many
    # The last of its digits is rounded: the rate itself is never outside.
    low, high = min((middle - half) / whole, share), max((middle + half) / whole, share)
    return max(low, Decimal(0)), min(high, ONE)


def points_of(item: Quantity, value: Decimal, *, has_direction: bool = True) -> Decimal:
    """The points of a value: a share between 0 and 1, a number, or days.

    `has_direction`: what is better lower loses points above its mark; months of the first edition did not know of it.
    """
    is_turned = has_direction and item.is_lower_better
    reached = value * HUNDRED if item.is_share else value
    if item.formula is Formula.REACH:
        share = reached / item.mark
        if is_turned:
            share = item.mark / reached if reached else ONE
        return (item.points * min(share, ONE)).quantize(FINE, ROUND_HALF_UP)
    worse = max(reached - item.mark if is_turned else item.mark - reached, Decimal(0))
    return max(item.points - item.slope * worse, item.floor).quantize(FINE, ROUND_HALF_UP)


def is_few(scheme: Scheme, item: Quantity | Quality, earned: Item) -> bool:
    """Whether so few records stand behind an item that it says little."""
    if isinstance(item, Quality) or not (item.is_share or item.is_time):
        return False
    return 0 < earned.n < scheme.few


def _measured(scheme: Scheme, place: Place) -> Assessed:
    items = [_quantity(scheme, each, place) for each in scheme.quantities]
    items += [_quality(scheme, each, place) for each in scheme.qualities]
    known = [each for each in items if each.points is not None]
    most = sum((each.most for each in known), Decimal(0))
    group = next((each.key for each in scheme.groups if place.volume >= each.least), "")
    total, low, high = (
        (sum(getattr(each, part) for each in known) * HUNDRED / most).quantize(CENT, ROUND_HALF_UP)
        if most
        else None
        for part in ("points", "low", "high")
    )
    is_ranked = bool(group) and total is not None and most >= scheme.least_measured
    change = None if total is None or place.before is None else total - place.before
    return Assessed(
        code=place.code,
        volume=place.volume,
        group=group,
        items=tuple(items),
        measured=most,
        total=total,
        low=low,
        high=high,
        standing=_standing(scheme, total) if is_ranked else Standing.NOT_RANKED,
        change=change,
    )


def _quantity(scheme: Scheme, item: Quantity, place: Place) -> Item:
    counted = place.counted.get(item.indicator)
    if counted is None or ((item.is_share or item.is_time) and not counted.n):
        return Item(item.key, item.points)
    told = {"key": item.key, "most": item.points, "top": counted.top, "n": counted.n}
    told["coverage"] = counted.coverage
    has_direction = scheme.edition > 1
    if not item.is_share:
        value = Decimal(counted.top) / HUNDRED if item.is_time else Decimal(counted.top)
        points = points_of(item, value, has_direction=has_direction)
        return Item(points=points, low=points, high=points, **told)
    rates = (Decimal(counted.top) / counted.n, *wilson(counted.top, counted.n, scheme.z))
    points, *bounds = (points_of(item, rate, has_direction=has_direction) for rate in rates)
    return Item(points=points, low=min(bounds), high=max(bounds), **told)


def _quality(scheme: Scheme, item: Quality, place: Place) -> Item:
    marks = tuple(sorted(place.marks.get(item.key, ())))
    if not marks:
        return Item(item.key, item.points)
    mean = sum(scheme.shares[mark] for mark in marks) / len(marks)
    points = (item.points * mean).quantize(FINE, ROUND_HALF_UP)
    return Item(item.key, item.points, points, points, points, len(marks), len(marks), marks)


def _ranked(scheme: Scheme, group: Group, found: list[Assessed]) -> None:
    """Who is equal has the same rank, and the next one comes after all of them: 1, 2, 2, 4."""
    inside = [
        place
        for place, each in enumerate(found)
        if each.group == group.key and each.standing is not Standing.NOT_RANKED
    ]
    by = "low" if scheme.ranked_by is RankedBy.BOUND else "total"
    for place in inside:
        mine = getattr(found[place], by)
        rank = 1 + sum(getattr(found[other], by) > mine for other in inside)
        found[place] = replace(found[place], rank=rank, of=len(inside))
    last = max((found[place].rank for place in inside), default=0)
    for place in inside:
        each = found[place]
        is_last = last > 1 and each.rank == last
        found[place] = replace(each, has_card=is_last and _is_below(scheme, each))


def _commended(scheme: Scheme, found: list[Assessed]) -> None:
    risen = [
        each.change
        for each in found
        if each.rank and each.standing is not Standing.BELOW and each.change is not None
    ]
    most = max(risen, default=None)
    for place, each in enumerate(found):
        honours = []
        if each.rank == 1 and each.standing is Standing.EXCELLENT:
            honours.append(Honour.FIRST)
        may_rise = each.rank and each.standing is not Standing.BELOW and each.change is not None
        if may_rise and each.change == most and most >= scheme.risen:
            honours.append(Honour.RISEN)
        found[place] = replace(each, honours=tuple(honours))


def _is_below(scheme: Scheme, each: Assessed) -> bool:
    """Below the mark; where the scheme says so, also if all rates were as good as chance allows."""
    judged = each.high if scheme.card_must_be_sure else each.total
    return each.total < scheme.passes and judged < scheme.passes


def _standing(scheme: Scheme, total: Decimal) -> Standing:
    if total >= scheme.excels:
        return Standing.EXCELLENT
    return Standing.PASSED if total >= scheme.passes else Standing.BELOW
