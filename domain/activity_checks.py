"""Whether a plan of an activity holds: its moments, its numbers, what it names; and putting it into its rows."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from sqlmodel import Session, SQLModel, col, delete, func, select

from db.activity_vocabulary import ActivityKind, AudienceCondition
from db.models import (
    Activity,
    ActivityAudience,
    ActivityPartner,
    ActivitySeries,
    ActivitySpeaker,
    Area,
    BrandProject,
    Expert,
    Industry,
    Organisation,
)
from db.vocabulary import SizeClass
from domain.activity_plans import Material, Plan, Question
from domain.choices import chosen
from domain.command import Act
from domain.errors import Missing, Refused, Unclear
from domain.place_keys import place_key
from domain.written import line, paragraph

LONGEST = timedelta(days=62)  # a service month and its run-up
MOST_SEATS, MOST_OF_A_SORT, MOST_BUDGET = 100_000, 60, 1_000_000_000
EARLY = (2, 30)  # days before, on which those who come may be reminded besides the last


class WrongOrder(Refused):
    message = "An activity ends after it has begun, and within {days} days."


class WrongWindow(Refused):
    message = "Registration opens before it closes, and closes before the activity ends."


class OutsideActivity(Refused):
    message = "“{title}” of the agenda lies before the activity begins or after it ends."


def checked(session: Session, plan: Plan) -> dict:
    """The plan's values as the row takes them. Raises Refused with what is wrong."""
    _check_moments(plan)
    _between(plan.capacity, 1, MOST_SEATS, Unclear(field="Seats"))
    _between(plan.per_enterprise, 1, MOST_SEATS, Unclear(field="Seats of one enterprise"))
    _between(plan.reminder_days, *EARLY, Unclear(field="Early reminder"))
    check_money(plan.budget_yuan, "Budget")
    _known(session, Area, plan.area_code, Unclear(field="Area"))
    _known(session, ActivitySeries, plan.series_id, Unclear(field="Series"))
    _known(session, BrandProject, plan.project_id, Unclear(field="Brand project"))
    return {
        "kind": chosen(ActivityKind, plan.kind, "Kind of activity"),
        "series_id": plan.series_id,
        "title": line(plan.title, most=80, name="Title"),
        "title_en": line(plan.title_en, most=160, name="Title", required=False),
        "summary": paragraph(plan.summary, most=4000, name="What it is about", required=False),
        "summary_en": paragraph(
            plan.summary_en, most=4000, name="What it is about", required=False
        ),
        "area_code": plan.area_code,
        "place": line(plan.place, most=120, name="Place", required=False),
        "place_key": place_key(plan.place),
        "link": _of_web(
            line(plan.link, most=300, name="Link", required=False), Unclear(field="Link")
        ),
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "capacity": plan.capacity,
        "per_enterprise": plan.per_enterprise,
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "wants_approval": bool(plan.wants_approval),
        "reminder_days": plan.reminder_days,
        "audience_binds": bool(plan.audience_binds),
        "agenda": _agenda(plan),
        "materials": read_materials(plan.materials),
        "questions": _questions(plan.questions),
        "budget_yuan": plan.budget_yuan,
        "project_id": plan.project_id,
    }


def check_money(yuan: int | None, name: str) -> None:
    """Raises Unclear, with the name of the field, for less than nothing and for more than anything costs."""
    _between(yuan, 0, MOST_BUDGET, Unclear(field=name))


def read_materials(materials: Sequence[Material]) -> list[dict]:
    """What is kept of them. Raises Missing, TooLong, Unclear."""
    return [
        {
            "title": line(each.title, most=120, name="Material"),
            "address": _of_web(
                line(each.address, most=300, name="Material"), Unclear(field="Material")
            ),
        }
        for each in _few(materials, Unclear(field="Material"))
    ]


