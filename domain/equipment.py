"""Equipment: instruments and lines of a university, institute or centre that enterprises may use."""

from typing import Any

from sqlmodel import Session

from db.models import Equipment, Organisation
from domain import entries, publishing
from domain.command import Act, command
from domain.errors import NotFound, Refused
from domain.permissions import house_keepers
from domain.products import RetiredAlready, is_known
from domain.qualifications import refuse_enterprise
from domain.records import NothingChanged
from domain.written import line, paragraph


class KnownEquipment(Refused):
    message = "The equipment {name} is known already."


@command(Organisation, by=house_keepers)
def add(act: Act, organisation: Organisation, **said) -> int:
    """Add a piece of equipment that enterprises may use; returns its id."""
    refuse_enterprise(organisation)
    values = values_of(**said)
    _refuse_known(act.session, organisation, values["name"])
    piece = act.add(Equipment(organisation_id=organisation.id, **values))
    entries.write(act.session, piece)
    act.record("equipment_added", organisation, equipment_id=piece.id, name=piece.name)
    return piece.id


@command(Organisation, by=house_keepers)
def change(
    act: Act, organisation: Organisation, *, equipment_id: int, version: int | None = None, **said
) -> None:
    """Change what is said of a piece of equipment; `version`: the one that the form showed."""
    piece = _of(act.session, organisation, equipment_id)
    publishing.check_seen(piece, version)
    values = values_of(**said)
    _refuse_known(act.session, organisation, values["name"], but=piece.id)
    parts = [
        [name, getattr(piece, name) or "", value or ""]
        for name, value in values.items()
        if getattr(piece, name) != value
    ]
    if not parts:
        raise NothingChanged
    piece.sqlmodel_update({**values, "version": piece.version + 1})
    entries.write(act.session, piece)
    act.record(
        "equipment_changed", organisation, equipment_id=piece.id, name=piece.name, parts=parts
    )


@command(Organisation, by=house_keepers)
def retire(act: Act, organisation: Organisation, *, equipment_id: int, reason: str) -> None:
    """Take a piece of equipment off the record; it is no longer offered."""
    piece = _of(act.session, organisation, equipment_id)
    if not piece.is_active:
        raise RetiredAlready
    why = line(reason, most=200, name="Reason")
    piece.is_active = False
    entries.write(act.session, piece)
    act.record(
        "equipment_retired", organisation, equipment_id=piece.id, name=piece.name, reason=why
    )


def values_of(
    *, name: str, name_en: str = "", summary: str = "", terms: str = ""
) -> dict[str, Any]:
    """What was typed of a piece as columns."""
    return {
        "name": line(name, most=120, name="Equipment"),
        "name_en": line(name_en, most=160, name="Name in English", required=False) or None,
        "summary": paragraph(summary, most=2000, name="About", required=False),
        "terms": paragraph(terms, most=400, name="Terms of use", required=False),
    }


def _of(session: Session, organisation: Organisation, equipment_id: int) -> Equipment:
    piece = session.get(Equipment, equipment_id)
    if piece is None or piece.organisation_id != organisation.id:
        raise NotFound
    return piece


def _refuse_known(
    session: Session, organisation: Organisation, name: str, *, but: int | None = None
) -> None:
    if is_known(session, Equipment, organisation, name, but=but):
        raise KnownEquipment(name=name)
