"""Names that are hidden until both sides agree: outsiders look for them on every page and in every address."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from components.page_list import places
from db.engine import snapshot, transaction
from db.models import Organisation, User, UserRole
from db.research_vocabulary import Confidentiality
from db.vocabulary import Kind, Role
from domain import clock, docking_days, needs
from domain.command import perform
from domain.docking_planning import plan
from domain.matchmaking import files, starting
from domain.permissions import PUBLIC
from domain.queries import matches
from tests import laboratory, town
from tests.pages.visiting import opened
from tests.town import FINANCE, ID, LUCHENG, UNIVERSITY, VALVES

SECRETS = {
    "the enterprise": ("恒泽", "Hengze", "秦守一"),
    "the university": ("瓯越", "Ouyue", "裴知白"),
}
OUTSIDERS = {
    "the enterprise": (None, "shoes", "other_liaison", "liaison", "finance"),
    "the university": (None, "shoes", "valves", "other_liaison", "finance"),
}


@dataclass(frozen=True)
class Known:
    """What is addressed by number."""

    need: int
    result: int
    match: int
    day: int
    demand: int
    file: int


@pytest.fixture
def known(small_town_on_sqlite, monkeypatch):
    """A demand of an enterprise, the need grown out of it, a result and a match, both with hidden names."""
    _another_university(monkeypatch)
    with transaction() as session:
        session.get_one(User, ID["valves"]).name = "秦守一"
        session.get_one(User, ID["liaison"]).name = "裴知白"
    demand = town.receive(enterprise_id=VALVES).demand_id
    perform(ID["intake"], town.demands.accept, demand, **town.CLASSES)
    perform(ID["dispatcher"], town.work_orders.dispatch, demand, unit_id=FINANCE, reason="专长")
    need = perform(ID["valves"], needs.grow, demand)
    _complete(need)
    result = laboratory.result(confidentiality=Confidentiality.NAME_HIDDEN)
    match = perform(ID["liaison"], starting.start, need_id=need, result_id=result)
    content = "恒泽的图纸".encode()
    file = perform(ID["valves"], files.attach, match, name="恒泽图纸.txt", content=content)
    day = perform(
        ID["intake"],
        docking_days.prepare,
        name="对接会",
        held_on=clock.now().date() + timedelta(days=9),
        slots=3,
        tables=2,
    )
    perform(ID["intake"], docking_days.invite, day, need_ids=[need], result_ids=[result])
    plan(town.person("intake"), day)
    perform(ID["intake"], docking_days.publish, day)
    return Known(need, result, match, day, demand, file)


def _complete(need: int) -> None:
    text = laboratory.NEEDS["seal"]
    words = {"title": "低温阀门密封", "problem": text, "keywords": "", "figures": ""}
    perform(ID["valves"], needs.change, need, confidentiality=Confidentiality.NAME_HIDDEN, **words)
    perform(ID["valves"], needs.hand_in, need)
    perform(ID["intake"], needs.publish, need)


def _another_university(monkeypatch) -> None:
    with transaction() as session:
        other = Organisation(
            kind=Kind.UNIVERSITY, name="括苍理工学院", name_key="括苍理工学院", area_code=LUCHENG
        )
        session.add(other)
        session.flush()
        user = User(
            username="other_liaison",
            name="other",
            organisation_id=other.id,
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        session.add(UserRole(user_id=user.id, role=Role.UNIVERSITY_LIAISON))
        monkeypatch.setitem(town.ID, "other_liaison", user.id)
        monkeypatch.setitem(town.PEOPLE, "other_liaison", (other.id, (Role.UNIVERSITY_LIAISON,)))
        row = (other.id, Kind.UNIVERSITY, other.name, None, LUCHENG)
    monkeypatch.setattr(town, "ORGANISATIONS", [*town.ORGANISATIONS, row])


def addresses(known: Known):
    """Every page of matchmaking and of the public, with the ids that somebody could type."""
    ids = {
        "research/need": known.need,
        "research/result": known.result,
        "research/match": known.match,
        "research/docking_day": known.day,
    }
    for place in places():
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
            found += [(who, page, tuple(asked), each) for each in leaks(text, SECRETS[side])]
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
    for who in ("shoes", "other_liaison", "finance"):
        with snapshot() as session:
            assert matches.match(session, town.person(who), known.match) is None, who
            assert matches.board(session, town.person(who)) is not None
