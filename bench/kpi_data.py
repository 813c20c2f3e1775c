"""A year of work orders in bulk: rows as commands would leave them, the same on both databases.

Every order has its leg, its survey and, where one was due, its return visit; who was late, judged badly or called back
is drawn under a fixed seed. The first 200,000 are drawn one by one, more are their likenesses; indexes are made at the
end.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import Table, text
from sqlmodel import Session

from db.engine import engine, is_sqlite, transaction
from db.models import Demand, Leg, Organisation, ReturnVisit, Survey, User, UserRole
from db.search import ddl_drop
from db.vocabulary import Channel, Kind, Role, Satisfaction, ServiceField
from domain import clock
from seed import main

SEED = 96871
ENTERPRISES = 90_000
DAYS = 365
CHUNK = 50_000
DRAWN = 200_000
AREAS = ("330302", "330303", "330304", "330305", "330324", "330326")
AREAS += ("330327", "330328", "330329", "330381", "330382", "330383")
FIELDS, CHANNELS, SAID = tuple(ServiceField), tuple(Channel), tuple(Satisfaction)
TABLES = (Demand, Leg, Survey, ReturnVisit)
LEADER = "leader"

DEMAND = (
    *("id", "number", "secret_hash", "enterprise_id", "enterprise_name", "contact_name"),
    *("contact_phone", "language", "title", "body", "channel", "submitted_at", "type", "field"),
    *("area_code", "timeliness", "level", "stage", "unit_id", "due_at", "promised_at", "round"),
    *("transfers", "closing_code", "answered_at", "given_minutes", "handled_minutes"),
    *("closed_at", "version", "search_text"),
)
LEG = (
    *("id", "demand_id", "position", "round", "unit_id", "timeliness", "started_at"),
    *("sign_due_at", "contact_due_at", "due_at", "is_provisional", "paused_minutes"),
    *("signed_at", "contacted_at", "replied_at", "ended_at", "outcome"),
)
SURVEY = (
    *("id", "demand_id", "round", "opened_at", "expires_at", "answered_at", "frozen_at"),
    *("contacted_in_time", "solved", "satisfaction", "comment"),
)
VISIT = (
    *("id", "demand_id", "round", "reason", "opened_at", "attempts", "verified_at", "solved"),
    *("satisfaction", "note"),
)


def build(orders: int) -> None:
    """Fill an empty, migrated database with the facts of the city, its units and enterprises, and a year of orders."""
    main.lay()
    with transaction() as session:
        units = _units(session)
        firms = _enterprises(session)
        _leader(session)
    with transaction() as session:
        _unhampered(session)
        for chunk in _years(min(orders, DRAWN), units, firms):
            for model, names, rows in zip(TABLES, (DEMAND, LEG, SURVEY, VISIT), chunk, strict=True):
                _insert(session, model.__table__, names, rows)
        for shift in range(DRAWN, orders, DRAWN):
            most = min(DRAWN, orders - shift)
            for model, names in zip(TABLES, (DEMAND, LEG, SURVEY, VISIT), strict=True):
                _liken(session, model.__tablename__, names, shift, most)
        for model in TABLES:
            for index in model.__table__.indexes:
                index.create(session.connection())
    _settle()


def _units(session: Session) -> list[int]:
    """A unit for every field of every area, in that order."""
    made = [
        Organisation(kind=Kind.DEPARTMENT, name=name, name_key=name, area_code=area)
        for area in AREAS
        for name in (f"{area} {field}" for field in FIELDS)
    ]
    session.add_all(made)
    session.flush()
    return [each.id for each in made]


def _enterprises(session: Session) -> range:
    """Enterprises with ids one after another."""
    first = Organisation(kind=Kind.ENTERPRISE, name="企业0", name_key="企业0", area_code=AREAS[0])
    session.add(first)
    session.flush()
    like = {c.name: getattr(first, c.name) for c in Organisation.__table__.columns}
    rows = [
        like | {"id": first.id + n, "name": f"企业{n}", "name_key": f"企业{n}"}
        for n in range(1, ENTERPRISES)
    ]
    session.connection().execute(Organisation.__table__.insert(), rows)
    return range(first.id, first.id + ENTERPRISES)


def _leader(session: Session) -> None:
    last = session.execute(text("SELECT max(id) FROM organisation")).scalar_one()
    session.add(Organisation(id=last + 1, kind=Kind.CITY, name="市平台", name_key="市平台"))
    session.flush()
    leader = User(username=LEADER, name=LEADER, organisation_id=last + 1, created_at=clock.now())
    session.add(leader)
    session.flush()
    session.add(UserRole(user_id=leader.id, role=Role.LEADER))


def _unhampered(session: Session) -> None:
    """Without what each single row costs: references are right by construction, indexes come at the end."""
    for statement in ddl_drop(session.connection().dialect.name, "demand"):
        session.execute(text(statement))
    if not is_sqlite():
        session.execute(text("SET LOCAL session_replication_role = replica"))
    for model in TABLES:
        for index in model.__table__.indexes:
            index.drop(session.connection())


def _years(orders: int, units: list[int], firms: range) -> Iterator[tuple[list[tuple], ...]]:
    """The rows of the four tables, some thousand orders at a time."""
    rng = np.random.default_rng(SEED)
    end = clock.now().replace(second=0, microsecond=0)
    for first in range(1, orders + 1, CHUNK):
        many = min(CHUNK, orders + 1 - first)
        draw = {
            "minute": np.sort(rng.integers(0, DAYS * 1440, many)),
            "area": rng.integers(0, len(AREAS), many),
            "field": rng.integers(0, len(FIELDS), many),
            "channel": rng.integers(0, len(CHANNELS), many),
            "firm": rng.integers(0, len(firms), many),
            "sign": rng.integers(5, 320, many),
            "call": rng.integers(5, 260, many),
            "answer": rng.integers(300, 9000, many),
            "judge": rng.integers(60, 4000, many),
            "said": rng.choice(len(SAID), many, p=(0.35, 0.35, 0.2, 0.06, 0.04)),
            "is_silent": rng.random(many) < 0.2,
            "moved": rng.random(many) < 0.04,
        }
        plain = [
            dict(zip(draw, row, strict=True))
            for row in zip(*map(np.ndarray.tolist, draw.values()), strict=True)
        ]
        made = [_order(first + n, each, units, firms, end) for n, each in enumerate(plain)]
        yield tuple([row for rows in part for row in rows] for part in zip(*made, strict=True))


def _order(id: int, drawn: dict, units: list[int], firms: range, end: datetime) -> tuple:
    """One order as it stands at the end of the year: its row, and those of its leg, its survey and its visit."""
    at = end - timedelta(days=DAYS) + timedelta(minutes=drawn["minute"])
    sent, area, field = at + timedelta(minutes=90), drawn["area"], drawn["field"]
    unit, firm = units[area * len(FIELDS) + field], firms[drawn["firm"]]
    sign_due, call_due, promised = (sent + timedelta(minutes=n) for n in (240, 180, 7200))
    signed, called, answered, judged = (
        _if_past(sent + timedelta(minutes=n), end)
        for n in (
            drawn["sign"],
            drawn["sign"] + drawn["call"],
            drawn["answer"] + 400,
            drawn["answer"] + 400 + drawn["judge"],
        )
    )
    closed = judged
    stage = (
        "closed"
        if closed
        else "answered"
        if answered
        else "in_progress"
        if signed
        else "dispatched"
    )
    said, silent = SAID[drawn["said"]].value, drawn["is_silent"]
    solved = "yes" if drawn["said"] < 2 else "partly" if drawn["said"] == 2 else "no"
    minutes = (drawn["answer"] + 400) // 3 if answered else None
    demand = (
        *(id, f"B{id:09d}", "-", firm, "企业", "林", "13800000000", "zh", "诉求", "-"),
        *(CHANNELS[drawn["channel"]].value, at, "request", FIELDS[field].value, AREAS[area]),
        *("ordinary", "county", stage, unit, None if closed else promised, promised, 1),
        *(int(drawn["moved"]), "solved" if answered else None, answered),
        *(2400 if answered else None, minutes, closed, 1, ""),
    )
    leg = (
        *(id, id, 1, 1, unit, "ordinary", sent, sign_due, call_due, promised, False, 0),
        *(signed, called, answered, answered, "answered" if answered else None),
    )
    surveys, visits = [], []
    if answered:
        told = judged if not silent else None
        words = (drawn["call"] < 200, solved, said) if told else (None, None, None)
        surveys = [(id, id, 1, answered, answered + timedelta(days=7), told, told, *words, "")]
        if silent and closed:
            visits = [(id, id, 1, "silent", answered, 1, closed, solved, said, "")]
    return [demand], [leg], surveys, visits


def _if_past(at: datetime, end: datetime) -> datetime | None:
    return at if at <= end else None


def _insert(session: Session, table: Table, names: tuple[str, ...], rows: list[tuple]) -> None:
    connection = session.connection()
    driver = connection.connection.driver_connection
    listed = ", ".join(f'"{name}"' for name in names)
    if is_sqlite():
        places = ", ".join("?" * len(names))
        driver.executemany(
            f'INSERT INTO "{table.name}" ({listed}) VALUES ({places})', (_lite(row) for row in rows)
        )
        return
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as into,
    ):
        for row in rows:
            into.write_row(row)


def _liken(session: Session, table: str, names: tuple[str, ...], shift: int, most: int) -> None:
    """The first rows again, as other orders."""
    own = {
        "id": f"id + {shift}",
        "demand_id": f"demand_id + {shift}",
        "number": f"'B' || (id + {shift})",
    }
    listed = ", ".join(f'"{name}"' for name in names)
    shown = ", ".join(own.get(name, f'"{name}"') for name in names)
    session.execute(
        text(f'INSERT INTO "{table}" ({listed}) SELECT {shown} FROM "{table}" WHERE id <= {most}')
    )


def _lite(row: tuple) -> tuple:
    """As SQLModel stores moments in SQLite: in UTC, without their zone."""
    return tuple(
        f"{each.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" if isinstance(each, datetime) else each
        for each in row
    )


def _settle() -> None:
    """Let the database look at what has come."""
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if is_sqlite():
            connection.exec_driver_sql("ANALYZE")
            return
        for model in (*TABLES, Organisation, User):
            name = model.__tablename__
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                )
            )
        connection.execute(text("VACUUM ANALYZE"))
