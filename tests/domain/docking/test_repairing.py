from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.docking import late, made, stayed
from domain.docking.day import Day, Meeting, Wish
from domain.docking.solving import repair, solve
from tests.domain.docking.days import assert_holds, by_chance, days


def most_kept(day: Day, meetings) -> tuple[int, float]:
    """How many of these meetings can stay, and their value: every subset tried."""
    values = {(wish.need, wish.team): wish.value for wish in day.wishes}
    alone = [met for met in meetings if _may(day, met) and met[:2] in values]
    for many in range(len(alone), -1, -1):
        found = [
            sum(values[met[:2]] for met in some)
            for some in combinations(alone, many)
            if _together(day, some)
        ]
        if found:
            return many, max(found)
    return 0, 0.0


def _may(day, met) -> bool:
    return (
        met[:2] not in day.vetoes
        and (met.need, met.slot) not in day.need_away
        and (met.team, met.slot) not in day.team_away
    )


def _together(day, some) -> bool:
    return (
        all(sum(met.slot == k for met in some) <= room for k, room in enumerate(day.rooms))
        and all(sum(met.need == n for met in some) <= most for n, most in day.need_limits.items())
        and all(sum(met.team == n for met in some) <= most for n, most in day.team_limits.items())
        and all(
            sum(getattr(met, who) in members and met.slot == k for met in some) <= people
            for who, sent in (("need", day.need_delegations), ("team", day.team_delegations))
            for members, people in sent
            for k in range(day.slots)
        )
    )


@st.composite
def changes(draw):
    """A day, and what becomes of it: fewer tables, other limits, absences and vetoes, wishes withdrawn."""
    day = draw(days(people=5, slots=3, wishes=12))
    slot, need, team = (st.integers(0, top - 1) for top in (day.slots, day.needs, day.teams))
    later = replace(
        day,
        tables=tuple(max(0, room - draw(st.integers(0, 1))) for room in day.rooms),
        wishes=day.wishes[draw(st.integers(0, 1)) :],
        vetoes=day.vetoes | draw(st.frozensets(st.tuples(need, team), max_size=1)),
        need_away=day.need_away | draw(st.frozensets(st.tuples(need, slot), max_size=2)),
        team_away=day.team_away | draw(st.frozensets(st.tuples(team, slot), max_size=2)),
        need_limits={**day.need_limits, draw(need): draw(st.integers(0, 2))},
    )
    return day, later


@settings(max_examples=150, deadline=None)
@given(changes())
def test_as_many_meetings_stay_as_can_and_the_most_valuable_of_them(change):
    day, later = change
    before = solve(day)
    after = repair(later, before)
    assert_holds(later, after)
    assert after.is_optimal
    values = {(wish.need, wish.team): wish.value for wish in later.wishes}
    same = {met[:3] for met in before.meetings} & {met[:3] for met in after.meetings}
    gone = {met[:3] for met in after.lost}
    stays = [met for met in before.meetings if met[:3] not in gone]
    many, value = most_kept(later, before.meetings)
    assert len(same) >= many == len(stays)
    assert sum(values[met[:2]] for met in stays) == pytest.approx(value)


def test_a_late_change_leaves_every_meeting_that_can_stay_at_its_table():
    day = made(60, 80, 12, 20)
    before = solve(day)
    later = late(day)
    after = repair(later, before)
    assert_holds(later, after)
    assert stayed(later, before, after) == 1.0
    assert after.is_optimal and after.lost
    assert set(after.lost) == set(before.meetings) - set(after.meetings)


def test_what_became_free_is_given_to_others():
    wishes = (Wish(0, 0, 1.0), Wish(1, 0, 0.5))
    day = Day(2, 1, 1, 1, wishes)
    before = solve(day)
    after = repair(replace(day, need_away=frozenset({(0, 0)})), before)
    assert [met[:3] for met in before.meetings] == [(0, 0, 0)]
    assert [met[:3] for met in after.meetings] == [(1, 0, 0)]
    assert after.lost == before.meetings


def test_nothing_changes_when_nothing_has_changed():
    day = by_chance(3, needs=10, teams=9, slots=5, tables=4)
    before = solve(day)
    assert repair(day, before) == before


def test_a_confirmed_meeting_is_kept_though_others_are_worth_more_and_nobody_wished_it():
    day = Day(2, 2, 1, 1, (Wish(0, 0, 1.0),), confirmed=(Meeting(1, 1, 0, 0),))
    plan = solve(day)
    assert plan.meetings == (Meeting(1, 1, 0, 0),)
    assert plan.lost == () and plan.value == 0


def test_a_confirmed_meeting_goes_before_two_that_were_only_planned():
    day = Day(2, 2, 1, 2, tuple(Wish(n, m, 1.0) for n in range(2) for m in range(2)))
    kept = (Meeting(0, 1, 0, 0), Meeting(1, 0, 0, 1))
    plan = solve(replace(day, confirmed=(Meeting(0, 0, 0),)), kept=kept)
    assert {met[:3] for met in plan.meetings} == {(0, 0, 0), (1, 1, 0)}
    assert set(plan.lost) == set(kept)


def test_a_confirmed_meeting_is_lost_when_one_of_the_two_is_away():
    met = Meeting(0, 0, 1, 0)
    day = Day(1, 1, 2, 1, (Wish(0, 0, 1.0),), confirmed=(met,), team_away=frozenset({(0, 1)}))
    plan = solve(day)
    assert plan.lost == (met,)
    assert [met[:3] for met in plan.meetings] == [(0, 0, 0)]


def test_a_kept_meeting_of_somebody_who_is_not_of_this_day_is_lost():
    day = Day(1, 1, 1, 1, (Wish(0, 0, 1.0),))
    stranger = Meeting(5, 0, 0, 0)
    plan = solve(day, kept=(stranger,))
    assert plan.lost == (stranger,)
    assert len(plan.meetings) == 1
