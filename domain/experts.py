"""Expert teams and experts of an organisation: who advises enterprises on what."""

from typing import Any

from sqlmodel import Session, select

from db.models import Expert, ExpertTeam, Organisation
from db.vocabulary import ServiceField
from domain import entries, identifiers, publishing, speaker_mails
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import NotFound, Refused
from domain.permissions import house_keepers
from domain.products import RetiredAlready
from domain.qualifications import refuse_enterprise
from domain.records import NothingChanged
from domain.written import line, paragraph

MOST_A_YEAR = 1000


class NotACapacity(Refused):
    message = "The number of needs a year must lie between 1 and {most}."


@command(Organisation, by=house_keepers)
def add_team(act: Act, organisation: Organisation, **said) -> int:
    """Add an expert team to an organisation; returns its id."""
    refuse_enterprise(organisation)
    team = act.add(ExpertTeam(organisation_id=organisation.id, **team_values(**said)))
    entries.write(act.session, team)
    act.record("team_added", organisation, team_id=team.id, name=team.name)
    return team.id


@command(Organisation, by=house_keepers)
def change_team(
    act: Act, organisation: Organisation, *, team_id: int, version: int | None = None, **said
) -> None:
    """Change what is said of an expert team; `version`: the one that the form showed."""
    team = _of(act.session, ExpertTeam, organisation, team_id)
    publishing.check_seen(team, version)
    _put(act, team, team_values(**said))
    act.record("team_changed", organisation, team_id=team.id, name=team.name)


@command(Organisation, by=house_keepers)
def retire_team(act: Act, organisation: Organisation, *, team_id: int, reason: str) -> None:
    """Take an expert team out of the directory; its experts stay."""
    team = _of(act.session, ExpertTeam, organisation, team_id)
    why = line(reason, most=200, name="Reason")
    for expert in act.session.exec(select(Expert).where(Expert.team_id == team.id)):
        expert.team_id = None
    _put(act, team, {"is_active": False})
    act.record("team_retired", organisation, team_id=team.id, name=team.name, reason=why)


@command(Organisation, by=house_keepers)
def add(act: Act, organisation: Organisation, **said) -> int:
    """Add an expert to an organisation; returns their id."""
    refuse_enterprise(organisation)
    values = _expert(act.session, organisation, **said)
    expert = act.add(Expert(organisation_id=organisation.id, **values))
    entries.write(act.session, expert)
    act.record("expert_added", organisation, expert_id=expert.id, name=expert.name)
    return expert.id


@command(Organisation, by=house_keepers)
def change(
    act: Act, organisation: Organisation, *, expert_id: int, version: int | None = None, **said
) -> None:
    """Change what is said of an expert; `version`: the one that the form showed."""
    expert = _of(act.session, Expert, organisation, expert_id)
    publishing.check_seen(expert, version)
    _put(act, expert, _expert(act.session, organisation, **said))
    speaker_mails.send_anew(act, expert)
    act.record("expert_changed", organisation, expert_id=expert.id, name=expert.name)


@command(Organisation, by=house_keepers)
def retire(act: Act, organisation: Organisation, *, expert_id: int, reason: str) -> None:
    """Take an expert out of the directory."""
    expert = _of(act.session, Expert, organisation, expert_id)
    why = line(reason, most=200, name="Reason")
    _put(act, expert, {"is_active": False})
    act.record("expert_retired", organisation, expert_id=expert.id, name=expert.name, reason=why)


def team_values(
    *,
    name: str,
    name_en: str = "",
    topics: str = "",
    topics_en: str = "",
    summary: str = "",
    yearly_capacity: int | None = None,
) -> dict[str, Any]:
    """What was typed of a team as columns."""
    if yearly_capacity is not None and not 1 <= yearly_capacity <= MOST_A_YEAR:
        raise NotACapacity(most=MOST_A_YEAR)
    return {
        "name": line(name, most=120, name="Team"),
        "name_en": line(name_en, most=160, name="Name in English", required=False) or None,
        "topics": line(topics, most=400, name="Topics", required=False),
        "topics_en": line(topics_en, most=400, name="Topics in English", required=False) or None,
        "summary": paragraph(summary, most=2000, name="About", required=False),
        "yearly_capacity": yearly_capacity,
    }


def _expert(
    session: Session,
    organisation: Organisation,
    *,
    name: str,
    name_en: str = "",
    title: str = "",
    title_en: str = "",
    field: ServiceField | None = None,
    topics: str = "",
    topics_en: str = "",
    phone: str = "",
    email: str = "",
    team_id: int | None = None,
) -> dict[str, Any]:
    if team_id is not None:
        _of(session, ExpertTeam, organisation, team_id)
    return {
        "name": line(name, most=40, name="Expert"),
        "name_en": line(name_en, most=80, name="Name in English", required=False) or None,
        "title": line(title, most=60, name="Position", required=False),
        "title_en": line(title_en, most=80, name="Position in English", required=False) or None,
        "field": chosen(ServiceField, field, "Service field") if field else None,
        "topics": line(topics, most=400, name="Topics", required=False),
        "topics_en": line(topics_en, most=400, name="Topics in English", required=False) or None,
        "phone": identifiers.phone(phone) if phone.strip() else None,
        "email": identifiers.email(email) if email.strip() else None,
        "team_id": team_id,
    }


def _put(act: Act, row: Expert | ExpertTeam, values: dict[str, Any]) -> None:
    if all(getattr(row, name) == value for name, value in values.items()):
        raise NothingChanged
    row.sqlmodel_update({**values, "version": row.version + 1})
    act.session.flush()
    entries.write(act.session, row)


def _of(
    session: Session,
    table: type[Expert] | type[ExpertTeam],
    organisation: Organisation,
    row_id: int,
):
    mine = select(table).where(table.id == row_id, table.organisation_id == organisation.id)
    found = session.exec(mine).first()
    if found is None:
        raise NotFound
    if not found.is_active:
        raise RetiredAlready
    return found
