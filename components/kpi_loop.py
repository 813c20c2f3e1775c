"""How far the demands of the period have come, and from which channel and field they came to what end."""

from collections.abc import Mapping

import streamlit as st

from components import charts, figure_records, kpi_drawings, linked_bars, linked_grid
from components.kpi_filters import Asked
from components.linked_bars import Bar
from components.linked_grid import Cell, Head, Line
from components.reading import read
from components.rows import Link
from components.texts import t, term
from db.indicator_vocabulary import By, Ended, Indicator, Lacks, Reached
from db.vocabulary import Channel, ServiceField
from domain.indicators.parts import WHOLE, Part
from domain.permissions import Person
from domain.queries import indicators as queries

RECEIVED = Indicator.RECEIVED
NO_FIELD = frozenset({Lacks.FIELD})
Sums = Mapping[tuple[str, str], Mapping[str, int]]  # by channel and field


def show(person: Person, asked: Asked) -> Link | None:
    """The funnel and the flow, each step of which leads to its demands."""
    found = read(queries.sums, person, asked.scope, (By.CHANNEL, By.FIELD), topics=queries.TOPICS)
    received = sum(sums["received"] for sums in found.values())
    if not received:
        st.info(t("No demand arrived here in this period."), icon=":material/inbox:")
        return None
    left, right = st.columns((2, 3), gap="large")
    with left:
        wanted = _funnel(person, asked, found, received)
    with right:
        st.caption(t("From channel to field to outcome"))
        links, order = _flow(found)
        charts.show(kpi_drawings.flow(links, order), key="kpi-flow")
    return _tables(person, asked, found) or wanted


def _funnel(person: Person, asked: Asked, found: Sums, received: int) -> Link | None:
    st.caption(t("Of the demands received in the period, as they stand now"))
    bars = [_step(person, asked, t("Received"), received, received, WHOLE)]
    for step in Reached:
        many = sum(sums[step.value] for sums in found.values())
        bars.append(_step(person, asked, term(step), many, received, Part(reached=step)))
    label = t("Of the demands received in the period, as they stand now")
    return linked_bars.show(bars, key="kpi-funnel", label=label)


def _step(person: Person, asked: Asked, name: str, many: int, received: int, part: Part) -> Bar:
    share = many / received
    return Bar(
        name=name,
        value=f"{many:,}",
        share=share,
        link=figure_records.link(person, asked, RECEIVED, part=part),
        more=f"{share:.0%}",
        told=f"{name}: {many:,}, {share:.0%}",
    )


def _tables(person: Person, asked: Asked, found: Sums) -> Link | None:
    """The flow in numbers; each leads to its demands."""
    channels, fields = _sorted(found, 0), _sorted(found, 1)
    of_field = {field: _merged(found, field) for field in fields}

    def cell(name: str, many: int, most: int, part: Part = WHOLE, **where: str) -> Cell:
        if not many:
            return Cell()
        link = figure_records.link(person, asked, RECEIVED, part=part, **where)
        return Cell(f"{many:,}", many / most, link, told=f"{name}: {many:,}")

    def received(channel: str, field: str) -> int:
        return found.get((channel, field), {}).get("received", 0)

    most = max(sums["received"] for sums in found.values()) or 1
    came = [
        Line(
            _field_name(field),
            tuple(
                cell(
                    f"{_field_name(field)}, {term(Channel(channel))}",
                    received(channel, field),
                    most,
                    *_lacking(field),
                    channel=channel,
                    **_field(field),
                )
                for channel in channels
            ),
        )
        for field in fields
    ]
    most = max(max(sums.values()) for sums in of_field.values()) or 1
    became = [
        Line(
            _field_name(field),
            tuple(
                cell(
                    f"{_field_name(field)}, {term(end)}",
                    of_field[field][end],
                    most,
                    Part(ended=end, lacks=frozenset() if field else NO_FIELD),
                    **_field(field),
                )
                for end in Ended
            ),
        )
        for field in fields
    ]
    left, right = st.columns(2, gap="large")
    with left:
        st.caption(t("From channel to field"))
        heads = [Head(term(Channel(channel))) for channel in channels]
        label = t("From channel to field")
        wanted = linked_grid.show(heads, came, key="kpi-came", label=label, corner=t("Field"))
    with right:
        st.caption(t("From field to outcome"))
        heads = [Head(term(end)) for end in Ended]
        label = t("From field to outcome")
        other = linked_grid.show(heads, became, key="kpi-became", label=label, corner=t("Field"))
    return wanted or other


def _flow(found: Sums) -> tuple[list[tuple[str, str, int]], list[str]]:
    """What leads to what, and the places from left to right, the largest on top."""
    links: dict[tuple[str, str], int] = {}
    for (channel, field), sums in found.items():
        middle = f"2|{_field_name(field)}"
        told = {(f"1|{term(Channel(channel))}", middle): sums["received"]}
        told |= {(middle, f"3|{term(end)}"): many for end, many in _ended(sums).items()}
        for pair, many in told.items():
            links[pair] = links.get(pair, 0) + many
    shown = [(source, target, many) for (source, target), many in links.items() if many]
    weight: dict[str, int] = {}
    for source, target, many in shown:
        for place in (source, target):
            weight[place] = weight.get(place, 0) + many
    return shown, sorted(weight, key=lambda place: (place[0], -weight[place]))


def _ended(sums: Mapping[str, int]) -> dict[Ended, int]:
    """How the demands received ended; those that have not are open."""
    told = {end: sums[f"ended_{end.value}"] for end in Ended if end is not Ended.OPEN}
    return told | {Ended.OPEN: sums["received"] - sum(told.values())}


def _merged(found: Sums, field: str) -> dict[Ended, int]:
    """How the demands of one field ended, whatever the channel."""
    total = dict.fromkeys(Ended, 0)
    for (_, other), sums in found.items():
        if other == field:
            for end, many in _ended(sums).items():
                total[end] += many
    return total


def _sorted(found: Sums, place: int) -> list[str]:
    """The channels or fields in which demands arrived, those with the most first."""
    many: dict[str, int] = {}
    for key, sums in found.items():
        if sums["received"]:
            many[key[place]] = many.get(key[place], 0) + sums["received"]
    return sorted(many, key=lambda name: (-many[name], name))


def _field(field: str) -> dict[str, str]:
    return {"field": field} if field else {}


def _lacking(field: str) -> tuple[Part, ...]:
    return () if field else (Part(lacks=NO_FIELD),)


def _field_name(field: str) -> str:
    return term(ServiceField(field)) if field else t("Not sorted yet")
