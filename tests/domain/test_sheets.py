"""Tables come out as they went in, in pieces, and nothing in them can be run."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from domain import sheets
from domain.imports import reading

HEADS = ("名称", "电话")


def cells_of(kind, rows):
    content = b"".join(sheets.pieces(kind, [HEADS, *rows]))
    with reading.opened(f"a.{kind}", content) as table:
        return [cells for _, cells in table]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_is_read_again(kind):
    rows = [("恒泽, “阀门”", "0577-88886666"), ('a"b<c>&', "第一行\n第二行"), ("=1+1", "-5")]
    rows += [("＝1+1", "＋86 577"), ("－", "＠恒泽")]
    assert cells_of(kind, rows) == [HEADS, *rows]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "live",
    [
        *("=cmd|' /C calc'!A0", "+1", "-1+1", "-1\n", "@SUM(1)", "\t=1", "\r=1", "\n=1"),
        *("＝1+1", "＋1", "－1", "＠SUM(1)"),
    ],
)
def test_nothing_begins_like_a_formula(kind, live):
    content = b"".join(sheets.pieces(kind, [HEADS, (live, "")]))
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(content))
        told, type = book.active["A2"].value, book.active["A2"].data_type
        assert type == "s"
    else:
        told = content.decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"')
    assert told.startswith("'")


@pytest.mark.parametrize("number", ["-1", "-1.25", "-2.5e-05", "-1e+10"])
def test_a_number_below_zero_stays_one(number):
    content = b"".join(sheets.pieces("csv", [HEADS, (number, "")])).decode("utf-8-sig")
    assert content.splitlines()[1] == f"{number},"


def test_signs_that_no_sheet_may_hold_are_left_out():
    [_, (name, _)] = cells_of("xlsx", [("a\x00\x0b\ud800b", "c")])
    assert name == "ab"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_table_comes_in_pieces(kind):
    rows = (("x" * 200, str(n)) for n in range(20_000))
    sizes = [len(piece) for piece in sheets.pieces(kind, rows)]
    assert len(sizes) > 10
    assert max(sizes) < 10 * sheets.PIECE


def test_a_sheet_is_a_whole_archive():
    content = b"".join(sheets.pieces("xlsx", [HEADS]))
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
