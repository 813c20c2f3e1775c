"""From the closed final to the prizes: who gets which, who shares one, and what stands once they are given."""

from dataclasses import replace

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import ContestJudge, ContestScore, Message
from domain import clock, verification
from domain.contest import assignments, closing, contests, entering, reopening, scoring
from domain.contest.closing import NotClosed, OwnAward
from domain.contest.contests import MorePrizesThanPlaces, PrizesGiven
from domain.contest.plans import Prize, RoundPlan, plan_of
from domain.contest.reopening import FinalBegun, NotToReopen
from domain.errors import Forbidden, Missing
from domain.permissions import PUBLIC
from domain.queries import contest_entries
from domain.queries import contests as query
from tests.contests import (
    FIRST,
    NOW,
    SECOND,
    SHEET,
    F,
    P,
    accepted,
    assigned,
    begun,
    contest,
    entry,
    give,
    judge,
    ranking,
    running,
    score,
    score_all,
)
from tests.town import person

pytestmark = pytest.mark.usefixtures("small_town")
TWO = (Prize("一等奖", 1, "First prize"), Prize("二等奖", 1))


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def judged(*points, seats=2, prizes=TWO):
    """(competition, its entries) whose final is closed with these points."""
    contest_id = begun(
        preliminary=RoundPlan(FIRST, FIRST, seats=len(points), judges=1),
        final=RoundPlan(SECOND, SECOND, seats=seats, judges=1),
        prizes=prizes,
    )
    entry_ids, judge_id = [accepted(contest_id) for _ in points], judge(contest_id, "甲")
    for stage in (P, F):
        give(scoring.set_sheet, contest_id, stage=stage, criteria=SHEET[:1])
        pairs = [(each, judge_id) for each in entry_ids]
        give(assignments.put, contest_id, stage=stage, pairs=pairs)
        give(scoring.begin, contest_id, stage=stage)
        for entry_id, got in zip(entry_ids, points, strict=True):
            score(contest_id, judge_id, entry_id, got, team=None)
        give(closing.close, contest_id, stage=stage)
    return contest_id, entry_ids


def prizes_of(entry_ids):
    return [entry(each).prize for each in entry_ids]


def planned(contest_id):
    with snapshot() as session:
        return plan_of(session, contest(contest_id))


def test_who_shares_the_last_place_with_a_prize_gets_it_too():
    contest_id, entry_ids = judged(90, 80, 80, 70)
    assert give(closing.award, contest_id) == 3
    assert prizes_of(entry_ids) == [0, 1, 1, None]


def test_who_shares_the_first_place_takes_the_prize_of_the_second_as_well():
    contest_id, entry_ids = judged(90, 90, 80)
    assert give(closing.award, contest_id) == 2
    assert prizes_of(entry_ids) == [0, 0, None]


def test_an_entry_that_is_withdrawn_after_the_final_takes_no_prize_along_and_the_next_moves_up():
    contest_id, entry_ids = judged(90, 80, 80, 70)
    assert give(entering.withdraw, contest_id, entry_id=entry_ids[1]) is None
    shown = [(each.entry_id, each.place, each.goes_on) for each in ranking(contest_id, F).places]
    assert shown == [(entry_ids[0], 1, True), (entry_ids[2], 2, True), (entry_ids[3], 3, False)]
    contest_id, entry_ids = judged(90, 80, 80, 70)
    give(entering.withdraw, contest_id, entry_id=entry_ids[0])
    assert give(closing.award, contest_id) == 2
    assert prizes_of(entry_ids) == [None, 0, 0, None]
    contest_id, entry_ids = judged(90, 80, 70)
    give(entering.withdraw, contest_id, entry_id=entry_ids[0])
    assert give(closing.award, contest_id) == 2
    assert prizes_of(entry_ids) == [None, 0, 1]
    with snapshot() as session:
        told = contest_entries.entry(session, person("organiser"), entry_ids[2]).story[0]
    assert (told.said["before"], told.said["place"]) == (3, 2)
    assert verification.verify() == []


