"""Who judges what: conflicts with their reasons, the assignment, and the links of judges."""

import pytest
from sqlmodel import select

from db.contest_vocabulary import ConflictReason
from db.engine import snapshot, transaction
from db.models import ContestScore, ExpertTeam, Match, TechnicalNeed
from domain import clock, verification
from domain.command import perform
from domain.contest import assignments, closing, judges, mails, scoring
from domain.contest.assignments import InConflict, SheetThere
from domain.contest.closing import ScoredInConflict
from domain.contest.entering import Member
from domain.contest.scoring import TiedToIt
from domain.errors import Missing, NotFound, Unclear
from domain.permissions import PUBLIC
from domain.queries import contest_judges, contest_scores
from tests.contests import (
    NOW,
    SHEET,
    P,
    accepted,
    assigned,
    begun,
    give,
    judge,
    ranking,
    running,
    score,
    score_all,
    token,
)
from tests.town import FINANCE, ID, LAWYERS, TAX, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
R = ConflictReason


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def away(contest_id, stage=P, who="organiser"):
    """{(entry, judge): reasons} of those who are kept away."""
    with snapshot() as session:
        found = contest_judges.assignment(session, person(who), contest_id, stage)
    return {(e.id, a.judge): a.reasons for e in found.entries for a in e.away}


def test_every_conflict_keeps_its_judge_away_and_says_why():
    contest_id = begun()
    own = accepted(contest_id, "valves")
    team = accepted(contest_id, team=(Member("林 晓"), Member("周舟", "算法", "瓯越工业大学")))
    house = accepted(contest_id, university_id=UNIVERSITY, contact_name="王五")
    for name, home, ties in (
        ("张一", VALVES, ()),
        ("李二", TAX, (VALVES,)),
        ("周舟", FINANCE, ()),
        ("钱三", UNIVERSITY, ()),
        ("孙四", LAWYERS, ()),
    ):
        judge(contest_id, name, home, ties)
    assert away(contest_id) == {
        (own, "张一"): (R.OWN_ORGANISATION,),
        (own, "李二"): (R.ADVISES,),
        (team, "周舟"): (R.TEAM_MEMBER,),
        (team, "钱三"): (R.SAME_UNIVERSITY,),
        (house, "钱三"): (R.SAME_UNIVERSITY,),
    }
    found = assigned(contest_id)
    assert (found.most, found.fewest, found.is_proved) == (2, 1, True)


def test_an_earlier_match_counts_only_where_both_know_each_other():
    contest_id = begun()
    entry_id = accepted(contest_id, "valves")
    judge(contest_id, "钱三", UNIVERSITY)
    with transaction() as session:
        need = TechnicalNeed(
            number="N2026-000001",
            listed_on=clock.now().date(),
            enterprise_id=VALVES,
            title="检测",
            problem="内漏",
            by_id=ID["valves"],
            created_at=NOW,
        )
        session.add(need)
        session.flush()
        match = Match(
            number="M2026-000001",
            need_id=need.id,
            team_id=None,
            result_id=None,
            enterprise_id=VALVES,
            provider_id=UNIVERSITY,
            proposed_at=NOW,
        )
        match.team_id = _team(session)
        session.add(match)
        session.flush()
        match_id = match.id
    assert away(contest_id) == {}
    with transaction() as session:
        row = session.get_one(Match, match_id)
        row.enterprise_agreed_at = row.provider_agreed_at = NOW
    assert away(contest_id) == {(entry_id, "钱三"): (R.EARLIER_MATCH,)}


def _team(session):
    team = ExpertTeam(organisation_id=UNIVERSITY, name="声学组")
    session.add(team)
    session.flush()
    return team.id


def test_an_assignment_is_put_in_place_and_changed_by_hand_but_never_against_a_conflict():
    contest_id = begun()
    own, other = accepted(contest_id, "valves"), accepted(contest_id)
    inside, free = judge(contest_id, "张一", VALVES), judge(contest_id, "李二")
    at = {"stage": P}
    with pytest.raises(InConflict):
        give(assignments.put, contest_id, pairs=[(own, inside)], **at)
    with pytest.raises(InConflict):
        give(assignments.give, contest_id, entry_id=own, judge_id=inside, **at)
    assert assigned(contest_id).new == 3
    give(assignments.take, contest_id, entry_id=other, judge_id=inside, **at)
    with pytest.raises(NotFound):
        give(assignments.take, contest_id, entry_id=other, judge_id=inside, **at)
    give(assignments.give, contest_id, entry_id=other, judge_id=inside, **at)
    give(judges.remove, contest_id, judge_id=free)
    with snapshot() as session:
        left = session.exec(select(ContestScore.entry_id, ContestScore.judge_id)).all()
    assert [tuple(each) for each in left] == [(other, inside)]
    with pytest.raises(NotFound):
        perform(PUBLIC, scoring.save, contest_id, entry_id=other, points={}, token=token(free))


