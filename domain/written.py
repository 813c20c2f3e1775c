"""What people type: kept as they meant it, without what cannot be seen.

Markup stays as it was typed: it is plain text, and is shown as such. Characters that nobody sees
(controls, zero-width, those that turn the direction of writing) are taken out, so that a text
says what it looks like.
"""

import re
import unicodedata

from domain.errors import Missing, TooLong

_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"  # letters by their class, empty to the eye
_KEPT_CONTROLS = "\n\t"


def line(text: str | None, *, most: int = 80, name: str = "title", required: bool = True) -> str:
    """One line: gaps and line breaks become single spaces. Raises Missing, TooLong."""
    return _checked(" ".join(_visible(text, most, name).split()), most, name, required)


def paragraph(
    text: str | None, *, most: int = 4000, name: str = "text", required: bool = True
) -> str:
    """Text of several lines, at most one of them empty in a row. Raises Missing, TooLong."""
    lines = [each.rstrip() for each in _visible(text, most, name).split("\n")]
    return _checked(re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip()), most, name, required)


def is_blank(text: str) -> bool:
    """Whether there is nothing to be seen in it."""
    return not "".join(filter(_is_visible, text)).strip()


def _visible(text: str | None, most: int, name: str) -> str:
    text = text or ""
    if len(text) > 4 * most + 1000:  # no work is spent on what can only be refused
        raise TooLong(field=name, most=most)
    text = re.sub("\r\n?|[\u0085\u2028\u2029\v\f]", "\n", text)
    return unicodedata.normalize("NFC", "".join(filter(_is_visible, text)))


def _is_visible(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return True
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs")
    return not hidden and character not in _BLANK_LETTERS


def _checked(text: str, most: int, name: str, required: bool) -> str:
    if required and not text:
        raise Missing(field=name)
    if len(text) > most:
        raise TooLong(field=name, most=most)
    return text
