"""How many pages a list fills."""


def pages(count: int, size: int, most: int | None = None) -> int:
    """Pages of `size` lines for so many; one of nothing, and at most `most` where a list is turned no further."""
    found = max(-(-count // size), 1)
    return found if most is None else min(found, most)
