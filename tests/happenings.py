"""Activities of the small town: drafted by the city's organiser, published by the administrator."""

import itertools
from datetime import datetime, timedelta

from db.activity_vocabulary import ActivityKind, ActivityStage
from db.engine import snapshot
from db.models import Activity, Registration
from domain import activities, attendance, registrations
from domain.activity_plans import Plan
from domain.clock import LOCAL, stopped
from domain.command import perform
from domain.permissions import PUBLIC
from tests.town import ID

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
STARTS = datetime(2026, 3, 12, 14, 0, tzinfo=LOCAL)

_people = itertools.count(1)


def plan(**said) -> Plan:
    known = {
        "title": "企业合规公益讲座",
        "kind": ActivityKind.LEGAL_SERVICE_MONTH,
        "starts_at": STARTS,
        "place": "市民中心一号厅",
    }
    known |= said
    return Plan(**{"ends_at": known["starts_at"] + timedelta(hours=2)} | known)


def drafted(who: str = "organiser", **said) -> int:
    return perform(ID[who], activities.draft, plan=plan(**said))


def in_review(**said) -> int:
    activity_id = drafted(**said)
    perform(ID["organiser"], activities.hand_in, activity_id)
    return activity_id


def published(acknowledged=(), **said) -> int:
    activity_id = in_review(**said)
    perform(ID["admin"], activities.publish, activity_id, acknowledged=acknowledged)
    return activity_id


def held(**said) -> int:
    activity_id = published(**said)
    with stopped(STARTS + timedelta(hours=1)):
        perform(ID["organiser"], activities.hold, activity_id)
    return activity_id


def at_stage(stage: ActivityStage) -> int:
    """An activity that has come to this stage."""
    match stage:
        case ActivityStage.DRAFT:
            return drafted()
        case ActivityStage.IN_REVIEW:
            return in_review()
        case ActivityStage.PUBLISHED:
            return published()
        case ActivityStage.HELD:
            return held()
        case ActivityStage.REPORTED:
            activity_id = held()
            perform(ID["organiser"], activities.report, activity_id, text="到场八人。")
            return activity_id
        case ActivityStage.CANCELLED:
            activity_id = published()
            perform(ID["organiser"], activities.cancel, activity_id, reason="场地停电")
            return activity_id


def register(activity_id: int, who=PUBLIC, **said) -> registrations.Receipt:
    """Somebody new registers, by telephone and e-mail of their own."""
    n = next(_people)
    known = {
        "person_name": f"来宾{n}",
        "phone": f"1385770{n:04d}",
        "email": f"guest{n}@example.com",
    }
    actor = ID[who] if isinstance(who, str) else who
    return perform(actor, registrations.register, activity_id, **(known | said))


def check_in(activity_id: int, **said):
    with stopped(STARTS):
        return perform(ID["organiser"], attendance.check_in, activity_id, **said)


def activity(activity_id: int) -> Activity:
    with snapshot() as session:
        return session.get_one(Activity, activity_id)


def registration(registration_id: int) -> Registration:
    with snapshot() as session:
        return session.get_one(Registration, registration_id)
