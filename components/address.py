"""Choices kept in the address of the page, so that any view can be sent as a link and reached by "back".

Streamlit's own binding writes a choice as it is shown: a link made in Chinese would say nothing to an English reader.
Here the address holds codes. A field that is at rest follows the address; a field that was just changed leads it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import streamlit as st

from components.session import nonce, renew_nonce
from components.submitting import remember, remembered
from components.texts import t


def one_of(
    name: str, label: str, options: Sequence[str], word: Callable[[str], str], *, none: str, **look
) -> str | None:
    """One of the options or none; `none` stands there while nothing is chosen."""
    asked = [each for each in _asked(name) if each in options]
    chosen = st.selectbox(
        label,
        options,
        index=options.index(asked[0]) if asked else None,
        format_func=word,
        key=_key(name),
        placeholder=none,
        label_visibility="collapsed",
        **look,
    )
    _keep(name, [chosen] if chosen else [])
    return chosen


def always(
    name: str, label: str, options: Sequence[str], word: Callable[[str], str], **look
) -> str:
    """One of the options, the first when nothing else is asked."""
    asked = [each for each in _asked(name) if each in options]
    chosen = st.selectbox(
        label,
        options,
        index=options.index(asked[0]) if asked else 0,
        format_func=word,
        key=_key(name),
        label_visibility="collapsed",
        **look,
    )
    _keep(name, [chosen] if chosen != options[0] else [])
    return chosen


def several(
    name: str, label: str, options: Sequence[str], word: Callable[[str], str], *, none: str
) -> tuple[str, ...]:
    """Any of the options."""
    chosen = st.multiselect(
        label,
        options,
        default=[each for each in dict.fromkeys(_asked(name)) if each in options],
        format_func=word,
        key=_key(name),
        placeholder=none,
        label_visibility="collapsed",
    )
    _keep(name, chosen)
    return tuple(chosen)


def words(name: str, label: str, *, most: int, placeholder: str, **look) -> str:
    """What somebody looks for."""
    asked = _asked(name)
    typed = st.text_input(
        label,
        asked[0][:most] if asked else "",
        key=_key(name),
        max_chars=most,
        placeholder=placeholder,
        label_visibility="collapsed",
        **look,
    )
    _keep(name, [typed] if typed else [])
    return typed or ""


def yes(name: str, label: str) -> bool:
    chosen = st.toggle(label, _asked(name) == ["true"], key=_key(name))
    _keep(name, ["true"] if chosen else [])
    return chosen


def day(name: str, label: str) -> date | None:
    asked = None
    with suppress(ValueError):
        asked = date.fromisoformat("".join(_asked(name)))
    chosen = st.date_input(label, asked, key=_key(name), format="YYYY-MM-DD")
    _keep(name, [chosen.isoformat()] if chosen else [])
    return chosen


def page(name: str, *, pages: int, of: object) -> int:
    """The number of the page shown; when what is paged, `of`, changes, the first again."""
    if remembered(f"paged-{name}", of) != of:
        _keep(name, [])
        renew_nonce(f"address-{name}")
    remember(f"paged-{name}", of)
    if pages == 1:
        _keep(name, [])
        return 1
    asked = "".join(_asked(name))
    first = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 9 else 1
    chosen = st.pagination(pages, default=first, key=f"{_key(name)}-{pages}")
    _keep(name, [str(chosen)] if chosen > 1 else [])
    return chosen


def asked_for() -> dict[str, list[str]]:
    """Everything that the address asks for now."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def clear(script: str) -> None:
    """Offer to take every choice away, where there is one."""
    if st.query_params and st.button(
        t("Clear"), icon=":material/filter_alt_off:", type="tertiary", key="address-clear"
    ):
        st.switch_page(script, query_params={})


def _asked(name: str) -> list[str]:
    return st.query_params.get_all(name)


def _key(name: str) -> str:
    """The field's key; another one when the address has changed by itself, so that the field follows."""
    form = f"address-{name}"
    if remembered(form, _asked(name)) != _asked(name):
        renew_nonce(form)
    remember(form, _asked(name))
    return f"{form}-{nonce(form)}"


def _keep(name: str, values: Sequence[Any]) -> None:
    """Let the address say what the field says."""
    if _asked(name) == list(values):
        return
    if values:
        st.query_params[name] = list(values)
    else:
        del st.query_params[name]
    remember(f"address-{name}", list(values))
