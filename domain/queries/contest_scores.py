"""What was scored: a judge's own desk, and the ranking with its spread for those who keep the competition."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from db.contest_vocabulary import ContestStage, EntryState, ProjectPhase, ScoreState, TieRule
from db.models import (
    Contest,
    ContestEntry,
    ContestJudge,
    ContestResult,
    ContestRound,
    ContestScore,
    ContestSheet,
)
from domain.command import can
from domain.contest import closing
from domain.contest.assignments import round_of, taking_part
from domain.contest.closing import ranked_of, scores_of, sheets_of
from domain.contest.conflicts import conflicts
from domain.contest.entering import Member
from domain.contest.ranking import Criterion, mean_of, severities, total
from domain.contest.scoring import criteria_of, running
from domain.permissions import Person
from domain.queries.contest_entries import FileShown, files_shown
from domain.tokens import hashed


@dataclass(frozen=True)
class MySheet:
    """One entry on a judge's desk, with the judge's own sheet."""

    entry_id: int
    ticket: int
    title: str
    summary: str
    enterprise: str
    phase: ProjectPhase
    team: tuple[Member, ...]
    files: tuple[FileShown, ...]
    state: ScoreState
    points: tuple[tuple[str, int], ...]
    comment: str
    mean: float | None  # of all sheets, once every sheet of the stage is in
    is_away: bool  # a tie between the judge and this project is known


@dataclass(frozen=True)
class Desk:
    """What a judge scores now; only their own."""

    contest_id: int
    title: str
    title_en: str
    judge: str
    stage: ContestStage | None  # none: nothing is scored at the moment
    ends_on: date | None
    criteria: tuple[Criterion, ...]
    sheets: tuple[MySheet, ...]
    off_because: str | None  # of a competition that was called off


@dataclass(frozen=True)
class SheetShown:
    """One judge's sheet, for the organisers."""

    score_id: int
    judge: str
    state: ScoreState
    total: float | None
    points: tuple[tuple[str, int], ...]
    comment: str
    handed_in_at: datetime | None


@dataclass(frozen=True)
class PlaceShown:
    """An entry in the ranking; `place` None: it has no sheet that is handed in."""

    entry_id: int
    ticket: int
    title: str
    enterprise: str
    place: int | None
    score: float | None
    lowest: float | None
    highest: float | None
    spread: float | None
    leaning: int | None
    is_shared: bool
    by: TieRule | None
    goes_on: bool
    sheets: tuple[SheetShown, ...]


@dataclass(frozen=True)
class JudgeHabit:
    """How a judge gives points."""

    judge: str
    sheets: int
    mean: float
    beside_others: float | None


@dataclass(frozen=True)
class Version:
    """An earlier or the present version of a scoring sheet."""

    version: int
    made_at: datetime
    reason: str


@dataclass(frozen=True)
class RankingShown:
    """The ranking of a stage as the sheets stand, and what is missing."""

    stage: ContestStage
    criteria: tuple[Criterion, ...]
    versions: tuple[Version, ...]
    begun_at: datetime | None
    closed_at: datetime | None
    seats: int
    places: tuple[PlaceShown, ...]
    habits: tuple[JudgeHabit, ...]
    missing: int  # sheets that are not handed in
    all: int

    @property
    def is_settled(self) -> bool:
        """Whether no sheet can move a place any more."""
        return self.closed_at is not None or not self.missing


def desk(session: Session, person: Person, token: str = "", contest_id: int = 0) -> Desk | None:
    """A judge's own sheets, by their link or their account; none for anybody else."""
    if token:
        mine = ContestJudge.token_hash == hashed(token)
    elif person.id is not None and contest_id:
        mine = (ContestJudge.user_id == person.id) & (ContestJudge.contest_id == contest_id)
    else:
        return None
    judge = session.exec(select(ContestJudge).where(mine, col(ContestJudge.is_active))).first()
    if judge is None:
        return None
    contest = session.get_one(Contest, judge.contest_id)
    row = running(session, contest)
    return Desk(
        contest_id=contest.id,
        title=contest.title,
        title_en=contest.title_en,
        judge=judge.name,
        stage=row.stage if row else None,
        ends_on=row.ends_on if row else None,
        criteria=criteria_of(session, row) if row else (),
        sheets=_desk(session, judge, row) if row else (),
        off_because=contest.called_off_because if contest.called_off_at else None,
    )


desk.by_minute = True  # addresses of files hold for ten minutes


