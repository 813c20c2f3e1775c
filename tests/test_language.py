"""Chinese and English are complete: every text of the code, every word of every list, every refusal."""

import ast
import re
import string
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from db import (
    activity_vocabulary,
    assessment_vocabulary,
    bulletin_vocabulary,
    contest_vocabulary,
    indicator_vocabulary,
    research_vocabulary,
    service_vocabulary,
    subscription_vocabulary,
    supervision_vocabulary,
    upkeep_vocabulary,
    vocabulary,
)
from domain import documents, errors, return_visits, routing, workflow  # noqa: F401
from domain.activity_feedback import OF_SERVICE, QUESTIONS
from domain.assessment import title_rules
from domain.indicators import aims
from domain.indicators.definitions import DEFINITIONS
from domain.queries import office_days, organisation_offers, outbox, today

ROOT = Path(__file__).parents[1]
SCREEN = [ROOT / "app.py", *(ROOT / "components").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
RULES = [*(ROOT / "domain").rglob("*.py")]
FOLDER = ROOT / "components" / "texts"
STREAMLITS = "streamlit.toml"  # what Streamlit itself says, in the browser
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def chinese():
    """Every English text with its translations, and the file of each."""
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


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path, name):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name and node.args:
            yield node


@cache
def said_on_screen():
    """Where each text is said, and the text; none where it is not written out."""
    return [
        (path.relative_to(ROOT), call.lineno, literal(call.args[0]))
        for path in SCREEN
        for call in calls(path, "t")
    ]


def refusals(kind=errors.Refused):
    for each in kind.__subclasses__():
        yield each
        yield from refusals(each)


@cache
def fields():
    """The names of fields that rules put into their refusals."""
    found = set()
    for node in (node for path in RULES for node in ast.walk(parsed(path))):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", "")
        if called in ("Missing", "TooLong", "Unclear", "line", "paragraph"):
            said = [each.value for each in node.keywords if each.arg in ("field", "name")]
            found |= {literal(each) for each in said}
        if called == "chosen" and len(node.args) == 3:
            found.add(literal(node.args[2]))
    return {name for name in found if name}


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


DECLARED = (
    {
        text
        for each in DEFINITIONS.values()
        for text in (each.what, each.formula, each.owner, each.source)
    }
    | {*aims.RULES, aims.UNCONFIRMED, *title_rules.COUNTED.values()}
    | set(QUESTIONS.values())
    | set(OF_SERVICE.values())
)
LISTED = (
    vocabulary,
    activity_vocabulary,
    research_vocabulary,
    service_vocabulary,
    assessment_vocabulary,
    bulletin_vocabulary,
    contest_vocabulary,
    indicator_vocabulary,
    subscription_vocabulary,
    supervision_vocabulary,
    upkeep_vocabulary,
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
    assert [f"{path}:{line}" for path, line, text in said_on_screen() if text is None] == []


def test_every_text_on_screen_is_there_in_chinese():
    said = {text for _, _, text in said_on_screen() if text}
    assert sorted(said - set(KNOWN)) == []
    english = [text for text in said if not CHINESE.search(KNOWN[text][0][1])]
    assert [text for text in english if re.search(r"[a-z]{4}", text)] == []


def test_every_declared_text_is_there_in_chinese():
    assert sorted(DECLARED - set(KNOWN)) == []
    assert [text for text in DECLARED if not CHINESE.search(KNOWN[text][0][1])] == []


def test_every_refusal_is_there_in_chinese():
    every = set(refusals())
    assert len(every) > 20
    assert [each.__name__ for each in every if each.message not in KNOWN] == []


def test_every_field_that_a_refusal_names_is_there_in_chinese():
    assert len(fields()) > 20
    assert sorted(fields() - set(KNOWN)) == []


def test_every_word_of_every_closed_list_is_there_in_chinese():
    words = [f"{type(member).__name__}.{member.value}" for each in LISTS for member in each]
    assert len(words) > 200
    assert sorted(set(words) - set(KNOWN)) == []


def test_a_translation_has_the_same_places_as_its_text():
    odd = [
        english
        for english, found in KNOWN.items()
        for _, text in found
        if not (places(text) <= places(english) or "." in english[:30])
    ]
    assert odd == []


def test_every_text_stands_in_one_place():
    twice = {key: found for key, found in KNOWN.items() if len(found) > 1}
    assert twice == {}


def test_no_translation_is_left_over():
    used = {text for _, _, text in said_on_screen()} | fields() | DECLARED
    used |= {each.message for each in (errors.Refused, *refusals())}
    used |= {f"{type(m).__name__}.{m.value}" for each in LISTS for m in each}
    assert set(KNOWN) - used == set()


def test_no_chinese_stands_in_the_code_of_a_page():
    """Names of languages and of punctuation aside, Chinese stands in texts/zh only."""
    found = [
        (str(path.relative_to(ROOT)), text) for path in SCREEN for text in chinese_in(parsed(path))
    ]
    assert found == []


def chinese_in(tree):
    """The Chinese texts of a module that are no documentation."""
    documented = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
    }
    texts = (literal(node) for node in ast.walk(tree))
    for text in {text for text in texts if text} - documented:
        if len(CHINESE.findall(text)) > 2:
            yield text
