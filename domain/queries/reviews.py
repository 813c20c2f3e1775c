"""The research results that wait for a review, the oldest first: many are looked at in one go."""

from dataclasses import dataclass

from sqlmodel import Session, case, col, func, null, select

from db.models import Organisation, Patent, ResearchResult
from db.research_vocabulary import MatchKind, RecordStage
from domain.matchmaking import seen
from domain.permissions import Person
from domain.research_visible import is_broker, result_names_visible_to, results_visible_to

MOST = 100
EXCERPT = 400  # characters of an abstract in the table


@dataclass(frozen=True)
class Waiting:
    """One result that waits; the owner is empty where the reviewer may not know it."""

    id: int
    number: str
    title: str
    title_en: str
    text: str
    owner: str
    owner_en: str
    readiness: int | None
    patents: int


@dataclass(frozen=True)
class Queue:
    """The first ones, and how many wait in all."""

    waiting: tuple[Waiting, ...] = ()
    many: int = 0


def results(session: Session, person: Person) -> Queue:
    """For the brokers: those whose text they have not entered themselves."""
    if not is_broker(person):
        return Queue()
    where = (
        ResearchResult.stage == RecordStage.IN_REVIEW,
        ResearchResult.by_id != person.id,
        results_visible_to(person),
    )
    named = result_names_visible_to(person)
    rights = select(func.count(Patent.id)).where(Patent.result_id == ResearchResult.id)
    rows = session.exec(
        select(
            ResearchResult,
            case((named, Organisation.name), else_=null()),
            case((named, Organisation.name_en), else_=null()),
            rights.correlate(ResearchResult).scalar_subquery(),
        )
        .join(Organisation, Organisation.id == ResearchResult.organisation_id)
        .where(*where)
        .order_by(col(ResearchResult.id))
        .limit(MOST)
    ).all()
    seen.told(session, person, MatchKind.RESULT, (row[0].id for row in rows if row[1]))
    return Queue(
        tuple(
            Waiting(
                id=row.id,
                number=row.number,
                title=row.title,
                title_en=row.title_en or "",
                text=(row.abstract or row.abstract_en or "")[:EXCERPT],
                owner=owner or "",
                owner_en=owner_en or owner or "",
                readiness=row.readiness,
                patents=patents,
            )
            for row, owner, owner_en, patents in rows
        ),
        session.exec(select(func.count(ResearchResult.id)).where(*where)).one(),
    )
