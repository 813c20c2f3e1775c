"""The weekly digest: each Monday new needs for every liaison team, new results for every enterprise with needs.

What an organisation is told is found once, as one of its own people would find it, and kept by its ids; the mail is
composed when it is sent (domain/queries/digest.py), and tells what its reader may see then. A week in which nothing
fits is kept too: it is not asked again, and nobody gets an empty digest.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session, and_, col, func, or_, select

from db.engine import snapshot, transaction
from db.models import (
    Digest,
    DigestDeclined,
    Event,
    Match,
    MatchNewsDeclined,
    Message,
    Organisation,
    ResearchResult,
    TechnicalNeed,
    User,
    UserRole,
)
from db.research_vocabulary import MatchKind, RecordStage
from db.vocabulary import Kind, MessageKind, Role
from domain import clock
from domain.command import Act, command
from domain.matchmaking import judging, shelves
from domain.matchmaking.finding import TABLES
from domain.matchmaking.proposals import Proposed, Sureness, of, propose
from domain.permissions import Person, oneself, person
from domain.queries.digest import kind_for, week_of
from domain.queries.proposals import results_beside
from domain.research_visible import needs_visible_to, results_visible_to

MOST = 10
STILL_NEW = timedelta(weeks=4)  # after it was first published, where it was not told yet
KEPT_WORDS = 20  # of each pair; which of them are told is settled when the mail is composed
MOST_ORGANISATIONS = 20  # in one tick
log = logging.getLogger(__name__)
SURE = (Sureness.SURE, Sureness.LIKELY)  # a guess is no reason to write


@dataclass(frozen=True)
class Fits:
    """One need and one result that fit, as the digest keeps them."""

    need_id: int
    result_id: int
    words: tuple[str, ...]  # that both say, as they were compared
    sureness: Sureness
    score: float


@command(User, by=oneself)
def want(act: Act, user: User, *, wanted: bool) -> None:
    """Get the weekly digest by mail, or get it no more."""
    declined = act.session.get(DigestDeclined, user.id)
    if wanted and declined is not None:
        act.session.delete(declined)
    if not wanted and declined is None:
        act.session.add(DigestDeclined(user_id=user.id, since=act.now))
    act.record("digest_wanted", user, wanted=bool(wanted))


@command(User, by=oneself)
def want_news(act: Act, user: User, *, wanted: bool) -> None:
    """Get mails about the turns of one's matches, or get them no more."""
    declined = act.session.get(MatchNewsDeclined, user.id)
    if wanted and declined is not None:
        act.session.delete(declined)
    if not wanted and declined is None:
        act.session.add(MatchNewsDeclined(user_id=user.id, since=act.now))
    act.record("match_news_wanted", user, wanted=bool(wanted))


def send() -> int:
    """From Monday eight o'clock on: look for what fits, once for each organisation; returns how many were told."""
    begins = week_of(clock.now())
    if clock.now() < begins:
        return 0
    with snapshot() as session:
        waiting = _waiting(session, begins.date())
    if not waiting or not shelves.wait_for(MatchKind.RESULT):
        return 0  # what is found is kept for the week: not among a part of the results
    return sum(_tried(*each, begins) for each in waiting)


def _tried(user_id: int, organisation_id: int, begins: datetime) -> bool:
    """A fault of one organisation does not hold up the others."""
    try:
        return _send(user_id, organisation_id, begins)
    except Exception:
        log.exception("the digest of organisation %s failed", organisation_id)
        return False


def _send(user_id: int, organisation_id: int, begins: datetime) -> bool:
    """Find and keep what one organisation is told, and put the mails into the outbox with it."""
    with snapshot() as session:
        who = person(session, user_id)
        found = _found(session, who, begins)
    with transaction() as session:
        # Locked, so that of two processes the second one sees what the first has kept.
        session.get_one(Organisation, organisation_id, with_for_update=True)
        if session.get(Digest, (organisation_id, begins.date())) is not None:
            return False
        now = clock.now()
        session.add(
            Digest(
                organisation_id=organisation_id,
                week=begins.date(),
                kind=kind_for(who),
                made_at=now,
                found=[_kept(each) for each in found],
            )
        )
        if found:
            session.add_all(
                _message(user, now) for user in session.exec(_readers(organisation_id)).unique()
            )
    return bool(found)


def _waiting(session: Session, week: date) -> list[tuple[int, int]]:
    """(one of its people, organisation) of some that were not asked this week, and where somebody wants to be told."""
    done = select(Digest.organisation_id).where(Digest.week == week)
    readers = _readers().subquery()
    here = readers.c.organisation_id
    found = select(func.min(readers.c.id), here).where(here.not_in(done)).group_by(here)
    # In any order: those whose digest fails again and again do not keep the others from theirs.
    return session.exec(found.order_by(func.random()).limit(MOST_ORGANISATIONS)).all()


