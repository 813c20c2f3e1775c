"""The directory's entries: by what each record is found, written in the transaction that writes the record.

Beside its words an entry holds marks: tokens that nobody can type, for the area, the industry, the field and the sound
of the name. A search for 龙湾 or "Longwan" thus finds what lies there, whatever it is called.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, select

from db.models import (
    DirectoryEntry,
    Equipment,
    Expert,
    ExpertTeam,
    Organisation,
    OrganisationMerge,
    OrganisationTag,
    ProductArea,
    SearchWord,
    ServiceProduct,
)
from db.search import is_cjk, mark, runs, segmented
from db.vocabulary import EntryKind
from domain import identifiers, match_texts
from domain.sounds import initials, syllables

AREA, INDUSTRY, FIELD, SOUND = "\ue000", "\ue001", "\ue002", "\ue003"
EVERY = "all"  # marked where a product is for every area or industry
FOR = "for"  # and with a code: it is for whoever lies in that industry, however narrowly

MOST_BEGINNINGS = 6  # a name is also found without the place before it
LONGEST_SOUND = 30
SHORTEST_WORD, LONGEST_WORD = 4, 40
BATCH = 500

Subject = Organisation | ServiceProduct | ExpertTeam | Expert | Equipment
OFFERS: tuple[type[SQLModel], ...] = (ServiceProduct, ExpertTeam, Expert, Equipment)


def write(session: Session, subject: Subject) -> None:
    """Write the entry of one record anew; whatever it tells must have been flushed."""
    values = of(session, subject)
    mine = (
        col(DirectoryEntry.kind) == values["kind"],
        col(DirectoryEntry.subject_id) == subject.id,
    )
    entry = session.exec(select(DirectoryEntry).where(*mine)).first()
    if entry is None:
        session.add(DirectoryEntry(**values))
    else:
        entry.sqlmodel_update(values)
    session.flush()
    learn(session, latin_words(values["name_en"] or ""))
    if match_texts.kind_of(subject):
        match_texts.write(session, subject)


def write_all_of(session: Session, organisation: Organisation) -> None:
    """Write the entries of an organisation and of all that it offers, which are found by its name too."""
    write(session, organisation)
    for table in OFFERS:
        for row in session.exec(select(table).where(table.organisation_id == organisation.id)):
            write(session, row)


def complete(session: Session) -> int:
    """Write the entries that are missing: after an upgrade, or after rows in bulk; returns how many."""
    made = 0
    for table in (Organisation, *OFFERS):
        has_one = select(DirectoryEntry.subject_id).where(
            DirectoryEntry.subject_id == table.id, col(DirectoryEntry.kind).in_(_kinds(table))
        )
        lacking = select(table).where(~has_one.exists()).order_by(col(table.id)).limit(BATCH)
        while rows := session.exec(lacking).all():
            write_many(session, rows)
            made += len(rows)
            session.expunge_all()
    match_texts.complete(session)
    return made


def write_many(session: Session, subjects: Sequence[Subject]) -> None:
    """Write the entries of records that have none yet."""
    values = [of(session, subject) for subject in subjects]
    session.execute(insert(DirectoryEntry), values)
    learn(session, {word for each in values for word in latin_words(each["name_en"] or "")})


def of(session: Session, subject: Subject) -> dict:
    """The columns of a record's entry."""
    match subject:
        case Organisation():
            tagged = select(OrganisationTag.tag).where(
                OrganisationTag.organisation_id == subject.id
            )
            return of_organisation(
                subject, [*sorted(session.exec(tagged)), *_former(session, subject)]
            )
        case ServiceProduct():
            served = select(ProductArea.area_code).where(ProductArea.product_id == subject.id)
            provider = session.get_one(Organisation, subject.organisation_id)
            return of_product(subject, provider, session.exec(served).all())
    owner = session.get_one(Organisation, subject.organisation_id)
    return _of_house(subject, owner)


def of_organisation(organisation: Organisation, words: Iterable[str] = ()) -> dict:
    """The columns of its entry; `words` are its tags and the names it was also known by."""
    number = identifiers.dialled(organisation.phone) if organisation.phone else None
    return {
        "kind": EntryKind(organisation.kind),
        "subject_id": organisation.id,
        "organisation_id": organisation.id,
        "name": organisation.name,
        "name_en": organisation.name_en,
        "area_code": organisation.area_code,
        "industry_code": organisation.industry_code,
        "field": None,
        "is_active": organisation.is_active,
        "search_text": _found_by(
            organisation.name,
            organisation.name_en,
            organisation.credit_code,
            number,
            organisation.products,
            *words,
            marks=_marks([organisation.area_code], [organisation.industry_code]),
        ),
    }


def _former(session: Session, organisation: Organisation) -> Sequence[str]:
    """The names of the records that were merged into it."""
    merged = (
        select(Organisation.name)
        .join(OrganisationMerge, OrganisationMerge.merged_id == Organisation.id)
        .where(OrganisationMerge.into_id == organisation.id)
    )
    return session.exec(merged).all()


