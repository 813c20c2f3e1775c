"""Bibliographies in RIS, as reference managers and library databases export them."""

import re
from collections.abc import Iterator

import rispy
from rispy.config import TAG_KEY_MAPPING

from db.research_vocabulary import ResultSource
from domain.errors import Refused
from domain.research_files import patents
from domain.research_files.found import FoundResult, doi, is_chinese, several, year_in

# Two characters, two blanks, a dash, a blank or nothing. A tag of the format may stand closer to its dash, with one
# blank; any other line, such as a wrapped one that begins "UV-stable", goes on with what was said.
_TAG = re.compile(r"^[ \t]*([A-Z][A-Z0-9])([ \t]{1,3})-(?:[ \t](.*))?$")
_BEGIN = "TY  - "
_NUMBERS = ("number", "issn", "volume", "custom1", "custom2", "custom3", "custom6", "custom7")
_NUMBERS += ("note", "id", "accession_number", "start_page", "call_number")


class NoEnd(Refused):
    message = "The record that begins in row {row} has no end (a line ER)."


def records(text: str) -> Iterator[FoundResult]:
    """The records in their order; raises NoEnd where one is cut off."""
    rows, level = _levelled(text)
    for row, entry in zip(rows, rispy.loads(level, skip_unknown_tags=True), strict=True):
        yield _record(row, entry)


def _levelled(text: str) -> tuple[list[int], str]:
    """The row in which each record begins, and the file with its tags written by the book."""
    begun, open_since, lines = [], None, []
    for number, line in enumerate(text.splitlines(), start=1):
        tag = _tag(line)
        if tag and tag[0] == "TY":
            if open_since:
                raise NoEnd(row=open_since)
            open_since = number
            begun.append(number)
        elif open_since is None:
            continue  # before, between and after the records
        elif tag and tag[0] == "ER":
            open_since = None
        elif tag is None and (not line.strip() or lines[-1].startswith(_BEGIN)):
            continue  # it says nothing, or goes on with nothing: rispy takes it for the record before
        lines.append(f"{tag[0]}  - {tag[1]}" if tag else line)
    if open_since:
        raise NoEnd(row=open_since)
    return begun, "\n".join([*lines, ""])


def _tag(line: str) -> tuple[str, str] | None:
    """The tag with which a line begins, and what it says; None: the line goes on with the one before."""
    found = _TAG.match(line)
    if found is None:
        return None
    tag, gap, text = found[1], found[2], found[3] or ""
    if tag == "ER":
        return None if text.strip() else (tag, "")
    return (tag, text) if len(gap) > 1 or tag in TAG_KEY_MAPPING else None


def _record(row: int, entry: dict) -> FoundResult:
    def first(*names: str) -> str:
        return next((_text(entry[name]) for name in names if entry.get(name)), "")

    title = first("title", "primary_title", "short_title")
    other = first("translated_title")
    abstracts = [_text(entry[name]) for name in ("abstract", "notes_abstract") if entry.get(name)]
    english = [each for each in abstracts if not is_chinese(each)]
    chinese = [each for each in abstracts if is_chinese(each)]
    number = _number(entry) if entry.get("type_of_reference", "").upper() == "PAT" else ""
    named = patents.patent(number=number, name=title) if number else None
    authors = entry.get("authors") or entry.get("first_authors") or []
    return FoundResult(
        row=row,
        source=ResultSource.RIS,
        title=title,
        title_en=other,
        abstract=next(iter(chinese), ""),
        abstract_en=next(iter(english), ""),
        keywords=tuple(part for word in entry.get("keywords", []) for part in several(word)),
        year=year_in(first("year", "publication_year", "date", "primary_date")),
        inventors="；".join(authors),
        source_key=named.number if named else doi(first("doi") or first("urls")),
        patents=(named,) if named else (),
    )


def _number(entry: dict) -> str:
    """The patent's number; programmes disagree about where it stands."""
    told = (_text(entry[name]) for name in _NUMBERS if entry.get(name))
    return next((each for each in told if patents.is_number(each)), "")


def _text(value) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)
