"""Taking along how far the national title is reached: the conditions of a year as the page tells them."""

from datetime import date

from components import figure_files
from components.moments import day
from components.naming import named
from components.texts import declared, sentences, t, term
from components.title_records import INDICATORS
from db.assessment_vocabulary import Gauge
from db.indicator_vocabulary import Unit, ViewWord
from domain import clock
from domain.assessment import gauges, title_rules
from domain.assessment.gauges import Measured, Reached
from domain.assessment.title_rules import Wanted
from domain.clock import LOCAL
from domain.figure_files.report import Behind, Grid, Head, Report
from domain.indicators.definitions import DEFINITIONS
from domain.kpi_views.table import Look

TITLE = "title"  # names the window in the address


def offer(year: int, measured: Measured) -> None:
    """The files of a year, for whoever sees its gauges."""

    def files() -> None:
        figure_files.each_way(_report(year, measured), f"title-{year}")

    figure_files.behind_a_button(TITLE, t("Take the conditions along"), files)


def said(wanted: Wanted, value: float) -> str:
    """A value of a condition: a share in per cent, else a number."""
    return f"{value:.1%}" if wanted.is_share else f"{value:,.0f}"


def standing(each: Reached) -> str:
    """Whether a condition is met, as far as it is known."""
    if each.value is None:
        return t("not recorded yet")
    return t("met") if each.is_met else t("not met yet")


def undated(each: Reached) -> str:
    """What is to be known of records without a day; nothing where all have one."""
    if not each.undated:
        return ""
    return t(
        "{n} of them were set up with the directory: since when they serve is not recorded,"
        " and they count in every year.",
        n=each.undated,
    )


def only_until(last: date) -> str:
    """That what enterprises answered is told of the months that are published alone."""
    return t(
        "What enterprises answered is told until {day}; the months after it are not published yet.",
        day=day(last),
    )


def remarks(each: Reached) -> str:
    """What is to be known of how a condition is counted; nothing where there is nothing."""
    return sentences(undated(each), only_until(each.until) if each.until else "")


def counted(gauge: Gauge) -> str:
    """How a condition is counted, in words."""
    if indicator := INDICATORS.get(gauge):
        return declared(DEFINITIONS[indicator].formula)
    return declared(title_rules.COUNTED[gauge])


def _report(year: int, measured: Measured) -> Report:
    rules = named(measured.rules.name_zh, measured.rules.name)
    first, last = gauges.span(year)
    filters = (
        (t("Year"), f"{year}"),
        (t("Period"), t("{first} to {last}", first=day(first), last=day(last))),
        (t("Rules"), t("{rules}, since {year}", rules=rules, year=measured.rules.since)),
        (t("As of"), f"{clock.now().astimezone(LOCAL):%Y-%m-%d %H:%M}"),
    )
    return Report(
        title=t("National title"),
        filters=filters,
        headline=" · ".join(value for _, value in filters),
        grids=(_conditions(measured),),
        definitions=_definitions(measured),
        chosen=t("How much of what is wanted is reached"),
        note="\n".join(
            f"{term(each.wanted.gauge)}: {counted(each.wanted.gauge)}" for each in measured.reached
        ),
    )


def _conditions(measured: Measured) -> Grid:
    """Values of different units stand in one column: in words, as on the page; the part that is reached is a number."""
    heads = (
        Head(term(ViewWord.CONDITION)),
        Head(term(ViewWord.REACHED), Unit.SHARE),
        Head(term(ViewWord.VALUE)),
        Head(term(ViewWord.WANTED)),
        Head(term(ViewWord.STANDING)),
        Head(t("Of how many"), Unit.COUNT),
        Head(t("Remark")),
    )
    rows = tuple(
        (
            term(each.wanted.gauge),
            None if each.value is None else each.value / each.wanted.least,
            "–" if each.value is None else said(each.wanted, each.value),
            said(each.wanted, each.wanted.least),
            standing(each),
            float(each.n) if each.n else None,
            remarks(each),
        )
        for each in measured.reached
    )
    behind = tuple((Behind(float(each.n) if each.n else None),) for each in measured.reached)
    return Grid(term(ViewWord.CONDITIONS), heads, rows, drawn=1, behind=behind, look=Look.BARS)


def _definitions(measured: Measured) -> Grid:
    heads = (Head(term(ViewWord.CONDITION)), Head(term(ViewWord.WANTED)), Head(t("Formula")))
    rows = tuple(
        (
            term(each.wanted.gauge),
            said(each.wanted, each.wanted.least),
            counted(each.wanted.gauge),
        )
        for each in measured.reached
    )
    return Grid(t("Definitions"), heads, rows)
