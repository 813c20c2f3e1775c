"""Ratings come from closed demands of months that are over, and from nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Demand, Event, Leg, Organisation, Survey
from db.vocabulary import LegOutcome, Satisfaction, Stage, Timeliness
from domain import clock, ratings
from tests import town
from tests.town import FINANCE, TAX

pytestmark = pytest.mark.usefixtures("small_town")

OCTOBER = datetime(2026, 10, 12, 2, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 3, 2, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 2, tzinfo=UTC)


def answered(
    satisfaction=Satisfaction.SATISFIED,
    *,
    unit_id=FINANCE,
    at=OCTOBER,
    stage=Stage.CLOSED,
    stands=True,
):
    """A demand that a unit has answered and an enterprise has judged."""
    demand_id = town.ask().demand_id
    with transaction() as session:
        demand = session.get_one(Demand, demand_id)
        demand.stage, demand.closed_at = stage, at if stage is Stage.CLOSED else None
        session.add(
            Leg(
                demand_id=demand_id,
                position=1,
                round=1,
                unit_id=unit_id,
                timeliness=Timeliness.ORDINARY,
                started_at=at,
                due_at=at,
                outcome=LegOutcome.ANSWERED,
            )
        )
        session.add(
            Survey(
                demand_id=demand_id,
                round=1,
                opened_at=at,
                expires_at=at + timedelta(days=7),
                answered_at=at,
                frozen_at=at if stands else None,
                satisfaction=satisfaction,
            )
        )
    return demand_id


def rating(organisation_id=FINANCE):
    with snapshot() as session:
        row = session.get_one(Organisation, organisation_id)
        return row.rating_n, row.rating_good


def renewed(at=DECEMBER):
    with clock.stopped(at):
        return ratings.renew()


def test_what_was_said_in_months_that_are_over_counts():
    answered()
    answered(Satisfaction.BASICALLY_SATISFIED)
    answered(Satisfaction.VERY_DISSATISFIED, at=NOVEMBER)
    answered(unit_id=TAX)
    assert renewed(NOVEMBER + timedelta(days=20)) == 2
    assert (rating(), rating(TAX)) == ((2, 2), (1, 1))
    assert renewed(DECEMBER) == 1
    assert (rating(), rating(TAX)) == ((3, 2), (1, 1))


@pytest.mark.parametrize(
    "said",
    [{"stage": Stage.SURVEYED}, {"stands": False}, {"satisfaction": None}],
    ids=["still open", "may still be changed", "nothing said"],
)
def test_what_does_not_stand_does_not_count(said):
    answered(**said)
    assert renewed() == 0
    assert rating() == (0, 0)


def test_a_rating_that_falls_away_is_taken_off_the_record():
    demand_id = answered()
    renewed()
    with transaction() as session:
        session.get_one(Demand, demand_id).stage = Stage.REDO
    assert renewed() == 1
    assert rating() == (0, 0)


def test_the_record_tells_when_its_rating_changed():
    answered()
    renewed()
    with snapshot() as session:
        event = session.exec(select(Event).where(Event.action == "rated")).one()
    assert (event.subject_id, event.actor_id) == (FINANCE, None)
    assert event.particulars == {"n": 1, "good": 1}
    assert renewed() == 0
