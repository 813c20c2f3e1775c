"""The closed loop beside those who look: demands come in, are sorted, answered, judged and closed by the real commands,
in a process of its own; and what keeping the rollups costs such a command."""

import itertools
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from unittest.mock import patch

from sqlmodel import select

from bench.kpi_data import DESK, HANDLER, HEAD
from bench.kpi_orders import AREAS
from bench.load import percentile
from db.engine import snapshot
from db.models import User
from db.vocabulary import DemandType, Level, Satisfaction, ServiceField, Solved, Timeliness
from domain import demands, replies, surveys, work_orders
from domain.command import perform
from domain.indicators import rollups
from domain.permissions import ENGINE, PUBLIC, Person, person

COMMANDS = 150  # of each kind, in turn
TOGETHER, ROUNDS = 20, 5  # orders that change within half a second, and how often that is tried
PAUSE = 0.15  # seconds between two commands
PATIENCE = 300  # seconds until the process has begun or ended, on a busy machine
CLASSES = {
    "type": DemandType.REQUEST,
    "field": ServiceField.FINANCING,
    "area_code": AREAS[0],
    "timeliness": Timeliness.ORDINARY,
    "level": Level.COUNTY,
}
JUDGED = {"contacted_in_time": True, "solved": Solved.YES, "satisfaction": Satisfaction.SATISFIED}

_numbers = itertools.count()


@dataclass
class Loop:
    """What has come of it: the moments at which orders were closed, by the machine's steady clock, and commands."""

    closed: list[float] = field(default_factory=list)
    commands: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Loop]:
    """Let orders come and go; what came of them is there once it has ended."""
    spawned = multiprocessing.get_context("spawn")
    is_over, told, loop = spawned.Event(), spawned.Queue(), Loop()
    working = spawned.Process(target=_live, args=(is_over, told))
    working.start()
    try:
        told.get(timeout=PATIENCE)  # it has begun
        yield loop
    finally:
        is_over.set()
        found = told.get(timeout=PATIENCE)
        working.join(PATIENCE)
        loop.closed, loop.commands, loop.faults = found.closed, found.commands, found.faults


def _live(is_over: Event, told: multiprocessing.Queue) -> None:
    loop, desk, unit = Loop(), _person(DESK), (_person(HANDLER), _person(HEAD))
    told.put("begun")
    try:
        while not is_over.is_set():
            for step in _closes(desk, *unit):
                loop.commands += 1
                if step is surveys.freeze:
                    loop.closed.append(time.monotonic())
                if is_over.wait(PAUSE) and step is surveys.freeze:
                    break
    except Exception as fault:
        loop.faults.append(f"{type(fault).__name__}: {fault}")
        is_over.wait()
    told.put(loop)


def _closes(desk: Person, handler: Person, head: Person) -> Iterator:
    """One demand from its question to its close, a command at a time; a second order is left open."""
    order = perform(PUBLIC, demands.ask, **demand()).demand_id
    yield demands.ask
    for actor, command, said in _way(order, desk, handler, head):
        perform(actor, command, order, **said)
        yield command
        if command is demands.accept:
            other = perform(PUBLIC, demands.ask, **demand()).demand_id
            yield demands.ask
            perform(desk, demands.accept, other, **CLASSES)
            yield demands.accept


def _way(order: int, desk: Person, handler: Person, head: Person) -> Iterator[tuple]:
    """Who does what with a demand, one after the other: (actor, command, what is said)."""
    holder = Person(None, "", holds=order)
    yield desk, demands.accept, CLASSES
    yield desk, work_orders.dispatch, {"unit_id": handler.organisation_id, "reason": "专长"}
    yield handler, work_orders.sign, {}
    yield handler, replies.reply, {"text": "已协调续贷。", "code": "solved"}
    yield head, replies.approve, {}
    yield holder, surveys.evaluate, JUDGED
    yield ENGINE, surveys.freeze, {}


@dataclass(frozen=True)
class Costs:
    """What keeping the rollups costs, by command, as shares of its time without them. `own`: what the command itself
    waits for; `whole`: with what the job needs that counts its order over afterwards, alone; `together`: with what it
    needs for each of several orders that have changed meanwhile. `fold_ms`: of that job, for each command, alone."""

    own: dict[str, float]
    whole: dict[str, float]
    together: dict[str, float]
    fold_ms: float


def costs_of_commands() -> Costs:
    """With and without, in turn. After each command its order is counted over alone: the job, which takes all orders of
    half a second together, needs less for each. It is told by the clock, since on PostgreSQL most of the work is done
    by another process: never less than the time of the processor. Of each the lower quartile is compared: whatever else
    the machine and its disk do only adds to what a command takes, now to the one, now to the other.
    """
    took: dict[str, dict[bool, list[float]]] = {}
    folds: dict[str, list[float]] = {}
    idle = {"mark": lambda *_: None, "mark_new": lambda *_: None}
    people = _person(DESK), _person(HANDLER), _person(HEAD)
    for n in range(2 * COMMANDS):
        is_kept = n % 2 == 0
        order = perform(PUBLIC, demands.ask, **demand()).demand_id
        for actor, command, said in _way(order, *people):
            with patch.multiple(rollups, **idle) if not is_kept else nullcontext():
                began = time.perf_counter()
                perform(actor, command, order, **said)
                seconds = time.perf_counter() - began
            found = took.setdefault(command.name, {True: [], False: []})
            found[is_kept].append(seconds)
            began = time.perf_counter()
            if rollups.fold_all() and is_kept:
                folds.setdefault(command.name, []).append(time.perf_counter() - began)
    rollups.fold_all()
    without = {name: _undisturbed(each[False]) for name, each in took.items()}
    own = {name: _undisturbed(each[True]) - without[name] for name, each in took.items()}
    folded = {name: _undisturbed(folds.get(name, [0.0])) for name in took}
    shared = _folds_together(*people)
    return Costs(
        {name: each / without[name] for name, each in own.items()},
        {name: (each + folded[name]) / without[name] for name, each in own.items()},
        {name: (each + shared[name]) / without[name] for name, each in own.items()},
        1000 * sum(folded.values()) / len(folded),
    )


def _folds_together(*people: Person) -> dict[str, float]:
    """By command the seconds of the job for each order, where so many have changed since its last tick."""
    folds: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        orders = [perform(PUBLIC, demands.ask, **demand()).demand_id for _ in range(TOGETHER)]
        rollups.fold_all()
        for steps in zip(*(_way(order, *people) for order in orders), strict=True):
            for order, (actor, command, said) in zip(orders, steps, strict=True):
                perform(actor, command, order, **said)
            began = time.perf_counter()
            rollups.fold_all()
            found = folds.setdefault(command.name, [])
            found.append((time.perf_counter() - began) / TOGETHER)
    return {name: _undisturbed(each) for name, each in folds.items()}


def _undisturbed(seconds: list[float]) -> float:
    return percentile(seconds, 0.25)


def demand() -> dict:
    """A demand in words of its own."""
    return {
        "title": "续贷",
        "body": f"贷款下月到期。（{time.time_ns()} {next(_numbers)}）",
        "area_code": AREAS[0],
        "enterprise_name": "企业",
        "contact_name": "林",
        "contact_phone": "13857700001",
    }


def _person(username: str) -> Person:
    with snapshot() as session:
        id = session.exec(select(User.id).where(User.username == username)).one()
        return person(session, id)
