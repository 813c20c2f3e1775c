"""Every event of a record is told as a sentence, and every field by its name, in both languages."""

import ast
import re
from pathlib import Path

import pytest

from components import moments, record_labels, record_words, texts
from domain.record_fields import FIELDS

ROOT = Path(__file__).parents[2]
MODULES = ("records", "organisations", "qualifications", "products", "experts", "visits")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAID = {
    "kind": "investor",
    "name": "Ouxin",
    "type": "patent_agency",
    "until": "2027-01-05",
    "again_on": "2027-01-05",
    "on": "2026-01-05",
    "field": "financing",
    "number": "2026-000001",
    "contacts": True,
    "indicator": "received",
    "narrowed": "",
    "many": 12,
    "row": 3,
}
NAMES = {"330303": "Longwan", "3443": "Valves"}


def recorded():
    """The first argument of every act.record in the modules whose events stand on a record's chain."""
    for module in (*MODULES, "duties", "checks", "zones", "exports"):
        tree = ast.parse((ROOT / "domain" / f"{module}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record":
                yield node.args[0].value


@pytest.fixture(params=["en", "zh"])
def language(request, monkeypatch):
    for module in (texts, moments):
        if hasattr(module, "language"):
            monkeypatch.setattr(module, "language", lambda: request.param)
    return request.param


@pytest.mark.parametrize("action", sorted(set(recorded())))
def test_every_event_has_a_sentence_of_its_own(action, language):
    told = record_words.sentence(action, SAID, "Lin")
    assert told.startswith("Lin")
    assert told != record_words.sentence("something_new", SAID, "Lin")
    assert bool(CHINESE.search(told)) is (language == "zh")


def test_an_event_of_another_kind_is_told_all_the_same(language):
    assert "something_new" not in record_words.sentence("something_new", {}, "")


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_name(name, language):
    assert record_labels.label(name) != name
    if language == "en":
        assert record_labels.label(name) == FIELDS[name].label


def test_a_change_is_told_by_names_and_not_by_codes(language):
    changes = [
        ["area_code", "", "330303"],
        ["industry_code", "3443", ""],
        ["size_class", "small", "medium"],
        ["phone", "", "+8657788886666"],
        ["email", "", ""],
    ]
    told = record_labels.details({"changes": changes, "reason": "why"}, NAMES)
    assert len(told) == 6
    assert told[0].endswith(": – → Longwan")
    assert told[1].endswith(": Valves → –")
    assert told[3].endswith(": – → 0577-88886666")
    assert "→" not in told[4]
    assert told[5] == "why"
    assert "small" not in told[2].lower() or language == "en"


def test_a_changed_service_is_told_part_by_part(language):
    parts = [
        ["field", "financing", "technology"],
        ["for_sizes", "", "small、micro"],
        ["areas", "330303", ""],
        ["needs", "", "patent_agency"],
    ]
    told = record_labels.details({"parts": parts}, NAMES)
    assert told[2].endswith(": Longwan → –")
    assert not any("_" in each for each in told)
