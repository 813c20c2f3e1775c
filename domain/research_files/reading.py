"""Reading a file of research results: which kind it is, what it holds, and what in it cannot be taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from domain import file_kinds
from domain.errors import Refused
from domain.imports import reading as tables
from domain.research_files import bibtex, ris, table
from domain.research_files.found import FoundResult, RecordFault, checked

MOST_BYTES = 10 * 1024 * 1024
MOST_RECORDS = 2000
SUFFIXES = ["ris", "bib", "xlsx", "csv"]
_TEXTS = {"ris": ris.records, "bib": bibtex.records}


class NoRecords(Refused):
    message = "{name} holds no research results that can be read."


class TooLarge(Refused):
    message = "{name} is too large: {most} MB and {records} records at most. Please split it."


class Unreadable(Refused):
    message = "{name} cannot be read as {kind}. Please export it again."


@dataclass(frozen=True)
class Fault:
    """What is wrong with one record, and in which field."""

    row: int
    field: str
    refusal: Refused

    def __hash__(self) -> int:
        return hash((self.row, self.field))


@dataclass(frozen=True)
class Reading:
    """What a file holds: results that can be brought in, and records that cannot."""

    name: str
    results: tuple[FoundResult, ...]
    faults: tuple[Fault, ...]


def read(name: str, content: bytes) -> Reading:
    """All of the file; raises a Refused of this folder where the file as a whole cannot be taken."""
    clean = file_kinds.clean_name(name)
    kind = PurePosixPath(clean).suffix.lower().removeprefix(".")
    if kind not in SUFFIXES:
        raise file_kinds.KindNotAllowed(kinds=", ".join(SUFFIXES))
    if len(content) > MOST_BYTES:
        raise _too_large(clean)
    results, faults = [], []
    for each in _guarded(clean, kind, content):
        try:
            if isinstance(each, tuple):
                raise each[1]
            results.append(checked(each))
        except RecordFault as fault:
            row = each[0] if isinstance(each, tuple) else each.row
            faults.append(Fault(row, fault.field, fault.refusal))
        if len(results) + len(faults) > MOST_RECORDS:
            raise _too_large(clean)
    if not results and not faults:
        raise NoRecords(name=clean)
    return Reading(clean, tuple(results), tuple(faults))


def _guarded(name: str, kind: str, content: bytes) -> Iterator:
    """The records as the file has them; whatever is wrong inside is the file's fault."""
    try:
        if kind in _TEXTS:
            yield from _TEXTS[kind](_text(name, content))
        else:
            tables.check(name, content)
            yield from table.records(name, content)
    except (MemoryError, Refused, RecordFault):
        raise
    except Exception as fault:
        raise Unreadable(name=name, kind=kind.upper()) from fault


def _text(name: str, content: bytes) -> str:
    """The file as text in the first encoding that fits; raises NotWhatItSays for anything but text."""
    if b"\0" not in content:
        for encoding in tables.ENCODINGS:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise file_kinds.NotWhatItSays(name=name)


def _too_large(name: str) -> TooLarge:
    return TooLarge(name=name, most=MOST_BYTES // 1024 // 1024, records=MOST_RECORDS)
