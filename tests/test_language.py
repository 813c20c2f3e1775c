"""Chinese and English are complete: every text of the code, every word of every list, every refusal."""

import ast
import re
import string
import tomllib
from enum import StrEnum
from pathlib import Path

import pytest

from db import (
    activity_vocabulary,
    assessment_vocabulary,
    bulletin_vocabulary,
    contest_vocabulary,
    indicator_vocabulary,
    research_vocabulary,
    subscription_vocabulary,
    supervision_vocabulary,
    vocabulary,
)
from domain import documents, errors, return_visits, routing, workflow  # noqa: F401
from domain.indicators.definitions import DEFINITIONS
from domain.queries import office_days, organisation_offers, outbox, today

ROOT = Path(__file__).parents[1]
SCREEN = [ROOT / "app.py", *(ROOT / "components").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
RULES = [*(ROOT / "domain").rglob("*.py")]
FOLDER = ROOT / "components" / "texts"
STREAMLITS = "streamlit.toml"  # what Streamlit itself says, in the browser
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def chinese():
    found = {}
    for file in sorted((FOLDER / "zh").glob("*.toml")):
        if file.name == STREAMLITS:
            continue
        for english, text in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found.setdefault(english, []).append((file.name, text))
    return found


KNOWN = chinese()


def literal(node):
    """A text, also one that stands on several lines."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def calls(path, name):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name and node.args:
            yield node


def said_on_screen():
    for path in SCREEN:
        for call in calls(path, "t"):
            yield path.relative_to(ROOT), call.lineno, literal(call.args[0])


def refusals(kind=errors.Refused):
    for each in kind.__subclasses__():
        yield each
        yield from refusals(each)


def fields():
    """The names of fields that rules put into their refusals."""
    for path in RULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            for keyword in node.keywords:
                if keyword.arg in ("field", "name") and literal(keyword.value):
                    called = getattr(node.func, "id", "")
                    if called in ("Missing", "TooLong", "Unclear", "line", "paragraph"):
                        yield literal(keyword.value)
            if getattr(node.func, "id", "") == "chosen" and len(node.args) == 3:
                yield literal(node.args[2])


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


SAID = list(said_on_screen())
DECLARED = {
    text
    for each in DEFINITIONS.values()
    for text in (each.what, each.formula, each.owner, each.source)
}
LISTED = (
    vocabulary,
    activity_vocabulary,
    research_vocabulary,
    assessment_vocabulary,
    bulletin_vocabulary,
    contest_vocabulary,
    indicator_vocabulary,
    subscription_vocabulary,
    supervision_vocabulary,
    workflow,
    routing,
    return_visits,
    today,
    office_days,
    outbox,
    organisation_offers,
)
LISTS = [
    each
    for module in LISTED
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum
]


def test_texts_are_written_out_where_they_are_said():
    assert [f"{path}:{line}" for path, line, text in SAID if text is None] == []


@pytest.mark.parametrize("text", sorted({text for _, _, text in SAID if text}))
def test_every_text_on_screen_is_there_in_chinese(text):
    assert text in KNOWN
    assert CHINESE.search(KNOWN[text][0][1]) or not re.search(r"[a-z]{4}", text)


@pytest.mark.parametrize("text", sorted(DECLARED))
def test_every_declared_text_is_there_in_chinese(text):
    assert CHINESE.search(KNOWN[text][0][1])


@pytest.mark.parametrize(
    "refusal", sorted(set(refusals()), key=str), ids=lambda each: each.__name__
)
def test_every_refusal_is_there_in_chinese(refusal):
    assert refusal.message in KNOWN


@pytest.mark.parametrize("name", sorted(set(fields())))
def test_every_field_that_a_refusal_names_is_there_in_chinese(name):
    assert name in KNOWN


@pytest.mark.parametrize(
    "member", sorted({m for each in LISTS for m in each}, key=repr), ids=lambda m: repr(m)
)
def test_every_word_of_every_closed_list_is_there_in_chinese(member):
    assert f"{type(member).__name__}.{member.value}" in KNOWN


@pytest.mark.parametrize("english", sorted(KNOWN))
def test_a_translation_has_the_same_places_as_its_text(english):
    for _, text in KNOWN[english]:
        assert places(text) <= places(english) or "." in english[:30]


def test_the_same_text_has_the_same_translation_everywhere():
    twice = {key: found for key, found in KNOWN.items() if len({text for _, text in found}) > 1}
    assert twice == {}


def test_no_translation_is_left_over():
    used = {text for _, _, text in SAID} | {each.message for each in refusals()} | set(fields())
    used |= {errors.Refused.message} | DECLARED
    used |= {f"{type(m).__name__}.{m.value}" for each in LISTS for m in each}
    assert set(KNOWN) - used == set()


@pytest.mark.parametrize("path", SCREEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_chinese_stands_in_the_code_of_a_page(path):
    """Names of languages and of punctuation aside, Chinese stands in texts/zh only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(CHINESE.findall(node.value)) > 2
    ]
    documented = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
    }
    assert [text for text in found if text not in documented] == []