def _readers(organisation_id: int | None = None):
    """Active people with an address, of organisations with something published, who have not said no."""
    liaison = and_(
        UserRole.role == Role.UNIVERSITY_LIAISON,
        Organisation.kind != Kind.ENTERPRISE,
        _has(ResearchResult, ResearchResult.organisation_id),
    )
    enterprise = and_(
        UserRole.role == Role.ENTERPRISE,
        Organisation.kind == Kind.ENTERPRISE,
        _has(TechnicalNeed, TechnicalNeed.enterprise_id),
    )
    found = (
        select(User)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            User.is_active,
            col(User.email).is_not(None),
            or_(liaison, enterprise),
            col(User.id).not_in(select(DigestDeclined.user_id)),
        )
    )
    return found if organisation_id is None else found.where(Organisation.id == organisation_id)


def _has(table, owner):
    """Whether an organisation has something published."""
    its = select(table.id).where(owner == Organisation.id, table.stage == RecordStage.PUBLISHED)
    return its.correlate(Organisation).exists()


def _message(user: User, now: datetime) -> Message:
    return Message(
        kind=MessageKind.WEEKLY_DIGEST,
        user_id=user.id,
        recipient=user.email,
        language=user.language or "zh",
        created_at=now,
        due_at=now,
    )


def _found(session: Session, who: Person, begins: datetime) -> list[Fits]:
    """What is new for this person and fits, the surest and best first; of each new record the best pair."""
    until = begins
    since = until - timedelta(days=7)
    is_liaison = kind_for(who) is MatchKind.NEED
    pairs = (
        _new_needs(session, who, since, until)
        if is_liaison
        else _new_results(session, who, since, until)
    )
    best: dict[int, Fits] = {}
    for each in sorted(pairs, key=lambda pair: (SURE.index(pair.sureness), -pair.score)):
        best.setdefault(each.need_id if is_liaison else each.result_id, each)
    return list(best.values())[:MOST]


def _new_needs(session: Session, who: Person, since: datetime, until: datetime) -> Iterable[Fits]:
    """For every need that came before the public in these days, the own result that fits it best."""
    own = _own(session, ResearchResult, ResearchResult.organisation_id, who)
    new = _new(session, MatchKind.NEED, needs_visible_to(who), who, since, until) if own else []
    for need_id in new:
        yield from _fitting(session, who, need_id, own, 1)


def _new_results(session: Session, who: Person, since: datetime, until: datetime) -> Iterable[Fits]:
    """For every published need of the enterprise, the new results that fit it."""
    own = _own(session, TechnicalNeed, TechnicalNeed.enterprise_id, who)
    new = _new(session, MatchKind.RESULT, results_visible_to(who), who, since, until) if own else []
    for need_id in own if new else []:
        yield from _fitting(session, who, need_id, new, MOST)


def _fitting(session: Session, who: Person, need_id: int, results: Sequence[int], most: int):
    """The best of these results for a need that are not together with it already."""
    asked = of(session, MatchKind.NEED, need_id)
    if asked is None:
        return
    matched = set(session.exec(select(Match.result_id).where(Match.need_id == need_id)))
    found = propose(
        session,
        asked,
        MatchKind.RESULT,
        most=most,
        known=partial(results_beside, session, who),
        allowed=[each for each in results if each not in matched],
        judged=judging.of_need(session, need_id, who.organisation_id),
    )
    for each in found:
        if each.sureness in SURE:
            yield _fits(need_id, each)


def _fits(need_id: int, each: Proposed) -> Fits:
    return Fits(need_id, each.key, each.words[:KEPT_WORDS], each.sureness, each.score)


def _own(session: Session, table, owner, who: Person) -> list[int]:
    mine = select(table.id).where(
        owner == who.organisation_id, table.stage == RecordStage.PUBLISHED
    )
    return list(session.exec(mine.order_by(table.id)))


def _new(
    session: Session, kind: MatchKind, seen, who: Person, since: datetime, until: datetime
) -> list[int]:
    """What came before the public in these days and was not told before. One that was corrected soon after, and so was
    in review when it would have been told, comes when it is published again."""
    table = TABLES[kind]
    again = select(Event.id).where(
        Event.subject_kind == table.__tablename__,
        Event.subject_id == table.id,
        Event.action == f"{kind}_published",
        Event.at >= since,
        Event.at < until,
    )
    found = select(table.id).where(
        seen,
        table.stage == RecordStage.PUBLISHED,
        table.published_at >= since - STILL_NEW,
        table.published_at < until,
        or_(table.published_at >= since, again.correlate(table).exists()),
    )
    told = _told(session, who, since - STILL_NEW, f"{kind}_id")
    return [each for each in session.exec(found.order_by(table.id)) if each not in told]


def _told(session: Session, who: Person, since: datetime, key: str) -> set[int]:
    """The needs or results that this organisation was told in its digests since then."""
    kept = select(Digest.found).where(
        Digest.organisation_id == who.organisation_id, Digest.week >= since.date()
    )
    return {each[key] for found in session.exec(kept) for each in found}


def _kept(each: Fits) -> dict:
    return {
        "need_id": each.need_id,
        "result_id": each.result_id,
        "words": list(each.words),
        "sureness": each.sureness.value,
    }
