"""The life of one activity: drafted, published by a second person, filled, held, reported; or moved, or called off."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import col, select

from db.activity_vocabulary import ActivityStage, RegistrationState
from db.engine import snapshot
from db.models import Activity, Registration
from domain import (
    activities,
    activity_moves,
    activity_origins,
    activity_repeats,
    attendance,
    clock,
    registrations,
)
from domain.activity_clashes import clashes
from domain.activity_plans import Plan
from domain.command import perform
from domain.permissions import ENGINE, PUBLIC
from domain.queries.activity_clashes import standing_in_the_way
from seed.competition import texts as projects
from seed.keeping import Keeper
from seed.life import Life
from seed.town import Known, Town

Moments = Iterator[datetime]
WALK_INS = 2  # at most, of one activity
RAISED = 0.3  # of the activities, at which a demand comes up
LATELY = timedelta(days=60)  # in which technical needs that came up are drafts still
BY_THEMSELVES = 0.35  # who register on the public page; for the others the organiser does
WITHOUT_MAIL = 5  # one in so many leaves no e-mail address
MAILED = timedelta(days=90)  # earlier nobody leaves one: no mails of what is long over wait
R = RegistrationState


@dataclass(frozen=True)
class Hands:
    """Who makes an activity, and who looks it over."""

    maker: int
    reviewer: int


@dataclass
class Happening:
    """One activity of the demo year, with its repetitions where it has a rule.

    `wanted`: who would like to come, in their order; of a repeated one the same people come each time.
    """

    keeper: Keeper
    rng: Random
    town: Town
    hands: Hands
    plan: Plan
    wanted: Sequence[Known]
    rule: str = ""
    fate: str = ""  # "moved", "cancelled", or as planned
    ids: list[int] = field(default_factory=list)

    def run(self) -> Moments:
        """Each `yield` names the moment of the next act; what follows it happens then."""
        yield from self._prepare()
        yield from self._fill()
        if self.fate == "cancelled":
            yield self.plan.starts_at - timedelta(days=self.rng.randint(2, 5))
            reason = self.keeper.say(self.rng.choice(texts()["cancelled"]))
            for activity_id in self.ids:
                perform(self.hands.maker, activities.cancel, activity_id, reason=reason)
            return
        if self.fate == "moved":
            yield self.plan.starts_at - timedelta(days=self.rng.randint(3, 8))
            self._move()
        for activity_id in self.ids:
            yield from self._hold(activity_id)
        if self.rng.random() < RAISED:
            yield from self._raise(self.ids[0])

    def _prepare(self) -> Moments:
        maker = self.hands.maker
        first = perform(maker, activities.draft, plan=self.plan)
        repeated = (
            perform(maker, activity_repeats.recur, first, rule=self.rule) if self.rule else ()
        )
        self.ids = [first, *repeated]
        yield clock.now() + timedelta(hours=self.rng.randint(2, 20))
        perform(maker, activities.hand_in, first)
        yield clock.now() + timedelta(hours=self.rng.randint(4, 50))
        with snapshot() as session:
            found = standing_in_the_way(session, session.get_one(Activity, first))
        seen = tuple(each.key for each in found)
        perform(self.hands.reviewer, activities.publish, first, acknowledged=seen)

    def _fill(self) -> Moments:
        """People register over the days until it begins, soon after it is published or shortly before."""
        opened = clock.now()
        room = self.plan.starts_at - opened - timedelta(days=1)
        shares = sorted(self.rng.random() ** 1.6 for _ in self.wanted)
        for share, known in zip(shares, self.wanted, strict=True):
            yield opened + room * share
            for activity_id in self.ids:
                self._register(activity_id, known)

    def _register(self, activity_id: int, known: Known) -> None:
        said = {
            "person_name": known.contact,
            "phone": known.phone,
            "language": self.keeper.language,
            "email": self._mail_of(known),
        }
        if self.rng.random() < BY_THEMSELVES:
            actor, said["enterprise_name"] = PUBLIC, known.name
        else:
            actor, said["organisation_id"] = self.hands.maker, known.id
        done = perform(actor, registrations.register, activity_id, **said)
        one = {"registration_id": done.registration_id}
        if done.state is R.AWAITING_APPROVAL and self.rng.random() < 0.9:
            perform(self.hands.maker, registrations.approve, activity_id, **one)
        elif self.rng.random() < 0.05:
            perform(self.hands.maker, registrations.withdraw, activity_id, **one)

    def _mail_of(self, known: Known) -> str:
        """The address of whoever comes for an enterprise; some leave a telephone number only, and have to be called."""
        is_lately = self.keeper.until - clock.now() < MAILED
        return f"contact-{known.id}@example.com" if is_lately and known.id % WITHOUT_MAIL else ""

    def _move(self) -> None:
        """A week later, at the same place; whoever looked at what is in the way found it could stay."""
        by = timedelta(days=7)
        with snapshot() as session:
            row = session.get_one(Activity, self.ids[0])
            starts, ends = row.starts_at + by, row.ends_at + by
            found = clashes(session, row, starts_at=starts, ends_at=ends)
        perform(
            self.hands.maker,
            activity_moves.move,
            self.ids[0],
            starts_at=starts,
            acknowledged=tuple(each.key for each in found),
        )

    def _hold(self, activity_id: int) -> Moments:
        """The door, the end, and a report some days later."""
        with snapshot() as session:
            row = session.get_one(Activity, activity_id)
            starts, ends, stage = row.starts_at, row.ends_at, row.stage
            budget = row.budget_yuan
        if stage is not ActivityStage.PUBLISHED:
            return
        yield starts - timedelta(minutes=5)
        came = self._let_in(activity_id)
        yield ends + timedelta(minutes=10)
        perform(ENGINE, activities.hold, activity_id)
        yield clock.now() + timedelta(days=self.rng.randint(1, 5))
        text = self.keeper.say(self.rng.choice(texts()["reports"])).format(came=came)
        spent = None if budget is None else budget * (80 + activity_id % 30) // 100
        perform(self.hands.maker, activities.report, activity_id, text=text, spent_yuan=spent)

    def _raise(self, activity_id: int) -> Moments:
        """Somebody who came has raised a demand, which goes its way; lately a technical need has come up too."""
        with snapshot() as session:
            asked = select(Registration.id, Registration.organisation_id).where(
                Registration.activity_id == activity_id,
                Registration.state == R.ATTENDED,
                col(Registration.organisation_id).is_not(None),
            )
            came = session.exec(asked.order_by(col(Registration.ticket))).all()
        if not came:
            return
        registration_id, enterprise_id = self.rng.choice(came)
        one = {"registration_id": registration_id}
        if self.keeper.until - clock.now() < LATELY:
            said = self.rng.choice(projects()["needs"])
            need = {name: self.keeper.say(said[name]) for name in ("title", "problem")}
            perform(self.hands.maker, activity_origins.raise_need, activity_id, **one, **need)
        known = next(each for each in self.town.enterprises if each.id == enterprise_id)
        yield from RaisedThere(self, known, activity_id, registration_id).run()

    def _let_in(self, activity_id: int) -> int:
        """Most of those with a seat come, and somebody without; returns how many came."""
        with snapshot() as session:
            asked = select(Registration.id).where(
                Registration.activity_id == activity_id, Registration.state == R.REGISTERED
            )
            seated = session.exec(asked.order_by(col(Registration.ticket))).all()
        here = [each for each in seated if self.rng.random() < 0.85]
        for registration_id in here:
            one = {"registration_id": registration_id}
            perform(self.hands.maker, attendance.check_in, activity_id, **one)
        walked = self.rng.randint(0, WALK_INS)
        for known in self.rng.sample(self.wanted, min(walked, len(self.wanted))):
            said = {"person_name": known.contact, "organisation_id": known.id}
            perform(self.hands.maker, attendance.walk_in, activity_id, **said)
        return len(here) + walked


class RaisedThere(Life):
    """A demand of somebody who came, noted by those who hold the activity."""

    def __init__(self, at: Happening, known: Known, activity_id: int, registration_id: int):
        super().__init__(at.town, Random(at.rng.random()), at.keeper.language)
        self.maker, self.activity_id, self.one = at.hands.maker, activity_id, registration_id
        self.enterprise = known
        self.about = {"industry": known.industry, "area": known.area_code}

    def _arrive(self) -> None:
        said = self._said() | {"registration_id": self.one}
        done = perform(self.maker, activity_origins.raise_demand, self.activity_id, **said)
        self.id = done.demand_id


@cache
def texts() -> dict[str, Any]:
    path = Path(__file__).parent / "texts" / "activities.toml"
    return tomllib.loads(path.read_text("utf-8"))
