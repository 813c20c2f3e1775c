import numpy as np
import pytest

from bench.docking import made
from domain.docking.choosing import choose
from domain.docking.closing import close, idle
from domain.docking.day import Day, Meeting, Wish
from domain.docking.placing import place
from domain.docking.seating import moves, seated
from domain.docking.solving import solve
from domain.docking.task import task_of
from tests.domain.docking.days import by_chance


def busy(task, slot):
    found = task.held.copy()
    found[task.first, slot] = found[task.second, slot] = True
    return found


def placed(day, staying=()):
    task = task_of(day, staying)
    task = task.only(choose(task).pairs)
    return task, place(task)


@pytest.mark.parametrize("seed", range(3))
def test_gaps_are_shorter_than_before_and_the_same_pairs_meet_where_they_may(seed):
    task, before = placed(made(30, 40, 10, 12, seed))
    after = close(task, before)
    assert idle(busy(task, after)) < idle(busy(task, before)) / 2
    assert task.legal[np.arange(len(after)), after].all()
    assert (np.bincount(after, minlength=10) <= task.rooms).all()
    for who in (task.first, task.second):
        assert len(set(zip(who, after, strict=True))) == len(after)


def test_without_steps_nothing_moves():
    task, before = placed(by_chance(1, needs=8, teams=8, slots=6, tables=3))
    assert (close(task, before, steps=0) == before).all()


def test_meetings_that_stay_draw_the_others_to_them():
    day = Day(1, 3, 8, 1, tuple(Wish(0, team, 1.0) for team in range(3)))
    plan = solve(day, kept=(Meeting(0, 0, 4, 0),))
    slots = [met.slot for met in plan.meetings]
    assert 4 in slots and max(slots) - min(slots) == 2
    assert plan.idle == 0


def test_idle_slots_lie_between_the_first_and_the_last_meeting():
    assert idle(np.array([[0, 1, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0], [1, 1, 0, 1, 1, 1]]) > 0) == 3
    assert idle(np.zeros((2, 0), dtype=bool)) == 0


def test_a_team_stays_at_its_table_where_there_is_room_for_it():
    day = by_chance(2, needs=12, teams=6, slots=6, tables=6)
    assert solve(day).moves == 0


def test_tables_that_were_given_stay_and_no_table_is_taken_twice():
    meetings = [Meeting(0, 0, 0, 1), Meeting(1, 1, 0), Meeting(1, 0, 1), Meeting(0, 1, 1, 1)]
    found = seated(meetings, (2, 2))
    assert {met[:4] for met in found} == {(0, 0, 0, 1), (1, 1, 0, 0), (1, 0, 1, 0), (0, 1, 1, 1)}
    assert moves(found) == 2


def test_a_table_that_is_no_longer_there_is_given_up():
    found = seated([Meeting(0, 0, 0, 4), Meeting(0, 0, 1, 0)], (1, 1))
    assert [met.table for met in found] == [0, 0]


def test_more_meetings_than_tables_are_refused():
    with pytest.raises(ValueError, match="tables"):
        seated([Meeting(0, 0, 0), Meeting(1, 1, 0)], (1,))
