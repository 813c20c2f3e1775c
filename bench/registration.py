"""Five hundred people register at once for a hundred places: who gets in, who waits, who moves up, and how fast; beside
a plain system that looks whether there is room and then writes. And how long whoever invites to it waits."""

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

from sqlalchemy import Engine, create_engine, text
from sqlmodel import col, func, select

from bench import directory_data, invitations
from bench.report import Check, at_least, at_most, report
from db import engine
from db.activity_vocabulary import RegistrationState
from db.engine import snapshot
from db.migrations import migrate
from db.models import Activity, Event, Registration
from domain import clock, registrations, verification
from domain.command import perform
from domain.permissions import PUBLIC
from tests import happenings, town

SEED = 20260302
# So much of what the plain system does in a second, which has no rules, no mail, no trail and no guard: a share holds
# on a slow or busy machine as on a fast one.
LEAST = 0.1
ONE_BY_ONE = 50  # registrations, one after the other, to compare with
R = RegistrationState


def main(arguments: list[str]) -> int:
    """Register, withdraw, look, and let the plain system do it too: on both databases, in one process and several."""
    asked = argparse.ArgumentParser(prog="manage.py bench registration")
    asked.add_argument("--people", type=int, default=500)
    asked.add_argument("--places", type=int, default=100)
    asked.add_argument("--withdrawals", type=int, default=50)
    asked.add_argument("--processes", type=int, nargs="+", default=[1, 4])
    asked.add_argument("--enterprises", type=int, default=90_000, help="to invite; 0: nobody")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args(arguments)
    if 0 < given.enterprises < invitations.FEWEST:
        asked.error(f"--enterprises: 0 or at least {invitations.FEWEST}, of fewer none may fit")
    figures, checks = {}, []
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)  # PostgreSQL runs as a user of its own
        with directory_data.postgresql(Path(made)) as server:
            for kind in ("sqlite", "postgresql"):
                for processes in given.processes:
                    with _place(Path(made), server, kind, processes):
                        seen, held = _measured(f"{kind}, {processes} process(es)", processes, given)
                    figures[f"{kind} {processes}"] = seen
                    checks += held
                if given.enterprises:
                    with _place(Path(made), server, kind, 0):
                        seen, held = invitations.measured(kind, given.enterprises)
                    figures[f"{kind} invitations"] = seen
                    checks += held
                    _say(f"{kind}, invitations", seen)
    sizes = {"people": given.people, "places": given.places, "withdrawals": given.withdrawals}
    sizes["enterprises"] = given.enterprises
    return report("registration", sizes=sizes, figures=figures, checks=checks, as_json=given.json)


@contextmanager
def _place(folder: Path, server, kind: str, processes: int) -> Iterator[None]:
    """A database of its own with the small town in it."""
    own = folder / f"{kind}-{processes}"
    own.mkdir()
    url = f"sqlite:///{own / 'platform.db'}"
    if kind == "postgresql":
        address, _ = directory_data.made(server, f"registration_{processes}")
        url = address.replace("postgresql://", "postgresql+psycopg://")
    directory_data.use(url, own)
    migrate()
    town.build()
    yield
    engine.forget()


def _measured(name: str, processes: int, given) -> tuple[dict, list[Check]]:
    starts = clock.now() + timedelta(days=10)
    activity_id = happenings.published(capacity=given.places, starts_at=starts)
    alone = _one_by_one(starts + timedelta(days=1))
    numbers = list(range(given.people))
    receipts, seconds = _in_processes(processes, _register_some, activity_id, numbers)
    came = _came(activity_id)
    seated = [each for each in receipts if each.state is R.REGISTERED]
    tokens = [each.token for each in random.Random(SEED).sample(seated, given.withdrawals)]
    _, leaving = _in_processes(processes, _withdraw_some, activity_id, tokens)
    moved, after = _moved_up(), _came(activity_id)
    plain, oversold = _plain(given.people, given.places)
    rate, plain_rate = given.people / seconds, given.people / plain
    first = list(range(1, given.people + 1))
    figures = {
        "registrations_per_second": round(rate, 1),
        "one_by_one_per_second": round(alone, 1),
        "withdrawals_per_second": round(given.withdrawals / leaving, 1),
        "plain_per_second": round(plain_rate, 1),
        "plain_given_too_many": oversold,
    }
    _say(name, figures)
    waiting = given.people - given.places
    in_order = [ticket for ticket, _ in came] == first
    seats_first = [state for _, state in came] == [R.REGISTERED] * given.places + [
        R.WAITING
    ] * waiting
    next_ones = list(range(given.places + 1, given.places + given.withdrawals + 1))
    states = [state for _, state in after]
    return figures, [
        _exactly(f"{name}: in", sum(s is R.REGISTERED for _, s in came), given.places),
        _exactly(f"{name}: waiting", sum(s is R.WAITING for _, s in came), waiting),
        _exactly(f"{name}: in the order of coming", float(in_order and seats_first), 1.0),
        _exactly(f"{name}: moved up", len(moved), given.withdrawals),
        _exactly(f"{name}: moved up in order", float(moved == next_ones), 1.0),
        _exactly(f"{name}: in after the withdrawals", states.count(R.REGISTERED), given.places),
        _exactly(f"{name}: seats counted", _taken(activity_id), given.places),
        at_most(f"{name}: findings of verify", len(verification.verify()), "findings", 0),
        at_least(f"{name}: registrations, beside plain inserts", rate / plain_rate, "share", LEAST),
    ]


