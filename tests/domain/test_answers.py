"""Shared answers: asked once for all who ask, and never held beside what they have become."""

from threading import Barrier, Thread

import pytest

from domain import answers


@pytest.fixture(autouse=True)
def nothing_is_held():
    answers.forget()
    yield
    answers.forget()


def test_many_who_ask_at_once_are_told_what_one_has_found():
    asked, told, together = [], [], Barrier(8)

    def ask():
        together.wait()
        told.append(answers.answer(("figures",), (1,), lambda: asked.append(1) or object()))

    threads = [Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(asked) == 1 and len(set(map(id, told))) == 1


def test_of_one_name_only_the_last_states_are_held():
    for state in range(50):
        assert answers.answer(("figures",), (state,), lambda state=state: state) == state
    assert answers.held() == {(("figures",), (48,)), (("figures",), (49,))}
    assert answers.begun(("figures",), (50,)) is None
    assert answers.begun(("figures",), (49,)).result() == 49


def test_who_is_late_is_told_the_newest_and_pushes_nothing_out():
    for state in range(10):
        answers.answer(("figures",), (state, "12:01"), lambda state=state: state)
    late = [
        answers.answer(("figures",), (state, "12:00"), lambda: pytest.fail("it is there"))
        for state in range(8)
    ]
    assert late == [9] * 8
    assert answers.held() == {(("figures",), (8, "12:01")), (("figures",), (9, "12:01"))}


def test_what_has_followed_in_one_thing_only_is_not_told():
    answers.answer(("figures",), (9, "12:00"), lambda: "before noon")
    assert answers.answer(("figures",), (8, "12:01"), lambda: "after") == "after"


def test_who_is_very_late_asks_again(monkeypatch):
    """As after a database was put back, whose versions count from an earlier one."""
    answers.answer(("figures",), (9,), lambda: "of another time")
    monkeypatch.setattr(answers, "LATE", -1.0)
    assert answers.answer(("figures",), (8,), lambda: "of now") == "of now"


def test_an_exact_state_is_told_no_other():
    def ask(state):
        return answers.answer(("past",), (state,), lambda: asked.append(state) or state, exact=True)

    asked = []
    for _ in range(5):
        assert (ask(1), ask(2)) == (1, 2)
    assert asked == [1, 2]


def test_the_names_that_were_not_asked_for_longest_go_first(monkeypatch):
    monkeypatch.setattr(answers, "MOST_NAMES", 3)
    for name in "abc":
        answers.answer((name,), (1,), lambda: 0)
    answers.answer(("a",), (1,), lambda: pytest.fail("it was held"))
    answers.answer(("d",), (1,), lambda: 0)
    assert {name for (name,), _ in answers.held()} == {"a", "c", "d"}


def test_a_question_that_fails_is_asked_again():
    def fail():
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError):
        answers.answer(("figures",), (1,), fail)
    assert answers.answer(("figures",), (1,), lambda: "here") == "here"
