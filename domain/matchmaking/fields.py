"""What the fields of a need and a record say beside their words: what lifts a score, and what lowers it.

Each part is a number that is added to the score of the words, which lies between 0 and 1; the weights [own] are small
beside it, so that fields order what the words have found and find nothing by themselves. What is not known neither
lifts nor lowers. A reason given by somebody for this need ("not ready enough") makes its part weigh more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from db.research_vocabulary import FieldGroup, NotThis
from domain.matchmaking import figures_met
from domain.matchmaking.figures_met import Also

INDUSTRY, OTHER_INDUSTRY = 0.06, -0.04
READY, UNREADY, MOST_UNREADY = 0.05, -0.05, 0.15
MET, MISSED, MOST_FIGURES = 0.04, -0.06, 3
WITHIN, ABOVE = 0.03, -0.08
NEAR, BESIDE, IN_TOWN, AWAY = (
    0.02,
    0.012,
    0.006,
    -0.01,
)  # same area, the next one, the same city, elsewhere
CITY = 4  # figures of a code of GB/T 2260 that name the city
TRACK = 0.05  # at most, for a partner whose matches all came further
TRACK_FROM = 4  # matches that the general share counts for
FULL = -0.06
HEAVIER, MOST_HEAVY = 2.0, 4.0
REMEMBERED = 4096  # codes that were compared


class Why(StrEnum):
    """What a field says."""

    SAME_INDUSTRY = "same_industry"
    RELATED_INDUSTRY = "related_industry"
    OTHER_INDUSTRY = "other_industry"
    READY = "ready"
    UNREADY = "unready"
    FIGURE_MET = "figure_met"
    FIGURE_MISSED = "figure_missed"
    WITHIN_BUDGET = "within_budget"
    ABOVE_BUDGET = "above_budget"
    SAME_AREA = "same_area"
    NEXT_AREA = "next_area"
    SAME_CITY = "same_city"
    OTHER_CITY = "other_city"
    TRACK_RECORD = "track_record"
    TEAM_FULL = "team_full"


GROUP_OF = {
    Why.SAME_INDUSTRY: FieldGroup.INDUSTRY,
    Why.RELATED_INDUSTRY: FieldGroup.INDUSTRY,
    Why.OTHER_INDUSTRY: FieldGroup.INDUSTRY,
    Why.READY: FieldGroup.READINESS,
    Why.UNREADY: FieldGroup.READINESS,
    Why.FIGURE_MET: FieldGroup.FIGURES,
    Why.FIGURE_MISSED: FieldGroup.FIGURES,
    Why.WITHIN_BUDGET: FieldGroup.MONEY,
    Why.ABOVE_BUDGET: FieldGroup.MONEY,
    Why.SAME_AREA: FieldGroup.AREA,
    Why.NEXT_AREA: FieldGroup.AREA,
    Why.SAME_CITY: FieldGroup.AREA,
    Why.OTHER_CITY: FieldGroup.AREA,
    Why.TRACK_RECORD: FieldGroup.TRACK_RECORD,
    Why.TEAM_FULL: FieldGroup.CAPACITY,
}
AS_LAID_DOWN: Mapping[str, float] = {}


@dataclass(frozen=True)
class Beside:
    """What is known of a record's people beside the record."""

    capacity: int | None = None  # needs that its team can take on in a year
    taken: int = 0  # and has taken on this year
    matches: int = 0  # of its organisation that have ended or come to a contract
    contracts: int = 0
    is_placed: bool = True  # whether the reader may know where it lies


ALONE = Beside()


@dataclass(frozen=True)
class Fields:
    """The fields of one need, or of one record."""

    industry_codes: tuple[str, ...] = ()
    area_code: str | None = None
    near: frozenset[str] = frozenset()  # areas that lie beside its own
    targets: tuple[Mapping, ...] = ()
    also: Also = field(default_factory=dict)  # what their names are called too
    readiness: int | None = None
    money: int | None = None
    beside: Beside = ALONE


class FieldPart(NamedTuple):
    """What one field adds; `said` fills the places of the sentence that tells it."""

    why: Why
    value: float
    said: Mapping[str, object] = MappingProxyType({})


def parts(
    need: Fields,
    record: Fields,
    reasons: Iterable[NotThis] = (),
    learned: Mapping[str, float] = AS_LAID_DOWN,
) -> tuple[FieldPart, ...]:
    """What the fields of a need and of a record say, the weightiest first.

    `reasons`: why other records did not suit this need; the parts concerned weigh more. `learned`: how many times as
    heavy each group is, by what people decided; a group that is not in it weighs as laid down.
    """
    heavy = _heavy(reasons)
    found = [
        *_industry(need, record),
        *_readiness(need, record),
        *_figures(need, record),
        *_money(need, record),
        *_area(need, record),
        *_track(record.beside),
        *_capacity(record.beside),
    ]
    if heavy or learned:
        found = [
            FieldPart(
                part.why,
                part.value * heavy.get(part.why, 1.0) * learned.get(GROUP_OF[part.why], 1.0),
                part.said,
            )
            for part in found
        ]
    kept = (part for part in found if part.value)
    return tuple(sorted(kept, key=lambda part: -abs(part.value)))


