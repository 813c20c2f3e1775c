"""Matches narrowed by what is typed, to those whose next action is overdue, and to those raised at activities."""

from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_, select

from db import search
from db.models import (
    ActivityOrigin,
    ExpertTeam,
    Match,
    MatchOutcome,
    Organisation,
    ResearchResult,
    TechnicalNeed,
)
from db.research_vocabulary import MatchStage
from domain import clock
from domain.clock import LOCAL
from domain.matchmaking.pipeline import SIGNED
from domain.permissions import Person
from domain.research_visible import (
    need_names_visible_to,
    needs_visible_to,
    result_names_visible_to,
    results_visible_to,
)

OVER = (MatchStage.TRANSFORMED, MatchStage.DECLINED)


def holding(person: Person, words: str) -> ColumnElement[bool]:
    """The condition of the matches whose number, titles, records or names say what was typed.

    A record is searched where this person may open it, a name where they may know it: else the search would tell it.
    """
    needs = select(TechnicalNeed.id).join(
        Organisation, Organisation.id == TechnicalNeed.enterprise_id
    )
    needs = needs.where(
        or_(
            _says(words, TechnicalNeed.title, TechnicalNeed.title_en),
            and_(needs_visible_to(person), search.condition(TechnicalNeed, words)),
            and_(
                need_names_visible_to(person), _says(words, Organisation.name, Organisation.name_en)
            ),
        )
    )
    results = select(ResearchResult.id).join(
        Organisation, Organisation.id == ResearchResult.organisation_id
    )
    results = results.where(
        or_(
            _says(words, ResearchResult.title, ResearchResult.title_en),
            and_(results_visible_to(person), search.condition(ResearchResult, words)),
            and_(
                result_names_visible_to(person),
                _says(words, Organisation.name, Organisation.name_en),
            ),
        )
    )
    teams = select(ExpertTeam.id).where(_says(words, ExpertTeam.name, ExpertTeam.name_en))
    return or_(
        col(Match.number) == words.strip().upper(),
        col(Match.need_id).in_(needs.correlate(None)),
        col(Match.result_id).in_(results.correlate(None)),
        col(Match.team_id).in_(teams.correlate(None)),
    )


def is_raised() -> ColumnElement[bool]:
    """The condition of the matches whose need was raised at an activity or at a booked service; not at which, for who
    came there may tell a hidden name."""
    raised = select(ActivityOrigin.need_id).where(col(ActivityOrigin.need_id).is_not(None))
    return col(Match.need_id).in_(raised.correlate(None))


def is_overdue() -> ColumnElement[bool]:
    """The condition of the matches whose next action was due before today."""
    today = clock.now().astimezone(LOCAL).date()
    return and_(col(Match.next_on) < today, col(Match.stage).not_in(OVER))


def is_unverified() -> ColumnElement[bool]:
    """The condition of the matches of which an outcome was told that nobody has verified yet."""
    told = select(MatchOutcome.id).where(
        MatchOutcome.match_id == Match.id,
        col(MatchOutcome.told_at).is_not(None),
        col(MatchOutcome.verified_at).is_(None),
    )
    return and_(col(Match.stage).in_(SIGNED), told.correlate(Match).exists())


def is_next(since: date) -> ColumnElement[bool]:
    """The condition of the matches that go on and have a next action on this day or later."""
    return and_(col(Match.next_on) >= since, col(Match.stage).not_in(OVER))


def _says(words: str, *columns) -> ColumnElement[bool]:
    return or_(*(col(each).icontains(words.strip(), autoescape=True) for each in columns))
