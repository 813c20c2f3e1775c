"""Who was shown a hidden name: kept wherever it stood, once a day, and told to whose name it is."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.engine import snapshot
from db.models import Event, NameSeen
from db.research_vocabulary import Confidentiality, MatchKind, Side
from domain import clock, docking_days
from domain import results as result_commands
from domain.command import perform
from domain.matchmaking import starting
from domain.queries import (
    docking,
    match_keepers,
    matches,
    needs,
    proposals,
    research,
    results,
    reviews,
)
from domain.queries.matches import match as match_page
from tests import laboratory
from tests.domain.matchmaking.test_notices import colleague
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")
HIDDEN = {"confidentiality": Confidentiality.NAME_HIDDEN}


def asked(who, query, *args):
    with snapshot() as session:
        return query(session, person(who), *args)


def kept(who=None):
    """What was kept: (kind, record) of one person, or with whom."""
    with snapshot() as session:
        rows = session.exec(select(NameSeen).order_by(col(NameSeen.at))).all()
    return [(row.kind, row.record_id) for row in rows if who is None or row.by_id == ID[who]]


def two():
    """A need and a result, both of hidden names, and their match."""
    need_id = laboratory.need("seal", **HIDDEN)
    result_id = laboratory.result("seal", **HIDDEN)
    both = {"need_id": need_id, "result_id": result_id}
    return need_id, result_id, perform(ID["liaison"], starting.start, **both)


def agree(match_id):
    perform(ID["valves"], starting.agree, match_id)


def test_a_name_is_kept_once_a_day_however_often_it_is_shown():
    need_id, _, match_id = two()
    for query in (matches.board, research.needs, matches.board):
        asked("liaison", query)
    assert kept("liaison") == []  # hidden from them still
    agree(match_id)
    for _ in range(3):
        asked("liaison", matches.board)
        asked("liaison", needs.need, need_id)
    assert kept("liaison") == [(MatchKind.NEED, need_id)]
    with clock.stopped(clock.now() + timedelta(days=1)):
        asked("liaison", matches.board)
    assert kept("liaison") == 2 * [(MatchKind.NEED, need_id)]


@pytest.mark.parametrize(
    ("what", "query"),
    [
        ("the board", lambda of: (matches.board,)),
        ("the list of matches", lambda of: (matches.listed,)),
        ("the page of the match", lambda of: (match_page, of[2])),
        ("the list of needs", lambda of: (research.needs,)),
        ("the page of the need", lambda of: (needs.need, of[0])),
        ("what fits the result", lambda of: (proposals.needs_for, of[1])),
    ],
)
def test_a_brokers_look_at_a_hidden_name_is_kept_wherever_it_stands(what, query):
    of = two()
    before = kept("longwan")
    asked("longwan", *query(of))
    new = set(kept("longwan")) - set(before)
    assert (MatchKind.NEED, of[0]) in new, what
    assert (MatchKind.RESULT, of[1]) not in new  # whose it is they do not know


def test_of_a_result_too_in_lists_reviews_and_on_docking_days():
    result_id = laboratory.result("seal", **HIDDEN)
    waits = laboratory.result("pump", is_published=False, **HIDDEN)
    perform(ID["liaison"], result_commands.hand_in, waits)
    asked("admin", research.results)
    assert (MatchKind.RESULT, result_id) in kept("admin")
    asked("lucheng", reviews.results)
    assert kept("lucheng") == [(MatchKind.RESULT, waits)]
    on = clock.now().date() + timedelta(days=9)
    said = {"name": "对接会", "held_on": on, "slots": 3, "tables": 2}
    day_id = perform(ID["intake"], docking_days.prepare, **said)
    perform(ID["intake"], docking_days.invite, day_id, need_ids=[], result_ids=[result_id])
    asked("lucheng", docking.day, day_id)
    assert (MatchKind.RESULT, result_id) in kept("lucheng")
    asked("shoes", results.result, result_id)
    assert kept("shoes") == []


def test_ones_own_name_an_open_one_and_what_a_command_reads_are_not_kept():
    need_id, result_id, match_id = two()
    open_id = laboratory.result("pump")
    agree(match_id)
    asked("valves", needs.need, need_id)
    asked("shoes", results.result, open_id)
    assert kept("valves") == [] and kept("shoes") == []
    with snapshot() as session:
        assert session.exec(select(Event.id).where(Event.subject_kind == "name_seen")).all() == []


def test_who_has_seen_a_hidden_name_is_told_to_whose_it_is():
    need_id, _, match_id = two()
    agree(match_id)
    asked("liaison", needs.need, need_id)
    asked("valves", match_page, match_id)
    asked("intake", matches.board)

    def told(who):
        return [(each.side, each.who) for each in asked(who, match_keepers.names_seen, match_id)]

    assert set(told("valves")) == {(Side.ENTERPRISE, "liaison"), (Side.ENTERPRISE, "intake")}
    assert set(told("liaison")) == {(Side.PROVIDER, "valves"), (Side.PROVIDER, "intake")}
    assert len(told("intake")) == 4 and told("leader") == told("shoes") == []


def test_over_all_matches_the_owner_reads_by_which_each_knows_the_name():
    need_id, _, match_id = two()
    colleague("liaison")
    agree(match_id)
    for day in range(2):
        with clock.stopped(clock.now() + timedelta(days=day)):
            asked("liaison", needs.need, need_id)
    asked("intake", needs.need, need_id)

    def told(who):
        found = asked(who, match_keepers.names_seen_of, Side.ENTERPRISE, need_id)
        return {(each.house, each.match_id, each.days) for each in found}

    ours = {("瓯越工业大学", match_id, 2), ("温州市中小企业服务平台", None, 1)}
    assert told("valves") == told("intake") == ours
    assert told("liaison") == told("leader") == told("shoes") == set()
