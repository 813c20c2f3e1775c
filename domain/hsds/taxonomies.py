"""The classifications that services and organisations are marked with, as HSDS taxonomies and terms.

Four are the platform's own closed lists and its ratings [own]; industries are GB/T 4754-2017.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from db.models import Industry
from db.vocabulary import QualificationType, ServiceField, SizeClass
from domain.hsds.identity import named

FIELDS, INDUSTRIES, SIZES = "service_fields", "industries", "enterprise_sizes"
QUALIFICATIONS, RATINGS = "qualifications", "ratings"
SATISFIED = "satisfied"


@dataclass(frozen=True)
class Taxonomy:
    """One classification: its key here, and how it is told."""

    key: str
    name: str
    description: str
    version: str = ""

    @property
    def id(self) -> str:
        return named("taxonomy", self.key)

    def told(self) -> dict:
        told = {"id": self.id, "name": self.name, "description": self.description}
        return told | ({"version": self.version} if self.version else {})


@dataclass(frozen=True)
class Term:
    """One word of a classification; `code` is as the classification itself has it."""

    taxonomy: Taxonomy
    code: str
    name: str
    description: str
    parent: str = ""  # its code

    @property
    def id(self) -> str:
        return named("term", self.taxonomy.key, self.code)

    def told(self, *, whole: bool = True) -> dict:
        """As an answer says it; with the taxonomy itself, unless it is told elsewhere."""
        told = {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "description": self.description,
            "taxonomy": self.taxonomy.name,
            "taxonomy_id": self.taxonomy.id,
            "language": "zh",
        }
        if self.parent:
            told["parent_id"] = named("term", self.taxonomy.key, self.parent)
        return told | ({"taxonomy_detail": self.taxonomy.told()} if whole else {})


TAXONOMIES = {
    each.key: each
    for each in (
        Taxonomy(
            FIELDS,
            "企业诉求与服务领域 Service fields",
            "What a service for enterprises is about, as the platform sorts demands and services.",
        ),
        Taxonomy(
            INDUSTRIES,
            "国民经济行业分类 Industries",
            "GB/T 4754-2017, the divisions, groups and classes in use; a longer code lies within a shorter one.",
            "GB/T 4754-2017",
        ),
        Taxonomy(
            SIZES,
            "企业规模 Sizes of enterprises",
            "统计上大中小微型企业划分办法 (2017): large, medium, small and micro.",
            "2017",
        ),
        Taxonomy(
            QUALIFICATIONS,
            "机构资质 Qualifications",
            "What an issuer has certified of an organisation; the value names certificate, issuer and end.",
        ),
        Taxonomy(
            RATINGS,
            "服务评价 Ratings",
            "Answers of enterprises to closed work orders, of months that are over; the value: how many of how many.",
        ),
    )
}


def word(member: StrEnum) -> str:
    """The member of a closed list in Chinese and English: 融资 Financing."""
    return f"{chinese(member)} {english(member)}"


def chinese(member: StrEnum) -> str:
    return _words()[f"{type(member).__name__}.{member.value}"]


def english(member: StrEnum) -> str:
    return member.value.replace("_", " ").capitalize()


def of_list(key: str, members: Iterable[StrEnum]) -> tuple[Term, ...]:
    return tuple(
        Term(TAXONOMIES[key], member.value, chinese(member), english(member)) for member in members
    )


@cache
def own_terms() -> dict[str, Term]:
    """Every term but the industries, by its UUID."""
    rating = Term(
        TAXONOMIES[RATINGS], SATISFIED, "满意 Content", "Content with how a work order was handled"
    )
    terms = (
        *of_list(FIELDS, ServiceField),
        *of_list(SIZES, SizeClass),
        *of_list(QUALIFICATIONS, QualificationType),
        rating,
    )
    return {term.id: term for term in terms}


def own(key: str, code: str) -> Term:
    return own_terms()[named("term", key, code)]


def industry_terms(rows: Iterable[Industry]) -> dict[str, Term]:
    """The industries by code; the parent is the longest shorter code that is there."""
    known = {row.code: row for row in rows}
    terms = {}
    for code, row in known.items():
        shorter = (code[:n] for n in range(len(code) - 1, 0, -1))
        parent = next((each for each in shorter if each in known), "")
        terms[code] = Term(TAXONOMIES[INDUSTRIES], code, row.name, row.name_en or row.name, parent)
    return terms


@cache
def _words() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))
