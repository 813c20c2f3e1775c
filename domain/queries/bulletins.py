"""Bulletins as this reader may know them: drafts for those who write them, sent ones for platform and departments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from db.bulletin_vocabulary import BulletinStage
from db.models import (
    Bulletin,
    BulletinReading,
    Event,
    Message,
    Organisation,
    User,
)
from db.vocabulary import Kind, MessageKind
from domain import bulletin_templates, performance_notices, permissions
from domain.assessment import corrected
from domain.bulletin import facts, ranking
from domain.errors import Forbidden, NotFound
from domain.indicators import allowed, publication
from domain.permissions import Person, allows, bulletin_editors
from domain.queries.named import people

READERS = (Kind.CITY, Kind.SUB_PLATFORM, Kind.DEPARTMENT)
TOPICS = ("bulletins", "assessment")
NOTED = ("bulletins", "targets")  # what sub-platforms say of a month stands with its targets


@dataclass(frozen=True)
class Line:
    """One bulletin in the list."""

    id: int
    month: date
    title: str
    stage: BulletinStage


@dataclass(frozen=True)
class Reader:
    """Somebody to whom it was sent: by mail or by a notice alone, when the mail has left, when they have read it."""

    name: str
    organisation: str
    organisation_en: str
    is_mailed: bool
    mailed_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True)
class BulletinShown:
    """One bulletin."""

    id: int
    version: int
    month: date
    stage: BulletinStage
    facts: Mapping[str, Any]
    areas: Mapping[str, tuple[str, str]]  # names in both languages by code
    title: str
    foreword: str
    closing: str
    cases: tuple[Mapping[str, str], ...]
    drawn_at: datetime
    approved_at: datetime | None
    may_edit: bool
    commended: tuple[tuple[str, str], ...] = ()  # (area's code, honour), as the order stands now
    approved_by: str = ""  # not told in a copy for outside
    corrected_at: datetime | None = None  # of a correction that this bulletin does not tell
    may_do_without: bool = False  # an assessment: its month counts as published by being over
    readers: tuple[Reader, ...] = ()


@dataclass(frozen=True)
class Template:
    """A Word template."""

    id: int
    name: str
    at: datetime
    by: str
    size: int


def listing(session: Session, person: Person) -> tuple[Line, ...]:
    """Every bulletin that this reader may open, the newest first."""
    asked = select(Bulletin.id, Bulletin.month, Bulletin.title, Bulletin.stage)
    asked = asked.where(*seen(person)).order_by(col(Bulletin.month).desc()).limit(120)
    return tuple(Line(*row) for row in session.exec(asked))


def bulletin(session: Session, person: Person, bulletin_id: int) -> BulletinShown | None:
    """One bulletin; None where there is none, or it is not for this reader. A department gets the copy for outside."""
    row = session.exec(select(Bulletin).where(Bulletin.id == bulletin_id, *seen(person))).first()
    if row is None:
        return None
    may_edit = allows(bulletin_editors, person, row)
    is_copy = person.kind is Kind.DEPARTMENT
    number, at = corrected.last(session, row.month)
    is_behind = number > ranking.last_told(row.facts)
    return BulletinShown(
        id=row.id,
        version=row.version,
        month=row.month,
        stage=row.stage,
        facts=facts.for_outside(row.facts) if is_copy else row.facts,
        areas=facts.area_names(session),
        title=row.title,
        foreword=row.foreword,
        closing=row.closing,
        cases=tuple(row.cases),
        drawn_at=row.drawn_at,
        approved_at=row.approved_at,
        approved_by="" if is_copy else people(session, (row.approved_by_id,))[row.approved_by_id],
        may_edit=may_edit,
        commended=_commended(session, row, is_behind=is_behind),
        corrected_at=at if is_behind else None,
        may_do_without=may_edit and publication.published(session).has(row.month),
        readers=_readers(session, row.id) if may_edit else (),
    )


def newer_notes(session: Session, person: Person, bulletin_id: int) -> int:
    """How many sub-platforms have said something else of the month since a draft was drawn; for those who write it."""
    row = session.get(Bulletin, bulletin_id)
    if row is None or row.stage is BulletinStage.SENT or not allows(bulletin_editors, person, row):
        return 0
    return facts.newer_notes(row.facts, facts.notes(session, row.month))


def taken(session: Session, person: Person, bulletin_id: int) -> BulletinShown:
    """A bulletin for somebody who takes it away: as they stand at this moment, however long their page has been open.

    Raises NotFound for one that there is not, and for one that is not theirs to read; the two are not told apart.
    """
    try:
        found = bulletin(session, permissions.person(session, person.id or 0), bulletin_id)
    except Forbidden:
        found = None
    if found is None:
        raise NotFound
    return found


def template(session: Session, person: Person) -> Template | None:
    """The template that is used; None: the platform's own, or not this reader's business."""
    row = bulletin_templates.in_use(session) if allows(bulletin_editors, person, None) else None
    if row is None:
        return None
    return Template(row.id, row.name, row.at, session.get_one(User, row.by_id).name, row.size)


def template_bytes(session: Session, person: Person) -> bytes | None:
    """The bytes of the template that is used; None: the platform's own."""
    return bulletin_templates.content(session)


