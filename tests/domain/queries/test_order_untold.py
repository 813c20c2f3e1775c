"""Where a house's open and hidden results came in together, nothing that an outsider reads of them keeps their order:
the neighbours of a hidden one would tell whose it is."""

from dataclasses import dataclass

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import DockingParticipant, ResearchResult
from db.research_vocabulary import Confidentiality, ResultSource, TransferKind
from domain import clock, docking_days, docking_offers, results
from domain.command import perform
from domain.matchmaking import judging, pipeline, starting
from domain.queries import docking, inviting, matches, research
from domain.queries import needs as one_need
from domain.research_files import completing, entering
from domain.research_files.completing import Completion
from domain.research_files.found import FoundResult
from tests import hidden_match, laboratory
from tests.domain.queries.many import plans_of
from tests.town import ID, SHOES, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")

EACH = 10
# Twenty that stand by their houses change once; thrown together they change ten times on the mean.
AT_LEAST = 5
HIDDEN, OPEN = Confidentiality.NAME_HIDDEN, Confidentiality.OPEN


@dataclass(frozen=True)
class Houses:
    """Two universities; which of them each result is of, by its id."""

    of: dict[int, int]

    def changes(self, ids) -> int:
        """How often the next one is of the other house."""
        whose = [self.of[each] for each in ids if each in self.of]
        assert len(whose) == 2 * EACH
        return sum(one != other for one, other in zip(whose, whose[1:], strict=False))


@pytest.fixture
def houses(monkeypatch):
    """Each brings in ten at once, every second one with its name hidden; all are published on one day."""
    other = hidden_match.another_university(monkeypatch)
    ours = _brought_in("liaison", UNIVERSITY, "阀门")
    theirs = _brought_in("other_liaison", other, "鞋材")
    return Houses(dict.fromkeys(ours, UNIVERSITY) | dict.fromkeys(theirs, other))


def _brought_in(who: str, house: int, about: str) -> list[int]:
    found = [
        FoundResult(
            row=row,
            source=ResultSource.SHEET,
            title=f"{about}成果之{row}",
            abstract=f"用于{about}的新工艺。",
            confidentiality=HIDDEN if row % 2 else OPEN,
        )
        for row in range(2, EACH + 2)
    ]
    perform(ID[who], entering.bring_in, house, file="成果.xlsx", results=found)
    with snapshot() as session:
        mine = select(ResearchResult.id, ResearchResult.version).filter_by(organisation_id=house)
        rows = session.exec(mine.order_by(ResearchResult.created_at)).all()
    said = [Completion(key, version, 6, (TransferKind.LICENCE,)) for key, version in rows]
    perform(ID[who], completing.complete, house, said=said)
    ids = [key for key, _ in rows]
    perform(ID[who], completing.hand_in, house, result_ids=ids)
    for key in ids:
        perform(ID["intake"], results.publish, key)
    return ids


def _listed(who: str):
    with snapshot() as session:
        return research.results(session, person(who), most=2 * EACH).lines


@pytest.mark.parametrize("who", ["valves", "shoes"])
def test_neither_number_nor_address_nor_place_in_a_list_tells_which_came_in_together(houses, who):
    lines = _listed(who)
    assert sum(line.owner == "" for line in lines) == EACH
    assert houses.changes(line.id for line in lines) >= AT_LEAST
    for name in ("id", "number"):
        in_order = sorted(lines, key=lambda line: getattr(line, name))
        assert houses.changes(line.id for line in in_order) >= AT_LEAST


def test_the_day_of_publishing_is_told_and_no_hour(houses):
    today = clock.now().date()
    assert {line.published_on for line in _listed("valves")} == {today}


def test_who_invites_to_a_day_of_their_own_reads_them_mixed(houses):
    with snapshot() as session:
        offered = inviting.invitable_results(session, person("intake"))
    assert houses.changes(each.id for each in offered) >= AT_LEAST


