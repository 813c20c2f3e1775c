"""Every query that reads a need, a result or a match is asked by every outsider: none of them tells a hidden name."""

import inspect
import re
from contextlib import ExitStack
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from db.activity_vocabulary import ActivityResult
from db.engine import snapshot
from db.indicator_vocabulary import By, Indicator
from db.models import Demand, Match, MatchFile, TechnicalNeed
from db.models.docking import Provider
from db.research_vocabulary import Grouping, MatchFigure, MatchKind, Side
from domain import clock
from domain.command import perform
from domain.indicators import metric
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.matchmaking import figures, starting
from domain.permissions import PUBLIC
from domain.queries import matches
from tests import hidden_match, town
from tests.hidden_match import AREAS, OUTSIDERS, SECRETS
from tests.infrastructure import databases
from tests.town import ID, UNIVERSITY, VALVES

ROOT = Path(__file__).parents[3]
READS = re.compile(
    r"\b(Match|TechnicalNeed|ResearchResult|MatchJudgement|NameSeen|ShownMatch|MatchFile|MatchOutcome|Patent"
    r"|Docking(Participant|Delegation|Meeting|Feedback|Wish|Cancelled))\b"
)
SIDES = {"the enterprise": "valves", "the university": "liaison"}
PART_OF_ANOTHER = {  # asked with rows by the queries that are walked here, or answers no reader
    *("domain.queries.proposals.results_told", "domain.queries.bring_in.known"),
    *("domain.queries.spaces.whose", "domain.indicators.matched.figures"),
    *("domain.queries.bring_in.unplaced", "domain.queries.docking_coming.partners_of"),
    *("domain.docking_sides.voice_of", "domain.docking_sides.check_own_word"),
    "domain.docking_sides.check_own_words",
    *("domain.matchmaking.seen.told", "domain.queries.fresh.told"),
    "domain.queries.fresh.best_result",
    *("domain.matchmaking.agreeing.may_agree_for", "domain.matchmaking.keeping.knows"),
}
DIRECTORY = {  # the directory names a university's teams to everybody; of whose result is not told
    "domain.queries.results.teams"
}


@pytest.fixture
def known(small_town, monkeypatch):
    return hidden_match.arranged(monkeypatch)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def arranged(request, tmp_path_factory):
    """One database of each kind for all that change nothing."""
    folder = tmp_path_factory.mktemp("hidden")
    with ExitStack() as opened:
        if request.param == "sqlite":
            url = databases.copied(request.getfixturevalue("sqlite_town"), folder)
        else:
            server = request.getfixturevalue("postgresql_server")
            url = opened.enter_context(server.database(databases.TOWN))
        yield opened.enter_context(hidden_match.at_hand(url, folder))


def queries():
    """Every public query of the platform that reads something of matchmaking."""
    for file in sorted((ROOT / "domain").rglob("*.py")):
        if not READS.search(file.read_text("utf-8")):
            continue
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for each in vars(import_module(name)).values():
            if not inspect.isfunction(each) or each.__module__ != name or each.__name__[0] == "_":
                continue
            if {"session", "person"} <= set(inspect.signature(each).parameters):
                yield f"{name}.{each.__name__}", each


def asked_for(known, query):
    """Every way to ask a query for what is hidden: each parameter that has no default of its own."""
    year = clock.now().date().replace(month=1, day=1)
    with snapshot() as session:
        need = session.get_one(TechnicalNeed, known.need)
        file = session.get_one(MatchFile, known.file)
    values = {
        "need_id": [known.need],
        "result_id": [known.result],
        "provider": [Provider(result_id=known.result)],
        "match_id": [known.match],
        "day_id": [known.day, known.house_day, *known.near_days],
        "demand_id": [known.demand],
        "ids": [(known.demand,)],  # of demands
        "file_id": [known.file],
        "file": [file],
        "activity_id": [known.activity],
        "activity_ids": [(known.activity,)],
        "series_id": [1],
        "what": list(ActivityResult),
        "organisation_id": [UNIVERSITY, VALVES],
        "number": [known.number, need.number],
        "numbers": [(known.number, need.number)],
        "side": list(Side),
        "record_id": [known.need, known.result],
        "need_ids": [(known.need,)],
        "result_ids": [(known.result,)],
        "keys": [[known.need, known.result]],
        "many": [9],
        "kind": list(MatchKind)[2:],
        "figure": list(MatchFigure),
        "by": list(Grouping),
        "scope": [figures.ALL, figures.Scope(provider_id=UNIVERSITY)],
        "starts": [(year, clock.now().date())],
        "tells_who": [False],
        "language": ["zh", "en"],
        "table_form": ["{n}"],
        "own_needs": [set()],
        "own_providers": [set()],
        "sees_all": [False, True],
        "hears_all": [False],  # for the brokers of the day alone
        "since": [clock.now() - timedelta(days=2)],
        "until": [clock.now() + timedelta(days=2)],
    }
    wanted = [
        each.name
        for each in inspect.signature(query).parameters.values()
        if each.default is each.empty and each.name not in ("session", "person")
    ]
    ways = [{}]
    for name in wanted:
        ways = [way | {name: value} for way in ways for value in values[name]]
    return ways


