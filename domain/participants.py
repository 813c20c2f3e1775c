"""The trace that somebody took the list of who registered for an activity along."""

from db.models import Activity
from domain.command import Act, command
from domain.permissions import activity_keepers


@command(Activity, by=activity_keepers)
def take_along(act: Act, activity: Activity, *, many: int) -> None:
    """Take the names and numbers of who registered along as a table; the activity's story says who did."""
    act.record("participants_taken_along", activity, many=many)
