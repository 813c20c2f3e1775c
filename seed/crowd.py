"""The city at full size: enterprises and service organisations in bulk, each with its entry and its first event.

They are invented by the same grammar as the few of the demo city and become the same rows; only the way into the
database differs. A million names are never held at once: what is taken is remembered by a filter of a fixed size.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from random import Random
from types import SimpleNamespace

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from db.engine import snapshot, transaction
from db.models import DirectoryEntry, Event, Organisation, OrganisationTag, ServiceProduct
from db.vocabulary import Kind
from domain import chain, clock, entries, identifiers
from seed import keeping, names, offers, town
from seed.keeping import Keeper

BATCH = 5000  # organisations of one transaction
SEED = 571

Progress = Callable[[float], None]


class Taken:
    """What has been given away: now and then it takes something for taken that is not, never the reverse."""

    BITS = 28  # 32 MB hold five million names with one such mistake in a hundred thousand
    MARKS = 6

    def __init__(self) -> None:
        self._bits = bytearray(1 << (self.BITS - 3))

    def add(self, word: str) -> None:
        for place in self._places(word):
            self._bits[place >> 3] |= 1 << (place & 7)

    def update(self, words: Iterable[str]) -> None:
        for word in words:
            self.add(word)

    def __contains__(self, word: str) -> bool:
        return all(self._bits[place >> 3] & 1 << (place & 7) for place in self._places(word))

    def isdisjoint(self, words: Iterable[str]) -> bool:
        return not any(word in self for word in words)

    def _places(self, word: str) -> Iterable[int]:
        digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=24).digest())
        for _ in range(self.MARKS):
            digest, rest = digest >> 32, digest & 0xFFFFFFFF
            yield rest >> (32 - self.BITS)


def enterprises(keeper: Keeper, many: int, *, progress: Progress) -> None:
    """Bring the directory up to so many enterprises."""
    rng = Random(SEED)
    invented = names.enterprises(rng, taken=_taken())
    there = begun = _count(Organisation, Organisation.kind == Kind.ENTERPRISE)
    while there < many:
        several = list(islice(invented, min(BATCH, many - there)))
        made = [offers.making(rng, each.industry, keeper.until.date()) for each in several]
        rows = [
            town.making(each, its, keeper.language) for each, its in zip(several, made, strict=True)
        ]
        with transaction() as session:
            write(session, rows, [its.tags for its in made], by=keeper.administrator)
        there += len(several)
        progress((there - begun) / (many - begun))


def services(keeper: Keeper, many: int, products: int, *, progress: Progress) -> None:
    """Bring the directory up to so many service organisations, and up to so many products among the new ones."""
    rng = Random(SEED + 1)
    invented = names.service_organisations(rng, taken=_taken())
    new = many - _count(Organisation, Organisation.kind == Kind.SERVICE_ORGANISATION)
    wanted = products - _count(ServiceProduct)
    several = list(islice(invented, max(new, 0)))
    rows = [town.serving(rng, each, keeper.language, keeper.until.date()) for each in several]
    with transaction() as session:
        ids = write(session, rows, [()] * len(rows), by=keeper.administrator)
    for n, (organisation_id, each) in enumerate(zip(ids, several, strict=True)):
        share = -(-wanted // (new - n))  # so that the last one brings the sum
        if share > 0:
            wanted -= keeping.stock(keeper, rng, organisation_id, each, most=share)
        progress((n + 1) / new)


def write(
    session: Session, rows: Sequence[dict], tags: Sequence[Sequence[str]], *, by: int
) -> Sequence[int]:
    """Write organisations with their tags, their entries and the events that say who added them; returns their ids."""
    if not rows:
        return ()
    now = clock.now()
    columns = [row | _AT_FIRST | {"registered_on": now.date()} for row in rows]
    made = insert(Organisation).returning(Organisation.id, sort_by_parameter_order=True)
    ids = session.execute(made, columns).scalars().all()
    tagged = [
        {"organisation_id": id, "tag": tag}
        for id, several in zip(ids, tags, strict=True)
        for tag in several
    ]
    if tagged:
        session.execute(insert(OrganisationTag), tagged)
    found_by = [
        entries.of_organisation(SimpleNamespace(id=id, **_EMPTY | each), sorted(several))
        for id, each, several in zip(ids, columns, tags, strict=True)
    ]
    session.execute(insert(DirectoryEntry), found_by)
    words = {word for each in found_by for word in entries.latin_words(each["name_en"])}
    entries.learn(session, words)
    added = [
        chain.link(
            at=now,
            actor_id=by,
            action="record_added",
            subject=(Organisation.__tablename__, id),
            particulars={
                "kind": each["kind"].value,
                "name": each["name"],
                "code": each["credit_code"],
                "area": each["area_code"],
            },
        )
        for id, each in zip(ids, columns, strict=True)
    ]
    session.execute(insert(Event), added)
    return ids


_EMPTY = {"industry_code": None, "products": None}
_AT_FIRST = {"is_active": True, "rating_n": 0, "rating_good": 0, "version": 1}


def _taken() -> Taken:
    """The names, codes, telephones and mailboxes of the organisations that are there."""
    taken = Taken()
    known = (
        Organisation.name,
        Organisation.name_en,
        Organisation.credit_code,
        Organisation.phone,
        Organisation.email,
    )
    with snapshot() as session:
        for name, name_en, code, phone, email in session.exec(select(*known)):
            number = identifiers.dialled(phone) if phone else None
            mailbox = email.partition("@")[0] if email else None
            taken.update(filter(None, (name, name_en, code, number, mailbox)))
    return taken


def _count(table: type, *where) -> int:
    with snapshot() as session:
        return session.exec(select(func.count(col(table.id))).where(*where)).one()
