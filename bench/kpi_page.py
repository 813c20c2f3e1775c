"""Looking at the page of the key figures: one person alone, then many at once for minutes, each as a browser does it.

A session keeps the page open over Streamlit's own protocol, asks for its cards' figures every second with the ETag of
what it has, and draws the page anew as often as its heartbeat does.
"""

import asyncio
import hashlib
import json
import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import psutil
import websockets
from sqlmodel import col, select

from bench import kpi_loop, kpi_views
from bench.kpi_asking import Asker
from bench.kpi_data import LEADERS, LIVE
from bench.kpi_rivals import SEVEN
from bench.load import Tab
from db.engine import snapshot, transaction
from db.indicator_vocabulary import By, Indicator
from db.models import Organisation, SignInTicket, User
from domain import clock, sessions, tokens
from domain.indicators import metric, periods, rollups
from domain.indicators.reading import Scope
from domain.permissions import ENGINE, person
from tests.infrastructure.serving import served

PAGE = "kpi"
CARDS = "figure_cards"
EVERY = 30.0  # seconds between two looks of the heartbeat of the page
POLL = 1.0  # seconds between two questions of a card
TAIL = 15.0  # seconds for which one asks on, so that the last closes are told too
ALONE = 60  # reruns of the one who looks alone
OPENING = 4  # pages that are opened at once
SAMPLE = 2.0  # seconds between two looks at the memory
WARM = 0.25  # of the time, until the memory is as it stays
COUNTED = Indicator.REDO_RATE  # of its records, the closed orders, each card says how many


@dataclass
class Looked:
    """What was seen; seconds, but for the memory: megabytes of the server once warm, and in the end."""

    alone: list[float] = field(default_factory=list)
    of_a_year: list[float] = field(default_factory=list)
    grids: list[float] = field(default_factory=list)  # each beside one of these
    views: dict[str, dict[str, float]] = field(default_factory=dict)  # by address; milliseconds
    reruns: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
    live: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    same: float = 0.0
    is_counted: bool = False  # what is shown in the end is what the database counts
    contradictions: int = 0  # answers of one name that differ
    commands: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def warm(self) -> float:
        return self.memory[int(WARM * (len(self.memory) - 1))]

    @property
    def grown(self) -> float:
        return self.memory[-1] - self.warm


def looked_at(environment: dict[str, str], people: int, minutes: float) -> Looked:
    """Serve the platform and look, while the loop runs."""
    cookies = _cookies(people)
    with served(environment, Path(environment["PLATFORM_VAR"]) / "server.log") as base:
        return asyncio.run(_look(base, cookies, minutes))


async def _look(base: str, cookies: list[str], minutes: float) -> Looked:
    seen, answers = Looked(), {}
    first = Tab(base, PAGE, cookies[0])
    await first.open()
    await first.rerun()
    url = json.loads(first.mounts[CARDS])["url"]
    watch = Asker(base, cookies[0], _of_unit(url))
    before = _closed(await watch.ask(anew=True))
    with kpi_loop.running() as loop:
        seen.alone = [(await first.rerun())[0] / 1000 for _ in range(ALONE)]
        await first.close()
        await _of_a_year(base, cookies[0], seen)
        seen.views, faults = await kpi_views.looked_at(base, cookies[0])
        seen.faults += faults
        looking = [_Looker(base, cookie, url, answers, seen) for cookie in cookies]
        opening = asyncio.Semaphore(OPENING)
        await asyncio.gather(*(each.open(opening) for each in looking))
        until = time.monotonic() + 60 * minutes
        noted: list[tuple[float, int]] = []
        async with asyncio.TaskGroup() as group:
            group.create_task(_remember(seen, until))
            group.create_task(_watch(watch, noted, until))
            for each in looking:
                group.create_task(each.poll(until))
                group.create_task(each.redraw(until))
    seen.live = _waits(loop.closed, noted, before)
    seen.commands, seen.faults = loop.commands, seen.faults + loop.faults
    while rollups.is_waiting():
        await asyncio.sleep(0.1)
    same = [await each.shows_what_is_told() for each in looking]
    seen.same = sum(same) / len(same)
    seen.is_counted = await _is_counted(looking[-1].asker)
    for each in looking:
        seen.faults += each.tab.faults
        await each.close()
    await watch.close()
    return seen


async def _of_a_year(base: str, cookie: str, seen: Looked) -> None:
    """The page of twelve months, with its sub-platforms and all its cards; and beside each time that it is drawn the
    grid of twelve months by twelve sub-platforms by seven indicators, which no page shows at once, asked for as the
    server asks: what is over comes from memory, the running month from the database."""
    tab = Tab(base, PAGE, cookie, "period=year")
    await tab.open()
    await tab.rerun()
    await asyncio.to_thread(_grid)
    for _ in range(ALONE):
        seen.of_a_year.append((await tab.rerun())[0] / 1000)
        seen.grids.append(await asyncio.to_thread(_grid))
    seen.faults += tab.faults
    await tab.close()


def _grid() -> float:
    """Seconds until it is there."""
    today = clock.now().date()
    year = periods.months(today, 12, today=today)
    began = time.perf_counter()
    with snapshot() as session:
        scope = Scope(year.first, year.until)
        metric.table(session, ENGINE, SEVEN, scope, (By.AREA, By.MONTH))
    return time.perf_counter() - began


