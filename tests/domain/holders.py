"""Somebody of each role, and one thing of each kind that lies near to them all: what permissions are tried on."""

from db.models import (
    Activity,
    ActivitySeries,
    Contest,
    Demand,
    DockingDay,
    Match,
    ResearchResult,
    ServiceMenu,
    TechnicalNeed,
)
from db.vocabulary import Kind, Role
from domain.permissions import Person
from tests.town import FINANCE, LONGWAN, SUB_LONGWAN, VALVES

HOMES = {
    Role.UNIT_HANDLER: (Kind.DEPARTMENT, FINANCE),
    Role.UNIT_HEAD: (Kind.DEPARTMENT, FINANCE),
    Role.UNIVERSITY_LIAISON: (Kind.UNIVERSITY, FINANCE),
    Role.ENTERPRISE: (Kind.ENTERPRISE, VALVES),
    Role.SUB_PLATFORM_STAFF: (Kind.SUB_PLATFORM, SUB_LONGWAN),
}
DEMAND = Demand(id=7, area_code=LONGWAN, unit_id=FINANCE, enterprise_id=VALVES)
NEED = TechnicalNeed(id=7, area_code=LONGWAN, enterprise_id=VALVES)
RESULT = ResearchResult(id=7, area_code=LONGWAN, organisation_id=FINANCE)
MATCH = Match(id=7, area_code=LONGWAN, enterprise_id=VALVES, provider_id=FINANCE)
DAY = DockingDay(id=7, area_code=LONGWAN, organiser_id=FINANCE)
ACTIVITY = Activity(id=7, area_code=LONGWAN, organiser_id=SUB_LONGWAN)
SERIES = ActivitySeries(id=7, area_code=LONGWAN, organiser_id=SUB_LONGWAN)
CONTEST = Contest(id=7, area_code=LONGWAN, organiser_id=SUB_LONGWAN)
MENU = ServiceMenu(id=7, area_code=LONGWAN, organiser_id=SUB_LONGWAN)
OF_ACTIVITIES = {Activity: ACTIVITY, ActivitySeries: SERIES, Contest: CONTEST, ServiceMenu: MENU}
OF_RESEARCH = {TechnicalNeed: NEED, ResearchResult: RESULT, Match: MATCH, DockingDay: DAY}


def holder_of(role: Role, *, organisation_id: int | None = None, area: str = LONGWAN) -> Person:
    """Somebody with this role only, at home where such people are."""
    kind, home = HOMES.get(role, (Kind.CITY, 1))
    return Person(
        99,
        "somebody",
        frozenset({role}),
        organisation_id=organisation_id or home,
        kind=kind,
        area_code=area,
    )