def of_product(product: ServiceProduct, provider: Organisation, areas: Sequence[str]) -> dict:
    return {
        "kind": EntryKind.SERVICE_PRODUCT,
        "subject_id": product.id,
        "organisation_id": provider.id,
        "name": product.name,
        "name_en": product.name_en,
        "area_code": areas[0] if len(areas) == 1 else None,
        "industry_code": None,
        "field": product.field,
        "is_active": product.is_active and provider.is_active,
        "search_text": _found_by(
            product.name,
            product.name_en,
            product.summary,
            product.summary_en,
            product.eligibility,
            provider.name,
            provider.name_en,
            *product.for_tags,
            marks=[
                *_marks(areas or [EVERY], product.for_industries or [EVERY], product.field),
                *(mark(INDUSTRY, f"{FOR}{code}") for code in product.for_industries),
            ],
        ),
    }


def _of_house(subject: ExpertTeam | Expert | Equipment, owner: Organisation) -> dict:
    """What lies where its house lies: people, and what they work with."""
    field = subject.field if isinstance(subject, Expert) else None
    return {
        "kind": _kind(subject),
        "subject_id": subject.id,
        "organisation_id": owner.id,
        "name": subject.name,
        "name_en": subject.name_en,
        "area_code": owner.area_code,
        "industry_code": None,
        "field": field,
        "is_active": subject.is_active and owner.is_active,
        "search_text": _found_by(
            subject.name,
            subject.name_en,
            *_told(subject),
            owner.name,
            owner.name_en,
            marks=_marks([owner.area_code], [], field),
        ),
    }


def _told(subject: ExpertTeam | Expert | Equipment) -> tuple[str | None, ...]:
    if isinstance(subject, Equipment):
        return (subject.summary,)
    of_one = subject.title if isinstance(subject, Expert) else subject.summary
    return subject.topics, subject.topics_en, of_one


def learn(session: Session, words: Iterable[str]) -> None:
    """Remember words that a mistyped one may have meant."""
    wanted = set(words)
    known = select(SearchWord.word).where(col(SearchWord.word).in_(wanted))
    new = wanted - set(session.exec(known)) if wanted else set()
    if new:
        dialect = session.get_bind().dialect.name
        module = __import__(f"sqlalchemy.dialects.{dialect}", fromlist=["insert"])
        rows = [{"word": word} for word in sorted(new)]
        session.execute(module.insert(SearchWord).on_conflict_do_nothing(), rows)


def latin_words(text: str) -> set[str]:
    return {
        run
        for run in runs(text.lower())
        if not is_cjk(run) and run.isalpha() and SHORTEST_WORD <= len(run) <= LONGEST_WORD
    }


def sound_marks(name: str) -> list[str]:
    """The pairs of neighbouring syllables of a name: 恒泽 and 恒择 sound the same."""
    return [
        mark(SOUND, "".join(pair))
        for run in runs(name)
        if is_cjk(run)
        for pair in pairwise(syllables(run))
    ]


def _found_by(name: str, *others: str | None, marks: Iterable[str]) -> str:
    letters, sounds = initials(name), syllables(name)
    beginnings = range(min(MOST_BEGINNINGS, len(sounds)))
    spoken = ["".join(sounds[at:])[:LONGEST_SOUND] for at in beginnings]
    read = [letters[at:] for at in range(min(MOST_BEGINNINGS, len(letters)))]
    heard = [*read, *spoken]
    if not all(each.isascii() for each in heard):  # a character whose sound nobody knows
        heard = [segmented(*heard)]
    return " ".join([segmented(name, *others), *heard, *sound_marks(name), *marks])


def _marks(
    areas: Iterable[str | None], industries: Iterable[str | None], field: str | None = None
) -> list[str]:
    found = [mark(AREA, area) for area in areas if area]
    for code in filter(None, industries):
        cuts = [code] if code == EVERY else [code[:n] for n in range(2, len(code) + 1)]
        found += [mark(INDUSTRY, cut) for cut in cuts]
    if field:
        found.append(mark(FIELD, field.replace("_", "")))
    return list(dict.fromkeys(found))


def _kind(subject: SQLModel) -> EntryKind:
    if isinstance(subject, Organisation):
        return EntryKind(subject.kind)
    return _KINDS[type(subject)][0]


def _kinds(table: type[SQLModel]) -> Sequence[EntryKind]:
    return _KINDS[table]


_KINDS: dict[type[SQLModel], tuple[EntryKind, ...]] = {
    ServiceProduct: (EntryKind.SERVICE_PRODUCT,),
    ExpertTeam: (EntryKind.EXPERT_TEAM,),
    Expert: (EntryKind.EXPERT,),
    Equipment: (EntryKind.EQUIPMENT,),
}
_KINDS[Organisation] = tuple(
    kind for kind in EntryKind if kind not in {each[0] for each in _KINDS.values()}
)
