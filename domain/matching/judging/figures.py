"""What a ranking is worth, by the judgements of people.

nDCG: Järvelin and Kekäläinen 2002, gain = grade, discount log2(place + 1). Means are over queries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

DEEP = 1000  # places of a ranking that are looked at


@dataclass(frozen=True)
class Worth:
    """Means over all queries; `auc` over judged pairs, none where all grades are the same."""

    ndcg_at_10: float
    recall_at_100: float
    map: float
    auc: float | None = None


def worth(
    rankings: Sequence[Sequence[str]],
    grades: Sequence[Mapping[str, float]],
    auc: float | None = None,
) -> Worth:
    """The worth of rankings (documents, the best first), each beside the grades of its query."""
    rows = [_of_one(ranking, judged) for ranking, judged in zip(rankings, grades, strict=True)]
    ndcg, recall, precision = np.mean(rows, axis=0)
    return Worth(float(ndcg), float(recall), float(precision), auc)


def _of_one(ranking: Sequence[str], judged: Mapping[str, float]) -> tuple[float, float, float]:
    gains = np.array([max(judged.get(each, 0.0), 0.0) for each in ranking[:DEEP]])
    ideal = np.sort([max(grade, 0.0) for grade in judged.values()])[::-1][:10]
    relevant = sum(grade > 0 for grade in judged.values())
    hits = np.flatnonzero(gains > 0)
    precision = ((np.arange(len(hits)) + 1) / (hits + 1)).sum() / relevant
    return _discounted(gains[:10]) / _discounted(ideal), (hits < 100).sum() / relevant, precision


def _discounted(gains: np.ndarray) -> float:
    return float((gains / np.log2(np.arange(len(gains)) + 2)).sum())


def auc(scores: Sequence[float], fits: Sequence[bool]) -> float | None:
    """How likely a pair that fits scores above one that does not (ties count half); none without both."""
    values, is_fit = np.asarray(scores, float), np.asarray(fits, bool)
    fitting, others = int(is_fit.sum()), int((~is_fit).sum())
    if not fitting or not others:
        return None
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    rank = (last - (sizes - 1) / 2)[group]
    return float((rank[is_fit].sum() - fitting * (fitting + 1) / 2) / (fitting * others))


def graded_score(predicted: Sequence[float], grades: Sequence[float]) -> float:
    """1 / (1 + mean absolute error): 1 where every grade was foretold."""
    error = np.abs(np.asarray(predicted, float) - np.asarray(grades, float)).mean()
    return float(1 / (1 + error))
