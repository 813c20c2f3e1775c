"""Names that are hidden until both sides agree: outsiders look for them on every page and in every address."""

import json

import pytest

from components import docking_papers
from components.page_list import places
from db.engine import snapshot
from db.research_vocabulary import Voice
from domain.command import perform
from domain.matchmaking import files, starting
from domain.permissions import PUBLIC
from domain.queries import docking, matches
from tests import hidden_match, town
from tests.hidden_match import OUTSIDERS, SECRETS, Known
from tests.pages.visiting import opened
from tests.town import ID, UNIVERSITY


@pytest.fixture
def known(small_town_on_sqlite, monkeypatch):
    return hidden_match.arranged(monkeypatch)


def addresses(known: Known):
    """Every page of matchmaking and of the public, with the ids that somebody could type."""
    ids = {
        "research/need": known.need,
        "research/result": known.result,
        "research/match": known.match,
        "research/docking_day": known.day,
    }
    for place in places():
        if place.file == "research/docking_day":
            yield place.file, {"id": str(known.house_day)}
            yield place.file, {"id": str(known.house_day), "do": "invite"}
        if place.file in ids:
            yield place.file, {"id": str(ids[place.file])}
        elif place.file.startswith(("research/", "public/")):
            yield place.file, {}
            yield place.file, {"text": "恒泽", "q": "恒泽", "org": str(UNIVERSITY), "provider": "6"}


def everything(app) -> str:
    """All that was sent to the browser, also what is not shown, in whatever way it was written."""
    sent = []
    for block in (app.main, app.sidebar):
        for node in _nodes(block):
            if getattr(node, "proto", None) is not None:
                sent.append(node.proto.SerializeToString().decode("utf-8", "ignore"))
    return "\n".join(sent)


def _nodes(block):
    yield block
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _nodes(child)
        else:
            yield child


def leaks(text: str, secrets) -> list[str]:
    return [each for each in secrets if each in text or json.dumps(each)[1:-1] in text]


@pytest.mark.parametrize("side", SECRETS)
def test_nobody_outside_finds_a_hidden_name_on_any_page(known, side):
    found = []
    for who in OUTSIDERS[side]:
        for page, asked in addresses(known):
            app = opened(page, who, language="zh", **asked)
            # What one has typed oneself comes back in the field; it is no answer.
            text = everything(app).replace("恒泽\x00", "") if not asked.get("q") else _answers(app)
            secrets = SECRETS[side]
            if who == "longwan" and page == "research/our_space":
                secrets = (
                    known.number,
                )  # whom they ask for by number they know; not that it is theirs
            found += [(who, page, tuple(asked), each) for each in leaks(text, secrets)]
    assert found == []


def _answers(app) -> str:
    typed = [*app.text_input, *app.text_area]
    text = everything(app)
    for each in typed:
        text = text.replace(each.proto.SerializeToString().decode("utf-8", "ignore"), "")
    return text.replace("“恒泽”", "").replace("「恒泽」", "")


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
    [mine] = (
        shown.needs
        if who == "valves"
        else [each for each in shown.results if each.record_id == known.result]
    )
    made = docking_papers.papers(shown)
    calendar = made.calendar(docking_papers.record(mine))
    sheets = [made.sheets_of_tables(), made.sheets_of(docking_papers.speakers(shown))]
    text = calendar.replace("\r\n ", "") + repr(shown) + "".join(sheets)
    assert not leaks(text, SECRETS[side])


def test_what_one_side_said_of_a_meeting_is_not_told_to_the_other(known):
    for who, others in (("valves", Voice.PROVIDER), ("liaison", Voice.ENTERPRISE)):
        for day in (known.day, known.house_day):
            with snapshot() as session:
                shown = docking.day(session, town.person(who), day)
            said = {each.voice for each in shown.wishes}
            assert said and others not in said, (who, day)
