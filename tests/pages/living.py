"""A random history whose end is now, the same one each time, for the pages that tell of it."""

from datetime import datetime

from db.engine import transaction
from db.models import SampleDraw
from domain import clock
from domain.indicators import building, rollups
from domain.surveys import SAMPLE_PERCENT
from tests.domain.indicators.histories import History

MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")


def lived(monkeypatch) -> datetime:
    """Live it; the clock stands still at its end, also for the thread of the page."""
    building.keep_up()
    with transaction() as session:  # who is drawn for a return visit is chance, and decided here
        draws = (SampleDraw(month=each, seed="96871", percent=SAMPLE_PERCENT) for each in MONTHS)
        session.add_all(draws)
    history = History(4)
    history.live(160)
    monkeypatch.setattr(clock, "now", lambda: history.at)
    rollups.fold_all()
    return history.at
