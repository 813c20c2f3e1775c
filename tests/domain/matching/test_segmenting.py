import pytest

from domain.matching.segmenting import levelled, segmented, stem, stems


def test_chinese_is_cut_into_words_and_their_parts():
    words = segmented("高压断路器的触头材料").chinese
    assert "断路" in words or "断路器" in words
    assert "材料" in words and "的" not in words


def test_english_words_lose_their_endings_and_empty_ones_are_left_out():
    assert segmented("The valves are leaking").latin == (stem("valves"), stem("leaking"))


def test_numbers_stay_as_they_are():
    assert segmented("压力 16.5 MPa").latin == ("16.5", "mpa")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Müller", ["müller"]),
        ("MU\u0308LLER", ["müller"]),  # the same, its accent written apart
        ("café", ["café"]),
        ("粒径 5 μm", ["5", "μm"]),
        ("粒径 5 \u00b5m", ["5", "μm"]),  # the sign of micro, not the letter
        ("Ω", ["ω"]),
        ("3÷4", ["3", "4"]),
        ("the valve's", ["valv"]),
    ],
)
def test_words_with_accents_and_in_greek_letters_are_whole(text, words):
    assert list(segmented(text).latin) == words
    assert [each for each in stems(text) if each != "s"] == words


def test_what_is_written_of_letters_and_figures_is_one_word_and_its_pieces():
    assert segmented("α-Al2O3").latin == ("α", "al2o3", "al", "2", "o", "3")
    assert segmented("Al₂O₃陶瓷").latin == segmented("Al2O3 陶瓷").latin
    assert "pm2.5" in segmented("PM2.5。").latin
    assert set(segmented("DN 50").latin) < set(segmented("DN50").latin)
    assert segmented("50DN").latin == ("50", "dn")


@pytest.mark.parametrize(
    ("written", "read"),
    [("閥門密封", "阀门密封"), ("什么", "什么"), ("ＶＡＬＶＥ", "valve"), ("乾燥技術", "乾燥技术")],
)
def test_script_width_and_case_are_levelled(written, read):
    assert levelled(written) == read


def test_pairs_run_over_word_borders_but_not_over_punctuation():
    assert segmented("阀门，泵").pairs == {"阀门": 1, "泵": 1}
    assert segmented("水泵轮").pairs == {"水泵": 1, "泵轮": 1}


@pytest.mark.parametrize(
    ("text", "words", "runs"),
    [
        ("バルブの漏れ", ["バルブ", "の", "漏", "れ"], ["バルブの漏れ"]),
        ("밸브 누설", ["밸브", "누설"], ["밸브", "누설"]),
        ("วาล์วรั่ว", ["วาล์วรั่ว"], ["วาล์วรั่ว"]),
        ("人々", ["人", "々"], ["人々"]),
    ],
)
def test_scripts_without_gaps_count_as_chinese_each_piece_of_one_script_as_a_word(
    text, words, runs
):
    segments = segmented(text)
    assert (list(segments.chinese), list(segments.runs), segments.latin) == (words, runs, ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Утечка клапана", ["утечк", "клапа"]),
        ("صمام، تسرب", ["صمام", "تسرب"]),
        ("वाल्व।", ["वाल्व"]),
        ("ərəb", ["ərəb"]),
        ("二〇二五", []),
    ],
)
def test_words_of_all_other_scripts_are_heard(text, words):
    assert list(segmented(text).latin) == words


def test_russian_words_lose_their_endings():
    assert segmented("насосы").latin == segmented("насосов").latin == segmented("насос").latin


def test_nothing_said_is_nothing_found():
    segments = segmented("……——！ \n")
    assert not segments.words and not segments.pairs and not segments.characters
