"""The life of one demand: who does what with it, and when, as one generator of moments."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from db.engine import snapshot
from db.models import Demand
from db.vocabulary import (
    Channel,
    ClosingCode,
    DeclineReason,
    DemandType,
    Level,
    Satisfaction,
    ServiceField,
    Solved,
    Stage,
    Timeliness,
)
from domain import clock, demands, replies, return_visits, routing, surveys, work_orders
from domain.command import perform
from domain.office_calendar import PUBLISHED
from domain.permissions import ENGINE, PUBLIC, Person
from domain.return_visits import VisitResult
from domain.working_time import OFFICE, add_working_minutes, working_minutes_between
from seed import demand_texts
from seed.shares import CHANNELS, CODES, CONTENT, FIELDS, TYPES, drawn
from seed.town import Town

DAY = OFFICE.per_day.total_seconds() / 60  # office minutes of a working day

Moments = Iterator[datetime]


class Life:
    """One demand from its arrival on. Each `yield` names the moment of the next act; what follows it happens then."""

    def __init__(self, town: Town, rng: Random, language: str):
        self.town, self.rng, self.language = town, rng, language
        self.enterprise = rng.choice(town.enterprises)
        self.type = drawn(rng, TYPES)
        self.field = drawn(rng, FIELDS)
        self.is_careless = rng.random() < 0.1  # a unit that lets the limit pass
        self.about = {"industry": self.enterprise.industry, "area": self.enterprise.area_code}
        self.topic = ""
        self.id = 0

    def run(self) -> Moments:
        """Arrive, be sorted, be carried through one or more rounds, and close."""
        self._arrive()
        yield self._later(10, 150)
        if self._chance(0.04):
            self._decline()
            return
        self._accept()
        if self._chance(0.03):
            yield self._later(60, 400)
            self._withdraw()
            return
        for _ in range(3):
            yield self._later(10, 180)
            yield from self._round()
            if self._demand().stage is not Stage.REDO:
                return

    def _round(self) -> Moments:
        """From the dispatch to the end of the satisfaction inquiry."""
        unit_id = self._dispatch()
        if self._demand().round == 1 and self._chance(0.06):
            yield self._later(20, 200)
            yield from self._return(unit_id)
        yield self._later(20, 200) if not self.is_careless else self._later(260, 600)
        demand = self._demand()
        handler = self.town.handler(demand.unit_id, self.rng)
        perform(handler, work_orders.sign, self.id)
        yield self._later(10, 55) if not self.is_careless else self._later(60, 400)
        self._do(handler, work_orders.contact, text=self._note())
        if self._chance(0.13):
            yield from self._wait(handler)
        yield from self._answer(handler)
        yield from self._satisfaction()

    def _said(self) -> dict[str, str]:
        """What is raised, and by whom."""
        said = demand_texts.text(
            self.rng,
            self.field,
            self.type,
            language=self.language,
            on=clock.now().date(),
            **self.about,
        )
        self.topic = said.topic
        return {
            "title": said.title,
            "body": said.body,
            "area_code": self.enterprise.area_code,
            "enterprise_name": self.enterprise.name,
            "contact_name": self.enterprise.contact,
            "contact_phone": self.enterprise.phone,
        }

    def _arrive(self) -> None:
        about = self._said() | {"language": self.language}
        channel = drawn(self.rng, CHANNELS)
        if channel is Channel.WEB:
            code = self.enterprise.credit_code
            receipt = perform(PUBLIC, demands.ask, enterprise_code=code, **about)
        else:
            desk = self.town.intake(self.enterprise.area_code, self.rng)
            about["enterprise_id"] = self.enterprise.id
            receipt = perform(desk, demands.receive, channel=channel, **about)
        self.id = receipt.demand_id

    def _accept(self) -> None:
        desk = self.town.intake(self.enterprise.area_code, self.rng)
        self._do(
            desk,
            demands.accept,
            type=self.type,
            field=self.field,
            area_code=self.enterprise.area_code,
            timeliness=self._class(),
            level=Level.COUNTY if self._chance(0.7) else Level.CITY,
        )

    def _class(self) -> Timeliness:
        if self.type in (DemandType.COMPLAINT, DemandType.REPORT):
            return Timeliness.COMPLAINT_OR_REPORT
        if self.type is DemandType.CONSULTATION:
            return Timeliness.CONSULTATION
        if self.field is ServiceField.TECHNOLOGY:
            return Timeliness.TECHNICAL_PROBLEM
        ordinary = {Timeliness.ORDINARY: 70, Timeliness.COMPLEX: 24, Timeliness.URGENT: 6}
        return drawn(self.rng, ordinary)

    def _decline(self) -> None:
        desk = self.town.intake(self.enterprise.area_code, self.rng)
        reason = self.rng.choice(list(DeclineReason)[:5])
        self._do(desk, demands.decline, reason=reason, text=self._desk("decline"))

    def _withdraw(self) -> None:
        self._do(self._holder(), demands.withdraw, text=self._desk("withdraw"))

    def _dispatch(self) -> int:
        demand = self._demand()
        with snapshot() as session:
            proposed = routing.propose(session, demand)
        unit_id = proposed[0].unit_id
        desk = self.town.dispatcher(demand.area_code, self.rng)
        self._do(desk, work_orders.dispatch, unit_id=unit_id)
        return unit_id

    def _return(self, unit_id: int) -> Moments:
        handler = self.town.handler(unit_id, self.rng)
        reason = demand_texts.return_reason(
            self.rng, self.field, self.language, on=clock.now().date()
        )
        self._do(handler, work_orders.ask_return, text=reason)
        yield self._later(40, 300)
        with snapshot() as session:
            others = [
                each.unit_id
                for each in routing.propose(session, self._demand())
                if each.unit_id != unit_id
            ]
        to = others[0] if others and self._chance(0.6) else unit_id
        self._do(self.town.arbiter, work_orders.rule, unit_id=to, text=self._desk("ruling"))

    def _wait(self, handler: int) -> Moments:
        """The unit asks, the enterprise answers in its own time, or the pause runs out."""
        until = clock.now().date() + timedelta(days=self.rng.randint(2, 6))
        said = demand_texts.exchange(
            self.rng, self.field, self.language, on=clock.now().date(), **self.about
        )
        self._do(handler, work_orders.ask, text=said.question, until=until)
        if self._chance(0.85):
            yield clock.now() + timedelta(hours=self.rng.uniform(2, 40))
            self._do(self._holder(), work_orders.supplement, text=said.answer)
        else:
            yield self._demand().waiting_until + timedelta(minutes=1)
            self._do(ENGINE, work_orders.resume)

    def _answer(self, handler: int) -> Moments:
        share = self.rng.uniform(1.05, 1.6) if self.is_careless else self.rng.uniform(0.2, 0.85)
        yield self._share_of_limit(share * 0.5)
        if self._chance(0.4):
            self._do(
                handler,
                work_orders.note,
                text=self._note(),
                for_enterprise=self._chance(0.6),
            )
        yield self._share_of_limit(share)
        code = drawn(self.rng, CODES)
        head = self.town.head(self._demand().unit_id)
        for is_last in (not self._chance(0.07), True):
            self._do(handler, replies.reply, text=self._reply(code), code=code)
            yield self._later(15, 120)
            if is_last:
                break
            self._do(head, replies.send_back, text=self._desk("send_back"))
            yield self._later(30, 200)
        self._do(head, replies.approve)

    def _satisfaction(self) -> Moments:
        """The survey and, where one is due, the return visit."""
        if self._chance(0.22):  # silent
            yield clock.now() + timedelta(days=7, minutes=5)
            self._do(ENGINE, surveys.expire)
        else:
            yield clock.now() + timedelta(hours=self.rng.uniform(1, 100))
            self._evaluate()
            if self._demand().stage is Stage.SURVEYED:
                yield clock.now() + surveys.CHANGEABLE + timedelta(minutes=5)
                self._do(ENGINE, surveys.freeze)
        if self._demand().stage is Stage.RETURN_VISIT:
            yield from self._visit()

    def _evaluate(self) -> None:
        level = drawn(self.rng, CONTENT)
        solved = Solved.YES if level.is_content else self.rng.choice((Solved.PARTLY, Solved.NO))
        self._do(
            self._holder(),
            surveys.evaluate,
            contacted_in_time=not self.is_careless,
            solved=solved,
            satisfaction=level,
            comment=demand_texts.comment(self.rng, level, self.language),
        )

    def _visit(self) -> Moments:
        officer = self.rng.choice(self.town.officers)
        for _ in range(2):
            yield self._later(60, 700)
            if self._chance(0.8):
                break
            text = demand_texts.visit_note(self.rng, None, self.language)
            self._do(officer, return_visits.visit, result=VisitResult.NOT_REACHED, text=text)
        yield self._later(30, 300)
        is_bad = self._demand().closing_code is ClosingCode.PARTLY or self.is_careless
        redo = self._demand().round < 3 and self._chance(0.45 if is_bad else 0.08)
        said = Satisfaction.DISSATISFIED if redo else Satisfaction.SATISFIED
        self._do(
            officer,
            return_visits.visit,
            result=VisitResult.REDO if redo else VisitResult.CLOSE,
            text=demand_texts.visit_note(self.rng, said, self.language),
            solved=Solved.NO if redo else Solved.YES,
            satisfaction=said,
        )
        self.is_careless = False

    def _do(self, actor: int | Person, command, **inputs) -> None:
        perform(actor, command, self.id, **inputs)

    def _demand(self) -> Demand:
        with snapshot() as session:
            return session.get_one(Demand, self.id)

    def _holder(self) -> Person:
        return Person(None, "", holds=self.id)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def _later(self, least: float, most: float) -> datetime:
        """Some office minutes from now."""
        minutes = self.rng.uniform(least, most)
        return add_working_minutes(clock.now(), minutes, calendar=PUBLISHED, hours=OFFICE)

    def _share_of_limit(self, share: float) -> datetime:
        """When a share of the promised time is over, at the earliest a few minutes from now."""
        demand = self._demand()
        whole = max(
            working_minutes_between(
                clock.now(), demand.promised_at, calendar=PUBLISHED, hours=OFFICE
            ),
            DAY / 4,
        )
        return self._later(share * whole * 0.8, share * whole)

    def _note(self) -> str:
        today = clock.now().date()
        return demand_texts.note(self.rng, self.field, self.language, on=today, **self.about)

    def _reply(self, code: ClosingCode) -> str:
        return demand_texts.reply(
            self.rng,
            self.field,
            code,
            self.language,
            topic=self.topic,
            type=self.type,
            on=clock.now().date(),
            **self.about,
        )

    def _desk(self, occasion: str) -> str:
        return demand_texts.desk(self.rng, occasion, self.language)
