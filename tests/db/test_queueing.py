"""Writers of one process take turns in the order they came."""

import threading

import pytest

from db import queueing
from db.queueing import turn
from tests.infrastructure.waiting import until


def waiting(what):
    line = queueing._lines.get(what)
    return len(line.waiting) if line else 0


def test_turns_are_taken_in_the_order_of_coming_and_nothing_is_left_behind():
    order, people = [], []

    def work(n):
        with turn("one"):
            order.append(n)

    with turn("one"):
        for n in range(6):
            people.append(threading.Thread(target=work, args=(n,)))
            people[-1].start()
            until(lambda many=n + 1: waiting("one") == many)
        assert order == []
    for each in people:
        each.join()
    assert order == list(range(6)) and "one" not in queueing._lines


def test_a_thread_has_its_turn_within_its_turn_and_other_things_do_not_wait():
    done = []
    with turn("one"), turn("one"):
        other = threading.Thread(target=lambda: _within("two", done))
        other.start()
        other.join()
    assert done == ["two"]


def test_a_turn_ends_with_a_fault_and_who_has_waited_too_long_goes_on(monkeypatch):
    with pytest.raises(ValueError), turn("one"):
        raise ValueError
    assert "one" not in queueing._lines
    monkeypatch.setattr(queueing, "PATIENCE", 0.05)
    done = []
    with turn("one"):
        impatient = threading.Thread(target=lambda: _within("one", done))
        impatient.start()
        impatient.join()
        assert done == ["one"] and waiting("one") == 0


def test_nobody_runs_past_a_long_line_that_moves(monkeypatch):
    monkeypatch.setattr(queueing, "PATIENCE", 0.3)
    inside, most, people = [], [], []

    def work(n):
        with turn("one"):
            inside.append(n)
            most.append(len(inside))
            threading.Event().wait(0.04)
            inside.remove(n)

    with turn("one"):
        for n in range(15):  # half a second in all
            people.append(threading.Thread(target=work, args=(n,)))
            people[-1].start()
    for each in people:
        each.join()
    assert set(most) == {1} and len(most) == 15


def _within(what, done):
    with turn(what):
        done.append(what)
