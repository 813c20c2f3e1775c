"""Random histories of the small town that many tests begin from: each is lived once in a run, and copied."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

from db.engine import transaction
from db.models import SampleDraw
from domain import clock, numbers
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
        history = lived(seed, steps)
        (shared / f"{name(seed, steps)}.txt").write_text(history.at.isoformat())

    return live


def lived(
    seed: int, steps: int, *, is_rich: bool = False, meanwhile: Callable[[], object] = lambda: None
) -> History:
    """Live it in the small town and count everything: the same for the same seed, since what is chance to the platform
    is decided here, the keys of records and who is drawn for a return visit."""
    building.keep_up()
    with transaction() as session:
        session.add_all(
            SampleDraw(month=each, seed="96871", percent=SAMPLE_PERCENT) for each in MONTHS
        )
    with numbers.repeated(Random(seed)):
        history = History(seed, is_rich=is_rich)
        history.live(steps, meanwhile=meanwhile)
    with clock.stopped(history.at):
        rollups.fold_all()
    return history
