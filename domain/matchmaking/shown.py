"""What was shown to people, and in which place: without it, learning would take the first place for merit."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib import import_module

from sqlmodel import Session

from db.engine import transaction
from db.models import ShownMatch
from db.research_vocabulary import ShownIn
from db.settings import settings
from domain import clock
from domain.matchmaking.proposals import Proposed
from domain.queries.fresh import Fresh
from domain.queries.proposals import Shown


def note(need_id: int, found: Sequence[Shown], engine: str) -> None:
    """Keep which results an engine shows for a need, once a day for each pair; its first place of the day counts.

    It is a log of what the platform did, not a change that a person made: it is no command and leaves no event.
    """
    _keep(ShownIn.NEED, [(need_id, each.id, each.why) for each in found], engine)


def note_needs(result_id: int, found: Sequence[Shown], engine: str) -> None:
    """The same of the needs that it shows for a result."""
    _keep(ShownIn.RESULT, [(each.id, result_id, each.why) for each in found], engine)


def note_best(found: Sequence[Fresh], engine: str) -> None:
    """The same of the needs that fit a house best, each with its result."""
    _keep(ShownIn.HOUSE, [(each.need.id, each.shown.id, each.shown.why) for each in found], engine)


def _keep(shown_in: ShownIn, pairs: Sequence[tuple[int, int, Proposed]], engine: str) -> None:
    places = tuple(
        (need_id, result_id, place, round(why.score, 4), why.is_exploratory)
        for place, (need_id, result_id, why) in enumerate(pairs, start=1)
    )
    if places:
        _note(settings().database_url, shown_in, clock.now().date(), places, engine)


@lru_cache(maxsize=5000)  # the same list is drawn again and again
def _note(_database: str, shown_in: ShownIn, day: date, places: tuple, engine: str) -> None:
    with transaction() as session:
        session.execute(
            _insert(session),
            [
                {
                    "need_id": need_id,
                    "result_id": result_id,
                    "on": day,
                    "shown_in": shown_in,
                    "rank": place,
                    "score": score,
                    "is_exploratory": is_exploratory,
                    "engine": engine,
                }
                for need_id, result_id, place, score, is_exploratory in places
            ],
        )


def _insert(session: Session):
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    return dialect.insert(ShownMatch).on_conflict_do_nothing()
