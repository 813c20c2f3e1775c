"""Bringing a need and a result or a team together, and both sides agreeing to show their names."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from db.models import (
    DirectoryEntry,
    ExpertTeam,
    Match,
    MatchText,
    Organisation,
    Provider,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import Confidentiality, MatchKind, MatchStage, RecordStage, Side
from db.vocabulary import EntryKind
from domain import match_texts, numbers
from domain.command import Act, command
from domain.errors import Forbidden, NotFound, Refused
from domain.matchmaking import kept, proposals
from domain.matchmaking.fields import ALONE
from domain.matchmaking.pipeline import ORDER, check, coming
from domain.permissions import Person, allows, brokers, match_makers, match_sides
from domain.queries.directory import entries_visible_to
from domain.research_files.owners import RESEARCHERS
from domain.research_visible import (
    is_broker,
    needs_visible_to,
    results_visible_to,
    side_of,
)


class MatchedAlready(Refused):
    message = "These two have been brought together already: {number}."


class NotPublished(Refused):
    message = "Only what is published can be brought together."


class TakesNoMatches(Refused):
    message = "Nobody of this house answers matches. Please ask it for help by a demand."


class AgreedAlready(Refused):
    message = "This side has agreed already."


@command(Match, by=match_makers, makes=True)
def start(
    act: Act, *, need_id: int, result_id: int, next_action: str = "", next_on: date | None = None
) -> int:
    """Bring a need and a result together; returns the match's id. By a broker, or one of the two sides."""
    need, result = _both(act, need_id, result_id)
    known = select(Match.number).where(Match.need_id == need.id, Match.result_id == result.id)
    if number := act.session.exec(known).first():
        raise MatchedAlready(number=number)
    match = _make(act, need, result, **coming(act, next_action, next_on))
    if side := side_of(act.actor, match):
        _agree(match, side, act)
    act.record("match_proposed", match, need=need.number, result=result.number)
    return match.id


@command(Match, by=match_makers, makes=True)
def start_with_team(
    act: Act, *, need_id: int, team_id: int, next_action: str = "", next_on: date | None = None
) -> int:
    """Bring a need and an expert team together; returns the match's id. By a broker, or one of the two sides.

    With teams of houses that have liaison officers only: in others nobody would hear of it.
    """
    need = _need(act, need_id)
    team = _team(act, team_id)
    _check_start(act.actor, need, team)
    if act.session.get_one(Organisation, team.organisation_id).kind not in RESEARCHERS:
        raise TakesNoMatches
    known = select(Match.number).where(Match.need_id == need.id, Match.team_id == team.id)
    if number := act.session.exec(known).first():
        raise MatchedAlready(number=number)
    match = _make(act, need, team, **coming(act, next_action, next_on))
    if side := side_of(act.actor, match):
        _agree(match, side, act)
    act.record("match_proposed", match, need=need.number, team=team.name)
    return match.id


@command(Match, by=match_sides)
def agree(act: Act, match: Match) -> None:
    """Agree that the other side learns one's name."""
    side = side_of(act.actor, match)
    if side is None:
        raise Forbidden
    check(match, ORDER[:-1])
    if _agreed(match, side):
        raise AgreedAlready
    _agree(match, side, act)
    act.record("match_agreed", match, side=side.value)


def after_meeting(act: Act, need_id: int, provider: Provider) -> int:
    """The match of two that have met and go on: made, or taken on to that stage; both know each other now. Its id.

    That both have agreed to it is for whoever calls this to know.
    """
    need, other, match = _met(act, need_id, provider)
    match = match or _make(act, need, other)
    match.enterprise_agreed_at = match.enterprise_agreed_at or act.now
    match.provider_agreed_at = match.provider_agreed_at or act.now
    match.contacted_at = match.contacted_at or act.now
    was = match.stage
    if was is MatchStage.DECLINED:  # who meets and goes on has taken that back
        match.stage, match.declined_as, match.declined_from = match.declined_from, None, None
    if ORDER.index(match.stage) < ORDER.index(MatchStage.MEETING):
        match.stage = MatchStage.MEETING
    act.record("match_met", match, was=was.value, to=match.stage.value)
    return match.id


def unnamed(session: Session, need_id: int, provider: Provider) -> tuple[Side, ...]:
    """The sides of two who meet that have not agreed yet to show their name, nor let it stand open; a team's does."""
    need, other = _two(session, need_id, provider)
    match = session.exec(_known(need, other)).first()
    if match is not None:
        return tuple(side for side in Side if not _agreed(match, side))
    records = {Side.ENTERPRISE: need, Side.PROVIDER: other}
    return tuple(side for side in Side if not _is_open(records[side]))


def before_meeting(act: Act, need_id: int, provider: Provider, side: Side) -> int:
    """The match of two who are to meet, with one side's word that its name may be shown; made where there is none."""
    need, other, match = _met(act, need_id, provider)
    if match is None:
        match = _make(act, need, other)
        of = {"team": other.name} if isinstance(other, ExpertTeam) else {"result": other.number}
        act.record("match_proposed", match, need=need.number, **of)
    elif _agreed(match, side):
        raise AgreedAlready
    _agree(match, side, act)
    act.record("match_agreed", match, side=side.value)
    return match.id


def _met(
    act: Act, need_id: int, provider: Provider
) -> tuple[TechnicalNeed, ResearchResult | ExpertTeam, Match | None]:
    """The need, locked, whom it meets at a docking day, and the match of the two if there is one."""
    act.session.get_one(TechnicalNeed, need_id, with_for_update=True)
    need, other = _two(act.session, need_id, provider)
    return need, other, act.session.exec(_known(need, other).with_for_update()).first()


