from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings

from bench.docking import made
from domain.docking.day import Day, Delegation, Meeting, Wish
from domain.docking.solving import repair, solve
from domain.docking.task import task_of
from domain.docking.whole import Model
from tests.domain.docking.days import assert_holds, by_chance, days, served, worth


def best(day: Day) -> tuple[int, float]:
    """How many are served and what it is worth, by trying every pair in every slot and in none."""
    free = {
        "need": lambda who, k: (who, k) not in day.need_away,
        "team": lambda who, k: (who, k) not in day.team_away,
    }
    wishes = [wish for wish in day.wishes if (wish.need, wish.team) not in day.vetoes]
    found = (0, 0.0)

    def room(met, need, team, k) -> bool:
        return (
            free["need"](need, k)
            and free["team"](team, k)
            and sum(each.slot == k for each in met) < day.rooms[k]
            and not any(each.slot == k and need == each.need for each in met)
            and not any(each.slot == k and team == each.team for each in met)
            and sum(each.need == need for each in met) < day.need_limits.get(need, day.slots)
            and sum(each.team == team for each in met) < day.team_limits.get(team, day.slots)
            and sent(met, "need", need, k, day.need_delegations)
            and sent(met, "team", team, k, day.team_delegations)
        )

    def sent(met, side, who, k, delegations) -> bool:
        busy = [getattr(each, side) for each in met if each.slot == k]
        return all(
            sum(each in members for each in busy) < people
            for members, people in delegations
            if who in members
        )

    def go(at: int, met: tuple[Meeting, ...]) -> None:
        nonlocal found
        if at == len(wishes):
            found = max(found, (served(met), worth(day, met)))
            return
        need, team, _ = wishes[at]
        for k in range(day.slots):
            if room(met, need, team, k):
                go(at + 1, (*met, Meeting(need, team, k)))
        go(at + 1, met)

    go(0, ())
    return found


