"""What happens to matches of the demo year besides their steps: a name agreed to on the telephone, a step taken back,
and what came of contracts after half a year."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random

from sqlmodel import Session, col, select

from db.engine import snapshot
from db.models import Match, MatchOutcome, ResearchResult, TechnicalNeed, User, UserRole
from db.research_vocabulary import AgreementWay, Confidentiality, MatchStage, RecordStage, Side
from db.vocabulary import Role
from domain import clock, permissions
from domain.command import perform
from domain.matchmaking import agreeing, correcting, outcomes, pipeline, starting
from domain.permissions import ENGINE
from domain.queries.proposals import results_for
from seed.facts import Words
from seed.keeping import Keeper
from seed.town import Town

TOLD = Words("经理来电确认", "The manager confirmed it by telephone")
TOO_EARLY = Words("样件还没有寄出，记录早了", "The samples are not sent yet; recorded too early")
IN_USE = Words("已在两条产线使用", "In use on two lines")
SAMPLE = Words("寄送样件并试验", "Send samples and test them")
AGREED, STEPPED, MENDED = 9, 7, 6  # days before today
SIGNED_AFTER, TOLD_AT = 24, time(10)  # days after the first word; in the morning
HALF_A_YEAR = timedelta(days=190)
VALUES = (480_000, 300_000, 120_000)
REVENUES = (900_000, 0, 350_000)


def live(keeper: Keeper, rng: Random, town: Town) -> None:
    """Among the matches that there are, and a few older ones."""
    broker = town.desk[Role.INTAKE][0]
    _contracts(keeper, rng, broker)
    _agreed_by_telephone(keeper, broker)
    _step_taken_back(keeper, broker)


def _contracts(keeper: Keeper, rng: Random, broker: int) -> None:
    """Needs of the year's first months whose contracts are half a year old: told of by one, verified by another."""
    with snapshot() as session:
        needs = _early(session, keeper)
    told = zip(VALUES, REVENUES, strict=True)
    for need in needs:
        begun = need.published_at + timedelta(days=3)
        with snapshot() as session:
            free = _known_by(session, need.id, begun)
            best = rng.choice(free) if free else None
            liaison = _liaison(session, best.organisation_id) if best else None
        if best is None:
            continue
        value, revenue = next(told, (None, None))
        if value is None:
            return
        with clock.stopped(begun):
            match_id = perform(broker, starting.start, need_id=need.id, result_id=best.id)
        with clock.stopped(begun + timedelta(days=2)):
            with snapshot() as session:
                is_named = session.get_one(Match, match_id).is_named
            if not is_named:
                perform(liaison, starting.agree, match_id)
        with clock.stopped(begun + timedelta(days=9)):
            planned = {"next_action": keeper.say(SAMPLE), "next_on": clock.now().date()}
            perform(liaison, pipeline.advance, match_id, to=MatchStage.MEETING, **planned)
        with clock.stopped(begun + timedelta(days=SIGNED_AFTER)):
            perform(broker, pipeline.sign, match_id, value=value, on=clock.now().date())
        _told(keeper, broker, liaison, match_id, revenue)


def _told(keeper: Keeper, broker: int, liaison: int, match_id: int, revenue: int) -> None:
    """After six months; one that brought nothing yet is told of, and not verified."""
    with snapshot() as session:
        found = select(MatchOutcome).where(MatchOutcome.match_id == match_id)
        first = session.exec(found.order_by(col(MatchOutcome.months))).first()
    with clock.stopped(datetime.combine(first.due_on, TOLD_AT, clock.LOCAL)):
        came = {"revenue": revenue, "jobs": revenue // 300_000, "patents": 1 if revenue else 0}
        perform(liaison, outcomes.tell_outcome, match_id, months=first.months, **came)
        if not revenue:
            return
        perform(broker, outcomes.verify_outcome, match_id, months=first.months)
        if revenue == REVENUES[0]:
            perform(liaison, pipeline.transform, match_id, note=keeper.say(IN_USE))


def _agreed_by_telephone(keeper: Keeper, broker: int) -> None:
    """An enterprise without an account lets a broker write down that its name may be shown."""
    with snapshot() as session:
        person = permissions.person(session, broker)
        waiting = [
            match
            for match in _standing(session, MatchStage.PROPOSED, MatchStage.CONTACTED)
            if Side.ENTERPRISE in agreeing.may_agree_for(session, person, match)
        ]
    for match in waiting[:2]:
        with clock.stopped(keeper.until - timedelta(days=AGREED)):
            said = {"side": Side.ENTERPRISE, "way": AgreementWay.TELEPHONE}
            on = clock.now().date()
            perform(broker, agreeing.agree_for, match.id, on=on, note=keeper.say(TOLD), **said)


def _step_taken_back(keeper: Keeper, broker: int) -> None:
    with snapshot() as session:
        met = _standing(session, MatchStage.MEETING)
    for match in met[:1]:
        with clock.stopped(keeper.until - timedelta(days=STEPPED)):
            perform(broker, pipeline.advance, match.id, to=MatchStage.ASSESSMENT)
        with clock.stopped(keeper.until - timedelta(days=MENDED)):
            perform(broker, correcting.step_back, match.id, reason=keeper.say(TOO_EARLY))


def _standing(session: Session, *stages: MatchStage) -> Sequence[Match]:
    found = select(Match).where(col(Match.stage).in_(stages))
    return session.exec(found.order_by(col(Match.proposed_at), col(Match.id))).all()


def _early(session: Session, keeper: Keeper) -> Sequence[TechnicalNeed]:
    """The first needs of the year whose names are open, long enough ago."""
    before = keeper.until - HALF_A_YEAR - timedelta(days=SIGNED_AFTER)
    found = select(TechnicalNeed).where(
        TechnicalNeed.stage == RecordStage.PUBLISHED,
        TechnicalNeed.confidentiality == Confidentiality.OPEN,
        col(TechnicalNeed.published_at) < before,
    )
    return session.exec(found.order_by(col(TechnicalNeed.published_at))).all()


def _known_by(session: Session, need_id: int, at: datetime) -> Sequence[ResearchResult]:
    """The results that fit a need best and were published by then, without a match so far."""
    shown = results_for(session, ENGINE, need_id).shown
    free = [each.id for each in shown if each.match_id is None]
    found = select(ResearchResult).where(
        col(ResearchResult.id).in_(free), col(ResearchResult.published_at) < at
    )
    return session.exec(
        found.order_by(col(ResearchResult.created_at), col(ResearchResult.id))
    ).all()


def _liaison(session: Session, house: int) -> int:
    found = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.organisation_id == house, UserRole.role == Role.UNIVERSITY_LIAISON)
    )
    return session.exec(found.order_by(col(User.id))).first()
