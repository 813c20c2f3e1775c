"""The same activity again: cloned for another year, repeated by a rule, and going on by it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr
from sqlmodel import Session, col, or_, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity, Expert
from domain import activity_files, limits, repetition_rules
from domain.activities import check, make
from domain.activity_plans import Plan, plan_at, plan_of
from domain.clock import LOCAL
from domain.command import Act, command
from domain.errors import Missing, Refused, Unclear
from domain.office_calendar import Calendar
from domain.permissions import activity_keepers
from domain.written import line

MOST_TIMES = 60
MOST_LOOKED_AT = 3700  # times of a rule: ten years of days
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class RecursAlready(Refused):
    message = "This activity is repeated already, or is itself a repetition."


class TooOftenRepeated(Refused):
    message = "A rule repeats an activity between once and {most} times, with an end."


class NotRepeated(Refused):
    message = "This activity is not repeated by a rule that could go on."


@dataclass(frozen=True)
class Further:
    """One time more: when the rule has it, and when it would begin."""

    recurrence_at: datetime
    starts_at: datetime


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
            **_of_the_same(activity),
            recurs_from_id=activity.id,
            recurrence_at=starts,
        )
        activity_files.take_along(act, activity, row)
        act.record("activity_drafted", row, title=row.title, recurs_from=activity.number)
        new.append(row.id)
    act.record("activity_repeated", activity, rule=written, times=len(new) + 1)
    return tuple(new)


@command(Activity, by=activity_keepers)
def extend(
    act: Act, activity: Activity, *, times: int, skips_rest: bool = False
) -> tuple[int, ...]:
    """Let a recurring activity go on by its rule, also once it has begun; each time more is a draft of its own.

    `activity`: the first one, which keeps the rule. `times`: how many more; `skips_rest` as with `recur`. They are as
    the last one is that was not cancelled. Returns the new ids.
    """
    found = further(act.session, activity, times, act.now, skips_rest=skips_rest)
    pattern = _standing(_rows(act.session, activity))[-1]
    plan, gone = _of_the_list(act.session, plan_of(act.session, pattern))
    length = pattern.ends_at - pattern.starts_at
    rule = repetition_rules.until(activity.recurrence, found[-1].recurrence_at)
    activity.recurrence = line(rule, most=200, name="Rule of repetition")
    new = []
    for each in found:
        row = make(
            act,
            plan_at(plan, each.starts_at, each.starts_at + length),
            **_of_the_same(pattern),
            recurs_from_id=activity.id,
            recurrence_at=each.recurrence_at,
        )
        activity_files.take_along(act, pattern, row)
        act.record("activity_drafted", row, title=row.title, recurs_from=activity.number, **gone)
        new.append(row.id)
    act.record("activity_extended", activity, times=len(new))
    return tuple(new)


def _of_the_same(activity: Activity) -> dict[str, object]:
    """What every occurrence has from the first on, whoever lets it recur or go on."""
    return {name: getattr(activity, name) for name in ("uid", "organiser_id", "area_code")}


def further(
    session: Session, activity: Activity, times: int, now: datetime, *, skips_rest: bool
) -> list[Further]:
    """The next times of a recurring activity that are ahead, in their order. Raises NotRepeated, TooOftenRepeated.

    Where the last ones were moved alike, such as to another hour, the new ones are too.
    """
    if not activity.recurrence:
        raise NotRepeated
    rows = _rows(session, activity)
    if times < 1 or len(rows) + times > MOST_TIMES:
        raise TooOftenRepeated(most=MOST_TIMES)
    last, calendar = rows[-1].recurrence_at.astimezone(LOCAL), limits.calendar(session)
    rule = repetition_rules.endless(activity.recurrence)
    given = rrulestr(f"RRULE:{rule}", dtstart=rows[0].recurrence_at.astimezone(LOCAL))
    by = _moved_by(rows)
    found = []
    for each in islice(given.xafter(last), MOST_LOOKED_AT):
        at = Further(each.astimezone(UTC), each.astimezone(UTC) + by)
        if at.starts_at > now and not (skips_rest and not is_worked(calendar, at.starts_at)):
            found.append(at)
        if len(found) == times:
            return found
    raise TooOftenRepeated(most=MOST_TIMES)  # a rule that gives no more


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


def _rows(session: Session, first: Activity) -> Sequence[Activity]:
    """All that the rule has given so far, in its order."""
    mine = or_(Activity.id == first.id, Activity.recurs_from_id == first.id)
    return session.exec(select(Activity).where(mine).order_by(col(Activity.recurrence_at))).all()


def _standing(rows: Sequence[Activity]) -> Sequence[Activity]:
    """Those that were not cancelled; all, where every one was."""
    return [each for each in rows if each.stage is not ActivityStage.CANCELLED] or rows


def _moved_by(rows: Sequence[Activity]) -> timedelta:
    """By how much the last two stand away from the rule, if both by as much: one alone was moved for itself."""
    away = {each.starts_at - each.recurrence_at for each in _standing(rows)[-2:]}
    return away.pop() if len(away) == 1 else timedelta(0)


def _of_the_list(session: Session, plan: Plan) -> tuple[Plan, dict[str, list[str]]]:
    """The plan with those speakers alone who stand in the expert list still; the others, as its event names them."""
    asked = select(Expert.id, Expert.name).where(
        col(Expert.id).in_([each.expert_id for each in plan.speakers]), ~col(Expert.is_active)
    )
    gone = dict(session.exec(asked.order_by(col(Expert.id))).all())
    kept = tuple(each for each in plan.speakers if each.expert_id not in gone)
    return replace(plan, speakers=kept), {"speakers_gone": [*gone.values()]} if gone else {}
