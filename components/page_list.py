"""Where everything is: the pages, what they are called, who may open them, in the order of the navigation."""

from components import activity_places, contest_places, menu_places
from components.place import EVERYBODY, Place
from components.texts import t
from db.vocabulary import Role
from domain.permissions import HANDLERS, WATCHERS

STAFF = EVERYBODY - {Role.ENTERPRISE}
RECEIVERS = frozenset({Role.INTAKE, Role.SUB_PLATFORM_STAFF})
KEEPERS = RECEIVERS | {Role.ADMINISTRATOR}  # of the directory
OWNERS = frozenset({Role.ENTERPRISE, *HANDLERS})  # of a record, who may propose what stands there
LIAISONS = frozenset({Role.UNIVERSITY_LIAISON})
SEEKERS = KEEPERS | LIAISONS | {Role.ENTERPRISE, Role.LEADER}
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
COUNTED = frozenset(
    {Role.UNIT_HANDLER, Role.UNIVERSITY_LIAISON}
)  # who read the figures of their own orders
WALL_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.LEADER})
ENTERPRISES = frozenset({Role.ENTERPRISE})


def places() -> tuple[Place, ...]:
    """Every page, in the reader's language."""
    return (
        Place("home/today", "", t("Today"), "today"),
        Place("home/account", "account", t("My account"), "account_circle", is_listed=False),
        *_demands(t("Demands")),
        *_directory(t("Directory")),
        *_matchmaking(t("Matchmaking")),
        *activity_places.places(t("Activities")),
        *contest_places.places(t("Activities")),
        *menu_places.places(t("Activities")),
        *_performance(t("Performance")),
        *_public(t("For enterprises")),
        *_administration(t("Administration")),
    )


def _demands(section: str) -> tuple[Place, ...]:
    return (
        Place("demands/board", "board", t("Demand board"), "view_kanban", section, STAFF),
        Place("demands/list", "demands", t("All demands"), "list_alt", section),
        Place("demands/hotline", "hotline", t("Hotline entry"), "call", section, RECEIVERS),
        Place("demands/demand", "demand", t("Demand"), "description", section, is_listed=False),
    )


def _directory(section: str) -> tuple[Place, ...]:
    return (
        Place(
            "directory/search",
            "directory",
            t("Find in the directory"),
            "search",
            section,
            is_public=True,
        ),
        Place(
            "directory/organisation",
            "organisation",
            t("Organisation"),
            "domain",
            section,
            is_public=True,
            is_listed=False,
        ),
        Place("directory/zone", "zone", t("Sub-platform zones"), "map", section, is_public=True),
        Place("directory/imports", "imports", t("Bring in"), "upload_file", section, KEEPERS),
        Place(
            "directory/new_record", "new-record", t("New record"), "add_business", section, KEEPERS
        ),
        Place(
            "directory/care",
            "care",
            t("Care of the directory"),
            "volunteer_activism",
            section,
            KEEPERS,
        ),
        Place("directory/own", "own-record", t("Our record"), "badge", section, OWNERS),
    )


def _matchmaking(section: str) -> tuple[Place, ...]:
    return (
        Place(
            "research/our_space",
            "our-space",
            t("Our space"),
            "hub",
            section,
            LIAISONS | ENTERPRISES | KEEPERS,
            listed_to=LIAISONS | ENTERPRISES,
        ),
        Place("research/needs", "needs", t("Technical needs"), "help_center", section, SEEKERS),
        Place("research/results", "results", t("Research results"), "science", section),
        Place("research/matches", "matches", t("Matches"), "handshake", section, SEEKERS),
        Place(
            "research/docking_days",
            "docking-days",
            t("Docking days"),
            "groups",
            section,
            SEEKERS,
        ),
        Place(
            "research/docking_day",
            "docking-day",
            t("Docking day"),
            "groups",
            section,
            SEEKERS,
            is_listed=False,
        ),
        Place(
            "research/match",
            "match",
            t("Match"),
            "handshake",
            section,
            SEEKERS,
            is_listed=False,
        ),
        Place(
            "research/need",
            "need",
            t("Technical need"),
            "help_center",
            section,
            is_public=True,
            is_listed=False,
        ),
        Place(
            "research/result",
            "result",
            t("Research result"),
            "science",
            section,
            is_public=True,
            is_listed=False,
        ),
        Place(
            "research/bring_in",
            "bring-in-results",
            t("Bring in results"),
            "library_add",
            section,
            LIAISONS | KEEPERS,
        ),
        Place("research/terms", "terms", t("Technical terms"), "translate", section, KEEPERS),
        Place(
            "research/learning",
            "proposal-quality",
            t("How well proposals fit"),
            "model_training",
            section,
            KEEPERS | {Role.LEADER},
        ),
    )


