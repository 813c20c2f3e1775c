"""How often something may be tried."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import Attempt
from domain import clock, rations
from domain.errors import TooOften

pytestmark = pytest.mark.usefixtures("database")


def spend(by="desk", what="ask"):
    rations.spend(what, by, most=3, minutes=10)


def test_a_ration_is_spent_and_comes_back_with_time():
    for _ in range(3):
        spend()

    with pytest.raises(TooOften) as refusal:
        spend()
    assert refusal.value.values == {"minutes": 10}
    with clock.stopped(clock.now() + timedelta(minutes=10)):
        spend()


def test_everybody_and_everything_has_a_ration_of_its_own():
    for by in ("desk", "door"):
        for what in ("ask", "guess"):
            for _ in range(3):
                spend(by, what)


def test_what_is_tried_at_once_is_all_counted():
    together, refused = Barrier(8), []

    def try_it():
        together.wait()
        try:
            spend()
        except TooOften as refusal:
            refused.append(refusal)

    tries = [Thread(target=try_it) for _ in range(8)]
    for each in tries:
        each.start()
    for each in tries:
        each.join()
    assert len(refused) == 5


def test_no_address_is_stored():
    spend("203.0.113.7")

    with snapshot() as session:
        assert "203.0.113.7" not in session.exec(select(Attempt.by)).one()


def test_old_attempts_are_deleted():
    spend()

    with clock.stopped(clock.now() + timedelta(days=3)):
        assert rations.forget_old() == 1
