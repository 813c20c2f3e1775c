"""What the city watches and supervises in the demo year: rules of alerts, orders to units that are late, one case."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, func, select

from db.engine import snapshot
from db.indicator_vocabulary import Indicator
from db.models import Demand, Event, User, UserRole
from db.subscription_vocabulary import Crossing
from db.vocabulary import Role
from domain import alert_rules, clock, coordination, supervision
from domain.alert_rules import Rule
from domain.command import perform
from domain.workflow import WITH_UNIT

RULES = (
    Rule(Indicator.OVERDUE_NOW, Crossing.ABOVE, 2.0, 1.0),
    Rule(Indicator.ON_TIME_CLOSING, Crossing.BELOW, 0.85, 0.03),
    Rule(Indicator.HANDLING_TIME, Crossing.ABOVE, 5.0, 0.5),
)
ASKED = {
    "zh": "该件已超期，请说明原因、已采取的措施和办结日期。",
    "en": "This demand is overdue: say why, what was done, and when it will be closed.",
}
ANSWERED = {
    "zh": "材料已于昨日补齐，预计三个工作日内答复企业。",
    "en": "The papers came yesterday; the enterprise is answered within three working days.",
}
QUESTION = {
    "zh": "多部门共同办理的超期诉求由谁牵头、何时答复？",
    "en": "Who leads the overdue demands of several departments, and when are they answered?",
}
PLACE = {"zh": "市政务服务中心 301 会议室", "en": "City service centre, room 301"}
ORDERS, ANSWERS, CALLED = 4, 2, 2


def supervise(administrator: int, leader: int, language: str, now: datetime) -> None:
    """Lay rules down a year ago; orders yesterday, two of them answered today; a meeting tomorrow."""
    with clock.stopped(now - timedelta(days=365)):
        for rule in RULES:
            perform(administrator, alert_rules.lay_down, rule=rule)
    yesterday = now - timedelta(days=1)
    with snapshot() as session:
        late = _late(session, yesterday, now)
        answering = {demand.unit_id: _handler(session, demand.unit_id) for demand in late}
    with clock.stopped(yesterday):
        said = {"text": ASKED[language], "reply_by": (now + timedelta(days=2)).date()}
        orders = [perform(leader, supervision.lay, each.id, **said) for each in late]
    with clock.stopped(now - timedelta(hours=2)):
        for demand, order in list(zip(late, orders, strict=True))[:ANSWERS]:
            if handler := answering[demand.unit_id]:
                perform(handler, supervision.answer, order, text=ANSWERED[language])
    with clock.stopped(now - timedelta(hours=1)):
        _call(leader, language, late[-CALLED:], now)


def _call(leader: int, language: str, demands: Sequence[Demand], now: datetime) -> None:
    if not demands:
        return
    tomorrow = now.astimezone(clock.LOCAL).date() + timedelta(days=1)
    perform(
        leader,
        coordination.call,
        question=QUESTION[language],
        demand_ids=tuple(demand.id for demand in demands),
        unit_ids=tuple({demand.unit_id for demand in demands}),
        meets_at=datetime.combine(tomorrow, time(9, 30), clock.LOCAL),
        place=PLACE[language],
    )


def _late(session: Session, before: datetime, now: datetime) -> list[Demand]:
    """Some demands that are late and that nothing has happened to since."""
    latest = (
        select(func.max(Event.at))
        .where(Event.subject_kind == Demand.__tablename__, Event.subject_id == Demand.id)
        .correlate(Demand)
        .scalar_subquery()
    )
    asked = select(Demand).where(
        col(Demand.stage).in_(WITH_UNIT),
        col(Demand.unit_id).is_not(None),
        col(Demand.due_at) < now,
        latest < before,
    )
    return list(session.exec(asked.order_by(Demand.due_at, Demand.id).limit(ORDERS)))


def _handler(session: Session, unit_id: int | None) -> int | None:
    asked = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            User.organisation_id == unit_id,
            User.is_active,
            col(UserRole.role).in_((Role.UNIT_HANDLER, Role.UNIT_HEAD, Role.UNIVERSITY_LIAISON)),
        )
    )
    return session.exec(asked.order_by(User.id)).first()
