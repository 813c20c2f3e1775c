from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import GlossaryTerm, MatchText, ResearchResult
from db.research_vocabulary import Confidentiality, MatchKind, NotThis, PatentState, Verdict
from domain import clock, needs, results
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound
from domain.matching import judgements
from domain.matching.glosses import Glosses
from domain.matching.index import Index
from domain.matchmaking import judging, starting
from domain.matchmaking.marking import cut
from domain.matchmaking.proposals import MIDDLE, POOL, SAID, Doubt, Judged, pool
from domain.queries.proposals import needs_for, results_for
from domain.results import PatentSaid
from tests import laboratory
from tests.domain.matching.texts import NEEDS, RESULTS
from tests.town import ID, SHOES, person

pytestmark = pytest.mark.usefixtures("small_town")


def ask(need_id, who="intake", **more):
    with snapshot() as session:
        return results_for(session, person(who), need_id, **more)


def order(found):
    return [each.id for each in found.shown]


def judge(need_id, result_id, who="intake", verdict=Verdict.NOT_THIS, **said):
    if verdict is Verdict.NOT_THIS:
        said.setdefault("reason", NotThis.OTHER_SUBJECT)
    perform(ID[who], judging.judge, need_id, result_id=result_id, verdict=verdict, **said)


def test_the_result_that_says_what_the_need_says_comes_first_in_either_language():
    known = laboratory.all_results()
    for about in ("seal", "membrane", "shoe", "pump", "glasses", "battery"):
        asked = laboratory.need(about, is_published=False)
        assert order(ask(asked))[0] == known[about], about


def test_the_parts_add_up_to_the_score_and_the_order_is_the_scores():
    laboratory.all_results()
    laboratory.result("pump", readiness=3, price=500_000)
    asked = laboratory.need("seal", least_readiness=7, budget=100_000)
    known = order(ask(asked))
    judge(asked, known[1])
    found = ask(asked)
    for each in found.shown:
        why = each.why
        total = sum(value for _, value in why.parts) + sum(part.value for part in why.fields)
        assert why.score == pytest.approx(total)
    scores = [each.why.score for each in found.shown]
    assert scores == sorted(scores, reverse=True)
    assert any(name == SAID for each in found.shown for name, _ in each.why.parts)


def test_what_is_over_on_either_side_speaks_against_it_and_leaves_the_score_as_it_is():
    lapsed = PatentSaid("ZL2014100.1", state=PatentState.LAPSED)
    made = laboratory.result("seal", patents=[lapsed])
    asked = laboratory.need("seal", wanted_by=clock.now().date() + timedelta(days=5))
    [before] = [each.why for each in ask(asked).shown]
    assert Doubt.PATENT_LAPSED in before.doubts
    assert Doubt.WANTED_UNTIL_PASSED not in before.doubts
    said = {"title": RESULTS["seal"][:60], "abstract": RESULTS["seal"]}
    granted = PatentSaid("ZL2024100.2")
    perform(ID["liaison"], results.change, made, patents=[lapsed, granted], **said)
    perform(ID["intake"], results.publish, made)
    with clock.stopped(clock.now() + timedelta(days=6)):
        [after] = [each.why for each in ask(asked).shown]
        with snapshot() as session:
            [turned] = [each.why for each in needs_for(session, person("liaison"), made).shown]
    for why in (after, turned):
        assert Doubt.WANTED_UNTIL_PASSED in why.doubts and Doubt.PATENT_LAPSED not in why.doubts
    assert after.score == pytest.approx(before.score)
    parts = [value for _, value in after.parts] + [part.value for part in after.fields]
    assert sum(parts) == pytest.approx(after.score)


def test_of_a_hidden_owner_no_patent_is_told():
    lapsed = [PatentSaid("ZL2014100.1", state=PatentState.LAPSED)]
    laboratory.result("seal", patents=lapsed, confidentiality=Confidentiality.NAME_HIDDEN)
    [found] = ask(laboratory.need("seal")).shown
    assert Doubt.PATENT_LAPSED not in found.why.doubts


def test_one_place_goes_to_a_record_from_further_down_but_not_among_ones_own():
    for n in range(15):
        laboratory.result("seal", title=f"低温阀门密封结构之{n}")
    asked = laboratory.need("seal")
    assert [each.why.is_exploratory for each in ask(asked).shown] == [False] * 9 + [True]
    ours = ask(asked, "liaison", own_only=True).shown
    assert len(ours) == 10 and not any(each.why.is_exploratory for each in ours)


def test_the_words_that_both_say_are_named():
    laboratory.all_results()
    found = ask(laboratory.need("seal"))
    assert "密封" in found.shown[0].why.words


