"""A picture for each trade: the sign that stands on a card, by the division of GB/T 4754."""

from collections.abc import Sequence

_BY_DIVISION = {
    "13": "set_meal",
    "14": "bakery_dining",
    "17": "texture",
    "18": "checkroom",
    "19": "steps",
    "20": "forest",
    "23": "print",
    "24": "toys",
    "25": "oil_barrel",
    "26": "science",
    "27": "medication",
    "29": "inventory_2",
    "33": "lock",
    "34": "valve",
    "35": "precision_manufacturing",
    "36": "directions_car",
    "38": "bolt",
    "39": "memory",
    "40": "straighten",
    "41": "brush",
    "55": "directions_boat",
}


def of(codes: Sequence[str], *, is_need: bool) -> str:
    """The sign of the first trade that has one; else that of a need or of a result."""
    signs = (_BY_DIVISION.get(code[:2]) for code in codes)
    return next(filter(None, signs), "help_center" if is_need else "science")
