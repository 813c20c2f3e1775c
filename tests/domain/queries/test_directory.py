"""Searching as people search: what is found, forgiven and told, and what stays closed to whom."""

import pytest
from sqlmodel import select

from db.engine import is_sqlite, snapshot
from db.models import DirectoryEntry
from db.search import condition_of
from db.vocabulary import EntryKind
from domain import concepts, demands, records, work_orders
from domain.command import perform
from domain.forgiving import Way
from domain.permissions import PUBLIC
from domain.queries.directory import (
    MOST_LOOKED_AT,
    PAGE,
    count_of_kinds,
    entries_visible_to,
    search,
)
from domain.queries.facets import Narrowed
from domain.queries.reasons import Where
from tests import stock, town
from tests.domain.queries.many import plan
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, VALVES

VALVE_MAKER, PUMP_MAKER = "龙湾恒泽阀门有限公司", "永嘉屹川泵业有限公司"
LOAN, BANK = "专利权质押贷款", "温州澄川农商银行"


@pytest.fixture
def directory(small_town):
    return stock.fill()


def found(typed, username="intake", narrowed=None, page=1):
    who = town.person(username) if username else PUBLIC
    with snapshot() as session:
        return search(session, who, typed, narrowed or Narrowed(), page)


def names(typed, username="intake", **more):
    return [line.name for line in found(typed, username, **more).lines]


KNOWN_OF_IT = [
    "恒泽",
    "恒泽阀门",
    "龙湾恒泽",
    "泽",
    "lwhz",
    "hzfm",
    "hengze",
    "hengzefamen",
    "Hengze Valves",
    stock.CODE,
    stock.CODE.lower(),
    stock.CODE[:10],
    stock.PHONE,
    "138 5770 0001",
    stock.PHONE[:7],
    "球阀",
    "专精特新",
    "龙湾 阀门",
    "Longwan valve",
    "valve maker in Longwan",
    "恒泽 龙湾",
]


def test_an_enterprise_is_found_by_whatever_one_knows_of_it(directory):
    firsts = {typed: names(typed)[:1] for typed in KNOWN_OF_IT}
    assert firsts == dict.fromkeys(KNOWN_OF_IT, [VALVE_MAKER])


def test_the_words_of_one_concept_find_the_same_in_both_languages(directory):
    for typed in ("贷款", "融资", "loan", "financing", "借款", "credit"):
        assert {LOAN, "小微信用贷款", "履约保函"} <= set(names(typed)), typed


PLEDGE = [
    "patent-pledge loan",
    "专利质押 贷款",
    "patent pledge loan Longwan valve",
    "龙湾阀门专利质押贷款",
]


def test_a_pledge_loan_for_a_valve_maker_in_longwan_comes_first(directory):
    assert {typed: names(typed, None)[0] for typed in PLEDGE} == dict.fromkeys(PLEDGE, LOAN)


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("横泽阀门", Way.SOUNDS),
        ("恒则", Way.SOUNDS),
        ("恒泽阀们", Way.SOUNDS),
        ("恒清阀门", Way.NEAR),
    ],
)
def test_a_wrong_character_is_forgiven_and_it_is_said(directory, typed, way):
    answer = found(typed)
    assert VALVE_MAKER in [line.name for line in answer.lines]
    if "阀门" not in typed:
        assert answer.way is way


def test_a_misspelt_word_is_put_right_and_it_is_said(directory):
    answer = found("Longwan valfe")
    assert answer.way is Way.CORRECTED
    assert answer.instead == (("valfe", "valve"),)
    assert VALVE_MAKER in [line.name for line in answer.lines]


def test_a_word_too_many_is_left_out_and_it_is_said(directory):
    answer = found("恒泽 天文望远镜")
    assert answer.way is Way.WITHOUT
    assert answer.left_out == ("天文望远镜",)
    assert answer.lines[0].name == VALVE_MAKER


def test_what_nothing_fits_finds_nothing(directory):
    assert found("天文望远镜").lines == ()
    assert found("!?…").lines == ()


def test_each_line_says_why_it_fits(directory):
    line = next(each for each in found("Longwan valve loan", None).lines if each.name == LOAN)
    where = {reason.typed: reason.where for reason in line.reasons}
    assert where["longwan"] is Where.AREA
    assert where["loan"] in (Where.NAME, Where.SYNONYM, Where.FIELD)
    line = found("融资 银行").lines[0]
    assert line.reasons


