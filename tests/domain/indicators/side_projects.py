"""Competitions and service menus in a random history: projects are entered, judged, awarded and followed up, times are
offered, booked and kept. One step at a time, through the real commands."""

from contextlib import suppress
from datetime import timedelta
from random import Random

from sqlmodel import select

from db.activity_vocabulary import ActivityKind
from db.contest_vocabulary import ContestStage, FollowStep
from db.engine import snapshot
from db.models import (
    Contest,
    ContestEntry,
    ContestFollow,
    ServiceBooking,
    ServiceOffer,
    ServiceSlot,
)
from domain import activity_series, clock
from domain.command import perform
from domain.contest import assignments, closing, entering, following, judges, scoring
from domain.contest.plans import RoundPlan
from domain.errors import Refused
from domain.menu import after, bookings, door
from domain.menu import menus as serving
from domain.permissions import PUBLIC
from tests import contests, menus
from tests.town import ID, LONGWAN, LUCHENG

COMES = (FollowStep.FINANCING, FollowStep.FINANCING, FollowStep.TRANSFORMED, FollowStep.MENTOR)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class SideProjects:
    """`expert` judges every competition; everything else comes as it comes."""

    def __init__(self, rng: Random):
        self.rng, self.many = rng, 0
        self.expert, self.judges = contests.expert("评委"), {}  # by competition

    def compete(self) -> None:
        """A competition begins, or comes one step on."""
        with snapshot() as session:
            asked = select(Contest.id, Contest.stage, Contest.published_at).order_by(Contest.id)
            found = session.exec(asked).all()
        running = [each for each in found if each[2] is None]
        if not found or not running and self.rng.random() < 0.3:
            self._begin()
            return
        contest_id, stage, published_at = self.rng.choice(running or found)
        with suppress(Refused):
            match stage:
                case ContestStage.REGISTERED if self.rng.random() < 0.6:
                    self._enter(contest_id)
                case ContestStage.REGISTERED:
                    self._judge(contest_id)
                case ContestStage.FINAL:
                    perform(ID["organiser"], closing.award, contest_id)
                case ContestStage.AWARDED if published_at is None:
                    perform(ID["admin"], closing.publish, contest_id)
                case ContestStage.AWARDED:
                    self._follow(contest_id)

    def serve(self) -> None:
        """A menu is published, or one of its times is booked, kept or given back."""
        now = clock.now()
        with snapshot() as session:
            times = (
                select(ServiceOffer.menu_id, ServiceSlot.id)
                .join(ServiceSlot, ServiceSlot.offer_id == ServiceOffer.id)
                .where(ServiceSlot.starts_at > now)
            )
            slots = session.exec(times.order_by(ServiceSlot.id)).all()
            taken = select(ServiceBooking.menu_id, ServiceBooking.id).order_by(ServiceBooking.id)
            booked = session.exec(taken).all()
        with suppress(Refused):
            if not slots:
                self._offer()
            elif not booked or self.rng.random() < 0.4:
                menus.book(*self.rng.choice(slots))
            else:
                self._keep(*self.rng.choice(booked[-5:]))

    def _begin(self) -> None:
        now = clock.now()
        first, second = (now + 12 * DAY).date(), (now + 14 * DAY).date()
        contest_id = contests.begun(
            series_id=self._series(ActivityKind.GOOD_PROJECT),
            opens_at=now - HOUR,
            closes_at=now + 10 * DAY,
            preliminary=RoundPlan(first, first, seats=3, judges=1),
            final=RoundPlan(second, second, seats=2, judges=1),
        )
        judging = contests.give(judges.add, contest_id, expert_id=self.expert)
        self.judges[contest_id] = judging

    def _enter(self, contest_id: int) -> None:
        for _ in range(self.rng.randrange(1, 4)):
            entry_id = contests.accepted(contest_id, self.rng.choice((PUBLIC, "organiser")))
        if self.rng.random() < 0.2:
            contests.give(entering.withdraw, contest_id, entry_id=entry_id)

    def _judge(self, contest_id: int) -> None:
        """Both stages, one after the other; where nobody takes part the first one is refused."""
        judge_id = self.judges[contest_id]
        for stage in (contests.P, contests.F):
            contests.give(scoring.set_sheet, contest_id, stage=stage, criteria=contests.SHEET)
            with snapshot() as session:
                row = session.get_one(Contest, contest_id)
                going = [each.id for each in assignments.taking_part(session, row, stage)]
            pairs = [(each, judge_id) for each in going]
            contests.give(assignments.put, contest_id, stage=stage, pairs=pairs)
            contests.give(scoring.begin, contest_id, stage=stage)
            contests.score_all(contest_id, [judge_id], {n: self.rng.randrange(60) for n in going})
            contests.give(closing.close, contest_id, stage=stage)

    def _follow(self, contest_id: int) -> None:
        """Something comes of an awarded project, is verified, or taken back."""
        rng = self.rng
        with snapshot() as session:
            won = select(ContestEntry.id).where(
                ContestEntry.contest_id == contest_id, ContestEntry.prize.is_not(None)
            )
            entries = session.exec(won.order_by(ContestEntry.id)).all()
            noted = select(ContestFollow.id).where(ContestFollow.entry_id.in_(entries))
            follows = session.exec(noted.order_by(ContestFollow.id)).all()
        if not follows or rng.random() < 0.5:
            on = (clock.now() - rng.randrange(20) * DAY).date()
            said = {"entry_id": rng.choice(entries), "step": rng.choice(COMES), "on": on}
            said |= {"name": "某机构", "amount_yuan": 900_000}
            contests.give(following.note, contest_id, **said)
        elif rng.random() < 0.8:
            said = {"follow_id": rng.choice(follows[-3:])}
            contests.give(following.verify, contest_id, "admin", **said)
        else:
            said = {"follow_id": rng.choice(follows), "reason": "误记"}
            contests.give(following.take_back, contest_id, **said)

    def _offer(self) -> None:
        now = clock.now()
        series_id = self._series(ActivityKind.LEGAL_SERVICE_MONTH)
        said = {"series_id": series_id, "month": now.date()}
        menu_id = perform(ID["organiser"], serving.begin, **said)
        offer_id = perform(ID["organiser"], serving.offer, menu_id, plan=menus.offer_plan())
        days = [now + (20 * n + 1) * HOUR for n in range(8)]
        starts = [each for each in days if each.month == now.month]
        perform(ID["organiser"], serving.add_slots, menu_id, offer_id=offer_id, starts=starts)
        perform(ID["organiser"], serving.publish, menu_id)

    def _keep(self, menu_id: int, booking_id: int) -> None:
        said, chance = {"booking_id": booking_id}, self.rng.random()
        if chance < 0.5:
            perform(ID["organiser"], door.note, menu_id, came=True, **said)
        elif chance < 0.6:
            perform(ID["organiser"], door.note, menu_id, came=False, **said)
        elif chance < 0.8:
            said |= {"title": f"预约时提出{self.rng.random()}", "body": "请协调。"}
            perform(ID["organiser"], after.raise_demand, menu_id, area_code=LONGWAN, **said)
        elif chance < 0.9:
            perform(ID["organiser"], door.take_back, menu_id, **said)
        else:
            perform(ID["organiser"], bookings.withdraw, menu_id, **said)

    def _series(self, kind: ActivityKind) -> int:
        self.many += 1
        said = {"name": f"系列{self.many}", "kind": kind}
        said |= {"area_code": self.rng.choice((None, LONGWAN, LUCHENG))}
        return perform(ID["organiser"], activity_series.begin, **said)
