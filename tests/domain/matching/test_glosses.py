import pytest

from domain.matching.glosses import Glosses
from domain.matching.segmenting import root, segmented, stem


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
    glosses = Glosses({"触头": "electrical contact"})
    found = glosses.of(segmented("触头材料"))
    assert found[root(stem("electrical"))] == 1 and found[root(stem("contact"))] == 1
    assert glosses.of_word("触头") == {}


def test_the_longest_term_that_fits_is_taken():
    glosses = Glosses({"超滤": "ultrafiltration", "超滤膜": "ultrafiltration membrane"})
    assert glosses.of_terms(segmented("超滤膜")) == [stem("ultrafiltration"), stem("membrane")]
