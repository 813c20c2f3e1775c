"""The page of an activity that announces a docking day: who was not invited brings a need or a result to it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.activity_vocabulary import ActivityStage
from db.engine import snapshot, transaction
from db.models import Activity, DockingParticipant
from db.research_vocabulary import Answer
from domain import clock, docking_announcing, docking_days, experts
from domain.command import perform
from tests import laboratory
from tests.pages.visiting import opened, said
from tests.town import ID, UNIVERSITY

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture
def activity(small_town_on_sqlite):
    held_on = clock.now().date() + timedelta(days=9)
    day_id = perform(ID["intake"], docking_days.prepare, name="产学研**对接会**", held_on=held_on)
    activity_id = perform(ID["admin"], docking_announcing.announce, day_id)
    with transaction() as session:
        row = session.get_one(Activity, activity_id)
        row.stage, row.published_at = ActivityStage.PUBLISHED, clock.now()
    return activity_id


def at(who, activity_id, language="en"):
    app = opened("activities/activity", who, language=language, id=str(activity_id))
    assert not app.exception
    return app


def labels(app):
    return str([each.label for each in app.get("page_link")])


def test_an_enterprise_brings_a_need_and_finds_its_day(activity):
    need = laboratory.need("seal")
    app = at("valves", activity)
    [which] = [each for each in app.multiselect if each.label == "Technical needs"]
    which.set_value([need])
    next(each for each in app.button if each.label == "Offer").click().run()
    assert not app.exception
    with snapshot() as session:
        [row] = session.exec(select(DockingParticipant))
    assert (row.need_id, row.answer) == (need, Answer.OFFERED)
    app = at("valves", activity)
    assert "Docking day:" in labels(app)
    assert not [each for each in app.button if each.label == "Offer"]


def test_a_house_without_a_result_brings_a_team(activity):
    team = perform(ID["liaison"], experts.add_team, UNIVERSITY, name="密封团队", topics="密封")
    app = at("liaison", activity, "zh")
    [which] = app.multiselect
    assert which.label == "专家团队（整队参加）"
    which.set_value([team])
    next(each for each in app.button if each.label == "提交申请").click().run()
    assert not app.exception
    with snapshot() as session:
        [row] = session.exec(select(DockingParticipant))
    assert (row.team_id, row.result_id, row.answer) == (team, None, Answer.OFFERED)


def test_who_has_nothing_to_bring_is_told_so_in_either_language(activity):
    assert "Publish a result or enter an expert team first" in said(at("liaison", activity))
    assert "请先发布技术需求" in said(at("valves", activity, "zh"))


def test_a_visitor_is_led_to_sign_in_and_others_are_offered_nothing(activity):
    assert "Sign in to bring a need, a result or a team" in labels(at(None, activity))
    assert "Sign in to bring" not in labels(at("finance", activity))
    assert "Docking day:" in labels(at("intake", activity))
