"""One technical need as this reader may know it: a hidden name is not in it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, case, null, select

from db.models import Demand, Industry, Organisation, TechnicalNeed
from db.research_vocabulary import Confidentiality, MatchKind, RecordStage
from domain import drafting, targets
from domain.matchmaking import seen
from domain.permissions import Person, allows, brokers, its_need, visible_to
from domain.queries import activity_origins
from domain.queries.activity_origins import Origin
from domain.queries.happened import Happened
from domain.queries.research import story
from domain.research_visible import need_names_visible_to, need_page_visible_to


@dataclass(frozen=True)
class NeedShown:
    """One technical need."""

    id: int
    number: str
    version: int
    title: str
    title_en: str
    problem: str
    problem_en: str
    tried: str
    targets: tuple[str, ...]
    keywords: tuple[str, ...]
    area_code: str | None
    industry_code: str | None
    industry: str
    industry_en: str
    least_readiness: int | None
    budget: int | None
    wanted_by: date | None
    confidentiality: Confidentiality
    stage: RecordStage
    expires_on: date | None
    returned_because: str
    enterprise_id: int | None  # none: hidden from this reader
    enterprise: str
    enterprise_en: str
    demand_number: str  # that it has grown out of, where the reader may see that
    raised_at: Origin | None  # the activity, for those who may know whose need it is
    lacks: tuple[str, ...]  # what would help matching; for those who may change it
    happened: tuple[Happened, ...]
    may_change: bool
    may_review: bool


def need(session: Session, person: Person, need_id: int) -> NeedShown | None:
    """One need; None where there is none, or it is not for this reader."""
    named = need_names_visible_to(person)
    found = session.exec(
        select(
            TechnicalNeed,
            Industry.name,
            Industry.name_en,
            case((named, Organisation.id), else_=null()),
            case((named, Organisation.name), else_=null()),
            case((named, Organisation.name_en), else_=null()),
        )
        .join(Organisation, Organisation.id == TechnicalNeed.enterprise_id)
        .outerjoin(Industry, Industry.code == TechnicalNeed.industry_code)
        .where(TechnicalNeed.id == need_id, need_page_visible_to(person))
    ).first()
    if found is None:
        return None
    row, industry, industry_en, enterprise_id, enterprise, enterprise_en = found
    if enterprise_id:
        seen.told(session, person, MatchKind.NEED, [row.id])
    may_change = allows(its_need, person, row)
    return NeedShown(
        id=row.id,
        number=row.number,
        version=row.version,
        title=row.title,
        title_en=row.title_en or "",
        problem=row.problem,
        problem_en=row.problem_en or "",
        tried=row.tried,
        targets=targets.shown(row.targets),
        keywords=tuple(row.keywords),
        area_code=row.area_code,
        industry_code=row.industry_code,
        industry=industry or "",
        industry_en=industry_en or industry or "",
        least_readiness=row.least_readiness,
        budget=row.budget,
        wanted_by=row.wanted_by,
        confidentiality=row.confidentiality,
        stage=row.stage,
        expires_on=row.expires_on,
        returned_because=row.returned_because if may_change else "",
        enterprise_id=enterprise_id,
        enterprise=enterprise or "",
        enterprise_en=enterprise_en or enterprise or "",
        demand_number=_demand(session, person, row) if enterprise_id else "",
        raised_at=activity_origins.of_need(session, person, row.id) if enterprise_id else None,
        lacks=_lacks(row) if may_change else (),
        happened=story(session, "technical_need", row.id, tells_who=True, to=person)
        if may_change
        else (),
        may_change=may_change,
        may_review=allows(brokers, person, row),
    )


@dataclass(frozen=True)
class Said:
    """What a demand says already of the need that may grow out of it."""

    title: str
    problem: str


def of_demand(session: Session, person: Person, demand_id: int) -> Said | None:
    """The words of a demand; None where it is not for this reader."""
    asked = select(Demand.title, Demand.body).where(Demand.id == demand_id, visible_to(person))
    found = session.exec(asked).first()
    return Said(*found) if found else None


def _demand(session: Session, person: Person, need: TechnicalNeed) -> str:
    asked = select(Demand.number).where(Demand.id == need.demand_id, visible_to(person))
    return (session.exec(asked).first() or "") if need.demand_id else ""


def _lacks(need: TechnicalNeed) -> tuple[str, ...]:
    return drafting.of_need(
        title=need.title,
        title_en=need.title_en or "",
        problem=need.problem,
        problem_en=need.problem_en or "",
        tried=need.tried,
        targets=need.targets,
        keywords=need.keywords,
        industry_code=need.industry_code,
        least_readiness=need.least_readiness,
        budget=need.budget,
        wanted_by=need.wanted_by,
    )
