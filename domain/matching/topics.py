"""What records are about, beyond their words: topics learnt from the records themselves (latent semantic analysis).

Three granularities in one vector: the first quarter of the topics weighs most, so that two records that treat the same
matter in other words still lie close, and the finer ones keep neighbouring fields apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from domain.matching.bags import GLOSSES, WORDS, Counted
from domain.matching.segmenting import CHINESE

TOPICS = 128
COARSE, MIDDLE = 32, 64
WEIGHTS = (3.0, 2.0, 1.0)  # of the coarse, the middle and the fine topics
MOST_LEARNT_FROM = 12_000  # records, spread evenly over all
FEWEST = 50  # of fewer there is nothing to learn
SEED = 20260101
LINES = 8192


@dataclass(frozen=True)
class Topics:
    """A map from counted terms to topics."""

    rarity: np.ndarray  # (terms)
    axes: np.ndarray  # (terms, topics)

    def of(self, lines: sparse.csr_matrix) -> np.ndarray:
        """Unit vectors of `weighted` texts (texts, topics); zeros where a text has no term of the map."""
        return _levelled(lines @ self.axes)

    def of_terms(self, columns: Sequence[int], counts: Sequence[float]) -> np.ndarray:
        """The unit vector (topics) of one text whose terms stand in these columns."""
        at = np.array(columns, np.int64)
        said = np.log1p(np.array(counts, np.float32)) * self.rarity[at]
        return _levelled((said @ self.axes[at])[None])[0]


def terms_of(
    channels: tuple[Counted, ...],
) -> tuple[sparse.csr_matrix, tuple[dict[str, int], dict[str, int]]]:
    """What topics are learnt from, Chinese words as they stand and the stems of all; and the columns of both."""
    words, glosses = channels[WORDS], channels[GLOSSES]
    chinese = {term: column for term, column in words.terms.items() if CHINESE.match(term)}
    kept = np.fromiter(chinese.values(), np.int64, len(chinese))
    found = sparse.hstack([words.counts[:, kept], glosses.counts], "csr")
    first = {term: column for column, term in enumerate(chinese)}
    second = {term: column + len(kept) for term, column in glosses.terms.items()}
    return found, (first, second)


def learnt(counts: sparse.csr_matrix) -> Topics | None:
    """The topics of these records; None of too few to have any."""
    texts, terms = counts.shape
    if texts < FEWEST:
        return None
    size = min(TOPICS, texts // 2, terms - 1)
    rare = rarity(counts)
    step = -(-texts // MOST_LEARNT_FROM)
    some = weighted(counts[::step], rare)
    _, _, axes = randomized_svd(some, n_components=size, n_iter=3, random_state=SEED)
    return Topics(rare, np.ascontiguousarray(axes.T, np.float32))


def rarity(counts: sparse.csr_matrix) -> np.ndarray:
    """How rare each term is among the texts (terms): the inverse document frequency of BM25."""
    texts, terms = counts.shape
    holding = np.bincount(counts.indices, minlength=terms)
    return np.log(1 + (texts - holding + 0.5) / (holding + 0.5)).astype(np.float32)


def weighted(counts: sparse.csr_matrix, rarity: np.ndarray) -> sparse.csr_matrix:
    """Counted terms as lines of unit length (texts, terms), the rare ones weighing more."""
    found = counts.astype(np.float32)
    np.log1p(found.data, out=found.data)
    found.data *= rarity[found.indices]
    for begin in range(
        0, found.shape[0], LINES
    ):  # in pieces: the whole would be held several times over
        ends = found.indptr[begin : begin + LINES + 1]
        data = found.data[ends[0] : ends[-1]]
        texts = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        lengths = np.sqrt(np.bincount(texts, data * data, len(ends) - 1)).astype(np.float32)
        data /= np.maximum(lengths, np.float32(1e-9))[texts]
    return found


def _levelled(found: np.ndarray) -> np.ndarray:
    found = found * np.sqrt(_weights(found.shape[1]))
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, length, out=np.zeros_like(found), where=length > 0)


def _weights(topics: int) -> np.ndarray:
    found = np.full(topics, WEIGHTS[2], np.float32)
    found[: MIDDLE * topics // TOPICS] = WEIGHTS[1]
    found[: COARSE * topics // TOPICS] = WEIGHTS[0]
    return found
