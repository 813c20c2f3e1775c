"""What is known of one thing, label by label: the labels stay whole, the texts take the room that is left."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.browser import component

_mount = component("labelled_facts", "facts", style="facts")


@dataclass(frozen=True)
class Fact:
    """One line: plain text, leading to a website or a page of ours; `stands_out` where the reader should look twice."""

    label: str
    text: str
    href: str = ""
    stands_out: bool = False


def show(found: Sequence[Fact], *, key: str) -> None:
    """Draw those that say something. Texts go in as they were typed and come out as text."""
    told = [vars(fact) for fact in found if fact.text]
    if told:
        _mount(key=key, data={"facts": told})
