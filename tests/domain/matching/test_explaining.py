import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matching.bags import CHANNELS
from domain.matching.explaining import AROUND, TOPICS, Explaining, marked
from domain.matching.index import Index
from domain.matching.mixing import Mixing
from domain.matching.postings import ALL_HEARD
from domain.matching.topics import FEWEST
from tests.domain.matching import made
from tests.domain.matching.texts import NEEDS, RESULTS

EXACT = 1e-12  # of a score near one, whose parts are added in another order
WORDS = st.sampled_from([term for matter in made.MATTERS[:3] for term in matter] + [*made.COMMON])
SAID = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
CHANGES = st.lists(st.tuples(st.integers(0, 700), st.none() | SAID), max_size=12)


def an_index(texts, mixing=None):
    index = Index(mixing=mixing or Mixing())
    index.build(texts)
    return index


def parts_add_up(index, texts, need, most=30):
    """Every score that the ranking gives is the sum of parts made of the two texts. Returns the kinds of parts seen."""
    places, scores = index.best([need], most)
    explaining, seen = Explaining(index, need), set()
    for place, score in zip(places[0].tolist(), scores[0].tolist(), strict=True):
        if place >= 0:
            key = index.keys[place]
            explanation = explaining.of(key, texts[key])
            assert explanation.score == pytest.approx(score, abs=EXACT, rel=0)
            seen |= {part.channel for part in explanation.parts}
    return seen


def changed(texts, changes):
    """An index of these texts after records were put, changed and removed; and what each record says now."""
    index, now = an_index(enumerate(texts)), dict(enumerate(texts))
    for key, text in changes:
        if text is None:
            index.remove(key)
            now.pop(key, None)
        else:
            index.put(key, text)
            now[key] = text
    return index, now


@settings(max_examples=40)
@given(st.lists(SAID, min_size=2, max_size=14), SAID, CHANGES)
def test_the_parts_add_up_to_the_score(texts, need, changes):
    parts_add_up(*changed(texts, changes), need)


@pytest.mark.parametrize("many", [FEWEST + 20, ALL_HEARD + 40])
@settings(max_examples=12)
@given(need=SAID, changes=CHANGES)
def test_they_add_up_where_topics_neighbours_and_frequent_terms_play_a_part(many, need, changes):
    parts_add_up(*changed(made.texts(many), changes), need)


@pytest.mark.parametrize("many", [FEWEST + 20, ALL_HEARD + 40])
def test_those_parts_are_there(many):
    """Lest the properties above hold of nothing."""
    index, now = changed(
        made.texts(many, words=80), [(3, "阀门 密封 valve seal 型号1000"), (5, None)]
    )
    seen = set()
    for text in made.texts(20, seed=2):
        seen |= parts_add_up(index, now, text)
    assert seen == {*CHANNELS, TOPICS, AROUND}


def test_many_needs_at_once_get_the_same_scores_up_to_single_precision():
    texts = made.texts(ALL_HEARD + 40, words=80)
    index, needs = an_index(enumerate(texts)), made.texts(20, seed=2)
    places, scores = index.best(needs, 5)
    for need, row, values in zip(needs, places, scores, strict=True):
        explaining = Explaining(index, need)
        for place, score in zip(row.tolist(), values.tolist(), strict=True):
            explanation = explaining.of(place, texts[place])
            assert explanation.score == pytest.approx(score, abs=2e-5)


def test_the_words_that_both_say_are_named_and_the_others_are_not():
    index = an_index(RESULTS.items())
    explanation = Explaining(index, NEEDS["seal"]).of("seal", RESULTS["seal"])
    assert "密封" in marked(explanation)
    assert not {"超标", "方案"} & set(marked(explanation))
    assert {part.channel for part in explanation.parts} <= {*CHANNELS, TOPICS, AROUND}


def test_a_match_over_the_languages_is_told_by_the_glosses():
    index = an_index(RESULTS.items())
    explanation = Explaining(index, NEEDS["membrane"]).of("membrane", RESULTS["membrane"])
    assert explanation.of("glosses") > 0 and explanation.of("pairs") == 0


def test_a_record_that_is_not_there_cannot_be_explained():
    with pytest.raises(KeyError):
        Explaining(an_index(RESULTS.items()), "阀门").of("elsewhere", "阀门")


def test_a_record_that_says_all_of_it_covers_it_and_one_that_says_none_does_not():
    index = an_index(RESULTS.items())
    explaining = Explaining(index, RESULTS["seal"])
    assert explaining.of("seal", RESULTS["seal"]).covers == pytest.approx(1)
    assert explaining.of("membrane", RESULTS["membrane"]).covers < 0.5
