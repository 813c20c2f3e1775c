"""How much the fields of a pair should weigh, learnt from which of two results people preferred for the same need.

Ranking by pairs (Joachims 2002) with a logistic loss, drawn towards the weights that were laid down: with few decisions
little changes. What the words say is the measure that the fields are weighed against, and is not changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

FEWEST, FEWEST_NEEDS = 30, 8  # decisions, and needs of which results were both taken and set aside
MOST = 4.0  # times as heavy as laid down
SHARPNESS = 0.1  # the difference of scores that makes one clearly better
TRUST = 3.0  # needs that the weights laid down count for
FOLDS = 5
MOST_PAIRS = 200  # of one need, drawn from all of them


@dataclass(frozen=True)
class Decided:
    """Decisions as numbers: one line for each pair of need and result."""

    needs: np.ndarray  # (decisions) number of the list: a need, and what was proposed for it
    grades: np.ndarray  # (decisions) 0 to 1
    words: np.ndarray  # (decisions) what words and topics gave
    fields: np.ndarray  # (decisions, groups) what the fields gave, by group, as laid down
    importance: np.ndarray  # (decisions) more for those that were shown where few look


@dataclass(frozen=True)
class Learnt:
    """Weights, and the share of pairs in the right order on needs that were not learnt from."""

    weights: np.ndarray  # (groups) times as heavy as laid down
    right_before: float
    right_after: float

    @property
    def is_better(self) -> bool:
        return self.right_after > self.right_before


@dataclass(frozen=True)
class _Pairs:
    """Of two results for one need, the first was found to fit better."""

    needs: np.ndarray
    words: np.ndarray
    fields: np.ndarray
    importance: np.ndarray

    def of(self, which: np.ndarray) -> "_Pairs":
        return _Pairs(
            self.needs[which], self.words[which], self.fields[which], self.importance[which]
        )

    def right(self, weights: np.ndarray) -> float:
        """The share in the right order, every need counting alike; equals count half."""
        margins = self.words + self.fields @ weights
        is_right = np.where(margins > 0, 1.0, np.where(margins == 0, 0.5, 0.0))
        return float(np.average(is_right, weights=self.importance))


def needs_that_tell(needs: np.ndarray, grades: np.ndarray) -> int:
    """Needs of which one result was found better than another: the others teach nothing."""
    return len({n for n in np.unique(needs).tolist() if np.ptp(grades[needs == n]) > 0})


def is_enough(decided: Decided) -> bool:
    return (
        len(decided.grades) >= FEWEST
        and needs_that_tell(decided.needs, decided.grades) >= FEWEST_NEEDS
    )


def learnt(decided: Decided) -> Learnt:
    """Weights from these decisions, tried on needs that were held back; there must be enough of them."""
    pairs = _pairs(decided)
    asked = np.unique(pairs.needs)
    fold = np.random.default_rng(0).permutation(len(asked)) % FOLDS
    of_pair = fold[np.searchsorted(asked, pairs.needs)]
    as_laid_down = np.ones(decided.fields.shape[1])
    before, after, shares = [], [], []
    for n in range(FOLDS):
        held = pairs.of(of_pair == n)
        found = _fitted(pairs.of(of_pair != n))
        before.append(held.right(as_laid_down))
        after.append(held.right(found))
        shares.append(float(held.importance.sum()))
    return Learnt(
        weights=_fitted(pairs),
        right_before=float(np.average(before, weights=shares)),
        right_after=float(np.average(after, weights=shares)),
    )


def _pairs(decided: Decided) -> _Pairs:
    needs, words, fields, importance = [], [], [], []
    rng = np.random.default_rng(0)
    for need in np.unique(decided.needs).tolist():
        its = np.flatnonzero(decided.needs == need)
        grades = decided.grades[its]
        better, worse = np.nonzero(grades[:, None] > grades[None, :])
        if not len(better):
            continue
        if len(better) > MOST_PAIRS:
            some = rng.choice(len(better), MOST_PAIRS, replace=False)
            better, worse = better[some], worse[some]
        better, worse = its[better], its[worse]
        both = decided.importance[better] * decided.importance[worse]
        needs += [need] * len(better)
        words.append(decided.words[better] - decided.words[worse])
        fields.append(decided.fields[better] - decided.fields[worse])
        importance.append(both / both.sum())  # a need that was judged often does not outvote others
    return _Pairs(
        np.array(needs), np.concatenate(words), np.concatenate(fields), np.concatenate(importance)
    )


def _fitted(pairs: _Pairs) -> np.ndarray:
    """The weights under which the pairs are most likely, not far from one without reason."""

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margins = (pairs.words + pairs.fields @ weights) / SHARPNESS
        wrong = 1 / (1 + np.exp(np.clip(margins, -30, 30)))
        value = (pairs.importance * np.logaddexp(0, -margins)).sum()
        slope = -(pairs.importance * wrong) @ pairs.fields / SHARPNESS
        away = weights - 1
        return float(value + TRUST / 2 * (away @ away)), slope + TRUST * away

    groups = pairs.fields.shape[1]
    found = minimize(
        loss, np.ones(groups), jac=True, method="L-BFGS-B", bounds=[(0.0, MOST)] * groups
    )
    return np.round(found.x, 3)


def importance(
    ranks: Sequence[int | None], judged: Sequence[int], shown: Sequence[int]
) -> np.ndarray:
    """How much each decision counts: the less, the more likely people were to judge that place at all.

    `judged` and `shown`: of each place, the first one first, how often it was judged and shown. Inverse propensity
    (Joachims, Swaminathan and Schnabel 2017), between a third and three times the mean.
    """
    likely = (np.array(judged, float) + 1) / (np.array(shown, float) + 4)
    found = [1 / likely[rank - 1] if rank and rank <= len(likely) else np.nan for rank in ranks]
    weights = np.array(found, float)
    mean = np.nanmean(weights) if not np.isnan(weights).all() else 1.0
    return np.clip(np.nan_to_num(weights / mean, nan=1.0), 1 / 3, 3.0)
