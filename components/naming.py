"""Names and texts that are kept in both languages, in the reader's."""

from collections.abc import Callable

from components.session import language


def named(name: str, name_en: str | None) -> str:
    """The name as this reader knows it; where it is in one language only, that one."""
    return naming()(name, name_en)


def naming() -> Callable[[str, str | None], str]:
    """`named` for many names: the reader's language is asked once."""
    if language() == "en":
        return lambda name, name_en: name_en or name
    return lambda name, name_en: name or name_en or ""
