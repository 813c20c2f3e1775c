"""The version of everything a page may show: a counter per topic, raised inside the transaction of the change.

Ids of events commit out of order on PostgreSQL, so the largest id may stand still while an older event appears. A
counter row cannot: its lock is held until the commit.
"""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache

from sqlalchemy import TextClause, text
from sqlmodel import Session, SQLModel, col, select

from db.models import (
    Activity,
    ActivitySeries,
    AlertRule,
    AssessedMonth,
    AssessmentScheme,
    Bot,
    BrandProject,
    Bulletin,
    BulletinTemplate,
    CalendarLink,
    ChangeProposal,
    Contest,
    ContestEntry,
    ContestJudge,
    ContestScore,
    CoordinationCase,
    Demand,
    DockingDay,
    DuplicatePair,
    Expert,
    ExpertTeam,
    FigureAlert,
    FigureSubscription,
    FollowUp,
    ImportBatch,
    Match,
    Message,
    Organisation,
    Qualification,
    Registration,
    ResearchResult,
    ServiceBooking,
    ServiceMenu,
    ServiceProduct,
    TargetMonth,
    TechnicalNeed,
    TitleRules,
    Topic,
    User,
    Visit,
    WallLink,
)
from db.vocabulary import Kind
from domain.permissions import Person

DEMANDS, PEOPLE, ORGANISATIONS, RULES = "demands", "people", "organisations", "rules"
SESSIONS = "sessions"  # browsers that signed out; what ends the sessions of a person touches PEOPLE
NEEDS, RESULTS, MATCHES = "needs", "results", "matches"
NAMES_SEEN = "names_seen"  # who was shown a hidden name; watched by no page, or each look would redraw the others
TARGETS = "targets"  # what the indicators shall reach
FIGURES = "figures"  # the rollups of the indicators
FIGURES_BUILT = "figures_built"  # all of them anew
BULLETINS = "bulletins"
ASSESSMENT = "assessment"  # the months that are assessed, and the schemes
SUPERVISION = "supervision"  # orders to units, coordination cases
ALERTS = "alerts"  # of the figures, and their rules
ACTIVITIES = "activities"  # the calendar
MENUS = "menus"  # of services, with their bookings
CONTESTS = "contests"  # competitions with their entries, judges and scores
WALLS = "walls"  # the links to the wall
BOTS = "bots"  # of groups, that subscriptions are told by
IMPORTS = "imports"  # how far a file of organisations has come
OUTBOX = (
    "outbox"  # what became of a message; a new one is not told, so that its makers do not queue
)

DIRECTORY = (
    BrandProject,
    ChangeProposal,
    DuplicatePair,
    Expert,
    ExpertTeam,
    Organisation,
    Qualification,
    ServiceProduct,
    Visit,
)


def of(subject: SQLModel) -> set[str]:
    """The topics that a change of this subject touches."""
    match subject:
        case Demand():
            names = {DEMANDS, f"area:{subject.area_code}"}
            names |= {f"unit:{subject.unit_id}"} if subject.unit_id else set()
            names |= {f"enterprise:{subject.enterprise_id}"} if subject.enterprise_id else set()
            return names
        case User():
            return {PEOPLE}
        case Organisation(registered_on=day) if day:
            return {ORGANISATIONS, of_registered(day.replace(day=1))}
        case _ if isinstance(subject, DIRECTORY):
            return {ORGANISATIONS}
        case Message():
            return {OUTBOX}
        case ImportBatch():
            return {IMPORTS}
        case TargetMonth():
            return {TARGETS}
        case AssessedMonth() | AssessmentScheme() | TitleRules():
            return {ASSESSMENT}
        case Bulletin() | BulletinTemplate():
            return {BULLETINS}
        case CoordinationCase():
            return {SUPERVISION}
        case AlertRule() | FigureAlert():
            return {ALERTS}
        case Activity() | ActivitySeries():
            return {ACTIVITIES}
        case Registration():
            whose = registered_by(subject.organisation_id, subject.user_id)
            return {of_registrations(subject.activity_id), *whose}
        case FollowUp():
            return {of_registrations(subject.activity_id), of_follow_ups(subject.user_id)}
        case Contest() | ContestEntry() | ContestJudge() | ContestScore():
            return {CONTESTS}
        case ServiceMenu() | ServiceBooking():
            return {MENUS}
        case WallLink():
            return {WALLS}
        case Bot():
            return {BOTS}
        case CalendarLink():
            return {of_calendars(subject.user_id)}
        case FigureSubscription():
            return {of_subscriptions(subject.user_id)}
        case TechnicalNeed():
            return {NEEDS}
        case ResearchResult():
            return {RESULTS}
        case Match() | DockingDay():
            return {MATCHES}
    return {RULES}


