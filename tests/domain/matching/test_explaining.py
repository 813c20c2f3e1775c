import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matching.bags import CHANNELS
from domain.matching.explaining import AROUND, TOPICS, Explaining, explained, marked
from domain.matching.index import Index
from tests.domain.matching.texts import NEEDS, RESULTS

WORDS = st.sampled_from(
    [
        "阀门",
        "密封",
        "泄漏",
        "水泵",
        "叶轮",
        "valve",
        "seal",
        "leakage",
        "pump",
        "低温",
        "材料",
        "alloy",
    ]
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), min_size=2, max_size=14)


def an_index(texts):
    index = Index()
    index.build(texts)
    return index


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.lists(WORDS, min_size=1, max_size=6).map(" ".join))
def test_the_parts_add_up_to_the_score(texts, need):
    index = an_index(enumerate(texts))
    for found in index.rank([need])[0]:
        assert explained(index, need, found.key, texts[found.key]).score == pytest.approx(
            found.score, abs=1e-5
        )


def test_the_parts_of_a_record_put_in_later_add_up_too():
    index = an_index(RESULTS.items())
    index.put("seal", RESULTS["seal"] + " 新增波纹管")
    [found, *_] = index.rank(["波纹管 密封"])[0]
    explanation = explained(index, "波纹管 密封", "seal", RESULTS["seal"] + " 新增波纹管")
    assert found.key == "seal" and explanation.score == pytest.approx(found.score, abs=1e-5)


def test_the_words_that_both_say_are_named_and_the_others_are_not():
    index = an_index(RESULTS.items())
    explanation = explained(index, NEEDS["seal"], "seal", RESULTS["seal"])
    assert "密封" in marked(explanation)
    assert not {"超标", "方案"} & set(marked(explanation))
    assert {part.channel for part in explanation.parts} <= {*CHANNELS, TOPICS, AROUND}


def test_a_match_over_the_languages_is_told_by_the_glosses():
    index = an_index(RESULTS.items())
    explanation = explained(index, NEEDS["membrane"], "membrane", RESULTS["membrane"])
    assert explanation.of("glosses") > 0 and explanation.of("pairs") == 0


def test_a_record_that_is_not_there_cannot_be_explained():
    with pytest.raises(KeyError):
        explained(an_index(RESULTS.items()), "阀门", "elsewhere", "阀门")


def test_a_record_that_says_all_of_it_covers_it_and_one_that_says_none_does_not():
    index = an_index(RESULTS.items())
    explaining = Explaining(index, RESULTS["seal"])
    assert explaining.of("seal", RESULTS["seal"]).covers == pytest.approx(1)
    assert explaining.of("membrane", RESULTS["membrane"]).covers < 0.5
