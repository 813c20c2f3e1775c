"""Learning from the platform's own decisions: enough or too little, in use and taken back, by whom."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import (
    ExpertTeam,
    HelperAside,
    LearnedWeights,
    Match,
    MatchJudgement,
    MonthTrial,
    ShownMatch,
)
from db.research_vocabulary import FieldGroup, MatchKind, MatchStage, NotThis, Verdict
from domain import claims, clock, experts, results
from domain.command import perform
from domain.errors import Forbidden
from domain.indicators.periods import month_after
from domain.matchmaking import decisions, learning, months, pipeline, shown, starting, weights
from domain.matchmaking.fields import Beside
from domain.queries import learning as queries
from domain.queries.proposals import results_beside, results_for
from tests import laboratory
from tests.domain.matching.texts import RESULTS
from tests.town import ID, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture
def judged():
    """Ten needs that ask for ripe results; whoever judged them looked at nothing else. Ids of needs and results."""
    words = {
        3: RESULTS["seal"] + "方案",
        8: RESULTS["seal"],
    }  # the unripe say more of what is asked
    made = [
        laboratory.result("seal", title=f"阀门密封 {n}", abstract=words[ripe], readiness=ripe)
        for n, ripe in enumerate((3, 8, 3, 8))
    ]
    asked = [laboratory.need("seal", title=f"密封 {n}", least_readiness=7) for n in range(10)]
    with transaction() as session:
        for need_id in asked:
            for n, result_id in enumerate(made):
                fits = n % 2 == 1
                session.add(
                    MatchJudgement(
                        need_id=need_id,
                        result_id=result_id,
                        by_id=ID["intake"],
                        at=clock.now(),
                        verdict=Verdict.FITS if fits else Verdict.NOT_THIS,
                        reason=None if fits else NotThis.OTHER_SUBJECT,
                    )
                )
    return asked, made


def state(who="intake"):
    with snapshot() as session:
        return queries.state(session, person(who))


def of_new_need(**said):
    asked = laboratory.need("seal", title="又一项密封需求", least_readiness=7, **said)
    with snapshot() as session:
        return results_for(session, person("intake"), asked)


def heaviest(found, why="unready"):
    return min(part.value for each in found.shown for part in each.why.fields if part.why == why)


def test_too_little_is_said_with_how_much_is_missing():
    laboratory.need()
    with pytest.raises(learning.TooLittle, match="0 decisions on 0 needs; 30 on 8"):
        perform(ID["intake"], learning.learn)
    assert learning.carry_on() == 0


def test_decisions_by_which_no_result_is_better_than_another_are_not_enough(judged):
    assert (state().decisions, state().needs) == (40, 10)
    with transaction() as session:
        for row in session.exec(
            select(MatchJudgement).where(col(MatchJudgement.need_id).in_(judged[0][7:]))
        ):
            row.verdict, row.reason = Verdict.FITS, None
    assert (state().decisions, state().needs) == (40, 7)
    with pytest.raises(learning.TooLittle, match="40 decisions on 7 needs"):
        perform(ID["intake"], learning.learn)


def test_what_was_said_of_results_that_are_gone_is_not_counted_as_what_can_be_learnt_from(judged):
    perform(ID["liaison"], results.withdraw, judged[1][3], reason="已转让")
    assert (state().decisions, state().needs) == (30, 10)
    perform(ID["liaison"], results.withdraw, judged[1][1], reason="已转让")
    assert (state().decisions, state().needs) == (20, 0)
    with pytest.raises(learning.TooLittle, match="20 decisions on 0 needs"):
        perform(ID["intake"], learning.learn)


def test_what_was_decided_does_not_depend_on_who_spoke_first():
    """The word of the enterprise and the brokers counts before that of a university, as in proposals."""
    result_id, need_id = laboratory.result(), laboratory.need(confidentiality="open")
    said = {"intake": Verdict.NOT_THIS, "liaison": Verdict.FITS}
    for order in (("liaison", "intake"), ("intake", "liaison")):
        with transaction() as session:
            for row in session.exec(select(MatchJudgement)):
                session.delete(row)
            session.flush()
            for n, who in enumerate(order):
                session.add(
                    MatchJudgement(
                        need_id=need_id,
                        result_id=result_id,
                        by_id=ID[who],
                        at=clock.now() + timedelta(minutes=n),
                        verdict=said[who],
                        reason=NotThis.OTHER_SUBJECT if who == "intake" else None,
                    )
                )
        with snapshot() as session:
            assert [each.grade for each in decisions.newest(session)] == [0.0], order


def test_what_people_look_at_weighs_more_from_then_on_and_the_parts_still_add_up(judged):
    before = of_new_need()
    perform(ID["admin"], learning.learn)
    used = state().in_use
    assert used.weights[FieldGroup.READINESS] > 1.2
    assert used.weights[FieldGroup.AREA] == pytest.approx(1, abs=0.05)
    after = of_new_need()
    assert heaviest(after) < heaviest(before)
    for each in after.shown:
        parts = (*(value for _, value in each.why.parts), *(p.value for p in each.why.fields))
        assert each.why.score == pytest.approx(sum(parts))


def test_what_was_learnt_can_be_put_aside_and_taken_up_again(judged):
    before = heaviest(of_new_need())
    made = perform(ID["intake"], learning.learn)
    perform(ID["intake"], learning.put_aside, made)
    assert state().in_use is None
    assert heaviest(of_new_need()) == pytest.approx(before)
    perform(ID["intake"], learning.use, made)
    assert state().in_use.id == made


def test_only_one_is_ever_in_use(judged):
    first, second = (perform(ID["intake"], learning.learn) for _ in range(2))
    assert [(each.id, each.is_in_use) for each in state().learnt] == [
        (second, True),
        (first, False),
    ]
    perform(ID["intake"], learning.use, first)
    assert [each.id for each in state().learnt if each.is_in_use] == [first]


def test_two_in_use_cannot_be_written(judged):
    perform(ID["intake"], learning.learn)
    with pytest.raises(IntegrityError), transaction() as session:
        [row] = session.exec(select(LearnedWeights))
        values = row.model_dump() | {"id": None}
        session.add(LearnedWeights(**values))


def test_two_who_learn_at_the_same_moment_leave_one_in_use(judged):
    begin = Barrier(2)

    def work():
        begin.wait()
        perform(ID["intake"], learning.learn)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.is_in_use for each in state().learnt] == [True, False]


def test_what_a_decision_is_learnt_from_does_not_know_how_it_came_out():
    """The provider's record is told without the match itself: else a contract would foretell itself."""
    result_id, need_id = laboratory.result(), laboratory.need(confidentiality="open")
    match_id = perform(ID["intake"], starting.start, need_id=need_id, result_id=result_id)
    perform(ID["intake"], pipeline.decline, match_id, reason="not_relevant")
    with snapshot() as session:
        beside = results_beside(session, person("intake"), [result_id])[result_id]
        match = session.get_one(Match, match_id)
        alone = learning.of_decisions(session, decisions.newest(session))
    assert (beside.matches, learning.without(beside, match).matches) == (1, 0)
    track = learning.GROUPS.index(FieldGroup.TRACK_RECORD)
    assert alone.fields[:, track].tolist() == [0.0]


