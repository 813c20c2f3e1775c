"""Two who change one activity at once, a rule that leaves out days of rest, a year of a series held again."""

from datetime import timedelta

import pytest

from db.activity_vocabulary import ActivityKind, ActivityStage
from domain import (
    activities,
    activity_again,
    activity_moves,
    activity_reminders,
    activity_repeats,
    activity_series,
    clock,
)
from domain.activity_versions import ActivityChanged
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound
from tests.happenings import LATER, NOW, STARTS, activity, drafted, plan, published
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")

S = ActivityStage


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def test_who_saves_over_somebody_else_is_told_who_it_was():
    activity_id = published()
    read = activity(activity_id).version
    perform(ID["admin"], activities.correct, activity_id, plan=plan(title="另一个题目"))
    with pytest.raises(ActivityChanged) as refused:
        perform(ID["organiser"], activities.correct, activity_id, plan=plan(), version=read)
    assert refused.value.values["name"] == "admin"
    with pytest.raises(ActivityChanged):
        perform(ID["organiser"], activity_moves.move, activity_id, starts_at=LATER, version=read)
    # One's own changes, and what changes nothing of the plan, are in nobody's way.
    perform(ID["admin"], activities.correct, activity_id, plan=plan(), version=read)
    read = activity(activity_id).version
    perform(ID["organiser"], activity_reminders.remind, activity_id)
    perform(ID["admin"], activity_moves.move, activity_id, starts_at=LATER, version=read)


def test_a_rule_may_leave_out_days_of_rest():
    starts = STARTS.replace(month=4, day=28)  # two days before 1 May, which is a holiday
    activity_id = drafted(starts_at=starts)
    rule = "FREQ=DAILY;COUNT=10"
    new = perform(ID["organiser"], activity_repeats.recur, activity_id, rule=rule, skips_rest=True)
    days = [(activity(each).starts_at - starts).days for each in new]
    assert days == [1, 2, 8, 9]  # 1 to 5 May are holidays


def test_a_year_of_a_series_is_held_again_by_those_who_keep_it():
    kind = ActivityKind.LEGAL_SERVICE_MONTH
    series_id = perform(ID["organiser"], activity_series.begin, name="法律服务月", kind=kind)
    ids = [
        published(series_id=series_id, starts_at=STARTS + timedelta(days=n), title=f"门诊{n}")
        for n in range(2)
    ]
    again = {"activity_ids": ids}
    new = perform(ID["organiser"], activity_again.hold_again, series_id, **again)
    assert [activity(each).starts_at for each in new] == [
        activity(each).starts_at + timedelta(weeks=52) for each in ids
    ]
    assert {activity(each).stage for each in new} == {S.DRAFT}
    for who in ("longwan", "valves"):
        with pytest.raises(Forbidden):
            perform(ID[who], activity_again.hold_again, series_id, **again)
    with pytest.raises(NotFound):
        perform(ID["organiser"], activity_again.hold_again, series_id, activity_ids=[drafted()])
    with pytest.raises(Missing):
        perform(ID["organiser"], activity_again.hold_again, series_id, activity_ids=())
    perform(ID["organiser"], activity_series.end, series_id)
    with pytest.raises(activity_series.SeriesEnded):
        perform(ID["organiser"], activity_again.hold_again, series_id, **again)
