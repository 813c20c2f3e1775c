"""Searching by words and then by the subject: sentences, two languages, the same conditions, page by page."""

import pytest

from db.engine import snapshot
from db.research_vocabulary import Confidentiality, MatchKind, RecordStage, Ripeness, TransferKind
from domain.permissions import PUBLIC
from domain.queries import catalogue, research, research_narrowing
from domain.queries.catalogue import Sought
from domain.queries.research import Narrowed
from tests import laboratory
from tests.town import FINANCE, LUCHENG, UNIVERSITY, person

pytestmark = pytest.mark.usefixtures("small_town")
SENTENCE = "我们的低温阀门总是泄漏超标，有没有新的密封办法？"


@pytest.fixture
def known(small_town):
    return laboratory.all_results()


def listed(who="valves", page=1, most=research.PAGE, query=research.results, **narrowed):
    with snapshot() as session:
        return query(session, person(who), Narrowed(**narrowed), page, most)


def ids(found):
    return [line.id for line in found.lines]


def public(page=1, **sought):
    with snapshot() as session:
        return catalogue.catalogue(session, PUBLIC, Sought(**sought), page)


def test_a_sentence_finds_what_fits_by_its_subject(known):
    found = listed(words=SENTENCE)
    assert ids(found)[0] == known["seal"]
    assert found.count == found.by_subject == len(found.lines)
    assert all(line.by_subject for line in found.lines)
    assert public(words=SENTENCE).entries[0].id == known["seal"]


def test_chinese_finds_what_is_written_in_english(known):
    assert ids(listed(words="皮革废水 铬回收"))[0] == known["membrane"]
    assert public(words="皮革废水 铬回收").entries[0].by_subject


def test_what_holds_all_words_comes_first_and_unmarked(known):
    again = laboratory.result("seal", title="阀门密封又一种")
    found = listed(words="阀门密封")
    assert ids(found)[:2] == [again, known["seal"]]  # the newest first
    assert [line.by_subject for line in found.lines[:2]] == [False, False]
    assert found.count == found.by_subject + 2


def test_what_nobody_says_finds_nothing(known):
    for words in ("专利质押贷款", "?!", "R2026-999999", "恒泽"):
        assert listed(words=words).count == 0, words
        assert public(words=words).count == 0, words


def test_it_is_narrowed_by_the_same_conditions(known):
    assert known["seal"] in ids(listed(words=SENTENCE, area=LUCHENG))
    for narrowed in (
        {"area": "330301"},
        {"stage": RecordStage.DRAFT},
        {"ripeness": Ripeness.READY},
        {"transfer": TransferKind.LICENCE},
        {"house_id": FINANCE},
    ):
        assert ids(listed(words=SENTENCE, **narrowed)) == [], narrowed


def test_what_is_not_open_to_the_reader_is_not_found_by_its_subject():
    for about in ("shoe", "pump", "paper", "membrane", "glasses", "breaker", "battery"):
        laboratory.result(about)
    closed = laboratory.result("seal", confidentiality=Confidentiality.BROKERS_ONLY)
    hidden = laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN, title="x")
    assert ids(listed(words=SENTENCE)) == [hidden]
    assert set(ids(listed("intake", words=SENTENCE))) == {closed, hidden}
    assert public(words=SENTENCE).count == 0
    [line] = listed(words=SENTENCE).lines
    assert line.owner == ""


def test_needs_are_found_by_their_subject_too():
    for about in ("pump", "membrane", "glasses", "battery"):
        laboratory.need(about)
    made = laboratory.need("seal")
    found = listed("liaison", query=research.needs, words="阀门泄漏得厉害，想换密封")
    assert ids(found) == [made] and found.by_subject == 1
    assert public(kind=MatchKind.NEED, words="阀门泄漏得厉害，想换密封").count == 0


def test_pages_follow_one_another_without_a_gap_or_a_double(known, monkeypatch):
    for _ in range(4):
        laboratory.result("seal", title="阀门密封结构")
    whole = ids(listed(words="低温阀门密封结构新办法", most=99))
    assert len(whole) >= 5
    paged = [
        key
        for n in range(1, 9)
        for key in ids(listed(words="低温阀门密封结构新办法", page=n, most=2))
    ]
    assert paged == whole


def test_where_words_fill_a_page_the_engine_is_not_asked(known, monkeypatch):
    monkeypatch.setattr(research, "PAGE", 1)
    found = listed(words="阀门")
    assert (found.count, found.by_subject) == (1, 0)


def test_results_are_narrowed_by_industry_readiness_transfer_and_house(known):
    made = laboratory.result(
        "seal", readiness=8, transfer_kinds=[TransferKind.LICENCE.value], title="另一种"
    )
    assert ids(listed(ripeness=Ripeness.READY)) == [made]
    assert ids(listed(transfer=TransferKind.LICENCE)) == [made]
    assert ids(listed(transfer=TransferKind.EQUITY)) == []
    assert [entry.id for entry in public(transfer=TransferKind.LICENCE).entries] == [made]
    assert len(ids(listed(house_id=UNIVERSITY))) == len(known) + 1


def test_a_house_is_offered_and_asked_for_only_where_its_name_is_open():
    laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)

    def houses(who):
        with snapshot() as session:
            return [each.id for each in research_narrowing.houses(session, person(who))]

    assert houses("valves") == [] and ids(listed(house_id=UNIVERSITY)) == []
    assert houses("intake") == [UNIVERSITY] == houses("liaison")
    laboratory.result("pump")
    assert houses("valves") == [UNIVERSITY] and len(ids(listed(house_id=UNIVERSITY))) == 1
