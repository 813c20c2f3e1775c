"""What lies below the cards: the map and the ranking, the trend, the loop, the load and the handling times."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import streamlit as st

from components import address, charts, figure_words, kpi_drawings, kpi_filters, tile_map
from components.area_choice import area_names
from components.kpi_drawings import Bar, Happened
from components.kpi_filters import Asked
from components.naming import naming
from components.reading import read
from components.rows import Link
from components.target_marks import Mark
from components.texts import t, term
from db.indicator_vocabulary import Better, By, Indicator
from db.vocabulary import Channel, ServiceField
from domain.indicators import periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figure
from domain.indicators.steps import DAY, SHARES, TIMES
from domain.permissions import Person
from domain.queries import indicators as queries
from domain.queries import zones
from domain.queries.demand import units

VIEWS = ("places", "trend", "loop", "load", "times")
EVERY = 30  # seconds after which the pictures follow the cards, which are live by themselves
MOST_BARS = 20
MOST_DAYS = 45  # of the heat map; beyond that, weeks


def chosen_view() -> str:
    names = {
        "places": t("Sub-platforms"),
        "trend": t("Trend"),
        "loop": t("The loop"),
        "load": t("Arrivals"),
        "times": t("Handling times"),
    }
    return address.segment("view", t("Picture"), VIEWS, names.get)


def places(
    person: Person, asked: Asked, indicator: Indicator, aims: Mapping[str, Mark]
) -> Link | None:
    """The map of the sub-platforms and the ranking beside it; returns where the person wants to go."""
    definition = DEFINITIONS[indicator]
    split = By.AREA if not asked.scope.area and By.AREA in definition.by else By.UNIT
    found = _side_by_side(person, asked, indicator, split)
    wanted = None
    left, right = st.columns((2, 3), gap="large")
    with left:
        st.caption(
            t(
                "{figure} by sub-platform; a click narrows everything to one.",
                figure=term(indicator),
            )
        )
        wanted = _map(person, asked, indicator, aims)
    with right:
        if not found:
            st.info(t("Nothing was counted here in this period."), icon=":material/search_off:")
            return wanted
        bars = _bars(person, asked, indicator, split, found)
        city = aims.get("")
        drawn = kpi_drawings.ranked(bars, definition.unit, city.value if city else None)
        said = st.plotly_chart(
            drawn,
            config={"displayModeBar": False},
            key=f"kpi-ranked-{split.value}",
            on_select="rerun",
            selection_mode="points",
        )
        return wanted or _picked(said, asked, split, bars)


def over_time(
    person: Person, asked: Asked, indicator: Indicator, marks: tuple[Happened, ...]
) -> None:
    """The last twelve months beside the twelve before, with what happened on the axis."""
    definition = DEFINITIONS[indicator]
    if By.MONTH not in definition.by:
        st.info(
            t("This figure tells of this moment only; it has no past."), icon=":material/schedule:"
        )
        return
    last = asked.period.last.replace(day=1)
    firsts = [periods.month_after(last, n - 11) for n in range(12)]
    since = periods.month_after(firsts[0], -12)
    scope = replace(asked.scope, since=since)
    found = read(queries.figures, person, (indicator,), scope, By.MONTH, topics=queries.TOPICS)

    def values(shift: int) -> list[float | None]:
        keys = [periods.month_after(first, shift) for first in firsts]
        return [(found.get(key, {}).get(indicator) or Figure(indicator)).value for key in keys]

    lines = {t("Last twelve months"): values(0)}
    if any(each is not None for each in values(-12)):
        lines[t("A year before")] = values(-12)
    within = tuple(each for each in marks if each.on >= firsts[0])
    drawn = kpi_drawings.trend(
        lines, firsts, definition.unit, within, is_unfinished=asked.period.is_unfinished
    )
    charts.show(drawn, key="kpi-trend")


def loop(person: Person, asked: Asked) -> None:
    """How far the demands of the period have come, and from which channel they came to what end."""
    found = read(queries.sums, person, asked.scope, topics=queries.TOPICS)[None]
    if not found["received"]:
        st.info(t("No demand arrived here in this period."), icon=":material/inbox:")
        return
    left, right = st.columns((2, 3), gap="large")
    with left:
        st.caption(t("Of the demands received in the period, as they stand now"))
        names = {
            "received": t("Received"),
            "taken_on": t("Taken on"),
            "sent": t("Sent to a unit"),
            "replied": t("Answered"),
            "judged": t("Judged"),
            "finished": t("Closed"),
        }
        steps = [(name, found[key]) for key, name in names.items()]
        charts.show(kpi_drawings.funnel(steps), key="kpi-funnel")
    with right:
        st.caption(t("From channel to field to outcome"))
        links, order = _flow(person, asked)
        charts.show(kpi_drawings.flow(links, order), key="kpi-flow")


def load(person: Person, asked: Asked) -> None:
    """How many demands arrived where, by day or by week."""
    found = read(queries.sums, person, asked.scope, (By.AREA, By.DAY), topics=queries.TOPICS)
    names = area_names(person)
    days = (asked.period.until - asked.period.first).days + 1
    weekly = days > MOST_DAYS
    counts: dict[tuple[str, date], int] = {}
    for (area, day), sums in found.items():
        slot = day - timedelta(days=day.weekday()) if weekly else day
        counts[area, slot] = counts.get((area, slot), 0) + sums["received"]
    slots = sorted({slot for _, slot in counts})
    areas = [code for code in names if any(area == code for area, _ in counts)]
    if not slots:
        st.info(t("No demand arrived here in this period."), icon=":material/inbox:")
        return
    st.caption(t("Demands received, by week") if weekly else t("Demands received, by day"))
    charts.show(
        kpi_drawings.heat(
            [names[code] for code in areas],
            [f"{slot:%m-%d}" for slot in slots],
            [[counts.get((code, slot)) for slot in slots] for code in areas],
        ),
        key="kpi-load",
    )


def times(person: Person, asked: Asked) -> None:
    """How long the answers took, and how much of their limit."""
    found = read(queries.spread, person, asked.scope, topics=queries.TOPICS)
    if not found:
        st.info(t("No answer was given here in this period."), icon=":material/hourglass_empty:")
        return
    by_time, by_share = [0] * len(TIMES), [0] * len(SHARES)
    for (time, share), many in found.items():
        by_time[time] += many
        by_share[share] += many
    left, right = st.columns(2, gap="large")
    with left:
        st.caption(t("Answers by working days from dispatch to answer"))
        charts.show(kpi_drawings.steps(_days(), by_time), key="kpi-times")
    with right:
        st.caption(t("Answers by how much of their limit they took; past it, hatched"))
        late = SHARES.index(100)
        charts.show(kpi_drawings.steps(_shares(), by_share, late), key="kpi-shares")


def _side_by_side(
    person: Person, asked: Asked, indicator: Indicator, split: By
) -> dict[object, Figure]:
    found = read(queries.figures, person, (indicator,), asked.scope, split, topics=queries.TOPICS)
    return {key: each[indicator] for key, each in found.items() if indicator in each}


def _map(
    person: Person, asked: Asked, indicator: Indicator, aims: Mapping[str, Mark]
) -> Link | None:
    everywhere = replace(asked, scope=replace(asked.scope, area=None))
    found = _side_by_side(person, everywhere, indicator, By.AREA)
    speak = naming()
    drawn = []
    for tile in read(zones.tiles, person, topics=("organisations", "rules")):
        figure, aim = found.get(tile.code), aims.get(tile.code)
        name = speak(tile.name, tile.name_en)
        told = figure_words.value(DEFINITIONS[indicator], figure.value if figure else None)
        is_chosen = tile.code == asked.scope.area
        query = kpi_filters.query(
            asked, area=None if is_chosen else tile.code, figure=indicator.value
        )
        drawn.append(
            tile_map.Tile(
                link=Link(kpi_filters.PAGE, kpi_filters.PATH, query),
                name=name,
                many=told,
                told=f"{name}: {term(indicator)} {told}" + (f", {aim.words}" if aim else ""),
                column=tile.column,
                row=tile.row,
                is_chosen=is_chosen,
                tone=aim.tone if aim else "",
                mark=aim.sign if aim else "",
            )
        )
    return tile_map.show(drawn, key="kpi-map", label=t("The sub-platforms"))


def _bars(
    person: Person, asked: Asked, indicator: Indicator, split: By, found: dict[object, Figure]
) -> list[Bar]:
    definition = DEFINITIONS[indicator]
    calendar = read(queries.calendar, person, topics=("rules",))
    earlier = asked.during(periods.earlier(asked.period, 1, calendar))
    before = {}
    if not definition.is_now:
        before = _side_by_side(person, replace(asked, scope=earlier), indicator, split)
    names = _names(person, split)
    bars = [
        Bar(
            str(key),
            names.get(str(key)) or t("Not said"),
            each.value,
            before[key].value if key in before else None,
            f"{figure_words.value(definition, each.value)}  {figure_words.of_how_many(each)}",
        )
        for key, each in found.items()
        if each.value is not None
    ]
    sign = 1 if definition.better is Better.LOWER else -1
    return sorted(bars, key=lambda bar: (sign * bar.value, bar.name))[:MOST_BARS]


def _names(person: Person, split: By) -> dict[str, str]:
    if split is By.AREA:
        return area_names(person)
    speak = naming()
    named = read(units, person, topics=("organisations",))
    return {str(each.id): speak(each.name, each.name_en) for each in named}


def _picked(said: Any, asked: Asked, split: By, bars: list[Bar]) -> Link | None:
    """The bar that was clicked: everything is narrowed to it."""
    points = said.selection.points if said else []
    keys = [point.get("customdata") for point in points]
    if not keys or keys[0] not in {bar.key for bar in bars}:
        return None
    more = {"area": keys[0]} if split is By.AREA else {"unit": keys[0]}
    return Link(kpi_filters.PAGE, kpi_filters.PATH, kpi_filters.query(asked, **more))


def _flow(person: Person, asked: Asked) -> tuple[list[tuple[str, str, int]], list[str]]:
    found = read(queries.sums, person, asked.scope, (By.CHANNEL, By.FIELD), topics=queries.TOPICS)
    ends = {
        "ended_solved": t("Solved"),
        "ended_partly": t("Partly solved"),
        "ended_explained": t("Explained"),
        "ended_without": t("Not taken on"),
    }
    links: dict[tuple[str, str], int] = {}
    for (channel, field), sums in found.items():
        if not sums["received"]:
            continue
        source = f"1|{term(Channel(channel))}"
        middle = f"2|{term(ServiceField(field)) if field else t('Not sorted yet')}"
        links[source, middle] = links.get((source, middle), 0) + sums["received"]
        left = sums["received"]
        for key, name in ends.items():
            links[middle, f"3|{name}"] = links.get((middle, f"3|{name}"), 0) + sums[key]
            left -= sums[key]
        still = f"3|{t('Still open')}"
        links[middle, still] = links.get((middle, still), 0) + left
    told = [(source, target, many) for (source, target), many in links.items() if many]
    weight: dict[str, int] = {}
    for source, target, many in told:
        for place in (source, target):
            weight[place] = weight.get(place, 0) + many
    return told, sorted(weight, key=lambda place: (place[0], -weight[place]))


def _days() -> list[str]:
    names = [f"{begin / DAY:g}–{end / DAY:g}" for begin, end in pairwise(TIMES)]
    return [*names, f"≥ {TIMES[-1] / DAY:g}"]


def _shares() -> list[str]:
    names = [f"{begin}–{end} %" for begin, end in pairwise(SHARES)]
    return [*names, f"≥ {SHARES[-1]} %"]
