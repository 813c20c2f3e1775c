"""The engine on the public collections that lie beside the project: what judgements add, against what was set as the
least. Where these folders are not at hand nothing is said."""

import random
from functools import cache
from pathlib import Path

import pytest

from domain.matching.judging import reading, rivals, trial
from domain.matching.judging.collection import Judged

ROOT = Path(__file__).parents[5] / "shared" / "judged"
TOPICAL = (
    "cisi",
    "med",
)  # needs that several records fit, so that something is left to find after ten judgements
TEN = 10
MOST_FITTING = 20  # records of a need whose grades are asked or told
LIFT = 1.15  # over BM25, by ten judgements of a need
GRADED = 0.769  # 1 / (1 + MAE) of the trial


@cache
def read(name):
    if not (ROOT / name).is_dir():
        pytest.skip(f"{ROOT / name} is not there")
    return reading.read(ROOT / name)


@cache
def first_by_bm25(name, many):
    """Query → the documents that BM25 puts first, as somebody would be shown them."""
    judged = read(name)
    ids, bm25 = list(judged.documents), rivals.RIVALS["bm25s_words"]()
    bm25.build(list(judged.documents.values()))
    rows = zip(judged.queries, bm25.scores(list(judged.queries.values())), strict=True)
    return {query: [ids[at] for at in rivals.ordered(row)[:many]] for query, row in rows}


@pytest.mark.parametrize("name", TOPICAL)
def test_ten_judgements_of_a_need_lift_its_ranking_over_bm25(name):
    judged = read(name)
    told = {
        query: {id: judged.grades.get(query, {}).get(id, 0.0) for id in first}
        for query, first in first_by_bm25(name, TEN).items()
    }
    found = Judged(judged.documents, judged.queries, judged.grades, told)
    engine = trial.contestant(found, trial.ENGINE)
    plain = trial.contestant(found, "bm25s_words")
    assert engine["ndcg@10"] >= LIFT * plain["ndcg@10"]
    assert engine["ndcg@10"] > engine["without_feedback"]["ndcg@10"]


@pytest.mark.parametrize("name", TOPICAL)
def test_grades_are_foretold_better_than_in_the_trial(name):
    """Of each need what fits, and as many that do not although BM25 puts them first; half of all is told."""
    judged, rng = read(name), random.Random(7)
    grades, told = {}, {}
    for query, row in judged.grades.items():
        fits = dict(sorted(row.items())[:MOST_FITTING])
        others = [id for id in first_by_bm25(name, 1000)[query] if id not in row]
        grades[query] = fits | dict.fromkeys(others[: len(fits)], 0.0)
        known = rng.sample(sorted(grades[query]), len(grades[query]) // 2)
        told[query] = {id: grades[query][id] for id in known}
    found = trial.contestant(Judged(judged.documents, judged.queries, grades, told), trial.ENGINE)
    assert found["graded"] > max(GRADED, found["graded_constant"])