def test_who_comes_to_a_docking_day_stands_in_no_order_of_houses(houses):
    said = {"name": "对接会", "held_on": clock.now().date(), "slots": 3, "tables": 2}
    day = perform(ID["longwan"], docking_days.prepare, **said)
    for who, house in _speaking(houses):
        ids = [key for key, its in houses.of.items() if its == house]
        perform(ID["intake"], docking_days.invite, day, result_ids=ids[:1])
        perform(ID[who], docking_offers.offer, day, result_ids=ids[1:])
    with snapshot() as session:
        shown = docking.day(session, person("longwan"), day)
        keys = select(DockingParticipant.result_id).order_by(DockingParticipant.id)
        by_address = session.exec(keys.where(DockingParticipant.day_id == day)).all()
    told = [each.record_id for each in shown.results]
    assert houses.changes(told) >= AT_LEAST
    assert houses.changes(by_address) >= AT_LEAST


def _speaking(houses: Houses):
    return zip(("liaison", "other_liaison"), dict.fromkeys(houses.of.values()), strict=True)


def test_what_a_house_began_in_one_go_is_not_told_by_the_numbers_of_its_matches(houses):
    need = laboratory.need()
    for who, house in _speaking(houses):
        for key in (key for key, its in houses.of.items() if its == house):
            perform(ID[who], starting.start, need_id=need, result_id=key)
    with snapshot() as session:
        cards = matches.listed(session, person("valves"), most=2 * EACH).cards
    assert houses.changes(card.result_id for card in cards) >= AT_LEAST
    for name in ("id", "number"):
        in_order = sorted(cards, key=lambda card: getattr(card, name))
        assert houses.changes(card.result_id for card in in_order) >= AT_LEAST


def test_needs_that_an_enterprise_entered_one_after_the_other_do_not_follow_each_other():
    entered = {}
    for enterprise in (VALVES, SHOES):
        for _ in range(EACH):
            entered[laboratory.need(enterprise_id=enterprise)] = enterprise
    whose = Houses(entered)
    with snapshot() as session:
        lines = research.needs(session, person("liaison"), most=2 * EACH).lines
    assert {line.owner for line in lines} == {""}
    assert whose.changes(line.id for line in lines) >= AT_LEAST
    for name in ("id", "number"):
        in_order = sorted(lines, key=lambda line: getattr(line, name))
        assert whose.changes(line.id for line in in_order) >= AT_LEAST


@pytest.mark.parametrize("who", ["valves", "intake"])
def test_the_list_is_read_in_the_order_of_its_index(who):
    model = laboratory.result()
    with transaction() as session:
        row = session.get_one(ResearchResult, model).model_dump(exclude={"id", "number"})
        rows = [row | {"id": n, "number": f"R{n}"} for n in range(1, 3001)]
        session.execute(ResearchResult.__table__.insert(), rows)
    plans = plans_of(lambda: _listed(who), "research_result")
    assert any("_listed" in plan and "TEMP B-TREE" not in plan for plan in plans), plans


def test_the_story_of_a_match_tells_the_day_of_what_the_unnamed_side_did():
    need = laboratory.need()
    result = laboratory.result(confidentiality=HIDDEN)
    match = perform(ID["liaison"], starting.start, need_id=need, result_id=result)
    perform(ID["valves"], pipeline.note, match, text="请寄样品")
    own, other = _story("valves", match)
    assert (own.action, own.is_day) == ("match_noted", False)
    assert other.is_day and (other.at.hour, other.at.minute, other.at.second) == (0, 0, 0)
    perform(ID["valves"], starting.agree, match)  # who began it has agreed
    assert not any(each.is_day for each in _story("valves", match))


def test_the_story_of_a_need_tells_the_day_of_what_an_unnamed_house_said():
    need = laboratory.need()
    result = laboratory.result(confidentiality=HIDDEN)
    said = {"result_id": result, "verdict": "not_this", "reason": "other_subject"}
    perform(ID["liaison"], judging.judge, need, **said)
    with snapshot() as session:
        happened = one_need.need(session, person("valves"), need).happened
    told = {each.action: each.is_day for each in happened}
    assert told["match_judged"] and not told["need_entered"] and not told["need_published"]


def _story(who: str, match: int):
    with snapshot() as session:
        return matches.match(session, person(who), match).happened
