"""Rows in bulk, for what only shows when there are many, and how the database finds among them."""

from collections.abc import Callable

from sqlalchemy import event, text
from sqlmodel import col, select

from db.engine import engine, is_sqlite, transaction
from db.models import Demand, Leg


def many(count: int, *, like: int, **changes) -> None:
    """So many demands, with their legs, made after one that commands made."""
    with transaction() as session:
        model = session.get_one(Demand, like).model_dump(exclude={"id", "number"})
        rows = [model | changes | {"number": f"2025-{n:06d}"} for n in range(count)]
        session.execute(Demand.__table__.insert(), rows)
        legs = session.exec(select(Leg).where(Leg.demand_id == like)).all()
        made = select(Demand.id).where(col(Demand.number).startswith("2025-"))
        for leg in legs:
            same = leg.model_dump(exclude={"id", "demand_id"})
            session.execute(
                Leg.__table__.insert(), [same | {"demand_id": id} for id in session.exec(made)]
            )


def plans_of(ask: Callable[[], object], table: str) -> list[str]:
    """How the database says that it answers each of the questions that this asks."""
    asked = []

    def note(_connection, _cursor, statement: str, values, *_rest) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(engine(), "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    with engine().connect() as connection:
        if not is_sqlite():
            connection.execute(text(f"ANALYZE {table}"))
        explain = "EXPLAIN QUERY PLAN" if is_sqlite() else "EXPLAIN"
        rows = [connection.exec_driver_sql(f"{explain} {each}", values) for each, values in asked]
        return ["\n".join(str(row) for row in plan) for plan in rows]


def plan(statement, table: str = "demand") -> str:
    """How the database says that it answers."""
    with engine().connect() as connection:
        if not is_sqlite():
            connection.execute(text(f"ANALYZE {table}"))
        compiled = statement.compile(connection, compile_kwargs={"render_postcompile": True})
        values = compiled.construct_params()
        if compiled.positiontup:
            values = tuple(values[name] for name in compiled.positiontup)
        explain = "EXPLAIN QUERY PLAN" if is_sqlite() else "EXPLAIN"
        rows = connection.exec_driver_sql(f"{explain} {compiled}", values)
        return "\n".join(str(row) for row in rows)
