"""What participants of a docking day say before it is planned: whom they wish to meet, and when they are away."""

from collections.abc import Sequence

from sqlmodel import col, or_, select

from db.models import DockingDay, DockingWish, Event, ResearchResult, TechnicalNeed, User
from db.research_vocabulary import DockingStage
from domain.command import Act, command
from domain.docking_days import between, check_open, participant, participants
from domain.errors import Forbidden, NotFound, Refused, Unclear
from domain.permissions import allows, brokers, day_sides
from domain.research_visible import needs_visible_to, results_visible_to


class PlannedAlready(Refused):
    message = "The timetable is published. Please tell those who run the day."


class Vetoed(Refused):
    message = "This meeting cannot be arranged. Please ask those who run the day."


@command(DockingDay, by=day_sides)
def be_present(
    act: Act,
    day: DockingDay,
    *,
    participant_id: int,
    away: Sequence[int] = (),
    most: int | None = None,
) -> None:
    """Say in which slots a participant is away, and how many meetings it wants at most.

    By those who run the day; by the participant's own people until the timetable is published.
    """
    check_open(day)
    who = participant(act.session, day, participant_id)
    _check_speaks_for(act, day, who.need_id, who.result_id)
    if any(not 0 <= slot < day.slots for slot in away):
        raise Unclear(field="Away in")
    if most is not None:
        between(most, 1, day.slots, "Meetings at most")
    who.away, who.most = sorted(set(away)), most
    act.record("docking_presence", day, need_id=who.need_id, result_id=who.result_id, away=who.away)


@command(DockingDay, by=day_sides)
def wish(act: Act, day: DockingDay, *, need_id: int, result_id: int, kind: str) -> None:
    """Note that two participants wish to meet ("wish"), must not ("veto"), or neither ("none").

    By those who run the day; by the people of either until the timetable is published.
    """
    check_open(day)
    if kind not in ("wish", "veto", "none"):
        raise Unclear(field="Wish")
    coming = participants(act.session, day.id)
    sides = {each.need_id for each in coming}, {each.result_id for each in coming}
    if need_id not in sides[0] or result_id not in sides[1]:
        raise NotFound
    _check_speaks_for(act, day, need_id, result_id)
    _check_sees(act, day, need_id, result_id)
    row = act.session.get(DockingWish, (day.id, need_id, result_id))
    if row is not None:
        if row.is_veto and not _may_lift(act, day, need_id, result_id):
            raise Vetoed
        act.session.delete(row)
        act.session.flush()
    if kind != "none":
        both = {"need_id": need_id, "result_id": result_id}
        act.add(DockingWish(day_id=day.id, is_veto=kind == "veto", **both))
    act.record("docking_wished", day, need_id=need_id, result_id=result_id, kind=kind)


def _check_speaks_for(
    act: Act, day: DockingDay, need_id: int | None, result_id: int | None
) -> None:
    """Raises Forbidden for whoever neither runs the day nor is of one of the two; for these later PlannedAlready."""
    if allows(brokers, act.actor, day):
        return
    ours = select(TechnicalNeed.id).where(
        TechnicalNeed.id == need_id, TechnicalNeed.enterprise_id == act.actor.organisation_id
    )
    its = select(ResearchResult.id).where(
        ResearchResult.id == result_id, ResearchResult.organisation_id == act.actor.organisation_id
    )
    if act.session.exec(ours).first() is None and act.session.exec(its).first() is None:
        raise Forbidden
    if day.stage is not DockingStage.PLANNING:
        raise PlannedAlready


def _check_sees(act: Act, day: DockingDay, need_id: int, result_id: int) -> None:
    """Raises NotFound where one of the two is not for this person's eyes at all."""
    if allows(brokers, act.actor, day):
        return
    ours = act.actor.organisation_id
    needs = or_(needs_visible_to(act.actor), TechnicalNeed.enterprise_id == ours)
    results = or_(results_visible_to(act.actor), ResearchResult.organisation_id == ours)
    need = select(TechnicalNeed.id).where(TechnicalNeed.id == need_id, needs)
    result = select(ResearchResult.id).where(ResearchResult.id == result_id, results)
    if act.session.exec(need).first() is None or act.session.exec(result).first() is None:
        raise NotFound


def _may_lift(act: Act, day: DockingDay, need_id: int, result_id: int) -> bool:
    """Whether this person may take a veto away: those who run the day, and the side that laid it."""
    if allows(brokers, act.actor, day):
        return True
    said = select(Event).where(
        Event.subject_kind == DockingDay.__tablename__,
        Event.subject_id == day.id,
        Event.action == "docking_wished",
    )
    for event in act.session.exec(said.order_by(col(Event.position).desc())):
        told = event.particulars
        if (told["need_id"], told["result_id"]) == (need_id, result_id):
            who = act.session.get(User, event.actor_id)
            return who is not None and who.organisation_id == act.actor.organisation_id
    return False
