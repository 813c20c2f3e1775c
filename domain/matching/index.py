"""Records made ready to be compared with any need, and kept so while records come, change and go."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from scipy import sparse

from domain.matching import kernel, neighbours, postings, topics
from domain.matching.asking import Asked, asked
from domain.matching.bags import (
    CHANNELS,
    CHARACTERS,
    GLOSSES,
    WORDS,
    bags,
    chinese_share,
    chinese_shares,
    counted,
)
from domain.matching.glosses import Glosses
from domain.matching.mixing import DEFAULT, LIFT, SHARES, Mixing
from domain.matching.newcomers import New
from domain.matching.topics import Topics

POOL = 1000  # of the best records that are looked at more closely
BATCH = 64  # needs that are ranked together
# By channel: a term that stands in a larger share of many records tells none from the other. Characters and the stems
# of glosses are few, and each stands for much; words and pairs are as rare as what they say.
EVERYWHERE = (1.0, 1.0, 0.1, 0.1)
MANY = 500
ROOM = 2048  # records that may come or change before the index is built again


_TOGETHER = Lock()  # the threads of one process serve one batch at a time


@dataclass(frozen=True)
class Found:
    """One record found for a need: a score of 1 would be a record that is best in everything."""

    key: Hashable
    score: float


class Index:
    """All records of one kind."""

    def __init__(self, glosses: Glosses | None = None, mixing: Mixing = DEFAULT):
        self.glosses, self.mixing = glosses or Glosses(), mixing
        self.build([])

    def build(self, records: Iterable[tuple[Hashable, str]]) -> None:
        """Take these records, `(key, text)`, in place of all that there were."""
        texts: list[str] = []
        self.keys: list[Hashable] = []
        for key, text in records:
            self.keys.append(key)
            texts.append(text)
        channels = counted(texts, self.glosses)
        self._places = {key: place for place, key in enumerate(self.keys)}
        self._chinese = np.zeros(len(texts) + ROOM, np.float32)
        self._chinese[: len(texts)] = chinese_shares(channels)
        terms, self._columns = topics.terms_of(channels)
        self._postings = postings.lay(channels)
        del channels  # of many records these are the largest of all
        self._topics: Topics | None = topics.learnt(terms)
        self._rare = topics.rarity(terms)
        self._words, self._later = topics.weighted(terms, self._rare), []
        del terms
        size = 0 if self._topics is None else self._topics.axes.shape[1]
        self._vectors = np.zeros((len(texts) + ROOM, size), np.float32)
        if self._topics:
            self._vectors[: len(texts)] = self._topics.of(self._words)
        self._neighbours = np.full((len(texts) + ROOM, neighbours.NEAREST), -1, np.int32)
        if size:
            self._neighbours[: len(texts)] = neighbours.nearest(self.vectors)
        self._alive = np.ones(len(texts) + ROOM, bool)
        self._new = New(len(CHANNELS))

    @property
    def vectors(self) -> np.ndarray:
        """Where each record lies among the topics: unit vectors (records, topics)."""
        return self._vectors[: len(self.keys)]

    @property
    def is_full(self) -> bool:
        """Whether so much has changed since the last building that it is time for the next."""
        return self._new.many >= ROOM

    def put(self, key: Hashable, text: str) -> None:
        """Take in one record, or what it says now; it is found at once. Raises IndexError of a full index."""
        if self.is_full:
            raise IndexError("full: to be built again")
        self.remove(key)
        place = len(self.keys)
        counted_terms = bags(text, self.glosses)
        parts = [
            self._postings.impacts_of(channel, bag) for channel, bag in enumerate(counted_terms)
        ]
        self._new.add(parts)
        vector = self._vector(counted_terms)
        if vector.any():
            self._neighbours[place] = neighbours.nearest_to(vector, self.vectors)
        self._vectors[place] = vector
        self._alive[place] = True
        self._chinese[place] = chinese_share(counted_terms[WORDS], counted_terms[CHARACTERS])
        self.keys.append(key)
        self._places[key] = place
        _, line = self.lines_of([text])
        self._later.append(line)

    def remove(self, key: Hashable) -> None:
        """Forget one record, if it is there."""
        place = self._places.pop(key, None)
        if place is not None:
            self._alive[place] = False

    @property
    def words(self) -> sparse.csr_matrix:
        """The weighted words of each record, for likeness among records: (records, terms), of unit length."""
        if self._later:
            self._words = sparse.vstack([self._words, *self._later], "csr")
            self._later = []
        return self._words

    def rank(self, texts: Sequence[str], places: int = 10) -> list[list[Found]]:
        """The best records for each text, the best first; records that say nothing of it are left out."""
        found = []
        for begin in range(0, len(texts), BATCH):
            best, scores = self.best(texts[begin : begin + BATCH], places)
            for row, values in zip(best, scores, strict=True):
                found.append(
                    [
                        Found(self.keys[at], float(score))
                        for at, score in zip(row, values, strict=True)
                        if at >= 0 and score > 0
                    ]
                )
        return found

    def __contains__(self, key: Hashable) -> bool:
        return key in self._places

    def place(self, key: Hashable) -> int:
        """Where a record stands in the arrays; raises KeyError."""
        return self._places[key]

    def lines_of(self, texts: Sequence[str]) -> tuple[np.ndarray, sparse.csr_matrix]:
        """Topics (texts, topics) and weighted words (texts, terms) of texts that are not in the index."""
        rows, columns, counts, vectors = [], [], [], []
        for row, text in enumerate(texts):
            counted_terms = bags(text, self.glosses)
            vectors.append(self._vector(counted_terms))
            at, many = self._in_columns(counted_terms)
            rows += [row] * len(at)
            columns += at
            counts += many
        size = (len(texts), self._words.shape[1])
        lines = sparse.csr_matrix((np.array(counts, np.float32), (rows, columns)), shape=size)
        width = self.vectors.shape[1]
        return np.array(vectors, np.float32).reshape(len(texts), width), topics.weighted(
            lines, self._rare
        )

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The score of every record for each text: (texts, records)."""
        many = len(self.keys)
        found = np.zeros((len(texts), many), np.float32)
        for begin in range(0, len(texts), BATCH):
            best, values = self.best(texts[begin : begin + BATCH], many, pool=many)
            for row, (places, each) in enumerate(zip(best, values, strict=True), begin):
                known = places >= 0
                found[row, places[known]] = each[known]
        return found

    def best(
        self, texts: Sequence[str], places: int, *, pool: int = POOL
    ) -> tuple[np.ndarray, np.ndarray]:
        """Places and scores of the best records: (texts, places), -1 where there are no more."""
        if not self.keys:
            shape = (len(texts), places)
            return np.full(shape, -1, np.int32), np.zeros(shape, np.float32)
        if len(texts) == 1:
            mixed, told, *_ = self._mixed(texts[0])
            one = kernel.rank_one(mixed, told, self._around, self._arrays[-2], pool, places)
            return one[0][None, :], one[1][None, :]
        spans, terms, weights, ideals, vectors, ours = self._asked(texts)
        with _TOGETHER:
            return kernel.rank(
                *self._arrays,
                self._around,
                spans,
                terms,
                weights,
                ideals,
                np.array(SHARES, np.float32),
                ours,
                (vectors @ self.vectors.T).astype(np.float32, copy=False),
                self.mixing.array,
                self._most,
                pool,
                places,
            )

    def mixed(self, text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For one text: the score of every record before the neighbours are heard, how it was made (see kernel), and
        (records, 2) the likeness of topics and the lift of the glosses."""
        found, told, alike, ours = self._mixed(text)
        lifts = 1 + np.float32(LIFT) * np.abs(ours - self._chinese[: len(self.keys)])
        return found, told, np.stack([alike, lifts], axis=1)

    def _mixed(self, text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
        spans, terms, weights, ideals, vectors, ours = self._asked([text])
        alike = (vectors @ self.vectors.T)[0].astype(np.float32, copy=False)
        told = np.zeros(len(CHANNELS) + 5, np.float32)
        found = kernel.mixed_scores(
            *self._arrays,
            spans[0],
            terms,
            weights,
            ideals[0],
            np.array(SHARES, np.float32),
            ours[0],
            alike,
            self.mixing.array,
            self._most,
            told,
        )
        return found, told, alike, ours[0]

    def around(self, mixed: np.ndarray, place: int) -> float:
        """The mean score of a record's neighbours."""
        return float(kernel.around(mixed, self._around, place))

    def rarity(self, channel: int, term: str) -> float:
        """How rare a term is among the records: 0 would be one that stands in all of them."""
        number = self._postings.terms[channel].get(term)
        return self._postings.unheard if number is None else self._postings.rarities[number]

    def shared(
        self, channel: int, need: Mapping[str, float], record: Mapping[str, float]
    ) -> list[tuple[str, float]]:
        """What each term that a need and a record have in common adds to the channel's score."""
        numbers, impacts = (
            self._postings.terms[channel],
            self._postings.impacts_of(channel, record),
        )
        return [
            (term, weight * impacts[numbers[term]])
            for term, weight in need.items()
            if term in record and self._postings.spread(numbers[term]) <= self._most[channel]
        ]

    @property
    def _around(self) -> np.ndarray:
        """The neighbours of each record: (records, NEAREST) places, -1 where there is none."""
        return self._neighbours[: len(self.keys)]

    @property
    def _most(self) -> np.ndarray:
        """In how many records a term of each channel may stand to be heard."""
        many = len(self.keys)
        shares = np.array(EVERYWHERE if many > MANY else np.ones(len(CHANNELS)))
        return (shares * many).astype(np.int64)

    @property
    def _arrays(self) -> tuple[np.ndarray, ...]:
        """The records as the kernel reads them."""
        many = len(self.keys)
        laid = self._postings
        every = (laid.starts, laid.records, laid.impacts, laid.spreads)
        return *every, *self._new.arrays, self._alive[:many], self._chinese[:many]

    def _asked(self, texts: Sequence[str]) -> Asked:
        """A batch of needs as the kernel reads them."""
        return asked(texts, self.glosses, self._postings, self._topics, self._columns)

    def _vector(self, counted_terms: Sequence[Mapping[str, float]]) -> np.ndarray:
        """Where a text lies among the topics."""
        if self._topics is None:
            return np.zeros(self.vectors.shape[1], np.float32)
        return self._topics.of_terms(*self._in_columns(counted_terms))

    def _in_columns(
        self, counted_terms: Sequence[Mapping[str, float]]
    ) -> tuple[list[int], list[float]]:
        columns, counts = [], []
        for bag, known in zip(
            (counted_terms[WORDS], counted_terms[GLOSSES]), self._columns, strict=True
        ):
            for term, weight in bag.items():
                if term in known:
                    columns.append(known[term])
                    counts.append(weight)
        return columns, counts
