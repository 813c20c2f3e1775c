"""A competition is a draft of its keepers until it is announced, and can be called off with a reason."""

import pytest
from sqlmodel import select

from db.contest_vocabulary import EntryState
from db.engine import snapshot
from db.models import Message
from domain import clock, jobs, verification
from domain.command import perform
from domain.contest import announcing, assignments, closing, contests, entering, judges, scoring
from domain.contest.announcing import AnnouncedAlready, OverAlready
from domain.contest.plans import CalledOff
from domain.contest.scoring import NotScored
from domain.errors import Forbidden, Missing, NotFound
from domain.permissions import PUBLIC
from domain.queries import contest_entries, contest_scores, hanging, notices
from domain.queries import contests as query
from tests.contests import (
    NOW,
    SHEET,
    P,
    accepted,
    begun,
    contest,
    drafted,
    enter,
    entry,
    give,
    judge,
    plan,
    running,
    score,
    score_all,
    series,
    token,
)
from tests.town import person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def seen(contest_id, series_id, who):
    """Whether somebody finds it: in the list, on its page, at its series."""
    with snapshot() as session:
        return (
            contest_id in [each.id for each in query.listing(session, who)],
            query.contest(session, who, contest_id) is not None,
            contest_id in [each.id for each in hanging.of_series(session, who, series_id).contests],
        )


def test_a_draft_is_for_its_keepers_until_it_is_announced():
    series_id = series()
    contest_id = drafted(series_id=series_id)
    for who in (PUBLIC, person("longwan"), person("valves")):
        assert seen(contest_id, series_id, who) == (False, False, False)
    assert seen(contest_id, series_id, person("organiser")) == (True, True, True)
    with pytest.raises(NotFound):
        enter(contest_id)
    enter(contest_id, "organiser")  # came on paper
    with pytest.raises(Forbidden):
        give(announcing.announce, contest_id, "longwan")
    give(announcing.announce, contest_id)
    with pytest.raises(AnnouncedAlready):
        give(announcing.announce, contest_id)
    assert seen(contest_id, series_id, PUBLIC) == (True, True, True)
    enter(contest_id)


def test_a_competition_is_called_off_with_a_reason_and_those_concerned_are_told():
    contest_id = begun()
    own, other = accepted(contest_id, "valves"), accepted(contest_id)
    gone = enter(contest_id)
    perform(PUBLIC, entering.withdraw, contest_id, token=gone.token)
    judge_id = judge(contest_id, "甲", email="a@example.com")
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    pairs = [(own, judge_id), (other, judge_id)]
    give(assignments.put, contest_id, stage=P, pairs=pairs)
    give(scoring.begin, contest_id, stage=P)
    with snapshot() as session:
        before = len(session.exec(select(Message.id)).all())
    with pytest.raises(Missing):
        give(announcing.call_off, contest_id, reason=" ")
    with pytest.raises(Forbidden):
        give(announcing.call_off, contest_id, "leader", reason="经费取消")
    assert give(announcing.call_off, contest_id, reason="经费取消") == 2
    with snapshot() as session:
        assert len(session.exec(select(Message.id)).all()) == before + 3
        newest, *_ = notices.notices(session, person("valves")).told
        shown = query.contest(session, PUBLIC, contest_id)
        desk = contest_scores.desk(session, PUBLIC, token(judge_id))
        mine = contest_entries.entry(session, person("valves"), own)
    assert (newest.action, newest.said["reason"]) == ("entry_called_off", "经费取消")
    assert (shown.is_off, shown.off_because, shown.is_open) == (True, "经费取消", False)
    assert (desk.stage, desk.off_because) == (None, "经费取消")
    assert not (mine.may_correct or mine.may_add_files)
    assert verification.verify() == []


def test_nothing_goes_on_in_a_competition_that_is_called_off():
    contest_id, entry_ids, [judge_id, *_] = running(entries=1)
    give(announcing.call_off, contest_id, reason="经费取消")
    at = {"stage": P}
    for command, said in (
        (announcing.call_off, {"reason": "再次"}),
        (announcing.announce, {}),
        (contests.change, {"plan": plan(series_id=contest(contest_id).series_id)}),
        (judges.add, {"user_id": 1}),
        (judges.remove, {"judge_id": judge_id}),
        (assignments.put, {"pairs": [], **at}),
        (scoring.set_sheet, {"criteria": SHEET, "reason": "改", **at}),
        (scoring.begin, at),
        (closing.close, at),
        (closing.award, {}),
    ):
        with pytest.raises(CalledOff):
            give(command, contest_id, **said)
    with pytest.raises(CalledOff):
        enter(contest_id)
    with pytest.raises(NotScored):
        score(contest_id, judge_id, entry_ids[0], 80)
    with clock.stopped(NOW.replace(month=4, day=9)):
        assert jobs.remind_judges() == 0
    give(entering.withdraw, contest_id, entry_id=entry_ids[0])
    assert entry(entry_ids[0]).state is EntryState.WITHDRAWN


def test_what_is_published_is_not_called_off():
    contest_id, [entry_id], judge_ids = running(entries=1)
    for stage in (P, P.FINAL):
        if stage is not P:
            give(scoring.set_sheet, contest_id, stage=stage, criteria=SHEET)
            pairs = [(entry_id, each) for each in judge_ids]
            give(assignments.put, contest_id, stage=stage, pairs=pairs)
            give(scoring.begin, contest_id, stage=stage)
        score_all(contest_id, judge_ids, {entry_id: 80})
        give(closing.close, contest_id, stage=stage)
    give(closing.award, contest_id)
    give(closing.publish, contest_id, "leader")
    with pytest.raises(OverAlready):
        give(announcing.call_off, contest_id, reason="经费取消")
