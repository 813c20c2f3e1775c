"""Random histories in the small town: orders that are asked, sorted, sent, answered, judged and done again, through the
real commands, while the clock runs on."""

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from random import Random

from sqlmodel import select

from db.engine import snapshot
from db.models import Demand
from db.vocabulary import Channel, DemandType, Level, Satisfaction, ServiceField, Stage, Timeliness
from domain import clock, demands, replies, return_visits, surveys, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Refused
from domain.permissions import ENGINE
from tests import town
from tests.domain.indicators.side_lives import SideLives
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, SHOES, TAX, VALVES

BEGIN = datetime(2026, 8, 24, 9, tzinfo=LOCAL)
HANDLERS = {FINANCE: ("finance", "finance_head"), TAX: ("tax", "tax_head")}
FIELDS = (ServiceField.FINANCING, ServiceField.POLICY_DELIVERY, ServiceField.TALENT)
CLASSES = (Timeliness.ORDINARY, Timeliness.CONSULTATION, Timeliness.URGENT)


class History:
    """One history; `at` is how far it has come. `is_rich`: enterprises, matches and supervision live beside it."""

    def __init__(self, seed: int, *, is_rich: bool = False):
        self.rng = Random(seed)
        self.at = BEGIN
        self.sides = None
        if is_rich:
            with clock.stopped(BEGIN):
                self.sides = SideLives(self.rng)

    def live(
        self,
        steps: int,
        meanwhile: Callable[[], object] = lambda: None,
        around: Callable[[], AbstractContextManager] = contextlib.nullcontext,
    ) -> None:
        """Take so many steps, each with something around it; now and then something else happens meanwhile."""
        for _ in range(steps):
            self.at += timedelta(minutes=self.rng.choice((5, 30, 120, 300, 900, 1500)))
            with clock.stopped(self.at):
                with around():
                    self._step()
                if self.sides and self.rng.random() < 0.9:
                    with around():
                        self.sides.step()
                if self.rng.random() < 0.2:
                    meanwhile()

    def _step(self) -> None:
        with snapshot() as session:
            asked = select(Demand.id, Demand.stage, Demand.unit_id).order_by(Demand.id)
            found = session.exec(asked).all()
        live = [each for each in found if each[1] not in (Stage.CLOSED, Stage.DECLINED)]
        if not live or self.rng.random() < 0.18:
            self._arrive()
            return
        demand_id, stage, unit_id = self.rng.choice(live)
        if self.rng.random() < 0.04:
            self._try(town.holder(demand_id), demands.withdraw, demand_id, text="已自行解决")
            return
        self._on(demand_id, stage, HANDLERS.get(unit_id, ("finance", "finance_head")))

    def _arrive(self) -> None:
        is_known = self.rng.random() < 0.8
        number = self.rng.random()
        town.receive(
            title=f"诉求{number}",
            channel=self.rng.choice((Channel.HOTLINE, Channel.VISIT, Channel.EMAIL)),
            area_code=self.rng.choice((LONGWAN, LUCHENG)),
            enterprise_id=self.rng.choice((VALVES, SHOES)) if is_known else None,
            enterprise_name="" if is_known else f"未登记企业{int(4 * number)}",
        )

    def _on(self, demand_id: int, stage: Stage, handlers: tuple[str, str]) -> None:
        handler, head = (ID[name] for name in handlers)
        rng, tried = self.rng, self._try
        match stage:
            case Stage.SUBMITTED if rng.random() < 0.1:
                said = {"reason": "before_a_court", "text": "已在法院"}
                tried(ID["intake"], demands.decline, demand_id, **said)
            case Stage.SUBMITTED:
                tried(ID["intake"], demands.accept, demand_id, **self._classes())
            case Stage.ACCEPTED | Stage.REDO:
                said = {"unit_id": rng.choice((FINANCE, TAX)), "reason": "专长"}
                tried(ID["dispatcher"], work_orders.dispatch, demand_id, **said)
            case Stage.DISPATCHED if rng.random() < 0.2:
                tried(handler, work_orders.ask_return, demand_id, text="不属本单位")
            case Stage.DISPATCHED:
                tried(handler, work_orders.sign, demand_id)
            case Stage.RETURNED:
                said = {"unit_id": rng.choice((FINANCE, TAX)), "text": "裁定"}
                tried(ID["arbiter"], work_orders.rule, demand_id, **said)
            case Stage.IN_PROGRESS:
                self._progress(demand_id, handler)
            case Stage.WAITING:
                tried(handler, work_orders.supplement, demand_id, text="已补充")
            case Stage.IN_REVIEW if rng.random() < 0.2:
                tried(head, replies.send_back, demand_id, text="不完整")
            case Stage.IN_REVIEW:
                tried(head, replies.approve, demand_id)
            case Stage.ANSWERED if rng.random() < 0.2:
                tried(ENGINE, surveys.expire, demand_id)
            case Stage.ANSWERED:
                tried(
                    town.holder(demand_id),
                    surveys.evaluate,
                    demand_id,
                    contacted_in_time=rng.random() < 0.8,
                    solved=rng.choice(("yes", "partly", "no")),
                    satisfaction=rng.choice(list(Satisfaction)),
                )
            case Stage.SURVEYED:
                tried(ENGINE, surveys.freeze, demand_id)
            case Stage.RETURN_VISIT:
                tried(
                    ID["officer"],
                    return_visits.visit,
                    demand_id,
                    result=rng.choice(("close", "redo", "not_reached")),
                    text="电话回访",
                    solved=rng.choice(("yes", "no")),
                    satisfaction=rng.choice(list(Satisfaction)),
                )

    def _progress(self, demand_id: int, handler: int) -> None:
        match self.rng.randrange(5):
            case 0:
                self._try(handler, work_orders.contact, demand_id, text="已联系")
            case 1:
                until = (self.at + timedelta(days=3)).date()
                self._try(handler, work_orders.ask, demand_id, text="请补充", until=until)
            case 2:
                self._try(ID["intake"], demands.classify, demand_id, **self._classes())
            case _:
                self._try(handler, replies.reply, demand_id, text="已办理", code="solved")

    def _classes(self) -> dict:
        return {
            "type": DemandType.REQUEST,
            "field": self.rng.choice(FIELDS),
            "area_code": self.rng.choice((LONGWAN, LUCHENG)),
            "timeliness": self.rng.choice(CLASSES),
            "level": Level.COUNTY,
        }

    def _try(self, actor, command, demand_id: int, **said) -> None:
        with contextlib.suppress(Refused):
            perform(actor, command, demand_id, **said)
