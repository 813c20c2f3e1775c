"""Names of places and organisations in the reader's language."""

from components.session import language


def named(name: str, name_en: str | None) -> str:
    """The name as this reader knows it; where there is no English one, the Chinese."""
    return (name_en or name) if language() == "en" else name
