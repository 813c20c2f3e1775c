"""The rivals: what a good team would take from the shelf, each with its usual settings.

Words are cut by rjieba and stemmed as in the engine, so that the difference is the engine's; character bigrams run over
the whole text, spaces left out.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import bm25s
import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from domain.matching.judging.figures import DEEP
from domain.matching.segmenting import levelled, segmented

TOPICS = 100
BLOCK = 256  # queries at once
FUSION = 60  # of reciprocal-rank fusion (Cormack, Clarke and Büttcher 2009)
SEED = 20260103

logging.getLogger("bm25s").setLevel(logging.ERROR)


def words(text: str) -> list[str]:
    segments = segmented(text)
    return [*segments.latin, *segments.chinese]


def bigrams(text: str) -> list[str]:
    letters = "".join(each for each in levelled(text) if each.isalnum())
    return [letters[at : at + 2] for at in range(len(letters) - 1)] or [letters]


class Bm25:
    """bm25s over words, or over character bigrams."""

    def __init__(self, tokens):
        self._tokens = tokens

    def build(self, texts: Sequence[str]) -> None:
        self._index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        self._index.index([self._tokens(text) or [""] for text in texts], show_progress=False)

    def scores(self, queries: Sequence[str]) -> Iterator[np.ndarray]:
        for text in queries:
            known = [each for each in self._tokens(text) if each in self._index.vocab_dict]
            size = self._index.scores["num_docs"]
            yield self._index.get_scores(known) if known else np.zeros(size, np.float32)


class Tfidf:
    """scikit-learn's TF-IDF with logarithmic counts, by cosine."""

    def build(self, texts: Sequence[str]) -> None:
        self._counter = TfidfVectorizer(
            tokenizer=words, lowercase=False, token_pattern=None, sublinear_tf=True
        )
        try:
            self.matrix = self._counter.fit_transform(texts).astype(np.float32)
        except ValueError:  # no text says a word
            self._counter = None
            self.matrix = sparse.csr_matrix((len(texts), 1), dtype=np.float32)

    def asked(self, queries: Sequence[str]) -> sparse.csr_matrix:
        """Queries in the same terms: (queries, terms)."""
        if self._counter is None:
            return sparse.csr_matrix((len(queries), 1), dtype=np.float32)
        return self._counter.transform(queries).astype(np.float32)

    def scores(self, queries: Sequence[str]) -> Iterator[np.ndarray]:
        asked = self.asked(queries)
        for begin in range(0, asked.shape[0], BLOCK):
            yield from (asked[begin : begin + BLOCK] @ self.matrix.T).toarray()


class Lsa:
    """Latent semantic analysis of the TF-IDF matrix, by cosine; of a single word or text there is nothing to analyse,
    and it is TF-IDF."""

    def __init__(self):
        self._tfidf = Tfidf()

    def build(self, texts: Sequence[str]) -> None:
        self._tfidf.build(texts)
        matrix = self._tfidf.matrix
        size = min(TOPICS, min(matrix.shape) - 1)
        self._reduce = TruncatedSVD(size, random_state=SEED).fit(matrix) if size > 0 else None
        if self._reduce is not None:
            self._vectors = normalize(self._reduce.transform(matrix))

    def scores(self, queries: Sequence[str]) -> Iterator[np.ndarray]:
        if self._reduce is None:
            yield from self._tfidf.scores(queries)
            return
        asked = normalize(self._reduce.transform(self._tfidf.asked(queries)))
        for begin in range(0, len(asked), BLOCK):
            yield from asked[begin : begin + BLOCK] @ self._vectors.T


class Fusion:
    """The reciprocal-rank fusion of all the others."""

    def __init__(self):
        self._parts = [make() for name, make in RIVALS.items() if name != "fusion"]

    def build(self, texts: Sequence[str]) -> None:
        self._many = len(texts)
        for part in self._parts:
            part.build(texts)

    def scores(self, queries: Sequence[str]) -> Iterator[np.ndarray]:
        for rows in zip(*(part.scores(queries) for part in self._parts), strict=True):
            yield fused([ordered(row) for row in rows], self._many)


RIVALS: dict[str, Callable] = {
    "bm25s_words": partial(Bm25, words),
    "bm25s_bigrams": partial(Bm25, bigrams),
    "tfidf": Tfidf,
    "lsa": Lsa,
    "fusion": Fusion,
}


def ordered(scores: np.ndarray) -> np.ndarray:
    """The places of the best documents, the best first; equals in the order of the file."""
    return np.argsort(-scores, kind="stable")[:DEEP]


def fused(orders: Sequence[np.ndarray], documents: int) -> np.ndarray:
    """Reciprocal-rank fusion of several orders: the score of every document."""
    total = np.zeros(documents)
    for order in orders:
        total[order] += 1 / (FUSION + 1 + np.arange(len(order)))
    return total
