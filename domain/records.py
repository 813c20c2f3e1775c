"""Keeping the records of the directory: a new one, changed fields, a record closed and opened again."""

from sqlmodel import Session, col, select

from db.models import Demand, Event, Match, Organisation, OrganisationMerge, OrganisationTag
from db.research_vocabulary import MatchStage
from db.vocabulary import Kind, Stage
from domain import entries, match_texts, publishing, record_fields, topics
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Missing, NotFound, Refused
from domain.organisations import refuse_known
from domain.permissions import allows, keepers, registrars
from domain.record_fields import FIELDS, Value
from domain.similarity import name_key
from domain.written import line

PLATFORMS = frozenset({Kind.CITY, Kind.SUB_PLATFORM})  # the platform itself, set up with it
FOUND_BY = frozenset({"name", "name_en", "area_code"})  # by which also what it offers is found
HELD = (Stage.DISPATCHED, Stage.RETURNED, Stage.IN_PROGRESS, Stage.WAITING, Stage.IN_REVIEW)

Change = list[str]  # as an event keeps it: field, was, is


class NothingChanged(Refused):
    message = "Nothing has been changed: the record says this already."


class ChangedMeanwhile(Refused):
    message = "Somebody else has changed this meanwhile: {field}. The form now shows it anew."


class PartOfPlatform(Refused):
    message = "The city platform and its sub-platforms can neither be added nor closed here."


class HoldsDemands(Refused):
    message = (
        "This unit still holds open demands; please have them dispatched to another one first."
    )


class ClosedAlready(Refused):
    message = "This record is closed already."


class MergedAway(Refused):
    message = "This record was merged into another one; undo the merge to open it again."


class OpenAlready(Refused):
    message = "This record is open already."


@command(Organisation, by=registrars, makes=True)
def add(act: Act, *, kind: Kind, fields: dict[str, str]) -> int:
    """Put an organisation of any kind into the directory; returns its id."""
    wanted = chosen(Kind, kind, "Kind")
    if wanted in PLATFORMS:
        raise PartOfPlatform
    known = record_fields.lists(act.session)
    values = {name: _read(name, text, known) for name, text in fields.items()}
    if not values.get("name"):
        raise Missing(field="Name of the organisation")
    if wanted is Kind.ENTERPRISE and not values.get("area_code"):
        raise Missing(field="Area")
    refuse_known(act.session, values["name"], values.get("credit_code"), kind=wanted)
    record = Organisation(kind=wanted, name=values["name"], name_key=name_key(values["name"]))
    record.area_code, record.registered_on = values.get("area_code"), act.today
    if not allows(keepers, act.actor, record):
        raise Forbidden
    act.add(record)
    put(act, record, values)
    act.record(
        "record_added",
        record,
        kind=wanted.value,
        name=record.name,
        code=record.credit_code,
        area=record.area_code,
    )
    return record.id


@command(Organisation, by=keepers)
def change(
    act: Act,
    organisation: Organisation,
    *,
    fields: dict[str, str],
    was: dict[str, str] | None = None,
) -> None:
    """Change several fields of a record at once; each says from what to what it was changed.

    `fields` holds what was typed, by the field's name. `was` holds what the form showed: a field that somebody else
    has changed since then is not written over.
    """
    known = record_fields.lists(act.session)
    for name, shown in (was or {}).items():
        if name in fields and record_fields.text_of(act.session, organisation, name) != shown:
            raise ChangedMeanwhile(field=FIELDS[name].label)
    changes = put(act, organisation, {n: _read(n, text, known) for n, text in fields.items()})
    if not changes:
        raise NothingChanged
    act.record("record_changed", organisation, changes=changes)


@command(Organisation, by=keepers)
def close(act: Act, organisation: Organisation, *, reason: str) -> None:
    """Close a record: it and what it offers are no longer found, and nothing is lost."""
    if organisation.kind in PLATFORMS:
        raise PartOfPlatform
    if not organisation.is_active:
        raise ClosedAlready
    held = select(Demand.id).where(Demand.unit_id == organisation.id, Demand.stage.in_(HELD))
    if act.session.exec(held.limit(1)).first() is not None:
        raise HoldsDemands
    why = line(reason, most=200, name="Reason")
    organisation.is_active = False
    act.session.flush()
    entries.write_all_of(act.session, organisation)
    publishing.pause_all_of(act, organisation.id)
    act.record("record_closed", organisation, reason=why)


