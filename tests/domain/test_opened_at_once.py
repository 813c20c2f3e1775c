"""Two who open a month, draft a scheme, draw up a bulletin or have a figure watched at the same moment: the later finds
what the earlier made, or hears of it in words."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import AlertRule, AssessedMonth, AssessmentScheme, Bulletin, TargetMonth
from domain import alert_rules, assessment_schemes, assessments, bulletins, clock, month_targets
from domain.alert_rules import WatchedAlready
from domain.assessment import scheme
from domain.assessment.scheme import LAID_DOWN
from domain.bulletins import DrawnAlready
from domain.clock import LOCAL
from domain.command import Act, perform
from domain.errors import Refused
from domain.indicators import building
from domain.month_targets import NothingCarriedOn
from domain.permissions import ENGINE
from tests.alerts import MANY_OPEN
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
NOW = datetime(2026, 11, 9, 10, tzinfo=LOCAL)
MADE = (AlertRule, AssessedMonth, AssessmentScheme, Bulletin, TargetMonth)


@pytest.fixture
def both(monkeypatch):
    """`both(step)`: what the step gives to each of two who take it at once. Both have looked before either makes
    anything, if nothing keeps them."""
    together, add = threading.Barrier(2), Act.add

    def waiting(act, row):
        if isinstance(row, MADE):
            with suppress(threading.BrokenBarrierError):  # the other one waits for this one to end
                together.wait(timeout=1)
        return add(act, row)

    def take(step):
        with clock.stopped(NOW):  # each thread has a clock of its own
            try:
                return step()
            except Refused as refusal:
                return type(refusal)

    def twice(step):
        monkeypatch.setattr(Act, "add", waiting)
        with ThreadPoolExecutor(2) as people:
            return list(people.map(take, [step, step]))

    return twice


def rows(of):
    with snapshot() as session:
        return session.exec(select(of)).all()


@pytest.mark.parametrize(
    ("command", "made"), [(assessments.begin, AssessedMonth), (month_targets.begin, TargetMonth)]
)
def test_a_month_that_two_open_at_once_is_opened_once(both, command, made):
    found = both(lambda: perform(ID["leader"], command, month=NOVEMBER))
    [row] = rows(made)
    assert found == [row.id, row.id]


def test_targets_that_two_processes_carry_on_at_once_are_carried_on_once(both):
    month_id = perform(ID["leader"], month_targets.begin, month=OCTOBER)
    aimed = {"indicator": Indicator.ON_TIME_CLOSING, "values": {"": 0.9}}
    perform(ID["leader"], month_targets.put, month_id, **aimed)
    found = both(lambda: perform(ENGINE, month_targets.carry_on_unset, month=NOVEMBER))
    assert NothingCarriedOn in found and len(rows(TargetMonth)) == 2


def test_two_schemes_that_are_drafted_at_once_have_a_number_each(both):
    said = {"name": "新方案", "valid_from": date(2026, 12, 1)}
    said["document"] = scheme.written(LAID_DOWN)
    both(lambda: perform(ID["leader"], assessment_schemes.draft, **said))
    assert sorted(each.number for each in rows(AssessmentScheme)) == [1, 2]


def test_of_two_who_draw_up_a_bulletin_at_once_one_hears_of_the_other(both):
    building.keep_up()
    found = both(lambda: perform(ID["intake"], bulletins.draw_up, month=OCTOBER))
    [row] = rows(Bulletin)
    assert set(found) == {row.id, DrawnAlready}


def test_of_two_who_have_a_figure_watched_at_once_one_hears_of_the_other(both):
    found = both(lambda: perform(ID["leader"], alert_rules.lay_down, rule=MANY_OPEN))
    [row] = rows(AlertRule)
    assert set(found) == {row.id, WatchedAlready}
