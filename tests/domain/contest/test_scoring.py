"""Sheets and their versions, what judges hand in and get back, closing a round, and the awards."""

from dataclasses import replace

import pytest
from sqlmodel import select

from db.contest_vocabulary import ContestStage, ScoreState
from db.engine import snapshot
from db.models import ContestScore, Message
from db.vocabulary import MessageKind
from domain import clock, verification
from domain.command import perform
from domain.contest import closing, entering, judges, scoring
from domain.contest.closing import NotClosed, OwnAward, SheetsMissing
from domain.contest.contests import RoundClosed
from domain.contest.entering import EntriesClosed
from domain.contest.ranking import Criterion
from domain.contest.scoring import HandedInAlready, NotReviewed, NotScored, PointsMissing
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.permissions import PUBLIC
from domain.queries import contest_judges, contest_scores
from domain.queries import contests as query
from tests.contests import (
    NOW,
    SHEET,
    F,
    P,
    accepted,
    assigned,
    begun,
    contest,
    enter,
    entry,
    give,
    judge,
    ranking,
    running,
    score,
    score_all,
    token,
)
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def test_scoring_begins_when_everything_is_looked_over_and_each_judge_is_sent_a_link():
    contest_id = begun()
    accepted(contest_id)
    waits = enter(contest_id)
    judge(contest_id, "甲", email="a@example.com")
    with pytest.raises(scoring.NoSheet):
        give(scoring.begin, contest_id, stage=P)
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    with pytest.raises(NotReviewed):
        give(scoring.begin, contest_id, stage=P)
    give(entering.refuse, contest_id, entry_id=waits.entry_id, reason="不属征集范围")
    with pytest.raises(scoring.NobodyJudges):
        give(scoring.begin, contest_id, stage=P)
    assigned(contest_id)
    assert give(scoring.begin, contest_id, stage=P) == 1
    with snapshot() as session:
        kinds = list(session.exec(select(Message.kind)))
    assert kinds.count(MessageKind.CONTEST_JUDGING) == 1
    with pytest.raises(EntriesClosed):
        enter(contest_id)


def test_a_judge_sees_and_scores_only_their_own_and_the_score_when_all_are_in():
    contest_id, entry_ids, judge_ids = running(entries=2, names=("甲", "乙", "丙"))
    first, second, third = judge_ids

    def desk(who):
        with snapshot() as session:
            return contest_scores.desk(session, PUBLIC, token(who))

    score(contest_id, first, entry_ids[0], 80, command=scoring.save)
    assert dict(desk(first).sheets[0].points) == {"c1": 80, "c2": 25}
    assert desk(second).sheets[0].points == () and desk(second).sheets[0].mean is None
    with pytest.raises(PointsMissing):
        said = {"entry_id": entry_ids[0], "points": {"c1": 3}, "token": token(second)}
        perform(PUBLIC, scoring.hand_in, contest_id, **said)
    with pytest.raises(Unclear):
        score(contest_id, second, entry_ids[0], 101)
    with pytest.raises(Unclear):
        score(contest_id, second, entry_ids[0], 50, team=51)
    for who in judge_ids:
        for entry_id in entry_ids:
            score(contest_id, who, entry_id, 80)
    assert desk(third).sheets[0].mean == 68.0
    with pytest.raises(HandedInAlready):
        score(contest_id, first, entry_ids[0], 90)
    with snapshot() as session:
        for who in ("valves", "leader", "longwan"):
            assert contest_scores.ranking(session, person(who), contest_id, P) is None
            assert contest_judges.assignment(session, person(who), contest_id, P) is None
        assert contest_scores.desk(session, person("organiser"), "", contest_id) is None
        assert contest_scores.desk(session, PUBLIC, "guessed") is None
    assert verification.verify() == []


def test_somebody_with_an_account_judges_without_a_link():
    contest_id = begun()
    entry_id = accepted(contest_id)
    give(judges.add, contest_id, user_id=ID["finance_head"])
    with pytest.raises(judges.JudgesAlready):
        give(judges.add, contest_id, user_id=ID["finance_head"])
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    assigned(contest_id)
    give(scoring.begin, contest_id, stage=P)
    said = {"entry_id": entry_id, "points": {"c1": 70, "c2": 30}}
    for who in (PUBLIC, ID["tax"]):
        with pytest.raises(NotFound):
            perform(who, scoring.hand_in, contest_id, **said)
    give(scoring.hand_in, contest_id, "finance_head", **said)
    with snapshot() as session:
        [(judged, *_)] = contest_judges.judged_by(session, person("finance_head"))
    assert judged == contest_id


def test_a_sheet_that_is_handed_in_is_given_back_with_a_reason_only():
    contest_id, [entry_id], judge_ids = running(entries=1)
    score(contest_id, judge_ids[0], entry_id, 80)
    score_id = next(
        each.score_id
        for each in ranking(contest_id).places[0].sheets
        if each.state is ScoreState.HANDED_IN
    )
    with pytest.raises(Missing):
        give(scoring.give_back, contest_id, score_id=score_id, reason=" ")
    with pytest.raises(Forbidden):
        give(scoring.give_back, contest_id, "longwan", score_id=score_id, reason="误填")
    give(scoring.give_back, contest_id, score_id=score_id, reason="误填")
    score(contest_id, judge_ids[0], entry_id, 60)
    assert ranking(contest_id).places[0].score == 56.0


