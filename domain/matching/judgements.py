"""What people said of some records for a need, carried over to those that nobody has judged yet.

Each record is drawn towards those that were found to fit and away from those that were not, by the likeness of words
and of topics (Rocchio 1971, on records instead of terms). Ten judgements are enough to be felt.
"""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from scipy import sparse

from domain.matching.index import Index

MOST = 0.5  # share of the judgements where something was found to fit
ONLY_AGAINST = 0.25  # where nothing was
OF_WORDS = 0.5  # at most, beside the topics' cosine
AGAINST = 0.6  # weight of a record that does not fit, beside one that does


def drawn(
    index: Index, scores: np.ndarray, judged: Mapping[Hashable, float], middle: float
) -> np.ndarray:
    """The scores of all records for one need, (records), after these judgements of it.

    `judged`: grade by key; a grade above `middle` says that a record fits.
    """
    share, towards = pull(index, judged, middle)
    highest = max(float(scores.max()), 1e-9)
    return (1 - share) * scores + share * highest * towards


def pull(index: Index, judged: Mapping[Hashable, float], middle: float) -> tuple[float, np.ndarray]:
    """How much these judgements weigh beside the words, 0 to 1; and where they draw each record: (records), -1 to 1.

    Judged records that have left the index count no longer.
    """
    known = {key: grade for key, grade in judged.items() if key in index}
    fitting = [index.place(key) for key, grade in known.items() if grade > middle]
    others = [index.place(key) for key, grade in known.items() if grade <= middle]
    if not known:
        return 0.0, np.zeros(len(index.keys))
    weights = [1 / len(fitting) for _ in fitting] + [-AGAINST / len(others) for _ in others]
    towards = likeness(index, fitting + others, weights)
    most = np.abs(towards).max(initial=0.0)
    if most <= 0:
        return 0.0, towards
    return MOST if fitting else ONLY_AGAINST, towards / most


def likeness(index: Index, places: Sequence[int], weights: Sequence[float]) -> np.ndarray:
    """How alike all records are to these, each weighed: topics, and the words beside them."""
    weighed = np.array(weights, np.float32)
    by_words = index.echo(sparse.csr_matrix(weighed @ index.lines.of(places)))
    by_words /= max(float(np.abs(by_words).max(initial=0.0)), 1e-9)
    return OF_WORDS * by_words + index.alike(weighed @ index.vectors[places])
