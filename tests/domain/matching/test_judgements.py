import numpy as np

from domain.matching.index import Index
from domain.matching.judgements import drawn, likeness
from domain.matching.lines import weightiest
from tests.domain.matching.texts import RESULTS

MORE = RESULTS | {
    "seal2": "低温阀门用波纹管密封组件的寿命试验",
    "valve": "阀门远程监控与泄漏报警系统",
}


def scores_after(judged):
    index = Index()
    index.build(MORE.items())
    before = index.scores(["阀门"])[0]
    after = drawn(index, before, judged, middle=0.5)
    return {key: (before[n], after[n]) for n, key in enumerate(MORE)}


def test_what_is_like_a_fitting_record_rises_and_what_is_like_an_unfitting_one_falls():
    told = scores_after({"seal": 1.0, "breaker": 0.0})
    assert told["seal2"][1] - told["seal2"][0] > told["valve"][1] - told["valve"][0]
    assert told["seal2"][1] > told["valve"][1]


def test_without_a_judgement_nothing_moves():
    assert all(before == after for before, after in scores_after({}).values())


def test_records_are_most_like_themselves():
    index = Index()
    index.build(MORE.items())
    for place in range(len(MORE)):
        assert int(np.argmax(likeness(index, [place], [1.0]))) == place


def test_records_put_in_later_draw_and_are_drawn_like_those_that_were_built():
    built, later = Index(), Index()
    built.build(MORE.items())
    later.build(MORE.items())
    later.put_all([(key, MORE[key]) for key in ("seal", "seal2")])
    places = [[index.place(key) for key in MORE] for index in (built, later)]
    ours, theirs = (
        likeness(index, [at[0], at[-2]], [1.0, -0.5])[at]
        for index, at in zip((built, later), places, strict=True)
    )
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_the_weightiest_words_are_those_that_speak_loudest_for_or_against():
    weights = np.array([0.1, -3.0, 0.0, 2.0, -0.2])
    assert weightiest(weights, 2).tolist() == [1, 3]
    assert weightiest(weights, 9).tolist() == [0, 1, 3, 4]
    assert weights.tolist() == [0.1, -3.0, 0.0, 2.0, -0.2]