def test_what_was_found_over_the_dictionary_only_says_so():
    known = laboratory.all_results()
    found = ask(laboratory.need("membrane"))
    [across] = [each for each in found.shown if each.id == known["membrane"]]
    assert Doubt.OTHER_LANGUAGE in across.why.doubts
    pairs = dict(across.why.pairs)
    assert pairs and all(ours in NEEDS["membrane"] for ours in pairs)
    assert all(word in RESULTS["membrane"] for its in pairs.values() for word in its.split())
    for text, words in ((NEEDS, across.why.asked_words), (RESULTS, across.why.its_words)):
        assert any(is_marked for _, is_marked in cut(text["membrane"], words))


def test_a_term_of_the_glossary_stands_in_the_pairs_as_a_whole():
    with transaction() as session:
        session.add(GlossaryTerm(chinese="反渗透", english="reverse osmosis"))
    asked = laboratory.need("pump", title="反渗透", problem="反渗透设备的产水量下降。")
    result = laboratory.result("pump", title="Flux", abstract="Flux of reverse osmosis modules.")
    [found] = [each for each in ask(asked).shown if each.id == result]
    assert ("反渗透", "reverse osmosis") in found.why.pairs


def test_a_new_result_is_proposed_at_once_and_a_withdrawn_one_no_longer():
    asked = laboratory.need("seal")
    assert order(ask(asked)) == []
    first = laboratory.result("seal")
    assert order(ask(asked)) == [first]
    perform(ID["liaison"], results.withdraw, first, reason="已转让")
    assert order(ask(asked)) == []


def test_a_changed_result_is_found_by_what_it_says_now():
    first = laboratory.result("paper")
    asked = laboratory.need("seal")
    before = ask(asked).shown
    assert before and all("密封" not in each.why.words for each in before)
    said = {"title": "低温阀门密封", "abstract": "低温阀门密封结构，泄漏率低。"}
    perform(ID["liaison"], results.change, first, **said)
    perform(ID["intake"], results.publish, first)
    found = ask(asked).shown
    assert found[0].id == first and "密封" in found[0].why.words


def test_drafts_are_not_proposed():
    laboratory.result("seal", is_published=False)
    assert order(ask(laboratory.need("seal"))) == []


def test_not_this_because_sets_it_aside_moves_those_like_it_down_and_can_be_taken_back():
    known = laboratory.all_results()
    like = laboratory.result("seal", title="低泄漏阀门密封结构（第二代）")
    asked = laboratory.need("seal")
    before = ask(asked)
    judge(asked, known["seal"])
    after = ask(asked)
    assert known["seal"] not in order(after)
    assert [(each.id, each.reason) for each in after.aside] == [
        (known["seal"], NotThis.OTHER_SUBJECT)
    ]
    scores = [
        next(each.why.score for each in found.shown if each.id == like) for found in (before, after)
    ]
    assert scores[1] < scores[0]
    perform(ID["intake"], judging.take_back, asked, result_id=known["seal"])
    assert order(ask(asked)) == order(before)


def test_a_reason_that_is_not_about_the_subject_says_nothing_of_results_like_it():
    known = laboratory.all_results()
    like = laboratory.result("seal", title="低泄漏阀门密封结构（第二代）")
    asked = laboratory.need("seal")
    judge(asked, known["seal"], reason=NotThis.TOO_EXPENSIVE)
    assert order(ask(asked))[0] == like


def test_a_result_found_to_fit_draws_those_like_it_up():
    laboratory.all_results()
    asked = laboratory.need("pump")
    like, other = laboratory.result("battery"), laboratory.result("seal")
    judge(asked, like, verdict=Verdict.FITS)
    found = order(ask(asked))
    assert other not in found or found.index(like) < found.index(other)
    assert ask(asked).said == 1


def test_a_judgement_needs_its_reason_and_a_result_that_one_may_see():
    known = laboratory.result("seal")
    hidden = laboratory.result("pump", confidentiality=Confidentiality.BROKERS_ONLY)
    asked = laboratory.need("seal")
    with pytest.raises(Missing):
        judge(asked, known, reason="")
    with pytest.raises(NotFound):
        judge(asked, hidden, who="valves")
    with pytest.raises(Forbidden):
        judge(asked, known, who="shoes")


def test_a_result_for_brokers_only_is_not_proposed_to_anybody_else():
    known = laboratory.result("seal", confidentiality=Confidentiality.BROKERS_ONLY)
    asked = laboratory.need("seal")
    assert order(ask(asked, "intake")) == [known]
    assert order(ask(asked, "valves")) == []


def test_a_hidden_name_is_in_no_proposal():
    laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    asked = laboratory.need("seal")
    assert [each.organisation for each in ask(asked, "intake").shown] == ["瓯越工业大学"]
    [seen] = ask(asked, "valves").shown
    assert (seen.organisation, seen.organisation_id) == ("", None)


def test_a_need_that_is_not_for_this_reader_has_no_proposals():
    laboratory.result("seal")
    asked = laboratory.need("seal", is_published=False)
    assert ask(asked, "shoes") is None and ask(asked, "liaison") is None


