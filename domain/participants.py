"""The traces that somebody took the list of who registered for an activity along, or how many came by what."""

from db.activity_vocabulary import AttendedBy
from db.models import Activity
from domain.choices import chosen
from domain.command import Act, command
from domain.permissions import activity_keepers


@command(Activity, by=activity_keepers)
def take_along(act: Act, activity: Activity, *, many: int) -> None:
    """Take the names and numbers of who registered along as a table; the activity's story says who did."""
    act.record("participants_taken_along", activity, many=many)


@command(Activity, by=activity_keepers)
def take_attendance_along(act: Act, activity: Activity, *, by: AttendedBy, many: int) -> None:
    """Take how many came, by enterprise, industry or area, along as a table; the activity's story says who did."""
    act.record(
        "attendance_taken_along", activity, by=chosen(AttendedBy, by, "By what").value, many=many
    )
