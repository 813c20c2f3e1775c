"""The names of places and units, in both languages, by what figures know them by."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from db.models import Area, Organisation
from domain.kpi_views.table import Label


def areas(session: Session) -> dict[str, Label]:
    """Every sub-platform in the order in which they are listed."""
    ordered = select(Area).order_by(col(Area.position), col(Area.code))
    return {each.code: (each.name, each.name_en) for each in session.exec(ordered)}


def tiles(session: Session) -> dict[str, tuple[int, int]]:
    """Where each stands on the map: its column and line."""
    return {each.code: (each.tile_column, each.tile_row) for each in session.exec(select(Area))}


def units(session: Session, ids: Iterable[int]) -> dict[int, Label]:
    """These units; one that is none any more is not among them."""
    asked = select(Organisation.id, Organisation.name, Organisation.name_en)
    asked = asked.where(col(Organisation.id).in_(set(ids)), Organisation.is_active)
    return {id: (name, name_en or name) for id, name, name_en in session.exec(asked)}
