"""Names that are hidden until both sides agree: outsiders look for them on every page and in every address."""

import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from components import docking_papers, list_files
from components.page_list import places
from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import Demand, Match, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchFigure, Voice
from domain import clock, sessions, tokens
from domain.command import perform
from domain.indicators.definitions import DEFINITIONS
from domain.matchmaking import files, starting
from domain.matchmaking.figures import NONE
from domain.permissions import PUBLIC
from domain.queries import docking, matches, own_calendar
from server.asgi import ROUTES
from server.files import SESSION_HEADER
from tests import hidden_match, town
from tests.hidden_match import AREAS, OUTSIDERS, SECRETS, Known
from tests.infrastructure import databases
from tests.pages.visiting import opened, ticket
from tests.pages.walking import Walk, everything
from tests.pages.walking import found as leaks
from tests.town import ID, LONGWAN, UNIVERSITY, VALVES

# An outsider, the other university, the handler of the demand: they look everywhere. The others look into matchmaking.
EVERYWHERE = ("shoes", "other_liaison", "finance")
ELSEWHERE = (None, "leader", "lucheng", "longwan", "valves", "liaison")
OF_ONE_RECORD = ("research/need", "research/result", "research/match", "research/docking_day")
# What was raised at an activity may have grown into a need; a project may stand for a result.
OF_NEEDS = (
    Indicator.DEMANDS_AT_ACTIVITIES,
    Indicator.RECEIVED,
    Indicator.OPEN_NOW,
    Indicator.PROJECTS_ENTERED,
    Indicator.PROJECTS_TRANSFORMED,
)
NUMBERED = re.compile(r"[{](?P<name>\w+)(?::\w+)?[}]")


@pytest.fixture(scope="module")
def arranged(sqlite_town, tmp_path_factory):
    """One database for all walks: they change nothing. What the queries say in either kind, test_hidden.py asks."""
    folder = tmp_path_factory.mktemp("hidden")
    with hidden_match.at_hand(databases.copied(sqlite_town, folder), folder) as found:
        yield found


@pytest.fixture
def known(small_town_on_sqlite, monkeypatch):
    return hidden_match.arranged(monkeypatch)


def addresses(known: Known, *, is_everywhere: bool):
    """The pages, with the ids that somebody could type."""
    ids = {
        "research/need": known.need,
        "research/result": known.result,
        "research/match": known.match,
        "research/docking_day": known.day,
    }
    for place in places():
        if place.file == "research/docking_day":
            for day in (known.house_day, *known.near_days):
                yield place.file, {"id": str(day)}
            yield place.file, {"id": str(known.house_day), "do": "invite"}
        if place.file in ids:
            yield place.file, {"id": str(ids[place.file])}
        elif place.file.startswith(("research/", "public/")):
            yield place.file, {}
            yield place.file, {"text": "恒泽", "q": "恒泽", "org": str(UNIVERSITY), "provider": "6"}
        elif is_everywhere:
            yield from _elsewhere(place.file, known)


def _elsewhere(page: str, known: Known):
    """Pages that are not of matchmaking: as they open, and of what the name could stand beside."""
    yield page, {}
    if page == "directory/organisation":
        yield page, {"id": str(VALVES)}
        yield page, {"id": str(UNIVERSITY)}
    if page == "demands/demand":
        with snapshot() as session:
            need = session.get_one(TechnicalNeed, known.need)
            yield page, {"number": session.get_one(Demand, need.demand_id).number}
    if page in ("directory/search", "demands/list"):
        yield page, {"q": "恒泽", "text": "恒泽"}


def marks(known: Known) -> dict[str, tuple[str, ...]]:
    """By what the records of each side are known: beside these its name must not stand, wherever that is."""
    with snapshot() as session:
        need = session.get_one(TechnicalNeed, known.need)
        result = session.get_one(ResearchResult, known.result)
        match = session.get_one(Match, known.match)
        return {
            "the enterprise": (need.number, match.number),
            "the university": (result.number, match.number),
        }


def told(known: Known, page: str, text: str, side: str) -> list[str]:
    """The hidden names of one side in what was sent: any on a page of matchmaking or of the public; elsewhere, where
    the directory may name everybody, one that stands beside its record."""
    secrets = leaks(text, SECRETS[side])
    is_theirs = page.startswith(("research/", "public/"))
    return secrets if is_theirs or leaks(text, marks(known)[side]) else []


