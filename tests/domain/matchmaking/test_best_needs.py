from weakref import WeakKeyDictionary

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import NameSeen, ShownMatch
from db.research_vocabulary import Confidentiality, MatchDecline, NotThis, ShownIn, Verdict
from domain import results
from domain.command import perform
from domain.matchmaking import judging, pipeline, shown, starting
from domain.queries import best_needs, fresh, proposals, set_aside
from tests import laboratory
from tests.domain.matching.texts import NEEDS
from tests.town import ID, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")

NOT_READY = {"verdict": Verdict.NOT_THIS, "reason": NotThis.NOT_READY}


def best(who="liaison"):
    with snapshot() as session:
        return best_needs.of_house(session, person(who), UNIVERSITY).needs


def aside(who="liaison"):
    with snapshot() as session:
        found = set_aside.of_house(session, person(who), UNIVERSITY)
    return [(each.need_id, each.result_id, each.reason, each.is_own) for each in found]


def pairs(found):
    return [(each.need.id, each.shown.id) for each in found]


def test_each_need_stands_once_with_the_result_of_the_house_that_fits_it_best():
    known = laboratory.all_results()
    seal, pump = laboratory.need("seal"), laboratory.need("pump")
    found = best()
    assert set(pairs(found)) == {(seal, known["seal"]), (pump, known["pump"])}
    for each in found:
        why = each.shown.why
        parts = sum(value for _, value in why.parts) + sum(part.value for part in why.fields)
        assert why.score == pytest.approx(parts, abs=1e-6) and each.shown.may_judge
    assert best("intake") and best("valves") == best("shoes") == ()


def test_whose_need_it_is_is_told_only_where_its_name_may_be_known_and_then_kept():
    laboratory.all_results()
    seal = laboratory.need("seal", confidentiality=Confidentiality.OPEN)
    pump = laboratory.need("pump")
    owners = {each.need.id: each.enterprise for each in best()}
    assert owners[seal].id == VALVES and owners[pump] is None
    owners = {each.need.id: each.enterprise for each in best("intake")}
    assert owners[seal].id == owners[pump].id == VALVES
    with snapshot() as session:
        kept = session.exec(select(NameSeen.record_id, NameSeen.by_id)).all()
    assert kept == [(pump, ID["intake"])]


def test_a_pair_that_several_set_aside_stands_once_with_ones_own_word_or_the_newest():
    result_id, seal = laboratory.result("seal"), laboratory.need("seal")
    for who, reason in (("liaison", NotThis.NOT_READY), ("valves", NotThis.TOO_EXPENSIVE)):
        said = {"verdict": Verdict.NOT_THIS, "reason": reason}
        perform(ID[who], judging.judge, seal, result_id=result_id, **said)
    assert aside() == [(seal, result_id, NotThis.NOT_READY, True)]
    assert aside("intake") == [(seal, result_id, NotThis.TOO_EXPENSIVE, False)]
    with snapshot() as session:
        for of_a_record, its in ((set_aside.results, seal), (set_aside.needs, result_id)):
            for who, reason in (
                ("liaison", NotThis.NOT_READY),
                ("valves", NotThis.TOO_EXPENSIVE),
                ("intake", NotThis.TOO_EXPENSIVE),
            ):
                [told] = of_a_record(session, person(who), its)
                assert (told.reason, told.is_own) == (reason, who != "intake")


def test_what_is_set_aside_matched_or_taken_back_is_not_among_the_best_any_more():
    known = laboratory.all_results()
    seal, pump = laboratory.need("seal"), laboratory.need("pump")
    perform(ID["liaison"], judging.judge, seal, result_id=known["seal"], **NOT_READY)
    assert (seal, known["seal"]) not in pairs(best())
    assert aside() == [(seal, known["seal"], NotThis.NOT_READY, True)]
    assert aside("intake") == [(seal, known["seal"], NotThis.NOT_READY, False)]
    assert aside("valves") == aside("tax") == []
    perform(ID["liaison"], starting.start, need_id=pump, result_id=known["pump"])
    assert pump not in dict(pairs(best()))
    for each in known.values():
        perform(ID["liaison"], results.withdraw, each, reason="已转让")
    assert best() == ()


