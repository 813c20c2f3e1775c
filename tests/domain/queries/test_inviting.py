"""Whom to invite to a docking day: what fits best is what the proposals put first."""

import pytest

from db.engine import snapshot
from db.research_vocabulary import NotThis, Verdict
from domain.command import perform
from domain.matchmaking import judging
from domain.queries import inviting, proposals
from tests import laboratory
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")
MANY = 3


def read(query, *asked):
    with snapshot() as session:
        return query(session, person("intake"), *asked)


def test_the_best_are_the_first_of_the_proposals_each_once():
    known = laboratory.all_results()
    needs = tuple(laboratory.need(about, budget=90_000) for about in ("seal", "pump"))
    said = {"verdict": Verdict.NOT_THIS, "reason": NotThis.OTHER_SUBJECT}
    perform(ID["intake"], judging.judge, needs[0], result_id=known["breaker"], **said)
    for asked, told, best in (
        (needs, proposals.results_for, inviting.best_results),
        ((known["seal"], known["pump"]), proposals.needs_for, inviting.best_needs),
    ):
        first = [one.id for each in asked for one in read(told, each).shown[:MANY]]
        assert first and list(read(best, asked, MANY)) == list(dict.fromkeys(first))
    assert read(inviting.best_results, needs, 0) == ()
