"""Every view by its name: what it shows of a figure, a period and a place, as far as somebody may see it."""

from collections.abc import Callable

from sqlmodel import Session

from db.indicator_vocabulary import KpiView
from domain import topics
from domain.kpi_views import load, loop, other_pages, over_time, places, times
from domain.kpi_views.table import NOTHING, Asked, View
from domain.permissions import Person
from domain.queries import assessment, happenings, indicators, targets

VIEWS: dict[KpiView, Callable[[Session, Person, Asked], View]] = {
    KpiView.PLACES: places.view,
    KpiView.MONTH: over_time.month,
    KpiView.TREND: over_time.trend,
    KpiView.LOOP: loop.view,
    KpiView.LOAD: load.load,
    KpiView.ARRIVALS: load.arrivals,
    KpiView.TIMES: times.view,
    KpiView.ORDER: other_pages.order,
    KpiView.TITLE: other_pages.title,
}
ON_PAGE = tuple(each for each in KpiView if each not in other_pages.VIEWS)
OF_THE_FIGURE = (
    KpiView.PLACES,
    KpiView.MONTH,
    KpiView.TREND,
)  # the others show something of their own
_OVER_TIME = (*indicators.TOPICS, *targets.TOPICS, *happenings.TOPICS)
TOPICS = {
    KpiView.PLACES: (*indicators.TOPICS, *targets.TOPICS, topics.RULES),
    KpiView.MONTH: _OVER_TIME,
    KpiView.TREND: _OVER_TIME,
    KpiView.LOOP: indicators.TOPICS,
    KpiView.LOAD: (*indicators.TOPICS, topics.RULES, topics.PEOPLE),
    KpiView.ARRIVALS: (*indicators.TOPICS, *happenings.TOPICS),
    KpiView.TIMES: indicators.TOPICS,
    KpiView.ORDER: assessment.TOPICS,
    KpiView.TITLE: (*indicators.TOPICS, *assessment.TOPICS),
}  # whose changes move a view


def view(session: Session, person: Person, asked: Asked) -> View:
    """What a view shows; raises Forbidden for those who may see no figures. Orders are not kept by industry."""
    if asked.scope.industry and asked.view not in OF_THE_FIGURE:
        return NOTHING
    return VIEWS[asked.view](session, person, asked)


view.by_scope = view.by_minute = True
