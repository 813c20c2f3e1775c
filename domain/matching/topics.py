"""What records are about, beyond their words: topics learnt from the records themselves (latent semantic analysis).

Three granularities in one vector: the first quarter of the topics weighs most, so that two records that treat the same
matter in other words still lie close, and the finer ones keep neighbouring fields apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from domain.matching.bags import Bag, Counted
from domain.matching.segmenting import CHINESE

TOPICS = 128
COARSE, MIDDLE = 32, 64
WEIGHTS = (3.0, 2.0, 1.0)  # of the coarse, the middle and the fine topics
MOST_LEARNT_FROM = 12_000  # records, spread evenly over all
FEWEST = 50  # of fewer there is nothing to learn
SEED = 20260101
LINES = 8192

Columns = tuple[dict[str, int], dict[str, int]]
Parts = tuple[sparse.csr_matrix, ...]  # (texts, terms), side by side


@dataclass(frozen=True)
class Subjects:
    """In which columns the words of the records stand, how rare they are, and the topics that were learnt from them."""

    columns: Columns  # of Chinese words, and of the stems of all
    rarity: np.ndarray  # (terms)
    axes: np.ndarray  # (terms, topics); no topics where there was nothing to learn

    def lines_of(self, texts: Sequence[tuple[Bag, Bag]]) -> sparse.csr_matrix:
        """Words and glosses of some texts, `weighted`: (texts, terms)."""
        rows, at, counts = [], [], []
        for row, text in enumerate(texts):
            for bag, known in zip(text, self.columns, strict=True):
                held = [(known[term], count) for term, count in bag.items() if term in known]
                rows += [row] * len(held)
                at += [column for column, _ in held]
                counts += [count for _, count in held]
        shape = (len(texts), len(self.rarity))
        found = sparse.csr_matrix((np.array(counts, np.float32), (rows, at)), shape=shape)
        return weighted(found, self.rarity)

    def vectors_of(self, *lines: sparse.csr_matrix) -> np.ndarray:
        """Unit vectors of `weighted` texts (texts, topics), whose lines may lie in parts; zeros where a text has no
        term that is known."""
        found, first = 0, 0
        for part in lines:
            found = found + part @ self.axes[first : first + part.shape[1]]
            first += part.shape[1]
        found *= np.sqrt(_weights(self.axes.shape[1]))
        length = np.linalg.norm(found, axis=1, keepdims=True)
        return np.divide(found, length, out=found, where=length > 0)


def learnt(counts: Parts, columns: Columns) -> tuple[Subjects, Parts]:
    """What records are about whose terms were counted, and their `weighted` words, in the place of the counts."""
    rare = _rarity(counts)
    axes = _axes(counts, rare)
    return Subjects(columns, rare, axes), _weigh(counts, rare)


def terms_of(words: Counted, glosses: Counted) -> tuple[Parts, Columns]:
    """What topics are learnt from, Chinese words as they stand and the stems of all; and the columns of both."""
    chinese = {term: column for term, column in words.terms.items() if CHINESE.match(term)}
    kept = np.fromiter(chinese.values(), np.int64, len(chinese))
    first = {term: column for column, term in enumerate(chinese)}
    second = {term: column + len(kept) for term, column in glosses.terms.items()}
    return (words.counts[:, kept], glosses.counts), (first, second)


def _axes(counts: Parts, rarity: np.ndarray) -> np.ndarray:
    """The topics of these records: (terms, topics). None of too few, or of records that say one word or nothing."""
    texts, terms = counts[0].shape[0], len(rarity)
    every = -(-texts // MOST_LEARNT_FROM) or 1
    some = weighted(sparse.hstack([part[::every] for part in counts], "csr"), rarity)
    size = min(TOPICS, some.shape[0] // 2, len(np.unique(some.indices)) - 1)
    if texts < FEWEST or size < 1:
        return np.zeros((terms, 0), np.float32)
    _, _, axes = randomized_svd(some, n_components=size, n_iter=3, random_state=SEED)
    return np.ascontiguousarray(axes.T, np.float32)


def _rarity(counts: Parts) -> np.ndarray:
    """How rare each term is among the texts (terms): the inverse document frequency of BM25."""
    texts = counts[0].shape[0]
    holding = np.concatenate(
        [np.bincount(part.indices, minlength=part.shape[1]) for part in counts]
    )
    return np.log(1 + (texts - holding + 0.5) / (holding + 0.5)).astype(np.float32)


def weighted(counts: sparse.csr_matrix, rarity: np.ndarray) -> sparse.csr_matrix:
    """Counted terms as lines of unit length (texts, terms), the rare ones weighing more."""
    [found] = _weigh((counts.astype(np.float32),), rarity)
    return found


def _weigh(counts: Parts, rarity: np.ndarray) -> Parts:
    """The same of lines that lie in several parts, in the place of the counts."""
    squares = np.zeros(counts[0].shape[0])
    first = 0
    for part in counts:
        np.log1p(part.data, out=part.data)
        rare = rarity[first : first + part.shape[1]]
        first += part.shape[1]
        for data, indices, texts, rows in _pieces(part):
            data *= rare[indices]
            squares[rows] += np.bincount(texts, data * data, rows.stop - rows.start)
    lengths = np.maximum(np.sqrt(squares).astype(np.float32), np.float32(1e-9))
    for part in counts:
        for data, _, texts, rows in _pieces(part):
            data /= lengths[rows][texts]
    return counts


def _pieces(
    part: sparse.csr_matrix,
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, slice]]:
    """Data and indices, to which text of the piece each belongs, and which texts: the whole would be held again."""
    for begin in range(0, part.shape[0], LINES):
        ends = part.indptr[begin : begin + LINES + 1]
        here, rows = slice(ends[0], ends[-1]), slice(begin, begin + len(ends) - 1)
        texts = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        yield part.data[here], part.indices[here], texts, rows


def _weights(topics: int) -> np.ndarray:
    found = np.full(topics, WEIGHTS[2], np.float32)
    found[: MIDDLE * topics // TOPICS] = WEIGHTS[1]
    found[: COARSE * topics // TOPICS] = WEIGHTS[0]
    return found
