"""How far the demands of the period have come, and from which channel and field they came to what end."""

from collections.abc import Mapping

from sqlmodel import Session

from db.indicator_vocabulary import By, Ended, Reached, Unit, ViewWord
from db.vocabulary import Channel, ServiceField
from domain.indicators import allowed, parts, reading
from domain.indicators.streams import RECEIVED
from domain.kpi_views.table import NOTHING, Asked, Head, Label, Look, Row, Table, View
from domain.permissions import Person

Sums = Mapping[tuple[str, str], Mapping[str, int]]  # by channel and field


def view(session: Session, person: Person, asked: Asked) -> View:
    """The funnel, the flow, and both halves of the flow in numbers."""
    scope = allowed.narrowed(person, asked.scope)
    measures = tuple(RECEIVED.measures)
    found = reading.sums(session, scope, (By.CHANNEL, By.FIELD), measures)
    if not any(sums["received"] for sums in found.values()):
        return NOTHING
    channels, fields = _sorted(found, 0), _sorted(found, 1)
    return View(
        (
            _funnel(found, parts.told_steps(person)),
            _flow(found),
            _came(found, channels, fields),
            _became(found, fields),
        )
    )


def _funnel(found: Sums, steps: tuple[Reached, ...]) -> Table:
    received = sum(sums["received"] for sums in found.values())
    counts: dict[Reached | None, int] = {None: received}
    counts |= {step: sum(sums[step.value] for sums in found.values()) for step in steps}
    return Table(
        ViewWord.FUNNEL,
        ViewWord.STEP,
        (
            Head("many", ViewWord.DEMANDS),
            Head("share", ViewWord.SHARE, Unit.SHARE),
        ),
        tuple(
            Row(step, step or ViewWord.RECEIVED, (many, many / received))
            for step, many in counts.items()
        ),
        Look.BARS,
    )


def _flow(found: Sums) -> Table:
    """What leads to what, the largest first."""
    links: dict[tuple[str, str], tuple[Label, Label, int]] = {}

    def add(source: tuple[str, Label], end: tuple[str, Label], many: int) -> None:
        before = links.get((source[0], end[0]))
        links[source[0], end[0]] = (source[1], end[1], many + (before[2] if before else 0))

    for (channel, field), sums in found.items():
        middle = (f"field:{field}", _field(field))
        add((f"channel:{channel}", Channel(channel)), middle, sums["received"])
        for end, many in _ended(sums).items():
            add(middle, (f"ended:{end.value}", end), many)
    ordered = sorted(links.items(), key=lambda each: (each[0][0] > "f", -each[1][2], each[0]))
    return Table(
        ViewWord.FLOW,
        ViewWord.SOURCE,
        (Head("to", ViewWord.END, None), Head("many", ViewWord.DEMANDS)),
        tuple(Row(key, name, (end, many)) for key, (name, end, many) in ordered if many),
        Look.FLOW,
        drawn=(1,),
    )


def _came(found: Sums, channels: list[str], fields: list[str]) -> Table:
    return Table(
        ViewWord.CHANNEL_TO_FIELD,
        ViewWord.FIELD,
        tuple(Head(channel, Channel(channel)) for channel in channels),
        tuple(
            Row(
                field,
                _field(field),
                tuple(found.get((each, field), {}).get("received", 0) for each in channels),
            )
            for field in fields
        ),
        Look.HEAT,
        drawn=tuple(range(len(channels))),
    )


def _became(found: Sums, fields: list[str]) -> Table:
    merged: dict[str, dict[Ended, int]] = {field: dict.fromkeys(Ended, 0) for field in fields}
    for (_, field), sums in found.items():
        for end, many in _ended(sums).items():
            if field in merged:
                merged[field][end] += many
    return Table(
        ViewWord.FIELD_TO_OUTCOME,
        ViewWord.FIELD,
        tuple(Head(end, end) for end in Ended),
        tuple(Row(field, _field(field), tuple(merged[field].values())) for field in fields),
        Look.HEAT,
        drawn=tuple(range(len(Ended))),
    )


def _ended(sums: Mapping[str, int]) -> dict[Ended, int]:
    """How the demands received ended; those that have not are open."""
    told = {end: sums[f"ended_{end.value}"] for end in Ended if end is not Ended.OPEN}
    return told | {Ended.OPEN: sums["received"] - sum(told.values())}


def _sorted(found: Sums, place: int) -> list[str]:
    """The channels or fields in which demands arrived, those with the most first."""
    many: dict[str, int] = {}
    for key, sums in found.items():
        if sums["received"]:
            many[key[place]] = many.get(key[place], 0) + sums["received"]
    return sorted(many, key=lambda name: (-many[name], name))


def _field(field: str) -> Label:
    return ServiceField(field) if field else ViewWord.NOT_SORTED
