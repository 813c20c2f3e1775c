"""What the pages say of a proposal: across the languages, of meaning, and while not all is compared yet."""

import re
from dataclasses import replace

import pytest
from sqlmodel import func, select

from components import match_reasons
from db.engine import snapshot, transaction
from db.models import GlossaryTerm, ShownMatch
from domain.matchmaking import shelves
from domain.matchmaking.proposals import MEANING, SAID
from domain.queries.proposals import needs_for, results_for
from tests import laboratory
from tests.pages.visiting import opened, said
from tests.town import person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
PARTLY = "Only the newest records are compared so far"


def at(page, username, language="en", **asked):
    app = opened(page, username, language=language, **asked)
    assert not app.exception
    return app


def plain(text):
    return re.sub("[\\\\\u2060]", "", text)


def across():
    """A Chinese need and an English result that have no word in common."""
    with transaction() as session:
        session.add(GlossaryTerm(chinese="反渗透", english="reverse osmosis"))
    need = laboratory.need("pump", title="反渗透", problem="反渗透设备的产水量下降。")
    laboratory.result("pump", title="Flux", abstract="Flux of reverse osmosis modules.")
    return need


@pytest.mark.parametrize(
    ("language", "words"), [("en", "In two languages: "), ("zh", "双语对应：")]
)
def test_the_first_page_says_what_stands_for_what_in_two_languages(language, words):
    across()
    told = [plain(each.value) for each in at("home/today", "liaison", language).caption]
    assert any(words in each and "反渗透 ↔ reverse osmosis" in each for each in told)


def test_two_words_that_stand_for_each_other_both_ways_are_told_once():
    found = (("泵", "pump"), ("pump", "泵"), ("阀", "valve"))
    told = re.split(", |、", match_reasons.pairs(found))  # as either language lists things
    assert told == ["泵 ↔ pump", "阀 ↔ valve"]
    assert match_reasons.pairs(found, 1) == "泵 ↔ pump"


@pytest.mark.parametrize("value", [0.1, -0.1])
def test_what_a_language_model_finds_is_said_whichever_way_it_speaks(monkeypatch, value):
    need = laboratory.need()
    laboratory.result()
    with snapshot() as session:
        [shown] = results_for(session, person("intake"), need).shown
    lines = []
    monkeypatch.setattr(match_reasons.st, "markdown", lines.append)
    why = replace(shown.why, parts=(*shown.why.parts, (MEANING, value)))
    match_reasons.sentences(why, shown.text, {})
    assert ("两者含义相近" in lines[0], "其他候选含义更接近" in lines[0]) == (value > 0, value < 0)


@pytest.mark.parametrize(
    ("value", "told"), [(0.1, "与此前评为合适的对象相近"), (-0.1, "与此前排除的对象相近")]
)
def test_what_was_said_of_others_is_told_of_needs_and_teams_in_the_same_words(
    monkeypatch, value, told
):
    need = laboratory.need()
    result = laboratory.result()
    with snapshot() as session:
        [shown] = needs_for(session, person("intake"), result).shown
    lines = []
    monkeypatch.setattr(match_reasons.st, "markdown", lines.append)
    why = replace(shown.why, parts=(*shown.why.parts, (SAID, value)))
    match_reasons.sentences(why, shown.text, {})
    assert shown.id == need and told in lines[0] and "成果" not in lines[0]


@pytest.mark.parametrize("is_whole", [True, False])
def test_while_not_all_are_compared_the_lists_say_so_and_no_place_is_kept(monkeypatch, is_whole):
    need, result = laboratory.need(), laboratory.result()
    monkeypatch.setattr(shelves, "is_whole", lambda kind: is_whole)
    pages = [
        ("research/need", {"id": str(need)}),
        ("research/result", {"id": str(result)}),
        ("research/our_space", {"section": "best"}),
        ("home/today", {}),
    ]
    for page, asked in pages:
        assert (PARTLY in said(at(page, "liaison", **asked))) is not is_whole, page
    with snapshot() as session:
        assert bool(session.exec(select(func.count()).select_from(ShownMatch)).one()) is is_whole
