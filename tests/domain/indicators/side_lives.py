"""What else happens in a random history: enterprises are registered and merged, matches begin and go on, late orders
are followed up, activities are held, competitions and menus go on. One step at a time, through the real commands."""

import contextlib
from datetime import timedelta
from random import Random

from sqlmodel import select

from db.activity_vocabulary import ActivityKind
from db.engine import snapshot
from db.models import (
    Activity,
    CoordinationCase,
    Demand,
    Match,
    Organisation,
    Registration,
    SupervisionOrder,
)
from db.research_vocabulary import MatchDecline, MatchStage
from db.supervision_vocabulary import CaseOutcome, OrderStage
from db.vocabulary import Kind
from domain import (
    activities,
    attendance,
    clock,
    coordination,
    merging,
    organisations,
    records,
    supervision,
)
from domain import demands as asking
from domain.command import perform
from domain.errors import Refused
from domain.matchmaking import pipeline, starting
from domain.permissions import PUBLIC
from domain.workflow import WITH_UNIT
from tests import happenings, laboratory
from tests.domain.indicators.side_projects import SideProjects
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, SHOES, TAX, VALVES

ABOUT = ("seal", "pump", "shoe", "glasses")
RAISED = {
    "body": "请协调。",
    "enterprise_name": "瓯海试剂厂",
    "contact_name": "林晓",
    "contact_phone": "13857700001",
    "area_code": LONGWAN,
}
NAMES = ("", "瓯海试剂厂", "鹿城鞋厂", "龙湾恒泽阀门", "鹿城欣步鞋业", "录入企业2号")
NEXT = (MatchStage.CONTACTED, MatchStage.MEETING, MatchStage.ASSESSMENT)


def attempt(actor, command, subject_id=None, **said):
    with contextlib.suppress(Refused):
        return perform(actor, command, subject_id, **said)


