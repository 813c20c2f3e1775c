"""Areas as a map of tiles, roughly as they lie; a click on one leads somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from components.browser import component, unheard
from components.rows import Link

_mount = component("tiles_that_lead", "tiles", style="tiles")


@dataclass(frozen=True)
class Tile:
    """One area: what stands on it, what is read aloud, where it leads. `mark`: a sign beside the figure, so that the
    colour is not alone; `of`: of how many it is told."""

    link: Link
    name: str
    many: str
    told: str
    column: int
    row: int
    is_chosen: bool = False
    tone: Literal["", "green", "orange", "red"] = ""
    mark: str = ""
    of: str = ""


def show(tiles: Sequence[Tile], *, key: str, label: str) -> Link | None:
    """Draw the map; return where the person wants to go."""
    result = _mount(
        key=key,
        data={
            "label": label,
            "tiles": [
                {
                    "href": tile.link.href,
                    "name": tile.name,
                    "many": tile.many,
                    "told": tile.told,
                    "column": column,
                    "row": row,
                    "chosen": tile.is_chosen,
                    "tone": tile.tone,
                    "mark": tile.mark,
                    "of": tile.of,
                }
                for tile, column, row in _placed(tiles)
            ],
        },
        on_act_change=unheard,
    )
    return _wanted(result.act, tiles)


def _placed(tiles: Sequence[Tile]) -> list[tuple[Tile, int, int]]:
    """Columns and rows counted from one; areas without a place of their own stand one after another."""
    places = {(tile.column, tile.row) for tile in tiles}
    if len(places) < len(tiles):
        return [(tile, n % 4 + 1, n // 4 + 1) for n, tile in enumerate(tiles)]
    left = min((tile.column for tile in tiles), default=0)
    top = min((tile.row for tile in tiles), default=0)
    return [(tile, tile.column - left + 1, tile.row - top + 1) for tile in tiles]


def _wanted(said: Any, tiles: Sequence[Tile]) -> Link | None:
    """The link that the browser names, if it is on the map: it comes from outside."""
    match said:
        case {"href": str(href)}:
            return next((tile.link for tile in tiles if tile.link.href == href), None)
    return None
