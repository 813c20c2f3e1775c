"""Docking days for the tests: by chance, and what a timetable may never do."""

from collections import Counter

import numpy as np
from hypothesis import strategies as st

from domain.docking.day import Day, Delegation, Meeting, Wish
from domain.docking.timetable import Timetable


@st.composite
def days(draw, people: int = 5, slots: int = 4, wishes: int = 12) -> Day:
    """Small, crowded days with vetoes, absences, limits and values of few kinds."""
    needs, teams = draw(st.integers(1, people)), draw(st.integers(1, people))
    many = draw(st.integers(1, slots))
    pair = st.tuples(st.integers(0, needs - 1), st.integers(0, teams - 1))
    wished = draw(st.lists(pair, unique=True, max_size=wishes))
    values = st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0])
    tables = st.integers(0, 3)
    limits = st.integers(0, many)
    return Day(
        needs=needs,
        teams=teams,
        slots=many,
        tables=draw(st.one_of(tables, st.tuples(*[tables] * many))),
        wishes=tuple(Wish(*each, draw(values)) for each in wished),
        vetoes=draw(st.frozensets(pair, max_size=2)),
        need_away=draw(_away(needs, many)),
        team_away=draw(_away(teams, many)),
        need_limits=draw(st.dictionaries(st.integers(0, needs - 1), limits, max_size=2)),
        team_limits=draw(st.dictionaries(st.integers(0, teams - 1), limits, max_size=2)),
        evenness=draw(st.sampled_from([0.0, 0.1, 1.0])),
        need_delegations=draw(_delegations(needs)),
        team_delegations=draw(_delegations(teams)),
    )


@st.composite
def _delegations(draw, many: int) -> tuple[Delegation, ...]:
    """None, or some of the participants in one, perhaps the others in another."""
    inside = draw(st.sets(st.integers(0, many - 1)))
    split = (tuple(sorted(inside)), tuple(sorted(set(range(many)) - inside)))
    chosen = split[: draw(st.integers(0, 2))]
    return tuple(Delegation(members, draw(st.integers(1, 2))) for members in chosen if members)


def _away(people: int, slots: int):
    each = st.tuples(st.integers(0, people - 1), st.integers(0, slots - 1))
    return st.frozensets(each, max_size=people * slots // 3)


def by_chance(seed: int, needs: int, teams: int, slots: int, tables: int, away=0.2, **more) -> Day:
    """A day of a given size: 4 wishes of each need, a share of everybody's slots not free."""
    chance = np.random.default_rng(seed)
    wishes = tuple(
        Wish(need, int(team), float(chance.random()))
        for need in range(needs)
        for team in chance.choice(teams, min(4, teams), replace=False)
    )
    ours, theirs = (
        frozenset((int(who), int(k)) for who, k in np.argwhere(chance.random((many, slots)) < away))
        for many in (needs, teams)
    )
    return Day(needs, teams, slots, tables, wishes, need_away=ours, team_away=theirs, **more)


def assert_holds(day: Day, plan: Timetable) -> None:
    """No rule is broken, and what the timetable tells of itself is so."""
    met = plan.meetings
    assert len({(each.need, each.slot) for each in met}) == len(met)
    assert len({(each.team, each.slot) for each in met}) == len(met)
    assert len({(each.need, each.team) for each in met}) == len(met)
    assert len({(each.slot, each.table) for each in met}) == len(met)
    wished = {(wish.need, wish.team): wish.value for wish in day.wishes}
    confirmed = {(each.need, each.team, each.slot) for each in day.confirmed}
    for need, team, slot, table in met:
        assert 0 <= slot < day.slots and 0 <= table < day.rooms[slot]
        assert (need, team) in wished or (need, team, slot) in confirmed
        assert (need, team) not in day.vetoes
        assert (need, slot) not in day.need_away and (team, slot) not in day.team_away
    for need, limit in day.need_limits.items():
        assert sum(each.need == need for each in met) <= limit
    for team, limit in day.team_limits.items():
        assert sum(each.team == team for each in met) <= limit
    for who, delegations in (("need", day.need_delegations), ("team", day.team_delegations)):
        for members, people in delegations:
            sent = Counter(each.slot for each in met if getattr(each, who) in members)
            assert max(sent.values(), default=0) <= people
    assert abs(plan.value - sum(wished.get(each[:2], 0) for each in met)) < 1e-9
    assert abs(plan.worth - worth(day, met)) < 1e-6
    assert plan.served == served(met) <= plan.most_served
    assert plan.worth <= plan.bound + 1e-9


def served(meetings: tuple[Meeting, ...]) -> int:
    return len({each.need for each in meetings}) + len({each.team for each in meetings})


def worth(day: Day, meetings: tuple[Meeting, ...]) -> float:
    """Told once more, from the description alone."""
    wished = {(wish.need, wish.team): wish.value for wish in day.wishes}
    top = max(wished.values(), default=0.0)
    total = sum(wished.get(each[:2], 0.0) for each in meetings)
    for place in (0, 1):
        for who in {each[place] for each in meetings}:
            many = sum(each[place] == who for each in meetings)
            total += day.evenness * top * sum(1 / k for k in range(1, min(many, 4) + 1))
    return total