def ranking(
    session: Session, person: Person, contest_id: int, stage: ContestStage
) -> RankingShown | None:
    """The ranking of a stage with every sheet, for those who keep the competition."""
    contest = session.get(Contest, contest_id)
    if contest is None or not can(person, closing.close, contest):
        return None
    row = round_of(session, contest, stage)
    entries = {each.id: each for each in taking_part(session, contest, stage)}
    scores, criteria = scores_of(session, row, entries), criteria_of(session, row)
    names = dict(
        session.exec(
            select(ContestJudge.id, ContestJudge.name).where(ContestJudge.contest_id == contest.id)
        ).all()
    )
    ranked = {each.entry: each for each in ranked_of(session, row, scores)} if criteria else {}
    stood = {
        each.entry_id: each
        for each in session.exec(select(ContestResult).where(ContestResult.round_id == row.id))
    }
    sheets: dict[int, list[SheetShown]] = {}
    for each in scores:
        sheets.setdefault(each.entry_id, []).append(_sheet(each, criteria, names))
    left = [stood[each] for each in entries if each in stood]
    places = closing.moved_up(left) if row.stage is ContestStage.FINAL else {}
    shown = [
        _place(each, ranked.get(n), stood.get(n), places.get(n), sheets.get(n, []), row)
        for n, each in entries.items()
    ]
    habits = severities(criteria, sheets_of(criteria, scores)) if criteria else []
    return RankingShown(
        stage=row.stage,
        criteria=criteria,
        versions=_versions(session, row),
        begun_at=row.begun_at,
        closed_at=row.closed_at,
        seats=row.seats,
        places=tuple(sorted(shown, key=lambda each: (each.place or 10**6, each.ticket))),
        habits=tuple(
            JudgeHabit(names[each.judge], each.sheets, each.mean, each.beside_others)
            for each in habits
        ),
        missing=sum(each.state is not ScoreState.HANDED_IN for each in scores),
        all=len(scores),
    )


def _desk(session: Session, judge: ContestJudge, row: ContestRound) -> tuple[MySheet, ...]:
    found = session.exec(
        select(ContestScore, ContestEntry)
        .join(ContestEntry, ContestEntry.id == ContestScore.entry_id)
        .where(
            ContestScore.round_id == row.id,
            ContestScore.judge_id == judge.id,
            ContestEntry.state == EntryState.ACCEPTED,
        )
        .order_by(col(ContestEntry.ticket))
    ).all()
    means = _means(session, row)
    away = conflicts(session, [judge], [entry for _, entry in found])
    files = files_shown(session, [entry.id for _, entry in found])
    return tuple(
        MySheet(
            entry_id=entry.id,
            ticket=entry.ticket,
            title=entry.title,
            summary=entry.summary,
            enterprise=entry.enterprise_name,
            phase=entry.phase,
            team=tuple(Member(**each) for each in entry.team),
            files=files[entry.id],
            state=score.state,
            points=tuple(score.points.items()),
            comment=score.comment,
            mean=means.get(entry.id),
            is_away=(judge.id, entry.id) in away,
        )
        for score, entry in found
    )


def _means(session: Session, row: ContestRound) -> dict[int, float]:
    """The score of each entry; nothing while a sheet of somebody who takes part is missing."""
    scores = session.exec(
        select(ContestScore)
        .join(ContestEntry, ContestEntry.id == ContestScore.entry_id)
        .where(ContestScore.round_id == row.id, ContestEntry.state == EntryState.ACCEPTED)
    ).all()
    if any(each.state is not ScoreState.HANDED_IN for each in scores):
        return {}
    criteria, of_entry = criteria_of(session, row), {}
    for each in sheets_of(criteria, list(scores)):
        of_entry.setdefault(each.entry, []).append(total(criteria, each.points))
    return {entry: float(mean_of(given, row.mean)) for entry, given in of_entry.items()}


def _sheet(
    each: ContestScore, criteria: tuple[Criterion, ...], names: dict[int, str]
) -> SheetShown:
    is_in = each.state is ScoreState.HANDED_IN
    points = [each.points[one.key] for one in criteria] if is_in else []
    return SheetShown(
        score_id=each.id,
        judge=names[each.judge_id],
        state=each.state,
        total=float(total(criteria, points)) if is_in else None,
        points=tuple(zip((one.key for one in criteria), points, strict=False)),
        comment=each.comment if is_in else "",
        handed_in_at=each.handed_in_at,
    )


def _place(entry: ContestEntry, ranked, stood, moved, sheets, row: ContestRound) -> PlaceShown:
    """`moved`: the place in a closed final without those who have withdrawn since."""
    place = moved or (stood.place if stood else ranked.place if ranked else None)
    is_within = place is not None and place <= row.seats
    goes_on = stood.goes_on if stood and moved is None else is_within
    return PlaceShown(
        entry_id=entry.id,
        ticket=entry.ticket,
        title=entry.title,
        enterprise=entry.enterprise_name,
        place=place,
        score=float(ranked.score) if ranked else None,
        lowest=float(ranked.totals[0]) if ranked else None,
        highest=float(ranked.totals[-1]) if ranked else None,
        spread=ranked.spread if ranked else None,
        leaning=ranked.leaning if ranked else None,
        is_shared=bool(ranked and ranked.is_shared),
        by=ranked.by if ranked else None,
        goes_on=goes_on,
        sheets=tuple(sheets),
    )


def _versions(session: Session, row: ContestRound) -> tuple[Version, ...]:
    found = select(ContestSheet).where(ContestSheet.round_id == row.id)
    return tuple(
        Version(each.version, each.made_at, each.reason)
        for each in session.exec(found.order_by(col(ContestSheet.version)))
    )
