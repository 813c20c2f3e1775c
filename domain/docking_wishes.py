"""What participants of a docking day say before it is planned: whom they wish to meet, and when they are away."""

from collections.abc import Sequence

from sqlmodel import or_, select

from db.models import (
    DockingDay,
    DockingParticipant,
    DockingWish,
    ExpertTeam,
    Provider,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import Answer, DockingStage, Voice
from domain.command import Act, command
from domain.docking_sides import (
    between,
    check_open,
    check_planning,
    is_of,
    participant,
    participants,
    voice_of,
)
from domain.errors import Forbidden, NotFound, Unclear
from domain.permissions import allows, brokers, day_keepers, day_sides
from domain.research_visible import needs_visible_to, results_visible_to


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

    By those who run the day and by the participant's own people, also on the day itself: who comes late, or has to
    leave. What can stay of the timetable stays until it is planned again.
    """
    check_open(day)
    who = participant(act.session, day, participant_id)
    voice = voice_of(act.session, act.actor, day, *who.pair)
    if any(not 0 <= slot < day.slots for slot in away):
        raise Unclear(field="Away in")
    if most is not None:
        between(most, 1, day.slots, "Meetings at most")
    who.away, who.most = sorted(set(away)), most
    act.record(
        "docking_presence",
        day,
        need_id=who.need_id,
        result_id=who.result_id,
        team_id=who.team_id,
        away=who.away,
        is_late=day.stage is DockingStage.PUBLISHED and voice is not Voice.ORGANISER,
    )


@command(DockingDay, by=day_sides)
def wish(
    act: Act,
    day: DockingDay,
    *,
    need_id: int,
    result_id: int | None = None,
    team_id: int | None = None,
    kind: str,
) -> None:
    """Note that a need and a result, or a whole team, wish to meet ("wish"), must not ("veto"), or neither ("none").

    By the people of either until the timetable is published: each side says its own and learns nothing of what the
    other has said. The word of the platform's brokers takes the place of both; that of a house that runs the day stands
    beside them. No refusal tells who takes part that is not for this person's eyes.
    """
    check_open(day)
    if kind not in ("wish", "veto", "none"):
        raise Unclear(field="Wish")
    provider = Provider(None if team_id else result_id, team_id)
    _check_speaks(act, day, need_id, provider)
    check_planning(act, day)
    coming = _coming(act, day)
    needs, providers = {each.need_id for each in coming}, {each.provider for each in coming}
    if need_id not in needs or not any(provider) or provider not in providers:
        raise NotFound
    _check_sees(act, day, need_id, provider)
    voice = voice_of(act.session, act.actor, day, need_id, provider)
    said = select(DockingWish).where(
        DockingWish.day_id == day.id,
        DockingWish.need_id == need_id,
        is_of(DockingWish, provider),
    )
    overrules = allows(brokers, act.actor, day)
    for row in act.session.exec(said):
        if overrules or row.voice == voice:
            act.session.delete(row)
    act.session.flush()
    if kind != "none":
        both = {"need_id": need_id, **provider._asdict()}
        act.add(DockingWish(day_id=day.id, voice=voice, is_veto=kind == "veto", **both))
    act.record("docking_wished", day, need_id=need_id, **provider._asdict(), kind=kind)


def _check_speaks(act: Act, day: DockingDay, need_id: int, provider: Provider) -> None:
    """Raises Forbidden for who runs the day no more than they own one of the two, whether or not these take part."""
    if allows(day_keepers, act.actor, day):
        return
    ours = act.actor.organisation_id
    sides = (
        (TechnicalNeed, TechnicalNeed.enterprise_id, need_id),
        (ResearchResult, ResearchResult.organisation_id, provider.result_id),
        (ExpertTeam, ExpertTeam.organisation_id, provider.team_id),
    )
    for table, owner, key in sides:
        if act.session.exec(select(table.id).where(table.id == key, owner == ours)).first():
            return
    raise Forbidden


def _coming(act: Act, day: DockingDay) -> list[DockingParticipant]:
    """Who takes part; to who has only offered to come nobody else does, and they do not to the others."""
    coming = participants(act.session, day.id)
    if allows(day_keepers, act.actor, day):
        return list(coming)
    return [each for each in coming if each.answer is not Answer.OFFERED]


def _check_sees(act: Act, day: DockingDay, need_id: int, provider: Provider) -> None:
    """Raises NotFound where one of the two is not for this person's eyes at all; a team is for everybody's."""
    if allows(brokers, act.actor, day):
        return
    ours = act.actor.organisation_id
    needs = or_(needs_visible_to(act.actor), TechnicalNeed.enterprise_id == ours)
    results = or_(results_visible_to(act.actor), ResearchResult.organisation_id == ours)
    need = select(TechnicalNeed.id).where(TechnicalNeed.id == need_id, needs)
    result = select(ResearchResult.id).where(ResearchResult.id == provider.result_id, results)
    sees = provider.team_id is not None or act.session.exec(result).first() is not None
    if not sees or act.session.exec(need).first() is None:
        raise NotFound
