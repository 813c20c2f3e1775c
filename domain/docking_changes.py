"""Changes on the day itself: a meeting that is not held, one that is held after all, two that change places."""

from db.models import DockingDay, DockingMeeting, Provider, ResearchResult, TechnicalNeed
from db.research_vocabulary import MeetingStage, Side
from domain import hidden_names
from domain.command import Act, command
from domain.docking_cancelling import again, cancelled_of, strike_out
from domain.docking_meetings import ToldAlready, check_place
from domain.docking_people import sides_of
from domain.docking_sides import check_open, knows, meeting
from domain.errors import NotFound, Unclear
from domain.matchmaking import starting
from domain.permissions import day_keepers
from domain.written import line


@command(DockingDay, by=day_keepers)
def cancel(act: Act, day: DockingDay, *, meeting_id: int, reason: str) -> None:
    """Cancel a meeting and say why; the two are not brought together again unless it is restored."""
    check_open(day)
    met = meeting(act.session, day, meeting_id)
    if met.stage is not MeetingStage.PLANNED:
        raise ToldAlready
    why = line(reason, most=400, name="Reason")
    _check_told(act, met, why)
    pair = sides_of([met])
    at = [met.slot, met.table_number]
    strike_out(act, day, [met], reason=why, is_by_hand=True)
    act.record("docking_cancelled", day, **pair, at=at)


def _check_told(act: Act, met: DockingMeeting, reason: str) -> None:
    """Raises TellsTheName of a reason, which both sides read, that tells a name one of them does not know yet.

    A name that who writes may not know either is not looked for: the refusal would tell who guesses that it is the one.
    """
    need_id, provider = met.pair
    for side in starting.unnamed(act.session, need_id, provider):
        if side is Side.ENTERPRISE:
            record, whose = act.session.get_one(TechnicalNeed, need_id), (need_id, Provider())
        elif provider.result_id is not None:
            record = act.session.get_one(ResearchResult, provider.result_id)
            whose = None, provider
        else:
            continue  # a team's name stands open
        if knows(act.session, act.actor, *whose):
            hidden_names.check_told(act.session, record, [reason])


@command(DockingDay, by=day_keepers)
def restore(
    act: Act,
    day: DockingDay,
    *,
    need_id: int,
    result_id: int | None = None,
    team_id: int | None = None,
    slot: int | None = None,
    table: int | None = None,
) -> None:
    """Hold a meeting after all that was cancelled: where it was, or somewhere else (from 0). It is settled there."""
    check_open(day)
    provider = Provider(None if team_id else result_id, team_id)
    known = cancelled_of(act.session, day.id, need_id, provider)
    if known is None:
        raise NotFound
    slot = known.slot if slot is None else slot
    table = known.table_number if table is None else table
    place = {"slot": slot, "table_number": table}
    met = DockingMeeting(day_id=day.id, need_id=need_id, **provider._asdict(), **place)
    check_place(act, day, met, slot, table, was=None)
    met.is_confirmed, met.sequence = True, again(act, day, [met.pair])[met.pair]
    act.add(met)
    act.record("docking_restored", day, **sides_of([met]))


@command(DockingDay, by=day_keepers)
def swap(act: Act, day: DockingDay, *, meeting_id: int, other_id: int) -> None:
    """Let two meetings change their times and tables; both are settled there."""
    check_open(day)
    one, other = (meeting(act.session, day, each) for each in (meeting_id, other_id))
    if one.id == other.id:
        raise Unclear(field="Meeting")
    if {one.stage, other.stage} != {MeetingStage.PLANNED}:
        raise ToldAlready
    places = (one.slot, one.table_number), (other.slot, other.table_number)
    both = {one.id, other.id}
    check_place(act, day, one, *places[1], was=one.slot, beside=both)
    check_place(act, day, other, *places[0], was=other.slot, beside=both)
    told = sides_of([one, other])
    rows = [met.model_dump(exclude={"slot", "table_number"}) for met in (one, other)]
    for met in (one, other):
        act.session.delete(met)  # a place is taken once, even in passing
    act.session.flush()
    for row, (slot, table) in zip(rows, reversed(places), strict=True):
        row |= {"is_confirmed": True, "sequence": row["sequence"] + 1}
        act.session.add(DockingMeeting(**row, slot=slot, table_number=table))
    act.record("docking_swapped", day, **told)
