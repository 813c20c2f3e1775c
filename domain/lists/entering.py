"""Bringing a list of needs, teams or equipment into the platform: all of it or nothing; what is known is left out."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session, col, select

from db.models import Equipment, ExpertTeam, Organisation, TechnicalNeed
from db.research_vocabulary import RecordStage
from db.vocabulary import Kind
from domain import entries, equipment, experts, needs
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
    return _bring_in(act, organisation, ListKind.NEEDS, file, rows, _need)


@command(Organisation, by=house_keepers)
def bring_in_teams(
    act: Act, organisation: Organisation, *, file: str, rows: Sequence[ListRow]
) -> int:
    """Bring in expert teams of an organisation from a list; returns how many were new."""
    refuse_enterprise(organisation)
    return _bring_in(act, organisation, ListKind.TEAMS, file, rows, _team)


@command(Organisation, by=house_keepers)
def bring_in_equipment(
    act: Act, organisation: Organisation, *, file: str, rows: Sequence[ListRow]
) -> int:
    """Bring in equipment of an organisation from a list; returns how many pieces were new."""
    refuse_enterprise(organisation)
    return _bring_in(act, organisation, ListKind.EQUIPMENT, file, rows, _piece)


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
    found, codes = [], industries(session)
    for each in rows:
        try:
            _values(session, kind, each, codes)
        except Refused as refusal:
            field = str(refusal.values.get("field") or NAMES[kind])
            if isinstance(refusal, UnknownIndustry):
                field = FIELDS["industry"]
            found.append(RowFault(each.row, field, refusal))
    return tuple(found)


Make = Callable[[Act, Organisation, dict[str, Any], int, str], None]


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
    for fault in faults(act.session, kind, rows):
        raise FaultInRow(row=fault.row, field=fault.field)
    same = known(act.session, organisation.id, kind, rows)
    new = [each for each in rows if each.row not in same]
    if not new:
        raise NothingInIt
    codes = industries(act.session)
    for each in new:
        make(act, organisation, _values(act.session, kind, each, codes), each.row, name)
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
    if row.industry:
        said["industry_code"] = codes.get(row.industry.casefold())
        if said["industry_code"] is None:
            raise UnknownIndustry(word=row.industry)
    return needs.values_of(session, **({"title": "", "problem": ""} | said))


def _need(act: Act, house: Organisation, values: dict[str, Any], row: int, file: str) -> None:
    need = needs.make(act, house, values)
    act.record("need_brought_in", need, file=file, row=row)


def _team(act: Act, house: Organisation, values: dict[str, Any], row: int, file: str) -> None:
    team = act.add(ExpertTeam(organisation_id=house.id, **values))
    entries.write(act.session, team)
    act.record("team_added", house, team_id=team.id, name=team.name, file=file, row=row)


def _piece(act: Act, house: Organisation, values: dict[str, Any], row: int, file: str) -> None:
    piece = act.add(Equipment(organisation_id=house.id, **values))
    entries.write(act.session, piece)
    act.record("equipment_added", house, equipment_id=piece.id, name=piece.name, file=file, row=row)


def _level(title: str) -> str:
    return " ".join(title.split())
