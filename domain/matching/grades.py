"""What grade people would give a pair of need and record, learnt from the grades that they gave.

Gradient boosting of the share of each grade, on few, plain signs of a pair: how far its words and topics agree, and
what is known of it beside them, as by its fields; what was said of records like this one for the same need; what was
said of pairs like this one; how strict people were with this need and this record; and which words of a need went with
which words of a record (hashed). Every sign that is made of grades is made out of fold, so that no grade explains
itself.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import Ridge

from domain.matching.index import Index
from domain.matching.segmenting import segmented

FOLDS = 5
FEWEST = 40  # graded pairs; with fewer the model says that it has too little
HASHED = 1 << 18
MOST_STEPS = 12  # different grades
MOST_WORDS = 24  # of each side that are crossed: the rarest
NEAR = 8.0  # how sharply likeness falls off
SHRINK = 3.0  # judgements that the general mean counts for
SEED = 20260104

Pair = tuple[Hashable, Hashable, float]  # need, record, grade
Beside = Callable[[Hashable, Hashable], Sequence[float]]  # of need and record, always so many


class TooFew(Exception):
    """There is too little to learn from."""


@dataclass
class _Signs:
    """What the grades of some pairs say of other pairs."""

    needs: np.ndarray  # (known pairs) place of the need
    records: np.ndarray
    grades: np.ndarray
    crosses: Ridge


class Grades:
    """A model of grades over one index; `needs` are texts by id, `beside` says in numbers what is known of a pair
    beside its words."""

    def __init__(self, index: Index, needs: dict[Hashable, str], beside: Beside = lambda *_: ()):
        self._index, self._beside = index, beside
        self._ids = list(needs)
        self._names = {id: place for place, id in enumerate(needs)}
        texts = list(needs.values())
        self._texts = texts
        self._vectors, self._words = index.lines_of(texts)
        self._found: dict[tuple[int, int], tuple[float, int]] = {}  # of each pair: score and place
        self._hashes = [_hashes(text) for text in texts]
        self._record_hashes: dict[int, list[int]] = {}

    def learn(self, pairs: Sequence[Pair]) -> None:
        """Learn from graded pairs; raises TooFew."""
        if len(pairs) < FEWEST or len({grade for *_, grade in pairs}) < 2:
            raise TooFew
        needs, records, grades = self._arrays(pairs)
        self._look_up(needs, records)
        folds = np.random.default_rng(SEED).integers(0, FOLDS, len(grades))
        parts = []
        for fold in range(FOLDS):
            held, rest = folds == fold, folds != fold
            signs = self._signs(needs[rest], records[rest], grades[rest])
            parts.append((held, self._features(needs[held], records[held], signs)))
        width = parts[0][1].shape[1]
        table = np.zeros((len(grades), width))
        for held, rows in parts:
            table[held] = rows
        self._model = HistGradientBoostingClassifier(
            max_iter=150,
            learning_rate=0.06,
            max_leaf_nodes=12,
            min_samples_leaf=max(5, min(20, len(grades) // 50)),
            l2_regularization=1.0,
            early_stopping=False,
            random_state=SEED,
        ).fit(table, self._classes(grades))
        self._known = self._signs(needs, records, grades)

    def predict(self, pairs: Sequence[tuple[Hashable, Hashable]]) -> np.ndarray:
        """The grade of each pair (need, record): the median of what people would say, which errs least."""
        needs, records, _ = self._arrays([(*pair, 0.0) for pair in pairs])
        self._look_up(needs, records)
        shares = self._model.predict_proba(self._features(needs, records, self._known))
        middle = np.argmax(np.cumsum(shares, axis=1) >= 0.5, axis=1)
        return self._steps[self._model.classes_[middle]]

    def _classes(self, grades: np.ndarray) -> np.ndarray:
        """Grades as steps in order; of more than MOST_STEPS different ones, the nearest quantile."""
        steps = np.unique(grades)
        if len(steps) > MOST_STEPS:
            steps = np.unique(np.quantile(grades, np.linspace(0, 1, MOST_STEPS)))
        self._steps = steps
        return np.abs(grades[:, None] - steps[None, :]).argmin(axis=1)

    def _arrays(self, pairs: Sequence[Pair]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        needs = np.array([self._names[need] for need, _, _ in pairs], np.int64)
        records = np.array([self._index.place(record) for _, record, _ in pairs], np.int64)
        return needs, records, np.array([grade for *_, grade in pairs], float)

    def _signs(self, needs: np.ndarray, records: np.ndarray, grades: np.ndarray) -> _Signs:
        model = Ridge(alpha=5.0, solver="lsqr").fit(self._crossed(needs, records), grades)
        return _Signs(needs, records, grades, model)

    def _features(self, needs: np.ndarray, records: np.ndarray, signs: _Signs) -> np.ndarray:
        mean = signs.grades.mean()
        by_need = _grouped(signs.needs)
        by_record = _grouped(signs.records)
        crossed = signs.crosses.predict(self._crossed(needs, records))
        rows = []
        for need, record, cross in zip(needs, records, crossed, strict=True):
            mine = by_need.get(need, _NOTHING)
            its = by_record.get(record, _NOTHING)
            alike_records = self._alike_records(record, signs.records[mine])
            alike_needs = self._alike_needs(need, signs.needs[its])
            rows.append(
                (
                    *self._plain(need, record),
                    *self._beside(self._ids[need], self._index.keys[record]),
                    *_told(alike_records, signs.grades[mine], mean),
                    *_told(alike_needs, signs.grades[its], mean),
                    cross,
                )
            )
        return np.array(rows)

    def _look_up(self, needs: np.ndarray, records: np.ndarray) -> None:
        """Keep the score of each pair and how many records stand before it: the scores of all records of many needs
        would fill the memory."""
        for need, its in _grouped(needs).items():
            scores = self._index.scores([self._texts[need]])[0]
            for record in records[its].tolist():
                place = int((scores > scores[record]).sum())
                self._found[need, record] = float(scores[record]), place

    def _plain(self, need: int, record: int) -> tuple[float, ...]:
        """How far a pair agrees, without anybody's grade."""
        score, place = self._found[need, record]
        topics = float(self._vectors[need] @ self._index.vectors[record])
        words = float((self._words[need] @ self._line(record).T).sum())
        return score, topics, words, np.log1p(place), np.log1p(self._line(record).nnz)

    def _alike_records(self, record: int, others: np.ndarray) -> np.ndarray:
        if not len(others):
            return np.zeros(0)
        lines = self._index.lines.of(others)
        by_words = np.asarray((lines @ self._line(record).T).todense())
        by_topics = self._index.vectors[others] @ self._index.vectors[record]
        return (by_words.ravel() + np.maximum(by_topics, 0)) / 2

    def _alike_needs(self, need: int, others: np.ndarray) -> np.ndarray:
        if not len(others):
            return np.zeros(0)
        by_words = np.asarray((self._words[others] @ self._words[need].T).todense())
        by_topics = self._vectors[others] @ self._vectors[need]
        return (by_words.ravel() + np.maximum(by_topics, 0)) / 2

    def _crossed(self, needs: np.ndarray, records: np.ndarray) -> sparse.csr_matrix:
        """Which words of the need stand beside which words of the record, hashed: (pairs, HASHED)."""
        columns: list[np.ndarray] = []
        for need, record in zip(needs, records, strict=True):
            ours, its = self._hashes[need], self._of_record(record)
            both = (ours[:, None] * np.uint64(0x9E3779B97F4A7C15) + its[None, :]).ravel()
            columns.append(((both >> np.uint64(17)) % np.uint64(HASHED)).astype(np.int64))
        ends = np.cumsum([0, *(len(each) for each in columns)])
        every = np.concatenate(columns) if columns else np.zeros(0, np.int64)
        each = np.repeat([1 / np.sqrt(max(len(c), 1)) for c in columns], np.diff(ends))
        found = sparse.csr_matrix((each, every, ends), shape=(len(columns), HASHED))
        found.sum_duplicates()
        return found

    def _line(self, record: int) -> sparse.csr_matrix:
        return self._index.lines.of([record])

    def _of_record(self, record: int) -> np.ndarray:
        known = self._record_hashes.get(record)
        if known is None:
            row = self._line(record)
            best = row.indices[np.argsort(-row.data, kind="stable")[:MOST_WORDS]]
            known = self._record_hashes[record] = best.astype(np.uint64) + np.uint64(1)
        return known


