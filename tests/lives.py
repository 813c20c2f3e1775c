"""Random histories of the small town that many tests begin from: each is lived once in a run, and copied."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from db.engine import transaction
from db.models import SampleDraw
from domain import clock
from domain.indicators import building, rollups
from domain.surveys import SAMPLE_PERCENT
from tests.domain.indicators.histories import History

MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")


def name(seed: int, steps: int) -> str:
    return f"platform_lived_{seed}_{steps}"


def ended(shared: Path, seed: int, steps: int) -> datetime:
    """The moment at which it ended."""
    return datetime.fromisoformat((shared / f"{name(seed, steps)}.txt").read_text())


def living(shared: Path, seed: int, steps: int) -> Callable[[], None]:
    """What lives it in the small town, counts everything, and notes the moment of its end."""

    def live() -> None:
        building.keep_up()
        with (
            transaction() as session
        ):  # who is drawn for a return visit is chance, and decided here
            draws = (
                SampleDraw(month=each, seed="96871", percent=SAMPLE_PERCENT) for each in MONTHS
            )
            session.add_all(draws)
        history = History(seed)
        history.live(steps)
        with clock.stopped(history.at):
            rollups.fold_all()
        (shared / f"{name(seed, steps)}.txt").write_text(history.at.isoformat())

    return live
