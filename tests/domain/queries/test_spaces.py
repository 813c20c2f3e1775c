"""A university's and an enterprise's own space: what stands in it, and that nobody else opens it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from db.engine import transaction
from db.models import ExpertTeam, Organisation, ResearchResult, ShownMatch
from db.research_vocabulary import Confidentiality, MatchDecline, MatchStage, RecordStage
from domain import clock, results
from domain.command import perform
from domain.docking_answers import answer
from domain.matchmaking import pipeline, starting
from domain.queries import docking, fresh, space_people, space_tasks, spaces
from domain.queries.space_tasks import Ask
from tests import docking_day, laboratory
from tests.domain.queries.asking import asked
from tests.domain.queries.many import plan
from tests.town import ID, SHOES, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")


def matched(about="seal", **said):
    both = {"need_id": laboratory.need(about), "result_id": laboratory.result(about, **said)}
    return perform(ID["intake"], starting.start, **both)


def tasks(who, organisation_id):
    return [each.what for each in asked(space_tasks.asked, who, organisation_id)]


@pytest.mark.parametrize(
    ("who", "whose", "opens"),
    [
        ("liaison", None, UNIVERSITY),
        ("liaison", VALVES, None),
        ("valves", None, VALVES),
        ("valves", UNIVERSITY, None),
        ("valves", SHOES, None),
        ("intake", UNIVERSITY, UNIVERSITY),
        ("longwan", UNIVERSITY, UNIVERSITY),
        ("intake", VALVES, None),
        ("intake", None, None),
        ("leader", UNIVERSITY, None),
        ("tax", UNIVERSITY, None),
        ("tax", None, None),
    ],
)
def test_a_space_is_opened_by_its_own_people_and_a_universitys_by_brokers(who, whose, opens):
    found = asked(spaces.space, who, whose)
    assert (found.organisation_id if found else None) == opens
    if opens is None:
        asked_for = whose or person(who).organisation_id
        for query in (space_tasks.asked, space_people.teams, fresh.for_space):
            assert asked(query, who, asked_for) == ()
        assert asked(spaces.held, who, asked_for) is None


def test_a_universitys_space_counts_its_results_by_stage():
    laboratory.result("seal")
    laboratory.result("pump", is_published=False)
    found = asked(spaces.space, "liaison")
    assert dict(found.stages) == {RecordStage.PUBLISHED: 1, RecordStage.DRAFT: 1}
    assert (found.has_results, found.expiring, found.shown) == (True, 0, 0)


def test_what_a_broker_must_not_know_is_not_in_the_space_that_they_open():
    laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    shown = laboratory.result("pump")
    held = asked(spaces.held, "longwan", UNIVERSITY)
    assert [each.id for each in held.lines] == [shown] and held.count == 1
    assert dict(asked(spaces.space, "longwan", UNIVERSITY).stages) == {RecordStage.PUBLISHED: 1}
    assert asked(spaces.held, "lucheng", UNIVERSITY).count == 2


def test_a_broker_chooses_among_those_whose_results_they_may_know():
    assert asked(spaces.providers, "longwan") == ()
    laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    assert asked(spaces.providers, "longwan") == ()
    assert [key for key, *_ in asked(spaces.providers, "intake")] == [UNIVERSITY]
    assert asked(spaces.providers, "liaison") == ()


def test_each_result_tells_how_often_it_was_matched():
    matched("seal")
    [line] = asked(spaces.held, "liaison", UNIVERSITY).lines
    assert (line.matches, line.shown) == (1, 0)
    [line] = asked(spaces.held, "valves", VALVES).lines
    assert line.matches == 1
    assert asked(spaces.held, "valves", VALVES, RecordStage.DRAFT).lines == ()


def test_a_side_is_asked_for_its_name_until_it_agrees():
    made = matched("seal")
    assert tasks("valves", VALVES) == [Ask.AGREE] and tasks("liaison", UNIVERSITY) == []
    perform(ID["valves"], starting.agree, made)
    assert tasks("valves", VALVES) == []


def test_a_house_is_asked_to_answer_an_invitation_until_it_has_or_the_day_is_over():
    day_id, _, achieved = docking_day.arranged(have_accepted=False)
    [one] = asked(space_tasks.asked, "liaison", UNIVERSITY)
    assert (one.what, one.record_id, one.title) == (Ask.ANSWER, day_id, "产学研对接会")
    assert tasks("valves", VALVES) == [Ask.ANSWER] and tasks("intake", UNIVERSITY) == [Ask.ANSWER]
    with clock.stopped(clock.now() + timedelta(days=12)):
        assert tasks("valves", VALVES) == []
    ours = [docking_day.guest(day_id, result_id=each) for each in achieved]
    perform(ID["liaison"], answer, day_id, participant_ids=ours[1:], is_coming=True)
    assert tasks("liaison", UNIVERSITY) == [Ask.ANSWER]
    perform(ID["liaison"], answer, day_id, participant_ids=ours[:1], is_coming=False, note="出差")
    assert tasks("liaison", UNIVERSITY) == [] and tasks("valves", VALVES) == [Ask.ANSWER]


def test_what_was_planned_is_asked_for_on_its_day_and_an_outcome_after_six_months():
    made = matched("seal")
    perform(ID["valves"], starting.agree, made)
    today = clock.now().date()
    plan = {"next_action": "寄送样品", "next_on": today}
    perform(ID["liaison"], pipeline.advance, made, to=MatchStage.MEETING, **plan)
    [one] = asked(space_tasks.asked, "liaison", UNIVERSITY)
    assert (one.what, one.said, one.on) == (Ask.ACT, "寄送样品", today)
    perform(ID["liaison"], pipeline.sign, made, value=5, on=today)
    assert tasks("liaison", UNIVERSITY) == []
    perform(ID["liaison"], pipeline.plan, made, next_action="交付样机", next_on=today)
    [one] = asked(space_tasks.asked, "liaison", UNIVERSITY)
    assert (one.what, one.said) == (Ask.ACT, "交付样机")
    perform(
        ID["liaison"],
        pipeline.plan,
        made,
        next_action="验收",
        next_on=today.replace(year=today.year + 2),
    )
    with clock.stopped(clock.now() + timedelta(days=190)):
        [one] = asked(space_tasks.asked, "valves", VALVES)
    assert (one.what, one.months) == (Ask.OUTCOME, 6)
    perform(ID["valves"], pipeline.decline, made, reason=MatchDecline.TARGETS_MISSED)
    with clock.stopped(clock.now() + timedelta(days=190)):
        assert tasks("valves", VALVES) == tasks("liaison", UNIVERSITY) == []


def test_a_record_that_was_sent_back_or_ends_is_asked_for():
    made = laboratory.result("seal", is_published=False)
    perform(ID["liaison"], results.hand_in, made)
    perform(ID["intake"], results.send_back, made, reason="请补充指标")
    ending = laboratory.result("pump")
    with transaction() as session:
        row = session.get_one(ResearchResult, ending)
        row.expires_on = clock.now().date() + timedelta(days=9)
    assert tasks("liaison", UNIVERSITY) == [Ask.MEND, Ask.RENEW]
    perform(ID["liaison"], results.renew, ending)
    assert tasks("liaison", UNIVERSITY) == [Ask.MEND]


def test_the_best_new_needs_come_with_the_result_that_fits_and_why():
    laboratory.all_results()
    need = laboratory.need("seal")
    [best, *_] = asked(fresh.for_space, "liaison", UNIVERSITY)
    assert best.need.id == need and "低泄漏阀门" in best.shown.title
    assert "密封" in best.shown.why.words
    with clock.stopped(clock.now() + timedelta(days=20)):
        assert asked(fresh.for_space, "liaison", UNIVERSITY) == ()
    [own, *_] = asked(fresh.for_space, "valves", VALVES)
    assert (own.need.id, own.shown.id) == (need, best.shown.id)
    assert asked(fresh.for_space, "shoes", SHOES) == ()


def test_a_need_of_brokers_only_and_a_pair_that_is_matched_are_not_new():
    made = laboratory.result("seal")
    laboratory.need("pump", confidentiality=Confidentiality.BROKERS_ONLY)
    need = laboratory.need("seal")
    assert [each.need.id for each in asked(fresh.for_space, "liaison", UNIVERSITY)] == [need]
    perform(ID["intake"], starting.start, need_id=need, result_id=made)
    assert asked(fresh.for_space, "liaison", UNIVERSITY) == ()


def test_teams_show_what_they_have_taken_on_beside_what_they_can():
    with transaction() as session:
        team = ExpertTeam(organisation_id=UNIVERSITY, name="密封团队", yearly_capacity=3)
        session.add(team)
        session.flush()
        team_id = team.id
    made = matched("seal", team_id=team_id)
    [found] = asked(space_people.teams, "liaison", UNIVERSITY)
    assert (found.capacity, found.taken, found.open, found.results) == (3, 0, 1, 1)
    perform(ID["valves"], starting.agree, made)
    perform(ID["liaison"], pipeline.sign, made, value=5, on=clock.now().date())
    [found] = asked(space_people.teams, "liaison", UNIVERSITY)
    assert (found.taken, found.open) == (1, 0)
    perform(ID["intake"], pipeline.decline, made, reason=MatchDecline.PRICE)
    [found] = asked(space_people.teams, "liaison", UNIVERSITY)
    assert (found.taken, found.open) == (0, 0)  # an agreement that was ended leaves room again


def test_the_load_of_a_team_tells_nobody_of_results_whose_house_is_hidden():
    with transaction() as session:
        team = ExpertTeam(organisation_id=UNIVERSITY, name="密封团队", yearly_capacity=3)
        session.add(team)
        session.flush()
        team_id = team.id
    matched("seal", team_id=team_id, confidentiality=Confidentiality.NAME_HIDDEN)
    laboratory.result("pump", team_id=team_id)

    def load(who):
        [found] = asked(space_people.teams, who, UNIVERSITY)
        return found.open, found.results

    assert load("liaison") == load("intake") == (1, 2)
    assert load("longwan") == (0, 1)  # it sees the match, and may not know whose result that is
    assert load("lucheng") == (0, 2)


def test_how_often_a_result_was_proposed_is_read_from_an_index():
    made, asking = laboratory.result("seal"), laboratory.need("seal")
    with transaction() as session:
        model = session.get_one(ResearchResult, made).model_dump(exclude={"id", "number"})
        others = [model | {"number": f"X{n}"} for n in range(400)]
        session.execute(ResearchResult.__table__.insert(), others)
        proposed = {"need_id": asking, "rank": 1, "score": 0.5, "engine": "1"}
        days = [date(2026, 1, 1) + timedelta(days=n) for n in range(20)]
        ids = session.exec(select(ResearchResult.id)).all()
        rows = [proposed | {"result_id": key, "on": day} for key in ids for day in days]
        session.execute(ShownMatch.__table__.insert(), rows)
        house = session.get_one(Organisation, UNIVERSITY)
        _, _, lines = spaces.listed(person("liaison"), house)
    assert "ix_shown_match_result" in plan(lines.limit(20), "shown_match")


def test_docking_days_of_others_are_not_in_a_space():
    assert asked(docking.days, "intake", UNIVERSITY) == ()
