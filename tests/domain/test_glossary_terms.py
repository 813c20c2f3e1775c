"""Staff add technical terms in both languages, one by one or as a list; each stands once."""

import pytest

from db.engine import snapshot
from domain import glossary_terms
from domain.command import perform
from domain.errors import Forbidden, Missing
from domain.imports.reading import EmptyTable
from domain.queries import terms as queries
from tests import town
from tests.domain.imports.files import as_csv, as_xlsx
from tests.town import ID


def added(chinese="空化", english="cavitation", by="intake"):
    return perform(ID[by], glossary_terms.add, chinese=chinese, english=english)


def shown(words="", by="intake"):
    with snapshot() as session:
        found = queries.terms(session, town.person(by), words)
        assert queries.how_many(session, town.person(by), words) == len(found)
    return [(each.chinese, each.english) for each in found]


def test_a_term_is_added_found_taken_out_and_added_again(small_town):
    term = added()
    added("低压电器", "low-voltage  apparatus")
    assert shown("CAVI") == [("空化", "cavitation")]
    assert shown("电器 apparatus") == [("低压电器", "low-voltage apparatus")]
    assert shown("%") == []
    with pytest.raises(glossary_terms.KnownTerm):
        added()
    perform(ID["longwan"], glossary_terms.retire, term)
    assert shown("空化") == []
    assert added() == term
    assert shown("空化") == [("空化", "cavitation")]


@pytest.mark.parametrize(
    ("chinese", "english", "refusal"),
    [
        ("", "x", Missing),
        ("空化", "", Missing),
        ("cavitation", "空化", glossary_terms.NotApart),
        ("空化", "空化", glossary_terms.NotApart),
        ("空化", "123", Missing),
    ],
)
def test_both_sides_are_in_their_own_language(small_town_on_sqlite, chinese, english, refusal):
    with pytest.raises(refusal):
        added(chinese, english)


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_a_list_of_two_columns_comes_in_whichever_stands_first(small_town_on_sqlite, make):
    name = "a.csv" if make is as_csv else "a.xlsx"
    content = make([("cavitation", "空化"), ("阀座", "valve seat")], ("英文", "中文"))
    pairs = glossary_terms.pairs_of(name, content)
    assert pairs == (("空化", "cavitation"), ("阀座", "valve seat"))
    added()
    assert perform(ID["admin"], glossary_terms.bring_in, pairs=pairs) == 1
    with pytest.raises(glossary_terms.NothingNewInList):
        perform(ID["admin"], glossary_terms.bring_in, pairs=pairs)


def test_a_row_without_a_pair_is_told(small_town_on_sqlite):
    with pytest.raises(glossary_terms.RowWithoutPair):
        glossary_terms.pairs_of("a.csv", as_csv([("空化", "cavitation"), ("阀座",)], ("a", "b")))
    with pytest.raises(EmptyTable):
        glossary_terms.pairs_of("a.csv", as_csv([], ("中文", "英文")))


def test_others_neither_see_nor_keep_it(small_town_on_sqlite):
    added()
    assert shown(by="liaison") == shown(by="shoes") == []
    with pytest.raises(Forbidden):
        added("阀座", "valve seat", by="liaison")
