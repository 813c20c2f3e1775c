"""What people said of some records for a need, carried over to those that nobody has judged yet.

Each record is drawn towards those that were found to fit and away from those that were not, by the likeness of words
and of topics (Rocchio 1971, on records instead of terms). Ten judgements are enough to be felt.
"""

from collections.abc import Hashable, Mapping

import numpy as np

from domain.matching.index import Index

MOST = 0.5  # share of the judgements where something was found to fit
ONLY_AGAINST = 0.25  # where nothing was
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
    towards = np.zeros(len(index.keys))
    if fitting:
        towards += likeness(index, fitting)
    if others:
        towards -= AGAINST * likeness(index, others)
    most = np.abs(towards).max(initial=0.0)
    if most <= 0:
        return 0.0, towards
    return MOST if fitting else ONLY_AGAINST, towards / most


def likeness(index: Index, places: list[int]) -> np.ndarray:
    """How alike all records are to these, on the mean: words and topics, the words counting double."""
    by_words = np.asarray((index.words @ index.words[places].T).mean(axis=1)).ravel()
    by_topics = (index.vectors @ index.vectors[places].T).mean(axis=1)
    return 2 * by_words + by_topics
