"""New enterprises are counted by an index of their own, and past months only when one of their records has changed."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import text

from db.engine import engine, is_sqlite, snapshot, transaction
from db.indicator_vocabulary import By, Indicator
from db.models import Organisation
from db.vocabulary import Kind
from domain import clock, merging, organisations, records
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import metric, registered
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from tests.domain.queries.many import plan
from tests.infrastructure.statements import statements
from tests.town import ID, LONGWAN, LUCHENG

pytestmark = pytest.mark.usefixtures("small_town")

NEW = Indicator.NEW_REGISTRATIONS
BEGIN = date(2024, 1, 1)


@pytest.mark.parametrize("by", [None, By.AREA, By.INDUSTRY, By.MONTH, By.DAY])
def test_among_many_enterprises_those_of_a_period_are_read_by_the_index(by):
    _many(6000)
    month = Scope(BEGIN, BEGIN + timedelta(days=30))
    for scope in (month, Scope(month.since, month.until, area=LONGWAN)):
        told = plan(registered.counted(scope, by), "organisation")
        # PostgreSQL reads from an index alone only what its cleaner has seen since it was written.
        found = "USING COVERING INDEX " if is_sqlite() else ""
        assert f"{found}ix_organisation_registered" in told, told


def test_a_month_that_is_over_is_counted_anew_when_one_of_its_records_changes():
    with _in_month(3):
        first, second = _register("甲"), _register("乙")
    with _in_month(4):
        _register("丙")
        assert _march() == {LONGWAN: 2}
        perform(ID["intake"], records.change, second, fields={"area_code": LUCHENG})
        assert _march() == {LONGWAN: 1, LUCHENG: 1}
        perform(ID["intake"], merging.merge, first, other_id=second)
        assert _march() == {LONGWAN: 1}
        perform(ID["intake"], merging.undo, second, reason="两家企业")
        assert _march() == {LONGWAN: 1, LUCHENG: 1}


def test_a_new_record_does_not_have_past_months_counted_anew():
    with _in_month(3):
        _register("甲")
    with _in_month(4), statements() as asked:
        assert _march() == {LONGWAN: 1}
        _register("乙")
        asked.clear()
        assert _march() == {LONGWAN: 1}
        assert not [each for each in asked if "FROM organisation" in each]


def _in_month(month: int):
    return clock.stopped(datetime(2026, month, 10, 9, tzinfo=LOCAL))


def _register(name: str) -> int:
    said = {"name": f"{name}阀门厂", "area_code": LONGWAN}
    return perform(ID["intake"], organisations.register, **said)


def _march() -> dict[str, int]:
    """How many each sub-platform has."""
    scope = Scope(date(2026, 3, 1), date(2026, 3, 31))
    with snapshot() as session:
        found = metric.table(session, ENGINE, (NEW,), scope, By.AREA)
    return {area: figures[NEW].n for area, figures in found.items() if figures[NEW].n}


def _many(count: int) -> None:
    """So many enterprises, one a day, as the database sees them in time."""
    rows = [
        {
            "kind": Kind.ENTERPRISE,
            "name": f"厂{n}",
            "name_key": f"厂{n}",
            "area_code": (LONGWAN, LUCHENG)[n % 2],
            "is_active": True,
            "rating_n": 0,
            "rating_good": 0,
            "version": 0,
            "registered_on": BEGIN + timedelta(days=n),
        }
        for n in range(count)
    ]
    with transaction() as session:
        session.execute(Organisation.__table__.insert(), rows)
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if is_sqlite() else "VACUUM ANALYZE organisation"))
    engine().dispose()  # a connection that is open does not hear of it
