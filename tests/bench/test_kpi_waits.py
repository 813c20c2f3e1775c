"""How long a close waits until it is told, as the benchmark counts it."""

from bench.kpi_page import TAIL, _waits


def test_each_close_waits_for_the_answer_that_counts_it():
    noted = [(100.0 + second, 10 + second // 2) for second in range(60)]
    assert _waits([101.0, 103.5], noted, before=10) == [1.0, 0.5]


def test_a_close_that_was_never_told_has_waited_to_the_end():
    noted = [(100.0 + second, 10) for second in range(60)]
    assert _waits([120.0], noted, before=10) == [159.0 - 120.0]


def test_what_was_closed_before_the_first_question_or_in_the_tail_is_left_out():
    noted = [(100.0 + second, 12) for second in range(60)]
    assert _waits([99.0, 159.0 - TAIL + 1], noted, before=10) == []
