"""English sentences that count tell of one thing in the singular: every sentence of pages, refusals and mails."""

import re
import tomllib
from pathlib import Path

import pytest

from components.session import speaking
from components.texts import t, told
from domain import plurals
from domain.errors import Refused
from tests.test_language import refusals, said_on_screen

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"\{(\w+)\}")
# Places that are filled with a name, a title, a day or a month: behind these no noun is counted.
NAMES = {
    "after",
    "area",
    "at",
    "figure",
    "name",
    "number",
    "person",
    "price",
    "reached",
    "row",
    "title",
    "unit",
    "who",
}
NAMES |= {"enterprise", "field", "judge", "month", "provider", "whose"}
PLURAL = re.compile(r"(?<!\S)1 (?:[a-z-]+ )?(?:[a-z-]+s|people|are|were|have|want|wait|end)\b")
NO_NOUN = re.compile(
    r"1 (?:of|in|on|at|to|by|that|is|was|has|as|fits|waits|ends|wants|does|afterwards"
    r"|[a-z-]+ (?:is|was|has|as|less|this|waits))\b"
)


def mails():
    def texts(found):
        for each in found.values():
            yield from texts(each) if isinstance(each, dict) else [each]

    for file in (ROOT / "server").glob("*_texts.toml"):
        yield from texts(tomllib.loads(file.read_text("utf-8")).get("en", {}))


def every_sentence():
    found = {text for _, _, text in said_on_screen() if text}
    found |= {each.message for each in refusals()}
    found |= {each for each in mails() if isinstance(each, str)}
    return sorted(each for each in found if PLACE.search(each))


def test_no_sentence_tells_of_one_thing_in_the_plural():
    wrong, turned = [], 0
    for text in every_sentence():
        for name in set(PLACE.findall(text)) - NAMES:
            one = plurals.singular(text, (name,))
            turned += one != text
            said = PLACE.sub(lambda place, of=name: "1" if place[1] == of else "Xx", one)
            wrong += [
                (name, said[:120]) for found in PLURAL.finditer(said) if not NO_NOUN.match(found[0])
            ]
    assert wrong == [], wrong
    assert turned > 150


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("{n} demands", {"n": "1"}, "1 demand"),
        ("{n} demands", {"n": 2}, "2 demands"),
        ("{n} demands", {"n": "1,001"}, "1,001 demands"),
        ("{top} orders, {n} handlers", {"top": "1", "n": "1"}, "1 order, 1 handler"),
        ("{n} grades are missing.", {"n": 1}, "1 grade is missing."),
        ("{n} qualifications that end", {"n": 1}, "1 qualification that ends"),
        ("{n} entries", {"n": 1}, "1 entry"),
        ("{n} of {all} drafts are complete", {"n": 1, "all": 3}, "1 of 3 drafts is complete"),
        ("and there are {days} days left", {"days": 1}, "and there is 1 day left"),
        ("{n} people had registered", {"n": 1}, "1 person had registered"),
        (
            "Readiness {n} reaches the {m} wanted.",
            {"n": 1, "m": 2},
            "Readiness 1 reaches the 2 wanted.",
        ),
        ("{is_on} days", {"is_on": True}, "True days"),
    ],
)
def test_a_sentence_of_one_is_turned_with_its_verb(text, values, said):
    assert plurals.filled(text, values, is_english=True) == said
    assert plurals.filled(text, values, is_english=False) == text.format(**values)


def test_pages_and_refusals_are_told_so():
    class Full(Refused):
        message = "This match has {most} files already; more are not kept."

    with speaking("en"):
        assert t("{n} records", n="1") == "1 record"
        assert told(Full(most=1)) == "This match has 1 file already; more are not kept."
    with speaking("zh"):
        assert t("{n} records", n="1") == "1 条记录"
