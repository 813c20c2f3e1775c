"""Exports of research results are read whatever made them; what cannot be taken is told with its row and field."""

from datetime import date

import pytest

from db.research_vocabulary import (
    Confidentiality,
    PatentKind,
    PatentState,
    ResultSource,
    TransferKind,
)
from domain import file_kinds
from domain.errors import Missing, Refused, TooLong
from domain.imports.reading import EmptyTable
from domain.research_files import bibtex, ris, table
from domain.research_files.found import NotReadiness
from domain.research_files.reading import MOST_BYTES, NoRecords, TooLarge, Unreadable, read
from tests.domain.imports.files import as_csv, as_xlsx
from tests.domain.research_files import files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_patent_export_is_read_from_its_chinese_heads(encoding):
    [found] = read("专利.csv", files.patent_export(1, encoding)).results
    assert (found.row, found.title, found.title_en) == (2, "一种第0号高压阀门的密封结构", "")
    assert (found.year, found.inventors) == (2023, "王芳；李明")
    assert found.keywords == ("阀门", "密封", "耐高温")
    assert (found.source, found.source_key) == (ResultSource.SHEET, "CN2023100000005")
    [patent] = found.patents
    assert (patent.kind, patent.state) == (PatentKind.INVENTION, PatentState.GRANTED)
    assert patent.filed_on == date(2023, 2, 3)


def test_a_spreadsheet_says_the_same_as_a_text_table():
    sheet = read("专利.xlsx", as_xlsx(files.patents(3), files.HEADS))
    assert sheet.results == read("专利.csv", files.patent_export(3)).results


def test_ris_is_read_with_its_wrapped_lines_and_dois():
    first, second = read("papers.ris", files.ris(2)).results
    assert first.title == first.title_en == "Sealing of valve number 0 at high temperature"
    assert first.abstract == ""
    assert first.abstract_en.endswith("tight. It holds at 540 degrees.")
    assert first.keywords == ("valve", "seal", "hard alloy")
    assert (first.year, first.inventors) == (2021, "Wang, Fang；Li, Ming")
    assert (first.source_key, second.source_key) == ("10.1234/abc.0", "10.1234/abc.1")
    assert (first.row, second.row) == (1, 13)


def test_ris_tags_with_one_gap_a_patent_and_a_title_in_two_languages_are_understood():
    text = (
        "TY - PAT\nTI - 一种泵\nTT - A pump\nN2 - 本发明\nIS - CN 112345678 B\nY1 - 2020\nER -\n"
    ).encode("gb18030")
    [found] = read("a.ris", text).results
    assert (found.title, found.title_en, found.abstract) == ("一种泵", "A pump", "本发明")
    assert found.source_key == "CN112345678B"
    assert found.patents[0].state is PatentState.GRANTED


def test_a_wrapped_line_of_ris_that_looks_like_a_tag_goes_on_with_the_text():
    wrapped = "N2  - A coating that is\nUV-stable and\nER-positive, as\nUV - cured, and\nER - bound\nKW  - coating\n"
    text = f"TY  - JOUR\nTI  - A coating\n{wrapped}ER  - \nTY  - JOUR\nTI  - B\nER  -\n".encode()
    first, second = read("a.ris", text).results
    assert first.abstract_en == (
        "A coating that is UV-stable and ER-positive, as UV - cured, and ER - bound"
    )
    assert (first.keywords, second.title) == (("coating",), "B")


@pytest.mark.parametrize("gap", ["\n", "  \t\n", "Exported by a catalogue\n"])
def test_a_line_of_ris_before_the_first_tag_of_a_record_belongs_to_nothing(gap):
    record = (
        "TY  - JOUR\n{gap}AU  - Wang, Fang\n\nTI  - {title}\n\nKW  - valve\nPY  - 2021\n\nER  - \n"
    )
    text = "".join(record.format(gap=gap, title=each) for each in "ABC").encode()
    found = read("a.ris", text).results
    assert [(each.title, each.inventors, each.keywords, each.year) for each in found] == [
        (title, "Wang, Fang", ("valve",), 2021) for title in "ABC"
    ]


def test_bibtex_is_read_without_the_marks_of_tex():
    first, _ = read("a.bib", files.bibtex(2)).results
    assert first.title == "第0号泵的空化研究"
    assert first.inventors == "王芳；Müller, Hans"
    assert (first.keywords, first.year) == (("空化", "离心泵"), 2022)
    assert (first.source_key, first.source) == ("10.5678/0", ResultSource.BIBTEX)


