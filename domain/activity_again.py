"""A year of a series held again: its activities drafted anew, each on the same weekday a year later."""

from collections.abc import Collection
from datetime import timedelta

from sqlmodel import col, select

from db.models import Activity, ActivitySeries
from domain.activities import correct
from domain.activity_repeats import drafted_again
from domain.activity_series import SeriesEnded
from domain.command import Act, can, command
from domain.errors import Forbidden, Missing, NotFound, Refused
from domain.permissions import activity_keepers

YEAR = timedelta(weeks=52)
MOST = 60  # at once


class TooManyAtOnce(Refused):
    message = "At most {most} activities are drafted anew at once."


@command(ActivitySeries, by=activity_keepers)
def hold_again(
    act: Act, series: ActivitySeries, *, activity_ids: Collection[int]
) -> tuple[int, ...]:
    """Draft activities of this series again, each 52 weeks after it was held; returns the ids of the drafts."""
    if not series.is_active:
        raise SeriesEnded
    if not activity_ids:
        raise Missing(field="Activities")
    if len(set(activity_ids)) > MOST:
        raise TooManyAtOnce(most=MOST)
    found = select(Activity).where(
        col(Activity.id).in_(set(activity_ids)), Activity.series_id == series.id
    )
    rows = act.session.exec(found.order_by(col(Activity.starts_at), col(Activity.id))).all()
    if len(rows) < len(set(activity_ids)):
        raise NotFound
    if not all(can(act.actor, correct, each) for each in rows):
        raise Forbidden
    new = tuple(drafted_again(act, each, each.starts_at + YEAR) for each in rows)
    act.record("series_held_again", series, times=len(new))
    return new
