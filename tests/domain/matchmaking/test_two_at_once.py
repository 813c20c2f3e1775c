"""Two people write at one match at once: whoever saves later is told, and nothing of the first is written over."""

from datetime import timedelta

import pytest

from domain import clock
from domain.command import perform
from domain.matchmaking import correcting, keeping, outcomes, pipeline
from domain.publishing import ChangedMeanwhile
from tests.domain.matchmaking.test_pipeline import named, row, signed
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")

LONG_AGO = 190  # days: the first outcome is due


def next_week():
    return clock.now().date() + timedelta(days=7)


def an_outcome_told():
    match_id = signed(days_ago=LONG_AGO)
    perform(ID["valves"], outcomes.tell_outcome, match_id, months=6, jobs=4)
    return match_id


def in_use():
    match_id = signed(days_ago=LONG_AGO)
    perform(ID["valves"], pipeline.transform, match_id)
    return match_id


def the_day():
    return clock.now().date() - timedelta(days=LONG_AGO)


SAVES = {
    "plan": (
        named,
        pipeline.plan,
        lambda n: {"next_action": f"寄样 {n}", "next_on": next_week()},
    ),
    "advance": (
        named,
        pipeline.advance,
        lambda n: {"to": pipeline.STEPS[n + 1]},
    ),
    "step back": (
        in_use,
        correcting.step_back,
        lambda n: {"reason": "记错"},
    ),
    "entrust": (
        named,
        keeping.entrust,
        lambda n: {"broker_id": ID[("longwan", "admin")[n]]},
    ),
    "tell": (
        lambda: signed(days_ago=LONG_AGO),
        outcomes.tell_outcome,
        lambda n: {"months": 6, "jobs": 7 + n},
    ),
    "agreement": (
        lambda: signed(days_ago=LONG_AGO),
        correcting.correct_agreement,
        lambda n: {"value": 5 + n, "on": the_day(), "reason": "记错"},
    ),
    "outcome": (
        an_outcome_told,
        correcting.correct_outcome,
        lambda n: {"months": 6, "jobs": 7 + n, "reason": "记错"},
    ),
}


@pytest.mark.parametrize("save", SAVES)
def test_who_saves_later_what_they_opened_before_is_told(save):
    begins, command, said = SAVES[save]
    match_id = begins()
    opened = row(match_id).version
    perform(ID["intake"], command, match_id, version=opened, **said(0))
    now = row(match_id)
    with pytest.raises(ChangedMeanwhile):
        perform(ID["admin"], command, match_id, version=opened, **said(1))
    assert row(match_id) == now
    perform(ID["admin"], command, match_id, version=now.version, **said(1))
    assert row(match_id).version == now.version + 1
