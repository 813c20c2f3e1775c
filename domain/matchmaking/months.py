"""How well the engine did on the platform's own decisions, month by month, beside its rivals.

The same measure as `manage.py evaluate matching`, with the needs on which something was decided in the month as queries
and the decisions as judgements. It tells how the ranking of words does; fields and what was learnt come on top of it.

Most of what was decided on is what the engine itself had shown, so that the comparison leans its way: what a rival
would have found besides was not judged, and counts as not found. How much of it that is, is kept with the figures.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from db.engine import snapshot, transaction
from db.models import MatchText, MonthTrial
from db.research_vocabulary import MatchKind
from domain import claims, clock
from domain.indicators.periods import month_after
from domain.matching.judging import trial
from domain.matching.judging.collection import Grades, Judged
from domain.matchmaking import decisions
from domain.matchmaking.decisions import Decision

MONTHS = 12  # looked back
MOST_RESULTS = 3000  # among which is ranked: those decided on, and others beside them
FEWEST_NEEDS = 3
SHOWN = "shown_by_engine"  # share of the decisions that were on what the engine had shown
AGAIN_AFTER = timedelta(hours=20)
AT_MOST = timedelta(minutes=30)  # that one month takes


def work_out() -> int:
    """Work out one month whose decisions have changed since; returns how many were worked out.

    A month whose decisions were all taken back has no figures any more.
    """
    with claims.claimed("try_months", AT_MOST) as is_ours:
        return _work_out() if is_ours else 0


def _work_out() -> int:
    with snapshot() as session:
        known = {row.month: row for row in session.exec(select(MonthTrial))}
        found = decisions.newest(session)
        earliest = _earliest(found)
        by_month = _by_month(found, earliest)
        gone = [month for month in known if month >= earliest and month not in by_month]
        changed = [
            month
            for month, its in sorted(by_month.items(), reverse=True)
            if month not in known
            or known[month].decided != decisions.digest(its)
            and known[month].worked_out_at < clock.now() - AGAIN_AFTER
        ]
        row = _tried(session, changed[0], by_month[changed[0]]) if changed else None
    if not (gone or row):
        return 0
    with transaction() as session:
        session.execute(delete(MonthTrial).where(col(MonthTrial.month).in_(gone)))
        if row:
            session.merge(row)
    return 1


def _earliest(found: Sequence[Decision]) -> date:
    """The first month that is looked at: of very many decisions only the newest are at hand, and the first month of
    these may lack some."""
    earliest = month_after(_month(clock.now()), 1 - MONTHS)
    if len(found) < decisions.MOST:
        return earliest
    return max(earliest, month_after(_month(found[0].at), 1))


def _by_month(found: Sequence[Decision], earliest: date) -> dict[date, list[Decision]]:
    by_month: dict[date, list[Decision]] = {}
    for each in found:
        if (month := _month(each.at)) >= earliest:
            by_month.setdefault(month, []).append(each)
    return by_month


def _month(at: datetime) -> date:
    return at.astimezone(clock.now().tzinfo).date().replace(day=1)


def _tried(session: Session, month: date, found: Sequence[Decision]) -> MonthTrial:
    """The figures of one month; none where too little was decided."""
    grades: Grades = {}
    for each in found:
        grades.setdefault(str(each.need_id), {})[str(each.record_id)] = each.grade
    fitting = {need: row for need, row in grades.items() if any(row.values())}
    row = MonthTrial(
        month=month,
        worked_out_at=clock.now(),
        decisions=len(found),
        decided=decisions.digest(found),
        needs=len(fitting),
        results=0,
        figures={},
    )
    if len(fitting) >= FEWEST_NEEDS:
        judged = Judged(
            documents=_documents(session, {each.record_id for each in found}),
            queries=_texts(session, MatchKind.NEED, {int(need) for need in grades}),
            grades=grades,
        )
        row.results, row.figures = len(judged.documents), trial.run(judged)
        row.figures[SHOWN] = round(sum(each.rank is not None for each in found) / len(found), 4)
    return row


def _documents(session: Session, decided: set[int]) -> dict[str, str]:
    others = (
        select(MatchText.record_id, MatchText.text)
        .where(MatchText.kind == MatchKind.RESULT, col(MatchText.is_active))
        .order_by(col(MatchText.record_id).desc())
        .limit(max(MOST_RESULTS - len(decided), 0))
    )
    found = {str(key): text for key, text in session.exec(others)}
    return found | _texts(session, MatchKind.RESULT, decided)


def _texts(session: Session, kind: MatchKind, ids: set[int]) -> dict[str, str]:
    kept = select(MatchText.record_id, MatchText.text).where(
        MatchText.kind == kind, col(MatchText.record_id).in_(ids)
    )
    return {str(key): text for key, text in session.exec(kept.order_by(MatchText.record_id))}
