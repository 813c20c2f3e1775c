"""Who hears what of a competition: entrants of every stage, judges of what is given to them and of its last day."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.engine import snapshot
from db.models import Message
from domain import clock, jobs
from domain.command import perform
from domain.contest import assignments, closing, entering, judges, reminding, scoring
from domain.contest.contests import RoundClosed
from domain.contest.plans import Prize, RoundPlan
from domain.permissions import ENGINE
from domain.queries import notices
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
    entry,
    give,
    judge,
    running,
    score,
    score_all,
)
from tests.town import ID, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def last():
    """The newest message's id."""
    with snapshot() as session:
        return session.exec(select(Message.id).order_by(col(Message.id).desc())).first() or 0


def told(after):
    """Since a message: (entries that were written to, judges that were)."""
    with snapshot() as session:
        found = session.exec(
            select(Message).where(col(Message.id) > after).order_by(col(Message.id))
        ).all()
    return (
        [each.contest_entry_id for each in found if each.contest_entry_id],
        [each.contest_judge_id for each in found if each.contest_judge_id],
    )


def test_whoever_took_part_hears_whether_they_go_on_and_whether_they_won():
    contest_id, entry_ids, judge_ids = running(entries=6)
    own = entry_ids[5]
    score_all(contest_id, judge_ids, dict(zip(entry_ids, (90, 80, 70, 60, 50, 40), strict=True)))
    before = last()
    assert give(closing.close, contest_id, stage=P) == 4
    assert sorted(told(before)[0]) == entry_ids and entry(own).stage is P
    give(scoring.set_sheet, contest_id, stage=F, criteria=SHEET[:1])
    assigned(contest_id, F)
    give(scoring.begin, contest_id, stage=F)
    for who in judge_ids:
        for entry_id, points in zip(entry_ids[:4], (90, 80, 70, 60), strict=True):
            score(contest_id, who, entry_id, points, team=None)
    before = last()
    give(closing.close, contest_id, stage=F)
    give(closing.award, contest_id)
    assert told(before) == ([], [])
    give(closing.publish, contest_id, "leader")
    assert told(before)[0] == entry_ids[:4]


def test_who_entered_by_an_account_hears_inside_too_that_a_project_is_out():
    contest_id = begun(preliminary=RoundPlan(FIRST, FIRST, seats=2, judges=1))
    best = [accepted(contest_id), accepted(contest_id)]
    own, judge_id = accepted(contest_id, "valves"), judge(contest_id, "甲")
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    assigned(contest_id)
    give(scoring.begin, contest_id, stage=P)
    score_all(contest_id, [judge_id], dict.fromkeys(best, 90) | {own: 10})
    give(closing.close, contest_id, stage=P)
    with snapshot() as session:
        newest, *_ = notices.notices(session, person("valves")).told
    assert (newest.action, newest.subject_id) == ("entry_out", own)


def test_who_has_an_account_and_no_address_hears_all_of_it_inside():
    contest_id = begun(
        preliminary=RoundPlan(FIRST, FIRST, seats=2, judges=1),
        final=RoundPlan(SECOND, SECOND, seats=1, judges=1),
        prizes=(Prize("一等奖", 1, "First prize"),),
    )
    wins, loses, gone = (accepted(contest_id, who, email="") for who in ("valves", *["shoes"] * 2))
    judge_id, before = judge(contest_id, "甲"), last()
    perform(ID["organiser"], entering.withdraw, contest_id, entry_id=gone)
    for stage in (P, F):
        give(scoring.set_sheet, contest_id, stage=stage, criteria=SHEET)
        assigned(contest_id, stage)
        give(scoring.begin, contest_id, stage=stage)
        score_all(contest_id, [judge_id], {wins: 90, loses: 10})
        give(closing.close, contest_id, stage=stage)
    give(closing.award, contest_id)
    assert actions("valves") == ["entry_goes_on", "entry_accepted"]
    give(closing.publish, contest_id, "leader")
    assert actions("valves")[0] == "entry_won"
    assert actions("shoes")[:3] == ["entry_unawarded", "entry_goes_on", "entry_withdrawn"]
    assert told(before)[0] == []
    with snapshot() as session:
        newest = notices.notices(session, person("valves")).told[0].said
    assert (newest["prize"], newest["prize_en"]) == ("一等奖", "First prize")


