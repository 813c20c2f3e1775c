"""The timetable of a docking day: its participants as the solver knows them, and what it found as a plan."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from db.engine import snapshot
from db.models import (
    DockingCancelled,
    DockingDay,
    DockingMeeting,
    DockingParticipant,
    DockingWish,
    ExpertTeam,
    Organisation,
    Provider,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import (
    Answer,
    DockingStage,
    MatchKind,
    MeetingStage,
    MeetsNobody,
    RecordStage,
)
from domain import clock, docking_days, docking_delegations, docking_sides, permissions
from domain.command import can, perform
from domain.docking.day import Day, Delegation, Meeting, Wish
from domain.docking.solving import solve
from domain.docking.timetable import Side, Timetable, Unserved
from domain.docking_days import Placed
from domain.docking_facts import span
from domain.errors import Forbidden, NotFound
from domain.matchmaking import pair_values

WISHED = 0.5  # what a wish adds to what the engine scored [own]
LEAST = 0.1  # of a wished pair that the engine would not have found
ENDED = (RecordStage.WITHDRAWN, RecordStage.SOLVED)
SECONDS = 30.0  # for the proof


@dataclass(frozen=True)
class Planned:
    """What planning came to."""

    meetings: int
    is_proved: bool
    unserved: tuple[tuple[int | Provider, Unserved], ...]  # the need or provider, and why
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
        if not can(permissions.person(session, actor_id), docking_days.put_plan, row):
            raise Forbidden  # before minutes of work, not after them
        day, needs, providers = day_of(session, row)
        coming = docking_sides.participants(session, day_id)
        standing = _standing(session, row, needs, providers)
        version = row.version
    found = solve(day, kept=standing, seconds=SECONDS)
    meetings = _placed(found, needs, providers)
    known = {Side.NEED: needs, Side.TEAM: providers}
    left = tuple((known[each.side][each.number], each) for each in found.unserved)
    perform(
        actor_id,
        docking_days.put_plan,
        day_id,
        meetings=meetings,
        version=version,
        is_proved=found.is_optimal,
        idle=found.idle,
        left_out=_left_out(coming, left),
    )
    return Planned(len(meetings), found.is_optimal, left, len(found.lost))


def day_of(session: Session, row: DockingDay) -> tuple[Day, list[int], list[Provider]]:
    """The day as the solver knows it, and which need and which result or team each number stands for.

    Whoever has not accepted is not of it; what was withdrawn or is solved meets nobody any more. A meeting that stands
    may stay whatever the engine scores its pair by now: a record that is corrected, paused or expired still comes.
    Nobody is given a meeting in a slot that has begun; what stands there and can stay, stays.
    """
    coming = [
        each
        for each in docking_sides.participants(session, row.id)
        if each.answer is Answer.ACCEPTED
    ]
    needs = [each.need_id for each in coming if each.need_id]
    ours = [each for each in coming if each.need_id]
    theirs = [each for each in coming if not each.need_id]
    providers = [each.provider for each in theirs]
    places = _numbers(needs), _numbers(providers)
    wished, vetoed = _wishes(session, row.id, *places)
    values = _values(session, *places)
    for pair in wished:
        values[pair] = max(values.get(pair, 0.0), LEAST) + WISHED
    standing = list(_meetings(session, row, *places))
    for met, *_ in standing:
        values.setdefault((met.need, met.team), LEAST)
    confirmed = [met for met, is_confirmed, _ in standing if is_confirmed]
    told = [met for met, _, is_told in standing if is_told]  # held or missed: nothing moves them
    vetoed |= _cancelled(session, row.id, *places)
    vetoed |= _ended(session, values, *places)
    vetoed -= {(met.need, met.team) for met in told}
    need_away = _away(ours) - {(met.need, met.slot) for met in told}
    team_away = _away(theirs) - {(met.team, met.slot) for met in told}
    begun = _begun(row)
    stay = [
        met
        for met, *_ in standing
        if (met.need, met.slot) not in need_away
        and (met.team, met.slot) not in team_away
        and (met.need, met.team) not in vetoed
    ]
    need_away |= _everybody(ours, begun) - {(met.need, met.slot) for met in stay}
    team_away |= _everybody(theirs, begun) - {(met.team, met.slot) for met in stay}
    people = {each.id: each.people for each in docking_delegations.of_day(session, row.id)}
    return (
        Day(
            needs=len(needs),
            teams=len(providers),
            slots=row.slots,
            tables=row.tables,
            wishes=tuple(Wish(*pair, value) for pair, value in sorted(values.items())),
            vetoes=frozenset(vetoed),
            need_away=need_away,
            team_away=team_away,
            need_limits=_limits(ours, Counter(met.need for met in told)),
            team_limits=_limits(theirs, Counter(met.team for met in told)),
            confirmed=tuple(confirmed),
            need_delegations=_delegations(ours, people),
            team_delegations=_delegations(theirs, people),
        ),
        needs,
        providers,
    )


def _numbers(side: Sequence) -> dict:
    return {each: n for n, each in enumerate(side)}


def _values(
    session: Session, needs: dict[int, int], providers: dict[Provider, int]
) -> dict[tuple[int, int], float]:
    """What the engine scores each pair, by the numbers of the two; pairs that have nothing in common are left out."""
    values = {}
    for kind, ids, made in (
        (MatchKind.RESULT, [each.result_id for each in providers if each.result_id], _result),
        (MatchKind.TEAM, [each.team_id for each in providers if each.team_id], _team),
    ):
        found = pair_values.of_pairs(session, list(needs), ids, kind)
        values |= {(needs[need], providers[made(id)]): value for (need, id), value in found.items()}
    return values


def _result(id: int) -> Provider:
    return Provider(result_id=id)


def _team(id: int) -> Provider:
    return Provider(team_id=id)


def _left_out(coming: Sequence[DockingParticipant], left) -> dict[int, MeetsNobody]:
    """By the ids of the participants who meet nobody, why."""
    why = {who: each.reason for who, each in left}
    of = {each.id: each.need_id or each.provider for each in coming}
    return {id: why[who] for id, who in of.items() if who in why}


def _wishes(session: Session, day_id: int, needs: dict, providers: dict) -> tuple[set, set]:
    """The pairs that either side wishes for, and those that one of the two or the organiser will not have."""
    rows = session.exec(select(DockingWish).where(DockingWish.day_id == day_id))
    wished, vetoed = set(), set()
    for row in rows:
        if row.need_id in needs and row.provider in providers:
            pair = needs[row.need_id], providers[row.provider]
            (vetoed if row.is_veto else wished).add(pair)
    return wished, vetoed


def _cancelled(session: Session, day_id: int, needs: dict, providers: dict) -> set:
    """The pairs whose meeting was cancelled by hand."""
    rows = session.exec(
        select(DockingCancelled).where(
            DockingCancelled.day_id == day_id, DockingCancelled.is_by_hand
        )
    )
    return {
        (needs[row.need_id], providers[row.provider])
        for row in rows
        if row.need_id in needs and row.provider in providers
    }


def _ended(
    session: Session, pairs: Iterable[tuple[int, int]], needs: dict, providers: dict
) -> set[tuple[int, int]]:
    """Of these pairs those of which one was withdrawn or is solved, is a team that is no more, or of a closed house."""
    results = [each.result_id for each in providers if each.result_id]
    gone_needs = _gone(TechnicalNeed, TechnicalNeed.enterprise_id, list(needs))
    gone_results = _gone(ResearchResult, ResearchResult.organisation_id, results)
    gone_teams = (
        select(ExpertTeam.id)
        .join(Organisation, Organisation.id == ExpertTeam.organisation_id)
        .where(
            col(ExpertTeam.id).in_([each.team_id for each in providers if each.team_id]),
            ~(col(ExpertTeam.is_active) & col(Organisation.is_active)),
        )
    )
    ours = {needs[id] for id in session.exec(gone_needs)}
    theirs = {providers[_result(id)] for id in session.exec(gone_results)}
    theirs |= {providers[_team(id)] for id in session.exec(gone_teams)}
    return {pair for pair in pairs if pair[0] in ours or pair[1] in theirs}


def _delegations(side: Sequence[DockingParticipant], people: dict[int, int]):
    """Who speaks for several of one side; those that have a person for each are left out."""
    members: dict[int, list[int]] = defaultdict(list)
    for n, each in enumerate(side):
        if each.delegation_id is not None:
            members[each.delegation_id].append(n)
    return tuple(
        Delegation(tuple(numbers), people[id])
        for id, numbers in sorted(members.items())
        if len(numbers) > people[id]
    )


def _meetings(session: Session, row: DockingDay, needs: dict, providers: dict):
    """The meetings that stand, as the solver knows them, whether each is settled, and whether it was told of."""
    rows = session.exec(select(DockingMeeting).where(DockingMeeting.day_id == row.id))
    for met in rows:
        if met.need_id in needs and met.provider in providers:
            pair = needs[met.need_id], providers[met.provider]
            is_told = met.stage is not MeetingStage.PLANNED
            at = Meeting(*pair, met.slot, met.table_number)
            yield at, met.is_confirmed or is_told, is_told


def _standing(
    session: Session, row: DockingDay, needs: Sequence[int], providers: Sequence[Provider]
) -> list[Meeting]:
    return [met for met, *_ in _meetings(session, row, _numbers(needs), _numbers(providers))]


def _gone(table, owner, ids: Sequence[int]):
    """The query of those needs or results that were withdrawn or are solved, or whose house is closed."""
    is_over = col(table.stage).in_(ENDED) | ~col(Organisation.is_active)
    found = select(table.id).join(Organisation, Organisation.id == owner)
    return found.where(col(table.id).in_(ids), is_over)


def _away(side) -> frozenset[tuple[int, int]]:
    return frozenset((n, slot) for n, each in enumerate(side) for slot in each.away)


def _everybody(side: Sequence, slots: Collection[int]) -> frozenset[tuple[int, int]]:
    return frozenset((n, slot) for n in range(len(side)) for slot in slots)


def _begun(row: DockingDay) -> list[int]:
    """The slots of a day on its way that have begun: whoever planned a meeting there would tell people too late."""
    if row.stage is not DockingStage.PUBLISHED:
        return []
    first, now = span(row).begins, clock.now()
    minutes = timedelta(minutes=row.slot_minutes)
    return [slot for slot in range(row.slots) if first + slot * minutes <= now]


def _limits(side, told: Counter[int]) -> dict[int, int]:
    """How many meetings each wants at most; never fewer than it has had."""
    return {n: max(each.most, told[n]) for n, each in enumerate(side) if each.most is not None}


def _placed(found: Timetable, needs: Sequence[int], providers: Sequence[Provider]) -> list[Placed]:
    placed = []
    for met in found.meetings:
        result_id, team_id = providers[met.team]
        placed.append(Placed(needs[met.need], result_id, met.slot, met.table, team_id))
    return placed