def told_of(who, query, ways) -> list[str]:
    """What somebody is told, whichever way they ask."""
    person = PUBLIC if who is None else town.person(who)
    with snapshot() as session:
        return [repr(query(session, person, **way)) for way in ways]


def test_no_query_tells_an_outsider_a_hidden_name(arranged):
    walked, found = [], []
    everybody = dict.fromkeys(who for outsiders in OUTSIDERS.values() for who in outsiders)
    for name, query in queries():
        if name in PART_OF_ANOTHER | DIRECTORY:
            continue
        walked.append(name)
        ways = asked_for(arranged, query)
        for (
            who
        ) in everybody:  # asked once, and looked through for whichever side they are outside of
            outside = [side for side in SECRETS if who in OUTSIDERS[side]]
            secrets = [each for side in outside for each in (*SECRETS[side], *AREAS[side])]
            for way, text in zip(ways, told_of(who, query, ways), strict=True):
                found += [(name, who, way, each) for each in secrets if each in text]
    assert sorted(set(map(str, found))) == [] and len(walked) > 35
    names = {name for name, _ in queries()}
    assert names >= PART_OF_ANOTHER | DIRECTORY


@pytest.mark.parametrize("side", SIDES)
def test_those_whose_name_it_is_are_told_so_that_the_walk_is_a_walk(arranged, side):
    text = "".join(
        text
        for name, query in queries()
        if name.endswith(("matches.match", "needs.need", "results.result", "files.of_match"))
        for text in told_of(SIDES[side], query, asked_for(arranged, query))
    )
    assert all(each in text for each in (*SECRETS[side][:1], *AREAS[side][:1]))


def test_no_figure_of_a_hidden_university_stands_under_its_name(arranged):
    of_matches = [each for each in Indicator if DEFINITIONS[each].match_figure]
    today = clock.now().date()
    with snapshot() as session:
        assert session.get_one(Match, arranged.match).provider_id == UNIVERSITY
        for who in ("finance", "leader", "longwan", "valves", "other_liaison"):
            scope = Scope(today.replace(month=1, day=1), today)
            table = metric.table(session, town.person(who), of_matches, scope, By.UNIT)
            assert UNIVERSITY not in table, who
            scope = Scope(today.replace(month=1, day=1), today, unit_id=UNIVERSITY)
            table = metric.table(session, town.person(who), of_matches, scope, None)
            assert not any(figure.n for row in table.values() for figure in row.values()), who
        assert session.get(Demand, arranged.demand) is not None


def test_what_is_typed_at_a_match_is_for_ones_own_side_until_names_are_open(known):
    def typed(who):
        with snapshot() as session:
            shown = matches.match(session, town.person(who), known.match)
        return [each.said.get("note") for each in shown.happened], shown.card.next_action

    ours, plan = typed("liaison")
    assert "瓯越的裴知白已答复" in ours and plan == "瓯越寄样"
    theirs, plan = typed("valves")
    assert "恒泽的秦守一去谈" in theirs and "瓯越的裴知白已答复" not in theirs and plan == ""
    brokers, plan = typed("intake")
    assert {"瓯越的裴知白已答复", "恒泽的秦守一去谈"} <= set(brokers) and plan == "瓯越寄样"
    near, plan = typed("longwan")  # knows the enterprise of its own area, not whose result it is
    assert "恒泽的秦守一去谈" in near and "瓯越的裴知白已答复" not in near and plan == ""
    assert typed("leader") == ([None] * len(ours), "")
    perform(ID["valves"], starting.agree, known.match)
    for who in ("valves", "liaison", "longwan"):
        notes, plan = typed(who)
        assert {"瓯越的裴知白已答复", "恒泽的秦守一去谈"} <= set(notes) and plan == "瓯越寄样", who