def actions(who):
    with snapshot() as session:
        return [each.action for each in notices.notices(session, person(who)).told]


def test_a_judge_who_has_nothing_left_hears_of_what_is_given_once_scoring_has_begun():
    contest_id, [first, second], [one, two, three] = running(entries=2)
    new = judge(contest_id, "丁", email="new@example.com")
    before = last()
    at = {"stage": P, "judge_id": new}
    give(assignments.give, contest_id, entry_id=first, **at)
    assert told(before)[1] == [new]
    give(assignments.give, contest_id, entry_id=second, **at)
    assert told(before)[1] == [new]  # is at it already
    for each in (first, second):
        score(contest_id, new, each, 50)
    give(judges.remove, contest_id, judge_id=three)
    other = judge(contest_id, "戊", email="other@example.com")
    pairs = [(first, other), (second, other)]
    give(assignments.put, contest_id, stage=P, pairs=pairs)
    assert told(before)[1] == [new, other]


def test_judges_are_reminded_once_two_days_before_the_last_day_of_what_is_open():
    contest_id, entry_ids, judge_ids = running(entries=2, names=("甲", "乙"))
    score_all(contest_id, judge_ids[:1], dict.fromkeys(entry_ids, 70))
    before, ends = last(), NOW.replace(month=4, day=10)
    assert jobs.remind_judges() == 0
    with pytest.raises(reminding.NobodyToRemind):
        perform(ENGINE, reminding.remind, contest_id)
    with clock.stopped(ends - timedelta(days=2)):
        assert jobs.remind_judges() == 1
        assert told(before)[1] == judge_ids[1:]
        assert jobs.remind_judges() == 0
    with clock.stopped(ends):
        assert jobs.remind_judges() == 0


def test_nobody_is_reminded_of_a_sheet_that_a_conflict_keeps_from_them():
    contest_id = begun()
    own, other = accepted(contest_id, "valves"), accepted(contest_id)
    first, second = (judge(contest_id, each, email=f"{each}@example.com") for each in "ab")
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    assigned(contest_id)
    give(scoring.begin, contest_id, stage=P)
    for each in (first, second):
        score(contest_id, each, other, 70)
        give(judges.set_ties, contest_id, judge_id=each, ties=[VALVES])
    before, near = last(), NOW.replace(month=4, day=9)
    with clock.stopped(near):
        with snapshot() as session:  # so that no job tries it again and again
            assert reminding.due(session) == []
        assert jobs.remind_judges() == 0
        give(judges.set_ties, contest_id, judge_id=second, ties=[])
        assert jobs.remind_judges() == 1
    assert told(before)[1] == [second] and entry(own).id == own


def test_nobody_is_reminded_of_a_stage_whose_sheets_are_all_in():
    contest_id, entry_ids, judge_ids = running(entries=1)
    score_all(contest_id, judge_ids, {entry_ids[0]: 70})
    with clock.stopped(NOW.replace(month=4, day=9)):
        assert jobs.remind_judges() == 0


def test_what_was_done_already_is_refused_with_its_reason():
    contest_id, [entry_id], judge_ids = running(entries=1)
    with pytest.raises(scoring.BegunAlready):
        give(scoring.begin, contest_id, stage=P)
    score_all(contest_id, judge_ids, {entry_id: 70})
    give(closing.close, contest_id, stage=P)
    with pytest.raises(RoundClosed):
        give(scoring.begin, contest_id, stage=P)


def test_who_judged_stands_once_the_prizes_are_given():
    contest_id, [entry_id], judge_ids = running(entries=1)
    score_all(contest_id, judge_ids, {entry_id: 70})
    give(closing.close, contest_id, stage=P)
    give(scoring.set_sheet, contest_id, stage=F, criteria=SHEET)
    assigned(contest_id, F)
    give(scoring.begin, contest_id, stage=F)
    score_all(contest_id, judge_ids, {entry_id: 70})
    give(closing.close, contest_id, stage=F)
    give(closing.award, contest_id)
    with pytest.raises(judges.JudgedAlready):
        give(judges.remove, contest_id, judge_id=judge_ids[0])