def test_a_liaison_officer_may_ask_for_the_results_of_their_own_house_only():
    known = laboratory.result("seal")
    asked = laboratory.need("seal")
    assert order(ask(asked, "liaison", own_only=True)) == [known]
    assert order(ask(asked, "valves", own_only=True)) == []


def test_from_a_result_back_to_the_needs_it_fits_without_the_name_behind_them():
    about_seal, about_shoe = laboratory.need("seal"), laboratory.need("shoe", enterprise_id=SHOES)
    known = laboratory.result("shoe")
    with snapshot() as session:
        found = needs_for(session, person("liaison"), known)
    assert order(found)[0] == about_shoe
    assert {each.organisation for each in found.shown} == {""}
    assert about_seal != about_shoe


def test_an_open_need_shows_whose_it_is():
    laboratory.need("shoe", enterprise_id=SHOES, confidentiality=Confidentiality.OPEN)
    known = laboratory.result("shoe")
    with snapshot() as session:
        [found] = needs_for(session, person("liaison"), known).shown
    assert found.organisation == "鹿城欣步鞋业有限公司"


def test_the_name_of_an_enterprise_is_nowhere_in_what_the_engine_reads():
    laboratory.need("seal")
    with snapshot() as session:
        [row] = session.exec(select(MatchText).where(MatchText.kind == MatchKind.NEED))
    assert "恒泽" not in row.text


def test_after_an_upgrade_what_is_missing_is_written_once():
    from domain import match_texts

    laboratory.need("seal")
    laboratory.result("seal")
    with transaction() as session:
        for row in session.exec(select(MatchText)):
            session.delete(row)
        session.flush()
        assert match_texts.complete(session) == 2
        assert match_texts.complete(session) == 0


def test_an_expired_need_is_not_found_any_more_for_a_result():
    asked = laboratory.need("seal")
    known = laboratory.result("seal")
    perform(ID["valves"], needs.withdraw, asked, reason="已解决")
    with snapshot() as session:
        assert needs_for(session, person("liaison"), known).shown == ()
        assert session.get(ResearchResult, known) is not None


def needs_of(result_id, who="intake"):
    with snapshot() as session:
        return needs_for(session, person(who), result_id)


def test_what_was_said_on_either_side_is_heeded_on_the_other():
    known = laboratory.all_results()
    seal, pump = laboratory.need("seal"), laboratory.need("pump")
    assert order(needs_of(known["seal"]))[0] == seal
    judge(seal, known["seal"])
    found = needs_of(known["seal"])
    assert seal not in order(found) and found.said == 1
    assert [(each.id, each.is_own) for each in found.aside] == [(seal, True)]
    judge(pump, known["pump"], verdict=Verdict.FITS)
    [mine] = [each for each in needs_of(known["pump"]).shown if each.id == pump]
    assert mine.verdict is Verdict.FITS


def test_only_who_may_is_offered_to_judge_and_to_bring_together():
    result_id = laboratory.result("seal")
    asked = laboratory.need("seal")
    rights = {
        who: [(each.may_judge, each.may_start) for each in needs_of(result_id, who).shown]
        for who in ("intake", "liaison", "leader")
    }
    assert rights == {
        "intake": [(True, True)],
        "liaison": [(True, True)],
        "leader": [(False, False)],
    }
    [own] = ask(asked, "valves").shown
    assert (own.may_judge, own.may_start) == (True, True)
    made = perform(ID["intake"], starting.start, need_id=asked, result_id=result_id)
    assert made
    [again] = ask(asked).shown
    assert (again.may_judge, again.may_start) == (True, False)


def test_after_a_judgement_the_same_records_are_in_the_pool_as_one_by_one():
    texts = [f"{RESULTS[about]} {number}" for number in range(40) for about in RESULTS]
    index = Index(Glosses())
    index.build(enumerate(texts))
    index.put(3, RESULTS["pump"])
    judged = Judged(grades=((0, 1.0), (5, 0.0)), left_out=frozenset({5, 9}))
    heard = index.heard(NEEDS["seal"])
    scores = index.with_neighbours(heard, range(len(index.keys)))
    share, towards = judgements.pull(index, dict(judged.grades), MIDDLE)
    wanted = {
        key: (1 - share) * scores[index.place(key)]
        + share * heard.scores.max() * towards[index.place(key)]
        for key in range(len(texts))
        if heard.scores[index.place(key)] > 0 and key not in judged.left_out
    }
    found, kept = pool(index, heard, judged)
    assert kept == 1 - share
    assert len(found) == min(POOL, len(wanted)) and not judged.left_out & {k for k, *_ in found}
    best = sorted(wanted.values(), reverse=True)[: len(found)]
    # what judgements give is kept in single precision
    assert [words + said for _, words, said in found] == pytest.approx(best, abs=1e-7)
    few, _ = pool(index, heard, judged, allowed=[0, 9, 3, 10**6])
    assert {key for key, *_ in few} <= {0, 3}
