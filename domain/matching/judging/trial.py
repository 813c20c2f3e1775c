"""The engine and its rivals over one judged collection, in one run, each with its time."""

import resource
import time
from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from domain.matching import judgements
from domain.matching.glosses import Glosses
from domain.matching.index import BATCH, Index
from domain.matching.judging import grading, rivals
from domain.matching.judging.collection import Judged
from domain.matching.judging.figures import Worth, auc, worth

PLACES = 4  # of a figure that is printed


def run(judged: Judged) -> dict:
    """The figures of the engine, and under "rivals" those of every rival.

    Where there is feedback, what it judged is left out of every ranking and of the judgements, for the engine and the
    rivals alike: what was told cannot be found.
    """
    trial = _Trial(judged)
    glosses = Glosses()
    glosses.of_word("预热")  # the dictionary is read once for a process, not for an index
    begun = time.perf_counter()
    index = Index(glosses)
    index.build(list(zip(trial.ids, trial.texts, strict=True)))
    built = time.perf_counter() - begun
    index.best(trial.queries[:1], 10)  # the machine code is made or loaded once for a process
    found = trial.measure(built, _engine(index, trial))
    if judged.feedback:
        found["without_feedback"] = trial.measure(built, _engine(index, trial, learns=False))
        found |= grading.graded(index, judged)
    found["rivals"] = _rivals(trial)
    best = max(each["ndcg@10"] for each in found["rivals"].values())
    found["ndcg@10_over_best_rival"] = round(found["ndcg@10"] / best, PLACES) if best else None
    sizes = {"documents": len(trial.ids), "queries": len(trial.queries)}
    return found | {"peak_memory_mb": _peak_memory()} | sizes


class _Trial:
    """What every contestant is given, and how it is judged."""

    def __init__(self, judged: Judged):
        self.judged = judged
        self.ids = list(judged.documents)
        self.texts = [judged.documents[id] for id in self.ids]
        self.places = {id: place for place, id in enumerate(self.ids)}
        told = judged.feedback
        kept = {
            query: {id: grade for id, grade in row.items() if id not in told.get(query, {})}
            for query, row in judged.grades.items()
        }
        self.grades = {
            query: row for query, row in kept.items() if any(grade > 0 for grade in row.values())
        }
        self.asked = list(self.grades)
        self.queries = [judged.queries[query] for query in self.asked]

    def measure(self, built: float, rows: Iterator[np.ndarray]) -> dict:
        """The figures of one contestant that gives the scores of all documents, query by query."""
        rankings, values, fits = [], [], []
        lowest = self.judged.lowest
        begun = time.perf_counter()
        spent = 0.0
        for query, scores in zip(self.asked, rows, strict=True):
            scores = np.array(scores, np.float64)
            for id in self.judged.feedback.get(query, {}):
                scores[self.places[id]] = -np.inf
            order = rivals.ordered(scores)
            spent += time.perf_counter() - begun
            rankings.append([self.ids[place] for place in order])
            for id, grade in self.grades[query].items():
                values.append(scores[self.places[id]])
                fits.append(lowest is not None and grade > lowest)
            begun = time.perf_counter()
        spent += time.perf_counter() - begun
        over_pairs = auc(values, fits) if lowest is not None else None
        return _said(
            worth(rankings, [self.grades[query] for query in self.asked], over_pairs),
            built,
            spent / max(len(self.asked), 1),
        )


def _engine(index: Index, trial: _Trial, *, learns: bool = True) -> Iterator[np.ndarray]:
    middle = grading.middle(trial.judged)
    for begin in range(0, len(trial.queries), BATCH):
        rows = index.scores(trial.queries[begin : begin + BATCH])
        for query, scores in zip(trial.asked[begin : begin + BATCH], rows, strict=True):
            told = trial.judged.feedback.get(query) if learns else None
            yield judgements.drawn(index, scores, told, middle) if told else scores


def _rivals(trial: _Trial) -> dict[str, dict]:
    tfidf = rivals.Tfidf()
    contestants = {
        "bm25s_words": rivals.Bm25(rivals.words),
        "bm25s_bigrams": rivals.Bm25(rivals.bigrams),
        "tfidf": tfidf,
        "lsa": rivals.Lsa(tfidf),
    }
    found, orders = {}, []
    for name, rival in contestants.items():
        begun = time.perf_counter()
        rival.build(trial.texts)
        built = time.perf_counter() - begun
        kept: list[np.ndarray] = []
        found[name] = trial.measure(built, _keeping(rival.scores(trial.queries), kept))
        orders.append(kept)
    begun = time.perf_counter()
    mixed = (rivals.fused(rows, len(trial.ids)) for rows in zip(*orders, strict=True))
    together = sum(each["seconds_to_index"] for each in found.values())
    found["fusion"] = trial.measure(together, mixed)
    return found


def _keeping(rows: Iterator[np.ndarray], orders: list[np.ndarray]) -> Iterator[np.ndarray]:
    """The rows as they come; the best places of each are kept for the fusion."""
    for scores in rows:
        orders.append(rivals.ordered(scores))
        yield scores


def _said(found: Worth, built: float, spent: float) -> dict:
    names = {"ndcg_at_10": "ndcg@10", "recall_at_100": "recall@100"}
    said = {
        names.get(name, name): round(value, PLACES)
        for name, value in asdict(found).items()
        if value is not None
    }
    return said | {
        "seconds_to_index": round(built, 3),
        "seconds_per_query": round(spent, 6),
    }


def _peak_memory() -> float:
    """Of the whole process so far, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
