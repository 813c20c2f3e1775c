"""The monthly bulletin: drawn up on the first working day, edited, approved and sent, read."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any, Protocol

from sqlmodel import Session, col, select

from db.bulletin_vocabulary import BulletinStage
from db.engine import queue_up, snapshot, transaction
from db.models import Bulletin, BulletinReading, Message, User
from db.vocabulary import MessageKind
from domain import clock, performance_notices, topics
from domain.assessment import corrected, settled
from domain.bulletin import facts, ranking
from domain.command import Act, command
from domain.errors import Refused
from domain.indicators import publication
from domain.indicators.periods import month_after
from domain.permissions import Person, bulletin_editors, engine, scheme_makers
from domain.records import NothingChanged
from domain.written import line, paragraph

MOST_CASES, MOST_TEXT = 10, 8000


class HasWords(Protocol):
    """A bulletin, as it is kept or as it is shown."""

    title: str
    foreword: str
    closing: str
    cases: Sequence[Mapping[str, Any]]


class SentAlready(Refused):
    message = "This bulletin has been sent and is not changed any more."


class EditedMeanwhile(Refused):
    message = (
        "Somebody else has changed this bulletin meanwhile. What you wrote is still here; please copy it, open the"
        " page anew and put it in again."
    )


class TooManyCases(Refused):
    message = "A bulletin tells {most} typical cases at most; please take some out."


class DrawnAlready(Refused):
    message = "The bulletin of this month has been drawn up already."


class ChangedSinceRead(Refused):
    message = (
        "This bulletin was changed after you opened it. Please read it once more, then approve it."
    )


class MonthNotPublished(Refused):
    message = (
        "The order in this bulletin is preliminary. It can be sent when the assessment of its month is published and"
        " its figures are taken anew."
    )


class CorrectedMeanwhile(Refused):
    message = (
        "The assessment of this month was corrected after the figures were taken. They are taken anew within ten"
        " minutes, or at once by “Take the figures anew”; then read the bulletin once more."
    )


class KeptBackMeanwhile(Refused):
    message = (
        "What enterprises answered in a month that this bulletin tells of is kept back until that month is published."
        " The figures are taken anew within ten minutes, or at once by “Take the figures anew”; then read the bulletin"
        " once more."
    )


class MonthIsAssessed(Refused):
    message = "An assessment of this month or of an earlier one has begun. Publish it: the bulletin takes its order."


class MonthNotOver(Refused):
    message = "This month is not over yet."


@command(Bulletin, by=bulletin_editors + engine, makes=True)
def draw_up(act: Act, *, month: date) -> int:
    """Draw up the bulletin of a month that is over, from the figures as they are now; returns its id."""
    first = month.replace(day=1)
    if month_after(first, 1) > act.today:
        raise MonthNotOver
    queue_up(
        act.session, f"bulletin:{first}"
    )  # of two who draw it up at once one hears of the other
    if act.session.exec(select(Bulletin.id).where(Bulletin.month == first)).first():
        raise DrawnAlready
    with settled.figures_of(first) as figures:
        drawn = facts.draw(figures, first)
    row = act.add(
        Bulletin(
            month=first,
            facts=drawn,
            title=f"中小企业服务工作月度通报（{first.year}年{first.month}月）",
            drawn_at=act.now,
        )
    )
    act.record("bulletin_drawn", row, month=f"{first:%Y-%m}")
    return row.id


@command(Bulletin, by=bulletin_editors + engine)
def draw_again(act: Act, row: Bulletin) -> None:
    """Take the figures anew into a draft; what people have written in it stays."""
    _check_draft(row)
    with settled.figures_of(row.month) as figures:
        row.facts, row.drawn_at = facts.draw(figures, row.month), act.now
    act.record("bulletin_drawn_again", row, month=f"{row.month:%Y-%m}")


@command(Bulletin, by=bulletin_editors)
def take_notes(act: Act, row: Bulletin) -> None:
    """Take in what sub-platforms have said of the month since the draft was drawn; its figures stay."""
    _check_draft(row)
    said = facts.notes(act.session, row.month)
    if not facts.newer_notes(row.facts, said):
        raise NothingChanged
    row.facts = dict(row.facts) | {"notes": said}
    act.record("bulletin_notes_taken", row, month=f"{row.month:%Y-%m}", notes=len(said))


@command(Bulletin, by=bulletin_editors)
def leave_assessment_out(act: Act, row: Bulletin) -> None:
    """Take the figures anew without any order, where months are not assessed: the bulletin says so and can be sent.

    Raises MonthIsAssessed where the assessment decides when answers are told (decision 0009).
    """
    _check_draft(row)
    if not publication.published(act.session).has(row.month):
        raise MonthIsAssessed
    with settled.figures_of(row.month) as figures:
        drawn = facts.draw(figures, row.month)
    row.facts, row.drawn_at = facts.without_assessment(drawn), act.now
    act.record("bulletin_unassessed", row, month=f"{row.month:%Y-%m}")


@command(Bulletin, by=bulletin_editors)
def edit(
    act: Act,
    row: Bulletin,
    *,
    seen: Mapping[str, Any],
    title: str,
    foreword: str = "",
    closing: str = "",
    cases: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write the words of a draft: its title, what stands before and after the figures, the typical cases.

    `seen`: the words that were read before writing, as `words` gives them; raises EditedMeanwhile where somebody has
    written others since (figures that are taken anew are no words), and TooManyCases.
    """
    _check_draft(row)
    if dict(seen) != words(row):
        raise EditedMeanwhile
    if len(cases) > MOST_CASES:
        raise TooManyCases(most=MOST_CASES)
    said = {
        "title": line(title, most=80, name="Title"),
        "foreword": paragraph(foreword, most=MOST_TEXT, name="Foreword", required=False),
        "closing": paragraph(closing, most=MOST_TEXT, name="Closing words", required=False),
        "cases": [_case(each) for each in cases],
    }
    parts = [name for name, value in said.items() if getattr(row, name) != value]
    if not parts:
        raise NothingChanged
    row.sqlmodel_update(said)
    act.record("bulletin_edited", row, parts=parts)


