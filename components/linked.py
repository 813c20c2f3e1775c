"""What pictures made of links have in common: the addresses they give, and the one that the browser names."""

from collections.abc import Iterable
from typing import Any

from components.rows import Link


def href(link: Link | None) -> str:
    return link.href if link else ""


def wanted(said: Any, links: Iterable[Link | None]) -> Link | None:
    """The link that the browser names, if it is one of those given: it comes from outside."""
    match said:
        case {"href": str(named)}:
            return next((each for each in links if each and each.href == named), None)
    return None
