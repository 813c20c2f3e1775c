"""Places as they are compared."""

import unicodedata

MOST = 240


def place_key(place: str) -> str:
    """The same for one place, whichever width, case and spaces it was written with; empty for none."""
    return "".join(unicodedata.normalize("NFKC", place).casefold().split())[:MOST]
