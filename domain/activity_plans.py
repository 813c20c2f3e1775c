"""What an activity is planned to be, as its organisers say it: filled in by a form, or taken from an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from sqlmodel import Session, select

from db.activity_vocabulary import ActivityKind, AudienceCondition
from db.models import Activity, ActivityAudience, ActivityPartner, ActivitySpeaker
from db.vocabulary import SizeClass


@dataclass(frozen=True)
class Speaker:
    """Somebody of the expert list, and on what they speak."""

    expert_id: int
    topic: str = ""


@dataclass(frozen=True)
class AgendaItem:
    """What comes when; `at` lies between beginning and end."""

    at: datetime
    title: str
    minutes: int = 0


@dataclass(frozen=True)
class Material:
    """Something to read before or after, by its address."""

    title: str
    address: str


@dataclass(frozen=True)
class Question:
    """What whoever registers is asked; with `choices` one of them is the answer."""

    key: str
    text: str
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Plan:
    """All that its organisers say of an activity. Moments are aware; amounts are whole yuan.

    `area_code` None: the whole city. `capacity`, `per_enterprise` None: without limit. `opens_at` None: when it is
    published; `closes_at` None: when it starts. No industry, size or area: for all. `audience_binds`: whoever is
    not of the audience may not register; otherwise it is a hint. `reminder_days`: so many days before, those who come
    are reminded besides the day before; None: the day before alone.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    kind: ActivityKind = ActivityKind.OTHER
    series_id: int | None = None
    title_en: str = ""
    summary: str = ""
    summary_en: str = ""
    area_code: str | None = None
    place: str = ""
    link: str = ""
    capacity: int | None = None
    per_enterprise: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    wants_approval: bool = False
    reminder_days: int | None = None
    industries: tuple[str, ...] = ()
    sizes: tuple[SizeClass, ...] = ()
    areas: tuple[str, ...] = ()
    audience_binds: bool = False
    partner_ids: tuple[int, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    materials: tuple[Material, ...] = ()
    questions: tuple[Question, ...] = ()
    budget_yuan: int | None = None
    project_id: int | None = None


AROUND = ("industries", "sizes", "areas", "partner_ids", "speakers")  # rows of their own
OF_ROW = tuple(each.name for each in fields(Plan) if each.name not in AROUND)


def plan_of(session: Session, activity: Activity) -> Plan:
    """The plan as it stands: what a form begins with, what is cloned."""
    known = {name: getattr(activity, name) for name in OF_ROW}
    known["agenda"] = agenda_of(activity.agenda)
    known["materials"] = tuple(Material(**each) for each in activity.materials)
    known["questions"] = questions(activity)
    words: dict[AudienceCondition, list[str]] = {each: [] for each in AudienceCondition}
    for row in session.exec(
        select(ActivityAudience)
        .where(ActivityAudience.activity_id == activity.id)
        .order_by(ActivityAudience.word)
    ):
        words[row.condition].append(row.word)
    partners = select(ActivityPartner.organisation_id).where(
        ActivityPartner.activity_id == activity.id
    )
    speakers = select(ActivitySpeaker).where(ActivitySpeaker.activity_id == activity.id)
    return Plan(
        **known,
        industries=tuple(words[AudienceCondition.INDUSTRY]),
        sizes=tuple(map(SizeClass, words[AudienceCondition.SIZE])),
        areas=tuple(words[AudienceCondition.AREA]),
        partner_ids=tuple(session.exec(partners.order_by(ActivityPartner.organisation_id))),
        speakers=tuple(
            Speaker(row.expert_id, row.topic)
            for row in session.exec(speakers.order_by(ActivitySpeaker.expert_id))
        ),
    )


def agenda_of(kept: Sequence[dict]) -> tuple[AgendaItem, ...]:
    """The agenda as it is kept in the activity's row; what older rows say besides is left out."""
    return tuple(
        AgendaItem(datetime.fromisoformat(each["at"]), each["title"], each.get("minutes", 0))
        for each in kept
    )


def plan_at(plan: Plan, starts: datetime, ends: datetime, *, opens_too: bool = True) -> Plan:
    """The plan at another time: everything that has a moment moves along; `opens_too`: the opening of registration."""
    by = starts - plan.starts_at
    lost = left_out(plan, starts, ends)
    return replace(
        plan,
        starts_at=starts,
        ends_at=ends,
        opens_at=_later(plan.opens_at, by) if opens_too else plan.opens_at,
        closes_at=_later(plan.closes_at, by),
        agenda=tuple(replace(each, at=each.at + by) for each in plan.agenda if each not in lost),
    )


def left_out(plan: Plan, starts: datetime, ends: datetime) -> tuple[AgendaItem, ...]:
    """The items of the agenda that would begin after the end, were the activity held at this time."""
    by = starts - plan.starts_at
    return tuple(each for each in plan.agenda if each.at + by >= ends)


def speakers_changed(before: Plan, after: Plan) -> dict[str, list[int]]:
    """The experts who are added, taken off, or speak on something else now, as an event keeps it; nothing of none."""
    was, now = ({each.expert_id: each.topic for each in plan.speakers} for plan in (before, after))
    found = {
        "speakers_added": now.keys() - was.keys(),
        "speakers_off": was.keys() - now.keys(),
        "speakers_on_other": {each for each in now.keys() & was.keys() if now[each] != was[each]},
    }
    return {name: sorted(ids) for name, ids in found.items() if ids}


def questions(activity: Activity) -> tuple[Question, ...]:
    """What whoever registers is asked."""
    return tuple(
        Question(each["key"], each["text"], tuple(each["choices"]), each["is_required"])
        for each in activity.questions
    )


def _later(moment: datetime | None, by: timedelta) -> datetime | None:
    return moment + by if moment else None
