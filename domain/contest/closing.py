"""Closing a stage: the ranking stands, the best go on; awarding the prizes, and publishing them."""

from bisect import bisect_left
from collections.abc import Sequence

from sqlmodel import Session, col, select

from db.contest_vocabulary import ContestStage, ScoreState, TieRule
from db.models import (
    Contest,
    ContestEntry,
    ContestJudge,
    ContestResult,
    ContestRound,
    ContestScore,
    Event,
)
from domain.command import Act, command
from domain.contest import mails
from domain.contest.assignments import open_round, taking_part
from domain.contest.conflicts import conflicts
from domain.contest.plans import check_on, rounds_of
from domain.contest.ranking import Ranked, Sheet, ranking
from domain.contest.scoring import NotScored, criteria_of
from domain.errors import Refused
from domain.permissions import activity_keepers, activity_reviewers

F = ContestStage.FINAL


class SheetsMissing(Refused):
    message = "{n} sheets are not handed in yet."


class EntriesUnscored(Refused):
    message = "{n} entries have no sheet at all."


class ScoredInConflict(Refused):
    message = (
        "There is a conflict between judges and entries of theirs. Please take these from them "
        "first, also where the sheet is handed in: {names}."
    )


class NotClosed(Refused):
    message = "The final is not closed yet."


class OwnAward(Refused):
    message = "Somebody else than who awarded the prizes publishes them."


@command(Contest, by=activity_keepers)
def close(act: Act, contest: Contest, *, stage: ContestStage) -> int:
    """Close a stage when all sheets are in: the ranking stands, and the best go on. Returns how many go on.

    Who shares the last place that goes on goes on too. After the preliminary every entrant hears whether they do.
    """
    row = open_round(act.session, contest, stage)
    if row.begun_at is None:
        raise NotScored
    entries = {each.id: each for each in taking_part(act.session, contest, row.stage)}
    scores = scores_of(act.session, row, entries)
    _refuse_conflicts(act.session, entries, scores)
    if missing := sum(each.state is not ScoreState.HANDED_IN for each in scores):
        raise SheetsMissing(n=missing)
    ranked = ranked_of(act.session, row, scores)
    if without := len(entries) - len(ranked):
        raise EntriesUnscored(n=without)
    going = 0
    for each in ranked:
        goes_on = each.place <= row.seats
        going += goes_on
        act.session.add(
            ContestResult(
                round_id=row.id,
                entry_id=each.entry,
                place=each.place,
                score=round(each.score * 100),
                lowest=round(each.totals[0] * 100),
                highest=round(each.totals[-1] * 100),
                sheets=len(each.totals),
                goes_on=goes_on,
            )
        )
        if row.stage is ContestStage.PRELIMINARY:
            _go_on(act, entries[each.entry], each.place if goes_on else None)
    row.closed_at = act.now
    act.record("stage_closed", contest, stage=row.stage.value, going=going)
    return going


@command(Contest, by=activity_keepers)
def award(act: Act, contest: Contest) -> int:
    """Give the prizes by the places of the final: the first prize to the first places, and so on; returns how many.

    Who shares a place gets the same prize; who stood behind an entry that was withdrawn since moves up.
    """
    check_on(contest)
    row = rounds_of(act.session, contest.id)[F]
    if row.closed_at is None or contest.stage is not F:
        raise NotClosed
    entries = {each.id: each for each in taking_part(act.session, contest, F)}
    found = select(ContestResult).where(
        ContestResult.round_id == row.id, col(ContestResult.entry_id).in_(entries)
    )
    results = act.session.exec(found.order_by(col(ContestResult.place))).all()
    places, given = moved_up(results), 0
    for result in results:
        entry, place = entries[result.entry_id], places[result.entry_id]
        prize = _prize(contest, place) if place <= row.seats else None
        if prize is None:
            continue
        entry.prize, entry.stage = prize, ContestStage.AWARDED
        given += 1
        said = {"prize": contest.prizes[prize]["name"], "place": place, "before": result.place}
        act.record("entry_awarded", entry, **said)
    contest.stage = ContestStage.AWARDED
    act.record("prizes_awarded", contest, given=given)
    return given


@command(Contest, by=activity_reviewers)
def publish(act: Act, contest: Contest) -> None:
    """Publish who was awarded; another person than who awarded does. All of the final hear what became of them."""
    check_on(contest)
    if contest.stage is not ContestStage.AWARDED or contest.published_at is not None:
        raise NotClosed
    awarding = select(Event.actor_id).where(
        Event.subject_kind == Contest.__tablename__,
        Event.subject_id == contest.id,
        Event.action == "prizes_awarded",
    )
    if act.actor.id in act.session.exec(awarding).all():
        raise OwnAward
    contest.published_at = act.now
    act.record("awards_published", contest)
    for entry in taking_part(act.session, contest, F):
        if entry.prize is None:
            act.record("entry_unawarded", entry)
        else:
            won = contest.prizes[entry.prize]
            act.record("entry_won", entry, prize=won["name"], prize_en=won["name_en"])
        mails.tell_entrant(act, entry)


def moved_up(results: Sequence[ContestResult]) -> dict[int, int]:
    """By entry the place among these results alone, those of entries that are still in."""
    stood = sorted(each.place for each in results)
    return {each.entry_id: 1 + bisect_left(stood, each.place) for each in results}


def scores_of(
    session: Session, row: ContestRound, entries: dict[int, ContestEntry]
) -> list[ContestScore]:
    """The sheets of a round for those that take part still."""
    found = select(ContestScore).where(ContestScore.round_id == row.id)
    ordered = session.exec(found.order_by(col(ContestScore.id)))
    return [each for each in ordered if each.entry_id in entries]


def ranked_of(session: Session, row: ContestRound, scores: list[ContestScore]) -> list[Ranked]:
    """The ranking by the sheets that are handed in."""
    criteria = criteria_of(session, row)
    return ranking(criteria, sheets_of(criteria, scores), row.mean, tuple(map(TieRule, row.ties)))


def sheets_of(criteria, scores: list[ContestScore]) -> list[Sheet]:
    """What was handed in, as numbers."""
    return [
        Sheet(each.entry_id, each.judge_id, tuple(each.points[one.key] for one in criteria))
        for each in scores
        if each.state is ScoreState.HANDED_IN
    ]


def _refuse_conflicts(
    session: Session, entries: dict[int, ContestEntry], scores: list[ContestScore]
) -> None:
    """A tie may have shown after an entry was given to somebody: their sheet does not count."""
    asked = {each.judge_id for each in scores}
    found = select(ContestJudge).where(col(ContestJudge.id).in_(asked))
    judges = {each.id: each for each in session.exec(found)}
    clashes = conflicts(session, judges.values(), entries.values())
    pairs = sorted(
        (entries[each.entry_id].ticket, judges[each.judge_id].name)
        for each in scores
        if (each.judge_id, each.entry_id) in clashes
    )
    if pairs:
        names = {each.ticket: each.title for each in entries.values()}
        raise ScoredInConflict(names="; ".join(f"{who} – {names[n]}" for n, who in pairs))


def _go_on(act: Act, entry: ContestEntry, place: int | None) -> None:
    """Let an entry go on to the final, or be out without a place there; whoever entered it is told."""
    if place is None:
        act.record("entry_out", entry)
    else:
        entry.stage = F
        act.record("entry_goes_on", entry, place=place)
    mails.tell_entrant(act, entry)


def _prize(contest: Contest, place: int) -> int | None:
    """Which prize a place gets."""
    last = 0
    for n, each in enumerate(contest.prizes):
        last += each["count"]
        if place <= last:
            return n
    return None
