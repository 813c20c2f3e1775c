"""The twelve areas as a map of tiles: each leads to its zone, and shows how many serve there."""

from collections.abc import Sequence

from components import address, tile_map
from components.naming import naming
from components.rows import Link, follow
from components.texts import t
from domain.queries.zones import Tile

PAGE, PATH = "pages/directory/zone.py", "zone"


def link(area: str) -> Link:
    """The zone of one area."""
    return Link(PAGE, PATH, (("area", area),))


def show(tiles: Sequence[Tile], chosen: str | None) -> None:
    """Draw the map; a click opens the zone."""
    speak = naming()
    drawn = [
        tile_map.Tile(
            link=link(tile.code),
            name=speak(tile.name, tile.name_en),
            many=str(tile.many),
            told=t(
                "{area}: {n} services and organisations",
                area=speak(tile.name, tile.name_en),
                n=tile.many,
            ),
            column=tile.column,
            row=tile.row,
            is_chosen=tile.code == chosen,
        )
        for tile in tiles
    ]
    wanted = tile_map.show(drawn, key="zone-map", label=t("The areas of the city"))
    if wanted and wanted != (link(chosen) if chosen else None):
        follow(wanted)


def asked(tiles: Sequence[Tile]) -> str | None:
    """The area that the address asks for, if there is one of this code."""
    said = address.asked_for().get("area", [""])[-1]
    return said if any(tile.code == said for tile in tiles) else None
