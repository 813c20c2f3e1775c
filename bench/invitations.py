"""Whom to invite among all enterprises of a city: how long an organiser waits for the page, and for the sending.

The rows are as commands would leave them: enterprises with and without an address or an account, activities of two
years with those who came – some known, most by a typed name – demands, invitations of the week, and who wants none.
"""

import statistics
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from sqlalchemy import insert, text
from sqlmodel import Session

from bench.report import Check, at_most
from db.activity_vocabulary import ActivityKind, ActivityStage, RegistrationState
from db.engine import engine, is_sqlite, snapshot, transaction
from db.models import (
    Activity,
    ActivityInvitation,
    ActivitySeries,
    Area,
    Demand,
    Industry,
    InvitationDeclined,
    Organisation,
    Registration,
    User,
    UserRole,
)
from db.vocabulary import Channel, Kind, Role, ServiceField, SizeClass
from domain import activity_invitations, clock
from domain.command import perform
from domain.permissions import Person
from domain.queries import invitation_previews
from domain.queries import invitations as query
from domain.similarity import name_key
from tests import happenings, town

SEED = 20260306
ACTIVITIES, REGISTRATIONS, DEMANDS = 400, 60_000, 20_000
FEWEST = 2000  # enterprises among whom some fit
INVITED, DECLINED = 3000, 1000  # of 90,000 enterprises; of fewer, as large a share
PAGE, SEND = 300.0, 10.0  # goals: milliseconds until the page stands, seconds until all are queued
CHUNK, TURNS = 5000, 5
AREAS = (town.LONGWAN, town.LUCHENG, *(f"3303{n:02d}" for n in range(4, 14)))
INDUSTRIES = tuple(f"C{n}" for n in range(13, 43))
KINDS = (ActivityKind.LEGAL_SERVICE_MONTH, ActivityKind.STAFF_TRAINING, ActivityKind.JOB_FAIR)
R = RegistrationState


def measured(name: str, enterprises: int) -> tuple[dict[str, float], list[Check]]:
    """(figures, checks) of the database in use, in which the small town stands."""
    now = clock.now()
    build(enterprises, now)
    activity_id = published(now)
    figures: dict[str, float] = {}
    for who in ("organiser", "longwan"):
        person = town.person(who)
        told = {key: _milliseconds(ask) for key, ask in _asked(person, activity_id).items()}
        told["page"] = told["proposed"] + told["preview"]
        figures |= {f"{who}_{key}_ms": round(took, 1) for key, took in told.items()}
    best = _read(
        query.best, town.person("organiser"), activity_id, activity_invitations.MOST_AT_ONCE
    )
    begin = time.perf_counter()
    perform(town.ID["organiser"], activity_invitations.invite, activity_id, organisation_ids=best)
    figures["send_s"] = round(time.perf_counter() - begin, 2)
    seen = _asked(town.person("organiser"), activity_id)
    figures["page_afterwards_ms"] = round(
        sum(_milliseconds(seen[key]) for key in ("proposed", "preview", "invited")), 1
    )
    slowest = max(figures["organiser_page_ms"], figures["longwan_page_ms"])
    return figures, [
        at_most(f"{name}: page of whom to invite", slowest, "ms", PAGE),
        at_most(f"{name}: {len(best)} invitations queued", figures["send_s"], "s", SEND),
    ]


def build(enterprises: int, now: datetime) -> None:
    """Fill the city around the small town."""
    rng = Random(SEED)
    with transaction() as session:
        _places(session)
        firms = _enterprises(session, rng, enterprises)
        _accounts(session, rng, firms, now)
        held = _held(session, rng, now)
        _registered(session, rng, firms, held, now)
        _demands(session, rng, firms, now)
        _letters(session, rng, firms, held, now)
    with engine().connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def published(now: datetime) -> int:
    """An activity with an audience of two areas, three industries and the smaller sizes, which does not bind."""
    return happenings.published(
        starts_at=now + timedelta(days=20),
        series_id=1,
        area_code=town.LONGWAN,
        areas=(town.LONGWAN, town.LUCHENG),
        industries=INDUSTRIES[:3],
        sizes=(SizeClass.SMALL, SizeClass.MICRO),
    )


def _asked(person: Person, activity_id: int) -> dict[str, Callable]:
    """What the page asks, each as a call."""
    first = _read(query.proposed, person, activity_id)
    of = first.candidates[0].id
    return {
        "proposed": lambda: _read(query.proposed, person, activity_id),
        "second": lambda: _read(query.proposed, person, activity_id, first.next),
        "best_ten": lambda: _read(query.best, person, activity_id, 10),
        "preview": lambda: _read(invitation_previews.preview, person, activity_id, of),
        "invited": lambda: _read(query.invited, person, activity_id),
    }


def _read(ask: Callable, *said):
    with snapshot() as session:
        return ask(session, *said)


def _milliseconds(ask: Callable) -> float:
    """The median of several, after one that does not count."""
    took = []
    ask()
    for _ in range(TURNS):
        begin = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took)


def _write(session: Session, table: type, rows: Iterable[dict]) -> None:
    """In bulk; what a row does not say is what the table's class has it be at first."""
    rest = iter(rows)
    while several := list(islice(rest, CHUNK)):
        said = [table(**row).model_dump() for row in several]
        for each in said:
            if each.get("id", 0) is None:
                del each["id"]
        session.execute(insert(table), said)


