"""Where the lines of a bulletin lead on its page: to the records, orders and sheets that this reader may open."""

from collections.abc import Mapping
from typing import Any

from components import assessment_view, figure_records, kpi_filters, rows
from components.reading import read
from components.rows import Link
from components.texts import t
from db.indicator_vocabulary import Indicator
from domain.bulletin.telling import Part
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
    return []


def caution(part: Part, links: list[Links]) -> str:
    """What whoever follows a link of this part should know."""
    is_open = any(link for each in links for link in each)
    if part.name == "totals" and is_open:
        return t(
            "A figure opens its records as they stand today; the bulletin keeps what was counted when it was drawn up."
        )
    return ""


def _figures(person: Person, shown: BulletinShown) -> Links:
    """The lists behind the figures of the month; none of a month that lies too far back to be asked for."""
    asked = kpi_filters.anywhere(shown.month)
    names = [Indicator(each["indicator"]) for each in shown.facts["totals"]]
    return [asked and figure_records.link(person, asked, each) for each in names]


def _orders(person: Person, named: list[Mapping[str, Any]]) -> Links:
    numbers = tuple(each["number"] for each in named)
    is_open = read(queries.open_orders, person, numbers)
    return [rows.demand(number) if number in is_open else None for number in numbers]