_CONCERNS: dict[NotThis, tuple[Why, ...]] = {
    NotThis.OTHER_INDUSTRY: (Why.SAME_INDUSTRY, Why.RELATED_INDUSTRY, Why.OTHER_INDUSTRY),
    NotThis.NOT_READY: (Why.READY, Why.UNREADY),
    NotThis.TARGETS_MISSED: (Why.FIGURE_MET, Why.FIGURE_MISSED),
    NotThis.TOO_EXPENSIVE: (Why.WITHIN_BUDGET, Why.ABOVE_BUDGET),
    NotThis.TOO_FAR: (Why.SAME_AREA, Why.NEXT_AREA, Why.SAME_CITY, Why.OTHER_CITY),
    NotThis.NO_CAPACITY: (Why.TEAM_FULL,),
}


def _heavy(reasons: Iterable[NotThis]) -> dict[Why, float]:
    found: dict[Why, float] = {}
    for reason in reasons:
        for why in _CONCERNS.get(reason, ()):
            found[why] = min(found.get(why, 1.0) * HEAVIER, MOST_HEAVY)
    return found


def _industry(need: Fields, record: Fields) -> Sequence[FieldPart]:
    """Classes of GB/T 4754 agree as far as their codes do: two figures are a division, three a group."""
    if not need.industry_codes or not record.industry_codes:
        return ()
    ours = need.industry_codes[0]
    shared = max(_same_figures(ours, code) for code in record.industry_codes)
    if shared >= min(len(ours), 3):
        return (FieldPart(Why.SAME_INDUSTRY, INDUSTRY, {"industry": ours}),)
    if shared == 2:
        return (FieldPart(Why.RELATED_INDUSTRY, INDUSTRY / 2, {"industry": ours}),)
    return (FieldPart(Why.OTHER_INDUSTRY, OTHER_INDUSTRY, {"industry": ours}),)


@lru_cache(maxsize=REMEMBERED)
def _same_figures(one: str, other: str) -> int:
    many = 0
    for ours, its in zip(one, other, strict=False):
        if ours != its:
            break
        many += 1
    return many


def _readiness(need: Fields, record: Fields) -> Sequence[FieldPart]:
    if record.readiness is None or need.readiness is None:
        return ()
    said = {"reached": record.readiness, "wanted": need.readiness}
    lacks = need.readiness - record.readiness
    if lacks <= 0:
        return (FieldPart(Why.READY, READY, said),)
    return (FieldPart(Why.UNREADY, max(lacks * UNREADY, -MOST_UNREADY), said),)


def _figures(need: Fields, record: Fields) -> Iterable[FieldPart]:
    also = need.also or record.also
    found = figures_met.compared(need.targets, record.targets, also)
    for each in islice(found, MOST_FIGURES):
        why, worth = (Why.FIGURE_MET, MET) if each.is_met else (Why.FIGURE_MISSED, MISSED)
        said = {"figure": each.figure, "wanted": each.wanted, "reached": each.reached}
        yield FieldPart(why, worth, said)


def _money(need: Fields, record: Fields) -> Sequence[FieldPart]:
    if need.money is None or record.money is None:
        return ()
    said = {"price": record.money, "budget": need.money}
    if record.money <= need.money:
        return (FieldPart(Why.WITHIN_BUDGET, WITHIN, said),)
    return (FieldPart(Why.ABOVE_BUDGET, ABOVE, said),)


def _area(need: Fields, record: Fields) -> Sequence[FieldPart]:
    """How far the two lie from each other, by their areas; the codes of one city begin alike."""
    ours, its = need.area_code, record.area_code
    if ours is None or its is None:
        return ()
    if ours == its:
        return (FieldPart(Why.SAME_AREA, NEAR, {"area": ours}),)
    said = {"area": ours, "other": its}
    if its in need.near or ours in record.near:
        return (FieldPart(Why.NEXT_AREA, BESIDE, said),)
    if ours[:CITY] == its[:CITY]:
        return (FieldPart(Why.SAME_CITY, IN_TOWN, said),)
    return (FieldPart(Why.OTHER_CITY, AWAY, said),)


def _track(its: Beside) -> Sequence[FieldPart]:
    """How many of the organisation's matches have come to a contract, drawn to nothing where there are few."""
    if not its.matches:
        return ()
    share = its.contracts / (its.matches + TRACK_FROM)
    said = {"contracts": its.contracts, "matches": its.matches}
    return (FieldPart(Why.TRACK_RECORD, TRACK * share, said),)


def _capacity(its: Beside) -> Sequence[FieldPart]:
    if its.capacity is None or its.taken < its.capacity:
        return ()
    said = {"taken": its.taken, "capacity": its.capacity}
    return (FieldPart(Why.TEAM_FULL, FULL, said),)
