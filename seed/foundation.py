"""What a city begins with: areas, its units and their duties, the time limits. Laid once, before anybody signs in."""

from collections.abc import Iterable

from sqlmodel import Session, select

from db.engine import transaction
from db.models import (
    Area,
    AreaIndustry,
    Duty,
    Industry,
    Organisation,
    Synonym,
    TimeLimit,
)
from db.vocabulary import Kind
from domain import entries
from domain.similarity import name_key
from seed import facts


def is_laid(session: Session) -> bool:
    return session.exec(select(Area.code)).first() is not None


def lay() -> None:
    """Write the facts into an empty database, and into an older one what later releases brought."""
    with transaction() as session:
        if not is_laid(session):
            _begin(session)
        if session.exec(select(Synonym.id)).first() is None:
            _directory(session)
        entries.complete(session)


def _begin(session: Session) -> None:
    session.add_all(
        Area(
            code=area.code,
            name=area.zh,
            name_en=area.en,
            valid_from=area.valid_from,
            position=position,
        )
        for position, area in enumerate(facts.areas())
    )
    session.flush()
    units = _units(session)
    session.add_all(_duties(units))
    session.add_all(
        TimeLimit(
            timeliness=limit.timeliness,
            step=limit.step,
            amount=limit.amount,
            unit=limit.unit,
            source=limit.source,
        )
        for limit in facts.limits()
    )
    session.flush()


def _directory(session: Session) -> None:
    """What the directory is searched and drawn by: industries, tiles, pillar industries, synonyms."""
    for each in facts.industries().values():
        session.merge(Industry(code=each.code, name=each.zh, name_en=each.en))
    session.flush()
    for area in facts.areas():
        row = session.get(Area, area.code)
        if row is None:
            continue
        row.tile_column, row.tile_row = area.tile
        session.add_all(
            AreaIndustry(area_code=area.code, industry_code=code, position=position)
            for position, code in enumerate(area.industries)
        )
    session.add_all(
        Synonym(concept=concept, word=word)
        for concept, words in facts.synonyms().items()
        for word in words
    )
    session.flush()


def organisation(kind: Kind, name: str, name_en: str, **columns) -> Organisation:
    return Organisation(kind=kind, name=name, name_en=name_en, name_key=name_key(name), **columns)


def _units(session: Session) -> dict[tuple[str, str | None], int]:
    """Store every unit; return their ids by key and area."""
    listed = [(Kind.CITY, facts.city_platform())]
    listed += [(Kind.DEPARTMENT, unit) for unit in facts.departments()]
    for area in facts.areas():
        listed.append((Kind.SUB_PLATFORM, facts.sub_platform(area)))
        listed += [(Kind.DEPARTMENT, unit) for unit in facts.county_departments(area)]
    rows = {
        (unit.key, unit.area): organisation(
            kind, unit.zh, unit.en, area_code=unit.area, phone=unit.phone
        )
        for kind, unit in listed
    }
    session.add_all(rows.values())
    session.flush()
    return {key: row.id for key, row in rows.items()}


def _duties(units: dict[tuple[str, str | None], int]) -> Iterable[Duty]:
    """The duty list; the city platform itself answers no demands, it sends them on."""
    for duty in facts.duties():
        keys = [key for key in duty.city if key != facts.city_platform().key]
        for position, key in enumerate(keys):
            yield Duty(field=duty.field, unit_id=units[key, None], position=position)
        for area in facts.areas():
            for position, key in enumerate(duty.county):
                yield Duty(
                    field=duty.field,
                    area_code=area.code,
                    unit_id=units[key, area.code],
                    position=position,
                )
