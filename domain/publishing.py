"""How the record of a need or a result comes before the public: handed in, reviewed, published, renewed, ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from db.models import (
    Equipment,
    Event,
    Expert,
    ExpertTeam,
    Industry,
    Match,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import RecordStage, ReturnReason
from domain.choices import chosen
from domain.command import Act
from domain.errors import Forbidden, Refused, Unclear
from domain.permissions import Rule, allows
from domain.record_fields import MOST_TAGS
from domain.written import line

Record = TechnicalNeed | ResearchResult
OWNERS = (
    (TechnicalNeed, col(TechnicalNeed.enterprise_id)),
    (ResearchResult, col(ResearchResult.organisation_id)),
)

REMIND_BEFORE = timedelta(days=14)
MOST_AT_ONCE = 500
OPEN = (RecordStage.DRAFT, RecordStage.RETURNED)
RENEWABLE = (RecordStage.PUBLISHED, RecordStage.PAUSED, RecordStage.EXPIRED)
REOPENED = (*RENEWABLE, RecordStage.SOLVED)  # by hand: an agreement may come to nothing after all
CHANGEABLE = (*OPEN, *RENEWABLE)
UNFINISHED = (*CHANGEABLE, RecordStage.IN_REVIEW)
MAKING = ("entered", "grown", "brought_in", "changed", "handed_in")


class RecordMovedOn(Refused):
    message = "{number} has already moved on. The page now shows where it stands."


class ChangedMeanwhile(Refused):
    message = (
        "{number} was changed meanwhile and is not written over. Please look at how it stands now, then make your "
        "change again."
    )


class OwnReview(Refused):
    message = "Somebody else must review what you have written."


class NotYetTime(Refused):
    message = "It has not come to its last day yet."


class TimeOver(Refused):
    message = "Its last day is over: renew it for a year instead."


class TooManyAtOnce(Refused):
    message = "At most {most} are renewed at once."


class NoneToRenew(Refused):
    message = "None of these can be renewed any more. The page now shows where they stand."


@dataclass(frozen=True)
class Tally:
    """How many were renewed, and how many had moved on meanwhile."""

    renewed: int
    left_out: int


def year_after(day: date) -> date:
    """The same day of the next year; the last day of February for a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def check(record: Record, stages: tuple[RecordStage, ...]) -> None:
    """Raises RecordMovedOn where the record is at none of the stages."""
    if record.stage not in stages:
        raise RecordMovedOn(number=record.number)


def check_seen(
    record: Record | Match | Expert | ExpertTeam | Equipment, version: int | None
) -> None:
    """Raises ChangedMeanwhile where the record is not the one that the form showed; `None`: no form showed it."""
    if version is not None and record.version != version:
        has_number = isinstance(record, (TechnicalNeed, ResearchResult, Match))
        raise ChangedMeanwhile(number=record.number if has_number else record.name)


def changed(record: Record) -> None:
    """What was published and is changed is reviewed again."""
    if record.stage in RENEWABLE:
        record.stage = RecordStage.IN_REVIEW


def hand_in(act: Act, record: Record) -> None:
    check(record, OPEN)
    record.stage, record.returned_because = RecordStage.IN_REVIEW, ""
    act.record(f"{noun(record)}_handed_in", record)


def publish(act: Act, record: Record) -> None:
    check(record, (RecordStage.IN_REVIEW,))
    _refuse_maker(act, record)
    record.stage = RecordStage.PUBLISHED
    if record.published_at is None:
        record.published_at, record.listed_on = act.now, act.today
    record.expires_on = year_after(act.today)
    act.record(f"{noun(record)}_published", record, until=record.expires_on.isoformat())


def send_back(act: Act, record: Record, reason: str, code: str | None = None) -> None:
    check(record, (RecordStage.IN_REVIEW,))
    _refuse_maker(act, record)
    why = line(reason, most=400, name="Reason")
    record.stage, record.returned_because = RecordStage.RETURNED, why
    coded = {"code": chosen(ReturnReason, code, "Reason").value} if code else {}
    act.record(f"{noun(record)}_sent_back", record, reason=why, **coded)


def renew(act: Act, record: Record) -> None:
    check(record, REOPENED)
    record.stage, record.expires_on = RecordStage.PUBLISHED, year_after(act.today)
    act.record(f"{noun(record)}_renewed", record, until=record.expires_on.isoformat())