def test_no_prize_is_named_that_no_place_would_get():
    more = (Prize("一等奖", 1), Prize("二等奖", 2))
    with pytest.raises(MorePrizesThanPlaces):
        begun(prizes=more)
    contest_id = begun()
    with pytest.raises(MorePrizesThanPlaces):
        give(contests.change, contest_id, plan=replace(planned(contest_id), prizes=more))


def test_the_prizes_stand_once_they_are_awarded_also_before_they_are_published():
    contest_id, _ = judged(90, 80)
    known = planned(contest_id)
    renamed = (Prize("特等奖", 1), *known.prizes[1:])
    give(contests.change, contest_id, plan=replace(known, prizes=renamed))
    give(contests.change, contest_id, plan=known)
    give(closing.award, contest_id)
    for changed in (renamed, known.prizes[::-1], known.prizes[:1], (*known.prizes, Prize("三", 1))):
        with pytest.raises(PrizesGiven):
            give(contests.change, contest_id, plan=replace(known, prizes=changed))
    give(contests.change, contest_id, plan=replace(known, title="好项目"))
    give(closing.publish, contest_id, "leader")
    with pytest.raises(PrizesGiven):
        give(contests.change, contest_id, plan=replace(known, prizes=known.prizes[:1]))
    with snapshot() as session:
        shown = query.contest(session, PUBLIC, contest_id)
    assert [each.prize for each in shown.awarded] == ["一等奖", "二等奖"]
    assert contest(contest_id).title == "好项目"


def test_a_final_that_is_opened_again_is_scored_closed_and_awarded_anew():
    contest_id, entry_ids = judged(90, 80, 70)
    with pytest.raises(FinalBegun):
        give(reopening.reopen, contest_id, stage=P, reason="误算")
    give(closing.award, contest_id)
    with pytest.raises(Missing):
        give(reopening.reopen, contest_id, stage=F, reason=" ")
    with pytest.raises(Forbidden):
        give(reopening.reopen, contest_id, "longwan", stage=F, reason="误算")
    give(reopening.reopen, contest_id, stage=F, reason="误算")
    assert prizes_of(entry_ids) == [None] * 3 and contest(contest_id).stage is F
    with pytest.raises(NotToReopen):
        give(reopening.reopen, contest_id, stage=F, reason="误算")
    with pytest.raises(NotClosed):
        give(closing.award, contest_id)
    last = next(each for each in ranking(contest_id, F).places if each.entry_id == entry_ids[2])
    give(scoring.give_back, contest_id, score_id=last.sheets[0].score_id, reason="误填")
    with snapshot() as session:
        judge_id = session.exec(select(ContestJudge.id)).one()
    score(contest_id, judge_id, entry_ids[2], 95, team=None)
    give(closing.close, contest_id, stage=F)
    give(closing.award, contest_id)
    assert prizes_of(entry_ids) == [1, None, 0]
    with pytest.raises(OwnAward):
        give(closing.publish, contest_id)
    give(closing.publish, contest_id, "leader")
    with pytest.raises(NotToReopen):
        give(reopening.reopen, contest_id, stage=F, reason="误算")
    assert verification.verify() == []


def test_a_preliminary_that_is_opened_again_tells_everybody_and_empties_the_final():
    contest_id, entry_ids, judge_ids = running(entries=2)
    score_all(contest_id, judge_ids, dict.fromkeys(entry_ids, 80))
    give(closing.close, contest_id, stage=P)
    give(scoring.set_sheet, contest_id, stage=F, criteria=SHEET)
    assigned(contest_id, F)
    with snapshot() as session:
        before = len(session.exec(select(Message.id)).all())
    give(reopening.reopen, contest_id, stage=P, reason="回避有误")
    assert [entry(each).stage for each in entry_ids] == [P, P]
    with snapshot() as session:
        assert len(session.exec(select(Message.id)).all()) == before + 2
        assert len(session.exec(select(ContestScore.id)).all()) == 6  # those of the preliminary
    assert give(closing.close, contest_id, stage=P) == 2
    assert [entry(each).stage for each in entry_ids] == [F, F]
    assert verification.verify() == []
