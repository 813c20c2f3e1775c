"""The competition of the demo year: entered, judged in two stages, awarded, followed up, through the commands."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import col, select

from db.activity_vocabulary import ActivityKind
from db.contest_vocabulary import ContestStage, FollowStep, ProjectPhase
from db.engine import snapshot
from db.models import Contest, ContestEntry, ContestJudge, ContestScore
from domain import activity_series, clock
from domain.clock import LOCAL
from domain.command import perform
from domain.contest import (
    announcing,
    assignments,
    closing,
    contests,
    entering,
    following,
    judges,
    mails,
    scoring,
)
from domain.contest.entering import EntryPlan
from domain.contest.plans import ContestPlan, Prize, RoundPlan, rounds_of
from domain.contest.ranking import Criterion
from domain.permissions import PUBLIC
from seed.keeping import Keeper
from seed.town import Known

P, F = ContestStage.PRELIMINARY, ContestStage.FINAL
OPENS, CLOSES, FIRST, SECOND = -300, -272, -262, -244  # days from the present
JUDGES = 5


@dataclass
class Competition:
    """One competition; `organiser` holds it, `leader` publishes the awards, `second` verifies what came of them."""

    keeper: Keeper
    rng: Random
    organiser: int
    leader: int
    second: int
    experts: Sequence[int]
    enterprises: Sequence[Known]
    id: int = 0

    @property
    def begins(self) -> datetime:
        return self._day(OPENS)

    def run(self) -> Iterator[datetime]:
        """Each `yield` names the moment of the next act; what follows it happens then."""
        said = texts()["competition"]
        named = {"name": self.keeper.say(said["series"]), "name_en": said["series"][1]}
        kind = ActivityKind.GOOD_PROJECT
        series_id = perform(self.organiser, activity_series.begin, kind=kind, **named)
        self.id = perform(self.organiser, contests.begin, plan=self._plan(series_id))
        perform(self.organiser, announcing.announce, self.id)
        yield from self._entries()
        for expert_id in self.experts[:JUDGES]:
            perform(self.organiser, judges.add, self.id, expert_id=expert_id)
        for stage, days in ((P, FIRST), (F, SECOND)):
            yield self._day(days)
            self._assign(stage)
            yield clock.now() + timedelta(days=1)
            self._score(stage)
            perform(self.organiser, closing.close, self.id, stage=stage)
        perform(self.organiser, closing.award, self.id)
        yield clock.now() + timedelta(days=2)
        perform(self.leader, closing.publish, self.id)
        yield from self._follow()

    def _plan(self, series_id: int) -> ContestPlan:
        said, say = texts()["competition"], self.keeper.say
        on = {days: self._day(days).date() for days in (FIRST, SECOND)}
        return ContestPlan(
            title=say(said["title"]),
            title_en=said["title"][1],
            summary=say(said["about"]),
            series_id=series_id,
            opens_at=self._day(OPENS),
            closes_at=self._day(CLOSES),
            preliminary=RoundPlan(on[FIRST], on[FIRST] + timedelta(days=7), seats=4, judges=3),
            final=RoundPlan(on[SECOND], on[SECOND] + timedelta(days=1), seats=3, judges=3),
            prizes=tuple(Prize(zh, many, en) for zh, en, many in said["prizes"]),
        )

    def _entries(self) -> Iterator[datetime]:
        said, say = texts()["competition"], self.keeper.say
        entrants = self.rng.sample(self.enterprises, len(said["projects"]))
        for known, title in zip(entrants, said["projects"], strict=True):
            yield clock.now() + timedelta(hours=self.rng.randint(20, 60))
            plan = EntryPlan(
                title=say(title),
                summary=say(said["summary"]),
                phase=self.rng.choice(list(ProjectPhase)),
                contact_name=known.contact,
                phone=known.phone,
                enterprise_name=known.name,
            )
            language = {"language": self.keeper.language}
            done = perform(PUBLIC, entering.enter, self.id, plan=plan, **language)
            yield clock.now() + timedelta(hours=self.rng.randint(3, 30))
            perform(self.organiser, entering.accept, self.id, entry_id=done.entry_id)

    def _assign(self, stage: ContestStage) -> None:
        say = self.keeper.say
        criteria = [
            Criterion(str(n), say((zh, en)), weight, name_en=en)
            for n, (zh, en, weight) in enumerate(texts()["competition"]["criteria"], start=1)
        ]
        perform(self.organiser, scoring.set_sheet, self.id, stage=stage, criteria=criteria)
        with snapshot() as session:
            contest = session.get_one(Contest, self.id)
            pairs = assignments.propose(session, contest, stage).pairs
        perform(self.organiser, assignments.put, self.id, stage=stage, pairs=pairs)
        perform(self.organiser, scoring.begin, self.id, stage=stage)

    def _score(self, stage: ContestStage) -> None:
        """Every judge hands every sheet in, by their own link."""
        with snapshot() as session:
            round_id = rounds_of(session, self.id)[stage].id
            asked = (
                select(ContestScore.entry_id, ContestJudge)
                .join(ContestJudge, ContestJudge.id == ContestScore.judge_id)
                .where(ContestScore.round_id == round_id)
                .order_by(col(ContestScore.id))
            )
            sheets = [
                (entry_id, mails.judge_token(self.id, mails.who(judge), judge.link_turn))
                for entry_id, judge in session.exec(asked)
            ]
        for entry_id, token in sheets:
            points = {str(n): self.rng.randint(55, 98) for n in (1, 2, 3)}
            said = {"entry_id": entry_id, "points": points, "token": token}
            perform(PUBLIC, scoring.hand_in, self.id, **said)

    def _follow(self) -> Iterator[datetime]:
        """Of the awarded: a mentor and an investor each; the first is financed and transformed."""
        with snapshot() as session:
            asked = select(ContestEntry.id).where(
                ContestEntry.contest_id == self.id, col(ContestEntry.prize).is_not(None)
            )
            awarded = session.exec(asked.order_by(col(ContestEntry.prize))).all()
        said, say = texts()["competition"], self.keeper.say
        for days, step, name in (
            (-210, FollowStep.MENTOR, say(said["mentor"])),
            (-160, FollowStep.INVESTOR, say(said["investor"])),
        ):
            yield self._day(days)
            for entry_id in awarded:
                self._note(entry_id, step, name=name)
        for days, entry_id, yuan in zip((-110, -20), awarded, (3_000_000, 800_000), strict=False):
            yield self._day(days)
            made = self._note(entry_id, FollowStep.FINANCING, amount_yuan=yuan)
            yield clock.now() + timedelta(days=3)
            perform(self.second, following.verify, self.id, follow_id=made)
        yield self._day(-12)
        self._note(awarded[0], FollowStep.TRANSFORMED)
        until = (self.keeper.until + timedelta(days=9)).date()
        planned = {"entry_id": awarded[-1], "next_action": say(said["next"]), "next_on": until}
        perform(self.organiser, following.plan, self.id, **planned)

    def _note(self, entry_id: int, step: FollowStep, **said: Any) -> int:
        on = clock.now().date()
        return perform(
            self.organiser, following.note, self.id, entry_id=entry_id, step=step, on=on, **said
        )

    def _day(self, days: int) -> datetime:
        on = (self.keeper.until + timedelta(days=days)).astimezone(LOCAL).date()
        return datetime.combine(on, time(9, 30), LOCAL)


@cache
def texts() -> dict[str, Any]:
    path = Path(__file__).parent / "texts" / "projects.toml"
    return tomllib.loads(path.read_text("utf-8"))
