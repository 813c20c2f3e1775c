"""The pages of competitions: what they are called, and who may open them."""

from components.place import EVERYBODY, Place
from components.texts import t
from db.vocabulary import Role
from domain.permissions import ORGANISERS


def places(section: str) -> tuple[Place, ...]:
    """In the order of the navigation."""
    return (
        Place(
            "activities/contests",
            "contests",
            t("Competitions"),
            "trophy",
            section,
            is_public=True,
        ),
        Place(
            "activities/contest",
            "contest",
            t("Competition"),
            "trophy",
            section,
            is_public=True,
            is_listed=False,
        ),
        Place(
            "activities/contest_plan",
            "contest-plan",
            t("Plan of the competition"),
            "edit_calendar",
            section,
            frozenset(ORGANISERS),
            is_listed=False,
        ),
        Place(
            "activities/project",
            "project",
            t("Project"),
            "rocket_launch",
            section,
            frozenset({*ORGANISERS, Role.ENTERPRISE}),
            is_listed=False,
        ),
        Place(
            "public/contest_entry",
            "contest-entry",
            t("My project"),
            "rocket_launch",
            section,
            EVERYBODY,
            True,
            False,
        ),
        Place("public/judging", "judging", t("Judging"), "gavel", section, EVERYBODY, True, False),
    )
