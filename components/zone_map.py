"""The twelve areas as a map of tiles: each leads to its zone, and shows how many serve there."""

from collections.abc import Sequence
from typing import Any

from components import address
from components.browser import component, unheard
from components.naming import naming
from components.rows import Link, follow
from components.texts import t
from domain.queries.zones import Tile

PAGE, PATH = "pages/directory/zone.py", "zone"

_mount = component("tiles_that_lead", "tiles", style="tiles")


def link(area: str) -> Link:
    """The zone of one area."""
    return Link(PAGE, PATH, (("area", area),))


def show(tiles: Sequence[Tile], chosen: str | None) -> None:
    """Draw the map; a click opens the zone."""
    speak = naming()
    placed = _placed(tiles)
    result = _mount(
        key="zone-map",
        data={
            "label": t("The areas of the city"),
            "tiles": [
                {
                    "href": link(tile.code).href,
                    "name": speak(tile.name, tile.name_en),
                    "many": str(tile.many),
                    "told": t(
                        "{area}: {n} services and organisations",
                        area=speak(tile.name, tile.name_en),
                        n=tile.many,
                    ),
                    "column": column,
                    "row": row,
                    "chosen": tile.code == chosen,
                }
                for tile, column, row in placed
            ],
        },
        on_act_change=unheard,
    )
    wanted = _wanted(result.act, tiles)
    if wanted and wanted != chosen:
        follow(link(wanted))


def asked(tiles: Sequence[Tile]) -> str | None:
    """The area that the address asks for, if there is one of this code."""
    said = address.asked_for().get("area", [""])[-1]
    return said if any(tile.code == said for tile in tiles) else None


def _placed(tiles: Sequence[Tile]) -> list[tuple[Tile, int, int]]:
    """Columns and rows counted from one; areas without a place of their own stand one after another."""
    places = {(tile.column, tile.row) for tile in tiles}
    if len(places) < len(tiles):
        return [(tile, n % 4 + 1, n // 4 + 1) for n, tile in enumerate(tiles)]
    left = min((tile.column for tile in tiles), default=0)
    top = min((tile.row for tile in tiles), default=0)
    return [(tile, tile.column - left + 1, tile.row - top + 1) for tile in tiles]


def _wanted(said: Any, tiles: Sequence[Tile]) -> str | None:
    """The area that the browser names, if it is on the map: it comes from outside."""
    match said:
        case {"href": str(href)}:
            return next((tile.code for tile in tiles if link(tile.code).href == href), None)
    return None
