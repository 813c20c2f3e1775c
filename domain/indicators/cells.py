"""What one order has in the rollups: a cell for each of its records that count, as it stands at this moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, literal, union_all
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
    connection = session.connection()  # rows as they are: nothing of them is kept by the session
    for begin in range(0, len(ids), MOST_AT_ONCE):
        some = ids[begin : begin + MOST_AT_ONCE]
        for name, demand_id, day, *rest in connection.execute(_ASKED, {"ids": some}):
            measures, end = _LENGTHS[name]
            area, unit, field, channel, *numbers = rest
            told = [int(each) for each in numbers[:end]]
            sums, kept = told[:measures], told[measures:]
            found[demand_id].append([name, day.isoformat(), area, unit, field, channel, sums, kept])
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


def _asked(stream: Stream) -> Select:
    """The records of one stream in columns that all streams have: what it does not add up or keep is nought."""
    numbers = [*stream.measures.values(), *stream.kept.values()]
    numbers += [literal(0)] * (_MOST - len(numbers))
    columns = (
        literal(stream.name).label("stream"),
        col(Demand.id).label("demand_id"),
        stream.day.label("day"),
        *(each.label(name) for name, each in stream.place().items()),
        *(each.label(f"n{n}") for n, each in enumerate(numbers)),
    )
    chosen = col(Demand.id).in_(bindparam("ids", expanding=True))
    return stream.select(*columns).where(chosen)


_LENGTHS = {
    name: (len(stream.measures), len(stream.measures) + len(stream.kept))
    for name, stream in STREAMS.items()
}
_MOST = max(end for _, end in _LENGTHS.values())
_ASKED = union_all(
    *map(_asked, STREAMS.values())
)  # in one question: an order is asked for all of them