def test_the_facets_count_what_each_choice_would_leave(directory):
    answer = found("温州")
    kinds = {facet.code: facet.many for facet in answer.kinds}
    assert sum(kinds.values()) == answer.many
    for code, many in kinds.items():
        assert found("温州", narrowed=Narrowed((EntryKind(code),))).many == many
    areas = {facet.code: facet.many for facet in answer.areas}
    for code, many in areas.items():
        assert found("温州", narrowed=Narrowed(area=code)).many == many


def test_facets_narrow_by_kind_area_industry_and_field(directory):
    assert names("贷款", narrowed=Narrowed(area=LONGWAN))[0] == LOAN
    assert VALVE_MAKER in names("有限公司", narrowed=Narrowed(industry="34"))
    assert set(names("检测", narrowed=Narrowed(kinds=(EntryKind.SERVICE_PRODUCT,)))) == {
        "阀门压力检测"
    }


def test_only_staff_who_may_find_an_enterprise(directory):
    assert VALVE_MAKER in names("恒泽", "intake")
    assert VALVE_MAKER in names("恒泽", "longwan")
    assert VALVE_MAKER in names("恒泽", "valves")
    for stranger in ("lucheng", "shoes", "tax", "finance", "liaison", None):
        assert VALVE_MAKER not in names("恒泽", stranger)
        assert VALVE_MAKER not in names(stock.PHONE, stranger)
        assert VALVE_MAKER not in names(stock.CODE, stranger)


def test_a_unit_finds_the_enterprises_whose_demands_it_handles(directory):
    town.accepted()
    assert VALVE_MAKER not in names("恒泽", "finance")
    demand_id = town.receive().demand_id
    perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=FINANCE, reason="专长")
    assert VALVE_MAKER in names("恒泽", "finance")
    assert VALVE_MAKER not in names("恒泽", "tax")


def test_counts_and_facets_leak_nothing_about_hidden_enterprises(directory):
    for stranger, seen in (("lucheng", 2), ("shoes", 1), ("tax", 0), (None, 0)):
        who = town.person(stranger) if stranger else PUBLIC
        with snapshot() as session:
            assert count_of_kinds(session, who).get(EntryKind.ENTERPRISE, 0) == seen
        kinds = {facet.code for facet in found("龙湾", stranger).kinds}
        assert EntryKind.ENTERPRISE.value not in kinds


def test_a_closed_record_is_not_found(directory):
    perform(ID["admin"], records.close, VALVES, reason="已注销")
    assert VALVE_MAKER not in names("恒泽")


def test_the_pages_hold_every_hit_once(directory):
    stock.enterprises(45)
    first = found("屿朗")
    assert (first.many, len(first.lines), first.pages) == (45, PAGE, 3)
    seen = [line.subject_id for n in (1, 2, 3) for line in found("屿朗", page=n).lines]
    assert len(seen) == len(set(seen)) == 45


def test_hits_of_a_frequent_word_are_not_all_looked_at(directory):
    stock.enterprises(MOST_LOOKED_AT + 30)
    answer = found("屿朗")
    assert answer.is_more
    assert answer.many == MOST_LOOKED_AT
    narrowed = found("屿朗", narrowed=Narrowed(area=LONGWAN))
    assert (narrowed.many, narrowed.is_more) == (0, False)


def test_an_empty_box_browses_by_name_within_one_kind(directory):
    listed = found("", narrowed=Narrowed((EntryKind.ENTERPRISE,)))
    assert [line.name for line in listed.lines] == sorted(line.name for line in listed.lines)
    assert listed.many == 3


def test_the_index_is_used_for_what_is_typed(directory):
    stock.enterprises(3000)
    for typed in ("恒泽", "hzfm", "1385770", "龙湾 阀门", "zzz"):
        with snapshot() as session:
            asked = concepts.read(concepts.lexicon(session), typed)
            where = condition_of(DirectoryEntry, [each.alternatives() for each in asked])
        statement = select(DirectoryEntry.id).where(
            where, entries_visible_to(town.person("intake"))
        )
        told = plan(statement.limit(MOST_LOOKED_AT + 1), "directory_entry")
        if is_sqlite():
            assert "SCAN directory_entry_fts VIRTUAL TABLE INDEX" in told
            assert "SEARCH directory_entry USING INTEGER PRIMARY KEY" in told
        else:
            assert "ix_directory_entry_search" in told


def test_browsing_one_kind_walks_an_index(directory):
    stock.enterprises(3000)
    statement = (
        select(DirectoryEntry.id)
        .where(
            DirectoryEntry.kind == EntryKind.ENTERPRISE,
            DirectoryEntry.is_active,
            DirectoryEntry.area_code == LUCHENG,
        )
        .order_by(DirectoryEntry.name)
        .limit(PAGE)
    )
    assert "ix_directory_entry_browse" in plan(statement, "directory_entry")