def test_what_a_house_has_set_aside_does_not_come_back_to_it_whatever_a_broker_says():
    seal, need = laboratory.result("seal"), laboratory.need("seal")
    perform(ID["liaison"], judging.judge, need, result_id=seal, **NOT_READY)
    perform(ID["intake"], judging.judge, need, result_id=seal, verdict=Verdict.FITS)

    def lists(who):
        with snapshot() as session:
            reader = person(who)
            return (
                [each.id for each in proposals.results_for(session, reader, need).shown],
                [each.id for each in proposals.needs_for(session, reader, seal).shown],
                pairs(fresh.for_space(session, reader, UNIVERSITY)),
            )

    assert best() == () and lists("liaison") == ([], [], [])
    assert lists("valves")[:2] == lists("intake")[:2] == ([seal], [need])
    perform(ID["liaison"], judging.take_back, need, result_id=seal)
    assert pairs(best()) == [(need, seal)] and lists("liaison") == ([seal], [need], [(need, seal)])
    perform(ID["valves"], judging.judge, need, result_id=seal, **NOT_READY)
    perform(ID["intake"], judging.judge, need, result_id=seal, verdict=Verdict.FITS)
    assert lists("valves")[:2] == ([], []) and lists("liaison")[:2] == ([seal], [need])


def test_what_is_set_aside_makes_room_until_every_need_that_fits_was_looked_at(monkeypatch):
    text = NEEDS["seal"]
    made = {
        laboratory.need("seal", title=f"{text[:30]} {n}", problem=f"{text} 第{n}次")
        for n in range(14)
    }
    result = laboratory.result("seal")
    monkeypatch.setattr(best_needs, "LOOKED_AT", 4)  # so that what was set aside fills whole rounds
    sizes, told = [], set()
    while found := best():
        sizes.append(len(found))
        for each in found[:5]:
            told.add(each.need.id)
            perform(ID["liaison"], judging.judge, each.need.id, result_id=result, **NOT_READY)
    assert sizes == [10, 9, 4] and told == made


def test_where_a_match_ended_the_next_best_result_is_proposed():
    seal = laboratory.result("seal")
    second = laboratory.result("seal", title="波纹管", abstract="波纹管与柔性石墨，用于阀门。" * 3)
    need = laboratory.need("seal")
    match = perform(ID["liaison"], starting.start, need_id=need, result_id=seal)
    assert best() == ()
    perform(ID["liaison"], pipeline.decline, match, reason=MatchDecline.NO_ANSWER)
    assert pairs(best()) == [(need, second)]
    perform(ID["liaison"], pipeline.take_up_again, match)
    assert best() == ()


def test_a_match_of_a_hidden_result_is_not_told_by_what_is_missing():
    hidden = laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    shown_to_all = laboratory.result("seal", title="阀门密封")
    need = laboratory.need("seal")
    perform(ID["liaison"], starting.start, need_id=need, result_id=hidden)
    for who in ("liaison", "intake", "lucheng"):
        assert best(who) == (), who
    assert pairs(best("longwan")) == [(need, shown_to_all)]  # which sees the match, not whose it is


def test_where_each_was_shown_is_kept_by_its_list_and_the_first_place_of_a_day_counts():
    known, seal = laboratory.all_results(), laboratory.need("seal")
    shown.note_best(best(), "3")
    with snapshot() as session:
        of_result = proposals.needs_for(session, person("liaison"), known["seal"])
        of_need = proposals.results_for(session, person("liaison"), seal)
    shown.note_needs(known["seal"], of_result.shown, of_result.engine)
    shown.note(seal, of_need.shown, of_need.engine)
    with snapshot() as session:
        rows = session.exec(select(ShownMatch)).all()
    lists = {(row.need_id, row.result_id): (row.shown_in, row.rank) for row in rows}
    assert lists[seal, known["seal"]] == (ShownIn.HOUSE, 1)
    assert set(lists) == {(seal, each.id) for each in of_need.shown}
    assert {ShownIn.NEED, ShownIn.HOUSE} == {where for where, _ in lists.values()}


def test_the_index_is_let_go_between_some_results_and_the_next(monkeypatch):
    known, seal = laboratory.all_results(), laboratory.need("seal")
    whole = pairs(best())
    monkeypatch.setattr(best_needs, "AT_ONCE", 1)
    monkeypatch.setattr(best_needs, "_kept", WeakKeyDictionary())
    assert pairs(best()) == whole == [(seal, known["seal"])]


def test_the_index_is_asked_anew_only_when_a_text_has_changed(monkeypatch):
    known, seal = laboratory.all_results(), laboratory.need("seal")
    times, ranked = [], best_needs._ranked
    monkeypatch.setattr(best_needs, "_ranked", lambda *asked: times.append(1) or ranked(*asked))
    assert pairs(best()) == [(seal, known["seal"])]
    said = {"verdict": Verdict.FITS, "result_id": known["seal"]}
    perform(ID["liaison"], judging.judge, seal, **said)
    assert pairs(best()) == [(seal, known["seal"])] and len(times) == 1
    pump = laboratory.need("pump")
    assert {need for need, _ in pairs(best())} == {seal, pump} and len(times) == 2
