"""Why two were brought together is kept with their match, and told as far as its reader may know both."""

import pytest

from db.engine import snapshot, transaction
from db.models import Match, TechnicalNeed
from domain.command import perform
from domain.matchmaking import starting
from domain.matchmaking.fields import Why
from domain.queries import matches
from tests import laboratory
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


def begun():
    need = laboratory.need("seal", budget=200_000, least_readiness=5)
    result = laboratory.result("seal", price=300_000, readiness=6)
    return perform(ID["intake"], starting.start, need_id=need, result_id=result)


def kept(who, match_id):
    with snapshot() as session:
        return matches.match(session, person(who), match_id).kept


def said(who, match_id):
    return {part.why: dict(part.said) for part in kept(who, match_id).fields}


def test_the_parts_and_fields_of_that_day_add_up_to_the_score():
    made = begun()
    found = kept("intake", made)
    parts = sum(value for _, value in found.parts) + sum(part.value for part in found.fields)
    assert found.score == pytest.approx(parts, abs=1e-6)
    assert said("intake", made)[Why.ABOVE_BUDGET] == {"price": 300_000, "budget": 200_000}


def test_they_stay_as_they_were_when_the_record_changes():
    made = begun()
    before = kept("intake", made)
    with transaction() as session:
        row = session.get_one(Match, made)
        session.get_one(TechnicalNeed, row.need_id).budget = 900_000
    assert kept("intake", made) == before


def test_while_names_are_hidden_the_sides_read_no_figure_of_each_other():
    made = begun()
    assert set(said("liaison", made)) == set(said("intake", made))
    assert not any(said("liaison", made).values())
    perform(ID["valves"], starting.agree, made)
    for who in ("liaison", "valves"):
        assert said(who, made)[Why.READY] == {"reached": 6, "wanted": 5}


def test_what_was_kept_before_its_figures_were_can_still_be_read():
    made = begun()
    with transaction() as session:
        row = session.get_one(Match, made)
        row.why = row.why | {"fields": {why: value for why, value, _ in row.why["fields"]}}
    found = kept("intake", made)
    assert Why.READY in {part.why for part in found.fields}
    assert not any(part.said for part in found.fields)


def test_two_without_a_word_in_common_have_no_reasons():
    need = laboratory.need("seal")
    result = laboratory.result("shoe", title="x", abstract="y" * 60)
    made = perform(ID["intake"], starting.start, need_id=need, result_id=result)
    assert kept("intake", made) is None
