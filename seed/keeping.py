"""How the demo city keeps its directory: what is offered, certified, visited and checked, through the real commands."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import BrandProject, Organisation
from db.vocabulary import Kind
from domain import checks, clock, equipment, experts, products, qualifications, records, visits
from domain.clock import LOCAL
from domain.command import perform
from seed import facts, names, offers
from seed.facts import Words
from seed.names import ServiceOrganisation
from seed.offers import Certificate, Offer
from seed.town import Known

VISITS, CHECKED = 90, 0.6
RECENTLY = 200  # days in which the visits and checks of the demo year lie


@dataclass(frozen=True)
class Keeper:
    """Who keeps the demo directory, in which language, and for which day the dates are chosen."""

    administrator: int
    local: dict[str, list[int]]  # people of each sub-platform
    language: str
    until: datetime

    def say(self, words: Words | Sequence[str]) -> str:
        told = words if isinstance(words, Words) else Words(*words)
        return told.in_(self.language)


def offer(keeper: Keeper, rng: Random, told: dict[int, ServiceOrganisation]) -> None:
    """Everything that service organisations, universities, research centres and investors have to offer."""
    for organisation_id, each in told.items():
        stock(keeper, rng, organisation_id, each)
    _teams(keeper, rng)
    _centres_and_investors(keeper, rng)
    _equipment(keeper)
    _brands(keeper)


def stock(
    keeper: Keeper, rng: Random, organisation_id: int, each: ServiceOrganisation, *, most: int = 6
) -> int:
    """Its certificates, and at most so many products; returns how many products there are now."""
    for certificate in offers.certificates(rng, each, keeper.until.date()):
        _certify(keeper, organisation_id, certificate)
    offered = offers.offers(rng, each, most=most)
    for product in offered:
        perform(keeper.administrator, products.add, organisation_id, **_said(keeper, product))
    return len(offered)


def visit(keeper: Keeper, rng: Random, enterprises: Sequence[Known], served: Iterable[int]) -> None:
    """What the staff of the sub-platforms did in the field in the last months, in the order of its days."""
    acts = [(_moment(keeper, rng), "visit", rng.choice(enterprises)) for _ in range(VISITS)]
    acts += [(_moment(keeper, rng), "check", id) for id in served if rng.random() < CHECKED]
    texts = _texts()
    for at, what, subject in sorted(acts, key=lambda act: act[0]):
        with clock.stopped(at):
            if what == "check":
                perform(keeper.administrator, checks.checked, subject, how=_how(keeper, rng))
                continue
            found = rng.sample(texts["findings"], rng.choice((0, 1, 1, 2)))
            perform(
                rng.choice(keeper.local[subject.area_code]),
                visits.record,
                subject.id,
                on=at.date(),
                summary=keeper.say(rng.choice(texts["visit"])),
                with_whom=subject.contact,
                findings=[keeper.say(each) for each in found],
            )


@cache
def _texts() -> dict[str, Any]:
    path = Path(__file__).parent / "texts" / "people.toml"
    return tomllib.loads(path.read_text("utf-8"))


def _certify(keeper: Keeper, organisation_id: int, certificate: Certificate) -> None:
    perform(
        keeper.administrator,
        qualifications.add,
        organisation_id,
        type=certificate.type,
        name=keeper.say(certificate.name),
        issuer=keeper.say(certificate.issuer),
        number=certificate.number,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        is_seen=certificate.is_seen,
    )


def _said(keeper: Keeper, product: Offer) -> dict[str, Any]:
    """The product as somebody would type it."""
    return {
        "name": keeper.say(product.name),
        "name_en": product.name.en,
        "field": product.field,
        "summary": keeper.say(product.about),
        "summary_en": product.about.en,
        "eligibility": keeper.say(product.eligibility),
        "for_industries": product.industries,
        "for_sizes": product.sizes,
        "for_tags": product.tags,
        "price_kind": product.price_kind,
        "price": keeper.say(product.price),
        "areas": product.areas,
        "how_to_apply": keeper.say(product.how_to_apply),
        "documents": keeper.say(product.documents),
        "opening_times": keeper.say(offers.OPEN),
        "needs": product.needs,
    }


def _teams(keeper: Keeper, rng: Random) -> None:
    """Two teams of every university, each with a leader and a colleague."""
    texts = _texts()
    with snapshot() as session:
        ids = dict(
            session.exec(
                select(Organisation.name, Organisation.id).where(
                    Organisation.kind == Kind.UNIVERSITY
                )
            ).all()
        )
    somebody = names.people(rng)
    phones = names.mobiles(rng)
    for university in facts.universities():
        organisation_id = ids[university.zh]
        for topic in university.disciplines[:2]:
            named = Words(*(text.format(topic=topic.in_(lang)) for text, lang in _both("team")))
            team = perform(
                keeper.administrator,
                experts.add_team,
                organisation_id,
                name=keeper.say(named),
                name_en=named.en,
                topics=keeper.say(topic),
                topics_en=topic.en,
                summary=keeper.say(texts["team_about"]),
                yearly_capacity=rng.randint(3, 15),
            )
            for _ in range(2):
                person, title = next(somebody), rng.choice(texts["titles"])
                perform(
                    keeper.administrator,
                    experts.add,
                    organisation_id,
                    name=person.in_(keeper.language),
                    name_en=person.name_en,
                    title=keeper.say(title),
                    title_en=title[1],
                    field="technology",
                    topics=keeper.say(topic),
                    topics_en=topic.en,
                    phone=next(phones),
                    email=f"{person.username}@example.com",
                    team_id=team,
                )


def _both(name: str) -> list[tuple[str, str]]:
    return list(zip(_texts()[name], ("zh", "en"), strict=True))


def _equipment(keeper: Keeper) -> None:
    """Two pieces of every university and one of every research centre, in turn."""
    texts = _texts()
    houses = select(Organisation.id, Organisation.kind).where(
        col(Organisation.kind).in_((Kind.UNIVERSITY, Kind.RESEARCH_CENTRE))
    )
    with snapshot() as session:
        rows = session.exec(houses.order_by(Organisation.id)).all()
    pieces = cycle(texts["equipment"])
    for organisation_id, kind in rows:
        for zh, en, about, about_en in islice(pieces, 2 if kind is Kind.UNIVERSITY else 1):
            perform(
                keeper.administrator,
                equipment.add,
                organisation_id,
                name=keeper.say((zh, en)),
                name_en=en,
                summary=keeper.say((about, about_en)),
                terms=keeper.say(texts["equipment_terms"]),
            )


def _centres_and_investors(keeper: Keeper, rng: Random) -> None:
    """A research centre of every area's first industry, and those who invest."""
    texts = _texts()
    for area in facts.areas():
        industry = facts.industries()[area.industries[0]]
        line = industry.name[0]
        called = Words(f"{area.zh}{line.zh}", f"{area.en} {line.en}")
        named = Words(*(text.format(name=called.in_(lang)) for text, lang in _both("centre")))
        _record(
            keeper,
            Kind.RESEARCH_CENTRE,
            name=keeper.say(named),
            name_en=named.en,
            area_code=area.code,
            industry_code=industry.code,
            products=keeper.say(
                ("、".join(p.zh for p in industry.products), industry.products[0].en)
            ),
            summary=keeper.say(texts["centre_about"]),
            summary_en=texts["centre_about"][1],
        )
    for zh, en, works_zh, works_en in texts["investors"]:
        area = rng.choice(facts.areas()).code
        _record(
            keeper,
            Kind.INVESTOR,
            name=keeper.say((zh, en)),
            name_en=en,
            area_code=area,
            products=keeper.say((works_zh, works_en)),
            phone=f"0577-8810{rng.randrange(10_000):04d}",
        )


def _record(keeper: Keeper, kind: Kind, **fields: str) -> None:
    perform(keeper.administrator, records.add, kind=kind, fields=fields)


def _brands(keeper: Keeper) -> None:
    """What each sub-platform does that others do not."""
    with transaction() as session:
        session.add_all(
            BrandProject(
                area_code=area,
                name=keeper.say((zh, en)),
                name_en=en,
                summary=keeper.say((about_zh, about_en)),
                summary_en=about_en,
                since=(keeper.until - timedelta(days=600)).date(),
            )
            for area, several in _texts()["brands"].items()
            for zh, en, about_zh, about_en in several
        )


def _moment(keeper: Keeper, rng: Random) -> datetime:
    day = (keeper.until - timedelta(days=rng.randint(1, RECENTLY))).date()
    return datetime.combine(day, time(9), LOCAL) + timedelta(minutes=rng.randint(0, 420))


def _how(keeper: Keeper, rng: Random) -> str:
    return keeper.say(
        rng.choice(
            (
                ("电话核对", "By telephone"),
                ("上门核对证照", "Certificates seen on the spot"),
                ("国家企业信用信息公示系统查询", "Looked up in the public register"),
            )
        )
    )
