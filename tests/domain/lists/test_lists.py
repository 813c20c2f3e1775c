"""Lists of needs, teams and equipment: read under Chinese or English heads, all of it brought in or nothing."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import Equipment, ExpertTeam, Industry, Organisation, TechnicalNeed
from db.research_vocabulary import Confidentiality, RecordStage
from domain import sheets
from domain.command import perform
from domain.errors import Forbidden
from domain.lists import entering
from domain.lists.entering import NothingInIt
from domain.lists.reading import ListKind, NoColumnForName, NoRows, read
from domain.queries import lists
from domain.research_files.entering import FaultInRow
from tests.infrastructure.statements import statements
from tests.town import ID, SHOES, UNIVERSITY, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")
HEADS = [
    "需求名称",
    "需求描述",
    "技术指标",
    "关键词",
    "所属行业",
    "成熟度",
    "预算（万元）",
    "截止日期",
    "保密要求",
]
SEAL = [
    "低温阀门密封",
    "低温下泄漏。",
    "泄漏率 ≤ 0.01 %",
    "阀门、密封",
    "",
    "6级",
    "50",
    "2026.12.31",
    "公开",
]
PUMP = ["屏蔽泵轴承", "轴承磨损。", "", "", "", "", "面议", "", ""]


def file(*rows, name="list.xlsx"):
    return name, b"".join(sheets.pieces(name.rpartition(".")[2], [list(row) for row in rows]))


def of(kind, *rows, name="list.xlsx"):
    return read(kind, *file(*rows, name=name))


def compared(who, house, kind, found):
    with snapshot() as session:
        return lists.compared(session, person(who), house, kind, found.rows)


def kept(table):
    with snapshot() as session:
        return session.exec(select(table).order_by(col(table.id))).all()


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_needs_come_in_as_drafts_with_all_that_their_columns_say(name):
    found = of(ListKind.NEEDS, HEADS, SEAL, PUMP, name=name)
    assert found.faults == () and len(found.rows) == 2
    said = {"file": found.name, "rows": found.rows}
    assert perform(ID["valves"], entering.bring_in_needs, VALVES, **said) == 2
    seal, pump = kept(TechnicalNeed)
    assert (seal.stage, seal.enterprise_id) == (RecordStage.DRAFT, VALVES)
    assert (seal.least_readiness, seal.budget, seal.wanted_by) == (6, 500_000, date(2026, 12, 31))
    assert seal.targets[0]["value"] == 0.01 and seal.keywords == ["阀门", "密封"]
    assert seal.confidentiality is Confidentiality.OPEN
    assert (pump.budget, pump.confidentiality) == (None, Confidentiality.NAME_HIDDEN)


def test_what_is_known_or_stands_twice_is_left_out():
    found = of(ListKind.NEEDS, HEADS, SEAL, SEAL, PUMP)
    assert compared("valves", VALVES, ListKind.NEEDS, found).known == {3}
    said = {"file": "a.xlsx", "rows": found.rows}
    assert perform(ID["valves"], entering.bring_in_needs, VALVES, **said) == 2
    with pytest.raises(NothingInIt):
        perform(ID["valves"], entering.bring_in_needs, VALVES, **said)


def test_what_is_wrong_is_named_by_row_and_column_and_nothing_is_written():
    wrong = [*SEAL]
    wrong[0], wrong[5] = "另一项", "很成熟"
    nowhere = [*PUMP]
    nowhere[4] = "没有这个行业"
    empty = ["只有名称", *[""] * 8]
    found = of(ListKind.NEEDS, HEADS, SEAL, wrong, nowhere, empty)
    assert [(each.row, each.field) for each in found.faults] == [(3, "Readiness")]
    faults = compared("valves", VALVES, ListKind.NEEDS, found).faults
    assert [(each.row, each.field) for each in faults] == [(4, "Industry"), (5, "Problem")]
    with pytest.raises(FaultInRow):
        perform(ID["valves"], entering.bring_in_needs, VALVES, file="a", rows=found.rows)
    assert kept(TechnicalNeed) == []


def test_an_industry_is_found_by_its_name():
    with transaction() as session:
        session.add(Industry(code="3443", name="阀门和旋塞制造", name_en="Valves and taps"))
    row = [*SEAL]
    row[4] = "阀门和旋塞制造"
    found = of(ListKind.NEEDS, HEADS, row)
    perform(ID["valves"], entering.bring_in_needs, VALVES, file="a", rows=found.rows)
    assert kept(TechnicalNeed)[0].industry_code == "3443"


def test_a_further_row_asks_neither_for_its_industry_nor_for_its_key():
    """Both are asked for once for all rows; what is left of each row is that it is written, and told to the engine."""
    with transaction() as session:
        session.add(Industry(code="3443", name="阀门和旋塞制造", name_en="Valves and taps"))
    sent = []
    for of_file, many in (("少", 2), ("多", 12)):
        rows = [[f"{of_file}{n}", *SEAL[1:4], "3443", *SEAL[5:]] for n in range(many)]
        found = of(ListKind.NEEDS, HEADS, *rows)
        with statements() as asked:
            perform(ID["valves"], entering.bring_in_needs, VALVES, file="a", rows=found.rows)
        sent.append(asked)
    few, many = sent
    for table in ("FROM industry", "technical_need.id IN"):
        times = [sum(table in each and "SELECT" in each for each in asked) for asked in sent]
        assert times[0] == times[1], table
    assert len(many) - len(few) <= 6 * 10


def test_teams_and_equipment_come_in_under_english_heads_too():
    teams = of(ListKind.TEAMS, ["Team name", "Topics", "Needs a year"], ["密封组", "密封", "3"])
    said = {"file": teams.name, "rows": teams.rows}
    assert perform(ID["liaison"], entering.bring_in_teams, UNIVERSITY, **said) == 1
    [team] = kept(ExpertTeam)
    assert (team.name, team.yearly_capacity) == ("密封组", 3)
    pieces = of(ListKind.EQUIPMENT, ["设备名称", "收费标准"], ["低温试验台", "每小时 200 元"])
    said = {"file": pieces.name, "rows": pieces.rows}
    assert perform(ID["liaison"], entering.bring_in_equipment, UNIVERSITY, **said) == 1
    assert kept(Equipment)[0].terms == "每小时 200 元"


def test_nobody_brings_in_lists_of_others():
    found = of(ListKind.NEEDS, HEADS, SEAL)
    for who in ("shoes", "liaison", "lucheng", "leader"):
        with pytest.raises(Forbidden):
            perform(ID[who], entering.bring_in_needs, VALVES, file="a", rows=found.rows)
        assert compared(who, VALVES, ListKind.NEEDS, found) == lists.Compared()
    assert perform(ID["longwan"], entering.bring_in_needs, VALVES, file="a", rows=found.rows) == 1
    with snapshot() as session:
        assert session.get(Organisation, VALVES).version > 0


def test_a_broker_finds_the_enterprises_whose_needs_they_may_bring_in():
    def found(who, typed="恒泽"):
        with snapshot() as session:
            return [each.id for each in lists.enterprises_like(session, person(who), typed)]

    for who in ("intake", "admin", "longwan"):
        assert found(who) == [VALVES]
    assert found("lucheng") == [] and found("lucheng", "欣步") == [SHOES]
    for who in ("valves", "liaison", "leader", "tax", "dispatcher"):
        assert found(who) == []


def test_a_file_without_a_title_or_rows_is_refused():
    with pytest.raises(NoColumnForName):
        of(ListKind.NEEDS, ["价格"], ["3"])
    with pytest.raises(NoRows):
        of(ListKind.TEAMS, ["团队名称"])
