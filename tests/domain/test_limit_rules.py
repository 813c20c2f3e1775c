"""An administrator changes a time limit: what is sensible, what it leaves alone, and what trace it leaves."""

from datetime import datetime

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Leg, TimeLimit
from db.vocabulary import LimitStep, LimitUnit, Timeliness
from domain import clock, limit_rules, verification
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Missing, Refused, Unclear
from domain.queries import time_limits
from tests import town
from tests.town import HOUR, ID, MINUTE, WD

pytestmark = pytest.mark.usefixtures("small_town")

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
CLOSE, SIGN, INTERIM = LimitStep.CLOSE, LimitStep.SIGN, LimitStep.INTERIM_ANSWER


def limit(timeliness=Timeliness.ORDINARY, step=CLOSE):
    with snapshot() as session:
        wanted = select(TimeLimit).where(TimeLimit.timeliness == timeliness, TimeLimit.step == step)
        return session.exec(wanted).one()


def change(amount, unit=WD, *, of=None, username="admin", source="会议纪要", reason="人手不足"):
    which = of or limit()
    perform(
        ID[username],
        limit_rules.change,
        which.id,
        amount=amount,
        unit=unit,
        source=source,
        reason=reason,
    )


def due_of(demand_id):
    with snapshot() as session:
        due = session.exec(select(Leg.due_at).where(Leg.demand_id == demand_id)).one()
    return due.astimezone(LOCAL).date().isoformat()


def test_clocks_that_run_keep_their_limits_and_new_ones_get_the_changed():
    with clock.stopped(MONDAY):
        before = town.dispatched()
        change(8)
        after = town.dispatched()
    assert (due_of(before), due_of(after)) == ("2026-03-16", "2026-03-19")
    assert verification.verify() == []


def test_a_change_says_who_made_it_from_what_to_what_and_why():
    change(2, HOUR, of=limit(step=SIGN))
    change(8)
    with snapshot() as session:
        newest, first = time_limits.changes(session, town.person("admin"))
    assert (newest.timeliness, newest.step, newest.who) == (Timeliness.ORDINARY, CLOSE, "admin")
    assert newest.before == (5, WD, "test")
    assert newest.after == (8, WD, "会议纪要")
    assert newest.reason == "人手不足"
    assert (first.before[:2], first.after[:2]) == ((0.5, WD), (2, HOUR))


@pytest.mark.parametrize(
    ("step", "amount", "unit"),
    [
        (SIGN, 6, WD),
        (SIGN, 50, HOUR),
        (INTERIM, 5.5, WD),
        (INTERIM, 20 * 24 * 60, MINUTE),
        (CLOSE, 2.5, WD),
        (CLOSE, 7, HOUR),
    ],
)
def test_no_step_is_due_later_than_the_closing(step, amount, unit):
    with pytest.raises(limit_rules.LaterThanClosing):
        change(amount, unit, of=limit(step=step))
    assert limit(step=step).source == "test"


@pytest.mark.parametrize(
    ("step", "amount", "unit"),
    [(SIGN, 5, WD), (SIGN, 30, MINUTE), (INTERIM, 4.5, WD), (CLOSE, 3, WD), (CLOSE, 120, WD)],
)
def test_what_fits_the_other_steps_is_taken(step, amount, unit):
    change(amount, unit, of=limit(step=step))
    assert (limit(step=step).amount, limit(step=step).unit) == (amount, unit)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"amount": None}, Missing),
        ({"amount": 0}, limit_rules.NotAnAmount),
        ({"amount": -3}, limit_rules.NotAnAmount),
        ({"amount": 121}, limit_rules.NotAnAmount),
        ({"amount": float("nan")}, limit_rules.NotAnAmount),
        ({"amount": 76, "unit": HOUR}, limit_rules.NotAnAmount),
        ({"amount": 5.3}, limit_rules.NotInSteps),
        ({"amount": 90.5, "unit": MINUTE}, limit_rules.NotInSteps),
        ({"amount": 6, "unit": "fortnight"}, Unclear),
        ({"amount": 6, "unit": None}, Missing),
        ({"amount": 6, "source": ""}, Missing),
        ({"amount": 6, "reason": " "}, Missing),
        ({"amount": 5, "source": "test"}, limit_rules.SameLimit),
    ],
)
def test_what_is_not_a_limit_is_refused(said, refusal):
    with pytest.raises(refusal):
        change(**said)
    with snapshot() as session:
        assert time_limits.changes(session, town.person("admin")) == ()


def test_nobody_else_reads_or_changes_them():
    with pytest.raises(Forbidden):
        change(6, username="leader")
    with snapshot() as session:
        assert time_limits.limits(session, town.person("leader")) == ()
        assert time_limits.changes(session, town.person("leader")) == ()


def test_the_limits_are_listed_by_class_and_step():
    with snapshot() as session:
        found = time_limits.limits(session, town.person("admin"))
    assert [(each.timeliness, each.step) for each in found[:4]] == [
        (Timeliness.URGENT, step) for step in LimitStep
    ]
    assert len(found) == 15
    assert {each.unit for each in found} == set(LimitUnit)


def test_every_refusal_of_a_limit_leaves_it_as_it_was():
    before = limit()
    with pytest.raises(Refused):
        change(0)
    assert limit() == before
