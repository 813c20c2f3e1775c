"""The facts the city begins with: areas, industries, units, the duty list, time limits and universities.

They stand in the TOML files beside this page; here they are read as frozen dataclasses. Names come in both languages.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from db.vocabulary import LimitStep, LimitUnit, ServiceField, Timeliness

HERE = Path(__file__).parent
SUB_PLATFORM = "sub_platform"


@dataclass(frozen=True)
class Words:
    """One thing in both languages."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Industry:
    code: str  # GB/T 4754-2017
    zh: str
    en: str
    name: tuple[Words, ...]  # words for the name of an enterprise
    products: tuple[Words, ...]
    materials: tuple[Words, ...]
    machines: tuple[Words, ...]


@dataclass(frozen=True)
class Area:
    code: str  # GB/T 2260
    zh: str
    en: str
    full_en: str
    tile: tuple[int, int]  # column and row on the tile map
    valid_from: date
    industries: tuple[str, ...]  # codes, the strongest first
    towns: tuple[Words, ...]

    @property
    def suffix(self) -> str:
        return self.code[-2:]


@dataclass(frozen=True)
class Unit:
    """A unit that answers demands; `area` is None for a unit of the city."""

    key: str
    zh: str
    en: str
    phone: str
    area: str | None


@dataclass(frozen=True)
class DutyRow:
    """Which units answer for a field, by key, the leading one first."""

    field: ServiceField
    city: tuple[str, ...]
    county: tuple[str, ...]


@dataclass(frozen=True)
class Limit:
    timeliness: Timeliness
    step: LimitStep
    amount: float
    unit: LimitUnit
    source: str
    every: bool = False  # due again each time the amount has passed


@dataclass(frozen=True)
class University:
    zh: str
    en: str
    area: str
    disciplines: tuple[Words, ...]


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def _words(rows: list[list[str]]) -> tuple[Words, ...]:
    return tuple(Words(zh, en) for zh, en in rows)


@cache
def areas() -> tuple[Area, ...]:
    """The twelve areas, in the order of their codes."""
    return tuple(
        Area(
            **{
                **row,
                "tile": tuple(row["tile"]),
                "industries": tuple(row["industries"]),
                "towns": _words(row["towns"]),
            }
        )
        for row in _read("areas")["area"]
    )


@cache
def area(code: str) -> Area:
    """The area of a code; KeyError when it is none of the twelve."""
    return {each.code: each for each in areas()}[code]


@cache
def industries() -> dict[str, Industry]:
    """The industries of the twelve areas by their GB/T 4754-2017 code."""
    listed = ("name", "products", "materials", "machines")
    return {
        row["code"]: Industry(**{**row, **{part: _words(row[part]) for part in listed}})
        for row in _read("industries")["industry"]
    }


def city() -> Words:
    row = _read("areas")["city"]
    return Words(row["zh"], row["en"])


def city_code() -> str:
    return _read("areas")["city"]["code"]


def city_platform() -> Unit:
    return Unit(**_read("departments")["city_platform"], area=None)


@cache
def departments() -> tuple[Unit, ...]:
    """The departments of the city."""
    return tuple(Unit(**row, area=None) for row in _read("departments")["department"])


def sub_platform(of: Area) -> Unit:
    return _in_area(_read("departments")[SUB_PLATFORM], of)


def county_departments(of: Area) -> tuple[Unit, ...]:
    """The departments of one area."""
    return tuple(_in_area(row, of) for row in _read("departments")["county_department"])


def _in_area(row: dict[str, str], of: Area) -> Unit:
    return Unit(
        key=row["key"],
        zh=row["zh"].format(zh=of.zh),
        en=row["en"].format(en=of.full_en),
        phone=row["phone"].format(suffix=of.suffix),
        area=of.code,
    )


@cache
def duties() -> tuple[DutyRow, ...]:
    return tuple(
        DutyRow(ServiceField(row["field"]), tuple(row["city"]), tuple(row["county"]))
        for row in _read("duty")["duty"]
    )


@cache
def limits() -> tuple[Limit, ...]:
    return tuple(
        Limit(
            **{
                **row,
                "timeliness": Timeliness(row["timeliness"]),
                "step": LimitStep(row["step"]),
                "unit": LimitUnit(row["unit"]),
            }
        )
        for row in _read("limits")["limit"]
    )


@cache
def universities() -> tuple[University, ...]:
    return tuple(
        University(**{**row, "disciplines": _words(row["disciplines"])})
        for row in _read("universities")["university"]
    )


def synonyms() -> dict[str, tuple[str, ...]]:
    """Words by the concept that they mean: "field:financing" → 融资, 贷款, loan …"""
    told = _read("synonyms")
    named = {f"field:{name}": words for name, words in told["fields"].items()}
    named |= {f"industry:{code}": words for code, words in told["industries"].items()}
    return {concept: tuple(words) for concept, words in (named | told["words"]).items()}
