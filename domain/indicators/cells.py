"""What one order has in the rollups: a cell for each of its records that count, as it stands at this moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col

from db.models import Demand
from domain.indicators.streams import STREAMS, Stream

Kept = list  # as it is stored: stream, day, area, unit, field, channel, sums, what else is kept
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Cell:
    """One record's share; `values` are in the order of the stream's measures, `kept` of what else it remembers."""

    stream: Stream
    day: str  # ISO
    area_code: str
    unit_id: int
    field: str
    channel: str
    values: tuple[int, ...]
    kept: tuple[int, ...]

    @property
    def place(self) -> tuple[str, int, str, str]:
        return (self.area_code, self.unit_id, self.field, self.channel)


def of(session: Session, demand_ids: Iterable[int]) -> dict[int, list[Kept]]:
    """The cells of each order, as they are stored; an order without any has an empty list."""
    ids = sorted(set(demand_ids))
    found: dict[int, list[Kept]] = {id: [] for id in ids}
    for begin in range(0, len(ids), MOST_AT_ONCE):
        some = ids[begin : begin + MOST_AT_ONCE]
        for name, asked in _ASKED.items():
            measures = len(STREAMS[name].measures)
            for demand_id, day, *rest in session.execute(asked, {"ids": some}):
                place, numbers = rest[:4], [int(each) for each in rest[4:]]
                sums, kept = numbers[:measures], numbers[measures:]
                area, unit, field, channel = place
                found[demand_id].append(
                    [name, day.isoformat(), area, unit, str(field), str(channel), sums, kept]
                )
    return found


def read(kept: Iterable[Kept]) -> Iterator[Cell]:
    """The cells as they were stored."""
    for name, day, area, unit, field, channel, values, more in kept:
        yield Cell(STREAMS[name], day, area, unit, field, channel, tuple(values), tuple(more))


def difference(before: Iterable[Kept], after: Iterable[Kept]) -> list[tuple[Cell, int]]:
    """The cells that came (+1) and went (-1)."""
    counted: dict[Cell, int] = defaultdict(int)
    for sign, cells in ((-1, before), (1, after)):
        for cell in read(cells):
            counted[cell] += sign
    return [(cell, many) for cell, many in counted.items() if many]


def _asked(stream: Stream):
    columns = (
        Demand.id,
        stream.day,
        *stream.place().values(),
        *stream.measures.values(),
        *stream.kept.values(),
    )
    chosen = col(Demand.id).in_(bindparam("ids", expanding=True))
    return stream.select(*columns).where(chosen).order_by(stream.subject)


_ASKED = {name: _asked(stream) for name, stream in STREAMS.items()}
