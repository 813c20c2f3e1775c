"""A bulletin in words, ready to be set: every text as it stands on paper, in one language."""

from dataclasses import dataclass, field

from domain.errors import Refused

Row = tuple[str, ...]

NAMES = (  # of every part that a bulletin may have, in their order; a month may be without some of them
    "foreword",
    "totals",
    "ranking",
    "corrections",
    "gauges",
    "topics",
    "cases",
    "honours",
    "overdue",
    "notes",
    "closing",
)


class NoFont(Refused):
    message = (
        "This machine has no font with Chinese signs. Please have the package {package} installed."
    )


@dataclass(frozen=True)
class Table:
    """Heads and rows; `wide` are the columns that take most of the room."""

    head: Row
    rows: tuple[Row, ...]
    widths: tuple[int, ...]  # shares of the width


@dataclass(frozen=True)
class Part:
    """One section: what it is called, what it says, and its tables, each under a line of its own (may be empty)."""

    name: str  # in a template: one of NAMES
    title: str
    texts: tuple[str, ...] = ()
    tables: tuple[tuple[str, Table], ...] = ()
    is_internal: bool = False  # not for the public article


@dataclass(frozen=True)
class Told:
    """The whole bulletin."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    foot: str
    language: str
    pictures: tuple[tuple[str, bytes], ...] = field(default=())  # (the part it stands in, PNG)

    def pictures_of(self, part: Part) -> list[bytes]:
        return [png for name, png in self.pictures if name == part.name]
