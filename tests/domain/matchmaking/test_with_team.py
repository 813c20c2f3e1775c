"""A match with an expert team: what has no result can still be brought together, met and signed."""

import pytest

from db.engine import snapshot
from db.models import Match
from db.research_vocabulary import MatchKind, MatchStage
from domain import clock, experts
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.matchmaking import figures, pipeline, starting
from domain.matchmaking.figures import Scope
from domain.matchmaking.starting import MatchedAlready, TakesNoMatches
from domain.queries import matches, space_tasks
from domain.queries.helpers_for import helpers_for
from domain.queries.space_tasks import Ask
from tests import laboratory
from tests.town import ID, LAWYERS, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")


def team(house=UNIVERSITY, **said):
    words = {"name": "流体密封团队", "name_en": "Sealing team", "topics": "阀门 密封 泄漏"}
    return perform(ID["intake"], experts.add_team, house, **(words | said))


def both(**said):
    return {"need_id": laboratory.need("seal", **said), "team_id": team()}


def read(query, who, *args):
    with snapshot() as session:
        return query(session, person(who), *args)


def test_a_broker_brings_a_need_and_a_team_together_with_the_reasons():
    made = perform(ID["intake"], starting.start_with_team, **both())
    with snapshot() as session:
        row = session.get_one(Match, made)
    assert (row.result_id, row.provider_id, row.stage) == (None, UNIVERSITY, MatchStage.PROPOSED)
    assert row.provider_agreed_at and row.enterprise_agreed_at is None
    assert row.score and "密封" in row.why["words"]


def test_the_board_the_list_and_the_page_tell_the_team_by_name():
    pair = both()
    made = perform(ID["intake"], starting.start_with_team, **pair)
    [card] = read(matches.board, "intake").cards
    assert (card.id, card.result, card.result_en) == (made, "流体密封团队", "Sealing team")
    assert read(matches.listed, "valves").cards[0].provider == "瓯越工业大学"
    shown = read(matches.match, "valves", made)
    assert shown.provider_id == UNIVERSITY and shown.card.result_id is None
    assert read(matches.match, "liaison", made).card.enterprise == ""


def test_a_team_s_match_is_counted_with_its_university():
    perform(ID["intake"], starting.start_with_team, **both())
    of_university = Scope(provider_id=UNIVERSITY)
    for who in ("intake", "valves", "liaison"):
        assert read(figures.of, who, of_university).proposals == 1


def test_a_team_s_match_goes_all_the_way_to_a_contract_and_asks_its_people():
    made = perform(ID["intake"], starting.start_with_team, **both())
    asked = read(space_tasks.asked, "valves", VALVES)
    assert [(each.what, each.match_id) for each in asked] == [(Ask.AGREE, made)]
    perform(ID["valves"], starting.agree, made)
    today = clock.now().date()
    perform(ID["intake"], pipeline.plan, made, next_action="看样机", next_on=today)
    [due] = read(space_tasks.asked, "liaison", UNIVERSITY)
    assert (due.what, due.title, due.title_en) == (Ask.ACT, "流体密封团队", "Sealing team")
    perform(ID["intake"], pipeline.sign, made, value=80_000, on=today)
    assert read(figures.of, "intake").contracts == 1


def test_among_the_helpers_stands_the_match_and_its_button_only_once():
    pair = both()
    [found] = read(helpers_for, "intake", pair["need_id"], MatchKind.TEAM)
    assert found.may_start and found.match_id is None
    made = perform(ID["intake"], starting.start_with_team, **pair)
    [found] = read(helpers_for, "intake", pair["need_id"], MatchKind.TEAM)
    assert (found.match_id, found.match_stage) == (made, MatchStage.PROPOSED)
    assert not found.may_start


def test_an_expert_leads_to_the_team():
    pair = both()
    said = {"name": "王工", "topics": "阀门 密封", "team_id": pair["team_id"]}
    perform(ID["intake"], experts.add, UNIVERSITY, **said)
    [found] = read(helpers_for, "intake", pair["need_id"], MatchKind.EXPERT)
    assert found.team_id == pair["team_id"] and found.may_start


def test_a_team_of_a_house_without_liaison_officers_is_asked_by_a_demand():
    need_id, its = laboratory.need("seal"), team(LAWYERS)
    for who in ("intake", "valves"):
        with pytest.raises(TakesNoMatches):
            perform(ID[who], starting.start_with_team, need_id=need_id, team_id=its)
        [found] = read(helpers_for, who, need_id, MatchKind.TEAM)
        assert (found.id, found.takes_matches, found.may_start) == (its, False, False)
    said = {"name": "王工", "topics": "阀门 密封", "team_id": its}
    perform(ID["intake"], experts.add, LAWYERS, **said)
    [found] = read(helpers_for, "intake", need_id, MatchKind.EXPERT)
    assert not found.takes_matches and not found.may_start


def test_not_twice_not_by_others_and_not_with_a_team_that_is_gone():
    pair = both()
    with pytest.raises(NotFound):
        perform(ID["shoes"], starting.start_with_team, **pair)
    with pytest.raises(Forbidden):
        perform(ID["tax"], starting.start_with_team, **pair)
    with pytest.raises(NotFound):
        perform(ID["intake"], starting.start_with_team, need_id=pair["need_id"], team_id=999)
    perform(ID["valves"], starting.start_with_team, **pair)
    with pytest.raises(MatchedAlready):
        perform(ID["intake"], starting.start_with_team, **pair)
