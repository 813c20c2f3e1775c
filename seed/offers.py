"""What invented organisations offer and are: services, certificates, experts, sizes and tags, drawn under a given seed.

The texts stand in seed/texts/services.toml and people.toml; nothing here touches a database, so that the demo city
(through the commands) and the city at full size (in bulk) say the same.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from db.vocabulary import PriceKind, QualificationType, ServiceField, SizeClass
from seed import facts
from seed.facts import Words
from seed.names import ServiceOrganisation

TAGS = {
    "高新技术企业": 0.12,
    "专精特新": 0.09,
    "科技型中小企业": 0.2,
    "小巨人": 0.015,
    "出口企业": 0.25,
    "规上企业": 0.16,
}
SIZES = {SizeClass.MICRO: 58, SizeClass.SMALL: 34, SizeClass.MEDIUM: 7, SizeClass.LARGE: 1}
OPEN = Words("周一至周五 8:30–17:30", "Monday to Friday 8:30–17:30")
EXPIRED, SOON, UNSEEN = 0.06, 0.08, 0.18  # shares of qualifications


@dataclass(frozen=True)
class Offer:
    """One service product, in the words of services.toml."""

    name: Words
    field: ServiceField
    about: Words
    eligibility: Words
    price_kind: PriceKind
    price: Words
    how_to_apply: Words
    documents: Words
    industries: tuple[str, ...]
    sizes: tuple[SizeClass, ...]
    tags: tuple[str, ...]
    needs: QualificationType | None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """One qualification of an organisation, and whether somebody has looked at it."""

    type: QualificationType
    name: Words
    number: str
    issuer: Words
    valid_from: date
    valid_until: date
    is_seen: bool


@dataclass(frozen=True)
class Making:
    """What an enterprise is, beside its name and place."""

    size: SizeClass
    founded_on: date
    products: Words
    tags: tuple[str, ...]


def offers(rng: Random, organisation: ServiceOrganisation, *, most: int = 6) -> tuple[Offer, ...]:
    """Some of what an organisation of this kind offers, each for its own area, several, or the whole city."""
    kind = _kinds()[organisation.kind]
    several = kind["products"]
    many = min(len(several), most, rng.randint(3, 6))
    first = several[:1] if organisation.kind in ("bank", "guarantee") else []
    rest = rng.sample(several[len(first) :], many - len(first))
    return tuple(_offer(rng, kind, each, organisation.area) for each in [*first, *rest])


def certificates(
    rng: Random, organisation: ServiceOrganisation, today: date
) -> tuple[Certificate, ...]:
    """The certificate that its kind must hold, valid for the most part; now and then a title beside it."""
    kind = _kinds()[organisation.kind]
    share = rng.random()
    if share < EXPIRED:
        until = today - timedelta(days=rng.randint(5, 200))
    elif share < EXPIRED + SOON:
        until = today + timedelta(days=rng.randint(3, 40))
    else:
        until = today + timedelta(days=rng.randint(120, 1500))
    held = [
        Certificate(
            type=QualificationType(kind["type"]),
            name=organisation.qualification,
            number=f"{organisation.area}{rng.randrange(10**6):06d}",
            issuer=Words(*kind["issuer"]),
            valid_from=_years_before(until, 5),
            valid_until=until,
            is_seen=rng.random() >= UNSEEN,
        )
    ]
    if rng.random() < 0.12:
        since = today - timedelta(days=rng.randint(30, 700))
        held.append(
            Certificate(
                type=QualificationType.DEMONSTRATION_PLATFORM,
                name=Words(
                    "浙江省中小企业公共服务示范平台",
                    "Zhejiang demonstration platform for enterprises",
                ),
                number=f"ZJSF{since.year}{rng.randrange(1000):03d}",
                issuer=Words(
                    "浙江省经济和信息化厅",
                    "Zhejiang Department of Economy and Information Technology",
                ),
                valid_from=since,
                valid_until=since + timedelta(days=1095),
                is_seen=True,
            )
        )
    return tuple(held)


def making(rng: Random, industry: str, today: date) -> Making:
    """Its size, its age, up to three of its industry's products, and the titles that it has won."""
    known = facts.industries()[industry].products
    several = rng.sample(known, min(len(known), rng.randint(1, 3)))
    size = rng.choices(list(SIZES), weights=list(SIZES.values()))[0]
    return Making(
        size=size,
        founded_on=today - timedelta(days=rng.randint(200, 11_000)),
        products=Words("、".join(p.zh for p in several), ", ".join(p.en for p in several)),
        tags=tuple(tag for tag, share in TAGS.items() if rng.random() < share),
    )


def _years_before(day: date, years: int) -> date:
    return day - timedelta(days=365 * years)


@cache
def _kinds() -> dict[str, dict[str, Any]]:
    path = Path(__file__).parent / "texts" / "services.toml"
    return {kind["key"]: kind for kind in tomllib.loads(path.read_text("utf-8"))["kind"]}


def _offer(rng: Random, kind: dict[str, Any], told: dict[str, Any], home: str) -> Offer:
    price_kind, price = told["costs"]
    return Offer(
        name=Words(*told["name"]),
        field=ServiceField(told["field"]),
        about=Words(*told["about"]),
        eligibility=Words(*told["for"]),
        price_kind=PriceKind(price_kind),
        price=Words(*price),
        how_to_apply=Words(*kind["apply"]),
        documents=Words(*kind["documents"]),
        industries=tuple(told.get("industries", ())),
        sizes=tuple(SizeClass(each) for each in told.get("sizes", ())),
        tags=tuple(told.get("tags", ())),
        needs=QualificationType(kind["type"]) if told.get("needs") else None,
        areas=_served(rng, home),
    )


def _served(rng: Random, home: str) -> tuple[str, ...]:
    """The areas of a service: none means the whole city."""
    share = rng.random()
    if share < 0.5:
        return ()
    if share < 0.8:
        return (home,)
    others = rng.sample([area.code for area in facts.areas()], rng.randint(1, 4))
    return tuple(sorted({home, *others}))