def seen(person: Person) -> list:
    """Which bulletins are open to somebody: drafts to those who write them, sent ones to those of platform and
    departments who may be told figures."""
    if allows(bulletin_editors, person, None):
        return []
    if person.kind in READERS and allowed.may_see(person):
        return [Bulletin.stage == BulletinStage.SENT]
    return [col(Bulletin.id).is_(None)]


def _commended(session: Session, row: Bulletin, *, is_behind: bool) -> tuple[tuple[str, str], ...]:
    """As the bulletin tells it; where the order was corrected after it was sent, as it stands since."""
    if not is_behind:
        return tuple(ranking.commended(row.facts))
    stands = corrected.places(session, row.month).items()
    return tuple((code, honour.value) for code, each in stands for honour in each.honours)


def _readers(session: Session, bulletin_id: int) -> tuple[Reader, ...]:
    """Everybody to whom it was sent, by mail or by a notice on the platform alone; those who have read it first."""
    told = _told(session, bulletin_id)
    of_mail = (
        (Message.user_id == User.id)
        & (Message.kind == MessageKind.BULLETIN)
        & (Message.bulletin_id == bulletin_id)
    )
    of_reading = (BulletinReading.bulletin_id == bulletin_id) & (BulletinReading.user_id == User.id)
    rows = session.exec(
        select(
            User.name,
            Organisation.name,
            Organisation.name_en,
            col(Message.id).is_not(None),
            Message.sent_at,
            BulletinReading.at,
        )
        .join(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(Message, of_mail)
        .outerjoin(BulletinReading, of_reading)
        .where(col(User.id).in_(told))
        .order_by(col(BulletinReading.at).is_(None), Organisation.name, User.name, User.id)
    )
    return tuple(
        Reader(name, house, house_en or house, is_mailed, sent, read)
        for name, house, house_en, is_mailed, sent, read in rows
    )


def _told(session: Session, bulletin_id: int) -> set[int]:
    """Whom the sending told, as it is recorded; of one that was sent before that was kept, who has a mail and who would
    be told today."""
    sent = select(Event.particulars).where(
        Event.subject_kind == Bulletin.__tablename__,
        Event.subject_id == bulletin_id,
        Event.action == "bulletin_sent",
    )
    particulars = session.exec(sent).first()
    if particulars is None:
        return set()
    if "told" in particulars:
        return set(particulars["told"])
    mailed = select(Message.user_id).where(Message.bulletin_id == bulletin_id)
    return {*session.exec(mailed), *performance_notices.readers(session)}