def test_another_version_of_the_sheet_counts_new_weights_at_once_and_asks_new_things_anew():
    contest_id, [entry_id], judge_ids = running(entries=1)
    score_all(contest_id, judge_ids, {entry_id: 100})
    assert ranking(contest_id).places[0].score == 80.0
    heavier = (replace(SHEET[0], weight=80), replace(SHEET[1], weight=20))
    with pytest.raises(Missing):
        give(scoring.set_sheet, contest_id, stage=P, criteria=heavier)
    at = {"stage": P, "reason": "按赛制调整权重"}
    assert give(scoring.set_sheet, contest_id, criteria=heavier, **at) == 2
    assert ranking(contest_id).places[0].score == 90.0
    more = (*heavier, Criterion("c3", "市场前景", 50))
    assert give(scoring.set_sheet, contest_id, criteria=more, **at) == 3
    now = ranking(contest_id)
    assert (now.missing, len(now.versions)) == (3, 3)
    with snapshot() as session:
        [row] = session.exec(select(ContestScore).limit(1)).all()
    assert row.state is ScoreState.DRAFT and row.points == {"c1": 100, "c2": 25}


def test_from_the_preliminary_to_published_awards():
    contest_id, entry_ids, judge_ids = running(entries=6)
    points = dict(zip(entry_ids, (90, 80, 70, 60, 60, 50), strict=True))
    with pytest.raises(SheetsMissing):
        give(closing.close, contest_id, stage=P)
    score_all(contest_id, judge_ids, points)
    assert give(closing.close, contest_id, stage=P) == 5  # the last place that goes on is shared
    with pytest.raises(RoundClosed):
        give(closing.close, contest_id, stage=P)
    assert entry(entry_ids[4]).stage is F and entry(entry_ids[5]).stage is P
    with pytest.raises(NotScored):
        score(contest_id, judge_ids[0], entry_ids[0], 1)
    give(scoring.set_sheet, contest_id, stage=F, criteria=SHEET[:1])
    assigned(contest_id, F)
    give(entering.withdraw, contest_id, entry_id=entry_ids[3])
    give(scoring.begin, contest_id, stage=F)
    with pytest.raises(NotClosed):
        give(closing.award, contest_id)
    for who in judge_ids:
        for entry_id in (entry_ids[0], entry_ids[1], entry_ids[2], entry_ids[4]):
            said = {"entry_id": entry_id, "points": {"c1": points[entry_id]}, "token": token(who)}
            perform(PUBLIC, scoring.hand_in, contest_id, **said)
    assert give(closing.close, contest_id, stage=F) == 2
    assert give(closing.award, contest_id) == 2
    assert [entry(each).prize for each in entry_ids] == [0, 1, None, None, None, None]
    with snapshot() as session:
        assert query.contest(session, PUBLIC, contest_id).awarded == ()
    with pytest.raises(OwnAward):
        give(closing.publish, contest_id)
    give(closing.publish, contest_id, "leader")
    with snapshot() as session:
        shown = query.contest(session, PUBLIC, contest_id)
    assert [each.prize for each in shown.awarded] == ["一等奖", "二等奖"]
    assert contest(contest_id).stage is ContestStage.AWARDED
    assert verification.verify() == []


def test_an_entry_that_is_withdrawn_is_scored_no_more_and_does_not_hold_up_the_others():
    contest_id, entry_ids, judge_ids = running(entries=2)
    score_all(contest_id, judge_ids, {entry_ids[0]: 70})
    give(entering.withdraw, contest_id, entry_id=entry_ids[1])
    with pytest.raises(NotFound):
        score(contest_id, judge_ids[0], entry_ids[1], 80)
    assert give(closing.close, contest_id, stage=P) == 1


def test_a_judge_of_the_final_is_out_of_it_also_after_the_preliminary():
    contest_id, [entry_id], judge_ids = running(entries=1)
    score_all(contest_id, judge_ids, {entry_id: 70})
    why = {"entry_id": entry_id, "reason": "其间成为顾问"}
    with pytest.raises(HandedInAlready):
        perform(PUBLIC, scoring.declare, contest_id, token=token(judge_ids[0]), **why)
    give(closing.close, contest_id, stage=P)
    with pytest.raises(NotFound):  # nothing of theirs is open
        perform(PUBLIC, scoring.declare, contest_id, token=token(judge_ids[0]), **why)
    give(scoring.set_sheet, contest_id, stage=F, criteria=SHEET)
    assigned(contest_id, F)
    give(scoring.begin, contest_id, stage=F)
    perform(PUBLIC, scoring.declare, contest_id, token=token(judge_ids[0]), **why)
    score_all(contest_id, judge_ids[1:], {entry_id: 70})
    assert give(closing.close, contest_id, stage=F) == 1
    assert len(ranking(contest_id).places[0].sheets) == 3  # the preliminary's stand


def test_a_sheet_that_goes_back_to_who_judges_no_more_does_not_hold_the_stage_up():
    contest_id, entry_ids, judge_ids = running(entries=2)
    score_all(contest_id, judge_ids, dict.fromkeys(entry_ids, 70))
    give(judges.remove, contest_id, judge_id=judge_ids[0])
    theirs = [
        sheet.score_id
        for place in ranking(contest_id).places
        for sheet in place.sheets
        if sheet.judge == "甲"
    ]
    give(scoring.give_back, contest_id, score_id=theirs[0], reason="误填")
    assert ranking(contest_id).missing == 0
    asked = {"criteria": (*SHEET, Criterion("c3", "市场前景", 50)), "reason": "补充标准"}
    give(scoring.set_sheet, contest_id, stage=P, **asked)
    assert ranking(contest_id).missing == 4  # of the two who judge still
    for who in judge_ids[1:]:
        for entry_id in entry_ids:
            points = {"c1": 70, "c2": 25, "c3": 50}
            said = {"entry_id": entry_id, "points": points, "token": token(who)}
            perform(PUBLIC, scoring.hand_in, contest_id, **said)
    assert give(closing.close, contest_id, stage=P) == 2
    assert verification.verify() == []
