"""The engine and its rivals over one judged collection, each in its turn, with its time and memory."""

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from domain.matching import judgements
from domain.matching.glosses import Glosses
from domain.matching.index import BATCH, Index
from domain.matching.judging import grading, rivals
from domain.matching.judging.collection import Judged, is_found, untold_of
from domain.matching.judging.figures import Worth, auc, worth
from domain.matchmaking.fields import Fields, parts

PLACES = 4  # of a figure that is printed
ENGINE = "engine"
NAMES = {"ndcg_at_10": "ndcg@10", "recall_at_100": "recall@100"}


def run(judged: Judged, turn: Callable[[Judged, str], dict] | None = None) -> dict:
    """The figures of the engine, and under "rivals" those of every rival.

    Where there is feedback, what it judged is left out of every ranking and of the judgements, for the engine and the
    rivals alike: what was told cannot be found. `turn` gives the figures of one contestant, or of a rival that came to
    no end {"error": why}; without it all of them take their turn in this process.
    """
    turn = turn or contestant
    found = turn(judged, ENGINE)
    found["rivals"] = {name: turn(judged, name) for name in rivals.RIVALS}
    for beside in ("ndcg@10", "recall@100"):
        best = max((each.get(beside, 0.0) for each in found["rivals"].values()), default=0.0)
        found[f"{beside}_over_best_rival"] = _over(found[beside], best)
    if judged.feedback:
        bm25 = found["rivals"]["bm25s_words"].get("ndcg@10", 0.0)
        found["ndcg@10_over_bm25"] = _over(found["ndcg@10"], bm25)
    trial = _Trial(judged)
    return found | {
        "documents": len(trial.ids),
        "queries": len(trial.found),
        "queries_left_out": len(judged.queries) - len(trial.found),
        "judgements_left_out": judged.left_out,
    }


def apart(judged: Judged, name: str) -> dict:
    """The figures of one contestant that has a process for itself: with the peak of its memory, the interpreter, the
    libraries and the texts in it."""
    found = contestant(judged, name)
    return found | {"peak_memory_mb": round(peak_memory(), 1)}


def peak_memory() -> float:
    """Of this process so far, in MB."""
    try:  # what the kernel tells of usage is handed down from parent to child
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def contestant(judged: Judged, name: str) -> dict:
    """The figures of the engine or of one rival."""
    trial = _Trial(judged)
    if name == ENGINE:
        return _engine_measured(trial)
    rival = rivals.RIVALS[name]()
    begun = time.perf_counter()
    rival.build(trial.texts)
    return trial.measure(time.perf_counter() - begun, rival.scores(trial.queries))


class _Trial:
    """What every contestant is given, and how it is judged."""

    def __init__(self, judged: Judged):
        self.judged = judged
        self.ids = list(judged.documents)
        self.texts = [judged.documents[id] for id in self.ids]  # as rivals read them
        self.places = {id: place for place, id in enumerate(self.ids)}
        told = judged.feedback
        kept = {query: untold_of(row, told.get(query, {})) for query, row in judged.grades.items()}
        self.grades = {query: row for query, row in kept.items() if row}
        self.found = {query for query, row in self.grades.items() if is_found(row)}
        self.asked = [
            query for query in self.grades if query in self.found or judged.edge is not None
        ]
        self.queries = [judged.queries[query] for query in self.asked]  # as rivals read them
        self.words = [judged.words_of_query(query) for query in self.asked]

    def measure(self, built: float, rows: Iterator[np.ndarray]) -> dict:
        """The figures of one contestant that gives the scores of all documents, query by query."""
        rankings, values, fits = [], [], []
        edge = self.judged.edge
        begun = time.perf_counter()
        spent = 0.0
        for query, scores in zip(self.asked, rows, strict=True):
            scores = np.array(scores, np.float64)
            for id in self.judged.feedback.get(query, {}):
                scores[self.places[id]] = -np.inf
            order = rivals.ordered(scores)
            spent += time.perf_counter() - begun
            if query in self.found:
                rankings.append([self.ids[place] for place in order])
            for id, grade in self.grades[query].items():
                values.append(scores[self.places[id]])
                fits.append(edge is not None and grade > edge)
            begun = time.perf_counter()
        spent += time.perf_counter() - begun
        over_pairs = auc(values, fits) if edge is not None else None
        return _said(
            worth(
                rankings,
                [self.grades[query] for query in self.asked if query in self.found],
                over_pairs,
            ),
            built,
            spent / max(len(self.asked), 1),
        )


def _engine_measured(trial: _Trial) -> dict:
    glosses = Glosses()
    glosses.of_word("预热")  # the dictionary is read once for a process, not for an index
    begun = time.perf_counter()
    index = Index(glosses)
    index.build([(id, trial.judged.words_of_document(id)) for id in trial.ids])
    built = time.perf_counter() - begun
    index.best(trial.words[:1] * 2, 10)  # the machine code is made or loaded once for a process
    if told := next(iter(trial.judged.feedback.values()), None):  # that of feedback too
        judgements.drawn(
            index, index.scores(trial.words[:1])[0], told, grading.middle(trial.judged)
        )
    found = trial.measure(built, _engine(index, trial))
    if trial.judged.feedback:
        found["without_feedback"] = trial.measure(built, _engine(index, trial, learns=False))
        found |= grading.graded(index, trial.judged)
    return found


def _engine(index: Index, trial: _Trial, *, learns: bool = True) -> Iterator[np.ndarray]:
    middle = grading.middle(trial.judged)
    for begin in range(0, len(trial.words), BATCH):
        rows = index.scores(trial.words[begin : begin + BATCH])
        for query, scores in zip(trial.asked[begin : begin + BATCH], rows, strict=True):
            told = trial.judged.feedback.get(query) if learns else None
            found = judgements.drawn(index, scores, told, middle) if told else scores
            yield _with_fields(trial, query, found)


def _with_fields(trial: _Trial, query: str, scores: np.ndarray) -> np.ndarray:
    """The scores with what the fields of the need and of the best records say, as proposals have it.

    Fields find nothing by themselves, and nobody looks at what comes after the best DEEP.
    """
    of_records = trial.judged.told_of_documents
    if not of_records:
        return scores
    told = trial.judged.told_of_queries.get(query)
    ours = Fields() if told is None else told.fields
    found = scores.copy()
    for place in rivals.ordered(scores).tolist():
        its = of_records.get(trial.ids[place])
        if its is not None and scores[place] > 0:
            found[place] += sum(part.value for part in parts(ours, its.fields))
    return found


def _over(ours: float, its: float) -> float | None:
    return round(ours / its, PLACES) if its else None


def _said(found: Worth, built: float, spent: float) -> dict:
    said = {
        NAMES.get(name, name): round(value, PLACES)
        for name, value in asdict(found).items()
        if value is not None
    }
    return said | {
        "seconds_to_index": round(built, 3),
        "seconds_per_query": round(spent, 6),
    }