def put_around(act: Act, activity: Activity, plan: Plan) -> None:
    """Write audience, co-organisers and speakers anew, as the plan names them. Raises Unclear."""
    session = act.session
    for table in (ActivityAudience, ActivityPartner, ActivitySpeaker):
        session.exec(delete(table).where(col(table.activity_id) == activity.id))
    sizes = [chosen(SizeClass, each, "Size") for each in plan.sizes]
    _all_known(session, Industry.code, plan.industries, Unclear(field="Industry"))
    _all_known(session, Area.code, plan.areas, Unclear(field="Area"))
    _all_known(session, Organisation.id, plan.partner_ids, Unclear(field="Co-organisers"))
    _all_known(
        session, Expert.id, [each.expert_id for each in plan.speakers], Unclear(field="Speakers")
    )
    conditions = (
        (AudienceCondition.INDUSTRY, plan.industries),
        (AudienceCondition.SIZE, [each.value for each in sizes]),
        (AudienceCondition.AREA, plan.areas),
    )
    session.add_all(
        ActivityAudience(activity_id=activity.id, condition=condition, word=word)
        for condition, words in conditions
        for word in sorted(set(words))
    )
    session.add_all(
        ActivityPartner(activity_id=activity.id, organisation_id=each)
        for each in sorted(set(plan.partner_ids) - {activity.organiser_id})
    )
    session.add_all(
        ActivitySpeaker(
            activity_id=activity.id,
            expert_id=expert_id,
            topic=line(topic, most=120, name="Speakers", required=False),
        )
        for expert_id, topic in {each.expert_id: each.topic for each in plan.speakers}.items()
    )
    session.flush()


def _check_moments(plan: Plan) -> None:
    for name, moment in (("Begins", plan.starts_at), ("Ends", plan.ends_at)):
        if moment is None:
            raise Missing(field=name)
    for moment in (plan.starts_at, plan.ends_at, plan.opens_at, plan.closes_at):
        if moment is not None and moment.tzinfo is None:
            raise Unclear(field="Begins")
    if not timedelta(0) < plan.ends_at - plan.starts_at <= LONGEST:
        raise WrongOrder(days=LONGEST.days)
    closes = plan.closes_at or plan.starts_at
    if closes > plan.ends_at or (plan.opens_at is not None and plan.opens_at >= closes):
        raise WrongWindow


def _agenda(plan: Plan) -> list[dict]:
    items = sorted(_few(plan.agenda, Unclear(field="Agenda")), key=lambda each: each.at)
    for each in items:
        if not plan.starts_at <= each.at < plan.ends_at:
            raise OutsideActivity(title=each.title)
    return [
        {
            "at": each.at.isoformat(),
            "title": line(each.title, most=120, name="Agenda"),
            "minutes": each.minutes,
        }
        for each in items
    ]


def _questions(asked: Sequence[Question]) -> list[dict]:
    keys = [each.key for each in _few(asked, Unclear(field="Questions"))]
    if len(set(keys)) < len(keys) or not all(keys):
        raise Unclear(field="Questions")
    return [
        {
            "key": line(each.key, most=40, name="Questions"),
            "text": line(each.text, most=200, name="Questions"),
            "choices": [line(choice, most=60, name="Questions") for choice in each.choices],
            "is_required": bool(each.is_required),
        }
        for each in asked
    ]


def _of_web(typed: str, refusal: Refused) -> str:
    """An address of the web, or none; nothing else that a reader's browser would run."""
    if typed:
        try:
            parts = urlsplit(typed)
        except ValueError:
            raise refusal from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise refusal
    return typed


def _few(found: Sequence, refusal: Refused) -> Sequence:
    if len(found) > MOST_OF_A_SORT:
        raise refusal
    return found


def _between(value: int | None, least: int, most: int, refusal: Refused) -> None:
    if value is not None and not least <= value <= most:
        raise refusal


def _known(session: Session, table: type[SQLModel], key, refusal: Refused) -> None:
    if key is not None and session.get(table, key) is None:
        raise refusal


def _all_known(session: Session, column, keys: Sequence, refusal: Refused) -> None:
    wanted = set(_few(keys, refusal))
    if wanted:
        found = session.exec(select(func.count()).where(col(column).in_(wanted))).one()
        if found < len(wanted):
            raise refusal