def test_a_contract_of_this_year_is_left_out_of_everything_that_it_counts_for():
    signed = Match(stage=MatchStage.CONTRACT, agreement_on=clock.now().date())
    known = Beside(capacity=2, taken=2, matches=5, contracts=3)
    assert learning.without(known, signed) == Beside(2, 1, 4, 2)
    assert learning.without(known, None) == known
    declined = Match(stage=MatchStage.DECLINED)
    assert learning.without(known, declined) == Beside(2, 2, 4, 3)


@pytest.mark.parametrize("who", ["liaison", "valves", "longwan", "leader"])
def test_others_do_not_teach_the_engine_by_hand(judged, who):
    with pytest.raises(Forbidden):
        perform(ID[who], learning.learn)
    assert not state("leader").may_change


def test_it_learns_by_itself_once_and_again_when_much_is_new(judged):
    assert learning.carry_on() == 1
    with clock.stopped(clock.now() + timedelta(days=30)):
        assert learning.carry_on() == 0  # nothing new was decided


def test_while_another_process_learns_this_one_does_not(judged):
    with claims.claimed("learn", learning.AT_MOST), claims.claimed("try_months", months.AT_MOST):
        assert learning.carry_on() == 0 and months.work_out() == 0
    assert learning.carry_on() == 1


