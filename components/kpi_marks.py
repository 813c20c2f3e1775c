"""What stands around the key figures: the period in words, the figure chosen, its target, what happened meanwhile."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from components import figure_words, kpi_figures, kpi_filters, kpi_told, rows, target_marks
from components.kpi_drawings import Happened
from components.kpi_filters import Asked
from components.naming import named
from components.reading import read
from components.target_marks import Mark
from components.texts import declared, sentences, t
from components.year_calendar import festival
from db.indicator_vocabulary import By, Indicator
from domain import clock
from domain.indicators import periods
from domain.indicators.aims import AIMED_AT, target_for
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure, Figures
from domain.permissions import Person
from domain.queries import happenings as queries
from domain.queries import targets
from domain.queries.happenings import Happening, HappeningKind
from domain.queries.indicators import calendar

FIRST = Indicator.ON_TIME_CLOSING
SIGNS = {
    HappeningKind.HOLIDAY: "star",
    HappeningKind.RULE: "diamond",
    HappeningKind.SCHEME: "diamond",
    HappeningKind.TITLE_RULES: "diamond",
    HappeningKind.DOCKING_DAY: "triangle-up",
    HappeningKind.ACTIVITY: "circle",
}


def told(person: Person, asked: Asked) -> str:
    """The period, how far it has come, and what it is compared with."""
    period = asked.period
    name = figure_words.period(period)
    whole_ones = t("Compared with the period before and with the same period a year before.")
    as_many = t("Compared with as many working days of the period before and of a year before.")
    of_months, apart = "", days_apart(person, asked)
    if not period.months:
        whole_ones = as_many
    if kpi_filters.is_of_months(asked, Indicator.HANDLING_TIME):
        of_months = t("Handling times and different enterprises are told of whole months only.")
    if not period.is_unfinished:
        return sentences(t("{period}, complete.", period=name), whole_ones, apart, of_months)
    days = read(calendar, person, topics=("rules",))
    gone, whole = periods.gone(period, days)
    is_on = periods.going_on(days) == period.until
    return sentences(
        t(
            "{period}: {gone} of {whole} working days.",
            period=name,
            gone=f"{gone:.1f}".removesuffix(".0"),
            whole=whole,
        ),
        whole_ones if gone == whole else as_many,
        apart,
        t(
            "Until the office closes, changes of numbers are told without today, and those of rates and times with it."
        )
        if is_on
        else "",
        of_months,
    )


def against(now: object, then: object) -> str:
    """How many working days are set against how many, where they are not as many."""
    return t("{now} working days against {then}", now=now, then=then)


def days_apart(person: Person, asked: Asked) -> str:
    """How many working days the periods have that are compared, where they differ."""
    before, year = (kpi_figures.days_compared(person, asked, each) for each in kpi_figures.EARLIER)
    if before.are_alike and year.are_alike:
        return ""
    if asked.period.months == 12:  # the period before is the year before
        return t(
            "The period has {now} working days, against {then} a year before.",
            now=year.now,
            then=year.then,
        )
    return t(
        "The period has {now} working days, against {before} before it and {then} a year before.",
        now=before.now,
        before=before.then,
        then=year.then,
    )


def days_compared(person: Person, asked: Asked) -> tuple[date, date]:
    """The first and the last day of the period and the one before it, whose working days are set side by side."""
    days = read(calendar, person, topics=("rules",))
    return periods.previous(asked.period, days).first, asked.period.last


def day(person: Person) -> tuple[date, bool]:
    """Today, and whether it is a working day that goes on: at midnight and at the close of office other days are
    compared, though nothing has changed."""
    is_on = periods.going_on(read(calendar, person, topics=("rules",))) is not None
    return clock.now().date(), is_on


def offer_ended(person: Person, asked: Asked) -> rows.Link | None:
    """One step to the period that has just ended, as long as no working day of this one is over: until then there is
    little to see."""
    ended = kpi_filters.just_ended(asked)
    days = read(calendar, person, topics=("rules",))
    if not ended or periods.has_worked(asked.period, days):
        return None
    words = t("Look at {period}, which has just ended", period=figure_words.period(ended.period))
    if not st.button(words, icon=":material/history:", key="kpi-ended"):
        return None
    more = {name: "".join(st.query_params.get_all(name)) for name in ("figure", "view")}
    return rows.Link(kpi_filters.PAGE, kpi_filters.PATH, kpi_filters.query(ended, **more))


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


def definition(indicator: Indicator) -> str:
    """What the figure is, how it is counted, whose it is and where the definition comes from."""
    return sentences(*about(indicator))


def about(indicator: Indicator) -> list[str]:
    """The same, sentence by sentence."""
    told_of = DEFINITIONS[indicator]
    return [
        declared(told_of.what),
        t("Counted: {formula}.", formula=declared(told_of.formula)),
        t(
            "Owner: {owner}. Source: {source}.",
            owner=declared(told_of.owner),
            source=declared(told_of.source),
        ),
    ]


def events(person: Person) -> tuple[Happened, ...]:
    """Holidays, changed rules, docking days and activities of the last two years, as marks on the axis."""
    since = periods.month_after(clock.now().date().replace(day=1), -24)
    return tuple(
        Happened(each.on, _happened(each), SIGNS[each.kind])
        for each in read(queries.happenings, person, since, topics=queries.TOPICS)
    )


def aims(person: Person, asked: Asked) -> dict[Indicator, Mark]:
    """How the figures of the cards stand to the targets of the place and month that are looked at."""
    wanted = tuple(each for each in AIMED_AT if each in _targets(person, asked))
    if not wanted or not _can_be_judged(asked):
        return {}
    now = kpi_figures.figures_of(person, asked.scope)[None]
    return aims_of(person, asked, {each: now[each] for each in wanted if each in now})


def aims_of(person: Person, asked: Asked, found: Figures) -> dict[Indicator, Mark]:
    """The same of figures that are known already."""
    if not _can_be_judged(asked):
        return {}
    marks = {each: _mark(person, asked, found[each], asked.scope.area) for each in found}
    return {each: mark for each, mark in marks.items() if mark}


def legend(person: Person, asked: Asked, marks: Mapping[object, Mark]) -> None:
    """What the colours say, where there are any."""
    if marks:
        target_marks.legend(is_unconfirmed=is_unconfirmed(person, asked))


def is_unconfirmed(person: Person, asked: Asked) -> bool:
    """Whether targets of the month were carried on by the platform, and nobody has confirmed them."""
    return bool(_month(person, asked).unconfirmed)


def aims_by_area(person: Person, asked: Asked, indicator: Indicator) -> dict[str, Mark]:
    """How one figure stands to its target in each sub-platform; under no code, in the city."""
    is_split = By.AREA in DEFINITIONS[indicator].by
    if not is_split or not _can_be_judged(asked) or indicator not in _targets(person, asked):
        return {}
    everywhere = replace(asked.scope, area=None)
    found = kpi_told.by_area(person, asked, indicator)
    city = kpi_figures.figures_of(person, everywhere)[None]
    if indicator in city:
        found[""] = city[indicator]
    marks = {code: _mark(person, asked, figure, code) for code, figure in found.items()}
    return {code: mark for code, mark in marks.items() if mark}


def target(person: Person, asked: Asked, indicator: Indicator, first: date) -> float | None:
    """What is aimed at in one month at the place that is looked at."""
    if not asked.scope.is_whole:
        return None
    values = read(targets.month, person, first, topics=targets.TOPICS).values
    return target_for(values, indicator, asked.scope.area)


def _can_be_judged(asked: Asked) -> bool:
    """Targets are of months and of whole sub-platforms."""
    return asked.period.months == 1 and asked.scope.is_whole


def _targets(person: Person, asked: Asked) -> targets.Values:
    return _month(person, asked).values


def _month(person: Person, asked: Asked) -> targets.MonthShown:
    return read(targets.month, person, asked.period.first, topics=targets.TOPICS)


def _mark(person: Person, asked: Asked, figure: Figure, area: str | None) -> Mark | None:
    days = read(calendar, person, topics=("rules",))
    return target_marks.of(figure, _targets(person, asked), area, asked.period, days)


def _happened(each: Happening) -> str:
    name = named(each.name, each.name_en)
    match each.kind:
        case HappeningKind.HOLIDAY:
            return festival(each.name)
        case HappeningKind.RULE:
            return t("A time limit or the office calendar was changed")
        case HappeningKind.SCHEME:
            return t("Assessed by “{name}” from here on", name=name)
        case HappeningKind.TITLE_RULES:
            return t("National title by “{name}” from here on", name=name)
    return name
