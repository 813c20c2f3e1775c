"""The demo city, small or at full size: the facts it begins with, its people, and a year that they live."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlmodel import col, select, text, update

from db.engine import hurried, snapshot, transaction
from db.models import Notice, User
from domain import accounts, anchors, clock, numbers
from domain.command import perform
from domain.indicators import building
from domain.permissions import ENGINE, PUBLIC
from seed import (
    activities,
    assessments,
    begun,
    crowd,
    foundation,
    keeping,
    research,
    retelling,
    supervising,
    targets,
    town,
    upkeep,
    year,
)

SEED = 96871
READ_AFTER = timedelta(days=3)

Progress = Callable[[str, float], None]  # what is being made, and how far it is


@dataclass(frozen=True)
class Size:
    """How large a city is: everything that is more than the demo city has is written in bulk."""

    demands: int = 600  # lived by the people of the city, through the commands
    enterprises: int = town.ENTERPRISES
    services: int = town.SERVICE_ORGANISATIONS
    products: int = 0  # none: what the service organisations happen to offer
    retold: int = 0  # demands that retell a lived one
    turns: int = 1  # areas that hold the same activity at a time; none: no activities


SIZES = {
    "small": Size(),
    "city": Size(enterprises=90_000, services=1_800, products=4_000, retold=19_400, turns=4),
    "million": Size(enterprises=1_000_000, services=1_800, products=4_000),
}


@dataclass(frozen=True)
class Lived:
    """What the first run leaves behind: the demo accounts, and the password made for them."""

    password: str
    accounts: tuple[town.Account, ...]


def is_laid() -> bool:
    """Whether this database has its city already."""
    with snapshot() as session:
        return foundation.is_laid(session)


def lay() -> None:
    """Only the facts: areas, units, duties, limits."""
    foundation.lay()


def first_run(
    *, language: str, size: Size = SIZES["small"], progress: Progress = lambda what, share: None
) -> Lived:
    """Lay the facts, settle the city and live its year; returns what to tell the person who started it."""
    with hurried(), begun.marked(), numbers.repeated(Random(SEED)):
        return _live(clock.now(), language, size, progress)


def _live(now: datetime, language: str, size: Size, progress: Progress) -> Lived:
    with clock.stopped(now - timedelta(days=year.DAYS + 1)):
        lay()
        invited = perform(
            ENGINE, accounts.invite_administrator, username="admin", name=_named(language)
        )
        rng = Random(SEED)
        people = town.people(
            rng, language=language, administrator=invited.user_id, today=now.date()
        )
        keeper = keeping.Keeper(invited.user_id, people.local, language, now)
        keeping.offer(keeper, rng, people.services)
        settle(keeper, size, progress)
    year.live(
        people,
        year=year.Year(size.demands),
        language=language,
        until=now,
        progress=partial(progress, "demands lived"),
    )
    if size.retold:
        retelling.retell(
            many=size.retold,
            since=now - timedelta(days=year.DAYS),
            until=now,
            language=language,
            progress=partial(progress, "demands retold"),
        )
    researched, held = (partial(progress, each) for each in ("research lived", "activities held"))
    research.live(keeper, Random(SEED), people, progress=researched)
    activities.live(keeper, Random(SEED), people, turns=size.turns, progress=held)
    steps = (
        partial(keeping.visit, keeper, rng, people.enterprises, people.services),
        partial(upkeep.wait, keeper, rng, people),
        partial(targets.aim, keeper.administrator, language, now),
        partial(_read_old_notices, now),
        building.build,
        partial(supervising.supervise, keeper.administrator, _leader(), language, now),
        partial(assessments.assess, keeper.administrator, _leader(), Random(SEED), now),
    )
    for done, step in enumerate(steps):
        progress("months told", done / len(steps))
        step()
    with transaction() as session:
        anchors.seal_days(session, now)
    password = _let_in()
    return Lived(password, town.ACCOUNTS)


def settle(keeper: keeping.Keeper, size: Size, progress: Progress) -> None:
    """Bring the directory up to its size, in bulk."""
    crowd.enterprises(keeper, size.enterprises, progress=partial(progress, "enterprises"))
    crowd.services(
        keeper,
        size.services,
        size.products,
        progress=partial(progress, "service organisations"),
    )
    with transaction() as session:
        session.exec(text("ANALYZE"))  # what was planned for a few rows is slow among many


def _leader() -> int:
    with snapshot() as session:
        return session.exec(select(User.id).where(User.username == "leader")).one()


def _named(language: str) -> str:
    return "管理员" if language == "zh" else "Administrator"


def _let_in() -> str:
    """Give the demo accounts one password made for this installation."""
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    for account in town.ACCOUNTS:
        with snapshot() as session:
            user = session.exec(select(User).where(User.username == account.username)).one()
        token = perform(ENGINE, accounts.give_link, user.id)
        perform(PUBLIC, accounts.accept_invitation, user.id, token=token, password=password)
    return password


def _read_old_notices(now: datetime) -> None:
    """People have read what is older than a few days."""
    with transaction() as session:
        old = update(Notice).where(col(Notice.created_at) < now - READ_AFTER)
        session.exec(old.values(read_at=now - READ_AFTER))