def renew_many(act: Act, table: type[Record], by: Rule, ids: Iterable[int]) -> Tally:
    """Renew those of many that can be, and say how many could not; raises Forbidden for what is not theirs."""
    wanted = sorted(set(ids))
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyAtOnce(most=MOST_AT_ONCE)
    found = select(table).where(col(table.id).in_(wanted)).order_by(table.id).with_for_update()
    rows = act.session.exec(found).all()
    if not all(allows(by, act.actor, row) for row in rows):
        raise Forbidden
    open_ones = [row for row in rows if row.stage in RENEWABLE]
    if not open_ones:
        raise NoneToRenew
    for row in open_ones:
        renew(act, row)
    return Tally(len(open_ones), len(wanted) - len(open_ones))


def keep_open(act: Act, record: Record) -> None:
    check(record, (RecordStage.PUBLISHED,))
    act.record(f"{noun(record)}_kept_open", record)


def pause(act: Act, record: Record) -> None:
    check(record, (RecordStage.PUBLISHED,))
    record.stage = RecordStage.PAUSED
    act.record(f"{noun(record)}_paused", record)


def pause_all_of(act: Act, organisation_id: int) -> None:
    """Offer nothing any more of a house that is closed; each can be offered again once the house is open."""
    for table, owner in OWNERS:
        published = select(table).where(
            owner == organisation_id, table.stage == RecordStage.PUBLISHED
        )
        for record in act.session.exec(published.order_by(table.id).with_for_update()).all():
            pause(act, record)


def resume(act: Act, record: Record) -> None:
    check(record, (RecordStage.PAUSED,))
    if record.expires_on < act.today:
        raise TimeOver
    record.stage = RecordStage.PUBLISHED
    act.record(f"{noun(record)}_resumed", record, until=record.expires_on.isoformat())


def withdraw(act: Act, record: Record, reason: str) -> None:
    check(record, UNFINISHED)
    why = line(reason, most=400, name="Reason")
    record.stage = RecordStage.WITHDRAWN
    act.record(f"{noun(record)}_withdrawn", record, reason=why)


def solve(act: Act, record: Record, note: str) -> None:
    check(record, RENEWABLE)
    said = line(note, most=400, name="Note", required=False)
    record.stage = RecordStage.SOLVED
    act.record(f"{noun(record)}_solved", record, note=said)


def expire(act: Act, record: Record) -> None:
    check(record, (RecordStage.PUBLISHED,))
    if record.expires_on >= act.today:
        raise NotYetTime
    record.stage = RecordStage.EXPIRED
    act.record(f"{noun(record)}_expired", record)


def remind(act: Act, record: Record) -> None:
    check(record, (RecordStage.PUBLISHED,))
    if record.expires_on - REMIND_BEFORE > act.today:
        raise NotYetTime
    act.record(f"{noun(record)}_expires_soon", record, until=record.expires_on.isoformat())


def noun(record: Record) -> str:
    return "need" if isinstance(record, TechnicalNeed) else "result"


def keywords(typed: str) -> list[str]:
    """Keywords as typed, between commas, semicolons or on lines; each once."""
    for sign in "，、；;\n":
        typed = (typed or "").replace(sign, ",")
    found = [line(part, most=80, name="Keywords") for part in typed.split(",") if part.strip()]
    return list(dict.fromkeys(found))[:MOST_TAGS]


def industry(session: Session, code: str | None) -> str | None:
    if code and session.get(Industry, code) is None:
        raise Unclear(field="Industry")
    return code or None


def between(value: int | None, least: int, most: int, name: str) -> int | None:
    if value is not None and not least <= value <= most:
        raise Unclear(field=name)
    return value


def _refuse_maker(act: Act, record: Record) -> None:
    """Raises OwnReview for whoever has had a hand in the text."""
    made = [f"{noun(record)}_{verb}" for verb in MAKING]
    theirs = select(Event.id).where(
        Event.subject_kind == record.__tablename__,
        Event.subject_id == record.id,
        Event.actor_id == act.actor.id,
        col(Event.action).in_(made),
    )
    if record.by_id == act.actor.id or act.session.exec(theirs.limit(1)).first():
        raise OwnReview