class SideLives:
    """`needs` and `results` stand from the beginning; everything else comes as it comes."""

    def __init__(self, rng: Random):
        self.rng, self.many = rng, 0
        self.needs = [
            laboratory.need(about, enterprise_id=enterprise)
            for about, enterprise in zip(ABOUT, (VALVES, SHOES, SHOES, VALVES), strict=True)
        ]
        self.results = [laboratory.result(about) for about in ABOUT]
        self.projects = SideProjects(rng)

    def step(self) -> None:
        steps = [self._register, *[self._match] * 3, self._follow, *[self._happen] * 2]
        steps += [*[self.projects.compete] * 3, *[self.projects.serve] * 3]
        self.rng.choice(steps)()

    def _register(self) -> None:
        self.many += 1
        if self.rng.random() < 0.25:
            self._merge()
            return
        area = self.rng.choice((LONGWAN, LUCHENG))
        if self.rng.random() < 0.5:
            fields = {"name": f"录入企业{self.many}号", "area_code": area, "industry_code": ""}
            attempt(ID["intake"], records.add, kind=Kind.ENTERPRISE, fields=fields)
        else:
            said = {"name": f"电话登记企业{self.many}号", "area_code": area}
            attempt(ID["intake"], organisations.register, **said)

    def _merge(self) -> None:
        with snapshot() as session:
            asked = select(Organisation.id).where(
                Organisation.kind == Kind.ENTERPRISE, Organisation.is_active
            )
            ids = list(session.exec(asked.order_by(Organisation.id)))
        if len(ids) > 3:
            other = ids[-1]
            if attempt(ID["intake"], merging.merge, self.rng.choice(ids[:-1]), other_id=other):
                return
            if self.rng.random() < 0.3:
                attempt(ID["intake"], merging.undo, other, reason="两家企业")

    def _match(self) -> None:
        rng = self.rng
        with snapshot() as session:
            asked = select(Match.id, Match.stage, Match.enterprise_id).order_by(Match.id)
            rows = session.exec(asked).all()
        if not rows or rng.random() < 0.3:
            said = {"need_id": rng.choice(self.needs), "result_id": rng.choice(self.results)}
            attempt(ID["intake"], starting.start, **said)
            return
        match_id, stage, enterprise_id = rng.choice(rows)
        if stage is MatchStage.DECLINED:
            if rng.random() < 0.4:
                attempt(ID["intake"], pipeline.take_up_again, match_id)
        elif rng.random() < 0.12:
            attempt(ID["intake"], pipeline.decline, match_id, reason=MatchDecline.PRICE)
        elif rng.random() < 0.3:
            who = "valves" if enterprise_id == VALVES else "shoes"
            attempt(ID[who], starting.agree, match_id)
            on = (clock.now() - timedelta(days=rng.randrange(20))).date()
            value = rng.randrange(1, 90) * 10_000
            attempt(ID["intake"], pipeline.sign, match_id, value=value, on=on)
        else:
            attempt(ID["intake"], pipeline.advance, match_id, to=rng.choice(NEXT))

    def _happen(self) -> None:
        """An activity is published, somebody comes, it is held, something is raised there."""
        rng, now = self.rng, clock.now()
        with snapshot() as session:
            recent = select(Activity.id).where(Activity.starts_at < now + timedelta(hours=12))
            newest = recent.order_by(Activity.starts_at.desc(), Activity.id.desc())
            ids = list(session.exec(newest.limit(3)))
        if not ids or rng.random() < 0.2:
            self.many += 1
            said = {"title": f"讲座{self.many}", "place": f"厅{self.many}"}
            said |= {"kind": rng.choice([*ActivityKind, *[ActivityKind.STAFF_TRAINING] * 3])}
            said |= {"area_code": rng.choice((None, LONGWAN, LUCHENG))}
            with contextlib.suppress(Refused):
                happenings.published(starts_at=now + timedelta(hours=rng.choice((1, 6))), **said)
            return
        activity_id = rng.choice(ids)
        with snapshot() as session:
            came = select(Registration.id).where(Registration.activity_id == activity_id)
            came = came.where(Registration.state == "attended").order_by(Registration.id)
            there = list(session.exec(came))
        match rng.randrange(5):
            case 0:
                attempt(ID["organiser"], activities.hold, activity_id)
            case 1 if there:
                said = {"registration_id": rng.choice(there)}
                attempt(ID["organiser"], attendance.take_back, activity_id, **said)
            case 2:
                title = f"现场诉求{rng.random()}"
                attempt(PUBLIC, asking.ask, activity_id=activity_id, **RAISED, title=title)
            case _:
                self.many += 1
                said = {"person_name": f"来宾{self.many}"}
                said |= {"enterprise_name": rng.choice(NAMES)}
                attempt(ID["organiser"], attendance.walk_in, activity_id, **said)

    def _follow(self) -> None:
        rng = self.rng
        with snapshot() as session:
            held = select(Demand.id).where(Demand.stage.in_(WITH_UNIT)).order_by(Demand.id)
            demands = list(session.exec(held))
            laid = select(SupervisionOrder.id, SupervisionOrder.stage)
            orders = session.exec(laid.order_by(SupervisionOrder.id)).all()
            open_cases = select(CoordinationCase.id).where(CoordinationCase.closed_at.is_(None))
            cases = list(session.exec(open_cases.order_by(CoordinationCase.id)))
        now = clock.now()
        if orders and rng.random() < 0.4:
            self._settle(*rng.choice(orders))
        elif cases and rng.random() < 0.3:
            said = {"minutes": "已商定", "outcome": CaseOutcome.AGREED}
            attempt(ID["leader"], coordination.close, rng.choice(cases), **said)
        elif demands:
            chosen = rng.choice(demands[:8])
            match rng.randrange(3):
                case 0:
                    attempt(ID["leader"], supervision.remind, chosen)
                case 1:
                    said = {"text": "请说明", "reply_by": (now + timedelta(days=3)).date()}
                    attempt(ID["leader"], supervision.lay, chosen, **said)
                case _:
                    said = {"question": "由谁办理", "unit_ids": (FINANCE, TAX)}
                    said |= {"demand_ids": (chosen,), "meets_at": now + timedelta(days=1)}
                    attempt(ID["leader"], coordination.call, **said)

    def _settle(self, order_id: int, stage: OrderStage) -> None:
        if stage is OrderStage.WAITING and self.rng.random() < 0.5:
            for head in ("finance_head", "tax_head"):
                attempt(ID[head], supervision.answer, order_id, text="已在办理")
        elif stage is OrderStage.ANSWERED:
            attempt(ID["leader"], supervision.settle, order_id)
        else:
            attempt(ID["leader"], supervision.lift, order_id, reason="撤销")
