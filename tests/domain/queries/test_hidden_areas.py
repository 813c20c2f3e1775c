"""Where a hidden result lies is as hidden as whose it is: in few areas is there more than one house."""

import pytest

from db.engine import snapshot, transaction
from db.models import ResearchResult
from db.research_vocabulary import Confidentiality, FieldGroup
from domain.matchmaking.fields import GROUP_OF
from domain.queries import research
from domain.queries import results as queries
from domain.queries.proposals import needs_for, results_for
from domain.queries.research import Narrowed
from tests import laboratory
from tests.town import LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")
KNOW, DO_NOT = ("intake", "lucheng", "liaison"), ("longwan", "leader", "valves", "shoes")
HIDDEN = {"confidentiality": Confidentiality.NAME_HIDDEN}


def hidden():
    made = laboratory.result(**HIDDEN)
    with snapshot() as session:
        assert session.get_one(ResearchResult, made).area_code == LUCHENG
    return made


def by_area(why):
    return [part for part in why.fields if GROUP_OF[part.why] is FieldGroup.AREA]


@pytest.mark.parametrize("who", [*KNOW, *DO_NOT])
def test_its_page_and_the_list_tell_it_to_those_who_know_whose_it_is(who):
    made, may = hidden(), who in KNOW
    with snapshot() as session:
        shown = queries.result(session, person(who), made)
        [line] = research.results(session, person(who)).lines
        there = research.results(session, person(who), Narrowed(area=LUCHENG))
    assert (shown.area_code, line.area_code) == ((LUCHENG, LUCHENG) if may else (None, None))
    assert there.count == len(there.lines) == may


@pytest.mark.parametrize("who", [*KNOW, *DO_NOT])
def test_the_filter_finds_what_is_open_and_searches_as_it_lists(who):
    hidden()
    with transaction() as session:
        session.get_one(ResearchResult, laboratory.result("pump")).area_code = LUCHENG
    for words in ("", "密封", "水泵叶轮"):
        with snapshot() as session:
            found = research.results(session, person(who), Narrowed(words, area=LUCHENG))
        titles = {line.title[:4] for line in found.lines}
        assert ("低泄漏阀" in titles) is (who in KNOW and words != "水泵叶轮"), words


@pytest.mark.parametrize("who", ["valves", "longwan", "leader", "intake"])
def test_how_far_away_it_lies_is_no_reason_to_those_who_may_not_know(who):
    made, need = hidden(), laboratory.need(confidentiality=Confidentiality.OPEN)
    with snapshot() as session:
        [of_need] = results_for(session, person(who), need).shown
        [of_result] = needs_for(session, person(who), made).shown
    for each in (of_need, of_result):
        assert bool(by_area(each.why)) is (who == "intake")
        parts = (*(value for _, value in each.why.parts), *(p.value for p in each.why.fields))
        assert each.why.score == pytest.approx(sum(parts), abs=1e-6)


def test_of_an_open_result_the_area_is_told():
    laboratory.result()
    with snapshot() as session:
        [found] = results_for(session, person("valves"), laboratory.need()).shown
    assert by_area(found.why)
