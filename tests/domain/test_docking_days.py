"""Docking days: prepared, joined, planned, published; who runs them and who sees them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import DockingDay, DockingWish, ResearchResult
from db.research_vocabulary import (
    DockingStage,
    MeetingStage,
    MeetsNobody,
)
from domain import (
    clock,
    docking_answers,
    docking_days,
    docking_delegations,
    docking_meetings,
    docking_wishes,
    needs,
    results,
)
from domain.command import perform
from domain.docking_days import NobodyNew, NotPlannedYet, Placed
from domain.docking_planning import plan
from domain.docking_sides import DayIsOver
from domain.errors import Forbidden, InUse, Missing, Unclear
from domain.queries import docking
from tests import laboratory
from tests.docking_day import cancelled, guest, joined, meetings, prepared, published, where
from tests.infrastructure.statements import statements
from tests.town import ID, LONGWAN, person

pytestmark = pytest.mark.usefixtures("small_town")


def row(day_id):
    with snapshot() as session:
        return session.get(DockingDay, day_id)


def left_out(day_id):
    with snapshot() as session:
        shown = docking.day(session, person("intake"), day_id)
    return {each.record_id: each.meets_nobody for each in shown.needs if each.meets_nobody}


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": ""}, Missing),
        ({"begins_at": "9 Uhr"}, Unclear),
        ({"begins_at": "24:00"}, Unclear),
        ({"slots": 0}, Unclear),
        ({"tables": 1000}, Unclear),
        ({"slot_minutes": 1}, Unclear),
    ],
)
def test_a_day_that_cannot_be_is_refused(said, refusal):
    with pytest.raises(refusal):
        prepared(**said)


def test_a_sub_platform_prepares_days_of_its_own_area():
    assert row(prepared("longwan")).area_code == LONGWAN
    assert row(prepared()).area_code is None
    with pytest.raises(Forbidden):
        perform(ID["lucheng"], docking_days.end, prepared("longwan"))


def test_a_broker_who_answers_for_many_asks_once_for_all_of_them():
    day_id, needed, _ = joined()
    sent = []
    for some in (needed[:1], needed):
        ids = [guest(day_id, need_id=each) for each in some]
        with statements() as asked:
            said = {"participant_ids": ids, "is_coming": True}
            perform(ID["intake"], docking_answers.answer, day_id, **said)
        sent.append(sum(each.startswith("SELECT") for each in asked))
    assert sent[0] == sent[1]


def test_only_what_is_published_takes_part_and_only_once():
    day_id, needed, achieved = joined()
    with pytest.raises(NobodyNew):
        perform(
            ID["intake"],
            docking_days.invite,
            day_id,
            need_ids=needed,
            result_ids=achieved,
            have_accepted=True,
        )
    draft = laboratory.need("battery", is_published=False)
    with pytest.raises(NobodyNew):
        perform(ID["intake"], docking_days.invite, day_id, need_ids=[draft], have_accepted=True)


def test_everybody_who_fits_somebody_is_served_and_no_rule_is_broken():
    day_id, needed, _ = joined()
    found = plan(ID["intake"], day_id)
    rows = meetings(day_id)
    assert found.is_proved and found.meetings == len(rows)
    assert {met.need_id for met in rows} == set(needed)
    for sides in ({(m.need_id, m.slot) for m in rows}, {(m.result_id, m.slot) for m in rows}):
        assert len(sides) == len(rows)
    assert all(met.slot < 4 and met.table_number < 2 for met in rows)


def test_after_a_late_change_every_meeting_that_can_stay_stays():
    day_id, needed, _ = joined()
    plan(ID["intake"], day_id)
    before = where(meetings(day_id))
    who = guest(day_id, need_id=needed[1])
    perform(ID["intake"], docking_days.leave_out, day_id, participant_id=who)
    plan(ID["intake"], day_id)
    after = where(meetings(day_id))
    stays = {pair: place for pair, place in before.items() if pair[0] != needed[1]}
    assert stays.items() <= after.items()


def test_a_plan_for_a_day_that_was_changed_meanwhile_is_refused():
    day_id, needed, achieved = joined()
    version = row(day_id).version
    perform(
        ID["intake"],
        docking_wishes.wish,
        day_id,
        need_id=needed[0],
        result_id=achieved[0],
        kind="wish",
    )
    with pytest.raises(InUse):
        perform(
            ID["intake"],
            docking_days.put_plan,
            day_id,
            meetings=[Placed(needed[0], achieved[0], 0, 0)],
            version=version,
            is_proved=True,
            idle=0,
            left_out={},
        )
    assert meetings(day_id) == []


def test_a_timetable_is_published_once_there_is_one_and_nothing_is_planned_after_the_end():
    day_id, *_ = joined()
    with pytest.raises(NotPlannedYet):
        perform(ID["intake"], docking_days.publish, day_id)
    plan(ID["intake"], day_id)
    perform(ID["intake"], docking_days.publish, day_id)
    assert row(day_id).stage is DockingStage.PUBLISHED
    perform(ID["intake"], docking_days.end, day_id)
    with pytest.raises(DayIsOver):
        plan(ID["intake"], day_id)


def changed(achieved):
    """As its people correct a word of it: it is reviewed anew."""
    with snapshot() as session:
        shown = session.get(ResearchResult, achieved)
    words = {"title": shown.title, "abstract": shown.abstract + "已中试。"}
    perform(ID["liaison"], results.change, achieved, **words)


def test_a_record_that_is_corrected_or_paused_keeps_its_meetings():
    day_id, _, (seal, pump, shoe) = published()
    before = where(meetings(day_id))
    assert {achieved for _, achieved in before} == {seal, pump, shoe}
    with transaction() as session:
        for wish in session.exec(select(DockingWish)):
            session.delete(wish)  # the engine alone has brought them together
    changed(seal)
    perform(ID["liaison"], results.pause, pump)
    found = plan(ID["intake"], day_id)
    assert before.items() <= where(meetings(day_id)).items()
    assert found.lost == 0 and cancelled(day_id) == []


@pytest.mark.parametrize("is_settled", [False, True])
def test_what_was_withdrawn_or_is_solved_meets_nobody_any_more(is_settled):
    day_id, needed, achieved = published()
    if is_settled:
        for met in meetings(day_id):
            perform(ID["intake"], docking_meetings.confirm, day_id, meeting_id=met.id)
    seal, pump, shoe = needed
    perform(ID["valves"], needs.withdraw, seal, reason="已搁置")
    perform(ID["valves"], needs.solve, pump, note="已解决")
    perform(ID["liaison"], results.withdraw, achieved[2], reason="已转让")
    plan(ID["intake"], day_id)
    assert {(met.need_id, met.result_id) for met in meetings(day_id)} <= {
        (shoe, each) for each in achieved[:2]
    }
    assert (seal, achieved[0]) in {(each.need_id, each.result_id) for each in cancelled(day_id)}


def test_what_was_held_before_a_need_was_withdrawn_stays_and_keeps_its_table():
    day_id, needed, _ = published(slots=1)
    for met in meetings(day_id):
        told = {"meeting_id": met.id, "stage": MeetingStage.HELD}
        with clock.stopped(clock.now() + timedelta(days=9)):
            perform(ID["intake"], docking_meetings.tell, day_id, **told)
    before = where(meetings(day_id))
    perform(ID["valves"], needs.withdraw, needed[0], reason="已搁置")
    plan(ID["intake"], day_id)
    assert where(meetings(day_id)) == before


def test_nobody_but_whoever_runs_a_day_plans_it():
    day_id, *_ = joined()
    for who in ("valves", "liaison", "tax"):
        with pytest.raises(Forbidden):
            plan(ID[who], day_id)


def test_a_day_without_anybody_is_planned_to_nothing():
    day_id = prepared()
    assert plan(ID["intake"], day_id).meetings == 0


def test_planning_is_refused_before_the_work_to_whom_may_not_plan():
    day_id, *_ = joined()
    with pytest.raises(Forbidden):
        plan(ID["valves"], day_id)


def test_who_meets_nobody_is_told_with_the_reason_until_a_plan_serves_them():
    day_id, needed, _ = joined()
    seal, who = needed[0], guest(day_id, need_id=needed[0])
    ours = [guest(day_id, need_id=each) for each in needed]
    perform(ID["valves"], docking_delegations.gather, day_id, participant_ids=ours, people=4)
    perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[0, 1, 2, 3])
    plan(ID["intake"], day_id)
    assert left_out(day_id)[seal] is MeetsNobody.AWAY
    perform(ID["intake"], docking_wishes.be_present, day_id, participant_id=who, away=[])
    plan(ID["intake"], day_id)
    assert seal not in left_out(day_id)


def test_nobody_without_an_organisation_sees_a_docking_day():
    joined()
    with snapshot() as session:
        visitor = replace(person("valves"), organisation_id=None)
        assert docking.days(session, visitor) == ()
