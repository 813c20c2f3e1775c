"""How long the answers took, and how much of their limit."""

from collections.abc import Sequence
from itertools import pairwise

from sqlmodel import Session

from db.indicator_vocabulary import Unit, ViewWord
from domain.indicators import allowed, metric, reading
from domain.indicators.steps import DAY, SHARES, TIMES, median
from domain.kpi_views.table import NOTHING, Asked, Head, Label, Look, Row, Said, Table, View
from domain.permissions import Person

HOUR = 60  # minutes


def view(session: Session, person: Person, asked: Asked) -> View:
    """The two distributions of whole months, each from its first to its last step in which there is anything."""
    scope = allowed.narrowed(person, asked.scope)
    found = reading.times(session, scope)[None] if metric.is_whole(scope) else None
    if not found:
        return NOTHING
    by_time, by_share = [0] * len(TIMES), [0] * len(SHARES)
    for (time, share), many in found.items():
        by_time[time] += many
        by_share[share] += many
    tables = (
        _table(ViewWord.BY_TIME, times(), by_time),
        _table(ViewWord.BY_LIMIT, shares(), by_share),
    )
    return View(tables, median(dict(enumerate(by_time))))


def times() -> list[Label]:
    """The steps of time; below a working day in office hours."""
    found: list[Label] = []
    for begin, end in pairwise(TIMES):
        word, scale = (ViewWord.HOURS, HOUR) if end <= DAY else (ViewWord.DAYS, DAY)
        found.append(Said(word, f"{begin / scale:g}", f"{end / scale:g}"))
    return [*found, Said(ViewWord.DAYS_OR_MORE, f"{TIMES[-1] / DAY:g}")]


def shares() -> list[Label]:
    names = [f"{begin}–{end} %" for begin, end in pairwise(SHARES)]
    return [*names, f"≥ {SHARES[-1]} %"]


def _table(name: ViewWord, steps: Sequence[Label], counts: Sequence[int]) -> Table:
    total = sum(counts)
    filled = [n for n, many in enumerate(counts) if many]
    return Table(
        name,
        ViewWord.STEP,
        (Head("many", ViewWord.ANSWERS), Head("share", ViewWord.SHARE, Unit.SHARE)),
        tuple(
            Row(n, steps[n], (counts[n], counts[n] / total))
            for n in range(filled[0], filled[-1] + 1)
        ),
        Look.BARS,
    )