def of_registrations(activity_id: int) -> str:
    """The topic of who registered for one activity."""
    return f"registrations:{activity_id}"


def registered_by(organisation_id: int | None, user_id: int | None) -> tuple[str, ...]:
    """The topics of what an enterprise, and what a person, have registered for."""
    names = (("enterprise", organisation_id), ("person", user_id))
    return tuple(f"registered-by-{kind}:{number}" for kind, number in names if number is not None)


def of_follow_ups(user_id: int) -> str:
    """The topic of what one person is to do after activities."""
    return f"follow-ups:{user_id}"


def of_calendars(user_id: int) -> str:
    """The topic of one person's calendar addresses."""
    return f"calendars:{user_id}"


def of_subscriptions(user_id: int) -> str:
    """The topic of what one person has subscribed to."""
    return f"subscriptions:{user_id}"


def of_month(first: date) -> str:
    """The topic of what the rollups hold of one month."""
    return f"figures:{first:%Y-%m}"


def of_registered(first: date) -> str:
    """The topic of the records that came into the directory in one month."""
    return f"registered:{first:%Y-%m}"


def of_loop(first: date) -> str:
    """The topic of how far the demands have come that one month received."""
    return f"loop:{first:%Y-%m}"


def of_reader(person: Person) -> tuple[str, ...]:
    """The topics whose changes this person could see on a list of demands."""
    match person.kind:
        case Kind.CITY:
            return (DEMANDS,)
        case Kind.SUB_PLATFORM:
            return (f"area:{person.area_code}", f"unit:{person.organisation_id}")
        case Kind.ENTERPRISE:
            return (f"enterprise:{person.organisation_id}",)
    return (f"unit:{person.organisation_id}",)


def bump(session: Session, names: Iterable[str]) -> None:
    """Raise the counters, in one order so that two writers never wait for each other in a ring."""
    ordered = sorted(names)
    if ordered:
        values = {f"name{n}": name for n, name in enumerate(ordered)}
        session.exec(_raise(len(ordered)).bindparams(**values))


def version(session: Session, names: Iterable[str]) -> int:
    """One number that has grown if any of the topics has changed."""
    wanted = tuple(names)
    if not wanted:
        return 0
    values = {f"name{n}": name for n, name in enumerate(wanted)}
    # Asked at every tick of every open page: written out once, for a third of the time.
    return int(session.connection().execute(_sum(len(wanted)), values).scalar_one() or 0)


def versions(session: Session, names: Collection[str]) -> dict[str, int]:
    """The version of each topic; 0 of one that nothing has touched yet."""
    asked = select(Topic.name, Topic.version).where(col(Topic.name).in_(names))
    return dict.fromkeys(names, 0) | dict(session.connection().execute(asked).all())


def next_in(session: Session, name: str) -> int:
    """Count one on in a series; two transactions never get the same number, and a refused one leaves no gap."""
    bump(session, [name])
    return session.exec(select(Topic.version).where(Topic.name == name)).one()


@cache
def _sum(count: int) -> TextClause:
    places = ", ".join(f":name{n}" for n in range(count))
    return text(f"SELECT SUM(version) FROM topic WHERE name IN ({places})")


@cache
def _raise(count: int) -> TextClause:
    """One upsert for so many counters; both databases understand it."""
    rows = ", ".join(f"(:name{n}, 1)" for n in range(count))
    return text(
        f"INSERT INTO topic (name, version) VALUES {rows}"
        " ON CONFLICT (name) DO UPDATE SET version = topic.version + 1"
    )
