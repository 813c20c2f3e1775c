"""The trail shows whoever touches it."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select, text

from db.engine import is_sqlite, transaction
from db.models import Event, Recalculation
from domain import attendance, clock, jobs, verification
from domain.clock import LOCAL
from domain.command import perform
from tests import happenings, town
from tests.town import VALVES

pytestmark = pytest.mark.usefixtures("small_town")


def unguarded(session) -> None:
    """What somebody with the database's own password can do."""
    session.exec(text("DELETE FROM notice"))
    if is_sqlite():
        session.exec(text("DROP TRIGGER event_no_update"))
        session.exec(text("DROP TRIGGER event_no_delete"))
    else:
        session.exec(text("ALTER TABLE event DISABLE TRIGGER ALL"))


def test_an_honest_trail_is_clean():
    town.answered()
    assert verification.verify() == []


def test_a_changed_event_is_named():
    town.answered()
    with transaction() as session:
        unguarded(session)
        event = session.exec(select(Event).where(Event.action == "signed")).one()
        session.exec(text("UPDATE event SET actor_id = 1 WHERE action = 'signed'"))
    found = verification.verify()
    assert found[0].startswith(f"Event {event.id} (demand 1, link {event.position}, signed)")


def test_a_missing_event_is_named():
    town.answered()
    with transaction() as session:
        unguarded(session)
        session.exec(text("DELETE FROM event WHERE action = 'accepted'"))
    assert "link 2 of its chain is missing" in verification.verify()[0]


def test_a_chain_cut_off_at_its_end_shows_against_the_days_seal():
    monday = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
    with clock.stopped(monday):
        town.ask()
        town.ask()
    with clock.stopped(monday + timedelta(days=1)):
        assert jobs.seal_days() == 1
    assert verification.verify() == []
    with transaction() as session:
        unguarded(session)
        session.exec(text("DELETE FROM event WHERE subject_id = 2"))
    assert verification.verify()[-1] == "Day 2026-03-02: sealed with 2 events, 1 are there."


def test_a_due_date_that_its_events_do_not_bear_out_is_named():
    town.dispatched()
    with transaction() as session:
        session.exec(text("UPDATE demand SET due_at = NULL"))
    [found] = verification.verify()
    assert "its events tell otherwise" in found and "counted anew" not in found
    with transaction() as session:
        session.add(Recalculation(first_day=date(2026, 3, 2), last_day=date(2026, 3, 3)))
    [found] = verification.verify()
    assert "its events tell otherwise" in found and "still being counted anew" in found


def test_the_last_links_of_a_chain_cannot_be_taken_away_unseen():
    demand_id = town.in_progress()
    with transaction() as session:
        unguarded(session)
        mine = select(Event).where(Event.subject_kind == "demand", Event.subject_id == demand_id)
        last = session.exec(mine.order_by(col(Event.position).desc())).first()
        session.delete(last)
    links, made = last.position - 1, last.position
    assert (
        f"demand {demand_id}: its chain has {links} links, {made} were made."
        in verification.verify()
    )


def test_seats_that_are_counted_wrongly_are_named():
    with clock.stopped(happenings.NOW):
        activity_id = happenings.published(capacity=9)
        first, _ = happenings.register(activity_id), happenings.register(activity_id)
    with clock.stopped(happenings.STARTS):
        happenings.check_in(activity_id, registration_id=first.registration_id)
        said = {"person_name": "王五"}
        perform(town.ID["organiser"], attendance.walk_in, activity_id, **said)
    assert verification.verify() == []
    with transaction() as session:
        session.exec(text("UPDATE activity SET taken = taken + 1"))
    number = happenings.activity(activity_id).number
    assert verification.verify() == [
        f"Activity {number}: counts 3 seats given, 2 registrations hold one."
    ]


@pytest.mark.parametrize("wrong", ["registered_on = '2020-01-01'", "is_merged = true"])
def test_a_record_that_says_otherwise_than_its_events_is_named(wrong):
    with transaction() as session:
        session.exec(text(f"UPDATE organisation SET {wrong} WHERE id = {VALVES}"))
    told = f"organisation {VALVES}: its events tell otherwise (registered, or merged)."
    assert verification.verify() == [told]
