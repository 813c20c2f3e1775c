"""From sheets to places: weighted points, a mean, ties told apart by the declared rules, and how severe judges are.

Numbers only. Scores are exact fractions of 100, so that two entries are equal exactly when they are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from statistics import fmean, pstdev

from db.contest_vocabulary import Mean, TieRule

TRIMMED_FROM = 5  # sheets; with fewer the highest and the lowest count too


@dataclass(frozen=True)
class Criterion:
    """One thing that is scored, from 0 to `most` points; what it weighs beside the others."""

    key: str
    name: str
    weight: int
    most: int = 100
    name_en: str = ""


@dataclass(frozen=True)
class Sheet:
    """What one judge gave one entry, criterion by criterion."""

    entry: int
    judge: int
    points: tuple[int, ...]


@dataclass(frozen=True)
class Ranked:
    """Where an entry stands. `spread` is the standard deviation of its sheets; `leaning` its place by how far above or
    below their own habit the judges put it, a hint beside the place that counts."""

    entry: int
    place: int
    score: Fraction
    totals: tuple[Fraction, ...]
    spread: float
    by: TieRule | None  # what told it apart from entries of the same score
    is_shared: bool
    standard: float | None  # the mean of its judges' standard scores
    leaning: int | None


@dataclass(frozen=True)
class Severity:
    """How a judge gives points: the mean of what they gave, and how far from the others on the same entries."""

    judge: int
    sheets: int
    mean: float
    beside_others: float | None


def total(criteria: Sequence[Criterion], points: Sequence[int]) -> Fraction:
    """The weighted points of one sheet, of 100."""
    whole = sum(each.weight for each in criteria)
    got = (
        Fraction(each.weight * given, each.most)
        for each, given in zip(criteria, points, strict=True)
    )
    return 100 * sum(got, Fraction(0)) / whole


def mean_of(values: Sequence[Fraction], mean: Mean) -> Fraction:
    """The mean; trimmed: without the highest and the lowest where there are five or more."""
    counted = sorted(values)
    if mean is Mean.TRIMMED and len(counted) >= TRIMMED_FROM:
        counted = counted[1:-1]
    return sum(counted, Fraction(0)) / len(counted)


def ranking(
    criteria: Sequence[Criterion],
    sheets: Iterable[Sheet],
    mean: Mean,
    ties: Sequence[TieRule] = (),
) -> list[Ranked]:
    """The entries that have sheets, the best first; equals that no rule tells apart share their place."""
    of_entry: dict[int, list[Sheet]] = defaultdict(list)
    for each in sheets:
        of_entry[each.entry].append(each)
    totals = {
        entry: {each.judge: total(criteria, each.points) for each in found}
        for entry, found in of_entry.items()
    }
    scores = {entry: mean_of(list(found.values()), mean) for entry, found in totals.items()}
    rules = {
        TieRule.CRITERIA: lambda group: _by_criteria(criteria, of_entry, mean, group),
        TieRule.JUDGES: lambda group: _by_judges(totals, group),
    }
    standard = _standard(totals)
    leaning = _places(standard)
    found: list[Ranked] = []
    for group in _groups(scores, scores.get):
        for told, by in _told_apart(group, [(rule, rules[rule]) for rule in ties]):
            place = len(found) + 1
            found += [
                Ranked(
                    entry=entry,
                    place=place,
                    score=scores[entry],
                    totals=tuple(sorted(totals[entry].values())),
                    spread=pstdev(map(float, totals[entry].values())),
                    by=by if len(group) > 1 else None,
                    is_shared=len(told) > 1,
                    standard=standard.get(entry),
                    leaning=leaning.get(entry),
                )
                for entry in told
            ]
    return found


def severities(criteria: Sequence[Criterion], sheets: Iterable[Sheet]) -> list[Severity]:
    """Each judge's habit, the most severe first."""
    given: dict[int, dict[int, float]] = defaultdict(dict)
    of_entry: dict[int, dict[int, float]] = defaultdict(dict)
    for each in sheets:
        points = float(total(criteria, each.points))
        given[each.judge][each.entry] = of_entry[each.entry][each.judge] = points
    found = []
    for judge, points in given.items():
        beside = [
            points[entry] - fmean(others)
            for entry in points
            if (others := [had for who, had in of_entry[entry].items() if who != judge])
        ]
        lean = fmean(beside) if beside else None
        found.append(Severity(judge, len(points), fmean(points.values()), lean))
    return sorted(found, key=lambda each: (each.beside_others or 0.0, each.judge))


def _told_apart(group: list[int], rules: list[tuple[TieRule, Callable]]):
    """The group in order, in smaller groups that nothing tells apart, each with the rule that came last."""
    if len(group) == 1 or not rules:
        yield group, None
        return
    (rule, values), *others = rules
    smaller = _groups(group, values(group).get)
    for each in smaller:
        for told, by in _told_apart(each, others):
            yield told, by or (rule if len(smaller) > 1 else None)


def _groups(entries: Iterable[int], value: Callable) -> list[list[int]]:
    """The entries by their value, the highest first; equals together, in the order of their numbers."""
    of: dict[object, list[int]] = defaultdict(list)
    for entry in sorted(entries):
        of[value(entry)].append(entry)
    return [of[each] for each in sorted(of, reverse=True)]


def _by_criteria(criteria, of_entry, mean: Mean, group: list[int]) -> dict[int, tuple]:
    """The means of the criteria one by one, in their order."""
    return {
        entry: tuple(
            mean_of([Fraction(each.points[n]) for each in of_entry[entry]], mean)
            for n in range(len(criteria))
        )
        for entry in group
    }


def _by_judges(totals: dict[int, dict[int, Fraction]], group: list[int]) -> dict[int, Fraction]:
    """Of all comparisons by judges who scored both, the share in which the entry is the higher; equal counts half."""
    won, made = defaultdict(Fraction), defaultdict(int)
    for one, other in combinations(group, 2):
        for judge in totals[one].keys() & totals[other].keys():
            mine, theirs = totals[one][judge], totals[other][judge]
            half = Fraction(1 if mine == theirs else 2 * (mine > theirs), 2)
            won[one] += half
            won[other] += 1 - half
            made[one] += 1
            made[other] += 1
    return {each: won[each] / made[each] if made[each] else Fraction(1, 2) for each in group}


def _standard(totals: dict[int, dict[int, Fraction]]) -> dict[int, float]:
    """The mean of an entry's standard scores, over the judges whose points differ."""
    given: dict[int, list[float]] = defaultdict(list)
    for found in totals.values():
        for judge, points in found.items():
            given[judge].append(float(points))
    habit = {judge: (fmean(points), pstdev(points)) for judge, points in given.items()}
    found = {}
    for entry, points in totals.items():
        scaled = [
            (float(had) - habit[judge][0]) / habit[judge][1]
            for judge, had in points.items()
            if habit[judge][1] > 0
        ]
        if scaled:
            found[entry] = round(fmean(scaled), 9)
    return found


def _places(values: dict[int, float]) -> dict[int, int]:
    places: dict[int, int] = {}
    for group in _groups(values, values.get):
        places |= dict.fromkeys(group, len(places) + 1)
    return places
