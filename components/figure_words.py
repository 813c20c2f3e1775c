"""Figures as they are read: with their unit, their change, and what stands behind them."""

from datetime import date

from components.session import language
from components.texts import t
from db.indicator_vocabulary import Unit
from domain.indicators.definitions import Definition
from domain.indicators.metric import Figure
from domain.indicators.periods import Period

NONE = "–"


def value(definition: Definition, number: float | None) -> str:
    """A number in the unit of its indicator; a dash where there is none."""
    if number is None:
        return NONE
    match definition.unit:
        case Unit.SHARE:
            return f"{100 * number:.1f} %"
        case Unit.WORKING_DAYS:
            return t("{n} days", n=f"{number:.1f}")
        case Unit.YUAN:
            return money(int(number))
    return f"{number:,.1f}" if number != int(number) else f"{int(number):,}"


def money(yuan: int) -> str:
    """An amount in short, in the reader's own counting."""
    if language() == "zh":
        return t("{n} × 10,000", n=f"{yuan / 10_000:,.1f}") if yuan >= 10_000 else f"{yuan:,}"
    return f"{yuan / 1_000_000:,.2f} M" if yuan >= 1_000_000 else f"{yuan:,}"


def change(definition: Definition, now: float | None, before: float | None) -> str:
    """How much it moved: points of a share, days, or per cent of a number; nothing where one is missing."""
    if now is None or before is None:
        return ""
    if definition.unit is Unit.SHARE:
        return t("{n} points", n=f"{100 * (now - before):+.1f}")
    if definition.unit is Unit.WORKING_DAYS:
        return t("{n} days", n=f"{now - before:+.1f}")
    if not before:
        return ""
    return f"{100 * (now - before) / before:+.0f} %"


def of_how_many(figure: Figure) -> str:
    """What a figure is told of."""
    definition = figure.definition
    if definition.bottom or definition.match_figure and definition.unit is Unit.SHARE:
        return t("{good} of {n}", good=f"{figure.top:,}", n=f"{figure.n:,}")
    if definition.unit is Unit.WORKING_DAYS:
        return t("{n} answers", n=f"{figure.n:,}")
    return ""


def month(first: date) -> str:
    """November 2026."""
    if language() == "zh":
        return t("{month} {year}", month=first.month, year=first.year)
    return first.strftime("%B %Y")


def period(told: Period) -> str:
    """The months of a period; of an unfinished one, until when it is told."""
    name = month(told.first)
    if told.months > 1:
        name = t("{first} to {last}", first=month(told.first), last=month(told.last))
    if told.is_unfinished:
        return t("{period}, unfinished", period=name)
    return name