def _places(session: Session) -> None:
    day = clock.now().date()
    session.add_all(
        Area(code=code, name=f"{code}区", name_en=code, valid_from=day) for code in AREAS[2:]
    )
    session.add_all(Industry(code=code, name=f"行业{code}", name_en=code) for code in INDUSTRIES)
    session.flush()


def _enterprises(session: Session, rng: Random, many: int) -> list[tuple[int, str]]:
    """(id, name without its legal form) of each; two in three have an address of the office."""
    first, sizes, found = 1001, tuple(SizeClass), []

    def row(n: int) -> dict:
        name = f"瓯越{n}精密制造有限公司"
        key = name_key(name)
        found.append((first + n, key))
        return {
            "id": first + n,
            "kind": Kind.ENTERPRISE,
            "name": name,
            "name_key": key,
            "area_code": rng.choice(AREAS),
            "industry_code": rng.choice(INDUSTRIES),
            "size_class": rng.choice(sizes),
            "email": f"office{n}@example.com" if rng.random() < 0.67 else None,
        }

    _write(session, Organisation, (row(n) for n in range(many)))
    return found


def _accounts(session: Session, rng: Random, firms: list[tuple[int, str]], now: datetime) -> None:
    """One in fifteen has a person with an account."""
    first = 1001
    own = rng.sample(firms, len(firms) // 15)
    people = (
        {
            "id": first + n,
            "username": f"firm{n}",
            "name": f"厂长{n}",
            "organisation_id": firm,
            "email": f"person{n}@example.com",
            "created_at": now,
        }
        for n, (firm, _) in enumerate(own)
    )
    _write(session, User, people)
    roles = ({"user_id": first + n, "role": Role.ENTERPRISE} for n in range(len(own)))
    _write(session, UserRole, roles)


def _held(session: Session, rng: Random, now: datetime) -> list[int]:
    """The ids of the activities of two years, in twelve series of three kinds."""
    series = [
        ActivitySeries(kind=KINDS[n % 3], name=f"系列{n}", organiser_id=town.CITY)
        for n in range(12)
    ]
    session.add_all(series)
    session.flush()
    ids = range(1001, 1001 + ACTIVITIES)

    def row(id: int) -> dict:
        of = rng.choice(series)
        starts = now - timedelta(days=rng.uniform(1, 730))
        return {
            "id": id,
            "number": f"A2024-{id:06d}",
            "kind": of.kind,
            "series_id": of.id,
            "title": f"活动{id}",
            "stage": ActivityStage.HELD,
            "organiser_id": town.CITY,
            "area_code": rng.choice((None, *AREAS)),
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2),
            "uid": f"bench-{id}",
            "by_id": town.ID["organiser"],
            "created_at": starts,
            "published_at": starts,
        }

    _write(session, Activity, map(row, ids))
    return list(ids)


def _registered(
    session: Session, rng: Random, firms: list[tuple[int, str]], held: list[int], now: datetime
) -> None:
    """A third known by their account, the others by the name they typed; seven in ten came."""
    tickets = dict.fromkeys(held, 0)
    regulars = rng.sample(firms, len(firms) // 6)  # who comes, comes again

    def row(n: int) -> dict:
        activity_id, (firm, key) = rng.choice(held), rng.choice(regulars)
        tickets[activity_id] += 1
        return {
            "activity_id": activity_id,
            "ticket": tickets[activity_id],
            "person_name": f"来宾{n}",
            "phone": f"1{n:010d}",
            "organisation_id": firm if rng.random() < 0.33 else None,
            "enterprise_name": f"{key}有限公司",
            "enterprise_key": key,
            "state": R.ATTENDED if rng.random() < 0.7 else R.REGISTERED,
            "registered_at": now,
            "state_since": now,
            "token_hash": f"bench-{n}",
            "code_hash": f"bench-{n}",
        }

    _write(session, Registration, map(row, range(REGISTRATIONS)))


def _demands(session: Session, rng: Random, firms: list[tuple[int, str]], now: datetime) -> None:
    fields = tuple(ServiceField)

    def row(n: int) -> dict:
        firm, key = rng.choice(firms)
        return {
            "number": f"W2024-{n:06d}",
            "secret_hash": "",
            "enterprise_id": firm,
            "enterprise_name": key,
            "contact_name": "林晓",
            "contact_phone": "13857700001",
            "title": "诉求",
            "body": "内容",
            "channel": Channel.WEB,
            "submitted_at": now - timedelta(days=rng.uniform(0, 900)),
            "field": rng.choice(fields),
            "area_code": rng.choice(AREAS),
        }

    _write(session, Demand, map(row, range(DEMANDS)))


def _letters(
    session: Session, rng: Random, firms: list[tuple[int, str]], held: list[int], now: datetime
) -> None:
    """Who was invited elsewhere this week, and who wants no invitations."""
    share = len(firms) / 90_000
    invited = rng.sample(firms, int(INVITED * share))
    written = (
        {
            "activity_id": activity_id,
            "organisation_id": firm,
            "score": 1,
            "reasons": [],
            "by_id": town.ID["organiser"],
            "invited_at": now - timedelta(days=rng.uniform(0, 6)),
        }
        for firm, _ in invited
        for activity_id in rng.sample(held, rng.randint(1, 2))
    )
    _write(session, ActivityInvitation, written)
    silent = rng.sample(firms, int(DECLINED * share))
    _write(session, InvitationDeclined, ({"organisation_id": f, "since": now} for f, _ in silent))
    if not is_sqlite():  # the rows were given their numbers here
        for table in ("organisation", "user_account", "activity"):
            session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1000000)")
            )
