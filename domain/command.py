"""How anything changes: one person, one moment, one transaction, at least one event."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from prometheus_client import Counter
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from db.engine import in_turn, transaction
from db.models import Demand, Event
from domain import chain, clock, match_texts, messages, notices, topics
from domain.errors import AlreadyDone, Forbidden, NotFound, Refused
from domain.indicators import rollups
from domain.permissions import Person, Rule, allows, person

Row = TypeVar("Row", bound=SQLModel)

OUTCOMES = Counter("platform_commands", "Commands by what came of them", ["command", "outcome"])


@dataclass
class Act:
    """Who is acting, when, through which session, and what came of it."""

    session: Session
    actor: Person
    now: datetime
    nonce: str | None = None
    events: list[Event] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    counted: set[int] = field(default_factory=set)  # orders that the rollups will count over

    @property
    def today(self) -> date:
        return self.now.date()

    def add(self, row: Row) -> Row:
        """Store a new row now, so that it has its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def hold(self, table: type[Row], row_id: int) -> Row | None:
        """A row that something new will refer to, read before the new one's number is counted; none if there is none.

        Whoever changes the row has it before they count. Who counted first, and referred to it then, would wait for
        them while they wait for the counter.
        """
        return self.session.get(table, row_id, with_for_update={"read": True, "key_share": True})

    def changes(self, *demand_ids: int) -> None:
        """Say that a command is about to change other orders than its subject: the indicators count them over."""
        rollups.mark(self.session, demand_ids)
        self.counted.update(demand_ids)

    def record(self, action: str, subject: SQLModel, **particulars) -> Event:
        """Note what happened, at the end of the subject's chain, inside the transaction that makes it happen.

        `particulars` hold plain JSON: words, whole numbers, lists; moments as ISO text.
        """
        kind = type(subject).__tablename__
        last = self.session.exec(
            select(Event.position, Event.hash)
            .where(Event.subject_kind == kind, Event.subject_id == subject.id)
            .order_by(col(Event.position).desc())
            .limit(1)
        ).first()
        event = Event(
            at=self.now,
            actor_id=self.actor.id,
            action=action,
            subject_kind=kind,
            subject_id=subject.id,
            position=last[0] + 1 if last else 1,
            particulars=particulars,
            nonce=None if self.events else self.nonce,
            previous_hash=last[1] if last else chain.START,
            hash="",
        )
        event.hash = chain.seal(event)
        self.add(event)
        if hasattr(subject, "version"):
            subject.version = event.position
        self.events.append(event)
        self.topics |= topics.of(subject)
        return event


@dataclass(frozen=True)
class Command:
    """A change that some people may make to one kind of subject, or (`makes`) the making of one."""

    name: str
    run: Callable
    subject: type[SQLModel]
    by: Rule
    makes: bool = False

    @property
    def summary(self) -> str:
        return inspect.getdoc(self.run).splitlines()[0]


COMMANDS: dict[str, Command] = {}


def command(
    subject: type[SQLModel], *, by: Rule, makes: bool = False
) -> Callable[[Callable], Command]:
    """Declare a function to be a command; `makes` says that it makes its subject rather than changes it."""

    def declare(run: Callable) -> Command:
        name = f"{run.__module__.removeprefix('domain.')}.{run.__name__}"
        COMMANDS[name] = Command(name, run, subject, by, makes)
        return COMMANDS[name]

    return declare


def can(actor: Person, command: Command, subject: object | None = None) -> bool:
    return allows(command.by, actor, subject)


def perform(
    actor: Person | int,
    command: Command,
    subject_id: int | None = None,
    *,
    nonce: str | None = None,
    **inputs,
):
    """Carry out one command on behalf of one person, wholly or not at all; return what it returns.

    `actor`: a user's id, or a Person (a visitor, the engine). `nonce`: the form's own number; the same one acts once.
    Raises Refused (see domain/errors.py); nothing has changed then.
    """
    with _counted(command):
        try:
            with in_turn(command.subject.__tablename__, subject_id), transaction() as session:
                who = actor if isinstance(actor, Person) else person(session, actor)
                act = Act(session, who, clock.now(), nonce)
                subject = _subject(session, command, subject_id)
                if nonce and _acted(session, nonce):
                    raise AlreadyDone
                if not can(who, command, subject):
                    raise Forbidden
                if isinstance(subject, Demand):
                    act.changes(subject.id)
                result = command.run(act, *([] if command.makes else [subject]), **inputs)
                if not act.events:
                    raise RuntimeError(f"{command.name} left no trace")
                _count_new(act)
                match_texts.tell(session, act.events)
                notices.tell(act)
                messages.tell(act)
                topics.bump(session, act.topics)
                return result
        except IntegrityError as clash:
            if nonce and "nonce" in str(clash.orig):
                raise AlreadyDone from None
            raise


@contextmanager
def _counted(command: Command) -> Iterator[None]:
    """Let the figures of the server know what came of it."""
    try:
        yield
    except Refused as refusal:
        OUTCOMES.labels(command.name, type(refusal).__name__).inc()
        raise
    OUTCOMES.labels(command.name, "done").inc()


def _subject(session: Session, command: Command, subject_id: int | None) -> SQLModel | None:
    if command.makes:
        return None
    row = session.get(command.subject, subject_id, with_for_update=True)
    if row is None or getattr(row, "is_on_its_way", False):
        raise NotFound
    return row


def _count_new(act: Act) -> None:
    """Have the orders counted that were made; one that was changed must have been announced."""
    for event in act.events:
        if event.subject_kind != Demand.__tablename__ or event.subject_id in act.counted:
            continue
        if event.position > 1:
            raise RuntimeError(f"{event.action} changed an order without act.changes()")
        rollups.mark_new(act.session, event.subject_id)
        act.counted.add(event.subject_id)


def _acted(session: Session, nonce: str) -> bool:
    return session.exec(select(Event.id).where(Event.nonce == nonce)).first() is not None
