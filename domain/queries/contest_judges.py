"""Judges of a competition for its keepers: who judges, who is kept away from what and why, the assignment."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from db.contest_vocabulary import ConflictReason, ContestStage, ScoreState
from db.models import (
    Contest,
    ContestConflict,
    ContestEntry,
    ContestJudge,
    ContestRound,
    ContestScore,
    ContestTie,
    Expert,
    User,
)
from db.vocabulary import Kind
from domain.clock import LOCAL
from domain.command import can
from domain.contest import judges as commands
from domain.contest.assignments import Proposal, propose, round_of, told_reason
from domain.contest.conflicts import Conflicts, conflicts
from domain.permissions import Person
from domain.queries.named import Named, organisations

MOST = 20


@dataclass(frozen=True)
class JudgeShown:
    """One judge, how many sheets they have in each state of a round, and where else they belong to."""

    id: int
    name: str
    email: str
    organisation: Named
    ties: tuple[Named, ...]
    is_active: bool
    assigned: int
    drafts: int
    handed_in: int


@dataclass(frozen=True)
class Candidate:
    """Somebody who could judge."""

    expert_id: int | None
    user_id: int | None
    name: str
    organisation: Named


@dataclass(frozen=True)
class Away:
    """Somebody who does not judge an entry, and why."""

    judge: str
    reasons: tuple[ConflictReason, ...]
    declared: tuple[date, str] | None  # when, and what they said of it


@dataclass(frozen=True)
class Place:
    """One judge of an entry: proposed, or in place already with a sheet; `is_away`: a conflict has shown since."""

    judge_id: int
    judge: str
    score_id: int | None
    state: ScoreState | None
    is_away: bool


@dataclass(frozen=True)
class EntryJudged:
    """An entry with those who judge it, those who may still, and those who are kept away."""

    id: int
    ticket: int
    title: str
    places: tuple[Place, ...]
    others: tuple[tuple[int, str], ...]
    away: tuple[Away, ...]
    short: int  # how many judges it lacks


@dataclass(frozen=True)
class Assignment:
    """The even assignment of a stage; `pairs` is what is put in place."""

    stage: ContestStage
    entries: tuple[EntryJudged, ...]
    pairs: tuple[tuple[int, int], ...]
    new: int
    most: int
    fewest: int
    is_proved: bool


def judges(
    session: Session, person: Person, contest_id: int, stage: ContestStage
) -> tuple[JudgeShown, ...]:
    """The judges with what they have in this stage, those who judge no more last."""
    contest = _kept(session, person, contest_id)
    if contest is None:
        return ()
    rows = session.exec(
        select(ContestJudge)
        .where(ContestJudge.contest_id == contest_id)
        .order_by(col(ContestJudge.is_active).desc(), col(ContestJudge.id))
    ).all()
    ties = defaultdict(list)
    found = select(ContestTie).where(col(ContestTie.judge_id).in_([each.id for each in rows]))
    for tie in session.exec(found):
        ties[tie.judge_id].append(tie.organisation_id)
    ids = {each.organisation_id for each in rows}.union(*ties.values())
    named = organisations(session, ids)
    row = round_of(session, contest, stage)
    sheets = select(ContestScore.judge_id, ContestScore.state).where(
        ContestScore.round_id == row.id
    )
    counts = Counter(tuple(each) for each in session.exec(sheets))
    return tuple(
        JudgeShown(
            id=each.id,
            name=each.name,
            email=each.email or "",
            organisation=named[each.organisation_id],
            ties=tuple(named[one] for one in ties[each.id]),
            is_active=each.is_active,
            assigned=counts[each.id, ScoreState.ASSIGNED],
            drafts=counts[each.id, ScoreState.DRAFT],
            handed_in=counts[each.id, ScoreState.HANDED_IN],
        )
        for each in rows
    )


def candidates(
    session: Session, person: Person, contest_id: int, typed: str
) -> tuple[Candidate, ...]:
    """Experts and people with an account by a part of their name, without those who judge already."""
    words = typed.strip()[:40]
    if not words or _kept(session, person, contest_id) is None:
        return ()
    judging = select(ContestJudge).where(
        ContestJudge.contest_id == contest_id, col(ContestJudge.is_active)
    )
    known = session.exec(judging).all()
    experts = session.exec(
        select(Expert)
        .where(
            Expert.is_active,
            or_(
                col(Expert.name).contains(words, autoescape=True),
                col(Expert.name_en).icontains(words, autoescape=True),
            ),
            col(Expert.id).not_in([each.expert_id for each in known if each.expert_id]),
        )
        .order_by(col(Expert.name), col(Expert.id))
        .limit(MOST)
    ).all()
    users = session.exec(
        select(User)
        .where(
            commands.may_judge(),
            col(User.name).contains(words, autoescape=True),
            col(User.id).not_in([each.user_id for each in known if each.user_id]),
        )
        .order_by(col(User.name), col(User.id))
        .limit(MOST)
    ).all()
    named = organisations(session, (each.organisation_id for each in (*experts, *users)))
    return tuple(
        Candidate(
            each.id if isinstance(each, Expert) else None,
            each.id if isinstance(each, User) else None,
            each.name,
            named[each.organisation_id],
        )
        for each in (*experts, *users)
    )


def assignment(
    session: Session, person: Person, contest_id: int, stage: ContestStage
) -> Assignment | None:
    """The even assignment around the conflicts, before it is put in place and as it stands."""
    contest = _kept(session, person, contest_id)
    if contest is None:
        return None
    found = propose(session, contest, stage)
    inside = person.kind in (Kind.CITY, Kind.SUB_PLATFORM)
    names = {each.id: each.name for each in found.judges}
    row = round_of(session, contest, stage)
    of_round = select(ContestScore).where(ContestScore.round_id == row.id)
    sheets = {(each.entry_id, each.judge_id): each for each in session.exec(of_round)}
    missing = {each for _, each in sheets} - names.keys()
    gone = session.exec(select(ContestJudge).where(col(ContestJudge.id).in_(missing))).all()
    names |= {each.id: each.name for each in gone}
    clashes = found.conflicts | {
        pair: reasons
        for pair, reasons in conflicts(session, gone, found.entries).items()
        if pair[::-1] in sheets  # of who judges no more: what they have handed in
    }
    declared = _declared(session, names)
    return Assignment(
        stage=stage,
        entries=tuple(
            _judged(each, found, clashes, names, sheets, inside, declared) for each in found.entries
        ),
        pairs=tuple(sorted(found.pairs)),
        new=len(found.pairs - found.stands),
        most=found.most,
        fewest=found.fewest,
        is_proved=found.is_proved,
    )


def judged_by(session: Session, person: Person) -> tuple[tuple[int, str, str], ...]:
    """The competitions that this person judges now, by their account: (id, title, in English)."""
    if person.id is None:
        return ()
    found = (
        select(Contest.id, Contest.title, Contest.title_en)
        .join(ContestJudge, ContestJudge.contest_id == Contest.id)
        .join(ContestRound, ContestRound.contest_id == Contest.id)
        .where(
            ContestJudge.user_id == person.id,
            col(ContestJudge.is_active),
            col(ContestRound.begun_at).is_not(None),
            col(ContestRound.closed_at).is_(None),
            col(Contest.called_off_at).is_(None),
        )
    )
    return tuple(tuple(each) for each in session.exec(found.order_by(col(Contest.id))))


def _judged(
    entry: ContestEntry,
    found: Proposal,
    clashes: Conflicts,
    names: dict[int, str],
    sheets: dict[tuple[int, int], ContestScore],
    inside: bool,
    declared: dict[tuple[int, int], tuple[date, str]],
) -> EntryJudged:
    mine = {judge for of, judge in found.pairs | sheets.keys() if of == entry.id}
    away = {
        judge: tuple(dict.fromkeys(told_reason(one, is_inside=inside) for one in reasons))
        for (judge, of), reasons in clashes.items()
        if of == entry.id
    }
    return EntryJudged(
        id=entry.id,
        ticket=entry.ticket,
        title=entry.title,
        places=tuple(
            _place(each, names[each], sheets.get((entry.id, each)), each in away)
            for each in sorted(mine)
        ),
        others=tuple(
            (each.id, each.name)
            for each in found.judges
            if each.id not in mine and each.id not in away
        ),
        away=tuple(
            Away(names[judge], reasons, declared.get((judge, entry.id)))
            for judge, reasons in sorted(away.items())
        ),
        short=found.short.get(entry.id, 0),
    )


def _declared(
    session: Session, judge_ids: Iterable[int]
) -> dict[tuple[int, int], tuple[date, str]]:
    found = select(ContestConflict).where(col(ContestConflict.judge_id).in_(list(judge_ids)))
    return {
        (each.judge_id, each.entry_id): (each.said_at.astimezone(LOCAL).date(), each.reason)
        for each in session.exec(found)
    }


def _place(judge_id: int, name: str, sheet: ContestScore | None, is_away: bool) -> Place:
    return Place(judge_id, name, sheet and sheet.id, sheet and sheet.state, is_away)


def _kept(session: Session, person: Person, contest_id: int) -> Contest | None:
    """The competition, if this person keeps it."""
    found = session.get(Contest, contest_id)
    return found if found is not None and can(person, commands.add, found) else None
