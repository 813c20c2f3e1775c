import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matching.bags import bags, counted
from domain.matching.glosses import Glosses
from domain.matching.index import ROOM, Index
from tests.domain.matching.texts import NEEDS, RESULTS


@pytest.fixture
def index():
    made = Index()
    made.build(RESULTS.items())
    return made


@pytest.mark.parametrize("need", NEEDS)
def test_a_need_finds_its_result_in_the_same_language_or_the_other(index, need):
    assert index.rank([NEEDS[need]])[0][0].key == need


def test_needs_are_ranked_together_as_one_by_one(index):
    together = index.rank(list(NEEDS.values()))
    for found, text in zip(together, NEEDS.values(), strict=True):
        alone = index.rank([text])[0]
        assert [each.key for each in found] == [each.key for each in alone]
        assert [each.score for each in found] == pytest.approx([each.score for each in alone])


def test_a_need_that_nothing_answers_finds_nothing(index):
    assert index.rank(["!!!", "qzqzqz"]) == [[], []]


def test_an_empty_index_finds_nothing():
    assert Index().rank(["阀门"]) == [[]]


def test_a_new_record_is_found_at_once_also_by_a_word_that_nobody_used_before(index):
    index.put("new", "一种适用于磷虾捕捞的气幕装置 krillcurtain")
    assert index.rank(["krillcurtain"])[0][0].key == "new"
    assert index.rank(["磷虾捕捞"])[0][0].key == "new"


def test_a_changed_record_is_found_by_what_it_says_now_only(index):
    index.put("pump", "一种适用于磷虾捕捞的气幕装置")
    assert index.rank(["磷虾捕捞"])[0][0].key == "pump"
    assert "pump" not in [each.key for each in index.rank(["水泵叶轮"])[0]]


def test_a_removed_record_is_found_no_more(index):
    index.remove("seal")
    index.remove("seal")
    assert "seal" not in [each.key for each in index.rank([NEEDS["seal"]])[0]]


def test_a_record_put_in_scores_nearly_as_one_that_was_built_in(index):
    rest = {key: text for key, text in RESULTS.items() if key != "seal"}
    later = Index()
    later.build(rest.items())
    later.put("seal", RESULTS["seal"])
    for text in NEEDS.values():
        assert later.rank([text])[0][0].key == index.rank([text])[0][0].key


def test_a_full_index_says_that_it_is_time_to_build(index):
    for n in range(ROOM):
        index.put("seal", f"阀门 {n}")
    assert index.is_full
    with pytest.raises(IndexError):
        index.put("seal", "阀门")
    index.build(RESULTS.items())
    assert not index.is_full and index.rank([NEEDS["seal"]])[0][0].key == "seal"


def test_more_records_than_a_block_are_ranked_as_if_there_were_none(monkeypatch):
    texts = [(n, f"阀门 编号{n}") for n in range(70_000)]
    texts[69_123] = (69_123, "液化天然气低温阀门")
    index = Index()
    index.build(texts)
    assert index.rank(["液化天然气"], places=1)[0][0].key == 69_123


def test_many_texts_are_counted_as_one_by_one():
    glosses = Glosses({"触头": "electrical contact"})
    channels = counted(RESULTS.values(), glosses)
    for row, text in enumerate(RESULTS.values()):
        for channel, bag in zip(channels, bags(text, glosses), strict=True):
            line = channel.counts[row].toarray().ravel()
            said = {term: line[column] for term, column in channel.terms.items() if line[column]}
            assert said == pytest.approx(dict(bag), rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(alphabet="阀门水泵密封鞋 valve pump\u0000\ud7ff𠀀.-9", max_size=20), max_size=8
    )
)
def test_no_text_breaks_it_and_no_score_leaves_its_bounds(texts):
    index = Index()
    index.build(enumerate(texts))
    for text in texts:
        for found in index.rank([text])[0]:
            assert 0 < found.score <= 1.0001 and np.isfinite(found.score)
