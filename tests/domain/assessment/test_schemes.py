"""Schemes are drafted, published and tried; they hold from a month on."""

import json
from datetime import timedelta

import pytest

from db.assessment_vocabulary import Ruling, Standing
from db.engine import snapshot
from domain import assessment_schemes, assessments
from domain.assessment import inputs, scoring
from domain.assessment.scheme import LAID_DOWN, UnclearScheme
from domain.assessment_schemes import OverAlready, PublishedScheme, RedraftedMeanwhile
from domain.assessments import BeforeTheFirst
from domain.command import perform
from domain.errors import Forbidden
from domain.queries import assessment as queries
from tests.domain.assessment.assessed_months import (
    DOCUMENT,
    draft,
    frozen,
    item_of,
    late,
    many_events,
    redraft,
    row,
    shown,
)
from tests.town import ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")


def test_a_scheme_is_drafted_published_and_holds_from_its_month_on(lived):
    mine = DOCUMENT | {"passes": "80"}
    scheme_id = draft(lived, mine)
    assert shown(lived).number == 0
    perform(ID["leader"], assessment_schemes.publish, scheme_id)
    assert (shown(lived).number, shown(lived).scheme.passes) == (1, 80)
    assert shown(lived - timedelta(days=1)).number == 0
    with pytest.raises(PublishedScheme):
        redraft(scheme_id, lived, DOCUMENT)
    with pytest.raises(PublishedScheme):
        perform(ID["leader"], assessment_schemes.publish, scheme_id)


def test_what_is_published_is_what_was_read(lived):
    scheme_id = draft(lived, DOCUMENT)
    with snapshot() as session:
        [line] = queries.schemes(session, person("leader"))
    redraft(scheme_id, lived, DOCUMENT | {"passes": "80"})
    with pytest.raises(RedraftedMeanwhile):
        perform(ID["leader"], assessment_schemes.publish, scheme_id, version=line.version)
    with snapshot() as session:
        [line] = queries.schemes(session, person("leader"))
    perform(ID["leader"], assessment_schemes.publish, scheme_id, version=line.version)


def test_of_two_who_try_on_the_same_draft_the_later_hears_of_the_earlier(lived):
    scheme_id = draft(lived, DOCUMENT)
    with snapshot() as session:
        [line] = queries.schemes(session, person("leader"))
    redraft(scheme_id, lived, DOCUMENT | {"passes": "80"}, line.version)
    with pytest.raises(RedraftedMeanwhile):
        redraft(scheme_id, lived, DOCUMENT | {"passes": "70"}, line.version)
    with snapshot() as session:
        [line] = queries.schemes(session, person("leader"))
    assert line.document["passes"] == "80"
    redraft(scheme_id, lived, DOCUMENT | {"passes": "70"}, line.version)


def test_a_month_before_the_first_assessed_one_is_begun_by_a_leader_alone(lived):
    before = (lived - timedelta(days=1)).replace(day=1)
    perform(ID["intake"], assessments.begin, month=lived)
    perform(ID["intake"], assessments.begin, month=lived + timedelta(days=3))  # the same one
    with pytest.raises(BeforeTheFirst):
        perform(ID["intake"], assessments.begin, month=before)
    perform(ID["leader"], assessments.begin, month=before)


def test_a_scheme_does_not_begin_before_what_is_published(lived):
    scheme_id = draft(lived, DOCUMENT)
    frozen(lived)
    with pytest.raises(OverAlready):
        perform(ID["leader"], assessment_schemes.publish, scheme_id)
    with pytest.raises(OverAlready):
        draft(lived, DOCUMENT)
    redraft(scheme_id, lived + timedelta(days=40), DOCUMENT)
    perform(ID["leader"], assessment_schemes.publish, scheme_id)


def test_a_scheme_that_does_not_hold_together_is_not_drafted(lived):
    with pytest.raises(UnclearScheme):
        draft(lived, DOCUMENT | {"passes": "96"})
    for who in ("intake", "longwan", "tax"):
        with pytest.raises(Forbidden):
            draft(lived, DOCUMENT, who)


def test_trying_the_same_scheme_moves_nobody_though_the_month_is_counted_otherwise_now(lived):
    month_id = frozen(lived)
    area, record = late(lived)
    appeal = {"item": "on_time_closing", "text": "系统停机所致。"}
    own = {LONGWAN: "longwan", LUCHENG: "lucheng"}[area]
    appeal_id = perform(ID[own], assessments.appeal, month_id, **appeal)
    ruling = {"appeal_id": appeal_id, "ruling": Ruling.UPHELD, "reason": "属实"}
    perform(ID["leader"], assessments.rule, month_id, left_out=(record.number,), **ruling)
    published = shown(lived).assessed
    with snapshot() as session:
        assert scoring.assess(LAID_DOWN, inputs.places(session, lived, LAID_DOWN)) != published
        same = queries.simulated(session, person("leader"), lived, json.dumps(DOCUMENT))
        longer = queries.simulated(session, person("leader"), lived, json.dumps(further()))
    assert same == published
    was, now = (item_of(each, area) for each in (published, longer))
    assert (was.top, was.n) == (now.top, now.n)
    assert item_of(longer, area, "redo_rate").n > 0  # what was not asked for then is counted now
    keys = {item.key for each in longer for item in each.items}
    assert "reporting" not in keys


def further():
    """The scheme with another figure in place of a graded item."""
    redo = {"indicator": "redo_rate", "points": "10", "formula": "loss", "mark": "0"}
    figures = [*DOCUMENT["quantities"], redo | {"slope": "1", "floor": "0"}]
    grades = [each for each in DOCUMENT["qualities"] if each["key"] != "reporting"]
    return DOCUMENT | {"quantities": figures, "qualities": grades}


def test_trying_another_scheme_on_a_month_changes_nothing(lived):
    month_id = frozen(lived)
    before, events = row(month_id), many_events()
    strict = DOCUMENT | {
        "least_measured": "0",
        "groups": [{"key": "all", "name": "全市", "name_en": "All", "least": 0}],
    }
    with snapshot() as session:
        tried = queries.simulated(session, person("leader"), lived, json.dumps(strict))
        assert queries.simulated(session, person("longwan"), lived, json.dumps(strict)) == ()
    assert {each.group for each in tried} == {"all"}
    assert any(each.standing is not Standing.NOT_RANKED for each in tried)
    assert row(month_id).document == before.document and many_events() == events
