"""The needs that were raised at activities and the matches of these needs, for those who may know whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from db.activity_vocabulary import ActivityResult
from db.contest_vocabulary import ContestStage
from db.models import Match, TechnicalNeed
from db.research_vocabulary import MatchStage, RecordStage
from db.spans import local_day
from db.vocabulary import Stage
from domain import activity_numbers
from domain.activity_numbers import MATCH_FIGURES, Held
from domain.clock import LOCAL
from domain.permissions import Person
from domain.queries.happened import day_of
from domain.research_visible import matches_visible_to, need_names_visible_to, needs_visible_to

MOST = 200


@dataclass(frozen=True)
class Line:
    """One demand (`demand`: its number), need, match or project that came of an activity; a match goes by the title of
    its need. `at`: when it was handed in, entered or proposed; `is_day`: of which the day alone is told."""

    number: str
    title: str
    title_en: str
    stage: Stage | RecordStage | MatchStage | ContestStage
    at: datetime
    enterprise: str = ""
    demand: str = ""
    need_id: int | None = None
    match_id: int | None = None
    entry_id: int | None = None
    is_day: bool = False


def lines(
    session: Session,
    person: Person,
    activity_ids: Sequence[int],
    what: ActivityResult,
    menu_ids: Sequence[int] = (),
) -> tuple[Line, ...]:
    """The needs or matches behind a number, the newest first, 200 at most; none behind a number of demands.

    Who came to the activity may tell whose a need is, so that a hidden name hides it here.
    """
    where = activity_numbers.behind(what, Held(activity_ids, menu_ids))
    if what in MATCH_FIGURES:
        found = (
            select(Match, TechnicalNeed)
            .join(TechnicalNeed, TechnicalNeed.id == Match.need_id)
            .where(*where, matches_visible_to(person), need_names_visible_to(person))
            # By the day: the hour would tell what one house began in one go.
            .order_by(local_day(Match.proposed_at).desc(), col(Match.id))
        )
        return tuple(
            Line(
                row.number,
                need.title,
                need.title_en or "",
                row.stage,
                day_of(row.proposed_at),
                is_day=True,
                match_id=row.id,
            )
            for row, need in session.exec(found.limit(MOST))
        )
    if what is not ActivityResult.NEEDS:
        return ()
    found = (
        select(TechnicalNeed)
        .where(*where, needs_visible_to(person), need_names_visible_to(person))
        .order_by(col(TechnicalNeed.created_at).desc(), col(TechnicalNeed.id).desc())
    )
    return tuple(
        Line(
            row.number,
            row.title,
            row.title_en or "",
            row.stage,
            row.created_at.astimezone(LOCAL),
            need_id=row.id,
        )
        for row in session.exec(found.limit(MOST))
    )
