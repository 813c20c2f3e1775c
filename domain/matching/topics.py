"""What records are about, beyond their words: topics learnt from the records themselves (latent semantic analysis).

Three granularities in one vector: the first quarter of the topics weighs most, so that two records that treat the same
matter in other words still lie close, and the finer ones keep neighbouring fields apart.
"""

from collections.abc import Sequence
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

    def vectors_of(self, lines: sparse.csr_matrix) -> np.ndarray:
        """Unit vectors of `weighted` texts (texts, topics); zeros where a text has no term that is known."""
        found = (lines @ self.axes) * np.sqrt(_weights(self.axes.shape[1]))
        length = np.linalg.norm(found, axis=1, keepdims=True)
        return np.divide(found, length, out=np.zeros_like(found), where=length > 0)


def learnt(counts: sparse.csr_matrix, columns: Columns) -> tuple[Subjects, sparse.csr_matrix]:
    """What records are about whose terms were counted, and their `weighted` words, in the place of the counts."""
    rare = _rarity(counts)
    axes = _axes(counts, rare)
    return Subjects(columns, rare, axes), weighted(counts, rare, in_place=True)


def terms_of(words: Counted, glosses: Counted) -> tuple[sparse.csr_matrix, Columns]:
    """What topics are learnt from, Chinese words as they stand and the stems of all; and the columns of both."""
    chinese = {term: column for term, column in words.terms.items() if CHINESE.match(term)}
    kept = np.fromiter(chinese.values(), np.int64, len(chinese))
    first = {term: column for column, term in enumerate(chinese)}
    second = {term: column + len(kept) for term, column in glosses.terms.items()}
    return _side_by_side(words.counts[:, kept], glosses.counts), (first, second)


def _side_by_side(left: sparse.csr_matrix, right: sparse.csr_matrix) -> sparse.csr_matrix:
    """Both as one, in pieces: the whole would be held several times over."""
    many = left.nnz + right.nnz
    indices, data = np.empty(many, np.int32), np.empty(many, np.float32)
    for begin in range(0, left.shape[0], LINES):
        piece = sparse.hstack([left[begin : begin + LINES], right[begin : begin + LINES]], "csr")
        first = int(left.indptr[begin]) + int(right.indptr[begin])
        indices[first : first + piece.nnz] = piece.indices
        data[first : first + piece.nnz] = piece.data
    ends = left.indptr.astype(np.int64) + right.indptr
    shape = (left.shape[0], left.shape[1] + right.shape[1])
    return sparse.csr_matrix((data, indices, ends.astype(np.int32)), shape=shape)


def _axes(counts: sparse.csr_matrix, rarity: np.ndarray) -> np.ndarray:
    """The topics of these records: (terms, topics). None of too few, or of records that say one word or nothing."""
    texts, terms = counts.shape
    some = weighted(counts[:: -(-texts // MOST_LEARNT_FROM) or 1], rarity)
    size = min(TOPICS, some.shape[0] // 2, len(np.unique(some.indices)) - 1)
    if texts < FEWEST or size < 1:
        return np.zeros((terms, 0), np.float32)
    _, _, axes = randomized_svd(some, n_components=size, n_iter=3, random_state=SEED)
    return np.ascontiguousarray(axes.T, np.float32)


def _rarity(counts: sparse.csr_matrix) -> np.ndarray:
    """How rare each term is among the texts (terms): the inverse document frequency of BM25."""
    texts, terms = counts.shape
    holding = np.bincount(counts.indices, minlength=terms)
    return np.log(1 + (texts - holding + 0.5) / (holding + 0.5)).astype(np.float32)


def weighted(
    counts: sparse.csr_matrix, rarity: np.ndarray, *, in_place: bool = False
) -> sparse.csr_matrix:
    """Counted terms as lines of unit length (texts, terms), the rare ones weighing more."""
    found = counts.astype(np.float32, copy=not in_place)
    np.log1p(found.data, out=found.data)
    for begin in range(
        0, found.shape[0], LINES
    ):  # in pieces: the whole would be held several times over
        ends = found.indptr[begin : begin + LINES + 1]
        data = found.data[ends[0] : ends[-1]]
        data *= rarity[found.indices[ends[0] : ends[-1]]]
        texts = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        lengths = np.sqrt(np.bincount(texts, data * data, len(ends) - 1)).astype(np.float32)
        data /= np.maximum(lengths, np.float32(1e-9))[texts]
    return found


def _weights(topics: int) -> np.ndarray:
    found = np.full(topics, WEIGHTS[2], np.float32)
    found[: MIDDLE * topics // TOPICS] = WEIGHTS[1]
    found[: COARSE * topics // TOPICS] = WEIGHTS[0]
    return found
