"""The figures of a bulletin in words: each rate with how many stand behind it, how many of them are known, and whether
they are few. Bulletins that were drawn before these were kept are told without them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from components import figure_words
from components.texts import listed, t, term
from db.indicator_vocabulary import Earlier, Indicator, Unit
from domain.bulletin.facts import left_out
from domain.bulletin.telling import Part, Row, Table
from domain.indicators import comparing
from domain.indicators.comparing import WorkingDays
from domain.indicators.definitions import DEFINITIONS, Definition

Facts = Mapping[str, Any]
# What each column of the totals tells, by the names of the facts; none of how it moved.
COLUMNS = ("indicator", "value", "n", "before", "", "year_before", "so_far")


def totals(facts: Facts) -> Part:
    """The month as a whole, beside the month before, the same month a year ago and the year until its end."""
    days = facts.get("working_days")  # not in bulletins that were drawn before they were told
    head = (
        t("Figure"),
        t("This month"),
        t("Of how many"),
        term(Earlier.MONTH),
        t("Moved by"),
        term(Earlier.SAME_MONTH),
        t("This year so far"),
    )
    rows, widths = tuple(_total(each, days) for each in facts["totals"]), (7, 4, 6, 6, 5, 6, 6)
    if not all("so_far" in each for each in facts["totals"]):
        head, widths, rows = head[:-1], widths[:-1], tuple(row[:-1] for row in rows)
    table = Table(head, rows, widths)
    texts = (*_days_apart(days), *_left_out(facts))
    return Part("totals", t("The month as a whole"), texts, (("", table),))


def of(facts: Facts, indicator: Indicator) -> str:
    """The figure of one month or place with how many stand behind it, such as "93.1 % (of 14)"."""
    many = (facts.get("n") or {}).get(indicator.value)
    return _with_n(DEFINITIONS[indicator], facts[indicator.value], many)


def is_few(facts: Facts, indicator: Indicator) -> bool:
    """Whether few stand behind the figure of one month or place."""
    return _is_few(DEFINITIONS[indicator], (facts.get("n") or {}).get(indicator.value))


def _days_apart(days: Mapping[str, int] | None) -> tuple[str, ...]:
    """How many working days the months have that are compared, where they differ."""
    if not days or len(set(days.values())) == 1:
        return ()
    return (
        t(
            "The period has {now} working days, against {before} before it and {then} a year before.",
            now=days["value"],
            before=days["before"],
            then=days["year_before"],
        ),
    )


def _left_out(facts: Facts) -> tuple[str, ...]:
    """Why a figure of another month, or of the year so far, is missing."""
    months = [figure_words.month(date.fromisoformat(f"{each}-01")) for each in left_out(facts)]
    if not months:
        return ()
    return (
        t(
            "Not published yet: {months}. What enterprises answered then stands in no figure here.",
            months=listed(months),
        ),
    )


def _total(each: Facts, days: Mapping[str, int] | None) -> Row:
    definition = DEFINITIONS[Indicator(each["indicator"])]
    change = figure_words.change(definition, each["value"], each["before"]) or figure_words.NONE
    if days:
        compared = WorkingDays(days["value"], days["before"])
        daily = comparing.by_the_day(definition, each["value"], each["before"], compared)
        if daily:
            told = t("{change} per working day", change=figure_words.change(definition, *daily))
            change = listed((change, told))
    return (
        term(definition.indicator),
        figure_words.value(definition, each["value"]),
        _behind(definition, each),
        _with_n(definition, each["before"], each.get("n_before")),
        change,
        _with_n(definition, each["year_before"], each.get("n_year_before")),
        _with_n(definition, each.get("so_far"), each.get("n_so_far")),
    )


def _behind(definition: Definition, each: Facts) -> str:
    """Of how many a rate is told; of all that it is about, the share that is known; and whether they are few."""
    if definition.unit is Unit.COUNT or not each["n"]:
        return figure_words.NONE  # a number is told of itself
    told, share = [f"{each['n']:,}"], each.get("coverage")
    if share is not None:
        told.append(t("coverage {share} %", share=f"{100 * share:.0f}"))
    if _is_few(definition, each["n"]):
        told.append(t("few"))
    return listed(told)


def _with_n(definition: Definition, value: float | None, many: int | None) -> str:
    told = figure_words.value(definition, value)
    if value is None or not many or definition.unit is Unit.COUNT:
        return told
    if _is_few(definition, many):
        return t("{value} (of {n}, few)", value=told, n=f"{many:,}")
    return t("{value} (of {n})", value=told, n=f"{many:,}")


def _is_few(definition: Definition, many: int | None) -> bool:
    return definition.is_few(many or 0)
