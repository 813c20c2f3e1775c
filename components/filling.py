"""What is still missing in a form: one sentence that names every field, in the order of the page."""

from collections.abc import Mapping

from components.texts import listed, t
from domain.written import is_blank


def missing(fields: Mapping[str, object]) -> str:
    """By the field's label what stands in it; "" when every one is filled in."""
    empty = [label for label, value in fields.items() if _is_empty(value)]
    return t("Please fill in: {field}.", field=listed(empty)) if empty else ""


def _is_empty(value: object) -> bool:
    return is_blank(value) if isinstance(value, str) else not value
