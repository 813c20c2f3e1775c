"""The service menus of the demo year: one month that is over, one that can be booked, through the commands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from sqlmodel import col, select

from db.engine import snapshot
from db.models import ServiceBooking, ServiceOffer, ServiceSlot
from db.service_vocabulary import BookingOutcome, BookingState
from db.vocabulary import ServiceField
from domain import clock
from domain.clock import LOCAL
from domain.command import perform
from domain.menu import after, bookings, door, menus
from domain.menu.menus import OfferPlan
from domain.office_calendar import PUBLISHED
from domain.permissions import PUBLIC
from seed.competition import texts
from seed.keeping import Keeper
from seed.town import Known

HOURS = (9, 10, 14, 15)
DAYS = 4  # of a month on which something is offered
FILLED = 0.6


@dataclass
class Menu:
    """The menu of one month, `first` its first day; in front of it by some days it is published."""

    keeper: Keeper
    rng: Random
    organiser: int
    series_id: int
    first: date
    providers: Sequence[int]
    enterprises: Sequence[Known]
    id: int = 0

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first - timedelta(days=16), time(10), LOCAL)

    def run(self) -> Iterator[datetime]:
        """Each `yield` names the moment of the next act; what follows it happens then."""
        said = {"series_id": self.series_id, "month": self.first}
        self.id = perform(self.organiser, menus.begin, **said)
        self._offer()
        perform(self.organiser, menus.publish, self.id)
        for slot_id, known in self._wanted():
            yield clock.now() + timedelta(hours=self.rng.randint(1, 9))
            self._book(slot_id, known)
        yield from self._kept()

    def _offer(self) -> None:
        say, place = self.keeper.say, texts()["menu"]["place"]
        for said, provider in zip(texts()["offers"], self.providers, strict=False):
            plan = OfferPlan(
                title=say(said["title"]),
                title_en=said["title"][1],
                field=ServiceField(said["field"]),
                provider_id=provider,
                minutes=said["minutes"],
                place=say(place),
            )
            offer_id = perform(self.organiser, menus.offer, self.id, plan=plan)
            starts = [
                datetime.combine(day, time(hour), LOCAL) for day in self._days() for hour in HOURS
            ]
            perform(self.organiser, menus.add_slots, self.id, offer_id=offer_id, starts=starts)

    def _days(self) -> list[date]:
        month = [self.first + timedelta(days=n) for n in range(4, 27)]
        return [day for day in month if PUBLISHED.is_working(day)][::3][:DAYS]

    def _wanted(self) -> list[tuple[int, Known]]:
        with snapshot() as session:
            asked = (
                select(ServiceSlot.id)
                .join(ServiceOffer, ServiceOffer.id == ServiceSlot.offer_id)
                .where(ServiceOffer.menu_id == self.id)
            )
            slots = session.exec(asked.order_by(col(ServiceSlot.id))).all()
        taken = self.rng.sample(slots, int(FILLED * len(slots)))
        return list(zip(taken, self.rng.sample(self.enterprises, len(taken)), strict=True))

    def _book(self, slot_id: int, known: Known) -> None:
        with snapshot() as session:
            if session.get_one(ServiceSlot, slot_id).starts_at <= clock.now():
                return
        done = perform(
            PUBLIC,
            bookings.book,
            self.id,
            slot_id=slot_id,
            person_name=known.contact,
            phone=known.phone,
            enterprise_name=known.name,
            subject=self.keeper.say(texts()["menu"]["subject"]),
            language=self.keeper.language,
        )
        if self.rng.random() < 0.08:
            perform(PUBLIC, bookings.withdraw, self.id, token=done.token)

    def _kept(self) -> Iterator[datetime]:
        """Who came is noted at the end of each day, and what became of it; ten days later what went on is settled."""
        outcomes, open_ones, evening = cycle(texts()["menu"]["outcomes"]), [], None
        for day in self._days():
            evening = datetime.combine(day, time(17), LOCAL)
            yield evening
            with snapshot() as session:
                asked = (
                    select(ServiceBooking.id)
                    .join(ServiceSlot, ServiceSlot.id == ServiceBooking.slot_id)
                    .where(
                        ServiceBooking.menu_id == self.id,
                        ServiceBooking.state == BookingState.BOOKED,
                        ServiceSlot.ends_at <= evening,
                    )
                )
                ids = session.exec(asked.order_by(col(ServiceBooking.id))).all()
            for booking_id in ids:
                came = {"booking_id": booking_id, "came": self.rng.random() < 0.9}
                perform(self.organiser, door.note, self.id, **came)
                if came["came"]:
                    goes_on = self._conclude(booking_id, next(outcomes), day)
                    open_ones += [booking_id] if goes_on else []
        yield evening + timedelta(days=10)
        for booking_id in open_ones:
            self._conclude(booking_id, texts()["menu"]["outcomes"][0], day)

    def _conclude(self, booking_id: int, said: dict, day: date) -> bool:
        """Whether it goes on."""
        perform(
            self.organiser,
            after.conclude,
            self.id,
            booking_id=booking_id,
            outcome=said["what"],
            note=self.keeper.say(said["note"]),
            next_on=day + timedelta(days=10),
        )
        return said["what"] == BookingOutcome.GOES_ON
