"""After an agreement: whether its need and its result go on being offered is asked of those who may say so."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from db.models import Event, Match, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind, RecordStage
from domain import publishing
from domain.matchmaking.pipeline import SIGNED
from domain.permissions import Person, allows, its_need, its_result
from domain.research_visible import matches_visible_to


@dataclass(frozen=True)
class Offered:
    """A need or a result that is still offered since an agreement; nobody has said whether that is meant."""

    kind: MatchKind
    id: int
    number: str
    title: str
    title_en: str


def asked(session: Session, person: Person, match_id: int) -> tuple[Offered, ...]:
    """What this person is asked about on the page of a match."""
    match = session.exec(
        select(Match).where(
            Match.id == match_id, col(Match.stage).in_(SIGNED), matches_visible_to(person)
        )
    ).first()
    if match is None:
        return ()
    both = (
        (MatchKind.NEED, session.get(TechnicalNeed, match.need_id), its_need),
        (
            MatchKind.RESULT,
            session.get(ResearchResult, match.result_id) if match.result_id else None,
            its_result,
        ),
    )
    return tuple(
        Offered(kind, record.id, record.number, record.title, record.title_en or record.title)
        for kind, record, rule in both
        if record is not None
        and record.stage is RecordStage.PUBLISHED
        and allows(rule, person, record)
        and not _is_said(session, match, record)
    )


def _is_said(session: Session, match: Match, record: TechnicalNeed | ResearchResult) -> bool:
    """Whether somebody has said, since the agreement was recorded, that it goes on being offered."""
    signed = (
        select(func.max(Event.at))
        .where(
            Event.subject_kind == Match.__tablename__,
            Event.subject_id == match.id,
            Event.action == "match_signed",
        )
        .scalar_subquery()
    )
    said = select(Event.id).where(
        Event.subject_kind == record.__tablename__,
        Event.subject_id == record.id,
        Event.action == f"{publishing.noun(record)}_kept_open",
        Event.at >= signed,
    )
    return session.exec(said.limit(1)).first() is not None
