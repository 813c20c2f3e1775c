"""What is typed into the directory's box is read as areas, industries, fields and words, whatever the language."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.engine import snapshot, transaction
from db.models import Synonym
from db.search import MOST_TYPED
from domain import concepts, topics
from domain.concepts import MOST_CONCEPTS, Sort
from domain.entries import LONGEST_SOUND
from seed import foundation
from tests.town import LONGWAN


@pytest.fixture
def lexicon(small_town_on_sqlite):
    foundation.lay()
    with snapshot() as session:
        return concepts.lexicon(session)


def told(lexicon, typed):
    return [(each.sort, each.code or each.typed) for each in concepts.read(lexicon, typed)]


AREA, VALVES = (Sort.AREA, LONGWAN), (Sort.INDUSTRY, "3443")
LOAN, BRAND = (Sort.FIELD, "financing"), (Sort.WORD, "恒泽")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("龙湾 阀门 贷款", [AREA, VALVES, LOAN]),
        ("龙湾阀门贷款", [AREA, VALVES, LOAN]),
        ("Longwan valve loan", [AREA, VALVES, LOAN]),
        ("loans for a valve maker in Longwan", [LOAN, VALVES, AREA]),
        ("龙湾区的阀门企业要贷款", [AREA, VALVES, LOAN]),
        ("我们需要融资", [LOAN]),
        ("恒泽阀门", [BRAND, VALVES]),
        ("恒泽", [BRAND]),
        ("阀门阀业", [VALVES]),  # each concept once
        ("0577-8888 6666", [(Sort.WORD, "0577-8888 6666")]),
        ("ＶＡＬＶＥ", [VALVES]),
        ("", []),
        ("!?…", []),
    ],
)
def test_words_are_read_as_what_they_mean(lexicon, typed, read):
    assert told(lexicon, typed) == read


def test_the_longest_known_word_is_meant(lexicon):
    (pledge,) = concepts.read(lexicon, "专利质押")
    assert "patent pledge" in pledge.others
    assert told(lexicon, "球阀") == [(Sort.WORD, "球阀")]  # no 阀, though 阀 is known


def test_a_sentence_of_little_words_only_is_searched_as_it_stands(lexicon):
    assert told(lexicon, "the company") == [(Sort.WORD, "the"), (Sort.WORD, "company")]


def test_what_is_for_all_fits_only_beside_something_definite(lexicon):
    alone = concepts.read(lexicon, "龙湾")
    beside = concepts.read(lexicon, "龙湾 贷款")
    assert [each.for_all for each in alone] == [False]
    assert [each.for_all for each in beside] == [True, False]
    assert alone[0].general_mark is None
    assert beside[0].general_mark is not None


def test_a_loan_for_machinery_is_meant_when_a_valve_maker_asks(lexicon):
    alone = concepts.read(lexicon, "阀门")[0]
    beside = concepts.read(lexicon, "阀门 贷款")[0]
    assert alone.wider_marks == ()
    assert [each[1:] for each in beside.wider_marks] == ["for34", "for344"]


def test_an_enormous_text_is_read_to_a_limit(lexicon):
    assert len(concepts.read(lexicon, "w1 " * 9 + "a b c d e f g h i j k")) <= MOST_CONCEPTS
    assert concepts.read(lexicon, " " * MOST_TYPED + "阀门") == ()
    assert concepts.read(lexicon, "a" * 90)[0].typed == "a" * LONGEST_SOUND


def test_a_new_synonym_is_known_at_once(lexicon):
    with transaction() as session:
        session.add(Synonym(concept="field:financing", word="周转"))
        topics.bump(session, [topics.RULES])
    with snapshot() as session:
        assert told(concepts.lexicon(session), "周转") == [LOAN]
    assert told(lexicon, "周转") != [LOAN]


@given(typed=st.text(max_size=300))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
def test_whatever_is_typed_can_be_read_and_asked(lexicon, typed):
    read = concepts.read(lexicon, typed)
    assert len(read) <= MOST_CONCEPTS
    assert all(each.alternatives() for each in read)