_NOTHING = np.zeros(0, np.int64)


def _hashes(text: str) -> np.ndarray:
    segments = segmented(text)
    words = list(dict.fromkeys((*segments.latin, *segments.chinese)))[:MOST_WORDS]
    return np.array([_hash(word) for word in words], np.uint64)


def _hash(word: str) -> int:
    """FNV-1a: the same in every process."""
    found = 0xCBF29CE484222325
    for byte in word.encode():
        found = ((found ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return found


def _grouped(places: np.ndarray) -> dict[int, np.ndarray]:
    order = np.argsort(places, kind="stable")
    values, begins = np.unique(places[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, begins[1:]), strict=True))


def _told(likeness: np.ndarray, grades: np.ndarray, mean: float) -> tuple[float, ...]:
    """What graded pairs say of one like them: weighted mean, plain mean, most alike, its grade, how many."""
    if not len(grades):
        return mean, mean, 0.0, mean, 0.0
    weights = np.exp(NEAR * (likeness - likeness.max()))
    weighted = float((weights * grades).sum() / weights.sum())
    plain = float((grades.sum() + SHRINK * mean) / (len(grades) + SHRINK))
    best = int(likeness.argmax())
    return weighted, plain, float(likeness[best]), float(grades[best]), np.log1p(len(grades))
