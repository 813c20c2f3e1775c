"""Where the lines and pictures of a bulletin lead on its page: to the records, orders and sheets that this reader may
open."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from components import (
    assessment_view,
    bulletin_figures,
    bulletin_topics,
    figure_records,
    kpi_filters,
    rows,
    title_records,
)
from components.reading import read
from components.rows import Link
from components.texts import sentences, t
from db.assessment_vocabulary import Gauge
from db.indicator_vocabulary import Indicator
from domain.bulletin.telling import Part
from domain.indicators import parts, periods
from domain.indicators.allowed import PLATFORM
from domain.permissions import Person
from domain.queries import bulletin_links as queries
from domain.queries.bulletins import BulletinShown

Links = list[Link | None]  # by line
CellLinks = list[tuple[Link | None, ...]]  # by line, of its first cells


def of(person: Person, shown: BulletinShown, part: Part) -> list[CellLinks]:
    """For each table of a part, where the cells of each of its lines lead; nothing of a part whose lines lead
    nowhere."""
    if part.tables and part.name == "totals":
        return [totals(person, shown)]
    return [[(link,) for link in links] for links in _of_lines(person, shown, part)]


def _of_lines(person: Person, shown: BulletinShown, part: Part) -> list[Links]:
    """The same where only the first cell of a line leads anywhere."""
    if not part.tables:
        return []
    match part.name:
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
    more = {"area": area} if area else {}
    return _during(person, indicator, (first, periods.last_of_month(first)), **more)


def overdue(person: Person, shown: BulletinShown) -> Link | None:
    """All orders that are long overdue; none of a bulletin that was drawn before it was kept since when."""
    before, asked = shown.facts.get("overdue_before"), kpi_filters.anywhere(None)
    if not before or not shown.facts["overdue_many"]:
        return None
    part = parts.Part(promised_before=date.fromisoformat(before))
    return figure_records.link(person, asked, Indicator.OPEN_NOW, part=part)


def caution(shown: BulletinShown, part: Part, links: list[CellLinks]) -> str:
    """What whoever follows a link of this part should know, and why a figure of theirs leads nowhere."""
    is_open = any(link for table in links for line in table for link in line)
    if part.name not in ("totals", "gauges") or not is_open:
        return ""
    is_far = part.name == "totals" and not all(
        kpi_filters.everywhere(*span) for span in _spans(shown.month).values()
    )
    return sentences(
        t(
            "A figure opens its records as they stand today; the bulletin keeps what was counted when it was drawn up."
        ),
        t("Records of more than five years ago are not listed.") if is_far else "",
    )


def totals(person: Person, shown: BulletinShown) -> CellLinks:
    """The lists behind the figures of the month as a whole, each of its own months; none of what was not known, nor of
    how it moved."""
    spans = _spans(shown.month)

    def link(each: Mapping[str, Any], told: str) -> Link | None:
        if told not in spans or each.get(told) is None:
            return None
        return _during(person, Indicator(each["indicator"]), spans[told])

    return [
        tuple(link(each, told) for told in bulletin_figures.COLUMNS)
        for each in shown.facts["totals"]
    ]


def _spans(month: date) -> dict[str, tuple[date, date]]:
    """Of which days the figures of the totals are, by the names of the facts."""
    before, year_before = (periods.month_after(month, -many) for many in (1, 12))
    return {
        "indicator": (month, periods.last_of_month(month)),  # the whole line leads there
        "value": (month, periods.last_of_month(month)),
        "before": (before, periods.last_of_month(before)),
        "year_before": (year_before, periods.last_of_month(year_before)),
        "so_far": (month.replace(month=1), periods.last_of_month(month)),
    }


def _during(
    person: Person, indicator: Indicator, days: tuple[date, date], **more: str
) -> Link | None:
    asked = kpi_filters.everywhere(*days)
    return asked and figure_records.link(person, asked, indicator, **more)


def _gauges(person: Person, shown: BulletinShown) -> Links:
    """The records of each gauge that is known, of the year until the month's end, or as far as it is told."""

    def until(each: Mapping[str, Any]) -> date:
        told = each.get("until")
        return date.fromisoformat(told) if told else periods.last_of_month(shown.month)

    year = shown.month.year
    return [
        title_records.link(person, Gauge(each["gauge"]), year, until(each))
        if each["value"]
        else None
        for each in shown.facts["title"]["gauges"]
    ]


def _orders(person: Person, named: list[Mapping[str, Any]]) -> Links:
    numbers = tuple(each["number"] for each in named)
    is_open = read(queries.open_orders, person, numbers)
    return [rows.demand(number) if number in is_open else None for number in numbers]
