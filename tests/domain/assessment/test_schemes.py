"""Schemes are drafted, published and tried; they hold from a month on."""

import json
from datetime import timedelta

import pytest

from db.assessment_vocabulary import Standing
from db.engine import snapshot
from domain import (
    assessment_schemes,
)
from domain.assessment.scheme import UnclearScheme
from domain.assessment_schemes import OverAlready, PublishedScheme
from domain.command import perform
from domain.errors import Forbidden
from domain.queries import assessment as queries
from tests.domain.assessment.assessed_months import (
    DOCUMENT,
    draft,
    frozen,
    many_events,
    redraft,
    row,
    shown,
)
from tests.town import ID, person

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
