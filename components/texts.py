"""The platform's words in the reader's language: English is written in the code, Chinese stands in texts/zh/."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from components.session import language
from domain.errors import Named, Refused
from domain.plurals import filled

FOLDER = Path(__file__).parent / "texts"
NOT_OURS = "streamlit.toml"  # Streamlit's own words, put in their place by interface_words
WORD_JOINER = "\u2060"  # cannot be seen, and no link or symbol is recognised across it

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$^&=\"'])")
_LINKS = re.compile(r"(?<=:)|(?<=\bwww)(?=\.)|(?=@)", re.IGNORECASE)


def t(text: str, /, **values: object) -> str:
    """The text in the reader's language, its places filled. Called with literal texts only."""
    known = _texts(language()).get(text, text)
    return filled(known, values, is_english=language() == "en")


def declared(text: str) -> str:
    """A text that stands with what it tells of, such as the definition of an indicator, in the reader's language."""
    return spoken().declared(text)


def term(member: StrEnum) -> str:
    """A word of a closed list as it is shown."""
    return spoken().term(member)


@dataclass(frozen=True)
class Spoken:
    """The same words in one language, for what is made later than the page is drawn: a file, when it is fetched."""

    language: str

    def term(self, member: StrEnum) -> str:
        key = f"{type(member).__name__}.{member.value}"
        return _texts(self.language).get(key) or member.value.replace("_", " ").capitalize()

    def declared(self, text: str) -> str:
        return _texts(self.language).get(text, text)

    def named(self, name: str, name_en: str | None) -> str:
        return name_en or name if self.language == "en" else name


def spoken() -> Spoken:
    """In the reader's language."""
    return Spoken(language())


def listed(names: Iterable[str]) -> str:
    """Several names in one sentence."""
    return ("、" if language() == "zh" else ", ").join(names)


def sentences(*told: str) -> str:
    """Sentences after one another: Chinese ones without a gap."""
    return ("" if language() == "zh" else " ").join(filter(None, told))


def told(refusal: Refused) -> str:
    """Why something was refused, as a sentence for a place that reads Markdown; names of fields in it are translated,
    what somebody typed is shown letter by letter."""
    texts = _texts(language())
    values = {name: _filled(texts, value) for name, value in refusal.values.items()}
    known = texts.get(refusal.message, refusal.message)
    return filled(known, values, is_english=language() == "en")


def _filled(texts: Mapping[str, str], value: Any) -> Any:
    if isinstance(value, Named):
        return plain(value.zh if language() == "zh" else value.en)
    return plain(texts.get(value, value)) if isinstance(value, str) else value


def plain(text: str) -> str:
    """What somebody typed, for a place that reads Markdown: shown letter by letter, never as markup or link."""
    return _MARKUP.sub(r"\\\1", _LINKS.sub(WORD_JOINER, text))


@cache
def _texts(language: str) -> dict[str, str]:
    """Every text of one language; read once."""
    found: dict[str, str] = {}
    for file in sorted((FOLDER / language).glob("*.toml")):
        if file.name != NOT_OURS:
            found |= tomllib.loads(file.read_text("utf-8"))
    return found