@settings(max_examples=150, deadline=None)
@given(days(people=4, slots=3, wishes=6))
def test_small_days_are_planned_as_well_as_by_trying_everything(day):
    plan = solve(day)
    assert_holds(day, plan)
    assert plan.is_optimal
    many, much = best(day)
    assert plan.served == many
    assert plan.worth == pytest.approx(much, abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(days(people=8, slots=6, wishes=40))
def test_no_rule_is_ever_broken(day):
    plan = solve(day)
    assert_holds(day, plan)
    assert plan.is_optimal
    for each in plan.unserved:
        assert all(met[each.side == "team"] != each.number for met in plan.meetings)


def test_where_counting_slots_does_not_settle_it_the_whole_model_proves_the_optimum():
    # each is there in two slots, but together with the partner in one, the same for all, at one table
    day = Day(
        needs=3,
        teams=3,
        slots=3,
        tables=1,
        wishes=tuple(Wish(n, n, 0.5 + n / 10) for n in range(3)),
        need_away=frozenset((n, 1) for n in range(3)),
        team_away=frozenset((n, 2) for n in range(3)),
    )
    plan = solve(day)
    assert [met[:3] for met in plan.meetings] == [(2, 2, 0)]
    assert (plan.served, plan.most_served) == (2, 2)
    assert plan.is_optimal


@pytest.mark.parametrize("seed", range(4))
def test_crowded_days_are_proved_and_their_bound_holds_for_other_plans(seed):
    day = by_chance(seed, needs=12, teams=10, slots=5, tables=6, need_limits={0: 1, 1: 2})
    plan = solve(day)
    assert_holds(day, plan)
    assert plan.is_optimal
    veto = frozenset({plan.meetings[0][:2]})
    other = solve(replace(day, vetoes=veto))
    assert (other.served, other.worth) <= (plan.served, plan.bound + 1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_the_pairs_that_the_bound_leaves_out_are_in_no_better_plan(seed):
    day = by_chance(seed, needs=14, teams=12, slots=5, tables=9, away=0.5)
    plan = solve(day)
    assert_holds(day, plan)
    assert plan.is_optimal
    model = Model(task_of(day, ()))  # all pairs, nothing left out
    assert model.most_served(seconds=60).bound == plan.served
    most = model.most_worth(served=plan.served, seconds=60)
    assert most.bound == pytest.approx(plan.worth, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_a_plan_made_in_no_time_holds_and_tells_a_bound_that_is_true(seed):
    day = by_chance(seed, needs=30, teams=25, slots=8, tables=15, away=0.5)
    hurried, best_known = solve(day, seconds=0), solve(day)
    assert_holds(day, hurried)
    assert best_known.is_optimal
    assert hurried.most_served >= best_known.served >= hurried.served
    if hurried.served == best_known.served:
        assert hurried.bound >= best_known.worth - 1e-6


def test_everybody_is_served_before_the_best_pair_meets_at_a_good_table():
    wishes = (Wish(0, 0, 1.0), Wish(0, 1, 0.01), Wish(1, 0, 0.01))
    plan = solve(Day(2, 2, 1, 2, wishes))
    assert {met[:2] for met in plan.meetings} == {(0, 1), (1, 0)}
    assert plan.unserved == ()


@pytest.mark.parametrize("seed", range(5))
def test_everybody_is_served_where_a_timetable_exists_that_serves_all(seed):
    day = by_chance(seed, needs=8, teams=8, slots=4, tables=2)
    hidden = tuple(Wish(n, (n + 1) % 8, 0.0) for n in range(8))  # two a slot: all eight
    others = tuple(wish for wish in day.wishes if (wish.team - wish.need) % 8 != 1)
    here = frozenset((n, n // 2) for n in range(8))
    there = frozenset(((n + 1) % 8, n // 2) for n in range(8))
    day = replace(
        day,
        wishes=others + hidden,
        need_away=day.need_away - here,
        team_away=day.team_away - there,
    )
    plan = solve(day)
    assert plan.served == 16
    assert plan.unserved == ()


def test_evenness_gives_the_second_meeting_to_somebody_else():
    # four tables in all; need 0 keeps two meetings, need 1 one, and both want the third team for the last
    wishes = (Wish(0, 0, 1.0), Wish(0, 1, 1.0), Wish(1, 3, 1.0), Wish(0, 2, 1.0), Wish(1, 2, 0.99))
    day = Day(2, 4, 4, 1, wishes, team_limits={2: 1})
    assert (1, 2) in {met[:2] for met in solve(day).meetings}
    assert (0, 2) in {met[:2] for met in solve(replace(day, evenness=0.0)).meetings}


def test_a_plan_is_the_same_each_time():
    day = by_chance(7, needs=10, teams=10, slots=5, tables=4)
    assert solve(day) == solve(day)


def test_a_usual_day_is_proved_optimal_with_everybody_served():
    day = made(60, 80, 12, 20)
    plan = solve(day)
    assert_holds(day, plan)
    assert plan.is_optimal
    assert plan.unserved == ()
    assert len(plan.meetings) == 240


def test_an_empty_day_has_an_empty_timetable():
    for day in (Day(0, 0, 0, 3, ()), Day(2, 2, 2, 0, (Wish(0, 0, 1.0),)), Day(2, 2, 0, 1, ())):
        plan = solve(day)
        assert plan.meetings == () and plan.is_optimal
        assert repair(day, plan).meetings == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"wishes": (Wish(0, 2, 1.0),)},
        {"wishes": (Wish(0, 0, -1.0),)},
        {"wishes": (Wish(0, 0, float("nan")),)},
        {"wishes": (Wish(0, 0, 1.0), Wish(0, 0, 2.0))},
        {"tables": (1, 1, 1)},
        {"tables": -1},
        {"vetoes": frozenset({(2, 0)})},
        {"need_away": frozenset({(0, 2)})},
        {"team_away": frozenset({(-1, 0)})},
        {"team_limits": {0: -1}},
        {"confirmed": (Meeting(0, 0, 2),)},
        {"evenness": -0.1},
        {"need_delegations": (Delegation((0, 2)),)},
        {"team_delegations": (Delegation((0,)), Delegation((0, 1)))},
        {"team_delegations": (Delegation((0, 1), 0),)},
    ],
)
def test_a_day_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(ValueError):
        replace(Day(2, 2, 2, 1, (Wish(0, 0, 1.0),)), **wrong)


def test_hundreds_of_wishes_of_equal_value_are_proved_too():
    number = count()
    wishes = tuple(Wish(n, next(number) * 7 % 30, 1.0) for n in range(25) for _ in range(8))
    day = Day(25, 30, 6, 15, tuple(dict.fromkeys(wishes)))
    plan = solve(day)
    assert_holds(day, plan)
    assert plan.is_optimal and len(plan.meetings) == 90


def test_a_usual_day_of_delegations_is_proved_optimal_and_nobody_is_at_two_tables():
    day = made(60, 80, 12, 20)
    pairs = tuple(Delegation((n, n + 1)) for n in range(0, 60, 2))
    houses = tuple(Delegation(tuple(range(n, n + 8)), 3) for n in range(0, 80, 8))
    day = replace(day, need_delegations=pairs, team_delegations=houses)
    plan = solve(day)
    assert_holds(day, plan)
    assert plan.is_optimal
    assert plan.unserved == ()
    assert repair(day, plan).meetings == plan.meetings


def test_one_person_for_three_results_keeps_one_table_and_has_no_gaps():
    wishes = tuple(Wish(n, n, 1.0) for n in range(3))
    day = Day(3, 3, 5, 3, wishes, team_delegations=(Delegation((0, 1, 2)),))
    plan = solve(day)
    slots = sorted(met.slot for met in plan.meetings)
    assert slots == [slots[0], slots[0] + 1, slots[0] + 2]
    assert len({met.table for met in plan.meetings}) == 1
    assert plan.idle == 0 and plan.moves == 0
