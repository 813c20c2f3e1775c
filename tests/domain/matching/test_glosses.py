import pytest

from domain.matching.glosses import Glosses
from domain.matching.segmenting import levelled, root, segmented, stem


def test_a_word_counts_as_the_stems_of_its_glosses_which_add_up_to_one():
    shares = Glosses().of_word("阀门")
    assert stem("valve") in shares
    assert sum(shares.values()) == pytest.approx(1)


def test_an_english_word_stands_for_itself():
    assert Glosses().of(segmented("valves")) == {stem("valve"): 1.0}


def test_a_stem_counts_by_its_first_letters_and_a_number_whole():
    """Words of one family whose stems part late are one over the bridge."""
    assert stem("thermometer") != stem("thermometry")
    found = Glosses().of(segmented("thermometer thermometry 20260101"))
    assert found == {"thermo": 2.0, "20260101": 1.0}


def test_a_word_of_no_dictionary_has_no_gloss():
    assert Glosses().of_word("龘龘龘") == {}


def test_a_word_that_the_dictionary_does_not_hold_counts_as_its_parts_at_half_their_weight():
    glosses = Glosses()
    found = glosses.of_word("线粒体膜")
    for part in ("线粒体", "膜"):
        for english, share in glosses.of_word(part).items():
            assert found[english] == pytest.approx(share / 2)


def test_a_gloss_that_is_one_of_very_many_is_left_out():
    shares = Glosses().of_word("打")
    assert min(shares.values()) > 0.04 and sum(shares.values()) == pytest.approx(1)


def test_terms_of_the_staff_come_first_and_whole():
    glosses = Glosses([("触头", "electrical contact")])
    found = glosses.of(segmented("触头材料"))
    assert found[root(stem("electrical"))] == 1 and found[root(stem("contact"))] == 1
    assert glosses.of_word("触头") == {}


def test_the_longest_term_that_fits_is_taken():
    glosses = Glosses([("超滤", "ultrafiltration"), ("超滤膜", "ultrafiltration membrane")])
    assert glosses.of_terms(segmented("超滤膜")) == [stem("ultrafiltration"), stem("membrane")]


@pytest.mark.parametrize(
    ("term", "text", "stands"),
    [
        ("X射线衍射", "用Ｘ射线衍射测量", True),
        ("PCR仪", "一台pcr仪。", True),
        ("PCR仪", "一台qPCR仪", False),
        ("5G基站", "建5G基站", True),
        ("5G基站", "建15G基站", False),
        ("维生素C", "维生素C含量", True),
        ("维生素C", "维生素CD", False),
        ("碳-碳复合材料", "新型碳-碳复合材料", True),
        ("碳-碳复合材料", "新型碳复合材料", False),
    ],
)
def test_terms_with_letters_figures_and_signs_are_found_where_they_stand_whole(term, text, stands):
    glosses = Glosses([(term, "device")])
    cut = segmented(text)
    assert glosses.of_terms(cut) == [stem("device")] * stands
    assert glosses.terms_in(cut) == [(levelled(term), [stem("device")])] * stands


def test_of_a_term_within_one_with_letters_the_longer_is_taken_and_others_are_found_beside_it():
    glosses = Glosses(
        [("X射线衍射", "diffractometry"), ("射线", "ray"), ("X射线", "x-ray"), ("触头", "contact")]
    )
    found = glosses.of_terms(segmented("触头的X射线衍射与射线"))
    assert sorted(found) == sorted(map(stem, ("diffractometry", "ray", "contact")))


def test_every_translation_of_a_term_counts_each_of_its_words_once():
    glosses = Glosses([("热泵", "heat pump"), ("热泵", "thermal pump")])
    cut = segmented("热泵")
    assert glosses.of_terms(cut) == [stem("heat"), stem("pump"), stem("thermal")]
    told = [(term, each) for term, each in glosses.terms_in(cut)]
    assert told == [
        ("热泵", [stem("heat"), stem("pump")]),
        ("热泵", [stem("thermal"), stem("pump")]),
    ]
