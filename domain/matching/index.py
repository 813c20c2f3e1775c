"""Records made ready to be compared with any need, and kept so while records come, change and go."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from scipy import sparse

from domain.matching import adding, kernel, neighbours, topics
from domain.matching.asking import Asked, Heard, asked, asked_alone
from domain.matching.bags import (
    CHANNELS,
    CHARACTERS,
    GLOSSES,
    WORDS,
    Bag,
    bags,
    chinese_share,
    chinese_shares,
    counted,
    remembered,
)
from domain.matching.glosses import Glosses
from domain.matching.lines import Lines, weightiest
from domain.matching.mixing import DEFAULT, LIFT, WEIGHING, Mixing, Weighing
from domain.matching.newcomers import ROOM, New, with_room
from domain.matching.postings import BLOCK, Postings, Weighed
from domain.matching.sharing import halves, shared

POOL = 1000  # of the best records that are looked at more closely
ECHOED = 100  # words of what was judged that are looked for in all records
BATCH = 128  # needs that are ranked together
FEWEST = 64  # that are worth another thread
FEW = 64  # records that may come or change before it is time to build again, where there were hardly any

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
        self.keys: list[Hashable] = []
        channels = list(counted(self._noting_keys(records), self.glosses))
        self._built = len(self.keys)
        self._places = {key: place for place, key in enumerate(self.keys)}
        self._chinese = with_room(chinese_shares(channels))
        said, glossed = channels[WORDS], channels[GLOSSES]
        self._postings = Postings(channels)
        self._mixing = self.mixing.array(self._postings.lengths[WORDS])
        terms = topics.terms_of(said, glossed)
        del said, glossed  # of many records these are the largest of all
        self._subjects, words = topics.learnt(*terms)
        self.lines = Lines(words)
        self._in_postings = np.concatenate(
            [
                self._postings.numbers(channel, known)
                for channel, known in zip((WORDS, GLOSSES), self._subjects.columns, strict=True)
            ]
        )
        vectors = self._subjects.vectors_of(*words)
        self._vectors = with_room(vectors)
        self._neighbours = with_room(neighbours.nearest(vectors))
        self._alive = with_room(np.ones(self._built, bool))
        self._dead: list[int] = []
        self._new = New(len(CHANNELS))

    def _noting_keys(self, records: Iterable[tuple[Hashable, str]]) -> Iterator[str]:
        """The texts one after the other, so that nobody need hold all of them."""
        for key, text in records:
            self.keys.append(key)
            yield text

    @property
    def vectors(self) -> np.ndarray:
        """Where each record lies among the topics: unit vectors (records, topics)."""
        return self._vectors[: len(self.keys)]

    @property
    def lengths(self) -> tuple[float, ...]:
        """The mean length of a record by channel, in two figures, as of the last building."""
        return tuple(self._postings.lengths)

    @property
    def is_due(self) -> bool:
        """Whether so much has changed since the last building that it is time for the next."""
        changed = self._new.many + len(self._dead)
        return changed >= min(ROOM, max(FEW, self._built // 4))

    def put(self, key: Hashable, text: str) -> None:
        """Take in one record, or what it says now; it is found at once."""
        self.put_all([(key, text)])

    def put_all(self, records: Sequence[tuple[Hashable, str]]) -> None:
        """The same of several records; of one that comes twice the last word counts."""
        counted_terms = {key: bags(text, self.glosses) for key, text in records}
        first, last = len(self.keys), len(self.keys) + len(counted_terms)
        while last > len(self._alive):
            self._chinese, self._vectors = with_room(self._chinese), with_room(self._vectors)
            self._neighbours, self._alive = with_room(self._neighbours), with_room(self._alive)
        for place, (key, each) in enumerate(counted_terms.items(), first):
            self.remove(key)
            self._places[key] = place
            self.keys.append(key)
            self._new.add(self._postings.take_in(each))
            self._chinese[place] = chinese_share(each[WORDS], each[CHARACTERS])
        self._alive[first:last] = True
        self._vectors[first:last], lines = self._lines_of(list(counted_terms.values()))
        self.lines.add(lines)
        self._neighbours[first:last] = neighbours.nearest_to(
            np.arange(first, last), self.vectors, self._alive[:last]
        )

    def remove(self, key: Hashable) -> None:
        """Forget one record, if it is there."""
        place = self._places.pop(key, None)
        if place is None:
            return
        self._alive[place] = False
        self._dead.append(place)
        is_new = place >= self._built
        self._postings.let_go(
            self._new.terms_of(place - self._built) if is_new else self._postings.terms_of(place)
        )

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
        return self._lines_of([bags(text, self.glosses) for text in texts])

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
            one = self.best_of(self.heard(texts[0]), places, pool=pool)
            return one[0][None, :], one[1][None, :]
        ranges = halves(len(texts), least=FEWEST)
        found = shared(lambda part: self._best(texts[slice(*part)], places, pool), ranges)
        best, scores = zip(*found, strict=True)
        return np.concatenate(best), np.concatenate(scores)

    def _best(self, texts: Sequence[str], places: int, pool: int) -> tuple[np.ndarray, np.ndarray]:
        """The same in one thread: read at once, which is cheaper, and compared with the topics a few at a time."""
        found, arrays = self.read(texts), self._arrays
        best, scores = (np.empty((len(texts), places), of) for of in (np.int32, np.float32))
        room = np.empty((min(FEWEST, len(texts)), len(self.keys)), np.float32)
        for begin in range(0, len(texts), FEWEST):
            some = slice(begin, begin + FEWEST)
            own = found.vectors[some]
            alike = np.matmul(own, self.vectors.T, out=room[: len(own)], casting="same_kind")
            best[some], scores[some] = kernel.rank(
                *arrays, self._around, *found.of(some), alike, self._mixing, pool, places
            )
        return best, scores

    def best_by(self, channel: int, needs: Asked, places: int) -> tuple[np.ndarray, np.ndarray]:
        """The same by one channel alone (BM25), among the records as they were built; scores are exact."""
        laid, spans = self._postings, needs.spans
        begins, ends = spans[:, channel].copy(), spans[:, channel + 1].copy()
        by_term = laid.starts, laid.records, laid.impacts, self._built
        with _TOGETHER:
            return adding.rank(*by_term, begins, ends, needs.terms, needs.weights, places)

    def read(self, texts: Sequence[str], weighing: Weighing = WEIGHING) -> Asked:
        """A batch of needs as the kernel reads them."""
        return asked(texts, self.glosses, self._postings, self._subjects, weighing)

    def heard(self, text: str) -> Heard:
        """What all records say of one need."""
        _, need = remembered(text, self.glosses)
        found = asked_alone(need, self._postings, self._subjects)
        many, laid = len(self.keys), self._postings
        scores, alike = np.empty((len(CHANNELS), many)), np.empty(many)
        *_, new_spans, new_terms, new_impacts, alive, dead, chinese = self._arrays
        said = found.spans[0], found.terms, found.weights

        def hear(part: tuple[int, int]) -> None:
            first = part[0] * BLOCK
            end = many if part[1] == len(laid.starts) else part[1] * BLOCK
            kernel.alike(self.vectors[first:end], found.vectors[0], alike[first:end])
            arrays = laid.starts, laid.records, laid.impacts, dead
            kernel.heard(*arrays, *said, part, self._built, scores)

        shared(hear, halves(len(laid.starts)))
        ours = np.float64(found.chinese[0])
        told = np.zeros(len(CHANNELS) + kernel.TOLD)
        newcomers = new_spans, new_terms, new_impacts, alive, chinese
        how = found.ideals[0], found.shares[0], ours, alike, self._mixing, scores, told
        mixed = kernel.mixed_scores(*newcomers, *said, *how)
        chinese = self._chinese[: len(self.keys)].astype(np.float64)
        lifts = 1 + np.float32(LIFT) * np.abs(ours - chinese)
        return Heard(mixed, told, alike, lifts, kernel.edge_of(mixed, alive))

    def best_of(
        self, heard: Heard, places: int, *, pool: int = POOL
    ) -> tuple[np.ndarray, np.ndarray]:
        """Places and scores of the best records for one need: (places), -1 where there are no more."""
        alive = self._alive[: len(self.keys)]
        return kernel.best_of(heard.scores, heard.shared, self._around, alive, pool, places)

    def with_neighbours(self, heard: Heard, places: Sequence[int]) -> np.ndarray:
        """The scores of some records for one need, their neighbours heard: (places)."""
        at = np.asarray(places, np.int64)
        own = heard.scores[at]
        around = neighbours.around(heard.scores, at, self._neighbours[at], self._alive)
        return own + heard.shares(at) * (around - own)

    def echo(self, line: sparse.csr_matrix) -> np.ndarray:
        """What all records say of the weightiest of a line of words, (1, terms), beside its weights: (records)."""
        numbers = self._in_postings[line.indices]
        weights = line.data * self._postings.rarity(numbers)
        weights[self._postings.held(numbers) > self._postings.most[GLOSSES]] = 0
        kept = weightiest(weights, ECHOED)
        order = kept[np.argsort(numbers[kept])]
        terms, weights = numbers[order], weights[order].astype(np.float32)
        found, laid = np.empty(len(self.keys), np.float32), self._postings
        *_, new_spans, new_terms, new_impacts, alive, dead, _ = self._arrays
        arrays = laid.starts, laid.records, laid.impacts, dead, terms, weights, 0, len(terms)
        of_laid, of_new = found[: self._built], found[self._built :]
        shared(lambda part: adding.score(*arrays, part, of_laid), halves(len(laid.starts)))
        adding.echo_new(
            new_spans, new_terms, new_impacts, alive[self._built :], terms, weights, of_new
        )
        return found

    def alike(self, vector: np.ndarray) -> np.ndarray:
        """How alike all records are to a vector among the topics: (records)."""
        found = np.empty(len(self.keys), np.float32)

        def compare(part: tuple[int, int]) -> None:
            here = slice(*part)
            kernel.alike(self.vectors[here], vector, found[here])

        shared(compare, halves(len(found), least=BLOCK))
        return found

    def around(self, heard: Heard, place: int) -> float:
        """The mean score of a record's neighbours."""
        return float(kernel.around(heard.scores, self._arrays[-3], self._around, place))

    def rarity(self, channel: int, terms: Sequence[str]) -> np.ndarray:
        """How rare terms are among the records: 0 would be one that stands in all of them."""
        return self._postings.rarity(self._postings.numbers(channel, terms))

    def weighed(self, channel: int, need: Bag) -> dict[str, Weighed]:
        """What each term of a need that is heard in a channel weighs (mixing.Weighing)."""
        return self._postings.weighed(channel, need)

    def stored(self, channel: int, place: int, numbers: np.ndarray) -> np.ndarray:
        """What terms, by their numbers, add to a channel of a record's score for each time that the need says them, to
        the last place of what is stored."""
        if place < self._built:
            return self._postings.stored(place, numbers)
        return self._new.stored(place - self._built, channel, numbers)

    @property
    def _around(self) -> np.ndarray:
        return self._neighbours[: len(self.keys)]

    @property
    def _arrays(self) -> tuple[np.ndarray, ...]:
        """The records as the kernel reads them."""
        many, laid = len(self.keys), self._postings
        alive, dead = self._alive[:many], np.array(self._dead, np.int64)
        chinese = self._chinese[:many]
        return laid.starts, laid.records, laid.impacts, *self._new.arrays, alive, dead, chinese

    def _lines_of(self, texts: Sequence[Sequence[Bag]]) -> tuple[np.ndarray, sparse.csr_matrix]:
        lines = self._subjects.lines_of([(each[WORDS], each[GLOSSES]) for each in texts])
        return self._subjects.vectors_of(lines), lines
