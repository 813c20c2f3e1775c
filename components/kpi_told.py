"""What a view of the key figures shows, as the page, its files and its subscriptions all have it."""

from dataclasses import replace

from components.kpi_filters import Asked
from components.reading import read
from components.texts import spoken
from db.indicator_vocabulary import By, Indicator, KpiView, ViewWord
from domain.figure_files import telling
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope
from domain.kpi_views import table, views
from domain.kpi_views.table import Label, View
from domain.permissions import Person
from domain.queries import indicator_records
from domain.queries import indicators as queries


def found(
    person: Person, asked: Asked, view: KpiView, chosen: Indicator = Indicator.RECEIVED
) -> View:
    """A view of what is looked at. `chosen`: the figure that the pictures show."""
    of = telling.figure_of(view, chosen)
    wanted = table.Asked(view, of, asked.period, asked.scope)
    return read(views.view, person, wanted, topics=views.TOPICS[view])


def by_area(person: Person, asked: Asked, indicator: Indicator) -> dict[object, Figure]:
    """One figure of every sub-platform: as they are ranked, or beside the one that is looked at."""
    if not asked.scope.area:
        for ranked in found(person, asked, KpiView.PLACES, indicator).tables:
            if ranked.name is ViewWord.SUB_PLATFORMS:
                return {
                    row.key: row.cells[0] for row in ranked.rows if isinstance(row.cells[0], Figure)
                }
    everywhere = replace(asked.scope, area=None)
    told = read(queries.figures, person, (indicator,), everywhere, By.AREA, topics=queries.TOPICS)
    return {key: each[indicator] for key, each in told.items() if indicator in each}


def is_kept_back(person: Person, indicator: Indicator, scope: Scope) -> bool:
    """Whether a figure of these days is not told this person yet: that is not to say that there is none."""
    return read(indicator_records.is_kept_back, person, indicator, scope, topics=("assessment",))


def worded(label: Label) -> str:
    """A name or word of a view as it is read."""
    return telling.worded(label, spoken())