@pytest.mark.parametrize("who", [*EVERYWHERE, *ELSEWHERE])
def test_nobody_outside_finds_a_hidden_name_on_any_page(arranged, who):
    walk, found, drawn = Walk(who), [], 0
    for page, asked in addresses(arranged, is_everywhere=who in EVERYWHERE):
        text = walk.at(page, **asked)
        drawn += 1
        for side in SECRETS:
            if who not in OUTSIDERS[side]:
                continue
            secrets = told(arranged, page, text, side)
            if "id" in asked and page in OF_ONE_RECORD:  # elsewhere areas stand in filters
                secrets += leaks(text, AREAS[side])
            if (
                who == "longwan" and page == "research/our_space"
            ):  # whom they ask for by number they know
                secrets = leaks(text, (arranged.number,))
            found += [(page, tuple(asked), each) for each in secrets]
    assert found == [] and drawn > (60 if who in EVERYWHERE else 20)


def drill_downs(known: Known):
    """The list behind every figure, as a figure, a line of a comparison or an address that is typed leads to it."""
    today = clock.now().date()
    year = {"since": today.replace(month=1, day=1).isoformat(), "until": today.isoformat()}
    narrowed = (
        *({}, year, {"provider": str(UNIVERSITY)}, {"provider": NONE}, {"area": LONGWAN}),
        *({"industry": NONE}, {"broker": str(ID["intake"])}, {"mine": "true"}),
    )
    for asked in narrowed:
        for figure in MatchFigure if not asked else (MatchFigure.ACCEPTANCE, MatchFigure.PROPOSALS):
            yield "research/matches", {"view": "list", "figure": figure.value} | asked
    for figure in Indicator:
        of = {"figure" if DEFINITIONS[figure].match_figure else "of": figure.value}
        page = "performance/kpi" if "figure" in of else "performance/records"
        for place in ({}, {"area": LONGWAN}, {"unit": str(UNIVERSITY)}):
            if "figure" in of or figure in OF_NEEDS:
                yield page, of | place


@pytest.mark.parametrize("who", [*EVERYWHERE, *filter(None, ELSEWHERE)])
def test_no_list_behind_a_figure_tells_an_outsider_a_hidden_name(arranged, who):
    walk, found, drawn = Walk(who), [], 0
    for page, asked in drill_downs(arranged):
        text = walk.at(page, **asked)
        drawn += 1
        for side in SECRETS:
            if who in OUTSIDERS[side]:
                found += [(page, str(asked), each) for each in told(arranged, page, text, side)]
    assert found == [] and drawn > 40


def test_behind_the_figures_the_brokers_do_find_it_so_that_the_search_is_a_search(arranged):
    everything = {"view": "list", "figure": MatchFigure.PROPOSALS.value}
    assert ("research/matches", everything) in list(drill_downs(arranged))
    text = Walk("intake").at("research/matches", **everything)
    assert leaks(text, SECRETS["the enterprise"])


@pytest.mark.parametrize("who", [None, *EVERYWHERE])
def test_nobody_outside_finds_a_hidden_name_by_any_route(arranged, who):
    """Every route that is read, with every number that it could mean."""
    found, asked = [], 0
    with asking(who) as client:
        for path in paths(arranged):
            answer = client.get(path)
            asked += 1
            assert answer.status_code < 500, path
            text = answer.content.decode("utf-8", "ignore")
            for side in SECRETS:
                beside = leaks(text, marks(arranged)[side]) or path.startswith("/files")
                found += [(path, each) for each in leaks(text, SECRETS[side]) if beside]
    assert found == [] and asked > len(ROUTES)


def test_by_the_routes_the_brokers_do_find_it_so_that_the_search_is_a_search(arranged):
    with asking("intake") as client:
        text = "".join(client.get(path).text for path in paths(arranged) if "/files/" in path)
    assert leaks(text, SECRETS["the enterprise"])


def asking(who):
    """A client as the server's gate would let it in."""
    secret = sessions.redeem(ticket(who)) if who else ""
    headers = {SESSION_HEADER.decode(): tokens.hashed(secret)} if who else {}
    app = Starlette(routes=ROUTES)
    return TestClient(app, headers=headers, follow_redirects=False, raise_server_exceptions=False)


def paths(known: Known):
    """The address of every route that answers to GET; places in it are filled with whatever they could mean."""
    numbers = (known.need, known.result, known.match, known.file, known.day, known.number)
    query = f"?unit={UNIVERSITY}&id={known.need}&q=%E6%81%92%E6%B3%BD"
    for route in ROUTES:
        assert isinstance(route, Route)
        if "GET" not in route.methods:
            continue
        names = [place["name"] for place in NUMBERED.finditer(route.path)]
        ways = {known.file: None} if not names else dict.fromkeys(numbers)
        for number in ways:
            path = NUMBERED.sub(str(number) if names != ["kind"] else "csv", route.path)
            yield path
            yield path + query


