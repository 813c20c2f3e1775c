"""Where the lines and pictures of a bulletin lead on its page: to the records, orders and sheets that this reader may
open."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from components import (
    assessment_view,
    bulletin_topics,
    figure_records,
    kpi_filters,
    rows,
    title_records,
)
from components.reading import read
from components.rows import Link
from components.texts import t
from db.assessment_vocabulary import Gauge
from db.indicator_vocabulary import Indicator
from domain.bulletin.telling import Part
from domain.indicators import parts, periods
from domain.indicators.allowed import PLATFORM
from domain.permissions import Person
from domain.queries import bulletin_links as queries
from domain.queries.bulletins import BulletinShown

Links = list[Link | None]


def of(person: Person, shown: BulletinShown, part: Part) -> list[Links]:
    """For each table of a part, where each of its lines leads; nothing of a part whose lines lead nowhere."""
    if not part.tables:
        return []
    match part.name:
        case "totals":
            return [_figures(person, shown)]
        case "ranking" if person.kind in PLATFORM:
            return [
                [assessment_view.link(shown.month, place["area"]) for place in group["places"]]
                for group in shown.facts["groups"]
            ]
        case "overdue":
            return [_orders(person, shown.facts["overdue"])]
        case "topics":
            return [bulletin_topics.links(person, shown)]
        case "gauges":
            return [_gauges(person, shown)]
    return []


def of_figure(
    person: Person, first: date, indicator: Indicator, area: str | None = None
) -> Link | None:
    """The list behind a figure of a month, of one sub-platform or of all; none of a month that lies too far back."""
    asked = kpi_filters.anywhere(first)
    more = {"area": area} if area else {}
    return asked and figure_records.link(person, asked, indicator, **more)


def overdue(person: Person, shown: BulletinShown) -> Link | None:
    """All orders that are long overdue; none of a bulletin that was drawn before it was kept since when."""
    before, asked = shown.facts.get("overdue_before"), kpi_filters.anywhere(None)
    if not before or not shown.facts["overdue_many"]:
        return None
    part = parts.Part(promised_before=date.fromisoformat(before))
    return figure_records.link(person, asked, Indicator.OPEN_NOW, part=part)


def caution(part: Part, links: list[Links]) -> str:
    """What whoever follows a link of this part should know."""
    is_open = any(link for each in links for link in each)
    if part.name in ("totals", "gauges") and is_open:
        return t(
            "A figure opens its records as they stand today; the bulletin keeps what was counted when it was drawn up."
        )
    return ""


def _figures(person: Person, shown: BulletinShown) -> Links:
    """The lists behind the figures of the month; none of a month that lies too far back to be asked for."""
    names = [Indicator(each["indicator"]) for each in shown.facts["totals"]]
    return [of_figure(person, shown.month, each) for each in names]


def _gauges(person: Person, shown: BulletinShown) -> Links:
    """The records of each gauge that is known, of the year until the month's end."""
    year, until = shown.month.year, periods.month_after(shown.month, 1) - timedelta(days=1)
    return [
        title_records.link(person, Gauge(each["gauge"]), year, until) if each["value"] else None
        for each in shown.facts["title"]["gauges"]
    ]


def _orders(person: Person, named: list[Mapping[str, Any]]) -> Links:
    numbers = tuple(each["number"] for each in named)
    is_open = read(queries.open_orders, person, numbers)
    return [rows.demand(number) if number in is_open else None for number in numbers]
