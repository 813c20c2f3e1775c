"""What is still missing in a form, or cannot be read: all of it at once, in the order of the page."""

from collections.abc import Callable, Mapping

from components.texts import listed, sentences, t, told
from domain.errors import Refused
from domain.written import is_blank


def missing(fields: Mapping[str, object]) -> str:
    """By the field's label what stands in it; "" when every one is filled in."""
    empty = [label for label, value in fields.items() if _is_empty(value)]
    return t("Please fill in: {field}.", field=listed(empty)) if empty else ""


def misread(*typed: tuple[Callable[[str], object], str]) -> str:
    """A sentence for each text that its reader refuses; "" where none does. Nothing is said of an empty one."""
    return sentences(*(_why_not(read, text) for read, text in typed if not is_blank(text)))


def _why_not(read: Callable[[str], object], text: str) -> str:
    try:
        read(text)
    except Refused as refusal:
        return told(refusal)
    return ""


def _is_empty(value: object) -> bool:
    return is_blank(value) if isinstance(value, str) else not value