def _two(
    session: Session, need_id: int, provider: Provider
) -> tuple[TechnicalNeed, ResearchResult | ExpertTeam]:
    need = session.get_one(TechnicalNeed, need_id)
    if provider.team_id is not None:
        return need, session.get_one(ExpertTeam, provider.team_id)
    return need, session.get_one(ResearchResult, provider.result_id)


def _known(need: TechnicalNeed, other: ResearchResult | ExpertTeam):
    """The match of the two."""
    column = Match.team_id if isinstance(other, ExpertTeam) else Match.result_id
    return select(Match).where(Match.need_id == need.id, column == other.id)


def _is_open(record: TechnicalNeed | ResearchResult | ExpertTeam) -> bool:
    """Whether its name stands open; a team stands in the directory with its house."""
    return isinstance(record, ExpertTeam) or record.confidentiality is Confidentiality.OPEN


def may_start(person: Person, need: TechnicalNeed, other: ResearchResult | ExpertTeam) -> bool:
    """Whether somebody who sees both may bring them together: a broker of the need's area, or one of the two sides."""
    if not allows(match_makers, person, None):
        return False
    sides = (need.enterprise_id, other.organisation_id)
    return allows(brokers, person, need) or person.organisation_id in sides


def _make(
    act: Act, need: TechnicalNeed, other: ResearchResult | ExpertTeam, **coming_next
) -> Match:
    """A match of the two, with the engine's reasons as of today."""
    why = _why(act.session, need, other)
    is_ours = act.actor.organisation_id == other.organisation_id
    is_team, key = isinstance(other, ExpertTeam), numbers.drawn(act.session, Match)
    return act.add(
        Match(
            id=key,
            number=numbers.written("M", act.today, key),
            need_id=need.id,
            result_id=None if is_team else other.id,
            team_id=other.id if is_team else None,
            enterprise_id=need.enterprise_id,
            provider_id=other.organisation_id,
            area_code=need.area_code,
            broker_id=act.actor.id if is_broker(act.actor) else need.broker_id,
            liaison_id=act.actor.id if is_ours else None,
            enterprise_agreed_at=_open_since(act, need),
            provider_agreed_at=act.now if is_team else _open_since(act, other),
            score=why.get("score"),
            why=why,
            proposed_at=act.now,
            **coming_next,
        )
    )


def _open_since(act: Act, record: TechnicalNeed | ResearchResult) -> datetime | None:
    return act.now if record.confidentiality is Confidentiality.OPEN else None


def _both(act: Act, need_id: int, result_id: int) -> tuple[TechnicalNeed, ResearchResult]:
    """The two, if this person may see both and may act for one of them; raises NotFound, NotPublished, Forbidden."""
    need = _need(act, need_id)
    seen = select(ResearchResult).where(
        ResearchResult.id == result_id, results_visible_to(act.actor)
    )
    result = act.session.exec(seen.with_for_update()).first()  # nor is it taken back meanwhile
    if result is None:
        raise NotFound
    if result.stage is not RecordStage.PUBLISHED:
        raise NotPublished
    _check_start(act.actor, need, result)
    return need, result


def _need(act: Act, need_id: int) -> TechnicalNeed:
    asked = select(TechnicalNeed).where(TechnicalNeed.id == need_id, needs_visible_to(act.actor))
    need = act.session.exec(asked.with_for_update()).first()  # two who start at once come in turn
    if need is None:
        raise NotFound
    if need.stage is not RecordStage.PUBLISHED:
        raise NotPublished
    return need


def _team(act: Act, team_id: int) -> ExpertTeam:
    """The team, if this person finds it in the directory; raises NotFound."""
    found = (
        select(ExpertTeam)
        .join(DirectoryEntry, DirectoryEntry.subject_id == ExpertTeam.id)
        .where(
            DirectoryEntry.kind == EntryKind.EXPERT_TEAM,
            ExpertTeam.id == team_id,
            col(ExpertTeam.is_active),
            entries_visible_to(act.actor),
        )
    )
    team = act.session.exec(found).first()
    if team is None:
        raise NotFound
    return team


def _check_start(person: Person, need: TechnicalNeed, other: ResearchResult | ExpertTeam) -> None:
    if not may_start(person, need, other):
        raise Forbidden


def _why(
    session: Session, need: TechnicalNeed, other: ResearchResult | ExpertTeam
) -> dict[str, Any]:
    """The engine's reasons as of today, kept with the match."""
    asked = proposals.of(session, MatchKind.NEED, need.id)
    asked = asked or MatchText(**match_texts.of_need(need))
    found = proposals.propose(
        session,
        asked,
        MatchKind.TEAM if isinstance(other, ExpertTeam) else MatchKind.RESULT,
        most=1,
        known=lambda keys: dict.fromkeys(keys, ALONE),
        allowed=[other.id],
    )
    return kept.of(found[0]) if found else {}


def _agreed(match: Match, side: Side) -> bool:
    moments = {
        Side.ENTERPRISE: match.enterprise_agreed_at,
        Side.PROVIDER: match.provider_agreed_at,
    }
    return moments[side] is not None


def _agree(match: Match, side: Side, act: Act) -> None:
    if side is Side.ENTERPRISE:
        match.enterprise_agreed_at = match.enterprise_agreed_at or act.now
        match.contact_id = match.contact_id or act.actor.id
    else:
        match.provider_agreed_at = match.provider_agreed_at or act.now
        match.liaison_id = match.liaison_id or act.actor.id
