"""What was recorded of a match by mistake is put right: it counts no more, and the story keeps the old and the new."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import MatchOutcome
from db.research_vocabulary import MatchDecline, MatchFigure, MatchStage
from domain import clock
from domain.command import perform
from domain.errors import Forbidden, Missing, Unclear
from domain.matchmaking import correcting, figures, outcomes, pipeline, reminders
from domain.matchmaking.correcting import OutcomeTold
from domain.matchmaking.outcomes import NotTold
from domain.matchmaking.pipeline import MatchMovedOn
from domain.permissions import ENGINE
from domain.queries import matches
from domain.records import NothingChanged
from domain.verification import verify
from tests.domain.matchmaking.test_notices import hear
from tests.domain.matchmaking.test_pipeline import begun, begun_again, named, row, signed
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def back(match_id, who="intake", reason="点错了"):
    perform(ID[who], correcting.step_back, match_id, reason=reason)
    return row(match_id).stage


def counted():
    with snapshot() as session:
        found = figures.of(session, person("intake"))
    return [found.value_of(each) for each in MatchFigure]


def story(match_id, who="valves"):
    with snapshot() as session:
        return matches.match(session, person(who), match_id).happened


def test_a_step_taken_by_mistake_leads_back_to_where_the_match_stood_and_counts_nowhere():
    match_id = named()
    before = counted()
    perform(ID["intake"], pipeline.advance, match_id, to=MatchStage.MEETING)
    assert counted() != before
    assert back(match_id) is MatchStage.PROPOSED  # the contact was passed over
    assert row(match_id).contacted_at is None and counted() == before
    with pytest.raises(MatchMovedOn):
        back(match_id)
    assert verify() == []


def test_steps_are_taken_back_one_by_one_however_often_they_were_taken():
    match_id = named()
    perform(ID["intake"], pipeline.advance, match_id, to=MatchStage.CONTACTED)
    contacted = row(match_id).contacted_at
    perform(ID["intake"], pipeline.advance, match_id, to=MatchStage.ASSESSMENT)
    assert back(match_id) is MatchStage.CONTACTED and row(match_id).contacted_at == contacted
    perform(ID["intake"], pipeline.advance, match_id, to=MatchStage.MEETING)
    perform(ID["valves"], pipeline.decline, match_id, reason=MatchDecline.PRICE)
    with pytest.raises(MatchMovedOn):
        back(match_id)
    perform(ID["valves"], pipeline.take_up_again, match_id)
    with snapshot() as session:
        shown = matches.match(session, person("liaison"), match_id)
    assert shown.came_from is MatchStage.CONTACTED
    assert [back(match_id), back(match_id)] == [MatchStage.CONTACTED, MatchStage.PROPOSED]


def test_both_sides_are_told_why_and_outsiders_have_no_hand_in_it():
    match_id = named()
    perform(ID["liaison"], pipeline.advance, match_id, to=MatchStage.MEETING)
    with pytest.raises(Missing):
        back(match_id, reason=" ")
    with pytest.raises(Forbidden):
        back(match_id, "shoes")
    back(match_id, "liaison")
    assert hear("match_stepped_back") == {"valves", "intake"}
    newest = story(match_id)[0]
    assert newest.said == {"was": "meeting", "to": "proposed", "note": "点错了"}


def test_while_names_are_hidden_the_reason_is_for_ones_own_side():
    match_id = begun(confidentiality="name_hidden")
    perform(ID["valves"], pipeline.advance, match_id, to=MatchStage.CONTACTED)
    back(match_id, "valves", "恒泽点错了")
    assert "note" in story(match_id)[0].said and "note" not in story(match_id, "liaison")[0].said


def test_an_agreement_that_there_never_was_goes_with_its_outcomes_and_can_be_recorded_anew():
    before = counted()
    match_id = signed(days_ago=190)
    assert counted() != before
    perform(ID["valves"], pipeline.transform, match_id)
    assert back(match_id) is MatchStage.CONTRACT and row(match_id).agreement_value == 300_000
    assert back(match_id) is MatchStage.PROPOSED and row(match_id).agreement_value is None
    assert story(match_id)[0].said["value"] == 300_000
    with snapshot() as session:
        assert session.exec(select(MatchOutcome)).all() == []
    assert counted()[-2:] == before[-2:]
    signed(match_id, 5, days_ago=190)
    perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=1)
    with pytest.raises(OutcomeTold):
        back(match_id)
    assert verify() == []


def test_the_value_and_the_day_of_an_agreement_are_corrected_and_its_outcomes_follow():
    match_id = signed()
    earlier = clock.now().date() - timedelta(days=200)
    said = {"value": 500_000, "on": earlier, "reason": "少记二十万"}
    for wrong, error in (({"value": -1}, Unclear), ({"on": None}, Missing)):
        with pytest.raises(error):
            perform(ID["liaison"], correcting.correct_agreement, match_id, **(said | wrong))
    with pytest.raises(MatchMovedOn):
        perform(ID["intake"], correcting.correct_agreement, begun_again("valves"), **said)
    perform(ID["liaison"], correcting.correct_agreement, match_id, **said)
    assert (row(match_id).agreement_value, row(match_id).agreement_on) == (500_000, earlier)
    with snapshot() as session:
        due = session.exec(select(MatchOutcome.due_on).order_by(MatchOutcome.months)).all()
    assert due == [pipeline.months_after(earlier, months) for months in pipeline.MONTHS]
    newest = story(match_id)[0]
    today = clock.now().date().isoformat()
    assert newest.said["value"] == [300_000, 500_000]
    assert newest.said["on"] == [today, earlier.isoformat()]
    assert hear("agreement_corrected") == {"valves", "intake"}
    with pytest.raises(NothingChanged):
        perform(ID["liaison"], correcting.correct_agreement, match_id, **said)


def test_an_outcome_is_asked_for_once_more_when_its_day_was_corrected():
    match_id = signed(days_ago=190)
    perform_due(match_id)
    with pytest.raises(reminders.NothingDue):
        perform_due(match_id)
    on = clock.now().date() - timedelta(days=195)
    perform(ID["intake"], correcting.correct_agreement, match_id, value=1, on=on, reason="错日")
    perform_due(match_id)


def perform_due(match_id):
    perform(ENGINE, reminders.ask_outcome, match_id)


def test_what_was_told_of_an_outcome_is_corrected_and_verified_anew_by_somebody_else():
    match_id = signed(days_ago=190)
    fix = {"months": 6, "jobs": 3, "revenue": 1000, "reason": "多记"}
    with pytest.raises(NotTold):
        perform(ID["valves"], correcting.correct_outcome, match_id, **fix)
    perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, revenue=1000, jobs=4)
    perform(ID["intake"], outcomes.verify_outcome, match_id, months=6)
    perform(ID["valves"], correcting.correct_outcome, match_id, **fix)
    with snapshot() as session:
        [told, *_] = matches.match(session, person("valves"), match_id).outcomes
    assert (told.jobs, told.verified_at, told.may_be_corrected) == (3, None, True)
    assert story(match_id)[0].said == {"months": 6, "jobs": [4, 3], "note": "多记"}
    perform(ID["intake"], outcomes.verify_outcome, match_id, months=6)
    with pytest.raises(NothingChanged):
        perform(ID["valves"], correcting.correct_outcome, match_id, **fix)
