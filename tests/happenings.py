"""Activities of the small town: drafted by the city's organiser, published by the administrator."""

import itertools
from datetime import datetime, timedelta

from sqlmodel import col, select

from db.activity_vocabulary import ActivityKind, ActivityStage, RegistrationState
from db.engine import snapshot
from db.models import Activity, Message, Registration
from db.vocabulary import MessageKind
from domain import activities, attendance, registrations
from domain.activity_plans import Plan, plan_of
from domain.clock import LOCAL, stopped
from domain.command import perform
from domain.permissions import PUBLIC
from tests.town import ID

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
STARTS = datetime(2026, 3, 12, 14, 0, tzinfo=LOCAL)
LATER = STARTS + timedelta(days=7)

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


def apart(n: int, **said) -> int:
    """One that clashes with no other: each on a day and in a room of its own."""
    return published(starts_at=STARTS + timedelta(days=n), place=f"{n}号厅", **said)


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


def states(activity_id: int) -> list[RegistrationState]:
    """Of all registrations, in the order of the tickets."""
    with snapshot() as session:
        found = select(Registration.state).where(Registration.activity_id == activity_id)
        return list(session.exec(found.order_by(col(Registration.ticket))))


def mails() -> list[MessageKind]:
    """What was ever to be sent, the oldest first."""
    with snapshot() as session:
        return list(session.exec(select(Message.kind).order_by(col(Message.id))))


def withdraw(activity_id: int, receipt: registrations.Receipt, who=PUBLIC) -> None:
    perform(who, registrations.withdraw, activity_id, token=receipt.token)


def approve(activity_id: int, receipt: registrations.Receipt) -> RegistrationState:
    said = {"registration_id": receipt.registration_id}
    return perform(ID["organiser"], registrations.approve, activity_id, **said)


def refuse(activity_id: int, receipt: registrations.Receipt) -> None:
    said = {"registration_id": receipt.registration_id, "reason": "名额留给小微企业"}
    perform(ID["organiser"], registrations.refuse, activity_id, **said)


def take_back(activity_id: int, registration_id: int) -> None:
    """A check-in that was a mistake."""
    said = {"registration_id": registration_id}
    perform(ID["organiser"], attendance.take_back, activity_id, **said)


def plan_now(activity_id: int) -> Plan:
    with snapshot() as session:
        return plan_of(session, session.get_one(Activity, activity_id))
