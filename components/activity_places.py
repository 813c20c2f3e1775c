"""The pages of the activity calendar: what they are called, and who may open them."""

from components.place import Place
from components.texts import t
from domain.permissions import ORGANISERS


def places(section: str) -> tuple[Place, ...]:
    """In the order of the navigation."""
    return (
        Place(
            "activities/calendar",
            "activities",
            t("Activity calendar"),
            "calendar_month",
            section,
            is_public=True,
        ),
        Place(
            "activities/activity",
            "activity",
            t("Activity"),
            "event",
            section,
            is_public=True,
            is_listed=False,
        ),
        Place(
            "activities/series",
            "activity-series",
            t("Series of activities"),
            "event_repeat",
            section,
            is_public=True,
            is_listed=False,
        ),
        Place(
            "activities/check_in",
            "check-in",
            t("Check in"),
            "how_to_reg",
            section,
            frozenset(ORGANISERS),
            is_listed=False,
        ),
        Place(
            "activities/invite",
            "invite",
            t("Invite enterprises"),
            "group_add",
            section,
            frozenset(ORGANISERS),
            is_listed=False,
        ),
        Place(
            "activities/plan",
            "activity-plan",
            t("Plan of the activity"),
            "edit_calendar",
            section,
            frozenset(ORGANISERS),
            is_listed=False,
        ),
    )
