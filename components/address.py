"""Choices kept in the address of the page, so that any view can be sent as a link and reached by "back".

Streamlit's own binding writes a choice as it is shown: a link made in Chinese would say nothing to an English reader.
Here the address holds codes. A field that is at rest follows the address; a field that was just changed leads it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import streamlit as st

from components.submitting import remember, remembered, shown
from components.texts import t
from domain.indicators.periods import TO

Word = Callable[[str], str]


@dataclass
class _Field:
    """What the address said when a field was last drawn, what stood there first of all, and how often the field was
    made anew since."""

    said: list[str]
    turn: int = 0
    first: str = ""


def one_of(
    name: str, label: str, options: Sequence[str], word: Word, *, none: str, **look
) -> str | None:
    """One of the options or none; `none` stands there while nothing is chosen."""
    said, key = _said(name)
    asked = [each for each in said if each in options]
    chosen = st.selectbox(
        label,
        options,
        index=options.index(asked[0]) if asked else None,
        format_func=word,
        key=key,
        placeholder=none,
        label_visibility="collapsed",
        **look,
    )
    _say(name, [chosen] if chosen else [])
    return chosen


def always(name: str, label: str, options: Sequence[str], word: Word, **look) -> str:
    """One of the options, the first when nothing else is asked."""
    said, key = _said(name)
    asked = [each for each in said if each in options]
    chosen = st.selectbox(
        label,
        options,
        index=options.index(asked[0]) if asked else 0,
        format_func=word,
        key=key,
        label_visibility="collapsed",
        **look,
    )
    _say(name, [chosen] if chosen != options[0] else [])
    return chosen


@dataclass(frozen=True)
class Days:
    """The choice of days from one to another: what it is called, between which days, and how many at most."""

    name: str
    first: date
    last: date
    most: int

    def read(self, code: str) -> tuple[date, date] | None:
        """The days that a code such as 2026-11-03..2026-11-20 means; none where it may not be chosen."""
        with suppress(ValueError):
            since, until = map(date.fromisoformat, code.split(TO))
            if self.first <= since <= until <= self.last and (until - since).days < self.most:
                return since, until
        return None


def always_or_days(
    name: str, label: str, options: Sequence[str], word: Word, *, days: Days, **look
) -> str:
    """One of the options, the first when nothing else is asked; or days from one to another, which the address has in
    the same place. They begin with those of this month. Where nothing was asked for it stays with the first option,
    also when that has become another: this month is the next one on a page left open."""
    said, key = _said(name, options[0])
    asked = [each for each in said if each in options]
    found = next(filter(None, map(days.read, said)), None)
    chosen = st.selectbox(
        label,
        [*options, TO],
        index=len(options) if found else options.index(asked[0]) if asked else 0,
        format_func=lambda code: days.name if code == TO else word(code),
        key=key,
        label_visibility="collapsed",
        **look,
    )
    if chosen != TO:
        _say(name, [chosen] if chosen != options[0] else [])
        return chosen
    since, until = found or (days.last.replace(day=1), days.last)
    picked = st.date_input(
        days.name,
        (since, until),
        min_value=days.first,
        max_value=days.last,
        key=f"{key}-days",
        format="YYYY-MM-DD",
        label_visibility="collapsed",
        width=220,
    )
    typed = TO.join(each.isoformat() for each in picked)  # of two days the first alone, at first
    since, until = days.read(typed) or (since, until)
    code = f"{since}{TO}{until}"
    _say(name, [code])
    return code


def several(
    name: str, label: str, options: Sequence[str], word: Word, *, none: str
) -> tuple[str, ...]:
    """Any of the options."""
    said, key = _said(name)
    chosen = st.multiselect(
        label,
        options,
        default=[each for each in dict.fromkeys(said) if each in options],
        format_func=word,
        key=key,
        placeholder=none,
        label_visibility="collapsed",
    )
    _say(name, chosen)
    return tuple(chosen)


def pills(name: str, label: str, options: Sequence[str], word: Word) -> tuple[str, ...]:
    """Any of a few options, all of them in sight; one that is asked for stays, though it is offered no more."""
    said, key = _said(name)
    asked = list(dict.fromkeys(said))
    chosen = st.pills(
        label,
        [*options, *(each for each in asked if each not in options)],
        default=asked,
        selection_mode="multi",
        format_func=word,
        key=key,
        label_visibility="collapsed",
    )
    _say(name, chosen)
    return tuple(chosen)


def segment(name: str, label: str, options: Sequence[str], word: Word) -> str:
    """One of a few options, all of them in sight; the first when nothing else is asked."""
    said, key = _said(name)
    asked = [each for each in said if each in options]
    chosen = st.segmented_control(
        label,
        options,
        default=asked[0] if asked else options[0],
        format_func=word,
        key=key,
        required=True,
        label_visibility="collapsed",
    )
    _say(name, [chosen] if chosen != options[0] else [])
    return chosen


def words(name: str, label: str, *, most: int, placeholder: str, **look) -> str:
    """What somebody looks for."""
    said, key = _said(name)
    typed = st.text_input(
        label,
        said[0][:most] if said else "",
        key=key,
        max_chars=most,
        placeholder=placeholder,
        label_visibility="collapsed",
        **look,
    )
    _say(name, [typed] if typed else [])
    return typed or ""


def yes(name: str, label: str) -> bool:
    """Yes or, when nothing is asked, no."""
    said, key = _said(name)
    chosen = st.toggle(label, said == ["true"], key=key)
    _say(name, ["true"] if chosen else [])
    return chosen


def day(name: str, label: str, usual: date | None = None) -> date | None:
    """A day or none; `usual` stands in the field while the address names none, and is not written into it."""
    said, key = _said(name)
    asked = usual
    with suppress(ValueError):
        asked = date.fromisoformat("".join(said))
    chosen = st.date_input(label, asked, key=key, format="YYYY-MM-DD")
    _say(name, [chosen.isoformat()] if chosen and chosen != usual else [])
    return chosen


def page(name: str, *, pages: int, of: object) -> int:
    """The number of the page shown; when what is paged, `of`, changes, the first again."""
    if remembered(f"paged-{name}", of) != of:
        _said(name)
        _say(name, [])
        _fields()[name].turn += 1
    remember(f"paged-{name}", of)
    said, key = _said(name)
    if pages == 1:
        _say(name, [])
        return 1
    asked = "".join(said)
    first = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 9 else 1
    chosen = st.pagination(pages, default=first, key=f"{key}-{pages}")
    _say(name, [str(chosen)] if chosen > 1 else [])
    return chosen


def after(name: str, *, of: object) -> int:
    """After which number the page shown begins, 0 the first; when what is paged, `of`, changes, the first again."""
    said = st.query_params.get(name, "")
    if remembered(f"paged-{name}", of) != of:
        st.query_params.pop(name, None)
        said = ""
    remember(f"paged-{name}", of)
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def turn(name: str, following: int | None) -> None:
    """Lead on to the page after this number, and back to the first."""
    with st.container(horizontal=True, gap="small"):
        if st.query_params.get(name) and st.button(
            t("First page"), icon=":material/first_page:", key=f"{name}-first"
        ):
            del st.query_params[name]
            st.rerun()
        if following is not None and st.button(
            t("Next page"), icon=":material/navigate_next:", key=f"{name}-next"
        ):
            st.query_params[name] = str(following)
            st.rerun()


def is_asked(name: str) -> bool:
    """Whether the address asks for anything under this name."""
    return bool(st.query_params.get_all(name))


def asked_for() -> dict[str, list[str]]:
    """Everything that the address asks for now."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def clear(script: str) -> None:
    """Offer to take every choice away, where there is one."""
    if st.query_params and st.button(
        t("Clear"), icon=":material/filter_alt_off:", type="tertiary", key="address-clear"
    ):
        st.switch_page(script, query_params={})


def _said(name: str, first: str = "") -> tuple[list[str], str]:
    """What the address says, and the field's key: another one when the address has changed by itself, or when a field
    at rest showed the `first` option and that is another now."""
    said = st.query_params.get_all(name)
    field = _fields().setdefault(name, _Field(said, first=first))
    is_at_rest = not said and shown(f"address-{name}-{field.turn}", field.first) == field.first
    if field.said != said or (is_at_rest and field.first != first):
        field.said, field.turn = said, field.turn + 1
    field.first = first
    return said, f"address-{name}-{field.turn}"


def _say(name: str, values: Sequence[str]) -> None:
    """Let the address say what the field says."""
    field = _fields()[name]
    if field.said == list(values):
        return
    if values:
        st.query_params[name] = list(values)
    else:
        del st.query_params[name]
    field.said = list(values)


def _fields() -> dict[str, _Field]:
    """Every field of this open page by its name in the address."""
    fields = remembered("address")
    if fields is None:
        fields = {}
        remember("address", fields)
    return fields
