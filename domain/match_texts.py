"""What the engine reads of each record: its words and fields, written in the transaction of the record.

Every writing gets the next position of one counter, whose lock is held until the commit: whoever has read up to a
position has missed nothing before it, on either database.
"""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, SQLModel, col, select

from db.models import (
    Equipment,
    Event,
    Expert,
    ExpertTeam,
    MatchText,
    Organisation,
    Patent,
    ResearchResult,
    ServiceProduct,
    TechnicalNeed,
)
from db.research_vocabulary import Confidentiality, MatchKind, RecordStage
from db.vocabulary import Kind
from domain import topics
from domain.targets import names_of

Offer = ExpertTeam | Expert | ServiceProduct | Equipment
Record = TechnicalNeed | ResearchResult | Offer | Organisation

KINDS: dict[type[SQLModel], MatchKind] = {
    TechnicalNeed: MatchKind.NEED,
    ResearchResult: MatchKind.RESULT,
    ExpertTeam: MatchKind.TEAM,
    Expert: MatchKind.EXPERT,
    ServiceProduct: MatchKind.PRODUCT,
    Equipment: MatchKind.EQUIPMENT,
    Organisation: MatchKind.CENTRE,  # those that are research centres
}
TABLES = {table.__tablename__: table for table in (TechnicalNeed, ResearchResult)}
BATCH = 500
COUNTER = "match_texts"


def tell(session: Session, events: Iterable[Event]) -> None:
    """Write anew what can be read of the needs and results that these events are about."""
    touched = {(event.subject_kind, event.subject_id) for event in events}
    for kind, record_id in sorted(touched):
        if kind in TABLES:
            write(session, session.get_one(TABLES[kind], record_id))


def kind_of(record: SQLModel) -> MatchKind | None:
    """What the engine takes a record for; None of one that it does not read."""
    if isinstance(record, Organisation) and record.kind is not Kind.RESEARCH_CENTRE:
        return None
    return KINDS.get(type(record))


def write(session: Session, record: Record) -> None:
    """Write what can be read of one record; nothing is written of one that never could be found."""
    session.flush()
    values = of(session, record)
    place = (values["kind"], record.id)
    known = session.get(MatchText, place)
    if known is None:
        if values["is_active"]:
            session.add(MatchText(position=topics.next_in(session, COUNTER), **values))
    elif any(getattr(known, name) != value for name, value in values.items()):
        known.sqlmodel_update(values | {"position": topics.next_in(session, COUNTER)})
    session.flush()


def complete(session: Session) -> int:
    """Write what is missing: after an upgrade, or after rows in bulk. Returns how many."""
    made, position = 0, topics.next_in(session, COUNTER)
    for table in KINDS:
        has_one = select(MatchText.record_id).where(
            MatchText.kind == KINDS[table], MatchText.record_id == table.id
        )
        lacking = select(table).where(~has_one.exists(), _may_be_found(table))
        for record in session.exec(lacking).yield_per(BATCH):
            values = of(session, record)
            if values["is_active"]:
                session.add(MatchText(position=position, **values))
                made += 1
        session.flush()
    return made


def of(session: Session, record: Record) -> dict:
    """The columns of what can be read of a record."""
    match record:
        case TechnicalNeed():
            return of_need(record)
        case ResearchResult():
            named = select(Patent.name).where(Patent.result_id == record.id).order_by(Patent.number)
            return of_result(record, session.exec(named).all())
        case Organisation():
            return _of_centre(record)
    owner = session.get_one(Organisation, record.organisation_id)
    return _of_offer(record, owner)


def of_need(need: TechnicalNeed) -> dict:
    """Whose need it is is not read, nor what was tried: that did not help, and would draw more of it."""
    texts = (need.title, need.title_en, need.problem, need.problem_en, *need.keywords)
    return {
        "kind": MatchKind.NEED,
        "record_id": need.id,
        "is_active": need.stage is RecordStage.PUBLISHED,
        "area_code": need.area_code,
        "text": together(*texts, *names_of(need.targets)),
        "industry_codes": [need.industry_code] if need.industry_code else [],
        "targets": need.targets,
        "readiness": need.least_readiness,
        "money": need.budget,
    }


def of_result(result: ResearchResult, patents: Sequence[str] = ()) -> dict:
    """The names of patents are read only where the owner is open: a register would tell whose they are."""
    if result.confidentiality is not Confidentiality.OPEN:
        patents = ()
    texts = (result.title, result.title_en, result.abstract, result.abstract_en, *result.keywords)
    return {
        "kind": MatchKind.RESULT,
        "record_id": result.id,
        "is_active": result.stage is RecordStage.PUBLISHED,
        "area_code": result.area_code,
        "text": together(*texts, *names_of(result.targets), *patents),
        "industry_codes": result.industry_codes,
        "targets": result.targets,
        "readiness": result.readiness,
        "money": result.price,
    }


def together(*texts: str | None) -> str:
    """Several texts as one, no word of one running into the next."""
    return "\n".join(filter(None, texts))


def _of_offer(record: Offer, owner: Organisation) -> dict:
    return _plain(
        KINDS[type(record)],
        record,
        owner.area_code,
        *_texts(record),
        is_active=record.is_active and owner.is_active,
        industry_codes=getattr(record, "for_industries", []),
    )


def _texts(record: Offer) -> tuple[str | None, ...]:
    match record:
        case ServiceProduct():
            told = (record.summary, record.summary_en, record.eligibility)
            return record.name, record.name_en, *told
        case Equipment():
            return record.name, record.name_en, record.summary
        case ExpertTeam():
            told = (record.topics, record.topics_en, record.summary)
            return record.name, record.name_en, *told
    return record.topics, record.topics_en  # the name of a person says nothing of the matter


def _of_centre(centre: Organisation) -> dict:
    """A research centre is read as a whole: what it works on, beside its teams, results and equipment."""
    told = (centre.name, centre.name_en, centre.products, centre.summary, centre.summary_en)
    codes = [centre.industry_code] if centre.industry_code else []
    of_whom = {"is_active": centre.is_active, "industry_codes": codes}
    return _plain(MatchKind.CENTRE, centre, centre.area_code, *told, **of_whom)


def _plain(
    kind: MatchKind, record: SQLModel, area_code: str | None, *texts: str | None, **columns
) -> dict:
    """Of what has no figures, no readiness and no price of its own."""
    return {
        "kind": kind,
        "record_id": record.id,
        "area_code": area_code,
        "text": together(*texts),
        "targets": [],
        "readiness": None,
        "money": None,
        **columns,
    }


def _may_be_found(table: type[SQLModel]):
    if table in (TechnicalNeed, ResearchResult):
        return table.stage == RecordStage.PUBLISHED
    if table is Organisation:
        return col(table.is_active) & (table.kind == Kind.RESEARCH_CENTRE)
    return col(table.is_active)