def test_two_entries_of_one_key_are_both_read():
    text = b"@string{v = {Valves}}\n@article{k, title = v}\n@patent{k, title={B}, number={US1234567B2}}"
    first, second = read("a.bib", text).results
    assert (first.title, second.title) == ("Valves", "B")
    assert second.patents[0].number == "US1234567B2"


def test_one_broken_entry_of_bibtex_is_told_with_its_row_and_the_others_are_read():
    text = (
        b'@article{a, title = {A}, keywords = {x}, keywords = "y", title = {Again}}\n'
        b"@article{b, title = {B\n@article{c, title = {C}}\n"
    )
    found = read("a.bib", text)
    assert [(each.row, each.title, each.keywords) for each in found.results] == [
        (1, "A", ("x", "y")),
        (3, "C", ()),
    ]
    [fault] = found.faults
    assert fault.row == 2 and isinstance(fault.refusal, bibtex.BrokenEntry)


@pytest.mark.parametrize(
    ("kind", "state", "number", "read_as"),
    [
        (
            "实用新型",
            "失效（未缴年费专利权终止）",
            "1",
            (PatentKind.UTILITY_MODEL, PatentState.LAPSED),
        ),
        ("外观设计", "授权", "1", (PatentKind.DESIGN, PatentState.GRANTED)),
        ("软件著作权", "登记", "2023SR012345", (PatentKind.SOFTWARE, PatentState.GRANTED)),
        ("", "实质审查", "202310123456.7", (PatentKind.INVENTION, PatentState.PENDING)),
        ("", "", "ZL 2022 2 1234567.8", (PatentKind.UTILITY_MODEL, PatentState.PENDING)),
        ("", "", "CN218123456U", (PatentKind.UTILITY_MODEL, PatentState.GRANTED)),
    ],
)
def test_kind_and_state_are_read_from_words_or_from_the_number(kind, state, number, read_as):
    heads = ("名称", "申请号", "专利类型", "法律状态")
    [found] = read("a.csv", as_csv([("甲", number, kind, state)], heads)).results
    assert (found.patents[0].kind, found.patents[0].state) == read_as


ENDED = (
    "Inactive, Not in force, not-in-force, Not active, Revoked, Discontinued, Abandoned, Terminated, "
    "Application refused, Rejected, Dead, Invalidated, Surrendered, Cancelled, Withdrawn, "
    "Lapse for non-payment of fees, Expired - Fee Related, 撤销, 全部撤销, 逾期视撤, 权利终止, 未缴年费, "
    "期限届满, Expired 2014-08-13, Grant ceased, Registration expired, Expiration of patent term"
)


@pytest.mark.parametrize("state", ENDED.split(", "))
def test_a_patent_that_has_ended_is_not_read_as_one_in_force_or_on_its_way(state):
    assert read_state(state) is PatentState.LAPSED


IN_FORCE = (
    "Active; In force; Granted; Patented; Active, expires 2034-08-13; Active - Expiration 2034-08-13; "
    "Active (expires Aug 13, 2034); "
    "Active, anticipated expiration 2034; Adjusted expiration 2034-08-13, in force; 有效，届满日 2035-01-01; "
    "In force (not lapsed); Not expired, active; 授权，未失效; Application granted; IP right grant; Grant; 专利权维持; "
    "Registered; 授权公布"
)


@pytest.mark.parametrize(
    ("state", "read_as"),
    [
        *((each, PatentState.GRANTED) for each in IN_FORCE.split("; ")),
        *((each, PatentState.PENDING) for each in ("Pending", "Not granted", "Application filed")),
        *((each, PatentState.PENDING) for each in ("公布", "Not registered", "未登记")),
    ],
)
def test_a_patent_in_force_or_on_its_way_is_read_as_such(state, read_as):
    assert {read_state(state, number) for number in ("CN116000001A", "CN116000001B")} == {read_as}


def read_state(state, number="CN116000001B"):
    """What the state of a patent is read as, by default of a letter of patent."""
    heads = ("名称", "公开号", "法律状态")
    [found] = read("a.csv", as_csv([("甲", number, state)], heads)).results
    return found.patents[0].state


def test_an_own_list_may_say_how_ready_a_result_is_and_how_it_may_pass_on():
    rows = [("阀", "TRL 6", "普通许可、合作开发")]
    [found] = read("a.csv", as_csv(rows, ("成果名称", "技术成熟度", "转化方式"))).results
    assert found.readiness == 6
    assert found.transfer_kinds == (TransferKind.LICENCE, TransferKind.JOINT_DEVELOPMENT)


