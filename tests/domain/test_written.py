"""What people type, made safe to keep and to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Missing, TooLong
from domain.written import line, paragraph


def test_a_line_is_stripped_and_its_gaps_are_single_spaces():
    assert line("  出口退税\n 办理\t缓慢　") == "出口退税 办理 缓慢"


def test_a_paragraph_keeps_its_lines_but_not_stacks_of_empty_ones():
    assert paragraph("\r\n一\r\n二  \r\r\r\r三\n") == "一\n二\n\n三"


def test_markup_stays_as_it_was_typed():
    typed = "<script>alert(1)</script> **bold** [a](b) {field} %s"
    assert line(typed) == paragraph(typed) == typed


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\x7f", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ud800"]
)
def test_what_nobody_sees_is_taken_out(hidden):
    assert line(f"温{hidden}州") == paragraph(f"温{hidden}州") == "温州"


def test_letters_are_composed():
    assert line("Cafe\u0301") == "Café"


@pytest.mark.parametrize("empty", [None, "", "  \n\t", "\u200b\u202e", "\u3164", "　"])
def test_what_looks_empty_is_missing_where_it_is_required(empty):
    for read in (line, paragraph):
        with pytest.raises(Missing) as refused:
            read(empty, name="contact")
        assert refused.value.values == {"field": "contact"}
        assert read(empty, required=False) == ""


def test_a_text_at_its_limit_passes_and_one_more_character_is_too_long():
    assert line("鹿" * 80) == "鹿" * 80
    with pytest.raises(TooLong) as refused:
        line("鹿" * 81)
    assert refused.value.values == {"field": "title", "most": 80}
    assert len(paragraph("鹿" * 4000)) == 4000
    with pytest.raises(TooLong):
        paragraph("鹿" * 4001)


def test_an_enormous_text_is_refused_whatever_it_holds():
    with pytest.raises(TooLong):
        line(" " * 30_000_000)


@given(st.text(st.characters(), max_size=300))
def test_whatever_is_typed_can_be_stored_and_reads_the_same_twice(typed):
    for read in (line, paragraph):
        kept = read(typed, most=400, required=False)
        kept.encode()
        assert "\x00" not in kept
        assert read(kept, most=400, required=False) == kept
