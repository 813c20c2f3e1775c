"""Taking one word of a closed list from whoever sends it."""

from enum import StrEnum
from typing import TypeVar

from domain.errors import Missing, Unclear

Choice = TypeVar("Choice", bound=StrEnum)


def chosen(choices: type[Choice], value: str | None, name: str) -> Choice:
    """The member meant; raises Missing for none and Unclear for a word that is not on the list."""
    if not value:
        raise Missing(field=name)
    try:
        return choices(value)
    except ValueError:
        raise Unclear(field=name) from None
