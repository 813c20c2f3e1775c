"""The words of the tool the pages are made with, in the reader's language.

Streamlit's own hints, menus and messages exist in English only. A component that nobody sees puts
the texts of `texts/<language>/streamlit.toml` in their place, whole texts in Streamlit's own places only,
and tells the browser the language of the page (for reading aloud, calendars and numbers). It also
lets a text that is too long be pasted as far as its field takes it, and "back" lead where one was. Called
once per run by the frame around the pages, before the page; it takes no room.
"""

import tomllib
from functools import cache
from pathlib import Path

from components.browser import component, unheard

TEXTS = Path(__file__).parent / "texts"
LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en-GB"}

_mount = component("interface_words", "interface_words", "pasting", "way_back")


def show(language: str) -> None:
    """Let Streamlit speak `language` ("zh", or "en", which changes a few only)."""
    tag = LANGUAGE_TAGS[language]
    _mount(
        key="interface-words",
        data={"language": tag, "locale": tag, "entries": _entries(language)},
        height=1,
        on_locale_change=unheard,
    )


@cache
def _entries(language: str) -> dict[str, str]:
    file = TEXTS / language / "streamlit.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
