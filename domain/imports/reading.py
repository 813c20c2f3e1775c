"""Reading a file of organisations row by row, never all of it at once: a spreadsheet (XLSX) or a text table (CSV).

Formulas are read as the values they had when the file was saved. Nothing is unpacked before its size is known.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from openpyxl import load_workbook

from domain import file_kinds
from domain.errors import Refused
from domain.sheets import LIVE

MOST_BYTES = 30 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 60
MOST_CELL = 4000  # characters that are read of a cell; no field keeps so many
MOST_EMPTY = 2000  # rows without anything, one after the other, after which a sheet is at its end
SUFFIXES = ["xlsx", "csv"]
ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",;\t|"
# Put before a cell to keep it from being run; see domain/sheets.py.
_LIVE = re.compile(f"^'(?=[{re.escape(LIVE)}])")

Row = tuple[int, tuple[str, ...]]  # its number as the spreadsheet counts, and its cells


class EmptyTable(Refused):
    message = "{name} holds no rows below its first one, which names the columns."


class TableTooLarge(Refused):
    message = "{name} is too large: {most} MB and {rows} rows at most."


class UnreadableTable(Refused):
    message = "{name} cannot be read. Please save it again as XLSX or CSV."


def check(name: str, content: bytes) -> str:
    """The clean name of a file that can be read; raises Refused where it cannot be taken."""
    clean = file_kinds.clean_name(name)
    if PurePosixPath(clean).suffix.lower().removeprefix(".") not in SUFFIXES:
        raise file_kinds.KindNotAllowed(kinds=", ".join(SUFFIXES))
    if len(content) > MOST_BYTES:
        raise too_large(clean)
    if not content:
        raise EmptyTable(name=clean)
    file_kinds.kind_of(clean, content)
    return clean


def too_large(name: str) -> TableTooLarge:
    return TableTooLarge(name=name, most=MOST_BYTES // 1024 // 1024, rows=MOST_ROWS)


@contextmanager
def opened(name: str, source: Path | bytes) -> Iterator[Iterator[Row]]:
    """The rows that hold something, the one that names the columns first. Raises UnreadableTable on the way."""
    with _file(source) as file:
        if name.lower().endswith(".csv"):
            yield _guarded(name, _of_text(file))
        else:
            yield _guarded(name, _of_sheet(file))


def beginning(name: str, content: bytes, rows: int) -> list[Row]:
    """The columns' names and the first rows; raises EmptyTable where there are none."""
    with opened(name, content) as table:
        found = list(islice(table, rows + 1))
    if len(found) < 2:
        raise EmptyTable(name=name)
    return found


def _guarded(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    """Whatever is wrong inside the file is the file's fault, not the platform's."""
    try:
        yield from rows
    except (OSError, MemoryError, Refused):
        raise
    except Exception as fault:
        raise UnreadableTable(name=name) from fault


@contextmanager
def _file(source: Path | bytes) -> Iterator[BinaryIO]:
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        yield file


def _of_text(file: BinaryIO) -> Iterator[Row]:
    with io.TextIOWrapper(file, encoding=_encoding(file), newline="") as text:
        start = text.read(64 * 1024)
        text.seek(0)
        reader = csv.reader(text, delimiter=_delimiter(start))
        for number, cells in enumerate(reader, start=1):
            known = _row(cells[:MOST_COLUMNS])
            if known:
                yield number, known


def _encoding(file: BinaryIO) -> str:
    """The first encoding in which all of the file is text; GB18030 is what Chinese Excel saves."""
    for encoding in ENCODINGS:
        file.seek(0)
        text = io.TextIOWrapper(file, encoding=encoding)
        try:
            while text.read(1 << 20):
                pass
        except UnicodeDecodeError:
            continue
        else:
            return encoding
        finally:
            text.detach()
            file.seek(0)
    raise ValueError("not a text")


def _delimiter(start: str) -> str:
    """The sign that parts the cells of the first line: the one that stands there most often outside of quotes."""
    line = re.sub(r'"[^"]*"', "", start).lstrip("\r\n").split("\n", 1)[0]
    return max(_DELIMITERS, key=line.count)


def _of_sheet(file: BinaryIO) -> Iterator[Row]:
    """The rows of the first sheet that can be seen."""
    _refuse_bombs(file)
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [each for each in book.worksheets if each.sheet_state == "visible"]
        sheet = (sheets or book.worksheets)[0]
        sheet.reset_dimensions()  # what a file says of its size is not relied on
        empty = 0
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            known = _row(cells)
            if known:
                empty = 0
                yield number, known
            else:
                empty += 1
                if empty > MOST_EMPTY:
                    return
    finally:
        book.close()


def _refuse_bombs(file: BinaryIO) -> None:
    """Before it is opened: what its parts say they unpack to, the strings of all cells among them."""
    with zipfile.ZipFile(file) as parts:
        if sum(each.file_size for each in parts.infolist()) > file_kinds.MOST_UNPACKED:
            raise ValueError("unpacks too large")
    file.seek(0)


def _row(cells: Iterable[object]) -> tuple[str, ...]:
    """The cells up to the last that holds something."""
    known = [_said(cell) for cell in cells]
    while known and not known[-1]:
        known.pop()
    return tuple(known)


def _said(cell: object) -> str:
    """A cell as somebody would type it."""
    match cell:
        case None:
            return ""
        case str():
            return _LIVE.sub("", cell[:MOST_CELL].strip(), count=1)
        case datetime() | date():
            return cell.isoformat()[:10]
        case bool():
            return str(cell)
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)[:MOST_CELL].strip()