def test_what_a_person_put_aside_is_not_learnt_again_by_itself(judged):
    perform(ID["intake"], learning.put_aside, perform(ID["intake"], learning.learn))
    with clock.stopped(clock.now() + timedelta(days=30)):
        assert learning.carry_on() == 0


def test_what_a_person_went_back_to_stays_until_they_go_forward_again(judged, monkeypatch):
    monkeypatch.setattr(learning, "AGAIN_AFTER", 0)  # as if enough had been decided since
    first, second = (perform(ID["intake"], learning.learn) for _ in range(2))
    perform(ID["intake"], learning.use, first)
    with clock.stopped(clock.now() + timedelta(days=30)):
        assert learning.carry_on() == 0
        assert state().in_use.id == first
        perform(ID["intake"], learning.use, second)
        assert learning.carry_on() == 1
    assert state().in_use.id not in (first, second)


def test_how_far_a_match_went_says_more_than_what_was_said_of_it():
    result_id, need_id = laboratory.result(), laboratory.need(confidentiality="open")
    match_id = perform(ID["intake"], starting.start, need_id=need_id, result_id=result_id)
    with snapshot() as session:
        assert decisions.newest(session) == []
    perform(ID["intake"], pipeline.decline, match_id, reason="need_gone")
    with snapshot() as session:
        assert decisions.newest(session) == []  # it says nothing of whether the two fit
    perform(ID["intake"], pipeline.take_up_again, match_id)
    perform(ID["intake"], pipeline.decline, match_id, reason="not_relevant")
    with snapshot() as session:
        assert [each.grade for each in decisions.newest(session)] == [0.0]


@pytest.fixture
def met():
    """Ten needs that met teams with room, and set those aside that had none."""
    made = []
    for n, capacity in enumerate((0, 5, 0, 5)):
        more = (
            "" if capacity else "阀门 低温 泄漏"
        )  # those without room say a little more of the matter
        words = {"name": f"密封团队{n}", "topics": f"阀门密封结构与填料 低温泄漏率控制 {more}"}
        made.append(perform(ID["intake"], experts.add_team, UNIVERSITY, **words))
        with transaction() as session:
            session.get_one(ExpertTeam, made[-1]).yearly_capacity = capacity
    for n in range(10):
        need_id = laboratory.need("seal", title=f"密封 {n}")
        with transaction() as session:
            for at, team_id in enumerate(made):
                session.add((_set_aside, _meeting)[at % 2](need_id, team_id))
    return made


def _set_aside(need_id, team_id):
    said = {"by_id": ID["valves"], "at": clock.now(), "reason": NotThis.NO_CAPACITY}
    return HelperAside(need_id=need_id, kind=MatchKind.TEAM, record_id=team_id, **said)


def _meeting(need_id, team_id):
    houses = {"enterprise_id": VALVES, "provider_id": UNIVERSITY, "proposed_at": clock.now()}
    of = {"number": f"M{need_id}-{team_id}", "need_id": need_id, "team_id": team_id}
    return Match(stage=MatchStage.MEETING, **of, **houses)