class _Looker:
    """One person with the page open."""

    def __init__(
        self, base: str, cookie: str, url: str, answers: dict[str, str], seen: Looked
    ) -> None:
        self.tab, self.asker = Tab(base, PAGE, cookie), Asker(base, cookie, url)
        self.answers, self.seen = answers, seen
        self.chance = random.Random(cookie)

    async def open(self, opening: asyncio.Semaphore) -> None:
        async with opening:
            await self.tab.open()
            await self.tab.rerun()

    async def poll(self, until: float) -> None:
        """Ask every second, and hold whoever is told the same name against what others were told under it."""
        await asyncio.sleep(self.chance.random() * POLL)
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                told = await self.asker.ask()
            except (OSError, EOFError, RuntimeError) as fault:
                self._failed(fault)
                told = None
            self.seen.polls.append(time.monotonic() - began)
            if told is not None:
                digest = hashlib.sha256(json.dumps(told["figures"]).encode()).hexdigest()
                known = self.answers.setdefault(self.asker.etag, digest)
                self.seen.contradictions += known != digest
            await asyncio.sleep(max(0.0, began + POLL - time.monotonic()))

    async def redraw(self, until: float) -> None:
        """The whole page again, as the heartbeat does once something has changed."""
        pause = self.chance.random() * EVERY
        while time.monotonic() + pause < until:
            await asyncio.sleep(pause)
            try:
                took, _ = await self.tab.rerun()
            except (OSError, websockets.WebSocketException) as fault:
                return self._failed(fault)
            self.seen.reruns.append(took / 1000)
            pause = max(0.0, EVERY - took / 1000)

    def _failed(self, fault: Exception) -> None:
        self.seen.faults.append(f"{type(fault).__name__}: {fault}")

    async def shows_what_is_told(self) -> bool:
        """Whether the cards of the page say, figure by figure, what the platform tells before or after them."""
        before = await self.asker.ask(anew=True)
        self.tab.held.clear()  # as a page that is opened anew
        await self.tab.rerun()
        after = await self.asker.ask(anew=True)
        groups = json.loads(self.tab.mounts[CARDS])["groups"]
        shown = {
            card["id"]: (card["value"], card["n"], card["top"])
            for group in groups
            for card in group["cards"]
        }
        return shown in (_figures(before), _figures(after))

    async def close(self) -> None:
        await self.tab.close()
        await self.asker.close()


async def _is_counted(asker: Asker) -> bool:
    """Whether what is told is what a question to the database, past every cache, finds at that moment."""
    told = await asker.ask(anew=True)
    asked = dict(parse_qsl(urlsplit(asker.url).query))
    scope = Scope(*(datetime.fromisoformat(asked[name]).date() for name in ("since", "until")))
    wanted = tuple(Indicator(each) for each in asked["indicators"].split(","))
    with clock.stopped(datetime.fromisoformat(told["as_of"])), snapshot() as session:
        leader = person(
            session, session.exec(select(User.id).where(User.username == f"{LEADERS}0")).one()
        )
        found = metric.table(session, leader, wanted, scope)[None]
    counted = {each.value: (f.value, f.n, f.top) for each, f in found.items()}
    return counted == _figures(told)


def _figures(told: dict) -> dict[str, tuple]:
    return {each["indicator"]: (each["value"], each["n"], each["top"]) for each in told["figures"]}


async def _watch(asker: Asker, noted: list[tuple[float, int]], until: float) -> None:
    """How many closed orders the live unit is told to have, asked every second as a page does."""
    while time.monotonic() < until + TAIL:
        told = await asker.ask()
        if told is not None:
            noted.append((time.monotonic(), _closed(told)))
        await asyncio.sleep(POLL)


def _closed(told: dict) -> int:
    return _figures(told)[COUNTED.value][1]


def _waits(closed: list[float], noted: list[tuple[float, int]], before: int) -> list[float]:
    """How long after its commit each close was told; `before` the loop began so many orders were closed, and those
    closed before the first question were there already. One that was not told to the end has waited until then.
    """
    if not noted:
        return []
    begin, last = noted[0][0], noted[-1][0]
    end = last - TAIL
    return [
        next((at for at, many in noted if many >= n), last) - commit
        for n, commit in enumerate(closed, before + 1)
        if begin < commit < end
    ]


async def _remember(seen: Looked, until: float) -> None:
    """Megabytes of the server, all the while."""
    own = [each for each in psutil.Process().children() if "launch.serving" in str(each.cmdline())]
    while time.monotonic() < until:
        seen.memory.append(own[0].memory_info().rss / 1e6)
        await asyncio.sleep(SAMPLE)


def _of_unit(url: str) -> str:
    with snapshot() as session:
        unit = session.exec(select(Organisation.id).where(Organisation.name == LIVE)).one()
    parts = urlsplit(url)
    return f"{parts.path}?{urlencode([*parse_qsl(parts.query), ('unit', unit)])}"


def _cookies(many: int) -> list[str]:
    """Leaders, each signed in with a browser of their own."""
    names = [f"{LEADERS}{n}" for n in range(many)]
    with transaction() as session:
        leaders = session.exec(select(User.id).where(col(User.username).in_(names))).all()
        ends = clock.now() + timedelta(minutes=5)
        tickets = [(tokens.new_token(), id) for id in leaders]
        session.add_all(
            SignInTicket(ticket_hash=tokens.hashed(token), user_id=id, expires_at=ends)
            for token, id in tickets
        )
    return [f"session={sessions.redeem(token)}" for token, _ in tickets]