def _performance(section: str) -> tuple[Place, ...]:
    return (
        Place("performance/kpi", "kpi", t("Key figures"), "monitoring", section, WATCHERS),
        Place(
            "performance/records",
            "figure-records",
            t("Behind the figure"),
            "list_alt",
            section,
            WATCHERS | COUNTED,
            is_listed=False,
        ),
        Place(
            "performance/assessment",
            "assessment",
            t("Monthly assessment"),
            "social_leaderboard",
            section,
            WATCHERS,
        ),
        Place(
            "performance/bulletin",
            "bulletin",
            t("Monthly bulletin"),
            "newspaper",
            section,
            WATCHERS,
        ),
        Place(
            "performance/supervision",
            "supervision",
            t("Supervision"),
            "assignment_late",
            section,
            STAFF,
        ),
        Place(
            "performance/coordination",
            "coordination",
            t("Coordination"),
            "groups",
            section,
            STAFF,
            is_listed=False,
        ),
        Place("performance/targets", "targets", t("Targets"), "flag", section, WATCHERS),
        Place(
            "performance/subscriptions",
            "subscriptions",
            t("Subscriptions"),
            "notifications",
            section,
            WATCHERS,
        ),
        Place("performance/wall_links", "wall-links", t("Walls"), "tv", section, WALL_KEEPERS),
    )


def _public(section: str) -> tuple[Place, ...]:
    return (
        Place(
            "public/services",
            "services",
            t("Find a service"),
            "design_services",
            section,
            is_public=True,
        ),
        Place(
            "public/catalogue",
            "catalogue",
            t("Results and needs"),
            "travel_explore",
            section,
            ENTERPRISES,
            is_public=True,
        ),
        Place(
            "public/ask", "ask", t("Ask for help"), "contact_support", section, ENTERPRISES, True
        ),
        Place(
            "public/follow", "follow", t("Follow my demand"), "route", section, ENTERPRISES, True
        ),
        Place(
            "public/survey",
            "survey",
            t("Your opinion"),
            "reviews",
            section,
            ENTERPRISES,
            True,
            False,
        ),
        Place(
            "public/registration",
            "registration",
            t("My registration"),
            "confirmation_number",
            section,
            EVERYBODY,
            True,
            False,
        ),
        Place(
            "public/feedback",
            "feedback",
            t("How was it?"),
            "rate_review",
            section,
            EVERYBODY,
            True,
            False,
        ),
        Place(
            "public/welcome",
            "welcome",
            t("Choose a password"),
            "key",
            section,
            EVERYBODY,
            True,
            False,
        ),
    )


def _administration(section: str) -> tuple[Place, ...]:
    return (
        Place("administration/users", "users", t("People"), "group", section, ADMINISTRATORS),
        Place(
            "administration/limits", "limits", t("Time limits"), "timer", section, ADMINISTRATORS
        ),
        Place(
            "administration/office_days",
            "office-calendar",
            t("Office calendar"),
            "calendar_month",
            section,
            ADMINISTRATORS,
        ),
        Place(
            "administration/outbox",
            "outbox",
            t("Outgoing messages"),
            "outbox",
            section,
            ADMINISTRATORS,
        ),
    )
