"""One research result as this reader may know it: while the name is hidden, nothing that leads to it is shown."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, case, col, null, or_, select

from db.models import ExpertTeam, Organisation, Patent, ResearchResult
from db.research_vocabulary import (
    Confidentiality,
    MatchKind,
    PatentKind,
    PatentState,
    RecordStage,
    TransferKind,
)
from domain import drafting, targets
from domain.matchmaking import seen
from domain.permissions import Person, allows, brokers, its_result
from domain.queries.happened import Happened
from domain.queries.named import Named
from domain.queries.research import story
from domain.research_visible import result_names_visible_to, result_page_visible_to


@dataclass(frozen=True)
class PatentShown:
    """One patent; its number and name are empty while the owner's name is hidden: a register would tell it."""

    kind: PatentKind
    state: PatentState
    number: str
    name: str
    filed_on: date | None


@dataclass(frozen=True)
class ResultShown:
    """One research result."""

    id: int
    number: str
    version: int
    title: str
    title_en: str
    abstract: str
    abstract_en: str
    keywords: tuple[str, ...]
    targets: tuple[str, ...]
    industry_codes: tuple[str, ...]
    readiness: int | None
    transfer_kinds: tuple[TransferKind, ...]
    conditions: str
    price: int | None
    year: int | None
    inventors: str
    source_key: str
    patents: tuple[PatentShown, ...]
    area_code: (
        str | None
    )  # none: not said, or hidden with the name; few areas hold more than one house
    confidentiality: Confidentiality
    stage: RecordStage
    expires_on: date | None
    returned_because: str
    organisation_id: int | None  # none: hidden from this reader
    organisation: str
    organisation_en: str
    team: Named | None
    lacks: tuple[str, ...]
    happened: tuple[Happened, ...]
    may_change: bool
    may_review: bool


def result(session: Session, person: Person, result_id: int) -> ResultShown | None:
    """One result; None where there is none, or it is not for this reader."""
    named = result_names_visible_to(person)
    found = session.exec(
        select(
            ResearchResult,
            ExpertTeam,
            case((named, Organisation.id), else_=null()),
            case((named, Organisation.name), else_=null()),
            case((named, Organisation.name_en), else_=null()),
        )
        .join(Organisation, Organisation.id == ResearchResult.organisation_id)
        .outerjoin(ExpertTeam, ExpertTeam.id == ResearchResult.team_id)
        .where(ResearchResult.id == result_id, result_page_visible_to(person))
    ).first()
    if found is None:
        return None
    row, team, owner_id, owner, owner_en = found
    is_named, may_change = owner_id is not None, allows(its_result, person, row)
    if owner_id:
        seen.told(session, person, MatchKind.RESULT, [row.id])
    patents = _patents(session, row.id, is_named=is_named)
    return ResultShown(
        id=row.id,
        number=row.number,
        version=row.version,
        title=row.title,
        title_en=row.title_en or "",
        abstract=row.abstract,
        abstract_en=row.abstract_en or "",
        keywords=tuple(row.keywords),
        targets=targets.shown(row.targets),
        industry_codes=tuple(row.industry_codes),
        readiness=row.readiness,
        transfer_kinds=tuple(TransferKind(each) for each in row.transfer_kinds),
        conditions=row.conditions,
        price=row.price,
        year=row.year,
        inventors=row.inventors if is_named else "",
        source_key=row.source_key if is_named else "",
        patents=patents,
        area_code=row.area_code if is_named else None,
        confidentiality=row.confidentiality,
        stage=row.stage,
        expires_on=row.expires_on,
        returned_because=row.returned_because if may_change else "",
        organisation_id=owner_id,
        organisation=owner or "",
        organisation_en=owner_en or owner or "",
        team=Named(team.id, team.name, team.name_en) if team and is_named else None,
        lacks=_lacks(row, patents) if may_change else (),
        happened=story(session, "research_result", row.id, tells_who=True, to=person)
        if may_change
        else (),
        may_change=may_change,
        may_review=allows(brokers, person, row),
    )


def teams(
    session: Session, person: Person, organisation_id: int, kept: Collection[int] = ()
) -> tuple[Named, ...]:
    """The teams that a result of this organisation may be of; with those that it is of already (`kept`), though they
    were taken out of the directory. Of several with one name each has its number beside it."""
    may_be = or_(col(ExpertTeam.is_active), col(ExpertTeam.id).in_(kept))
    rows = session.exec(
        select(ExpertTeam.id, ExpertTeam.name, ExpertTeam.name_en)
        .where(ExpertTeam.organisation_id == organisation_id, may_be)
        .order_by(ExpertTeam.name, ExpertTeam.id)
    ).all()
    many = Counter(name for row in rows for name in {row.name, row.name_en or row.name})
    return tuple(
        Named(key, *(f"{name} ({key})" if many[name] > 1 else name for name in names))
        for key, *names in ((row.id, row.name, row.name_en or row.name) for row in rows)
    )


def _patents(session: Session, result_id: int, *, is_named: bool) -> tuple[PatentShown, ...]:
    rows = session.exec(
        select(Patent).where(Patent.result_id == result_id).order_by(col(Patent.number))
    )
    return tuple(
        PatentShown(
            kind=row.kind,
            state=row.state,
            number=row.number if is_named else "",
            name=row.name if is_named else "",
            filed_on=row.filed_on if is_named else None,
        )
        for row in rows
    )


def _lacks(result: ResearchResult, patents: tuple[PatentShown, ...]) -> tuple[str, ...]:
    return drafting.of_result(
        title=result.title,
        title_en=result.title_en or "",
        abstract=result.abstract,
        abstract_en=result.abstract_en or "",
        targets=result.targets,
        keywords=result.keywords,
        industry_codes=result.industry_codes,
        readiness=result.readiness,
        transfer_kinds=result.transfer_kinds,
        patents=patents,
    )
