"""The changes of rules are found by an index of their own, not by reading every event of two years."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Event
from domain.clock import LOCAL
from domain.queries.happenings import rules_changed
from tests.domain.queries.many import plan

pytestmark = pytest.mark.usefixtures("database")
BEGINS = datetime(2026, 1, 5, 9, tzinfo=LOCAL)
RULES = ("limit_changed", "day_entered", "year_entered", "undone")


def happened(many):
    """So many events an hour apart, every thousandth of them a change of rules."""
    actions = (RULES[n // 1000 % len(RULES)] if n % 1000 == 0 else "signed" for n in range(many))
    rows = [
        {
            "at": BEGINS + timedelta(hours=n),
            "action": action,
            "subject_kind": "demand",
            "subject_id": n,
            "position": 1,
            "particulars": {},
            "previous_hash": "",
            "hash": "",
        }
        for n, action in enumerate(actions)
    ]
    with transaction() as session:
        session.execute(Event.__table__.insert(), rows)


def test_among_thousands_of_events_the_changes_of_rules_are_a_range_in_their_index():
    happened(6000)
    assert "ix_event_rule_changed" in plan(rules_changed(BEGINS), "event")
    with snapshot() as session:
        found = list(session.exec(rules_changed(BEGINS + timedelta(hours=1))))
        every = session.exec(select(Event.at).where(Event.action != "signed")).all()
    assert len(found) == 5 and set(every) == {BEGINS, *found}
