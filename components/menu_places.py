"""The pages of service menus: what they are called, and who may open them."""

from components.place import EVERYBODY, Place
from components.texts import t
from db.vocabulary import Role
from domain.permissions import ORGANISERS

PROVIDING = frozenset(
    {
        Role.ORGANISER,
        Role.SUB_PLATFORM_STAFF,
        Role.ADMINISTRATOR,
        Role.INTAKE,
        Role.UNIT_HEAD,
        Role.UNIT_HANDLER,
    }
)


def places(section: str) -> tuple[Place, ...]:
    """In the order of the navigation."""
    return (
        Place(
            "public/service_menu",
            "service-menu",
            t("Service menu"),
            "menu_book",
            section,
            is_public=True,
        ),
        Place(
            "activities/service_day",
            "service-day",
            t("Booked services"),
            "today",
            section,
            PROVIDING,
        ),
        Place(
            "activities/menu_plan",
            "menu-plan",
            t("Plan of the service menu"),
            "edit_calendar",
            section,
            frozenset(ORGANISERS),
            is_listed=False,
        ),
        Place(
            "public/booking", "booking", t("My booking"), "event", section, EVERYBODY, True, False
        ),
    )
