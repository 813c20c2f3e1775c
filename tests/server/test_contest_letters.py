"""Mails about competitions: an entrant hears how the project stands when the mail goes out."""

import pytest

from domain import clock
from domain.contest import announcing, assignments, closing, reopening, scoring
from domain.contest.plans import RoundPlan
from server import mail
from tests.contests import FIRST, NOW, SHEET, F, P, accepted, begun, give, judge, score_all


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def sent(mailbox):
    """The subjects that went out since the last look, without what the project is called."""
    before = len(mailbox.taken)
    mail.send_due()
    return sorted(str(each["Subject"]).partition("：")[0] for _, each in mailbox.taken[before:])


def test_an_entrant_hears_of_every_turn(mailbox):
    first = RoundPlan(FIRST, FIRST, seats=3, judges=1)
    contest_id = begun(preliminary=first)
    entry_ids, judge_id = [accepted(contest_id) for _ in range(4)], judge(contest_id, "甲")
    assert sent(mailbox) == ["项目已受理"] * 8  # as it stands: also the mail that it was entered
    taking_part = entry_ids
    for stage, many in ((P, 4), (F, 3)):
        taking_part = taking_part[:many]
        give(scoring.set_sheet, contest_id, stage=stage, criteria=SHEET)
        pairs = [(each, judge_id) for each in taking_part]
        give(assignments.put, contest_id, stage=stage, pairs=pairs)
        give(scoring.begin, contest_id, stage=stage)
        points = dict(zip(taking_part, (90, 80, 70, 10), strict=False))
        score_all(contest_id, [judge_id], points)
        give(closing.close, contest_id, stage=stage)
        if stage is P:
            assert sent(mailbox) == ["初赛结果"] + ["项目晋级决赛"] * 3
    give(closing.award, contest_id)
    assert sent(mailbox) == []
    give(closing.publish, contest_id, "leader")
    assert sent(mailbox) == ["决赛结果", "恭喜获奖", "恭喜获奖"]


def test_an_entrant_hears_that_a_result_does_not_stand(mailbox):
    contest_id = begun(preliminary=RoundPlan(FIRST, FIRST, seats=2, judges=1))
    entry_ids, judge_id = [accepted(contest_id) for _ in range(2)], judge(contest_id, "甲")
    sent(mailbox)
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    give(assignments.put, contest_id, stage=P, pairs=[(each, judge_id) for each in entry_ids])
    give(scoring.begin, contest_id, stage=P)
    score_all(contest_id, [judge_id], dict.fromkeys(entry_ids, 80))
    give(closing.close, contest_id, stage=P)
    assert sent(mailbox) == ["项目晋级决赛"] * 2
    give(reopening.reopen, contest_id, stage=P, reason="回避有误")
    assert sent(mailbox) == ["初赛结果复核"] * 2


def test_entrants_and_judges_hear_that_a_competition_is_called_off(mailbox):
    contest_id = begun(preliminary=RoundPlan(FIRST, FIRST, seats=2, judges=1))
    accepted(contest_id)
    judge(contest_id, "甲", email="judge@example.com")
    sent(mailbox)
    before = len(mailbox.taken)
    give(announcing.call_off, contest_id, reason="经费取消")
    assert sent(mailbox) == ["大赛取消"] * 2
    for _, each in mailbox.taken[before:]:
        assert "经费取消" in each.get_body(("plain",)).get_content()