LISTS = (
    *(("research/needs", {}), ("research/results", {}), ("research/matches", {"view": "list"})),
    *(("research/our_space", {"section": name}) for name in ("results", "needs")),
)


@pytest.mark.parametrize("who", [*EVERYWHERE, *filter(None, ELSEWHERE)])
def test_no_list_that_is_taken_along_tells_an_outsider_a_hidden_name(arranged, monkeypatch, who):
    files = []

    def fetch(label, content, **look):
        if look["key"].startswith("take-") and look["key"].endswith("-csv"):
            files.append(content().decode())

    monkeypatch.setattr(list_files.st, "download_button", fetch)
    for page, asked in LISTS:
        opened(page, who, language="zh", **asked)
    assert files and all(text.count("\n") > 1 for text in files)
    for side in SECRETS:
        if who in OUTSIDERS[side]:
            assert not leaks("".join(files), (*SECRETS[side], *AREAS[side])), side


def test_those_whom_it_concerns_do_find_it_so_that_the_search_is_a_search(known):
    for who, page in (("intake", "research/need"), ("valves", "research/need")):
        text = everything(opened(page, who, language="zh", id=str(known.need)))
        assert leaks(text, SECRETS["the enterprise"]), who


def test_after_both_have_agreed_the_two_sides_see_each_other_and_nobody_else_does(known):
    perform(ID["valves"], starting.agree, known.match)  # the liaison officer did by starting it
    asked = {"language": "zh", "id": str(known.match)}
    for who, name in (("liaison", "恒泽"), ("valves", "瓯越")):
        assert leaks(everything(opened("research/match", who, **asked)), [name]), who
    for who in (None, "shoes", "other_liaison", "finance"):
        text = everything(opened("research/match", who, **asked))
        assert not leaks(text, [each for row in SECRETS.values() for each in row]), who


def test_a_file_of_a_hidden_side_is_for_that_side_and_the_brokers(known):
    for who, may in (("valves", True), ("intake", True), ("liaison", False), ("shoes", False)):
        with snapshot() as session:
            assert bool(files.one(session, town.person(who), known.file)) is may, who
    with snapshot() as session:
        assert files.one(session, PUBLIC, known.file) is None


def test_a_hidden_match_is_not_there_for_others(known):
    for who in ("shoes", "other_liaison", "finance", "lucheng"):
        with snapshot() as session:
            assert matches.match(session, town.person(who), known.match) is None, who
            assert matches.board(session, town.person(who)).cards == (), who
    for who in ("valves", "liaison", "intake", "leader", "longwan"):
        with snapshot() as session:
            assert len(matches.board(session, town.person(who)).cards) == 1, who


@pytest.mark.parametrize("run_by", ["the platform", "the university"])
@pytest.mark.parametrize("who", ["valves", "liaison"])
def test_the_sheets_of_a_docking_day_and_the_calendar_tell_no_hidden_name(known, who, run_by):
    """What can be downloaded holds what the page holds, and nothing else."""
    side = "the university" if who == "valves" else "the enterprise"
    with snapshot() as session:
        day = known.day if run_by == "the platform" else known.house_day
        shown = docking.day(session, town.person(who), day)
    assert shown.meetings
    ours = {each.record_id: each for each in (shown.needs if who == "valves" else shown.results)}
    mine = ours[known.need if who == "valves" else known.result]
    made = docking_papers.papers(shown)
    calendar = made.calendar(docking_papers.record(mine))
    sheets = [made.sheets_of_tables(), made.sheets_of(docking_papers.speakers(shown))]
    with snapshot() as session:
        own = own_calendar.meetings(session, town.person(who), "zh", "{n}")
        own += own_calendar.next_actions(session, town.person(who), "zh")
    assert own
    text = calendar.replace("\r\n ", "") + repr(shown) + repr(own) + "".join(sheets)
    assert not leaks(text, SECRETS[side])


def test_what_one_side_said_of_a_meeting_is_not_told_to_the_other(known):
    for who, others in (("valves", Voice.PROVIDER), ("liaison", Voice.ENTERPRISE)):
        for day in (known.day, known.house_day):
            with snapshot() as session:
                shown = docking.day(session, town.person(who), day)
            said = {each.voice for each in shown.wishes}
            assert said and others not in said, (who, day)
