"""What stands around the key figures: the period in words, the figure chosen, its target, what happened meanwhile."""

from dataclasses import replace

import streamlit as st

from components import figure_words, rows, target_marks
from components.kpi_drawings import Happened
from components.kpi_filters import Asked
from components.reading import read
from components.target_marks import Mark
from components.texts import declared, sentences, t
from components.year_calendar import festival
from db.indicator_vocabulary import By, Indicator
from domain import clock
from domain.indicators import periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figure
from domain.permissions import Person
from domain.queries import happenings as queries
from domain.queries import targets
from domain.queries.happenings import HappeningKind
from domain.queries.indicators import TOPICS, calendar, figures

FIRST = Indicator.ON_TIME_CLOSING
SIGNS = {
    HappeningKind.HOLIDAY: "star",
    HappeningKind.RULE: "diamond",
    HappeningKind.DOCKING_DAY: "triangle-up",
}


def told(person: Person, asked: Asked) -> str:
    """The period, how far it has come, and what it is compared with."""
    days = read(calendar, person, topics=("rules",))
    period = asked.period
    name = figure_words.period(period)
    if not period.is_unfinished:
        return sentences(t("{period}, complete.", period=name), _compared())
    gone = periods.working_days(period.first, period.until, days)
    whole = periods.working_days(period.first, period.last, days)
    return sentences(
        t("{period}: {gone} of {whole} working days.", period=name, gone=gone, whole=whole),
        t("Compared with as many working days a month and a year before."),
    )


def chosen() -> Indicator:
    """The figure that the pictures show."""
    said = "".join(st.query_params.get_all("figure"))
    return Indicator(said) if said in set(Indicator) else FIRST


def follow(wanted: rows.Link | Indicator | None) -> None:
    """Go where the person wants to go, or show another figure in the pictures and let the address say so."""
    if isinstance(wanted, rows.Link):
        rows.follow(wanted)
    elif wanted and wanted is not chosen():
        st.query_params["figure"] = wanted.value
        st.rerun()


def definition(indicator: Indicator, *, is_aimed: bool) -> str:
    """What the figure is, how it is counted, whose it is and where the definition comes from; and the rules of the
    colours, where there are any."""
    told_of = DEFINITIONS[indicator]
    return sentences(
        declared(told_of.what),
        t("Counted: {formula}.", formula=declared(told_of.formula)),
        t(
            "Owner: {owner}. Source: {source}.",
            owner=declared(told_of.owner),
            source=declared(told_of.source),
        ),
    )


def events(person: Person) -> tuple[Happened, ...]:
    """Holidays, changed rules and docking days of the last two years, as marks on the axis."""
    since = periods.month_after(clock.now().date().replace(day=1), -24)
    words = {HappeningKind.RULE: t("A time limit or the office calendar was changed")}
    return tuple(
        Happened(each.on, words.get(each.kind) or _name(each.kind, each.name), SIGNS[each.kind])
        for each in read(queries.happenings, person, since, topics=("rules", "matches"))
    )


def aims(person: Person, asked: Asked) -> dict[Indicator, Mark]:
    """How the figures of the cards stand to the targets of the place and month that are looked at."""
    if asked.period.months > 1 or not asked.scope.is_whole:
        return {}
    values = _targets(person, asked)
    place = asked.scope.area or ""
    wanted = {each: of_places[place] for each, of_places in values.items() if place in of_places}
    if not wanted:
        return {}
    found = read(figures, person, tuple(wanted), asked.scope, topics=TOPICS)[None]
    return {
        each: mark
        for each, target in wanted.items()
        if each in found and (mark := _mark(person, asked, found[each], target))
    }


def aims_by_area(person: Person, asked: Asked, indicator: Indicator) -> dict[str, Mark]:
    """How one figure stands to its target in each sub-platform; under no code, in the city."""
    if (
        asked.period.months > 1
        or not asked.scope.is_whole
        or By.AREA not in DEFINITIONS[indicator].by
    ):
        return {}
    wanted = _targets(person, asked).get(indicator, {})
    if not wanted:
        return {}
    everywhere = replace(asked.scope, area=None)
    found = read(figures, person, (indicator,), everywhere, By.AREA, topics=TOPICS)
    city = read(figures, person, (indicator,), everywhere, topics=TOPICS)
    marks = {}
    for code, told_of in {**found, "": city.get(None, {})}.items():
        target = wanted.get(code, wanted.get(""))
        if indicator in told_of and target is not None:
            marks[code] = _mark(person, asked, told_of[indicator], target)
    return {code: mark for code, mark in marks.items() if mark}


def _targets(person: Person, asked: Asked) -> targets.Values:
    return read(targets.month, person, asked.period.first, topics=targets.TOPICS).values


def _mark(person: Person, asked: Asked, figure: Figure, target: float) -> target_marks.Mark | None:
    days = read(calendar, person, topics=("rules",))
    period = asked.period
    gone = periods.working_days(period.first, period.until, days)
    whole = periods.working_days(period.first, period.last, days)
    return target_marks.of(figure, target, gone=gone, whole=whole)


def _name(kind: HappeningKind, name: str) -> str:
    return festival(name) if kind is HappeningKind.HOLIDAY else name


def _compared() -> str:
    return t("Compared with the same months a month and a year before.")
