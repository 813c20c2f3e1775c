from db.research_vocabulary import MeetsNobody
from domain.docking.day import Day, Delegation, Wish
from domain.docking.solving import solve
from domain.docking.timetable import Side, Unserved


def reasons(day):
    return {(each.side, each.number): each.reason for each in solve(day).unserved}


def test_who_has_no_wished_partner_or_only_vetoed_ones_is_told_so():
    day = Day(2, 1, 2, 1, (Wish(0, 0, 1.0),), vetoes=frozenset({(0, 0)}))
    assert set(reasons(day).values()) == {MeetsNobody.NO_PARTNER}
    assert len(reasons(day)) == 3


def test_who_is_away_in_every_slot_is_told_so_and_the_partner_that_they_are_never_together():
    away = frozenset({(0, 0), (0, 1)})
    assert reasons(Day(1, 1, 2, 1, (Wish(0, 0, 1.0),), need_away=away)) == {
        (Side.NEED, 0): MeetsNobody.AWAY,
        (Side.TEAM, 0): MeetsNobody.NEVER_TOGETHER,
    }


def test_two_who_are_there_at_different_times_are_never_together():
    day = Day(
        needs=1,
        teams=1,
        slots=2,
        tables=1,
        wishes=(Wish(0, 0, 1.0),),
        need_away=frozenset({(0, 0)}),
        team_away=frozenset({(0, 1)}),
    )
    assert set(reasons(day).values()) == {MeetsNobody.NEVER_TOGETHER}


def test_where_all_tables_are_taken_that_is_the_reason():
    day = Day(2, 2, 1, 1, (Wish(0, 0, 1.0), Wish(1, 1, 0.5)))
    assert reasons(day) == {
        (Side.NEED, 1): MeetsNobody.NO_TABLE,
        (Side.TEAM, 1): MeetsNobody.NO_TABLE,
    }


def test_where_the_partner_meets_others_that_is_the_reason_though_tables_are_free():
    day = Day(2, 1, 1, 2, (Wish(0, 0, 1.0), Wish(1, 0, 0.5)))
    assert solve(day).unserved == (Unserved(Side.NEED, 1, MeetsNobody.PARTNERS_TAKEN),)
    limited = Day(2, 1, 3, 2, (Wish(0, 0, 1.0), Wish(1, 0, 0.5)), team_limits={0: 1})
    assert solve(limited).unserved == (Unserved(Side.NEED, 1, MeetsNobody.PARTNERS_TAKEN),)


def test_who_takes_no_meeting_is_not_told_of():
    day = Day(1, 1, 1, 1, (Wish(0, 0, 1.0),), need_limits={0: 0})
    assert reasons(day) == {(Side.TEAM, 0): MeetsNobody.PARTNERS_TAKEN}


def test_where_the_only_person_of_a_delegation_speaks_for_another_that_is_the_reason():
    wishes = (Wish(0, 0, 1.0), Wish(1, 1, 0.5))
    day = Day(2, 2, 1, 2, wishes, need_delegations=(Delegation((0, 1)),))
    told = reasons(day)
    assert told[Side.NEED, 1] is MeetsNobody.PEOPLE_TAKEN
    assert told[Side.TEAM, 1] is MeetsNobody.PARTNERS_TAKEN
