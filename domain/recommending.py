"""Which service products fit what an enterprise needs, and why: from a demand, or from words typed by anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, or_
from sqlmodel import Session, select

from db.models import (
    Demand,
    DirectoryEntry,
    Organisation,
    OrganisationTag,
    ProductArea,
    Qualification,
    ServiceProduct,
)
from db.search import condition_of
from db.vocabulary import EntryKind, PriceKind, ServiceField
from domain import clock, concepts
from domain.concepts import Concept, Sort
from domain.fitting import Part, Wish, fit_of
from domain.offers import offered, valid
from domain.permissions import Person, visible_to

MOST_SHOWN = 8
MOST_LOOKED_AT = 400  # candidates of each kind that are scored
MOST_READ = 600  # characters of a demand


@dataclass(frozen=True)
class Recommended:
    """A product that fits, with its provider and its reasons."""

    product_id: int
    organisation_id: int
    name: str
    name_en: str
    provider: str
    provider_en: str
    field: ServiceField
    summary: str
    summary_en: str
    eligibility: str
    how_to_apply: str
    price_kind: PriceKind
    price: str
    whole_city: bool
    rating_n: int
    rating_good: int
    qualification: str  # the valid one that the product needs; "" when it needs none
    score: float
    parts: tuple[Part, ...]
    is_for_others: bool  # its conditions name other industries, sizes or tags


def recommended(session: Session, person: Person, wish: Wish) -> tuple[Recommended, ...]:
    """The products that fit best, the best first; everybody may ask. None, where nothing says what is needed."""
    asked = _read(session, wish)
    wish = _completed(wish, asked)
    found = [
        scored
        for row in _candidates(session, wish, asked)
        if (scored := _scored(row, wish, asked)) is not None
    ]
    found.sort(key=lambda each: (each.is_for_others, -each.score, each.product_id))
    return tuple(found[:MOST_SHOWN])


recommended.by_scope = True


def for_demand(session: Session, person: Person, demand_id: int) -> tuple[Recommended, ...]:
    """The products that fit a demand, for whoever may see it."""
    asked = select(Demand).where(Demand.id == demand_id, visible_to(person))
    demand = session.exec(asked).first()
    if demand is None:
        return ()
    wish = Wish(f"{demand.title} {demand.body}", demand.field, demand.area_code)
    return recommended(session, person, of_enterprise(session, demand.enterprise_id, wish))


for_demand.by_scope = True


def of_enterprise(session: Session, enterprise_id: int | None, wish: Wish) -> Wish:
    """The wish with what the directory knows of the enterprise."""
    enterprise = session.get(Organisation, enterprise_id) if enterprise_id else None
    if enterprise is None:
        return wish
    tagged = select(OrganisationTag.tag).where(OrganisationTag.organisation_id == enterprise_id)
    return Wish(
        text=wish.text,
        field=wish.field,
        area=wish.area or enterprise.area_code,
        industry=wish.industry or enterprise.industry_code,
        size=wish.size or enterprise.size_class,
        tags=wish.tags or frozenset(session.exec(tagged)),
    )


def _read(session: Session, wish: Wish) -> tuple[Concept, ...]:
    """What the words mean; of a long text only what the lexicon knows."""
    text = wish.text[:MOST_READ]
    asked = concepts.read(concepts.lexicon(session), text, most=MOST_READ)
    if len(text) > concepts.SHORT:
        asked = tuple(each for each in asked if each.is_known)
    return asked


def _completed(wish: Wish, asked: Sequence[Concept]) -> Wish:
    """What the words themselves say of area, industry and field."""
    said = {sort: next((c.code for c in asked if c.sort is sort), None) for sort in Sort}
    field = said[Sort.FIELD]
    return Wish(
        text=wish.text,
        field=wish.field or (ServiceField(field) if field else None),
        area=wish.area or said[Sort.AREA],
        industry=wish.industry or said[Sort.INDUSTRY],
        size=wish.size,
        tags=wish.tags,
    )


def ways(wish: Wish, asked: Sequence[Concept]) -> list[Select]:
    """How candidates are found: offered products that hold one of the words, and those of the field."""
    found: list[Select] = []
    said = [each for each in asked if each.sort in (Sort.WORD, Sort.FIELD)]
    if said:
        either = [alternative for each in said for alternative in each.alternatives()]
        found.append(_offered(wish).where(condition_of(DirectoryEntry, [either])))
    if wish.field:  # asked of the product, where it is indexed; the entry says the same
        found.append(_offered(wish).where(ServiceProduct.field == wish.field))
    return found


def _candidates(session: Session, wish: Wish, asked: Sequence[Concept]) -> list[Row]:
    """A bounded number of products from each of the ways."""
    found: dict[int, Row] = {}
    for way in ways(wish, asked):
        rows = session.exec(way.limit(MOST_LOOKED_AT)).all()
        found |= {row[0].id: row for row in rows}
    return list(found.values())


def _offered(wish: Wish) -> Select:
    today = clock.now().date()
    vouched = (
        select(Qualification.name)
        .where(
            Qualification.organisation_id == ServiceProduct.organisation_id,
            Qualification.type == ServiceProduct.needs,
            valid(today),
        )
        .limit(1)
        .correlate(ServiceProduct)
        .scalar_subquery()
    )
    serves = select(ProductArea.area_code).where(ProductArea.product_id == ServiceProduct.id)
    statement = (
        select(ServiceProduct, Organisation, DirectoryEntry, vouched, ~serves.exists())
        .join(Organisation, Organisation.id == ServiceProduct.organisation_id)
        .join(
            DirectoryEntry,
            (DirectoryEntry.subject_id == ServiceProduct.id)
            & (DirectoryEntry.kind == EntryKind.SERVICE_PRODUCT),
        )
        .where(offered(today))
    )
    if wish.area:
        here = serves.where(ProductArea.area_code == wish.area)
        statement = statement.where(or_(~serves.exists(), here.exists()))
    return statement


def _scored(row: Row, wish: Wish, asked: Sequence[Concept]) -> Recommended | None:
    product, provider, entry, qualification, whole_city = row
    fit = fit_of(
        product,
        provider,
        entry,
        wish,
        asked,
        is_vouched=bool(qualification),
        whole_city=whole_city,
    )
    if fit is None:
        return None
    return Recommended(
        product_id=product.id,
        organisation_id=provider.id,
        name=product.name,
        name_en=product.name_en or product.name,
        provider=provider.name,
        provider_en=provider.name_en or provider.name,
        field=product.field,
        summary=product.summary,
        summary_en=product.summary_en or product.summary,
        eligibility=product.eligibility,
        how_to_apply=product.how_to_apply,
        price_kind=product.price_kind,
        price=product.price,
        whole_city=whole_city,
        rating_n=provider.rating_n,
        rating_good=provider.rating_good,
        qualification=qualification or "",
        score=fit.score,
        parts=fit.parts,
        is_for_others=fit.is_for_others,
    )
