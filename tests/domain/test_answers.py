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
        told.append(answers.answer(("figures",), 1, lambda: asked.append(1) or object()))

    threads = [Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(asked) == 1 and len(set(map(id, told))) == 1


def test_of_one_name_only_the_last_states_are_held():
    for state in range(50):
        assert answers.answer(("figures",), state, lambda state=state: state) == state
    assert answers.held() == {(("figures",), 48), (("figures",), 49)}
    assert answers.begun(("figures",), 47) is None
    assert answers.begun(("figures",), 49).result() == 49


def test_who_still_draws_from_the_state_before_asks_once_more_at_most():
    asked = []

    def ask(state):
        return answers.answer(("figures",), state, lambda: asked.append(state) or state)

    for _ in range(5):
        assert (ask("before"), ask("now")) == ("before", "now")
    assert asked == ["before", "now"]


def test_the_names_that_were_not_asked_for_longest_go_first(monkeypatch):
    monkeypatch.setattr(answers, "MOST_NAMES", 3)
    for name in "abc":
        answers.answer((name,), 1, lambda: 0)
    answers.answer(("a",), 1, lambda: pytest.fail("it was held"))
    answers.answer(("d",), 1, lambda: 0)
    assert {name for (name,), _ in answers.held()} == {"a", "c", "d"}


def test_a_question_that_fails_is_asked_again():
    def fail():
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError):
        answers.answer(("figures",), 1, fail)
    assert answers.answer(("figures",), 1, lambda: "here") == "here"