def words(of: HasWords) -> dict[str, Any]:
    """What people have written in a bulletin, by the names of its fields."""
    cases = [dict(each) for each in of.cases]
    return {"title": of.title, "foreword": of.foreword, "closing": of.closing, "cases": cases}


@command(Bulletin, by=scheme_makers)
def approve(act: Act, row: Bulletin, *, version: int) -> int:
    """Approve a bulletin and send it to the sub-platforms, with a copy to the departments; returns to how many by mail.

    `version`: the one that was read; what is approved is what was seen. Raises ChangedSinceRead; MonthNotPublished:
    whoever may not yet read what the month's enterprises answered would read it here (decision 0009);
    CorrectedMeanwhile: it would print an order, a card or a commendation that does not stand any more;
    KeptBackMeanwhile: it would tell answers of a month that is not published.
    """
    _check_draft(row)
    if version != row.version:
        raise ChangedSinceRead
    if not _may_be_sent(act.session, row):
        raise MonthNotPublished
    number, _ = corrected.last(act.session, row.month)
    if number > ranking.last_told(row.facts):
        raise CorrectedMeanwhile
    if set(facts.kept_back(act.session, row.month)) - set(facts.left_out(row.facts)):
        raise KeptBackMeanwhile
    row.stage, row.approved_at, row.approved_by_id = BulletinStage.SENT, act.now, act.actor.id
    told = performance_notices.readers(act.session)
    with_address = select(User).where(col(User.id).in_(told), col(User.email).is_not(None))
    readers = act.session.exec(with_address.order_by(User.id)).all()
    act.session.add_all(
        Message(
            kind=MessageKind.BULLETIN,
            user_id=user.id,
            bulletin_id=row.id,
            recipient=user.email,
            language=user.language or "zh",
            created_at=act.now,
            due_at=act.now,
        )
        for user in readers
    )
    said = {"to": len(readers), "told": sorted(told)}  # with an address, and all of them
    act.record("bulletin_sent", row, month=f"{row.month:%Y-%m}", **said)
    return len(readers)


def note_reading(person: Person, bulletin_id: int) -> None:
    """Keep that somebody has now read a bulletin that is sent; once, at the first time.

    It is a log of what the platform showed, not a change that a person made: it is no command and leaves no event.
    """
    if person.id is None:
        return
    with snapshot() as session:
        if session.get(BulletinReading, (bulletin_id, person.id)) is not None:
            return
        asked = select(Bulletin.id).where(
            Bulletin.id == bulletin_id, Bulletin.stage == BulletinStage.SENT
        )
        if session.exec(asked).first() is None:
            return  # who works on a draft is no reader of it
    with transaction() as session:
        dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
        row = {"bulletin_id": bulletin_id, "user_id": person.id, "at": clock.now()}
        session.execute(dialect.insert(BulletinReading).on_conflict_do_nothing().values(row))
        topics.bump(session, [topics.BULLETINS])


def _may_be_sent(session: Session, row: Bulletin) -> bool:
    """With the order as published; or without any, of a month that counts as published by being over."""
    if row.facts["digest"]:
        return True
    return facts.is_without(row.facts) and publication.published(session).has(row.month)


def _check_draft(row: Bulletin) -> None:
    if row.stage is BulletinStage.SENT:
        raise SentAlready


def _case(said: Mapping[str, Any]) -> dict[str, str]:
    return {
        "title": line(str(said.get("title") or ""), most=80, name="Title"),
        "text": paragraph(str(said.get("text") or ""), most=2000, name="Text"),
    }
