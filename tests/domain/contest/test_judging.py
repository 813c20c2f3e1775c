"""Who judges what: conflicts with their reasons, the assignment, sheets and their versions, closing, awards."""

from dataclasses import replace

import pytest
from sqlmodel import select

from db.contest_vocabulary import ConflictReason, ContestStage, ScoreState
from db.engine import snapshot, transaction
from db.models import ContestJudge, ContestScore, Expert, ExpertTeam, Match, Message, TechnicalNeed
from db.vocabulary import MessageKind
from domain import clock, verification
from domain.command import perform
from domain.contest import assignments, closing, entering, judges, mails, scoring
from domain.contest.assignments import InConflict, SheetThere
from domain.contest.closing import NotClosed, OwnAward, ScoredInConflict, SheetsMissing
from domain.contest.contests import RoundClosed
from domain.contest.entering import EntriesClosed, Member
from domain.contest.ranking import Criterion
from domain.contest.scoring import HandedInAlready, NotReviewed, NotScored, PointsMissing
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.permissions import PUBLIC
from domain.queries import contest_judges, contest_scores
from domain.queries import contests as query
from tests.contests import NOW, F, P, accepted, begun, contest, enter, entry
from tests.town import FINANCE, ID, LAWYERS, TAX, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
R = ConflictReason
SHEET = (Criterion("c1", "创新性", 60), Criterion("c2", "团队", 40, most=50))


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def expert(name, organisation_id=TAX, **said):
    with transaction() as session:
        row = Expert(organisation_id=organisation_id, name=name, **said)
        session.add(row)
        session.flush()
        return row.id


def judge(contest_id, name, organisation_id=TAX, ties=(), **said):
    said = {"expert_id": expert(name, organisation_id, **said), "ties": ties}
    return perform(ID["organiser"], judges.add, contest_id, **said)


def give(command, contest_id, who="organiser", **said):
    return perform(ID[who], command, contest_id, **said)


def token(judge_id):
    with snapshot() as session:
        row = session.get_one(ContestJudge, judge_id)
    return mails.judge_token(row.contest_id, mails.who(row), row.link_turn)


def away(contest_id, stage=P, who="organiser"):
    """{(entry, judge): reasons} of those who are kept away."""
    with snapshot() as session:
        found = contest_judges.assignment(session, person(who), contest_id, stage)
    return {(e.id, a.judge): a.reasons for e in found.entries for a in e.away}


def assigned(contest_id, stage=P):
    """Put the proposal in place; returns it."""
    with snapshot() as session:
        found = contest_judges.assignment(session, person("organiser"), contest_id, stage)
    give(assignments.put, contest_id, stage=stage, pairs=found.pairs)
    return found


def running(entries=3, names=("甲", "乙", "丙")):
    """(competition, its entries, its judges) of a preliminary that is scored."""
    contest_id = begun()
    entry_ids = [accepted(contest_id) for _ in range(entries)]
    judge_ids = [judge(contest_id, each, email=f"j{n}@example.com") for n, each in enumerate(names)]
    give(scoring.set_sheet, contest_id, stage=P, criteria=SHEET)
    assigned(contest_id)
    give(scoring.begin, contest_id, stage=P)
    return contest_id, entry_ids, judge_ids


def score(contest_id, judge_id, entry_id, idea, team=25, command=scoring.hand_in):
    said = {"entry_id": entry_id, "points": {"c1": idea, "c2": team}, "token": token(judge_id)}
    perform(PUBLIC, command, contest_id, **said)


def score_all(contest_id, judge_ids, points):
    for judge_id in judge_ids:
        for entry_id, idea in points.items():
            score(contest_id, judge_id, entry_id, idea)


def ranking(contest_id, stage=P):
    with snapshot() as session:
        return contest_scores.ranking(session, person("organiser"), contest_id, stage)


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
        [(judged, *_)] = contest_scores.judged_by(session, person("finance_head"))
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


def test_a_judge_who_declares_an_interest_is_kept_away_from_then_on():
    contest_id, entry_ids, judge_ids = running(entries=2)
    said = {"entry_id": entry_ids[0], "reason": "曾任其顾问", "token": token(judge_ids[0])}
    perform(PUBLIC, scoring.declare, contest_id, **said)
    assert away(contest_id) == {(entry_ids[0], "甲"): (R.DECLARED,)}
    with pytest.raises(NotFound):
        score(contest_id, judge_ids[0], entry_ids[0], 80)
    with pytest.raises(InConflict):
        at = {"entry_id": entry_ids[0], "judge_id": judge_ids[0], "stage": P}
        give(assignments.give, contest_id, **at)
    score(contest_id, judge_ids[0], entry_ids[1], 80, command=scoring.save)
    with pytest.raises(SheetThere):
        at = {"entry_id": entry_ids[1], "judge_id": judge_ids[0], "stage": P}
        give(assignments.take, contest_id, **at)


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


def test_a_link_that_was_made_anew_opens_and_the_one_before_does_not():
    contest_id, [entry_id], judge_ids = running(entries=1)
    before = token(judge_ids[0])
    path = give(judges.new_link, contest_id, judge_id=judge_ids[0])
    assert path == mails.judging_path(token(judge_ids[0])) and before not in path
    with snapshot() as session:
        assert contest_scores.desk(session, PUBLIC, before) is None
        assert contest_scores.desk(session, PUBLIC, token(judge_ids[0])).judge == "甲"


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
