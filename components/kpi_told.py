"""What a view of the key figures shows, as the page, its files and its subscriptions all have it."""

from components.kpi_filters import Asked
from components.reading import read
from components.texts import spoken
from db.indicator_vocabulary import Indicator, KpiView
from domain.figure_files import telling
from domain.kpi_views import table, views
from domain.kpi_views.table import Label, View
from domain.permissions import Person


def found(
    person: Person, asked: Asked, view: KpiView, chosen: Indicator = Indicator.RECEIVED
) -> View:
    """A view of what is looked at. `chosen`: the figure that the pictures show."""
    of = telling.figure_of(view, chosen)
    wanted = table.Asked(view, of, asked.period, asked.scope)
    return read(views.view, person, wanted, topics=views.TOPICS[view])


def worded(label: Label) -> str:
    """A name or word of a view as it is read."""
    return telling.worded(label, spoken())
