"""Delegations of a docking day: what one person speaks for is never at two tables at a time."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, select

from db.models import (
    DockingDay,
    DockingDelegation,
    DockingParticipant,
    ExpertTeam,
    ResearchResult,
    TechnicalNeed,
)
from domain.command import Act, command
from domain.docking_sides import (
    between,
    check_open,
    check_own_words,
    check_planning,
    owners_of,
    participants,
    participants_of,
)
from domain.errors import Missing, Refused
from domain.permissions import day_sides

MOST_PEOPLE = 50


class NotOneSide(Refused):
    message = "A delegation holds needs or results of one organisation."


@command(DockingDay, by=day_sides)
def gather(act: Act, day: DockingDay, *, participant_ids: Sequence[int], people: int = 1) -> None:
    """Say that so many people speak for these participants: no more of them are at tables at a time.

    By the platform's brokers; by the participants' own people until the timetable is published.
    """
    check_open(day)
    between(people, 1, MOST_PEOPLE, "People at tables")
    rows = participants_of(act.session, day, participant_ids)
    if not rows:
        raise Missing(field="Participants")
    # Nobody learns by trying what is of one organisation whose name is hidden.
    check_own_words(act.session, act.actor, day, rows)
    check_planning(act, day)
    owners = {(made is TechnicalNeed, owner) for made, owner in owners_of(act.session, rows)}
    if len(owners) != 1:
        raise NotOneSide
    [(_, organisation_id)] = owners
    made = act.add(DockingDelegation(day_id=day.id, organisation_id=organisation_id, people=people))
    for who in rows:
        who.delegation_id = made.id
    act.session.flush()
    _sweep(act.session, day)
    ids = sorted(who.id for who in rows)
    act.record("docking_gathered", day, participant_ids=ids, people=people)


def gather_new(session: Session, day: DockingDay) -> None:
    """One person for all needs of an enterprise, and one for a team with all of its results, until its people say
    otherwise.

    Who is of a delegation already stays in it, and draws those who come later.
    """
    together: dict[tuple[bool, int, int | None], list[DockingParticipant]] = defaultdict(list)
    coming = participants(session, day.id)
    needs = dict(
        session.exec(
            select(TechnicalNeed.id, TechnicalNeed.enterprise_id).where(
                col(TechnicalNeed.id).in_([who.need_id for who in coming if who.need_id])
            )
        ).all()
    )
    results = {
        each.id: each
        for each in session.exec(
            select(ResearchResult).where(
                col(ResearchResult.id).in_([who.result_id for who in coming if who.result_id])
            )
        )
    }
    teams = dict(
        session.exec(
            select(ExpertTeam.id, ExpertTeam.organisation_id).where(
                col(ExpertTeam.id).in_([who.team_id for who in coming if who.team_id])
            )
        ).all()
    )
    for who in coming:
        if who.need_id is not None:
            together[True, needs[who.need_id], None].append(who)
        elif who.team_id is not None:
            together[False, teams[who.team_id], who.team_id].append(who)
        elif (result := results[who.result_id]).team_id is not None:
            together[False, result.organisation_id, result.team_id].append(who)
    for (_, organisation_id, team_id), members in together.items():
        free = [who for who in members if who.delegation_id is None]
        if len(members) < 2 or not free:
            continue
        known = {who.delegation_id for who in members} - {None}
        if len(known) > 1:  # its people have divided them; whoever comes later is asked about
            continue
        delegation_id = min(known, default=None)
        if delegation_id is None:
            of = {"organisation_id": organisation_id, "team_id": team_id}
            made = DockingDelegation(day_id=day.id, people=1, **of)
            session.add(made)
            session.flush()
            delegation_id = made.id
        for who in free:
            who.delegation_id = delegation_id
    session.flush()


def of_day(session: Session, day_id: int) -> Sequence[DockingDelegation]:
    """All delegations of a day."""
    found = select(DockingDelegation).where(DockingDelegation.day_id == day_id)
    return session.exec(found.order_by(col(DockingDelegation.id))).all()


def _sweep(session: Session, day: DockingDay) -> None:
    """Delegations that everybody has left are no more."""
    used = {who.delegation_id for who in participants(session, day.id)}
    for each in of_day(session, day.id):
        if each.id not in used:
            session.delete(each)