def test_a_judge_who_declares_an_interest_is_kept_away_from_then_on():
    contest_id, entry_ids, judge_ids = running(entries=2)
    said = {"entry_id": entry_ids[0], "reason": "曾任其顾问", "token": token(judge_ids[0])}
    perform(PUBLIC, scoring.declare, contest_id, **said)
    assert away(contest_id) == {(entry_ids[0], "甲"): (R.DECLARED,)}
    with snapshot() as session:
        found = contest_judges.assignment(session, person("organiser"), contest_id, P)
    [[told]] = [each.away for each in found.entries if each.id == entry_ids[0]]
    assert told.declared == (NOW.date(), "曾任其顾问")
    with pytest.raises(NotFound):
        score(contest_id, judge_ids[0], entry_ids[0], 80)
    with pytest.raises(InConflict):
        at = {"entry_id": entry_ids[0], "judge_id": judge_ids[0], "stage": P}
        give(assignments.give, contest_id, **at)
    score(contest_id, judge_ids[0], entry_ids[1], 80, command=scoring.save)
    with pytest.raises(SheetThere):
        at = {"entry_id": entry_ids[1], "judge_id": judge_ids[0], "stage": P}
        give(assignments.take, contest_id, **at)


def test_who_is_known_to_be_tied_to_a_project_scores_it_no_more_at_once():
    contest_id = begun()
    own, other = accepted(contest_id, "valves"), accepted(contest_id)
    first = judge(contest_id, "甲")
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    assigned(contest_id)
    give(scoring.begin, contest_id, stage=P)
    score(contest_id, first, own, 80, command=scoring.save)
    give(judges.set_ties, contest_id, judge_id=first, ties=[VALVES])
    for command in (scoring.save, scoring.hand_in):
        with pytest.raises(TiedToIt):
            score(contest_id, first, own, 90, command=command)
    with snapshot() as session:
        desk = contest_scores.desk(session, PUBLIC, token(first))
    assert {each.entry_id: each.is_away for each in desk.sheets} == {own: True, other: False}
    score(contest_id, first, other, 80)
    with pytest.raises(ScoredInConflict):  # not of a missing sheet, which nobody may hand in
        give(closing.close, contest_id, stage=P)
    give(judges.set_ties, contest_id, judge_id=first, ties=[])
    score(contest_id, first, own, 90)


def test_a_sheet_in_a_conflict_that_shows_after_it_was_handed_in_does_not_count():
    contest_id = begun()
    own, other = accepted(contest_id, "valves", title="阀门项目"), accepted(contest_id)
    first, second = judge(contest_id, "甲"), judge(contest_id, "乙")
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    assigned(contest_id)
    give(scoring.begin, contest_id, stage=P)
    score_all(contest_id, [first, second], {own: 90, other: 60})
    at = {"stage": P, "entry_id": own, "judge_id": first}
    with pytest.raises(SheetThere):
        give(assignments.take, contest_id, reason="回避", **at)
    give(judges.set_ties, contest_id, judge_id=first, ties=[VALVES])
    with pytest.raises(ScoredInConflict) as refusal:
        give(closing.close, contest_id, stage=P)
    assert refusal.value.values == {"names": "甲 – 阀门项目"}
    with snapshot() as session:
        found = contest_judges.assignment(session, person("organiser"), contest_id, P)
    [entry_shown] = [each for each in found.entries if each.id == own]
    assert [each.is_away for each in entry_shown.places] == [True, False]
    with pytest.raises(Missing):
        give(assignments.take, contest_id, **at)
    give(assignments.take, contest_id, reason="任其顾问", **at)
    assert give(closing.close, contest_id, stage=P) == 2
    assert [
        each.sheets[0].judge for each in ranking(contest_id).places if each.entry_id == own
    ] == ["乙"]
    assert verification.verify() == []


def test_a_judge_in_conflict_who_judges_no_more_does_not_count_either():
    contest_id = begun()
    own = accepted(contest_id, "valves")
    first, second = judge(contest_id, "甲"), judge(contest_id, "乙")
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    assigned(contest_id)
    give(scoring.begin, contest_id, stage=P)
    score_all(contest_id, [first, second], {own: 90})
    give(judges.set_ties, contest_id, judge_id=first, ties=[VALVES])
    give(judges.remove, contest_id, judge_id=first)
    with pytest.raises(ScoredInConflict):
        give(closing.close, contest_id, stage=P)
    assert away(contest_id) == {(own, "甲"): (R.ADVISES,)}
    give(assignments.take, contest_id, stage=P, entry_id=own, judge_id=first, reason="任其顾问")
    assert give(closing.close, contest_id, stage=P) == 1 and away(contest_id) == {}


def test_people_of_enterprises_judge_nothing_and_their_address_is_told_to_nobody():
    contest_id = begun()
    for said in ({"user_id": ID["valves"]}, {"user_id": 0}, {"user_id": None, "expert_id": None}):
        with pytest.raises(Unclear):
            give(judges.add, contest_id, **said)
    with snapshot() as session:
        assert contest_judges.judges(session, person("organiser"), contest_id, P) == ()


def test_a_link_that_was_made_anew_opens_and_the_one_before_does_not():
    contest_id, [entry_id], judge_ids = running(entries=1)
    before = token(judge_ids[0])
    path = give(judges.new_link, contest_id, judge_id=judge_ids[0])
    assert path == mails.judging_path(token(judge_ids[0])) and before not in path
    with snapshot() as session:
        assert contest_scores.desk(session, PUBLIC, before) is None
        assert contest_scores.desk(session, PUBLIC, token(judge_ids[0])).judge == "甲"
