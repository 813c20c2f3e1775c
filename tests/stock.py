"""A stocked directory for the small town: synonyms, industries, a bank, a laboratory, many enterprises."""

from datetime import date, timedelta

from db.engine import transaction
from db.models import Organisation, OrganisationTag
from db.vocabulary import Kind, PriceKind, QualificationType, ServiceField
from domain import clock, entries, experts, identifiers, products, qualifications
from domain.command import perform
from domain.similarity import name_key
from seed import foundation
from tests.town import ID, LAWYERS, LONGWAN, LUCHENG, SHOES, UNIVERSITY, VALVES

CODE = identifiers.with_check_digit("91330303MA2ABCDE1")
PHONE = "13857700001"
LICENCE = QualificationType.FINANCIAL_LICENCE


def fill() -> dict[str, int]:
    """Fill the directory of the small town; returns ids by short names."""
    foundation.lay()
    with transaction() as session:
        valves = session.get_one(Organisation, VALVES)
        valves.industry_code, valves.credit_code = "3443", CODE
        valves.phone, valves.products = identifiers.phone(PHONE), "球阀、闸阀"
        session.get_one(Organisation, SHOES).industry_code = "195"
        session.add(OrganisationTag(organisation_id=VALVES, tag="专精特新"))
        session.flush()
        made = {
            "bank": _organisation(session, "温州澄川农商银行", "Chengchuan Rural Bank", LONGWAN),
            "guarantor": _organisation(
                session, "温州砺辰融资担保有限公司", "Lichen Guarantee", None
            ),
            "laboratory": _organisation(session, "温州岚岑检测有限公司", "Lancen Testing", LUCHENG),
            "pumps": _organisation(
                session,
                "永嘉屹川泵业有限公司",
                "Yichuan Pumps Co., Ltd.",
                LUCHENG,
                kind=Kind.ENTERPRISE,
                industry_code="3441",
            ),
        }
        for id in (VALVES, SHOES, LAWYERS, UNIVERSITY):
            entries.write_all_of(session, session.get_one(Organisation, id))
    made["loan"] = product(
        made["bank"],
        name="专利权质押贷款",
        name_en="Patent-pledge loan",
        summary="以发明专利质押，最高1000万元。",
        summary_en="Against invention patents, up to 10 million yuan.",
        for_industries=["34"],
        areas=[LONGWAN],
        needs=LICENCE,
    )
    made["credit"] = product(
        made["bank"], name="小微信用贷款", name_en="Unsecured loan", needs=LICENCE
    )
    made["bond"] = product(
        made["guarantor"], name="履约保函", name_en="Performance bond", needs=LICENCE
    )
    made["test"] = product(
        made["laboratory"],
        name="阀门压力检测",
        name_en="Valve pressure testing",
        field=ServiceField.TECHNOLOGY,
    )
    qualify(made["bank"], clock.now().date() + timedelta(days=400))
    qualify(made["guarantor"], clock.now().date() - timedelta(days=3))
    made["team"] = perform(
        ID["admin"],
        experts.add_team,
        UNIVERSITY,
        name="流体机械创新团队",
        name_en="Fluid machinery team",
        topics="流体机械",
    )
    return made


def product(organisation_id: int, **said) -> int:
    known = {"field": ServiceField.FINANCING, "price_kind": PriceKind.NEGOTIABLE}
    return perform(ID["admin"], products.add, organisation_id, **(known | said))


def qualify(organisation_id: int, until: date) -> int:
    return perform(
        ID["admin"],
        qualifications.add,
        organisation_id,
        type=LICENCE,
        name="金融许可证",
        issuer="国家金融监督管理总局",
        valid_until=until,
    )


def enterprises(count: int, *, area: str = LUCHENG) -> None:
    """So many more enterprises with their entries, in bulk."""
    with transaction() as session:
        rows = [
            Organisation(
                kind=Kind.ENTERPRISE,
                name=f"温州屿朗{n}鞋业有限公司",
                name_key=f"屿朗{n}鞋业",
                area_code=area,
                industry_code="195",
            )
            for n in range(count)
        ]
        session.add_all(rows)
        session.flush()
        entries.write_many(session, rows)


def _organisation(session, name, name_en, area, *, kind=Kind.SERVICE_ORGANISATION, **more) -> int:
    row = Organisation(
        kind=kind,
        name=name,
        name_en=name_en,
        name_key=name_key(name),
        area_code=area,
        phone=identifiers.phone("0577-80000001"),
        **more,
    )
    session.add(row)
    session.flush()
    entries.write(session, row)
    return row.id
