"""Writing a table as it is read: rows of text to CSV or to a spreadsheet (XLSX), piece by piece, never all at once.

What people typed may begin like a formula. Such a cell gets an apostrophe before it, so that no programme that opens
the table runs it; reading takes it away again (domain/imports/reading.py).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PIECE = 64 * 1024  # bytes that are gathered before they are given on

# Also as wide signs, which spreadsheet programmes in Chinese and Japanese take for the narrow ones.
LIVE = "=+-@\t\r\n＝＋－＠"
_BELOW_ZERO = re.compile(r"-[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font>'
    '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49"'
    ' applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>",
}
_BEFORE = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    '</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="{columns}"'
    ' width="20" customWidth="1"/></cols><sheetData>'
)
_AFTER = "</sheetData></worksheet>"


def harmless(text: str) -> str:
    """A cell that no programme takes for a formula; a number below zero is none."""
    if _BELOW_ZERO.fullmatch(text):
        return text
    return f"'{text}" if text.startswith(tuple(LIVE)) else text


def pieces(kind: str, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The bytes of a table of this kind; the first row names the columns."""
    safe = ([harmless(cell) for cell in row] for row in rows)
    yield from _as_csv(safe) if kind == "csv" else _as_xlsx(safe)


def _as_csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """With the mark by which spreadsheet programmes know UTF-8."""
    gathered = io.StringIO()
    gathered.write("\ufeff")
    lines = csv.writer(gathered)
    for row in rows:
        lines.writerow(row)
        if gathered.tell() > PIECE:
            yield _taken(gathered).encode()
    yield _taken(gathered).encode()


def _as_xlsx(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as parts:
        for name, text in _PARTS.items():
            parts.writestr(name, _HEAD + text)
        with parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            gathered = io.StringIO()
            for number, row in enumerate(rows, start=1):
                if number == 1:
                    gathered.write(_HEAD + _BEFORE.format(columns=len(row)))
                gathered.write(_row(number, row))
                if gathered.tell() > PIECE:
                    sheet.write(_taken(gathered).encode())
                    yield outlet.taken()
            sheet.write(f"{_taken(gathered)}{_AFTER}".encode())
    yield outlet.taken()


def _row(number: int, cells: Sequence[str]) -> str:
    style = 1 if number == 1 else 0
    told = "".join(
        f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{_level(cell)}</t></is></c>'
        if cell
        else "<c/>"
        for cell in cells
    )
    return f'<row r="{number}">{told}</row>'


def _level(cell: str) -> str:
    return escape(_NOT_IN_XML.sub("", cell))


def _taken(gathered: io.StringIO) -> str:
    text = gathered.getvalue()
    gathered.seek(0)
    gathered.truncate()
    return text


class _Outlet(io.RawIOBase):
    """Where the archive is written to: it cannot go back, and what was taken is gone."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        held, self._held = bytes(self._held), bytearray()
        return held
