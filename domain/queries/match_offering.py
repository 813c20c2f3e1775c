"""Whether the need and the result of a match are offered: told to both sides, and asked after an agreement of those
who may say so."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from db.models import Event, Match, ResearchResult, TechnicalNeed
from db.research_vocabulary import MatchKind, RecordStage
from domain import publishing
from domain.matchmaking.pipeline import ORDER, SIGNED
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


@dataclass(frozen=True)
class Left:
    """A need or a result of a match that is not offered at present, and where it stands."""

    kind: MatchKind
    number: str
    stage: RecordStage


def left(session: Session, person: Person, match_id: int) -> tuple[Left, ...]:
    """What of a match on its way is not offered by now; both sides are to know before they go on."""
    match = session.exec(
        select(Match).where(
            Match.id == match_id, col(Match.stage).in_(ORDER[:-1]), matches_visible_to(person)
        )
    ).first()
    if match is None:
        return ()
    return tuple(
        Left(kind, record.number, record.stage)
        for kind, record, _ in _both(session, match)
        if record.stage is not RecordStage.PUBLISHED
    )


def asked(session: Session, person: Person, match_id: int) -> tuple[Offered, ...]:
    """What this person is asked about on the page of a match."""
    match = session.exec(
        select(Match).where(
            Match.id == match_id, col(Match.stage).in_(SIGNED), matches_visible_to(person)
        )
    ).first()
    if match is None:
        return ()
    return tuple(
        Offered(kind, record.id, record.number, record.title, record.title_en or record.title)
        for kind, record, rule in _both(session, match)
        if record.stage is RecordStage.PUBLISHED
        and allows(rule, person, record)
        and not _is_said(session, match, record)
    )


def _both(session: Session, match: Match):
    """The need and the result, each with its kind and who may say what becomes of it; a team is offered by nobody."""
    yield MatchKind.NEED, session.get_one(TechnicalNeed, match.need_id), its_need
    if match.result_id:
        yield MatchKind.RESULT, session.get_one(ResearchResult, match.result_id), its_result


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
