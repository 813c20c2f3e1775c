"""Whether the rows of a file can be taken: every field read, no organisation twice, and which are known already.

The same questions as for a record that is typed in (domain/records.py), asked of thousands of rows at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from db.models import ImportBatch, ImportRow, Organisation
from db.vocabulary import Kind
from domain import record_fields
from domain.errors import Missing, Refused
from domain.organisations import KnownCode
from domain.permissions import Person, allows, keepers
from domain.record_fields import FIELDS, Lists, Value
from domain.similarity import name_key


class SameCodeAbove(Refused):
    message = "Row {row} of the file has the same credit code."


class SameNameAbove(Refused):
    message = "Row {row} of the file names the same organisation: {name}."


class OutsideArea(Refused):
    message = "This organisation lies outside your area."


class BeingImported(Refused):
    message = "Another import that is not at its end holds this credit code."


@dataclass(frozen=True)
class Named:
    """By what an organisation is told from others."""

    number: int  # of its row, or its id
    name: str
    code: str | None

    def is_same(self, name: str, code: str | None) -> bool:
        """Names that mean one organisation do, unless two different credit codes tell them apart."""
        return self.name == name or not (code and self.code)


@dataclass
class Above:
    """The organisations that earlier rows of the file name."""

    by_code: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[Named]] = field(default_factory=lambda: defaultdict(list))

    def add(self, number: int, cells: Mapping[str, str]) -> None:
        code, name = cells.get("credit_code"), cells["name"]
        if code:
            self.by_code.setdefault(code, number)
        self.by_name[name_key(name)].append(Named(number, name, code))

    def refuse(self, cells: Mapping[str, str]) -> None:
        code, name = cells.get("credit_code"), cells["name"]
        if code in self.by_code:
            raise SameCodeAbove(row=self.by_code[code])
        for other in self.by_name.get(name_key(name), ()):
            if other.is_same(name, code):
                raise SameNameAbove(row=other.number, name=other.name)


@dataclass
class Checker:
    """What is needed to look at the rows of one file, read once."""

    kind: Kind
    person: Person
    lists: Lists
    above: Above

    def rows(
        self, session: Session, batch: ImportBatch, typed: Sequence[tuple[int, dict[str, str]]]
    ) -> list[dict]:
        """The columns of ImportRow for rows as they were typed, by field."""
        found = [self._row(batch, number, cells) for number, cells in typed]
        sound = [row for row in found if not row["fault"]]
        known = Known(session, self.kind, [row["cells"] for row in sound])
        for row in sound:
            try:
                row["known_id"] = known.id_of(row["cells"])
            except Refused as refusal:
                _spoil(row, "credit_code", refusal)
        return found

    def _row(self, batch: ImportBatch, number: int, cells: dict[str, str]) -> dict:
        row = empty_row(batch.id, number) | {"cells": cells}
        name = "name"
        try:
            values = {}
            for name in FIELDS:
                if name in batch.mapping:
                    values[name] = record_fields.read(name, cells.get(name, ""), self.lists)
            name = "area_code"
            self._refuse_area(values)
            told = {each: record_fields.written(each, value) for each, value in values.items()}
            row["cells"] = {each: text for each, text in told.items() if text}
            name = "credit_code" if told.get("credit_code") in self.above.by_code else "name"
            self.above.refuse(row["cells"])
            self.above.add(number, row["cells"])
        except Refused as refusal:
            _spoil(row, name, refusal)
        return row

    def _refuse_area(self, values: Mapping[str, Value]) -> None:
        area = values.get("area_code")
        if self.kind is Kind.ENTERPRISE and not area:
            raise Missing(field="Area")
        if not allows(keepers, self.person, Organisation(area_code=area)):
            raise OutsideArea


class Known:
    """Which of some rows name an organisation of the directory."""

    def __init__(self, session: Session, kind: Kind, rows: Iterable[Mapping[str, str]]):
        self.kind = kind
        rows = list(rows)
        codes = {row["credit_code"] for row in rows if row.get("credit_code")}
        keys = {name_key(row["name"]) for row in rows}
        with_code = select(
            Organisation.credit_code,
            Organisation.id,
            Organisation.kind,
            Organisation.name,
            Organisation.is_active,
            Organisation.version,  # a record that is on its way has neither
        ).where(col(Organisation.credit_code).in_(codes))
        self.by_code = {each.credit_code: each for each in session.exec(with_code)}
        self.by_name: dict[str, list[Named]] = defaultdict(list)
        alike = select(
            Organisation.name_key, Organisation.id, Organisation.name, Organisation.credit_code
        ).where(
            Organisation.kind == kind,
            col(Organisation.is_active),
            col(Organisation.name_key).in_(keys),
        )
        for key, id, name, code in session.exec(alike.order_by(col(Organisation.id))):
            self.by_name[key].append(Named(id, name, code))

    def id_of(self, cells: Mapping[str, str]) -> int | None:
        """The organisation that a row names; raises KnownCode, BeingImported where it can be none of this kind."""
        code, name = cells.get("credit_code"), cells["name"]
        owner = self.by_code.get(code) if code else None
        if owner is not None:
            if not owner.is_active and not owner.version:
                raise BeingImported
            if owner.kind is not self.kind:
                raise KnownCode(name=owner.name)
            return owner.id
        same = [each for each in self.by_name[name_key(name)] if each.is_same(name, code)]
        same.sort(key=lambda each: each.name != name)
        return same[0].number if same else None


def above(session: Session, batch: ImportBatch) -> Above:
    """What the rows that were looked at before name: read again after an interruption."""
    found = Above()
    looked_at = select(ImportRow.number, ImportRow.cells).where(
        ImportRow.import_id == batch.id, col(ImportRow.fault).is_(None)
    )
    rows = session.exec(looked_at.order_by(col(ImportRow.number)).execution_options(yield_per=2000))
    for number, cells in rows:
        found.add(number, cells)
    return found


def empty_row(import_id: int, number: int) -> dict:
    return {
        "import_id": import_id,
        "number": number,
        "cells": {},
        "fault": None,
        "fault_field": None,
        "particulars": {},
        "known_id": None,
    }


def faulty_row(import_id: int, number: int, refusal: Refused) -> dict:
    """A row that stands for what is wrong with the file as a whole."""
    row = empty_row(import_id, number)
    _spoil(row, "", refusal)
    return row


def _spoil(row: dict, name: str, refusal: Refused) -> None:
    row["fault"], row["fault_field"] = refusal.message, name or None
    row["particulars"] = {each: str(value)[:200] for each, value in refusal.values.items()}
    row["cells"] = {each: text.replace("\0", "") for each, text in row["cells"].items()}
