"""Records named by their number, to be brought together: only what is published, and only to those who see it."""

import pytest

from db.engine import snapshot
from db.models import ResearchResult, TechnicalNeed
from db.research_vocabulary import Confidentiality
from domain.queries.beginning import need_numbered, result_numbered
from tests import laboratory
from tests.town import person

pytestmark = pytest.mark.usefixtures("small_town")


def number(table, record_id):
    with snapshot() as session:
        return session.get_one(table, record_id).number


def found(query, who, text):
    with snapshot() as session:
        named = query(session, person(who), text)
    return named and named.id


def test_a_published_need_is_found_by_its_number_however_it_is_typed():
    made = laboratory.need("seal")
    text = number(TechnicalNeed, made)
    assert found(need_numbered, "intake", f" {text.lower()} ") == made
    assert found(need_numbered, "liaison", text) == made
    assert found(result_numbered, "intake", text) is None
    assert found(need_numbered, "intake", "") is None


def test_a_draft_and_what_is_for_brokers_only_is_not():
    draft = laboratory.result("seal", is_published=False)
    assert found(result_numbered, "liaison", number(ResearchResult, draft)) is None
    closed = laboratory.result("pump", confidentiality=Confidentiality.BROKERS_ONLY)
    text = number(ResearchResult, closed)
    assert found(result_numbered, "valves", text) is None
    assert found(result_numbered, "intake", text) == closed
