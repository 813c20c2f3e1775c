"""The activities behind a figure, those who came without their names, the enterprises that somebody came for."""

from components import activity_view, rows
from components.kpi_filters import Asked
from components.moments import moment
from components.naming import named
from components.reading import read
from components.rows import Cell, Column
from components.texts import t
from db.indicator_vocabulary import Indicator
from domain import topics
from domain.permissions import Person
from domain.queries import indicator_activities as queries
from domain.queries.indicator_activities import Behind


def show(person: Person, asked: Asked, indicator: Indicator, page: int) -> None:
    """One page of them."""
    seen = (topics.ACTIVITIES,)
    found = read(queries.page_of, person, indicator, asked.scope, page, topics=seen)
    if indicator is Indicator.ENTERPRISES_ATTENDED:
        columns = (Column(t("Enterprise"), 8), Column(t("Came"), 2, is_said=True))
        lines = [(Cell(each.enterprise), Cell(str(each.many))) for each in found]
    else:
        columns = (Column(t("Activity"), 8), Column(t("Begins"), 4), Column(t("Enterprise"), 5))
        lines = [_line(each) for each in found]
    wanted = rows.show(columns, lines, key="figure-activities", label=t("Activities"))
    if wanted:
        rows.follow(wanted)


def _line(each: Behind) -> tuple[Cell, ...]:
    link = activity_view.link(each.activity_id)
    return (
        Cell(named(each.title, each.title_en), each.number, link=link),
        Cell(moment(each.at)),
        Cell(each.enterprise or "–"),
    )