def _one_by_one(starts: datetime) -> float:
    """Registrations a second where each waits for the one before; of another activity."""
    activity_id = happenings.published(starts_at=starts, place="二号厅")
    begin = time.perf_counter()
    for n in range(ONE_BY_ONE):
        _register(activity_id, n)
    return ONE_BY_ONE / (time.perf_counter() - begin)


def _in_processes(
    processes: int, work: Callable, activity_id: int, items: Sequence
) -> tuple[list, float]:
    """Everything at once, a thread for each item; returns (what came of them, seconds from the common start)."""
    shares = [items[n::processes] for n in range(processes)]
    if processes == 1:
        return work(activity_id, shares[0], time.time())
    spawning = multiprocessing.get_context("spawn")
    begin = time.time() + 6.0  # by then all have started and hold a connection
    with ProcessPoolExecutor(processes, mp_context=spawning) as pool:
        told = list(pool.map(work, [activity_id] * processes, shares, [begin] * processes))
    return [each for found, _ in told for each in found], max(seconds for _, seconds in told)


def _register_some(activity_id: int, numbers: Sequence[int], begin: float):
    return _at_once(lambda n: _register(activity_id, n), numbers, begin)


def _withdraw_some(activity_id: int, tokens: Sequence[str], begin: float):
    return _at_once(
        lambda token: perform(PUBLIC, registrations.withdraw, activity_id, token=token),
        tokens,
        begin,
    )


def _register(activity_id: int, n: int) -> registrations.Receipt:
    return perform(
        PUBLIC,
        registrations.register,
        activity_id,
        person_name=f"来宾{n}",
        phone=f"1385770{n:04d}",
        email=f"guest{n}@example.com",
        enterprise_name=f"第{n // 3}阀门厂",
    )


def _at_once(work: Callable, items: Sequence, begin: float) -> tuple[list, float]:
    """A thread for each item, all of them let go at one moment (seconds of the epoch, or as soon as they stand)."""
    with snapshot() as session:
        session.exec(select(func.count()).select_from(Activity)).one()
    ready = Barrier(len(items))

    def one(item):
        ready.wait()
        time.sleep(max(begin - time.time(), 0))
        began = time.perf_counter()
        return work(item), began, time.perf_counter()

    with ThreadPoolExecutor(len(items)) as people:
        told = list(people.map(one, items))
    first, last = min(each[1] for each in told), max(each[2] for each in told)
    return [each[0] for each in told], last - first


def _came(activity_id: int) -> list[tuple[int, RegistrationState]]:
    """(ticket, state) in the order in which the events were written."""
    with snapshot() as session:
        found = (
            select(Registration.ticket, Registration.state)
            .join(Event, Event.subject_id == Registration.id)
            .where(
                Event.subject_kind == Registration.__tablename__,
                Event.action == "registered",
                Registration.activity_id == activity_id,
            )
        )
        return [tuple(row) for row in session.exec(found.order_by(col(Event.id)))]


def _moved_up() -> list[int]:
    with snapshot() as session:
        found = (
            select(Registration.ticket)
            .join(Event, Event.subject_id == Registration.id)
            .where(
                Event.subject_kind == Registration.__tablename__,
                Event.action == "registration_promoted",
            )
        )
        return list(session.exec(found.order_by(col(Event.id))))


def _taken(activity_id: int) -> int:
    with snapshot() as session:
        return session.get_one(Activity, activity_id).taken


def _plain(people: int, places: int) -> tuple[float, int]:
    """(seconds, seats given beyond the places) of a system that counts, then inserts, with no guard between."""
    url = os.environ["DATABASE_URL"]
    options = {"connect_args": {"timeout": 60}} if url.startswith("sqlite") else {}
    plain = create_engine(url, pool_size=20, max_overflow=10, pool_timeout=120, **options)
    with plain.begin() as connection:
        connection.execute(
            text("CREATE TABLE plain_registration (name VARCHAR(40), phone VARCHAR(32), is_in INT)")
        )
    _, seconds = _at_once(lambda n: _insert(plain, n, places), range(people), time.time())
    with plain.connect() as connection:
        given = connection.execute(text("SELECT SUM(is_in) FROM plain_registration")).scalar_one()
    plain.dispose()
    return seconds, given - places


def _insert(plain: Engine, n: int, places: int) -> None:
    with plain.connect() as connection:
        counted = text("SELECT COUNT(*) FROM plain_registration WHERE is_in = 1")
        is_in = connection.execute(counted).scalar_one() < places
        connection.rollback()
        insert = text("INSERT INTO plain_registration VALUES (:name, :phone, :is_in)")
        connection.execute(insert, {"name": f"来宾{n}", "phone": f"{n}", "is_in": int(is_in)})
        connection.commit()


def _exactly(name: str, value: float, goal: float) -> Check:
    return Check(name, value, "exactly", goal, None, value == goal)


def _say(name: str, figures: dict) -> None:
    sys.stderr.write(f"{name}: {', '.join(f'{key} {value}' for key, value in figures.items())}\n")
