"""The rivals: what a good team would take from the shelf, each with its usual settings.

Words are cut by rjieba and stemmed as in the engine, so that the difference is the engine's; character bigrams run over
the whole text, spaces left out.
"""

import logging
from collections.abc import Iterator, Sequence

import bm25s
import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from domain.matching.judging.figures import DEEP
from domain.matching.segmenting import levelled, segmented

TOPICS = 100
BLOCK = 256  # queries at once
FUSION = 60  # of reciprocal-rank fusion (Cormack, Clarke and Büttcher 2009)
SEED = 20260103

Block = tuple[np.ndarray, np.ndarray]  # first query, then scores (queries, documents)

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
        self.matrix = self._counter.fit_transform(texts).astype(np.float32)

    def scores(self, queries: Sequence[str]) -> Iterator[np.ndarray]:
        asked = self._counter.transform(queries).astype(np.float32)
        for begin in range(0, asked.shape[0], BLOCK):
            yield from (asked[begin : begin + BLOCK] @ self.matrix.T).toarray()


class Lsa:
    """Latent semantic analysis of the TF-IDF matrix, by cosine."""

    def __init__(self, tfidf: Tfidf):
        self._tfidf = tfidf

    def build(self, texts: Sequence[str]) -> None:
        matrix = self._tfidf.matrix
        size = max(min(TOPICS, min(matrix.shape) - 1), 1)
        self._reduce = TruncatedSVD(size, random_state=SEED).fit(matrix)
        self._vectors = normalize(self._reduce.transform(matrix))

    def scores(self, queries: Sequence[str]) -> Iterator[np.ndarray]:
        asked = normalize(self._reduce.transform(self._tfidf._counter.transform(queries)))
        for begin in range(0, len(asked), BLOCK):
            yield from asked[begin : begin + BLOCK] @ self._vectors.T


def ordered(scores: np.ndarray) -> np.ndarray:
    """The places of the best documents, the best first; equals in the order of the file."""
    return np.argsort(-scores, kind="stable")[:DEEP]


def fused(orders: Sequence[np.ndarray], documents: int) -> np.ndarray:
    """Reciprocal-rank fusion of several orders: the score of every document."""
    total = np.zeros(documents)
    for order in orders:
        total[order] += 1 / (FUSION + 1 + np.arange(len(order)))
    return total
