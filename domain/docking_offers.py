"""What somebody brings to a docking day of their own accord, and whether those who run it agree."""

from collections.abc import Sequence

from sqlmodel import col, or_, select

from db.models import DockingDay, DockingParticipant, ExpertTeam, ResearchResult, TechnicalNeed
from db.research_vocabulary import Answer, RecordStage
from db.vocabulary import Role
from domain import numbers
from domain.command import Act, command
from domain.docking_days import check_new, teams_that_come
from domain.docking_delegations import gather_new
from domain.docking_people import SIDES, sides_of
from domain.docking_sides import check_open, participants, participants_of
from domain.errors import Missing, NotFound, Refused
from domain.permissions import day_keepers, day_sides
from domain.queries import docking_announced
from domain.queries.docking_visible import days_visible_to


class NotOffered(Refused):
    message = "This was not offered, or is decided already."


@command(DockingDay, by=day_sides)
def offer(
    act: Act,
    day: DockingDay,
    *,
    need_ids: Sequence[int] = (),
    result_ids: Sequence[int] = (),
    team_ids: Sequence[int] = (),
) -> int:
    """Offer more published needs or results of one's own to a day, or whole expert teams, which need no result for it.

    They come once those who run the day agree. Returns how many are new. By organisations that are invited to the day
    already, and by everybody where an activity that they see announces it in the calendar.
    """
    check_open(day)
    may_bring = or_(days_visible_to(act.actor), docking_announced.open_to(act.actor))
    if not act.session.exec(
        select(DockingDay.id).where(DockingDay.id == day.id, may_bring)
    ).first():
        raise NotFound
    known = participants(act.session, day.id)
    needs = _own(act, TechnicalNeed, TechnicalNeed.enterprise_id, need_ids)
    results = _own(act, ResearchResult, ResearchResult.organisation_id, result_ids)
    wanted = {"need_id": needs, "result_id": results, "team_id": _own_teams(act, team_ids)}
    new = {side: ids - {getattr(each, side) for each in known} for side, ids in wanted.items()}
    check_new(known, new)
    come = [(side, id) for side in SIDES for id in new[side]]
    keys = numbers.drawn_many(act.session, DockingParticipant, len(come))
    rows = [
        DockingParticipant(
            id=key,
            day_id=day.id,
            answer=Answer.OFFERED,
            away=[],
            **{side: id},
        )
        for key, (side, id) in zip(keys, come, strict=True)
    ]
    act.session.add_all(rows)
    act.record("docking_offered", day, **sides_of(rows))
    return len(rows)


@command(DockingDay, by=day_keepers)
def decide(
    act: Act, day: DockingDay, *, participant_ids: Sequence[int], is_welcome: bool = True
) -> None:
    """Agree to what was offered, so that it is planned, or not."""
    check_open(day)
    rows = participants_of(act.session, day, participant_ids)
    if not rows:
        raise Missing(field="Participants")
    if any(who.answer is not Answer.OFFERED for who in rows):
        raise NotOffered
    told = sides_of(rows)
    for who in rows:
        if is_welcome:
            who.answer = Answer.ACCEPTED
        else:
            act.session.delete(who)
    act.session.flush()
    gather_new(act.session, day)
    act.record("docking_welcomed" if is_welcome else "docking_not_welcomed", day, **told)


def _own_teams(act: Act, ids: Sequence[int]) -> set[int]:
    """Those of one's own house; whoever speaks for it speaks for its teams."""
    if not ids or not act.actor.has(Role.UNIVERSITY_LIAISON):
        return set()
    own = ExpertTeam.organisation_id == act.actor.organisation_id
    return set(act.session.exec(teams_that_come(ids).where(own)))


def _own(act: Act, table, owner, ids: Sequence[int]) -> set[int]:
    found = select(table.id).where(
        col(table.id).in_(ids),
        table.stage == RecordStage.PUBLISHED,
        owner == act.actor.organisation_id,
    )
    return set(act.session.exec(found)) if ids else set()
