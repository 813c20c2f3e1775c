"""What happened besides: holidays, changed rules, docking days, activities; the axis of time of a figure shows it.

A rule of the clocks is told on the day of its change; a scheme of the assessment and a version of the rules of the
national title on the first day that they hold for.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import Select
from sqlmodel import Session, col, select

from db.models import Activity, AssessmentScheme, CalendarDay, DockingDay, Event
from db.models.event import RULE_CHANGED
from db.research_vocabulary import DockingStage
from domain import clock, limits, title_versions, topics
from domain.activities_visible import PUBLIC_STAGES
from domain.clock import LOCAL
from domain.office_calendar import FESTIVALS, HOLIDAYS
from domain.permissions import Person

TOPICS = ("rules", topics.MATCHES, topics.ACTIVITIES, topics.ASSESSMENT)


class HappeningKind(StrEnum):
    """What kind of thing happened."""

    HOLIDAY = "holiday"
    RULE = "rule"
    SCHEME = "scheme"
    TITLE_RULES = "title_rules"
    DOCKING_DAY = "docking_day"
    ACTIVITY = "activity"


@dataclass(frozen=True)
class Happening:
    """One of them, on its first day; the name is a festival's in English, or what people wrote."""

    on: date
    kind: HappeningKind
    name: str = ""
    name_en: str = ""


def happenings(session: Session, person: Person, since: date) -> tuple[Happening, ...]:
    """What happened from a day until today, the earliest first."""
    today = clock.now().date()
    calendar = limits.calendar(session)
    found = []
    before = ""
    for day, name in sorted((HOLIDAYS | _entered(session, since, today)).items()):
        if since <= day <= today and name != before and not calendar.is_working(day):
            found.append(Happening(day, HappeningKind.HOLIDAY, name))
            before = name
    begins = datetime.combine(since, time(), LOCAL)
    days = {at.astimezone(LOCAL).date() for at in session.exec(rules_changed(begins))}
    found += [Happening(day, HappeningKind.RULE) for day in days]
    found += _schemes(session, since, today) + _title_rules(session, since, today)
    held = select(DockingDay.held_on, DockingDay.name).where(
        col(DockingDay.stage).in_((DockingStage.PUBLISHED, DockingStage.OVER)),
        DockingDay.held_on >= since,
        DockingDay.held_on <= today,
    )
    found += [Happening(on, HappeningKind.DOCKING_DAY, name) for on, name in session.exec(held)]
    found += _activities(session, begins)
    return tuple(sorted(found, key=lambda each: (each.on, each.kind, each.name)))


def _entered(session: Session, since: date, today: date) -> dict[date, str]:
    """The festivals of the days of rest that administrators have entered, with a year's notice or one by one."""
    asked = select(CalendarDay.day, CalendarDay.note).where(
        col(CalendarDay.day).between(since, today), col(CalendarDay.is_working).is_(False)
    )
    named = (
        (day, FESTIVALS[name])
        for day, note in session.exec(asked)
        for name in FESTIVALS
        if name in note
    )
    return dict(named)


def rules_changed(begins: datetime) -> Select[tuple[datetime]]:
    """When a limit or the calendar was changed, from a moment on; written as their index is, so that it is found."""
    return select(Event.at).where(Event.at >= begins, RULE_CHANGED)


def _schemes(session: Session, since: date, today: date) -> list[Happening]:
    """Those that came to hold; of several from the same month on the last one does."""
    asked = select(AssessmentScheme.valid_from, AssessmentScheme.name).where(
        col(AssessmentScheme.published_at).is_not(None),
        col(AssessmentScheme.valid_from).between(since, today),
    )
    named = dict(session.exec(asked.order_by(col(AssessmentScheme.number))).all())
    return [Happening(on, HappeningKind.SCHEME, name) for on, name in named.items()]


def _title_rules(session: Session, since: date, today: date) -> list[Happening]:
    first_days = ((date(each.since, 1, 1), each) for each in title_versions.known(session))
    return [
        Happening(on, HappeningKind.TITLE_RULES, each.name_zh, each.name)
        for on, each in first_days
        if since <= on <= today
    ]


def _activities(session: Session, begins: datetime) -> list[Happening]:
    """Those that were published and have begun; those that fell out are none."""
    asked = select(Activity.starts_at, Activity.title, Activity.title_en).where(
        col(Activity.stage).in_(PUBLIC_STAGES),
        Activity.starts_at >= begins,
        Activity.starts_at <= clock.now(),
    )
    return [
        Happening(at.astimezone(LOCAL).date(), HappeningKind.ACTIVITY, title, title_en)
        for at, title, title_en in session.exec(asked)
    ]


happenings.by_scope = True
