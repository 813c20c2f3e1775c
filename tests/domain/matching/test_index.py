import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matching.bags import WORDS, bags, counted
from domain.matching.explaining import Explaining
from domain.matching.glosses import Glosses
from domain.matching.index import Index
from domain.matching.mixing import PLAIN, WEIGHING, Mixing
from domain.matching.newcomers import ROOM
from domain.matching.postings import ALL_HEARD
from domain.matching.topics import FEWEST
from tests.domain.matching import made
from tests.domain.matching.texts import NEEDS, RESULTS

WORDS_ALONE = Mixing(most_topics=0, most_neighbours=0)  # these two are learnt at building


@pytest.fixture
def index():
    made = Index()
    made.build(RESULTS.items())
    return made


@pytest.mark.parametrize("need", NEEDS)
def test_a_need_finds_its_result_in_the_same_language_or_the_other(index, need):
    assert index.rank([NEEDS[need]])[0][0].key == need


@pytest.mark.parametrize(
    "need",
    ["バルブからのリーク", "펌프가 멈춘다", "утечка в насосе", "تسرب المضخة", "ปั๊มน้ำ"],
)
def test_a_need_in_any_script_finds_what_says_it_and_its_score_is_told(index, need):
    records = {
        "バルブからのリーク": "バルブのリークをなくすシール",
        "펌프가 멈춘다": "멈춘 펌프의 진단",
        "утечка в насосе": "Уплотнение против утечек из насосов",
        "تسرب المضخة": "كشف تسرب المياه",
        "ปั๊มน้ำ": "เครื่องปั๊มน้ำประหยัดพลังงาน",
    }
    for key, text in records.items():
        index.put(key, text)
    [first, *_] = index.rank([need])[0]
    assert first.key == need
    told = Explaining(index, need).of(need, records[need])
    assert told.score == pytest.approx(first.score) and told.parts


def test_needs_are_ranked_together_as_one_by_one(index):
    together = index.rank(list(NEEDS.values()))
    for found, text in zip(together, NEEDS.values(), strict=True):
        alone = index.rank([text])[0]
        assert [each.key for each in found] == [each.key for each in alone]
        assert [each.score for each in found] == pytest.approx([each.score for each in alone])


def test_what_a_need_repeats_counts_less_each_time_more_alone_and_among_others(index):
    once, often = (index.weighed(WORDS, {"密封": said})["密封"].weight for said in (1, 9))
    assert once < often == pytest.approx(9 / (1 + 8 / (WEIGHING.k3 + 1)) * once)
    needs = ["密封 密封 密封 密封 密封 密封 水泵 叶轮 valve valve valve", *NEEDS.values()]
    together = index.scores(needs)
    for text, row in zip(needs, together, strict=True):
        assert row == pytest.approx(index.scores([text])[0], abs=1e-6)
    asked = index.read(needs[:1], PLAIN)  # as a plain BM25 has it
    first, end = asked.spans[0, WORDS : WORDS + 2]
    rare = index.rarity(WORDS, ["密封"])[0]
    assert once == pytest.approx(rare**WEIGHING.power)
    assert max(asked.weights[first:end]) == pytest.approx(6 * rare)


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


def test_records_put_in_changed_and_removed_score_as_if_they_had_been_built_in():
    """Newcomers stand beside the built records; the same rules and the same counts hold for both."""
    texts = dict(enumerate(made.texts(ALL_HEARD + 100)))
    before = {key: text for key, text in texts.items() if key % 40}
    before |= {
        5: "一种完全不同的气幕装置 krill curtain",
        10_000: "阀门 密封 低温 valve seal 波纹管",
    }
    later, built = Index(mixing=WORDS_ALONE), Index(mixing=WORDS_ALONE)
    later.build(before.items())
    later.put_all([(key, text) for key, text in texts.items() if key not in before])
    later.put(5, texts[5])
    later.remove(10_000)
    built.build(texts.items())
    assert later.lengths == built.lengths  # mean lengths are taken in two figures at building
    for need in (*NEEDS.values(), *made.texts(12, seed=2)):
        put, laid = (
            {each.key: each.score for each in index.rank([need], 1000)[0]}
            for index in (later, built)
        )
        assert put == pytest.approx(laid, abs=1e-6)


def test_beside_what_was_learnt_at_building_a_record_put_in_stands_where_one_built_in_does():
    texts = made.texts(ALL_HEARD + 100, words=80)
    later, built = Index(), Index()
    later.build(enumerate(texts[:-1]))
    later.put(len(texts) - 1, texts[-1])
    built.build(enumerate(texts))
    for need in made.texts(12, seed=2):
        put, laid = (index.scores([need])[0] for index in (later, built))
        assert np.abs(put - laid).max() < 0.05
        assert abs(float(put[-1] - laid[-1])) < 0.02


def test_a_record_that_was_changed_leaves_nothing_behind_that_moves_the_others(index):
    fresh = Index()
    fresh.build(RESULTS.items())
    index.put("loud", "密封 " * 400)
    index.put("loud", "x")
    index.remove("loud")
    for need in NEEDS.values():
        ours, its = (
            {each.key: each.score for each in one.rank([need])[0]} for one in (index, fresh)
        )
        assert ours == pytest.approx(its, abs=1e-6)


def test_an_index_that_has_changed_much_says_that_it_is_time_to_build_and_goes_on_taking_in(index):
    index.put_all([(n, f"阀门 {n}") for n in range(ROOM + 10)])
    assert index.is_due
    index.put("last", "一种适用于磷虾捕捞的气幕装置")
    assert index.rank(["磷虾捕捞"])[0][0].key == "last"
    index.build(RESULTS.items())
    assert not index.is_due and index.rank([NEEDS["seal"]])[0][0].key == "seal"


@pytest.mark.parametrize("text", ["", "阀门", "valve"])
def test_many_records_that_say_one_word_or_nothing_are_an_index_like_any_other(text):
    index = Index()
    index.build((n, text) for n in range(FEWEST + 10))
    assert len(index.rank(["阀门 valve"])[0]) == (10 if text else 0)


def test_more_records_than_a_block_are_ranked_as_if_there_were_none(monkeypatch):
    texts = [(n, f"阀门 编号{n}") for n in range(70_000)]
    texts[69_123] = (69_123, "液化天然气低温阀门")
    index = Index()
    index.build(texts)
    assert index.rank(["液化天然气"], places=1)[0][0].key == 69_123


def test_many_texts_are_counted_as_one_by_one():
    glosses = Glosses([("触头", "electrical contact")])
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
