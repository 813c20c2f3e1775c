import pytest

from domain.matching.segmenting import levelled, segmented, stem


def test_chinese_is_cut_into_words_and_their_parts():
    words = segmented("高压断路器的触头材料").chinese
    assert "断路" in words or "断路器" in words
    assert "材料" in words and "的" not in words


def test_english_words_lose_their_endings_and_empty_ones_are_left_out():
    assert segmented("The valves are leaking").latin == (stem("valves"), stem("leaking"))


def test_numbers_stay_as_they_are():
    assert segmented("压力 16.5 MPa").latin == ("16.5", "mpa")


@pytest.mark.parametrize(
    ("written", "read"),
    [("閥門密封", "阀门密封"), ("什么", "什么"), ("ＶＡＬＶＥ", "valve"), ("乾燥技術", "乾燥技术")],
)
def test_script_width_and_case_are_levelled(written, read):
    assert levelled(written) == read


def test_pairs_run_over_word_borders_but_not_over_punctuation():
    assert segmented("阀门，泵").pairs == {"阀门": 1, "泵": 1}
    assert segmented("水泵轮").pairs == {"水泵": 1, "泵轮": 1}


def test_nothing_said_is_nothing_found():
    segments = segmented("……——！ \n")
    assert not segments.words and not segments.pairs and not segments.characters
