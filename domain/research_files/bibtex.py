"""Bibliographies in BibTeX."""

import logging
import re
from collections.abc import Iterator

import bibtexparser
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock
from pylatexenc.latex2text import LatexNodes2Text

from db.research_vocabulary import ResultSource
from domain.errors import Refused
from domain.research_files import patents
from domain.research_files.found import FoundResult, doi, several, year_in

MOST_MARKS = 20_000  # signs @ and backslashes that are looked at
MOST_BRACES = 200_000
MOST_TEX = 8000  # characters of a value in which TeX is read
_TITLES_EN = ("title_en", "titleen", "english_title", "titletranslation", "translatedtitle")
_LATEX = LatexNodes2Text(math_mode="text")

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what is wrong is told to the person


class BrokenEntry(Refused):
    message = (
        "The entry that begins in row {row} cannot be read: a bracket, comma or quote is missing."
    )


class TooManyMarks(Refused):
    message = "The file holds too many entries. Please split it."


def records(text: str) -> Iterator[FoundResult]:
    """The entries in their order; raises BrokenEntry, TooManyMarks."""
    marks = max(text.count("@"), text.count("\\"))
    if marks > MOST_MARKS or text.count("{") > MOST_BRACES:
        raise TooManyMarks
    library = bibtexparser.parse_string(text)
    entries = list(library.entries)
    for block in library.failed_blocks:
        if isinstance(block, DuplicateBlockKeyBlock) and isinstance(
            block.ignore_error_block, Entry
        ):
            entries.append(block.ignore_error_block)
        elif isinstance(block, ParsingFailedBlock) and _is_entry(block.raw):
            raise BrokenEntry(row=(block.start_line or 0) + 1)
    for entry in sorted(entries, key=lambda each: each.start_line or 0):
        yield _record(entry)


def _is_entry(raw: str | None) -> bool:
    return not re.match(r"\s*@(string|comment|preamble)\b", raw or "", re.IGNORECASE)


def _record(entry: Entry) -> FoundResult:
    fields = {field.key.lower(): field.value for field in entry.fields}

    def first(*names: str) -> str:
        return next((_plain(fields[name]) for name in names if fields.get(name)), "")

    is_patent = entry.entry_type.lower() in ("patent", "standard") or "patent" in first("type")
    number = first("number", "patentnumber", "note", "eprint") if is_patent else ""
    named = patents.patent(
        number=number if patents.is_number(number) else "", name=first("title"), kind=first("type")
    )
    authors = re.split(r"\s+and\s+", first("author", "inventor"))
    return FoundResult(
        row=(entry.start_line or 0) + 1,
        source=ResultSource.BIBTEX,
        title=first("title"),
        title_en=first(*_TITLES_EN),
        abstract=first("abstract"),
        abstract_en=first("abstract_en", "abstracten", "english_abstract"),
        keywords=several(first("keywords", "keyword")),
        year=year_in(first("year", "date")),
        inventors="；".join(filter(None, authors)),
        source_key=named.number if named else doi(first("doi") or first("url")),
        patents=(named,) if named else (),
    )


def _plain(value: object) -> str:
    """A value without the marks of TeX."""
    text = str(value)
    if ("\\" in text or "$" in text) and len(text) <= MOST_TEX:
        text = _LATEX.latex_to_text(text)
    return " ".join(text.replace("{", "").replace("}", "").split())
