"""A year of work orders in bulk: rows as commands would leave them, the same on both databases.

Every order has its leg, its survey and, where one was due, its return visit (bench/kpi_orders.py draws them). The first
200,000 are drawn one by one; more are their likenesses at other units, so that they spread over days and places as
drawn ones would. Indexes are made at the end.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Table, text
from sqlmodel import Session

from bench.kpi_orders import AREAS, DRAWN, ENTERPRISES, NAMES, TABLES, year
from db.engine import engine, is_sqlite, transaction
from db.models import Event, Organisation, SampleDraw, User, UserRole
from db.search import ddl_drop
from db.vocabulary import Kind, Role, ServiceField
from domain import chain, clock
from domain.indicators.periods import month_after
from seed import main

FIELDS = tuple(ServiceField)
YEAR = timedelta(days=365)
LEADERS = "leader"  # and a number
HANDLER, HEAD, DESK = "handler", "head", "desk"
LIVE = "live"  # the unit whose orders come and go while people look
TURN = 37  # units that a likeness lies from the one before; prime to the number of units
HURRIED = (
    "SET LOCAL session_replication_role = replica",
    "SET LOCAL synchronous_commit = off",
    "SET LOCAL maintenance_work_mem = '512MB'",
)


def build(orders: int, end: datetime, lookers: int) -> None:
    """Fill an empty, migrated database with the facts of the city, its units and enterprises, the people who look and
    who work, and a year of orders as it stands at its `end`."""
    main.lay()
    with transaction() as session:
        units = _units(session)
        firms = _enterprises(session, end)
        _told_of(session, firms, end)
        _people(session, lookers)
    with transaction() as session:
        _unhampered(session)
        for chunk in year(min(orders, DRAWN), units, firms, end):
            for model, names, rows in zip(TABLES, NAMES, chunk, strict=True):
                _insert(session, model.__table__, names, rows)
        _places(session, units)
        for shift in range(DRAWN, orders, DRAWN):
            most = min(DRAWN, orders - shift)
            turned = TURN * (shift // DRAWN)
            for model, names in zip(TABLES, NAMES, strict=True):
                _liken(session, model.__tablename__, names, shift, most, turned, units)
        for model in TABLES:
            for index in model.__table__.indexes:
                index.create(session.connection())
    _settle()


def _units(session: Session) -> range:
    """A unit for every field of every area, in that order; ids one after another."""
    made = [
        Organisation(kind=Kind.DEPARTMENT, name=name, name_key=name, area_code=area)
        for area in AREAS
        for name in (f"{area} {field}" for field in FIELDS)
    ]
    session.add_all(made)
    session.flush()
    return range(made[0].id, made[-1].id + 1)


def _came(n: int, end: datetime) -> datetime:
    """When the enterprise of this number came into the directory: one after the other, through the year."""
    return end - YEAR / ENTERPRISES * (ENTERPRISES - 1 - n)


def _enterprises(session: Session, end: datetime) -> range:
    """Enterprises with ids one after another."""
    first = Organisation(kind=Kind.ENTERPRISE, name="企业0", name_key="企业0", area_code=AREAS[0])
    first.registered_on = _came(0, end).date()
    session.add(first)
    session.flush()
    like = {c.name: getattr(first, c.name) for c in Organisation.__table__.columns}
    own = (
        {"id": first.id + n, "name": f"企业{n}", "name_key": f"企业{n}"}
        | {"registered_on": _came(n, end).date()}
        for n in range(1, ENTERPRISES)
    )
    rows = (tuple((like | each).values()) for each in own)
    _insert(session, Organisation.__table__, tuple(like), rows)
    if not is_sqlite():
        _count_on(session.connection(), "organisation")
    return range(first.id, first.id + ENTERPRISES)


def _told_of(session: Session, firms: range, end: datetime) -> None:
    """The first events of the enterprises."""
    names = ("at", "actor_id", "action", "subject_kind", "subject_id", "position")
    names += ("particulars", "previous_hash", "hash")
    linked = (
        chain.link(
            at=_came(n, end),
            actor_id=None,
            action="record_added",
            subject=("organisation", firm),
            particulars={},
        )
        for n, firm in enumerate(firms)
    )
    rows = (tuple((each | {"particulars": "{}"})[name] for name in names) for each in linked)
    _insert(session, Event.__table__, names, rows)


def _people(session: Session, lookers: int) -> None:
    """Leaders who look, the desk, and a unit with its handler and its head."""
    city = Organisation(kind=Kind.CITY, name="市平台", name_key="市平台")
    unit = Organisation(kind=Kind.DEPARTMENT, name=LIVE, name_key=LIVE, area_code=AREAS[0])
    session.add_all([city, unit])
    session.flush()
    people = {f"{LEADERS}{n}": (city.id, (Role.LEADER,)) for n in range(lookers)}
    people[DESK] = (city.id, (Role.INTAKE, Role.DISPATCHER))
    people[HANDLER] = (unit.id, (Role.UNIT_HANDLER,))
    people[HEAD] = (unit.id, (Role.UNIT_HEAD, Role.UNIT_HANDLER))
    for name, (organisation_id, roles) in people.items():
        person = User(
            username=name, name=name, organisation_id=organisation_id, created_at=clock.now()
        )
        session.add(person)
        session.flush()
        session.add_all(UserRole(user_id=person.id, role=role) for role in roles)
    first = clock.now().date().replace(day=1)
    for month in (first, month_after(first, 1)):  # what is content closes, for certain
        session.add(SampleDraw(month=f"{month:%Y-%m}", seed="none", percent=0))


def _unhampered(session: Session) -> None:
    """Without what each single row costs: references are right by construction, indexes come at the end."""
    for statement in ddl_drop(session.connection().dialect.name, "demand"):
        session.execute(text(statement))
    for statement in () if is_sqlite() else HURRIED:
        session.execute(text(statement))
    for model in TABLES:
        for index in model.__table__.indexes:
            index.drop(session.connection())


def _insert(session: Session, table: Table, names: tuple[str, ...], rows: Iterable[tuple]) -> None:
    connection = session.connection()
    driver = connection.connection.driver_connection
    listed = ", ".join(f'"{name}"' for name in names)
    if is_sqlite():
        places = ", ".join("?" * len(names))
        statement = f'INSERT INTO "{table.name}" ({listed}) VALUES ({places})'
        driver.executemany(statement, map(_lite, rows))
        return
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as into,
    ):
        for row in rows:
            into.write_row([getattr(each, "value", each) for each in row])


def _places(session: Session, units: range) -> None:
    """Where each unit is and what it does, for the likenesses."""
    session.execute(
        text("CREATE TEMP TABLE place (unit_id INTEGER PRIMARY KEY, area VARCHAR, field VARCHAR)")
    )
    rows = [
        {"unit": unit, "area": AREAS[n // len(FIELDS)], "field": FIELDS[n % len(FIELDS)].value}
        for n, unit in enumerate(units)
    ]
    session.execute(text("INSERT INTO place VALUES (:unit, :area, :field)"), rows)


def _liken(
    session: Session,
    table: str,
    names: tuple[str, ...],
    shift: int,
    most: int,
    turned: int,
    units: range,
) -> None:
    """The first rows again, as other orders at other units."""
    own = {
        "id": f"o.id + {shift}",
        "demand_id": f"demand_id + {shift}",
        "number": f"'B' || (o.id + {shift})",
        "unit_id": "p.unit_id",
        "area_code": "p.area",
        "field": "p.field",
    }
    listed = ", ".join(f'"{name}"' for name in names)
    shown = ", ".join(own.get(name, f'o."{name}"') for name in names)
    first, many = units.start, len(units)
    at = f"p.unit_id = {first} + (o.unit_id - {first} + {turned}) % {many}"
    joined = f"JOIN place AS p ON {at}" if "unit_id" in names else ""
    session.execute(
        text(
            f'INSERT INTO "{table}" ({listed}) SELECT {shown} FROM "{table}" AS o {joined}'
            f" WHERE o.id <= {most}"
        )
    )


def _lite(row: tuple) -> tuple:
    """As SQLModel stores moments in SQLite: in UTC, without their zone; and days."""
    return tuple(_told(each) if isinstance(each, date) else each for each in row)


def _told(at: date) -> str:
    if not isinstance(at, datetime):
        return at.isoformat()
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.replace(tzinfo=None).isoformat(" ", "microseconds")


def _settle() -> None:
    """Let the database look at what has come."""
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if is_sqlite():
            connection.exec_driver_sql("ANALYZE")
            return
        for model in (*TABLES, Organisation, User, Event):
            _count_on(connection, model.__tablename__)
        connection.execute(text("VACUUM ANALYZE"))


def _count_on(connection, table: str) -> None:
    """Numbers go on after the last one that was given."""
    last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
    connection.execute(text(last))
