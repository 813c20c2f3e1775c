"""What was shown to people, and in which place: without it, learning would take the first place for merit."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib import import_module

from sqlmodel import Session

from db.engine import transaction
from db.models import ShownMatch
from db.settings import settings
from domain import clock
from domain.queries.proposals import Shown


def note(need_id: int, found: Sequence[Shown], engine: str) -> None:
    """Keep what an engine shows for a need, once a day for each result; its first place of the day counts.

    It is a log of what the platform did, not a change that a person made: it is no command and leaves no event.
    """
    day = clock.now().date()
    places = tuple(
        (each.id, place, round(each.why.score, 4), each.why.is_exploratory)
        for place, each in enumerate(found, start=1)
    )
    _note(settings().database_url, need_id, day, places, engine)


@lru_cache(maxsize=5000)  # the same list is drawn again and again
def _note(_database: str, need_id: int, day: date, places: tuple, engine: str) -> None:
    with transaction() as session:
        session.execute(
            _insert(session),
            [
                {
                    "need_id": need_id,
                    "result_id": result_id,
                    "on": day,
                    "rank": place,
                    "score": score,
                    "is_exploratory": is_exploratory,
                    "engine": engine,
                }
                for result_id, place, score, is_exploratory in places
            ],
        )


def _insert(session: Session):
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    return dialect.insert(ShownMatch).on_conflict_do_nothing()
