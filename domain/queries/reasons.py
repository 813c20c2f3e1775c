"""Why a line of the directory fits what was typed, and how well: told to the reader, used for the order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from db.search import is_cjk, runs, segmented
from db.vocabulary import EntryKind
from domain.concepts import Concept, Sort

# Weights of the order [own]: what the name says counts most, then what the record is, then what its text says.
WHOLE, BEGINS, HOLDS = 40.0, 14.0, 8.0
IN_NAME, BY_MARK, ELSEWHERE = 5.0, 3.0, 1.0


class Where(StrEnum):
    """Where a concept was found."""

    NAME = "name"
    SYNONYM = "synonym"
    AREA = "area"
    INDUSTRY = "industry"
    FIELD = "field"
    EVERYWHERE = "everywhere"  # for all areas, or all industries
    TEXT = "text"  # in what the record says, its code, its telephone, its initials


@dataclass(frozen=True)
class Reason:
    """One concept that fits: as typed, where it was found, and by which other word."""

    typed: str
    where: Where
    by: str = ""


_OF = {Sort.AREA: Where.AREA, Sort.INDUSTRY: Where.INDUSTRY, Sort.FIELD: Where.FIELD}


def reasons(row, text: str, asked: Sequence[Concept]) -> tuple[Reason, ...]:
    """`text` is what the entry is found by; a concept that does not fit gives no reason."""
    tokens = set(text.split())
    found = (_reason(row, text, tokens, concept) for concept in asked)
    return tuple(each for each in found if each)


class Scale:
    """How well hits fit, by what a list knows of them: name, kind, area, industry and field.

    What is asked is taken apart once, since hundreds of hits are weighed.
    """

    def __init__(self, typed: str, asked: Sequence[Concept]):
        self.level = typed.strip().lower()
        self.wants_field = any(concept.sort is Sort.FIELD for concept in asked)
        self.concepts = [(concept, _forms(concept)) for concept in asked]

    def weight(self, row) -> float:
        name, name_en = row.name.lower(), (row.name_en or "").lower()
        level, total = self.level, 0.0
        if level in (name, name_en):
            total += WHOLE
        elif name.startswith(level) or name_en.startswith(level):
            total += BEGINS
        elif level in name or level in name_en:
            total += HOLDS
        told = f" {name} {name_en}"
        for concept, forms in self.concepts:
            if any(form in told for form in forms):
                total += IN_NAME
            elif _is_of(row, concept):
                total += BY_MARK
            else:
                total += ELSEWHERE
        if self.wants_field and row.kind is EntryKind.SERVICE_PRODUCT:
            total += IN_NAME
        return total


def _forms(concept: Concept) -> tuple[str, ...]:
    """How a concept may stand in names: Chinese anywhere, a Latin word from its beginning."""
    words = (concept.typed, *concept.others)
    return tuple(word if is_cjk(word[:1]) else f" {word}" for word in words)


def _reason(row, text: str, tokens: set[str], concept: Concept) -> Reason | None:
    name, name_en = row.name.lower(), (row.name_en or "").lower()
    if _says(name, name_en, concept.typed):
        return Reason(concept.typed, Where.NAME)
    for other in concept.others:
        if _says(name, name_en, other):
            return Reason(concept.typed, Where.SYNONYM, other)
    if concept.mark in tokens or tokens.intersection(concept.wider_marks):
        return Reason(concept.typed, _OF[concept.sort])
    for word in (concept.typed, *concept.others):
        if _stands(text, tokens, word):
            where = Where.TEXT if word == concept.typed else Where.SYNONYM
            return Reason(concept.typed, where, "" if word == concept.typed else word)
    if concept.general_mark and concept.general_mark in tokens:
        return Reason(concept.typed, Where.EVERYWHERE)
    return None


def _says(name: str, name_en: str, word: str) -> bool:
    if is_cjk(word[:1]):
        return word in name or word in name_en
    return f" {word}" in f" {name_en}" or f" {word}" in f" {name}"


def _is_of(row, concept: Concept) -> bool:
    match concept.sort:
        case Sort.AREA:
            return row.area_code == concept.code
        case Sort.INDUSTRY:
            return (row.industry_code or "").startswith(concept.code)
        case Sort.FIELD:
            return row.field == concept.code
    return False


def _stands(text: str, tokens: set[str], word: str) -> bool:
    found = runs(word)
    if all(is_cjk(run) for run in found):
        return segmented(word).rpartition(" ")[0] in text if len(word) > 1 else word in text
    *whole, last = segmented(word).split() or [""]
    return all(token in tokens for token in whole) and any(
        token.startswith(last) for token in tokens
    )
