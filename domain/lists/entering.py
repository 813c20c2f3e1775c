"""Bringing a list of needs, teams or equipment into the platform: all of it or nothing; what is known is left out."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session, col, select

from db.models import Equipment, ExpertTeam, Organisation, TechnicalNeed
from db.research_vocabulary import RecordStage
from db.vocabulary import Kind
from domain import entries, equipment, experts, needs, numbers
from domain.command import Act, command
from domain.errors import NotFound, Refused
from domain.lists.reading import FIELDS, ListKind, ListRow, RowFault
from domain.permissions import house_keepers, need_owners
from domain.qualifications import refuse_enterprise
from domain.research_files.entering import FaultInRow, TooManyRecords
from domain.research_files.placing import industries
from domain.research_files.reading import MOST_RECORDS
from domain.written import line

NAMES = {ListKind.NEEDS: "Title", ListKind.TEAMS: "Team", ListKind.EQUIPMENT: "Equipment"}


class NothingInIt(Refused):
    message = "All of this list is known already."


class UnknownIndustry(Refused):
    message = "Not known: {word}"


@command(Organisation, by=need_owners)
def bring_in_needs(
    act: Act, organisation: Organisation, *, file: str, rows: Sequence[ListRow]
) -> int:
    """Bring in technical needs of an enterprise from a list, as drafts; returns how many were new."""
    if organisation.kind is not Kind.ENTERPRISE:
        raise NotFound
    return _bring_in(act, organisation, ListKind.NEEDS, file, rows, _needs)


@command(Organisation, by=house_keepers)
def bring_in_teams(
    act: Act, organisation: Organisation, *, file: str, rows: Sequence[ListRow]
) -> int:
    """Bring in expert teams of an organisation from a list; returns how many were new."""
    refuse_enterprise(organisation)
    return _bring_in(act, organisation, ListKind.TEAMS, file, rows, _teams)


@command(Organisation, by=house_keepers)
def bring_in_equipment(
    act: Act, organisation: Organisation, *, file: str, rows: Sequence[ListRow]
) -> int:
    """Bring in equipment of an organisation from a list; returns how many pieces were new."""
    refuse_enterprise(organisation)
    return _bring_in(act, organisation, ListKind.EQUIPMENT, file, rows, _pieces)


COMMANDS = {
    ListKind.NEEDS: bring_in_needs,
    ListKind.TEAMS: bring_in_teams,
    ListKind.EQUIPMENT: bring_in_equipment,
}


def known(
    session: Session, organisation_id: int, kind: ListKind, rows: Sequence[ListRow]
) -> frozenset[int]:
    """The rows whose title the organisation has already, or that stand in the list before."""
    table, title, owner = {
        ListKind.NEEDS: (TechnicalNeed, TechnicalNeed.title, TechnicalNeed.enterprise_id),
        ListKind.TEAMS: (ExpertTeam, ExpertTeam.name, ExpertTeam.organisation_id),
        ListKind.EQUIPMENT: (Equipment, Equipment.name, Equipment.organisation_id),
    }[kind]
    is_kept = (
        table.stage != RecordStage.WITHDRAWN if kind is ListKind.NEEDS else col(table.is_active)
    )
    titles = {_level(each.title) for each in rows}
    asked = select(title).where(owner == organisation_id, col(title).in_(titles), is_kept)
    there, found = set(session.exec(asked)), set()
    for each in rows:
        if _level(each.title) in there:
            found.add(each.row)
        there.add(_level(each.title))
    return frozenset(found)


def faults(session: Session, kind: ListKind, rows: Sequence[ListRow]) -> tuple[RowFault, ...]:
    """What the rules of the record would refuse, row by row."""
    return _read(session, kind, rows)[1]


Values = dict[int, dict[str, Any]]  # by row, what it says as columns of its record
Make = Callable[[Act, Organisation, Values, str], None]


def _read(
    session: Session, kind: ListKind, rows: Sequence[ListRow]
) -> tuple[Values, tuple[RowFault, ...]]:
    """What the rows say, and what the rules of the record refuse of them."""
    values, found, codes = {}, [], industries(session)
    for each in rows:
        try:
            values[each.row] = _values(session, kind, each, codes)
        except Refused as refusal:
            field = str(refusal.values.get("field") or NAMES[kind])
            if isinstance(refusal, UnknownIndustry):
                field = FIELDS["industry"]
            found.append(RowFault(each.row, field, refusal))
    return values, tuple(found)


def _bring_in(
    act: Act,
    organisation: Organisation,
    kind: ListKind,
    file: str,
    rows: Sequence[ListRow],
    make: Make,
) -> int:
    if len(rows) > MOST_RECORDS:
        raise TooManyRecords(most=MOST_RECORDS)
    name = line(file, most=120, name="File")
    values, wrong = _read(act.session, kind, rows)
    for fault in wrong:
        raise FaultInRow(row=fault.row, field=fault.field)
    same = known(act.session, organisation.id, kind, rows)
    new = [each for each in rows if each.row not in same]
    if not new:
        raise NothingInIt
    make(act, organisation, {each.row: values[each.row] for each in new}, name)
    act.record(f"{kind}_listed", organisation, file=name, n=len(new), known=len(same))
    return len(new)


def _values(
    session: Session, kind: ListKind, row: ListRow, codes: dict[str, str]
) -> dict[str, Any]:
    """What a row says as columns of the record; raises what its rules refuse."""
    said = dict(row.said)
    if kind is ListKind.TEAMS:
        return experts.team_values(**({"name": ""} | said))
    if kind is ListKind.EQUIPMENT:
        return equipment.values_of(**({"name": ""} | said))
    code = codes.get(row.industry.casefold()) if row.industry else None
    if row.industry and code is None:
        raise UnknownIndustry(word=row.industry)
    # The code is one of the table's own: it is not looked up again for each row.
    return needs.values_of(session, **({"title": "", "problem": ""} | said)) | {
        "industry_code": code
    }


def _needs(act: Act, house: Organisation, values: Values, file: str) -> None:
    keys = numbers.drawn_many(act.session, TechnicalNeed, len(values))
    for key, (row, said) in zip(keys, values.items(), strict=True):
        need = needs.make(act, house, said, key=key)
        act.record("need_brought_in", need, file=file, row=row)


def _teams(act: Act, house: Organisation, values: Values, file: str) -> None:
    for row, said in values.items():
        team = act.add(ExpertTeam(organisation_id=house.id, **said))
        entries.write(act.session, team)
        act.record("team_added", house, team_id=team.id, name=team.name, file=file, row=row)


def _pieces(act: Act, house: Organisation, values: Values, file: str) -> None:
    for row, said in values.items():
        piece = act.add(Equipment(organisation_id=house.id, **said))
        entries.write(act.session, piece)
        told = {"equipment_id": piece.id, "name": piece.name}
        act.record("equipment_added", house, **told, file=file, row=row)


def _level(title: str) -> str:
    return " ".join(title.split())
