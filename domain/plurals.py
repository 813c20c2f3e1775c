"""English sentences that count: of one thing they are told in the singular, though they are written in the plural.

Sentences are written once, for many ("{n} demands are open"). Where a place is filled with one, the noun that it counts
and the verb that goes with it are turned ("1 demand is open"). Chinese knows no plural. Sentences that this cannot turn
stand in `ENTIRE`.
"""

import re
from collections.abc import Mapping
from functools import cache

_VERBS = {
    "are": "is",
    "were": "was",
    "have": "has",
    "wait": "waits",
    "want": "wants",
    "end": "ends",
    "stand": "stands",
    "fit": "fits",
    "lie": "lies",
    "get": "gets",
}
# What never stands between a number and the noun that it counts.
_BETWEEN = (
    "of|to|the|a|an|at|in|on|from|for|with|without|beside|by|and|or|that|is|was|has|had|may|can|cannot|could|would|will"
    f"|{'|'.join(_VERBS)}"
)
# What ends as nouns do, behind a number or a grade, and is none.
_NO_NOUN = (
    "as|its|this|less|does|always|afterwards|lies|reaches|stays|meets|misses|falls|rises|means"
)
_WORD = rf"(?!(?:{_BETWEEN})\b)[a-z-]+"
_NOUN = rf"(?!(?:{_BETWEEN}|{_NO_NOUN})\b)(?:[a-z-]+s|people)\b"
_VERB = rf"(?P<verb> (?:{'|'.join(_VERBS)})\b)"
_IRREGULAR = {"people": "person", "series": "series"}
ENTIRE = {
    "Hand in with the {n} that follow": "Hand in with the one that follows",
    "Also the {n} that follow and stand at the same stage": "Also the one that follows and stands at the same stage",
    "{n} that follow are moved by as much.": "The one that follows is moved by as much.",
    "{who} cancelled the activity and {n} that follow: {reason}": (
        "{who} cancelled the activity and the one that follows: {reason}"
    ),
    "{n} meet nobody: see the participants.": "One meets nobody: see the participants.",
    "{n} results are drafts now. Complete them below.": "{n} result is a draft now. Complete it below.",
    "{n} ranks would be others.": "{n} rank would be another.",
    "{n} meetings cannot be held as they stand. Please plan again.": (
        "{n} meeting cannot be held as it stands. Please plan again."
    ),
    "{area}: {n} services and organisations": "{area}: {n} service or organisation",
    (
        "{n} of them were set up with the directory: since when they serve is not recorded,"
        " and they count in every year."
    ): (
        "{n} of them was set up with the directory: since when it serves is not recorded, and it counts in every year."
    ),
    "{n} settled meetings lie beyond these slots or tables. Please move them or let them be moved again.": (
        "{n} settled meeting lies beyond these slots or tables. Please move it or let it be moved again."
    ),
}


def filled(text: str, values: Mapping[str, object], *, is_english: bool) -> str:
    """A text with its places filled; an English one in the singular of what there is one of."""
    if not values:
        return text
    if is_english:
        ones = tuple(sorted(name for name, value in values.items() if _is_one(value)))
        text = singular(text, ones) if ones else text
    return text.format(**values)


def _is_one(value: object) -> bool:
    return value == "1" or (type(value) is int and value == 1)


@cache
def singular(text: str, ones: tuple[str, ...]) -> str:
    """An English text whose places of these names are each filled with one."""
    if ones and text in ENTIRE and "n" in ones:
        return ENTIRE[text]
    for name in ones:
        place = re.escape(f"{{{name}}}")
        text = re.sub(
            rf"(there are )?({place}(?: {_WORD}){{0,2}}? )({_NOUN})(?P<that> that)?{_VERB}?",
            _turned,
            text,
        )
        text = re.sub(
            rf"({place}(?: of \{{\w+\}}(?: {_WORD}){{0,2}}| of them| more| oldest)?){_VERB}",
            _turned_verb,
            text,
        )
    return text


def _turned(found: re.Match[str]) -> str:
    there = "there is " if found[1] else ""
    return there + found[2] + _one(found[3]) + (found["that"] or "") + _verb(found["verb"] or "")


def _turned_verb(found: re.Match[str]) -> str:
    return found[1] + _verb(found["verb"])


def _verb(told: str) -> str:
    return f" {_VERBS[told.strip()]}" if told else ""


def _one(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-2] if noun.endswith(("sses", "xes", "ches", "shes")) else noun[:-1]
