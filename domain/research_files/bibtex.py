"""Bibliographies in BibTeX."""

import logging
import re
from collections.abc import Iterator

import bibtexparser
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
)
from pylatexenc.latex2text import LatexNodes2Text

from db.research_vocabulary import ResultSource
from domain.errors import Refused
from domain.research_files import patents
from domain.research_files.found import FoundResult, RecordFault, doi, several, year_in

MOST_MARKS = 20_000  # signs @ and backslashes that are looked at
MOST_BRACES = 200_000
MOST_TEX = 8000  # characters of a value in which TeX is read
_TITLES_EN = ("title_en", "titleen", "english_title", "titletranslation", "translatedtitle")
_JOINED = {"author": " and ", "inventor": " and ", "keywords": "; ", "keyword": "; "}
_LATEX = LatexNodes2Text(math_mode="text")

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what is wrong is told to the person


class BrokenEntry(Refused):
    message = (
        "The entry that begins in row {row} cannot be read: a bracket, comma or quote is missing."
    )


class TooManyMarks(Refused):
    message = "The file holds too many entries. Please split it."


def records(text: str) -> Iterator[FoundResult | tuple[int, RecordFault]]:
    """The entries in their order, those that cannot be read with BrokenEntry; raises TooManyMarks."""
    marks = max(text.count("@"), text.count("\\"))
    if marks > MOST_MARKS or text.count("{") > MOST_BRACES:
        raise TooManyMarks
    library = bibtexparser.parse_string(text)
    blocks: list[Block] = [*library.entries, *library.failed_blocks]
    for block in sorted(blocks, key=lambda each: each.start_line or 0):
        entry = block if isinstance(block, Entry) else _all_the_same(block)
        row = (block.start_line or 0) + 1
        if entry is not None:
            yield _record(entry, row)
        elif isinstance(block, ParsingFailedBlock) and _is_entry(block.raw):
            yield row, RecordFault("Entry", BrokenEntry(row=row))


def _all_the_same(block: Block) -> Entry | None:
    """The entry that was refused for nothing but a key, or a field, that stands there twice."""
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inner = block.ignore_error_block
        if isinstance(inner, Entry):
            for field in inner.fields:  # nobody has taken the marks round them off
                field.value = str(field.value).strip().strip('"')
            return inner
    return None


def _is_entry(raw: str | None) -> bool:
    return not re.match(r"\s*@(string|comment|preamble)\b", raw or "", re.IGNORECASE)


def _record(entry: Entry, row: int) -> FoundResult:
    fields = _fields(entry)

    def first(*names: str) -> str:
        return next((_plain(fields[name]) for name in names if fields.get(name)), "")

    is_patent = entry.entry_type.lower() in ("patent", "standard") or "patent" in first("type")
    number = first("number", "patentnumber", "note", "eprint") if is_patent else ""
    named = patents.patent(
        number=number if patents.is_number(number) else "", name=first("title"), kind=first("type")
    )
    authors = re.split(r"\s+and\s+", first("author", "inventor"))
    return FoundResult(
        row=row,
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


def _fields(entry: Entry) -> dict[str, str]:
    """The fields by their names in small letters; of one that stands there twice the lists are joined, else the first
    holds."""
    found: dict[str, str] = {}
    for field in entry.fields:
        name, value = field.key.lower(), str(field.value)
        if found.get(name) and name in _JOINED:
            found[name] += _JOINED[name] + value
        else:
            found[name] = found.get(name) or value
    return found


def _plain(value: object) -> str:
    """A value without the marks of TeX."""
    text = str(value)
    if ("\\" in text or "$" in text) and len(text) <= MOST_TEX:
        text = _LATEX.latex_to_text(text)
    return " ".join(text.replace("{", "").replace("}", "").split())
