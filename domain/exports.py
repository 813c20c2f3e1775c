"""Taking organisations out of the directory, or the records behind a figure, as a table: who may take what, and the
trace that it was taken.

Whoever keeps the directory takes out what they can see of it; people and numbers of enterprises only where they keep
the record, and only when they ask for them. Every table leaves an event on the taker's own organisation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import Area, DirectoryEntry, Industry, Organisation, OrganisationTag
from db.vocabulary import EntryKind, Kind
from domain import choices, record_fields
from domain.command import Act, command
from domain.errors import Unclear
from domain.identifiers import dialled, is_mobile
from domain.imports.mapping import head_in_chinese
from domain.permissions import (
    Person,
    allows,
    exporters,
    its_organisation,
    keepers,
    list_takers,
    registrars,
    subscribers,
)
from domain.queries.directory import entries_visible_to, organisations_found
from domain.queries.facets import EVERYTHING, Narrowed, as_conditions
from domain.record_fields import FIELDS, PERSONAL

STEP = 1000  # organisations that are read at a time
KINDS = ("csv", "xlsx")
_SIZES = {size: word for word, size in record_fields.SIZES.items()}


@dataclass(frozen=True)
class Wanted:
    """Which organisations, and whether with their people and numbers."""

    typed: str = ""
    narrowed: Narrowed = EVERYTHING
    with_contacts: bool = False


@command(Organisation, by=exporters)
def take(act: Act, office: Organisation, *, kind: str, wanted: Wanted) -> None:
    """Take organisations out as a table; who took what is kept with the taker's own organisation."""
    if kind not in KINDS:
        raise Unclear(field="Kind")
    narrowed = wanted.narrowed
    act.record(
        "exported",
        office,
        kind=kind,
        typed=wanted.typed[:120],
        kinds=[each.value for each in narrowed.kinds],
        area=narrowed.area,
        industry=narrowed.industry,
        contacts=wanted.with_contacts,
    )


@command(Organisation, by=list_takers)
def take_list(
    act: Act, office: Organisation, *, indicator: Indicator, narrowed: str, many: int
) -> None:
    """Take the records behind a figure along as a table; `narrowed`: to what, as the address of the list says it."""
    act.record(
        "list_exported",
        office,
        indicator=choices.chosen(Indicator, indicator, "Figure").value,
        narrowed=narrowed[:400],
        many=many,
    )


def may_take(person: Person) -> bool:
    return person.id is not None and allows(registrars, person, None)


def may_take_list(person: Person) -> bool:
    return person.organisation_id is not None and allows(subscribers, person, None)


def table(person: Person, wanted: Wanted, language: str) -> Iterator[Sequence[str]]:
    """The heads and the rows, read a thousand at a time: a slow reader holds no look at the database open."""
    names = [name for name in FIELDS if wanted.with_contacts or name != "contact_name"]
    is_chinese = language == "zh"
    yield [head_in_chinese(name) if is_chinese else FIELDS[name].label for name in names]
    with snapshot() as session:
        words = _words(session, is_chinese)
        chosen = (
            organisations_found(session, person, wanted.typed, wanted.narrowed)
            if wanted.typed.strip()
            else None
        )
    after = 0
    while True:
        with snapshot() as session:
            found = _step(session, person, wanted, chosen, after)
            tags = _tags(session, [row.id for _, row in found])
        for _, row in found:
            yield [_told(person, row, name, wanted, words, tags) for name in names]
        if len(found) < STEP:
            return
        after = found[-1][0]


def _step(
    session: Session, person: Person, wanted: Wanted, chosen: Sequence[int] | None, after: int
) -> list[tuple[int, Organisation]]:
    asked = (
        select(DirectoryEntry.id, Organisation)
        .join(Organisation, Organisation.id == DirectoryEntry.subject_id)
        .where(
            DirectoryEntry.id > after,
            col(DirectoryEntry.kind).in_([EntryKind(kind) for kind in Kind]),
            col(DirectoryEntry.is_active),
            entries_visible_to(person),
            *as_conditions(wanted.narrowed),
        )
        .order_by(col(DirectoryEntry.id))
        .limit(STEP)
    )
    if chosen is not None:
        asked = asked.where(col(Organisation.id).in_(chosen))
    return list(session.exec(asked).all())


def _tags(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    tagged = select(OrganisationTag).where(col(OrganisationTag.organisation_id).in_(ids))
    for row in session.exec(tagged.order_by(OrganisationTag.tag)):
        found.setdefault(row.organisation_id, []).append(row.tag)
    return found


def _words(session: Session, is_chinese: bool) -> dict[str, str]:
    """Areas and industries by their names."""
    return {
        row.code: row.name if is_chinese else row.name_en
        for table in (Area, Industry)
        for row in session.exec(select(table))
    } | ({size.value: word for size, word in _SIZES.items()} if is_chinese else {})


def _told(
    person: Person,
    row: Organisation,
    name: str,
    wanted: Wanted,
    words: dict[str, str],
    tags: dict[int, list[str]],
) -> str:
    if name == "tags":
        return "、".join(tags.get(row.id, ()))
    if name in PERSONAL and not _may_know(person, row, name, wanted):
        return ""
    text = record_fields.written(name, getattr(row, name))
    if name == "phone":
        return dialled(text) if text else ""
    return words.get(text, text) if name in ("area_code", "industry_code", "size_class") else text


def _may_know(person: Person, row: Organisation, name: str, wanted: Wanted) -> bool:
    """Offices of those who serve are known to everybody; people only to the keepers of the record who ask for them."""
    is_office = row.kind is not Kind.ENTERPRISE and name != "contact_name"
    if is_office and not (name == "phone" and row.phone and is_mobile(row.phone)):
        return True
    is_theirs = allows(keepers, person, row) or allows(its_organisation, person, row)
    return wanted.with_contacts and is_theirs
