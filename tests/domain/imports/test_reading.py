"""Files as offices send them are read; what is not what it says, or would fill the machine, is refused."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from domain import file_kinds
from domain.imports import mapping, reading
from tests.domain.imports.files import HEADS, as_csv, as_xlsx, valves


def rows_of(name, content):
    with reading.opened(name, content) as table:
        return list(table)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_tables_are_read_in_any_of_the_usual_ways(encoding, delimiter):
    content = as_csv(valves(2), encoding=encoding, delimiter=delimiter)
    assert reading.check("企业.csv", content) == "企业.csv"
    found = rows_of("企业.csv", content)
    assert found == [(1, HEADS), *((n + 2, row) for n, row in enumerate(valves(2)))]


def test_a_sheet_is_read_as_its_cells_would_be_typed():
    book = Workbook()
    book.active.append(["名称", "电话", "日期", "是", "数", "公式"])
    book.active.append([" 甲 ", 13857700001, datetime(2018, 6, 30), True, 1.5, "=1+1"])
    kept = io.BytesIO()
    book.save(kept)
    [_, (_, cells)] = rows_of("a.xlsx", kept.getvalue())
    assert cells == ("甲", "13857700001", "2018-06-30", "True", "1.5")


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers():
    content = as_csv([("", ""), ("甲", "乙"), (), ("丙",)], heads=("名称", "区域"))
    assert [number for number, _ in rows_of("a.csv", content)] == [1, 3, 5]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.docx", b"PK\x03\x04", file_kinds.KindNotAllowed),
        ("a.xlsm", b"PK\x03\x04", file_kinds.KindNotAllowed),
        ("a.xlsx", b"MZ\x90\x00", file_kinds.NotWhatItSays),
        ("a.csv", b"\x00\x01\x02", file_kinds.NotWhatItSays),
        ("a.csv", b"", reading.EmptyTable),
        ("a.csv", b"x" * (reading.MOST_BYTES + 1), reading.TableTooLarge),
    ],
)
def test_what_cannot_be_read_is_refused_before_it_is_opened(name, content, refusal):
    with pytest.raises(refusal):
        reading.check(name, content)


def test_a_file_with_macros_or_one_that_unpacks_without_end_is_refused():
    def with_part(name, content):
        kept = io.BytesIO(as_xlsx(valves(1)))
        with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr(name, content)
        return kept.getvalue()

    with pytest.raises(file_kinds.HasMacros):
        reading.check("a.xlsx", with_part("xl/vbaProject.bin", b"x"))
    bomb = with_part("xl/more.xml", b"0" * 60_000_000)
    with pytest.raises(file_kinds.UnpacksTooLarge):
        reading.check("a.xlsx", bomb)


def test_a_sheet_that_is_broken_inside_is_told_so():
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(valves(1)))) as whole,
        zipfile.ZipFile(kept, "w") as parts,
    ):
        for each in whole.namelist():
            is_sheet = each.startswith("xl/worksheets")
            parts.writestr(each, b"<worksheet><row" if is_sheet else whole.read(each))
    with pytest.raises(reading.UnreadableTable):
        rows_of("a.xlsx", kept.getvalue())


def test_entities_that_multiply_are_not_unfolded():
    kept = io.BytesIO()
    evil = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b"<worksheet><sheetData><row><c t='inlineStr'><is><t>&b;</t></is></c></row></sheetData></worksheet>"
    )
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(valves(1)))) as whole,
        zipfile.ZipFile(kept, "w") as parts,
    ):
        for each in whole.namelist():
            parts.writestr(each, evil if each.startswith("xl/worksheets") else whole.read(each))
    with pytest.raises(reading.UnreadableTable):
        rows_of("a.xlsx", kept.getvalue())


def test_a_table_without_rows_is_refused():
    with pytest.raises(reading.EmptyTable):
        reading.beginning("a.csv", as_csv([]), 5)


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        (HEADS, "name credit_code area_code contact_name phone founded_on tags"),
        (
            ("企业名称*", "统一社会信用代码（必填）", "所属区域", "行业", "联系人", "联系电话"),
            "name credit_code area_code industry_code contact_name phone",
        ),
        (
            ("Company name", "Unified Social Credit Code", "District", "Sector", "E-mail", "Phone"),
            "name credit_code area_code industry_code email phone",
        ),
    ],
)
def test_columns_are_known_by_the_words_at_their_head(heads, fields):
    found = mapping.guessed(mapping.heads(heads))
    assert found == dict(zip(fields.split(), mapping.heads(heads), strict=True))


def test_a_field_has_one_column_and_a_column_one_field():
    found = mapping.guessed(mapping.heads(("联系电话", "手机", "电话", "名称", "企业名称")))
    assert found == {"phone": "联系电话", "name": "名称"}
    assert mapping.heads(("", "名称", "名称")) == ("A", "名称", "名称 C")
    with pytest.raises(mapping.ColumnTwice):
        mapping.checked({"name": "名称", "name_en": "名称"}, ("名称",))
    with pytest.raises(mapping.NoColumnForName):
        mapping.checked({"phone": "电话"}, ("电话",))
