"""Organisations of the directory that fit what somebody types, as a finder offers them."""

from collections.abc import Sequence

from components.finder import Hit
from components.naming import named
from components.reading import read
from components.texts import t, term
from db.vocabulary import EntryKind
from domain import topics
from domain.permissions import Person
from domain.queries.directory import search
from domain.queries.facets import Narrowed

MOST = 6


def like(
    person: Person, typed: str, kinds: Sequence[EntryKind], *, but: int | None = None
) -> list[Hit]:
    """The first of these kinds, as far as this person may see them; of several kinds each says its own.

    `but`: one that is not meant.
    """
    found = read(search, person, typed, Narrowed(tuple(kinds)), topics=(topics.ORGANISATIONS,))
    hits = []
    for line in found.lines:
        if line.organisation_id != but:
            where = named(line.area, line.area_en) or t("Whole city")
            told = f"{term(line.kind)} · {where}" if len(kinds) > 1 else where
            hits.append(Hit(line.organisation_id, named(line.name, line.name_en), (told,)))
    return hits[:MOST]
