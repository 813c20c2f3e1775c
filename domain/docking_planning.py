"""The timetable of a docking day: its participants as the solver knows them, and what it found as a plan."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from db.engine import snapshot
from db.models import DockingDay, DockingMeeting, DockingWish
from db.research_vocabulary import MatchKind, MeetingStage
from domain import docking_days
from domain.command import perform
from domain.docking.day import Day, Meeting, Wish
from domain.docking.solving import solve
from domain.docking.timetable import Timetable, Unserved
from domain.docking_days import Placed
from domain.errors import NotFound
from domain.matchmaking import proposals
from domain.matchmaking.fields import ALONE

WISHED = 0.5  # what a wish adds to what the engine scored [own]
LEAST = 0.1  # of a wished pair that the engine would not have found
SECONDS = 30.0  # for the proof


@dataclass(frozen=True)
class Planned:
    """What planning came to."""

    meetings: int
    is_proved: bool
    unserved: tuple[tuple[int, Unserved], ...]  # the id of the need or result, and why
    lost: int  # confirmed meetings that could not stay


def plan(actor_id: int, day_id: int) -> Planned:
    """Plan a docking day anew around what stands: every meeting that can stay, stays.

    The solver works outside of any transaction; the plan is refused (InUse) if somebody changed the day meanwhile.
    Raises Refused.
    """
    with snapshot() as session:
        row = session.get(DockingDay, day_id)
        if row is None:
            raise NotFound
        day, needs, results = day_of(session, row)
        standing = _standing(session, row, needs, results)
        version = row.version
    found = solve(day, kept=standing, seconds=SECONDS)
    meetings = _placed(found, needs, results)
    perform(
        actor_id,
        docking_days.put_plan,
        day_id,
        meetings=meetings,
        version=version,
        is_proved=found.is_optimal,
        idle=found.idle,
    )
    ids = {"need": needs, "team": results}
    left = tuple((ids[each.side][each.number], each) for each in found.unserved)
    return Planned(len(meetings), found.is_optimal, left, len(found.lost))


def day_of(session: Session, row: DockingDay) -> tuple[Day, list[int], list[int]]:
    """The day as the solver knows it, and which need and which result each number stands for."""
    coming = docking_days.participants(session, row.id)
    needs = [each.need_id for each in coming if each.need_id]
    results = [each.result_id for each in coming if each.result_id]
    places = {id: n for n, id in enumerate(needs)}, {id: n for n, id in enumerate(results)}
    wished, vetoed = _wishes(session, row.id, *places)
    values = _values(session, needs, results)
    for pair in wished:
        values[pair] = max(values.get(pair, 0.0), LEAST) + WISHED
    ours = [each for each in coming if each.need_id]
    theirs = [each for each in coming if each.result_id]
    standing = list(_meetings(session, row, *places))
    confirmed = [met for met, is_confirmed, _ in standing if is_confirmed]
    told = [met for met, _, is_told in standing if is_told]  # held or missed: nothing moves them
    vetoed = set(vetoed) - {(met.need, met.team) for met in told}
    return (
        Day(
            needs=len(needs),
            teams=len(results),
            slots=row.slots,
            tables=row.tables,
            wishes=tuple(Wish(*pair, value) for pair, value in sorted(values.items())),
            vetoes=frozenset(vetoed),
            need_away=_away(ours) - {(met.need, met.slot) for met in told},
            team_away=_away(theirs) - {(met.team, met.slot) for met in told},
            need_limits=_limits(ours, Counter(met.need for met in told)),
            team_limits=_limits(theirs, Counter(met.team for met in told)),
            confirmed=tuple(confirmed),
        ),
        needs,
        results,
    )


def _values(
    session: Session, needs: Sequence[int], results: Sequence[int]
) -> dict[tuple[int, int], float]:
    """What the engine scores each pair, by the numbers of the two; pairs that have nothing in common are left out."""
    place = {id: n for n, id in enumerate(results)}
    values = {}
    for number, need_id in enumerate(needs):
        asked = proposals.of(session, MatchKind.NEED, need_id)
        if asked is None:
            continue
        for each in proposals.propose(
            session,
            asked,
            MatchKind.RESULT,
            most=proposals.POOL,
            known=lambda keys: dict.fromkeys(keys, ALONE),
            allowed=results,
        ):
            if each.score > 0:
                values[number, place[each.key]] = each.score
    return values


def _wishes(session: Session, day_id: int, needs: dict, results: dict) -> tuple[list, list]:
    rows = session.exec(select(DockingWish).where(DockingWish.day_id == day_id))
    wished, vetoed = [], []
    for row in rows:
        if row.need_id in needs and row.result_id in results:
            pair = needs[row.need_id], results[row.result_id]
            (vetoed if row.is_veto else wished).append(pair)
    return wished, vetoed


def _meetings(session: Session, row: DockingDay, needs: dict, results: dict):
    """The meetings that stand, as the solver knows them, whether each is settled, and whether it was told of."""
    rows = session.exec(select(DockingMeeting).where(DockingMeeting.day_id == row.id))
    for met in rows:
        if met.need_id in needs and met.result_id in results:
            pair = needs[met.need_id], results[met.result_id]
            is_told = met.stage is not MeetingStage.PLANNED
            at = Meeting(*pair, met.slot, met.table_number)
            yield at, met.is_confirmed or is_told, is_told


def _standing(
    session: Session, row: DockingDay, needs: Sequence[int], results: Sequence[int]
) -> list[Meeting]:
    places = {id: n for n, id in enumerate(needs)}, {id: n for n, id in enumerate(results)}
    return [met for met, *_ in _meetings(session, row, *places)]


def _away(side) -> frozenset[tuple[int, int]]:
    return frozenset((n, slot) for n, each in enumerate(side) for slot in each.away)


def _limits(side, told: Counter[int]) -> dict[int, int]:
    """How many meetings each wants at most; never fewer than it has had."""
    return {n: max(each.most, told[n]) for n, each in enumerate(side) if each.most is not None}


def _placed(found: Timetable, needs: Sequence[int], results: Sequence[int]) -> list[Placed]:
    return [
        Placed(needs[met.need], results[met.team], met.slot, met.table) for met in found.meetings
    ]
