"""A table whose cells lead somewhere, the more in a cell the deeper its colour: read aloud, reached by keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from components import linked
from components.browser import component, unheard
from components.rows import Link

_mount = component("grid_that_leads", "leading", "grid", style="grid")


@dataclass(frozen=True)
class Head:
    """The head of a column; `sub` marks it with a second line, `told` says aloud what it is."""

    name: str
    sub: str = ""
    told: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell. `share`, from 0 to 1, is how deep its colour is; none leaves it plain."""

    text: str = ""
    share: float | None = None
    link: Link | None = None
    sub: str = ""
    told: str = ""
    tone: Literal["", "red"] = ""


@dataclass(frozen=True)
class Line:
    """One row of cells under its name."""

    name: str
    cells: tuple[Cell, ...]
    link: Link | None = None


def show(
    heads: Sequence[Head], lines: Sequence[Line], *, key: str, label: str, corner: str = ""
) -> Link | None:
    """Draw it; return where the person wants to go."""
    result = _mount(
        key=key,
        data={
            "label": label,
            "corner": corner,
            "columns": [vars(head) for head in heads],
            "rows": [
                {
                    "name": line.name,
                    "href": linked.href(line.link),
                    "cells": [_shown(cell) for cell in line.cells],
                }
                for line in lines
            ],
        },
        on_act_change=unheard,
    )
    links = (each.link for line in lines for each in (line, *line.cells))
    return linked.wanted(result.act, links)


def _shown(cell: Cell) -> dict:
    shown = vars(cell) | {"href": linked.href(cell.link)}
    del shown["link"]
    return shown
