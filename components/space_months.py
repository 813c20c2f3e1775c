"""The last twelve months of a space: matches that were begun and agreements that were signed."""

import plotly.graph_objects as go

from components import charts
from components.reading import read
from components.research_list import SEEN
from components.texts import t
from domain import clock
from domain.matchmaking import figures
from domain.matchmaking.figures import Month
from domain.permissions import Person
from domain.queries.organisation_orders import starts_of_months
from domain.queries.spaces import Space


def show(person: Person, space: Space) -> None:
    """A small picture, where there is anything to see."""
    starts = tuple(starts_of_months(clock.now().date()))
    months = read(figures.by_month, person, space.scope, starts, topics=SEEN)
    if any(each.proposals or each.contracts for each in months):
        charts.show(picture(months), key="space-months")


def picture(months: tuple[Month, ...]) -> go.Figure:
    """Two bars for each month."""
    labels = [f"{each.first:%Y-%m}" for each in months]
    drawn = charts.figure(
        [
            go.Bar(x=labels, y=[each.proposals for each in months], name=t("Matches begun")),
            go.Bar(x=labels, y=[each.contracts for each in months], name=t("Agreements signed")),
        ],
        height=240,
    )
    most = max(max(each.proposals, each.contracts) for each in months)
    drawn.update_layout(barmode="group", xaxis={"type": "category"})
    drawn.update_yaxes(tickformat="d", dtick=max(1, most // 4))
    return drawn
