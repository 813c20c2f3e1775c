"""Matches narrowed by what is typed, as far as one may read it, and to those that are overdue."""

from datetime import timedelta

import pytest

from db.engine import snapshot, transaction
from db.models import Match
from db.research_vocabulary import Confidentiality, MatchStage
from domain import clock
from domain.command import perform
from domain.matchmaking import figures, outcomes, pipeline, starting
from domain.matchmaking.figures import Scope
from domain.queries import matches
from tests import laboratory
from tests.town import ID, SHOES, person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture
def two(small_town):
    """A match of the valve works, one of the shoe maker: their ids."""
    made = []
    for about, who in (("seal", {}), ("shoe", {"enterprise_id": SHOES})):
        need, result = laboratory.need(about, **who), laboratory.result(about)
        made.append(perform(ID["intake"], starting.start, need_id=need, result_id=result))
    return made


def found(who, **scope):
    with snapshot() as session:
        listed = matches.listed(session, person(who), Scope(**scope))
        counted = figures.of(session, person(who), Scope(**scope)).proposals
    assert counted == listed.count == len(listed.cards)
    return {card.id for card in listed.cards}


def test_a_match_is_found_by_its_number_its_records_and_the_names_one_knows(two):
    seal, shoe = two
    with snapshot() as session:
        number = session.get_one(Match, seal).number
    assert found("intake", words=f" {number.lower()}") == {seal}
    assert found("intake", words="波纹管") == {seal}  # of the result's text
    assert found("intake", words="scratches") == {shoe}
    assert found("intake", words="恒泽") == {seal} and found("intake", words="xinbu") == {shoe}
    assert found("intake", words="瓯越") == {seal, shoe}
    assert found("intake", words="100%") == set() == found("intake", words="?!")


def test_a_hidden_name_finds_nothing_for_the_other_side(two):
    seal, _ = two
    assert found("liaison", words="恒泽") == set()
    assert found("valves", words="恒泽") == {seal}
    perform(ID["valves"], starting.agree, seal)
    assert found("liaison", words="恒泽") == {seal}


def test_what_one_may_not_open_is_not_searched():
    closed = {"confidentiality": Confidentiality.BROKERS_ONLY, "title": "阀门"}
    need, result = laboratory.need("seal", **closed), laboratory.result("seal")
    made = perform(ID["intake"], starting.start, need_id=need, result_id=result)
    assert found("intake", words="零下196度") == {made}
    assert found("liaison", words="零下196度") == set()
    assert found("liaison", words="阀门") == {made}  # its title stands on the card


def test_overdue_are_those_whose_next_action_was_due_before_today(two):
    seal, shoe = two
    soon = clock.now().date() + timedelta(days=3)
    for each in two:
        perform(ID["intake"], pipeline.plan, each, next_on=soon, next_action="电话")
    assert found("intake", is_overdue=True) == set()
    with transaction() as session:
        session.get_one(Match, seal).next_on = soon - timedelta(days=5)
    assert found("intake", is_overdue=True) == {seal}
    perform(ID["intake"], pipeline.decline, seal, reason="price")
    assert found("intake", is_overdue=True) == set()


def test_those_of_one_stage_are_those_that_stand_there_now(two):
    seal, shoe = two
    perform(ID["intake"], pipeline.advance, seal, to="contacted")
    assert found("intake", stage=MatchStage.CONTACTED) == {seal}
    assert found("intake", stage=MatchStage.PROPOSED) == {shoe}


def test_outcomes_that_wait_to_be_verified_are_found(two):
    seal, _ = two
    perform(ID["valves"], starting.agree, seal)
    on = clock.now().date() - timedelta(days=200)
    perform(ID["intake"], pipeline.sign, seal, value=1, on=on)
    assert found("longwan", is_unverified=True) == set()
    perform(ID["intake"], outcomes.tell_outcome, seal, months=6, jobs=2)
    assert found("longwan", is_unverified=True) == {seal} == found("intake", is_unverified=True)
    perform(ID["longwan"], outcomes.verify_outcome, seal, months=6)
    assert found("longwan", is_unverified=True) == set()
