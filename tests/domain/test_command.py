"""One person, one moment, one transaction: what holds for every command."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select, text

from db.engine import snapshot, transaction
from db.models import Demand, Event, Leg, Topic
from db.vocabulary import Stage
from domain import demands, topics, verification, work_orders
from domain.command import perform
from domain.errors import AlreadyDone, WrongStage
from domain.permissions import PUBLIC
from tests import town
from tests.town import FINANCE, ID, TAX

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("small_town")


def everything(model):
    with snapshot() as session:
        return list(session.exec(select(model)).all())


def test_of_two_dispatchers_at_the_same_instant_one_wins_and_the_other_is_told(monkeypatch):
    demand_id = town.accepted()
    both_have_looked, told = Barrier(2), []

    def look_then_advance(demand, step, advance=work_orders.advance):
        with suppress(BrokenBarrierError):  # the second is made to wait at the door
            both_have_looked.wait(timeout=0.5)
        advance(demand, step)

    def try_to_dispatch(username, unit_id):
        try:
            perform(ID[username], work_orders.dispatch, demand_id, unit_id=unit_id, reason="专长")
        except WrongStage as refusal:
            told.append(refusal)

    monkeypatch.setattr(work_orders, "advance", look_then_advance)
    at_once = [
        Thread(target=try_to_dispatch, args=("dispatcher", FINANCE)),
        Thread(target=try_to_dispatch, args=("second_dispatcher", TAX)),
    ]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()

    assert len(everything(Leg)) == len(told) == 1
    assert verification.verify() == []


def test_a_form_sent_twice_acts_once():
    said = {
        "title": "用工短缺",
        "body": "急需数控操作工。",
        "area_code": town.LONGWAN,
        "enterprise_name": "某厂",
        "contact_name": "林",
        "contact_phone": "13857700001",
    }
    perform(PUBLIC, demands.ask, nonce="form-1", **said)
    with pytest.raises(AlreadyDone):
        perform(PUBLIC, demands.ask, nonce="form-1", **said)
    assert len(everything(Demand)) == 1


def test_many_people_asking_at_once_get_different_numbers():
    numbers = []
    asking = [Thread(target=lambda: numbers.append(town.ask().number)) for _ in range(8)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert sorted(numbers) == sorted(set(numbers)) and len(numbers) == 8


def test_a_refusal_changes_nothing():
    demand_id = town.accepted()
    before = everything(Event)
    with pytest.raises(work_orders.ReasonNeeded):
        perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=TAX)
    assert everything(Event) == before


@pytest.mark.parametrize("verb", ["UPDATE event SET action = 'x'", "DELETE FROM event"])
def test_the_database_itself_refuses_to_change_an_event(verb):
    town.ask()
    with pytest.raises(DBAPIError), transaction() as session:
        session.exec(text(verb))


def test_the_version_of_a_topic_moves_with_the_commit_and_never_misses_one():
    """The earlier of two interleaved transactions commits last: the version still grows at its commit."""

    def version():
        with snapshot() as session:
            return topics.version(session, ["demands"])

    town.ask()
    before = version()
    later = Thread(target=town.ask)
    with transaction() as slow:
        slow.add(Topic(name="something else", version=1))
        slow.flush()
        topics.bump(slow, ["demands"])
        later.start()  # it waits for the counter, and so commits after this one
        assert version() == before  # nothing is seen before the commit
    assert version() > before
    later.join()
    assert version() == before + 2


KILLED = """
import os, signal, sys
sys.path.insert(0, {root!r})
from domain import clocks, work_orders
from domain.command import perform

def die(session, demand):
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)

clocks.refresh = die
perform({actor}, work_orders.dispatch, {demand}, unit_id={unit}, reason="x")
"""


def test_a_command_whose_process_is_killed_has_not_happened():
    demand_id = town.accepted()
    code = KILLED.format(root=str(ROOT), actor=ID["dispatcher"], demand=demand_id, unit=FINANCE)
    died = subprocess.run([sys.executable, "-c", code], env=os.environ, timeout=60)
    assert died.returncode == -signal.SIGKILL

    assert everything(Leg) == []
    assert everything(Demand)[0].stage is Stage.ACCEPTED
    assert verification.verify() == []
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=FINANCE)
