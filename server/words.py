"""The platform's words where no page speaks them: the same texts, in the language that is asked for."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "components" / "texts"
FILES = ("performance", "figures", "administration_rules", "terms")


def term(member: StrEnum, language: str) -> str:
    """A word of a closed list as it is shown."""
    key = f"{type(member).__name__}.{member.value}"
    return _texts(language).get(key) or member.value.replace("_", " ").capitalize()


def declared(text: str, language: str) -> str:
    """A text that stands with what it tells of, such as the definition of an indicator."""
    return _texts(language).get(text, text)


@cache
def _texts(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in FILES:
        file = FOLDER / language / f"{name}.toml"
        if file.exists():  # English stands in the code
            found |= tomllib.loads(file.read_text("utf-8"))
    return found
