from hypothesis import given
from hypothesis import strategies as st

from domain.matchmaking.marking import as_said, cut, excerpt, telling, whole

TEXTS = st.text(alphabet="阀门密封泄漏 ＡLeakage leaks, 12.5½", max_size=300)


def marked(pieces):
    return [piece for piece, is_marked in pieces if is_marked]


def test_chinese_words_are_marked_as_they_stand():
    assert marked(cut("低温阀门密封，密封圈", ["密封", "阀门"])) == ["阀门密封", "密封"]


def test_english_words_are_marked_by_their_stem():
    assert marked(cut("Leaking valves and valvular leaks", ["leak", "valv"])) == [
        "Leaking",
        "valves",
        "leaks",
    ]


def test_a_stem_is_told_as_the_word_it_was_taken_from():
    said = ["leak", "valv", "阀门"]
    assert as_said("Leaking valves 阀门 leaks", said) == ["Leaking", "valves", "阀门"]


def test_words_are_told_as_they_stand_also_in_the_other_script_and_in_full_width():
    assert as_said("閥門 ＰＵＭＰ", ["阀门", "pump", "密封"]) == ["閥門", "ＰＵＭＰ", "密封"]


def test_single_signs_are_told_only_where_nothing_longer_is_shared():
    assert telling(["2", "机", "密封", "o", "al2o3"]) == ["密封", "al2o3"]
    assert telling(["膜", "o"]) == ["膜", "o"] and telling([]) == []


def test_full_width_and_capital_letters_are_the_same_word():
    assert marked(cut("ＰＵＭＰ and Pump", ["pump"])) == ["ＰＵＭＰ", "Pump"]


def test_words_with_accents_and_of_letters_and_figures_are_marked_as_a_whole():
    words = ["müller", "α", "al2o3", "al"]
    assert marked(cut("Müller 的 α-Al2O3", words)) == ["Müller", "α", "Al2O3"]
    assert marked(cut("Al 3003", words)) == ["Al"]
    assert as_said("Müller Al2O3", ["müller", "o", "al2o3"]) == ["Müller", "O", "Al2O3"]


def test_a_long_text_is_cut_to_where_the_words_stand():
    text = "前言。" * 60 + "低温阀门密封" + "后记。" * 60
    pieces = excerpt(text, ["密封", "阀门"], most=60)
    assert "阀门密封" in marked(pieces)
    assert pieces[0][0] == "… " and pieces[-1][0] == " …"
    assert len("".join(piece for piece, _ in pieces)) <= 64


@given(TEXTS)
def test_the_pieces_together_are_the_text(text):
    assert "".join(piece for piece, _ in cut(text, ["密封", "leak", "12.5"])) == text


@given(TEXTS)
def test_an_excerpt_is_a_part_of_the_text(text):
    shown = "".join(piece for piece, _ in excerpt(text, ["密封", "leak"], most=40))
    assert shown.removeprefix("… ").removesuffix(" …") in text


def test_a_word_that_is_a_piece_of_another_is_not_said_twice():
    said = ["静密封", "阀门", "密封", "seal", "sealant", "静密封"]
    assert whole(said) == ["静密封", "阀门", "seal", "sealant", "静密封"]
