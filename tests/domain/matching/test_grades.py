"""Grades that follow a rule are learnt; too few are said to be too few."""

from itertools import product
from weakref import ref

import numpy as np
import pytest

from domain.matching.grades import Grades, TooFew
from domain.matching.index import Index
from domain.matching.judging.figures import graded_score

MATTERS = ["阀门 密封 泄漏", "鞋面 缺陷 检测", "水泵 叶轮 铸造", "锂电池 散热 材料"]
HOW = ["新型", "高效", "低成本", "智能", "环保", "精密"]


def test_a_rule_is_learnt_and_carried_over_to_other_pairs():
    records = {
        f"r{n}": f"{how} {matter} 技术" for n, (matter, how) in enumerate(product(MATTERS, HOW))
    }
    needs = {
        f"n{n}": f"{matter} 问题 {how}" for n, (matter, how) in enumerate(product(MATTERS, HOW))
    }
    index = Index()
    index.build(records.items())
    pairs = [
        (f"n{n}", f"r{r}", 3.0 if n // len(HOW) == r // len(HOW) else 1.0)
        for n in range(len(needs))
        for r in range(len(records))
    ]
    held = np.random.default_rng(1).random(len(pairs)) < 0.3
    model = Grades(index, needs)
    model.learn([pair for pair, is_held in zip(pairs, held, strict=True) if not is_held])
    asked = [pair for pair, is_held in zip(pairs, held, strict=True) if is_held]
    predicted = model.predict([(need, record) for need, record, _ in asked])
    grades = [grade for *_, grade in asked]
    constant = graded_score([1.0] * len(grades), grades)
    assert graded_score(predicted, grades) > 0.95 > constant
    assert predicted.min() >= 1 and predicted.max() <= 3


def test_too_little_is_said_to_be_too_little():
    index = Index()
    index.build([("r", "阀门")])
    model = Grades(index, {"n": "阀门"})
    with pytest.raises(TooFew):
        model.learn([("n", "r", 1.0)] * 10)
    with pytest.raises(TooFew):
        model.learn([("n", "r", 1.0)] * 100)


def test_the_scores_of_all_records_are_kept_of_no_need(monkeypatch):
    index = Index()
    index.build((f"r{n}", f"{matter} 技术") for n, matter in enumerate(MATTERS))
    needs = {f"n{n}": f"{how} {matter}" for n, (matter, how) in enumerate(product(MATTERS, HOW))}
    asked, scored = index.scores, []

    def scores(texts):
        found = asked(texts)
        scored.append(ref(found))
        return found

    monkeypatch.setattr(index, "scores", scores)
    model = Grades(index, needs)
    pairs = [(need, f"r{n}") for need in needs for n in range(2)]
    model.learn([(*pair, float(n % 2)) for n, pair in enumerate(pairs)])
    model.predict([(need, "r3") for need in needs])
    assert len(scored) >= len(needs) and not any(each() is not None for each in scored)
