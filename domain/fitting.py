"""How far one service product fits what is needed: the parts of its score, and what speaks for each.

Weights are this product's own [own]; the parts of a product add up to its score, which lies between 0 and 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from db.models import DirectoryEntry, Organisation, ServiceProduct
from db.vocabulary import PriceKind, ServiceField, SizeClass
from domain.concepts import Concept, Sort
from domain.entries import EVERY
from domain.queries.reasons import Reason, Where, reasons

Z = 1.96  # the lower bound of satisfaction is Wilson's, at 95 %


class Why(StrEnum):
    """What speaks for a product, or against it."""

    WORDS = "words"
    FIELD = "field"
    AREA = "area"
    FOR_WHOM = "for_whom"
    RATING = "rating"
    QUALIFICATION = "qualification"
    PRICE = "price"


WEIGHTS = {
    Why.WORDS: 0.40,
    Why.FIELD: 0.20,
    Why.AREA: 0.12,
    Why.FOR_WHOM: 0.10,
    Why.RATING: 0.10,
    Why.QUALIFICATION: 0.04,
    Why.PRICE: 0.04,
}
WHOLE_CITY = 0.7  # of the weight of the area, where a product serves every area
FOR_ALL = 0.6  # of the weight of eligibility, where a product asks nothing
IN_TEXT = 0.6  # of a word's weight, where it stands in the text and not in the name


@dataclass(frozen=True)
class Wish:
    """What is needed, and by whom, as far as it is known."""

    text: str = ""
    field: ServiceField | None = None
    area: str | None = None
    industry: str | None = None
    size: SizeClass | None = None
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """One part of the score: its points, of at most `most`."""

    why: Why
    points: float
    most: float
    words: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Fit:
    """What speaks for a product, and whether its conditions name other industries, sizes or tags."""

    parts: tuple[Part, ...]
    is_for_others: bool

    @property
    def score(self) -> float:
        return sum(part.points for part in self.parts)


def fit_of(
    product: ServiceProduct,
    provider: Organisation,
    entry: DirectoryEntry,
    wish: Wish,
    asked: Sequence[Concept],
    *,
    is_vouched: bool,
    whole_city: bool,
) -> Fit | None:
    """The parts of the score; None, where neither a word nor the field speaks for the product."""
    for_whom, is_for_others = _for_whom(product, wish)
    share, words = _words(entry, asked)
    has_field = wish.field is not None and product.field is wish.field
    if not share and not has_field:
        return None
    shares = {
        Why.WORDS: share,
        Why.FIELD: float(has_field),
        Why.AREA: (WHOLE_CITY if whole_city else 1.0) if wish.area else 0.0,
        Why.FOR_WHOM: for_whom,
        Why.RATING: lower_bound(provider.rating_good, provider.rating_n),
        Why.QUALIFICATION: float(is_vouched),
        Why.PRICE: _PRICE[product.price_kind],
    }
    parts = tuple(
        Part(why, WEIGHTS[why] * part, WEIGHTS[why], words if why is Why.WORDS else ())
        for why, part in shares.items()
        if part
    )
    return Fit(parts, is_for_others)


def lower_bound(good: int, many: int) -> float:
    """Wilson's lower bound of a share: few ratings promise little. Source: E. B. Wilson, 1927."""
    if not many:
        return 0.0
    share = good / many
    spread = Z * sqrt(share * (1 - share) / many + Z * Z / (4 * many * many))
    return (share + Z * Z / (2 * many) - spread) / (1 + Z * Z / many)


_PRICE = {
    PriceKind.PUBLIC_BENEFIT: 1.0,
    PriceKind.FREE_FIRST: 0.7,
    PriceKind.NEGOTIABLE: 0.2,
    PriceKind.PRICED: 0.2,
}


def _words(entry: DirectoryEntry, asked: Sequence[Concept]) -> tuple[float, tuple[Reason, ...]]:
    """Which share of what was said the product says; places and industries are judged elsewhere."""
    said = [each for each in asked if each.sort in (Sort.WORD, Sort.FIELD)]
    found = reasons(entry, entry.search_text, said)
    worth = sum(
        1.0 if each.where in (Where.NAME, Where.SYNONYM) and _names(entry, each) else IN_TEXT
        for each in found
    )
    return (worth / len(said) if said else 0.0), found


def _names(entry: DirectoryEntry, reason: Reason) -> bool:
    word = reason.by or reason.typed
    return word in entry.name.lower() or word in (entry.name_en or "").lower()


def _for_whom(product: ServiceProduct, wish: Wish) -> tuple[float, bool]:
    """How far its conditions meet the enterprise; (share, whether they name others only)."""
    shares = []
    for wanted, known in (
        (product.for_industries, wish.industry),
        (product.for_sizes, wish.size),
    ):
        if not wanted or EVERY in wanted:
            shares.append(FOR_ALL)
        elif known:
            fits = any(known.startswith(each) for each in wanted)
            if not fits:
                return 0.0, True
            shares.append(1.0)
    if product.for_tags and wish.tags:
        if not wish.tags.intersection(product.for_tags):
            return 0.0, True
        shares.append(1.0)
    return (sum(shares) / len(shares) if shares else 0.0), False