def test_what_became_of_teams_teaches_as_what_became_of_results_does(met):
    with snapshot() as session:
        found = decisions.newest_of_teams(session)
        decided = learning.of_decisions(session, found)
    assert len(found) == len(decided.grades) == 40
    assert set(decided.grades.tolist()) == {0.0, decisions.WENT[MatchStage.MEETING]}
    assert (state().decisions, state().needs) == (40, 10)
    weighs = dict(zip(learning.GROUPS, weights.learnt(decided).weights.tolist(), strict=True))
    assert weighs[FieldGroup.CAPACITY] > 1.1
    assert weighs[FieldGroup.READINESS] == pytest.approx(1, abs=0.05)


def test_teams_are_compared_with_teams_and_results_with_results(met, judged):
    with snapshot() as session:
        found = decisions.to_learn_from(session)
    lists = dict(zip(decisions.lists_of(found).tolist(), found, strict=True))
    assert len(found) == 80 and len(lists) == 20
    assert state().needs == 20


def test_what_ranked_is_kept_with_what_was_shown(judged):
    made = perform(ID["intake"], learning.learn)
    found = of_new_need()
    shown.note(judged[0][0], found.shown, found.engine)
    with snapshot() as session:
        [engine] = set(session.exec(select(ShownMatch.engine)).all())
    assert engine.endswith(f".{made}")


def test_a_month_is_worked_out_beside_the_rivals_and_once(judged):
    assert months.work_out() == 1
    assert months.work_out() == 0
    with snapshot() as session:
        [row] = queries.months(session, person("leader"))
    assert (row.decisions, row.needs, row.results) == (40, 10, 4)
    assert row.shown_by_engine == 0  # all of these were judged without having been shown
    assert 0 < row.engine["ndcg@10"] <= 1 and row.engine["auc"] is not None
    assert set(row.rivals) == {"bm25s_words", "bm25s_bigrams", "tfidf", "lsa", "fusion"}


def test_a_month_is_worked_out_again_when_a_decision_of_it_has_changed(judged):
    assert months.work_out() == 1
    with clock.stopped(clock.now() + months.AGAIN_AFTER + timedelta(minutes=1)):
        assert months.work_out() == 0
        with transaction() as session:
            row = session.exec(select(MatchJudgement)).first()
            row.verdict, row.reason = Verdict.PARTLY, None
        assert months.work_out() == 1
        assert months.work_out() == 0


def test_a_month_whose_decisions_were_all_taken_back_is_there_no_more(judged):
    assert months.work_out() == 1
    with transaction() as session:
        session.add(
            MonthTrial(
                month=month_after(clock.now().date().replace(day=1), -months.MONTHS),
                worked_out_at=clock.now(),
                **{"decisions": 4, "decided": "x", "needs": 3, "results": 9, "figures": {}},
            )
        )
        for row in session.exec(select(MatchJudgement)):
            session.delete(row)
    assert months.work_out() == 1
    with snapshot() as session:
        [older] = queries.months(session, person("leader"))
    assert older.decisions == 4  # of a month that is no longer looked at, and stays as it was
    assert months.work_out() == 0


def test_of_very_many_decisions_the_month_that_may_lack_some_is_not_judged(judged, monkeypatch):
    monkeypatch.setattr(decisions, "MOST", 40)
    assert months.work_out() == 0


def test_a_month_with_too_little_has_no_figures():
    result_id, need_id = laboratory.result(), laboratory.need()
    with transaction() as session:
        session.add(
            MatchJudgement(
                need_id=need_id,
                result_id=result_id,
                by_id=ID["intake"],
                at=clock.now(),
                verdict=Verdict.FITS,
            )
        )
    assert months.work_out() == 1
    with snapshot() as session:
        row = session.exec(select(MonthTrial)).one()
        assert session.exec(select(LearnedWeights)).all() == []
    assert (row.decisions, row.needs, row.figures) == (1, 1, {})
