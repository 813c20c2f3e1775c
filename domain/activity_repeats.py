"""The same activity again: cloned for another year, repeated by a rule."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from dateutil.rrule import rrulestr
from sqlmodel import Session, col, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity, Expert
from domain import activity_files, limits
from domain.activities import check, make
from domain.activity_plans import Plan, plan_at, plan_of
from domain.clock import LOCAL
from domain.command import Act, command
from domain.errors import Missing, Refused, Unclear
from domain.office_calendar import Calendar
from domain.permissions import activity_keepers
from domain.written import line

MOST_TIMES = 60
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class RecursAlready(Refused):
    message = "This activity is repeated already, or is itself a repetition."


class TooOftenRepeated(Refused):
    message = "A rule repeats an activity between once and {most} times, with an end."


@command(Activity, by=activity_keepers)
def clone(act: Act, activity: Activity, *, starts_at: datetime, title: str = "") -> int:
    """Draft the same again for another day, such as last year's; returns the new one's id."""
    if starts_at is None:
        raise Missing(field="Begins")
    return drafted_again(act, activity, starts_at, title)


def drafted_again(act: Act, activity: Activity, starts_at: datetime, title: str = "") -> int:
    """A draft of the same at another time, with its files; everything that has a moment moves along.

    Speakers who have left the expert list stay out; its event names them.
    """
    ends = starts_at + (activity.ends_at - activity.starts_at)
    plan, gone = _of_the_list(act.session, plan_at(plan_of(act.session, activity), starts_at, ends))
    if title:
        plan = replace(plan, title=line(title, most=80, name="Title"))
    new = make(act, plan, cloned_from_id=activity.id)
    activity_files.take_along(act, activity, new)
    act.record("activity_drafted", new, title=new.title, cloned_from=activity.number, **gone)
    return new.id


@command(Activity, by=activity_keepers)
def recur(act: Act, activity: Activity, *, rule: str, skips_rest: bool = False) -> tuple[int, ...]:
    """Repeat a draft by a rule of RFC 5545, such as FREQ=WEEKLY;COUNT=8; every occurrence is a draft of its own.

    The rule counts from the activity's own beginning, on the clocks of the city. `skips_rest`: of the times that the
    rule gives, those on days on which the offices rest are left out. Returns the new ids.
    """
    check(activity, ActivityStage.DRAFT)
    repeated = select(Activity.id).where(Activity.recurs_from_id == activity.id).limit(1)
    if activity.recurs_from_id or act.session.exec(repeated).first() is not None:
        raise RecursAlready
    written = line(rule, most=200, name="Rule of repetition").upper().removeprefix("RRULE:")
    first, *others = occurrences(written, activity.starts_at)
    if skips_rest:
        calendar = limits.calendar(act.session)
        others = [each for each in others if is_worked(calendar, each)]
        if not others:
            raise TooOftenRepeated(most=MOST_TIMES)
    plan, length = plan_of(act.session, activity), activity.ends_at - activity.starts_at
    activity.recurrence, activity.recurrence_at = written, first
    new = []
    for starts in others:
        row = make(
            act,
            plan_at(plan, starts, starts + length),
            uid=activity.uid,
            recurs_from_id=activity.id,
            recurrence_at=starts,
        )
        activity_files.take_along(act, activity, row)
        act.record("activity_drafted", row, title=row.title, recurs_from=activity.number)
        new.append(row.id)
    act.record("activity_repeated", activity, rule=written, times=len(new) + 1)
    return tuple(new)


def occurrences(rule: str, first: datetime) -> list[datetime]:
    """The beginnings that a rule gives, the first among them. Raises Unclear, TooOftenRepeated."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";") if part)
    if parts.get("FREQ") not in FREQUENCIES or not {"COUNT", "UNTIL"} & set(parts):
        raise Unclear(field="Rule of repetition")
    begin = first.astimezone(LOCAL)
    try:
        found = list(islice(rrulestr(f"RRULE:{rule}", dtstart=begin), MOST_TIMES + 1))
    except (ValueError, TypeError):
        raise Unclear(field="Rule of repetition") from None
    if not 1 < len(found) <= MOST_TIMES:
        raise TooOftenRepeated(most=MOST_TIMES)
    if found[0] != begin:
        raise Unclear(field="Rule of repetition")  # the first occurrence is the activity itself
    return [each.astimezone(UTC) for each in found]


def is_worked(calendar: Calendar, at: datetime) -> bool:
    """Whether the offices work on the day of this moment."""
    return calendar.is_working(at.astimezone(LOCAL).date())


def _of_the_list(session: Session, plan: Plan) -> tuple[Plan, dict[str, list[str]]]:
    """The plan with those speakers alone who stand in the expert list still; the others, as its event names them."""
    asked = select(Expert.id, Expert.name).where(
        col(Expert.id).in_([each.expert_id for each in plan.speakers]), ~col(Expert.is_active)
    )
    gone = dict(session.exec(asked.order_by(col(Expert.id))).all())
    kept = tuple(each for each in plan.speakers if each.expert_id not in gone)
    return replace(plan, speakers=kept), {"speakers_gone": [*gone.values()]} if gone else {}