@pytest.mark.parametrize("written", ["6", "6.0", "TRL 6", "6级"])
def test_readiness_is_a_whole_number_however_a_sheet_writes_it(written):
    [found] = read("a.csv", as_csv([("甲", written)], ("专利名称", "成熟度"))).results
    assert found.readiness == 6


@pytest.mark.parametrize(
    ("row", "field", "refusal"),
    [
        (("", "摘要", "2020-01-01", "3"), "Title", Missing),
        (("题" * 301, "", "", ""), "Title", TooLong),
        (("甲", "", "昨天", ""), "Filed on", table.NotADay),
        (("甲", "", "2023-02-31", ""), "Filed on", table.NotADay),
        (("甲", "", "0204-06-30", ""), "Filed on", table.NotADay),
        (("甲", "", "2204-06-30", ""), "Filed on", table.NotADay),
        (("甲", "", "", "12"), "Readiness", NotReadiness),
        (("甲", "", "", "6.5"), "Readiness", NotReadiness),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_row_and_field(row, field, refusal):
    heads = ("专利名称", "摘要", "申请日", "成熟度")
    found = read("a.csv", as_csv([("好的", "", "", ""), row], heads))
    [fault] = found.faults
    assert (fault.row, fault.field, type(fault.refusal)) == (3, field, refusal)
    assert [each.title for each in found.results] == ["好的"]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.docx", b"PK", file_kinds.KindNotAllowed),
        ("a.ris", b"\0\1\2", file_kinds.NotWhatItSays),
        ("a.xlsx", b"MZ", file_kinds.NotWhatItSays),
        ("a.ris", b"hello", NoRecords),
        ("a.bib", b"", NoRecords),
        ("a.csv", b"", EmptyTable),
        ("a.csv", b"a,b\n1,2\n", table.NoColumnForTitle),
        ("a.ris", b"TY  - JOUR\nTI  - x\n", ris.NoEnd),
        ("a.ris", b"TY  - JOUR\nTI  - x\nTY  - JOUR\nER  - \n", ris.NoEnd),
        ("a.bib", b"@a{" * 30_000, bibtex.TooManyMarks),
        ("a.bib", b"{" * 900_000, bibtex.TooManyMarks),
        ("a.ris", b"TY  - JOUR\nTI  - x\nER  - \n" * 2001, TooLarge),
        ("a.ris", b"x" * (MOST_BYTES + 1), TooLarge),
        ("a.bib", b"@a{k,title={\\a" + b"{" * 3000 + b"}" * 3000 + b"}}", Unreadable),
    ],
)
def test_odd_and_hostile_files_end_in_a_sentence(name, content, refusal):
    with pytest.raises(Refused) as told:
        read(name, content)
    assert type(told.value) is refusal
    assert "{" not in str(told.value)


WIDER = ("成果名称", "意向价格（万元）", "转化条件", "应用行业", "研发团队", "主要指标", "保密")


@pytest.mark.parametrize(
    "heads", [WIDER, ("Title", "Price", "Terms", "Industry", "Team", "Figures", "Visibility")]
)
def test_price_conditions_industry_team_figures_and_confidentiality_are_read(heads):
    price = "50" if heads is WIDER else "500,000"
    cells = (
        "密封",
        price,
        "联合申报",
        "3443；阀门制造",
        "密封团队",
        "泄漏率 ≤ 0.01 %",
        "匿名" if heads is WIDER else "hidden",
    )
    [found] = read("a.xlsx", as_xlsx([cells], heads)).results
    assert (found.price, found.conditions, found.team) == (500_000, "联合申报", "密封团队")
    assert found.industries == ("3443", "阀门制造")
    assert [str(each) for each in found.targets] == ["泄漏率 ≤ 0.01 %"]
    assert found.confidentiality is Confidentiality.NAME_HIDDEN


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (("密封", "很贵", "", "", "", "", ""), "Price"),
        (("密封", "", "", "", "", "好", ""), "Target figures"),
        (("密封", "", "", "", "", "", "也许"), "Confidentiality"),
    ],
)
def test_a_mistake_in_these_columns_is_named_by_row_and_column(cells, field):
    [fault] = read("a.xlsx", as_xlsx([cells], WIDER)).faults
    assert (fault.row, fault.field) == (2, field)
