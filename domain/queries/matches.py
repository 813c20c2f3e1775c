"""Matches as this reader may know them: the board, the list behind a figure, one card's story."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, case, col, func, null, or_, select

from db.models import (
    ExpertTeam,
    Match,
    MatchOutcome,
    Organisation,
    ResearchResult,
    TechnicalNeed,
    User,
)
from db.research_vocabulary import MatchDecline, MatchFigure, MatchKind, MatchStage, Side
from db.spans import local_day
from db.vocabulary import Kind
from domain import clock, paging
from domain.matchmaking import kept, seen
from domain.matchmaking.agreeing import may_agree_for
from domain.matchmaking.correcting import came_from
from domain.matchmaking.figures import ALL, Scope, behind, within
from domain.matchmaking.kept import Kept
from domain.matchmaking.pipeline import ORDER, SIGNED
from domain.permissions import Person, allows, brokers, its_match
from domain.queries import activity_origins
from domain.queries.activity_origins import Origin
from domain.queries.happened import Happened
from domain.queries.match_story import story
from domain.queries.named import Named
from domain.research_visible import (
    matches_visible_to,
    need_names_visible_to,
    result_names_visible_to,
    texts_visible_to,
)

MOST_CARDS = 60  # of one stage
PAGE, MOST_PAGES = 20, 500  # of the list
COLUMNS = (*ORDER, MatchStage.DECLINED)
NEVER = date(9999, 1, 1)


@dataclass(frozen=True)
class Card:
    """One match on the board; names that are hidden from this reader are empty."""

    id: int
    number: str
    version: int
    stage: MatchStage
    need_id: int
    need: str
    need_en: str
    result_id: int | None  # none: a team
    result: str  # or the team's name
    result_en: str
    enterprise: str
    enterprise_en: str
    provider: str
    provider_en: str
    next_action: str  # empty: nothing is planned, or the other side typed it
    next_on: date | None
    is_named: bool
    value: int | None
    declined_as: MatchDecline | None
    may_move: bool = False  # this reader


@dataclass(frozen=True)
class Board:
    """The cards by stage, those that are due first; and how many there are of each stage."""

    cards: tuple[Card, ...]
    counts: tuple[tuple[MatchStage, int], ...]


@dataclass(frozen=True)
class Listed:
    """One page of matches as a list, and how many there are in all."""

    cards: tuple[Card, ...]
    count: int

    @property
    def pages(self) -> int:
        return paging.pages(self.count, PAGE, MOST_PAGES)


@dataclass(frozen=True)
class Outcome:
    """What was told of one outcome."""

    months: int
    due_on: date
    revenue: int | None
    jobs: int | None
    patents: int | None
    note: str
    told_at: datetime | None
    verified_at: datetime | None
    may_be_told: bool = False  # the agreement holds, its months are over, and it is not verified
    may_be_corrected: bool = False  # the agreement holds, and it was told


@dataclass(frozen=True)
class MatchShown:
    """One match on its page."""

    card: Card
    enterprise_id: int | None
    provider_id: int | None
    raised_at: Origin | None  # the activity, for those who may know whose need it is
    side: Side | None  # of this reader
    has_agreed: bool  # this reader's side
    enterprise_agreed: bool
    provider_agreed: bool
    broker: Named | None
    contact: Named | None  # on the enterprise's side
    liaison: Named | None  # on the other
    score: float | None
    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]  # (the need's word, the other's) in two languages
    kept: Kept | None  # why, as of the day on which it was proposed
    agreement_on: date | None
    outcomes: tuple[Outcome, ...]
    happened: tuple[Happened, ...]
    may_act: bool
    may_verify: bool
    may_agree_for: tuple[Side, ...]  # without an account: this reader may write down that it agrees
    came_from: MatchStage | None  # where the last step, taken back, would lead


def board(
    session: Session,
    person: Person,
    scope: Scope = ALL,
    figure: MatchFigure = MatchFigure.PROPOSALS,
) -> Board:
    """The matches that a figure counts in a scope, by their stage."""
    where = [*within(person, scope), behind(figure, scope)]
    counted = select(Match.stage, func.count()).where(*where).group_by(Match.stage)
    counts = dict(session.exec(counted).all())
    cards = [
        card
        for stage in COLUMNS
        if counts.get(stage)
        for card in _cards(session, person, [*where, Match.stage == stage], MOST_CARDS)
    ]
    return Board(tuple(cards), tuple((stage, counts.get(stage, 0)) for stage in COLUMNS))


def listed(
    session: Session,
    person: Person,
    scope: Scope = ALL,
    figure: MatchFigure = MatchFigure.PROPOSALS,
    page: int = 1,
    most: int = PAGE,
) -> Listed:
    """The same as a list, those that are due first; `most` to a page."""
    where = [*within(person, scope), behind(figure, scope)]
    count = session.exec(select(func.count(Match.id)).where(*where)).one()
    skipped = (min(max(page, 1), MOST_PAGES) - 1) * most
    return Listed(tuple(_cards(session, person, where, most, skipped)), count)


def match(session: Session, person: Person, match_id: int) -> MatchShown | None:
    """One match; None where there is none, or it is not for this reader."""
    where = [Match.id == match_id, matches_visible_to(person)]
    found = _cards(session, person, where, 1)
    if not found:
        return None
    [card], row = found, session.get_one(Match, match_id)
    side = None
    if person.organisation_id == row.enterprise_id:
        side = Side.ENTERPRISE
    elif person.organisation_id == row.provider_id:
        side = Side.PROVIDER
    agreed = {
        Side.ENTERPRISE: row.enterprise_agreed_at is not None,
        Side.PROVIDER: row.provider_agreed_at is not None,
    }
    people = _people(session, (row.broker_id, row.contact_id, row.liaison_id))
    knows_both = row.is_named if side else bool(card.enterprise and card.provider)
    return MatchShown(
        card=card,
        enterprise_id=row.enterprise_id if card.enterprise else None,
        provider_id=row.provider_id if card.provider else None,
        raised_at=activity_origins.of_need(session, person, row.need_id)
        if card.enterprise
        else None,
        side=side,
        has_agreed=side is not None and agreed[side],
        enterprise_agreed=agreed[Side.ENTERPRISE],
        provider_agreed=agreed[Side.PROVIDER],
        broker=people.get(row.broker_id),
        contact=people.get(row.contact_id) if knows_both or side is Side.ENTERPRISE else None,
        liaison=people.get(row.liaison_id) if knows_both or side is Side.PROVIDER else None,
        score=row.score,
        words=kept.words(session, row),
        pairs=tuple((ours, its) for ours, its in row.why.get("pairs", ())),
        kept=kept.read(row, tells=knows_both),
        agreement_on=row.agreement_on,
        outcomes=_outcomes(session, row, is_told=knows_both),
        happened=story(session, person, row.id, tells_who=knows_both),
        may_act=allows(its_match, person, row),
        may_verify=allows(brokers, person, row),
        may_agree_for=may_agree_for(session, person, row),
        came_from=came_from(session, row) if row.stage in ORDER[1:] else None,
    )


def _cards(
    session: Session, person: Person, where: Sequence, most: int, skipped: int = 0
) -> list[Card]:
    enterprise, provider = aliased(Organisation), aliased(Organisation)
    names_need, names_result = need_names_visible_to(person), result_names_visible_to(person)
    is_team = col(Match.team_id).is_not(None)  # the directory names it to everybody
    planner = aliased(User)
    reads_plan = texts_visible_to(person, planner.organisation_id)
    begun_on = local_day(Match.proposed_at)  # the hour would tell what one house began in one go
    rows = session.exec(
        select(
            Match,
            TechnicalNeed.title,
            TechnicalNeed.title_en,
            func.coalesce(ResearchResult.title, ExpertTeam.name),
            case((is_team, ExpertTeam.name_en), else_=ResearchResult.title_en),
            case((names_need, enterprise.name), else_=null()),
            case((names_need, enterprise.name_en), else_=null()),
            case((or_(is_team, names_result), provider.name), else_=null()),
            case((or_(is_team, names_result), provider.name_en), else_=null()),
            case((reads_plan, Match.next_action), else_=""),
        )
        .join(TechnicalNeed, TechnicalNeed.id == Match.need_id)
        .outerjoin(ResearchResult, ResearchResult.id == Match.result_id)
        .outerjoin(ExpertTeam, ExpertTeam.id == Match.team_id)
        .join(enterprise, enterprise.id == Match.enterprise_id)
        .join(provider, provider.id == Match.provider_id)
        .outerjoin(planner, planner.id == Match.next_by_id)
        .where(*where)
        .order_by(func.coalesce(Match.next_on, NEVER), begun_on.desc(), Match.id)
        .offset(skipped)
        .limit(most)
    ).all()
    seen.told(session, person, MatchKind.NEED, (row[0].need_id for row in rows if row[5]))
    of_results = (row[0].result_id for row in rows if row[7] and row[0].result_id)
    seen.told(session, person, MatchKind.RESULT, of_results)
    return [replace(_card(*row), may_move=allows(its_match, person, row[0])) for row in rows]


def _card(
    row, need, need_en, result, result_en, enterprise, enterprise_en, provider, provider_en, plan
):
    return Card(
        id=row.id,
        number=row.number,
        version=row.version,
        stage=row.stage,
        need_id=row.need_id,
        need=need,
        need_en=need_en or "",
        result_id=row.result_id,
        result=result,
        result_en=result_en or "",
        enterprise=enterprise or "",
        enterprise_en=enterprise_en or enterprise or "",
        provider=provider or "",
        provider_en=provider_en or provider or "",
        next_action=plan,
        next_on=row.next_on,
        is_named=row.is_named,
        value=row.agreement_value,
        declined_as=row.declined_as,
    )


def keepers(session: Session, person: Person) -> tuple[Named, ...]:
    """The brokers who look after matches that this reader may see; for those who look after more than their own."""
    if person.kind not in (Kind.CITY, Kind.SUB_PLATFORM):
        return ()
    brokers_of = select(Match.broker_id).where(matches_visible_to(person))
    asked = select(User.id, User.name).where(col(User.id).in_(brokers_of))
    return tuple(Named(*row) for row in session.exec(asked.order_by(User.name, User.id)))


def _people(session: Session, ids: Sequence[int | None]) -> dict[int, Named]:
    wanted = [each for each in ids if each]
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(wanted)))
    return {user_id: Named(user_id, name) for user_id, name in rows}


def _outcomes(session: Session, match: Match, *, is_told: bool) -> tuple[Outcome, ...]:
    holds, today = match.stage in SIGNED, clock.now().date()
    rows = session.exec(
        select(MatchOutcome)
        .where(MatchOutcome.match_id == match.id)
        .order_by(col(MatchOutcome.months))
    )
    return tuple(
        Outcome(
            row.months,
            row.due_on,
            row.revenue,
            row.jobs,
            row.patents,
            row.note if is_told else "",
            row.told_at,
            row.verified_at,
            holds and row.verified_at is None and row.due_on <= today,
            holds and row.told_at is not None,
        )
        for row in rows
    )
