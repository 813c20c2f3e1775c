"""Fields that answer while one types: an enterprise found by name, code or phone; a text that
shows possible duplicates before it is finished.

Both report what is typed after a short pause, never during the composition of a Chinese word, and
never write over it. Put them into a fragment, so that only the fragment is run again, together
with whatever depends on them and with the button that uses them (a button outside the fragment can
lose its click while the fragment is redrawn):

    @st.fragment
    def caller() -> None:
        found = finder.finder(t("Enterprise"), find=enterprises_like, key="hotline-enterprise", …)
        story = finder.typing_area(t("What is asked"), key="hotline-story", …)
        if len(story) > 10:
            duplicates.show(read(similar, story))

To empty a field after the form was sent, give it another `reset` (any number or text, for example
the nonce of the form). Inside `st.form` nothing is reported before the form is submitted.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.browser import component, unheard
from components.texts import t

MAX_QUERY = 200

_mount = component("field_as_typed", "typing", "finder", style="finder")


@dataclass(frozen=True)
class Hit:
    """One thing found: what stands in the list, and in the field once it is chosen."""

    id: int | str
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """The text as typed; `chosen` is the id of the hit taken, until the text is changed again."""

    query: str = ""
    chosen: int | str | None = None


@dataclass(frozen=True)
class Words:
    """What a finder itself says; `{n}` is filled in by the browser."""

    searching: str
    nothing: str
    found: str
    clear: str


def finder(
    label: str,
    *,
    find: Callable[[str], Sequence[Hit]],
    key: str,
    placeholder: str = "",
    text: str = "",
    chosen: int | str | None = None,
    reset: int | str = 0,
    min_chars: int = 1,
) -> Found:
    """A line of text with the hits of `find(text)` below it, in the same run.

    `find` is called with the stripped text once it has `min_chars` characters and nothing is
    chosen. An id comes back from the browser as it was given, but may be any: the command that
    uses it asks whether the person may see it. `text` is what stands there first and after a
    reset; `chosen` is the id of what it names, where that is chosen already.
    """
    with st.container(gap=None):
        result = _mount(
            key=key,
            data={
                "role": "finder",
                "id": key,
                "label": label,
                "placeholder": placeholder,
                "text": text,
                "chosen": chosen,
                "reset": reset,
                "min_chars": min_chars,
                "words": asdict(_words()),
            },
            on_value_change=unheard,
        )
        typed, chosen = _said(result.value, text=text, reset=reset, chosen=chosen)
        query = typed[:MAX_QUERY].strip()
        hits = find(query) if chosen is None and len(query) >= min_chars else ()
        _mount(
            key=f"{key}-hits",
            data={
                "role": "hits",
                "id": key,
                "text": typed,
                "reset": reset,
                "hits": [vars(hit) for hit in hits],
            },
        )
    return Found(query, chosen)


def typing_area(
    label: str,
    *,
    key: str,
    placeholder: str = "",
    text: str = "",
    reset: int | str = 0,
    max_chars: int = 2000,
    height: int = 140,
) -> str:
    """Several lines of text, reported as they are typed, with a counter; `height` in pixels."""
    result = _mount(
        key=key,
        data={
            "role": "area",
            "id": key,
            "label": label,
            "placeholder": placeholder,
            "text": text,
            "reset": reset,
            "max_chars": max_chars,
            "height": height,
        },
        on_value_change=unheard,
    )
    typed, _ = _said(result.value, text=text, reset=reset)
    return typed[:max_chars]


def _said(
    value: Any, *, text: str, reset: int | str, chosen: int | str | None = None
) -> tuple[str, int | str | None]:
    """What the browser reported since the last reset; it comes from outside, so by its shape."""
    match value:
        case {"text": str(typed), "chosen": int() | str() | None as taken, "reset": at}:
            if at == reset:
                return typed, taken
    return text, chosen


def _words() -> Words:
    return Words(
        searching=t("Searching…"),
        nothing=t("Nothing found"),
        found=t("{n} found"),
        clear=t("Clear"),
    )
