"""Mistakes are forgiven in an order: what sounds the same, a word put right, a character left out, a word left out."""

import pytest

from db.engine import snapshot, transaction
from domain import concepts, entries, forgiving
from domain.forgiving import Way
from seed import foundation


@pytest.fixture
def known(small_town):
    """A directory that has learnt two English words."""
    foundation.lay()
    with transaction() as session:
        entries.learn(session, {"chengchuan", "hengze"})


def ways(typed):
    with snapshot() as session:
        asked = concepts.read(concepts.lexicon(session), typed)
        return list(forgiving.ways(session, asked))


@pytest.mark.parametrize(
    ("typed", "tried"),
    [
        ("横泽", [Way.SOUNDS]),
        ("恒清集", [Way.SOUNDS, Way.NEAR]),
        ("恒泽 天文望远镜", [Way.SOUNDS, Way.NEAR, Way.WITHOUT, Way.WITHOUT]),
        ("valfe", [Way.CORRECTED]),
        ("阀门", []),  # a word of the lexicon is meant as it stands
        ("valve", []),
        ("91330303MA2ABCDE1X", []),  # a code is right or wrong
        ("abc", []),  # too short to be told from others
    ],
)
def test_the_ways_are_tried_from_the_most_faithful_on(known, typed, tried):
    assert [each.way for each in ways(typed)] == tried


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("valfe", "valve"),
        ("vlave", "valve"),
        ("hengse", "hengze"),
        ("chengchaun", "chengchuan"),
        ("longwna", "longwan"),
    ],
)
def test_a_misspelt_word_is_taken_for_the_nearest_known_one(known, typed, taken):
    (first, *_) = ways(typed)
    assert (first.way, first.instead) == (Way.CORRECTED, ((typed, taken),))


def test_a_word_like_no_other_is_not_put_right(known):
    assert ways("xylophone") == []


def test_a_corrected_word_stands_for_its_concept(known):
    (first, *_) = ways("valfe")
    assert first.asked[0].code == "3443"


def test_a_place_is_left_out_before_a_field_and_that_before_a_word(known):
    tried = [each for each in ways("天文望远镜 贷款 龙湾") if each.way is Way.WITHOUT]
    assert [each.left_out for each in tried] == [("龙湾",), ("贷款",), ("天文望远镜",)]
    assert all(len(each.groups) == 2 for each in tried)


def test_one_concept_alone_is_never_left_out(known):
    assert all(each.way is not Way.WITHOUT for each in ways("天文望远镜"))
