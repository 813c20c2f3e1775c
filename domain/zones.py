"""The zones of the sub-platforms: what each area lives by, what its sub-platform is known for, which one is near."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import Session, col, delete, select

from db.models import Area, AreaIndustry, BrandProject, Industry, Organisation
from db.vocabulary import Kind
from domain import concepts
from domain.command import Act, command
from domain.concepts import Sort
from domain.errors import NotFound, Refused, Unclear
from domain.permissions import zone_keepers
from domain.written import line, paragraph

MOST_INDUSTRIES = 8
MOST_TYPED = 200
_CODE = re.compile(r"[0-9A-Z]{2}(\d{6})[0-9A-Z]{10}")


class NoZone(Refused):
    message = "Only a sub-platform has a zone."


class TooManyIndustries(Refused):
    message = "There are too many pillar industries: {most} at most."


class KnownProject(Refused):
    message = "This zone shows {name} already."


class ProjectOver(Refused):
    message = "This project is over already."


class NothingNew(Refused):
    message = "Nothing has been changed: the zone says this already."


@command(Organisation, by=zone_keepers)
def set_industries(act: Act, organisation: Organisation, *, codes: Sequence[str]) -> None:
    """Say which industries the area of a sub-platform lives by, the strongest first."""
    area = _area_of(organisation)
    wanted = list(dict.fromkeys(codes))
    if len(wanted) > MOST_INDUSTRIES:
        raise TooManyIndustries(most=MOST_INDUSTRIES)
    known = act.session.exec(select(Industry.code).where(col(Industry.code).in_(wanted))).all()
    if len(known) < len(wanted):
        raise Unclear(field="Pillar industries")
    if wanted == list(industries_of(act.session, area)):
        raise NothingNew
    act.session.exec(delete(AreaIndustry).where(col(AreaIndustry.area_code) == area))
    act.session.add_all(
        AreaIndustry(area_code=area, industry_code=code, position=position)
        for position, code in enumerate(wanted)
    )
    act.record("industries_set", organisation, codes=wanted)


@command(Organisation, by=zone_keepers)
def add_project(act: Act, organisation: Organisation, **said) -> int:
    """Show a brand project in the zone of a sub-platform; returns its id."""
    area = _area_of(organisation)
    values = _read(**said)
    _refuse_known(act.session, area, values["name"])
    project = act.add(BrandProject(area_code=area, **values))
    act.record("project_added", organisation, project_id=project.id, name=project.name)
    return project.id


@command(Organisation, by=zone_keepers)
def change_project(act: Act, organisation: Organisation, *, project_id: int, **said) -> None:
    """Change what the zone says of a brand project."""
    project = _of(act.session, organisation, project_id)
    values = _read(**said)
    if all(getattr(project, name) == value for name, value in values.items()):
        raise NothingNew
    _refuse_known(act.session, project.area_code, values["name"], but=project.id)
    project.sqlmodel_update(values)
    act.record("project_changed", organisation, project_id=project.id, name=project.name)


@command(Organisation, by=zone_keepers)
def end_project(act: Act, organisation: Organisation, *, project_id: int) -> None:
    """Take a brand project that is over out of the zone."""
    project = _of(act.session, organisation, project_id)
    project.is_active = False
    act.record("project_ended", organisation, project_id=project.id, name=project.name)


def industries_of(session: Session, area: str) -> Sequence[str]:
    """The codes of an area's pillar industries, the strongest first."""
    ordered = select(AreaIndustry.industry_code).where(AreaIndustry.area_code == area)
    return session.exec(
        ordered.order_by(col(AreaIndustry.position), col(AreaIndustry.industry_code))
    ).all()


def neighbours(session: Session) -> dict[str, frozenset[str]]:
    """By area, those whose tiles touch its own with a side on the tile map."""
    return side_by_side(session.exec(select(Area.code, Area.tile_column, Area.tile_row)))


def side_by_side(found: Iterable[tuple[str, int, int]]) -> dict[str, frozenset[str]]:
    """The same of areas whose code, column and row on the tile map are known."""
    tiles = [tuple(each) for each in found]
    return {
        code: frozenset(
            other
            for other, its_column, its_row in tiles
            if abs(column - its_column) + abs(row - its_row) == 1
        )
        for code, column, row in tiles
    }


def nearest(session: Session, typed: str) -> str | None:
    """The area that an address names; of a credit code, the area whose authority gave it (its places 3 to 8)."""
    text = typed[:MOST_TYPED].strip()
    code = _CODE.fullmatch(text.upper())
    if code:
        return session.exec(select(Area.code).where(Area.code == code[1])).first()
    asked = concepts.read(concepts.lexicon(session), text)
    return next((each.code for each in asked if each.sort is Sort.AREA), None)


def _read(
    *,
    name: str,
    name_en: str = "",
    summary: str = "",
    summary_en: str = "",
    since: date | None = None,
) -> dict:
    return {
        "name": line(name, most=80, name="Project"),
        "name_en": line(name_en, most=120, name="Name in English", required=False) or None,
        "summary": paragraph(summary, most=1000, name="About", required=False),
        "summary_en": paragraph(summary_en, most=1000, name="About in English", required=False)
        or None,
        "since": since,
    }


def _area_of(organisation: Organisation) -> str:
    if organisation.kind is not Kind.SUB_PLATFORM or not organisation.area_code:
        raise NoZone
    return organisation.area_code


def _of(session: Session, organisation: Organisation, project_id: int) -> BrandProject:
    project = session.get(BrandProject, project_id)
    if project is None or project.area_code != _area_of(organisation):
        raise NotFound
    if not project.is_active:
        raise ProjectOver
    return project


def _refuse_known(session: Session, area: str, name: str, *, but: int | None = None) -> None:
    same = select(BrandProject.id).where(
        BrandProject.area_code == area,
        BrandProject.name == name,
        BrandProject.id != but,
        col(BrandProject.is_active),
    )
    if session.exec(same).first() is not None:
        raise KnownProject(name=name)