@command(Organisation, by=keepers)
def reopen(act: Act, organisation: Organisation, *, reason: str) -> None:
    """Open a closed record again: it and what it offers are found once more."""
    if organisation.is_active:
        raise OpenAlready
    if act.session.get(OrganisationMerge, organisation.id):
        raise MergedAway
    why = line(reason, most=200, name="Reason")
    refuse_known(
        act.session,
        organisation.name,
        organisation.credit_code,
        kind=organisation.kind,
        but=organisation.id,
    )
    organisation.is_active = True
    act.session.flush()
    entries.write_all_of(act.session, organisation)
    act.record("record_reopened", organisation, reason=why)


def put(act: Act, organisation: Organisation, values: dict[str, Value]) -> list[Change]:
    """Write read values into a record and its entries; returns what was changed, without recording it.

    Raises KnownCode and KnownName when the record would then be taken for another one.
    """
    session, changes = act.session, []
    before = {name: record_fields.text_of(session, organisation, name) for name in values}
    wanted = {name: record_fields.written(name, value) for name, value in values.items()}
    if {"name", "credit_code"} & {name for name in wanted if before[name] != wanted[name]}:
        refuse_known(
            session,
            values.get("name", organisation.name),
            values.get("credit_code", organisation.credit_code),
            kind=organisation.kind,
            but=organisation.id,
        )
    for name, value in values.items():
        if before[name] == wanted[name]:
            continue
        changes.append([name, before[name], wanted[name]])
        if name == "tags":
            _tag(act, organisation, value)
        else:
            setattr(organisation, name, value)
    organisation.name_key = name_key(organisation.name)
    session.add(organisation)
    session.flush()
    if "area_code" in {name for name, _, _ in changes}:
        _take_along(act, organisation)
    if FOUND_BY & {name for name, _, _ in changes}:
        entries.write_all_of(session, organisation)
    else:
        entries.write(session, organisation)
    return changes


def last(session: Session, organisation: Organisation, action: str) -> Event | None:
    """The last event of this kind in the record's history."""
    mine = select(Event).where(
        Event.subject_kind == Organisation.__tablename__,
        Event.subject_id == organisation.id,
        Event.action == action,
    )
    return session.exec(mine.order_by(col(Event.position).desc()).limit(1)).first()


def _take_along(act: Act, organisation: Organisation) -> None:
    """What a house has written down lies where it does by now; what was signed or ended stays where it was."""
    for table, owner in publishing.OWNERS:
        of_house = select(table).where(owner == organisation.id).order_by(table.id)
        for record in act.session.exec(of_house.with_for_update()).all():
            record.area_code = organisation.area_code
            match_texts.write(act.session, record)
    on_their_way = select(Match).where(
        Match.enterprise_id == organisation.id,
        Match.stage != MatchStage.DECLINED,
        col(Match.agreement_on).is_(None),
    )
    for match in act.session.exec(on_their_way.order_by(Match.id).with_for_update()).all():
        match.area_code = organisation.area_code
    act.topics |= {topics.NEEDS, topics.RESULTS, topics.MATCHES}


def _read(name: str, text: str, known: record_fields.Lists) -> Value:
    if name not in FIELDS:
        raise NotFound
    return record_fields.read(name, text, known)


def _tag(act: Act, organisation: Organisation, tags: tuple[str, ...]) -> None:
    mine = select(OrganisationTag).where(OrganisationTag.organisation_id == organisation.id)
    for row in act.session.exec(mine).all():
        if row.tag not in tags:
            act.session.delete(row)
    act.session.flush()  # before the entry is written, which reads the tags
    known = record_fields.tags_of(act.session, organisation.id)
    act.session.add_all(
        OrganisationTag(organisation_id=organisation.id, tag=tag)
        for tag in tags
        if tag not in known
    )
