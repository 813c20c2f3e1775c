"""The activities behind a figure, those who came without their names, the enterprises that somebody came for; the
projects of competitions and the booked services."""

from datetime import datetime

from components import activity_view, contest_view, menu_view, rows
from components.kpi_filters import Asked
from components.moments import day, moment
from components.naming import named
from components.reading import read
from components.rows import Cell, Column
from components.texts import t
from db.indicator_vocabulary import Indicator
from domain import topics
from domain.indicators.parts import Part
from domain.permissions import Person
from domain.queries import indicator_activities as queries
from domain.queries.indicator_activities import Behind

SEEN = (topics.ACTIVITIES, topics.CONTESTS, topics.MENUS)
OF_BOOKINGS = (Indicator.SERVICES_BOOKED, Indicator.BOOKINGS_KEPT)


def show(person: Person, asked: Asked, indicator: Indicator, page: int, part: Part) -> None:
    """One page of them."""
    found = read(queries.page_of, person, indicator, asked.scope, page, part, topics=SEEN)
    if indicator is Indicator.ENTERPRISES_ATTENDED:
        columns = (Column(t("Enterprise"), 8), Column(t("Came"), 2, is_said=True))
        lines = [(Cell(each.enterprise), Cell(str(each.many))) for each in found]
    else:
        _, what, at, whose, *hours = heads(indicator)
        columns = [Column(what, 8), Column(at, 4), Column(whose, 5)]
        columns += [Column(each, 2, is_said=True) for each in hours]
        lines = [_line(each, indicator) for each in found]
    wanted = rows.show(columns, lines, key="figure-activities", label=t("Activities"))
    if wanted:
        rows.follow(wanted)


def heads(indicator: Indicator) -> tuple[str, ...]:
    """What stands in the columns: the number, what it is, when, and whose or which."""
    if indicator is Indicator.ENTERPRISES_ATTENDED:
        return (t("Enterprise"), t("Came"))
    if indicator in OF_BOOKINGS:
        at = t("Booked at") if indicator is Indicator.SERVICES_BOOKED else t("Begins")
        return (t("Series"), t("Service"), at, t("Enterprise"))
    if indicator in queries.OF_PROJECTS:
        return (t("Number"), t("Competition"), t("On"), t("Project"))
    found = (t("Number"), t("Activity"), t("Begins"), t("Enterprise"))
    return (*found, t("Hours")) if indicator is Indicator.TRAINING_HOURS else found


def hours(each: Behind) -> str:
    """How long somebody was trained."""
    return f"{each.many / 60:.1f}"


def _line(each: Behind, indicator: Indicator) -> tuple[Cell, ...]:
    view = activity_view
    if indicator in queries.OF_PROJECTS:
        view = menu_view if indicator in OF_BOOKINGS else contest_view
    at = moment(each.at) if isinstance(each.at, datetime) else day(each.at)
    return (
        Cell(named(each.title, each.title_en), each.number, link=view.link(each.id)),
        Cell(at),
        Cell(each.enterprise or "–"),
        *((Cell(hours(each)),) if indicator is Indicator.TRAINING_HOURS else ()),
    )
