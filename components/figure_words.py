"""Figures as they are read: with their unit, their change, and what stands behind them."""

from datetime import date

from components.session import language
from components.texts import t
from db.indicator_vocabulary import Half, Indicator, Unit
from domain.indicators.aims import against
from domain.indicators.definitions import Definition
from domain.indicators.figure import Figure
from domain.indicators.periods import Period
from domain.plurals import filled, singular

NONE = "–"


def halves(indicator: Indicator) -> dict[Half, str]:
    """What the records of a share are called, those that speak against it first."""
    if against(indicator) is Half.GOOD:  # what is counted in it is what went wrong
        return {
            Half.ALL: t("All"),
            Half.GOOD: t("Counted in it"),
            Half.REST: t("Not counted in it"),
        }
    return {Half.ALL: t("All"), Half.REST: t("Did not meet it"), Half.GOOD: t("Met it")}


def value(definition: Definition, number: float | None) -> str:
    """A number in the unit of its indicator; a dash where there is none."""
    if number is None:
        return NONE
    match definition.unit:
        case Unit.SHARE:
            return f"{100 * number:.1f} %"
        case Unit.WORKING_DAYS | Unit.DAYS:
            return t("{n} days", n=f"{number:.1f}")
        case Unit.HOURS:
            return t("{n} hours", n=f"{number:,.1f}")
        case Unit.YUAN:
            return money(int(number))
    return f"{number:,.1f}" if number != int(number) else f"{int(number):,}"


def money(yuan: int) -> str:
    """An amount in short, in the reader's own counting, with its unit."""
    if _is_told_in_wan(yuan):
        return t("{n} × 10,000 yuan", n=f"{yuan / 10_000:,.1f}")
    return t("{n} yuan", n=amount(yuan))


def amount(yuan: int) -> str:
    """The same where the unit stands beside it."""
    if _is_told_in_wan(yuan):
        return t("{n} × 10,000", n=f"{yuan / 10_000:,.1f}")
    is_long = language() != "zh" and yuan >= 1_000_000
    return f"{yuan / 1_000_000:,.2f} M" if is_long else f"{yuan:,}"


def _is_told_in_wan(yuan: int) -> bool:
    return language() == "zh" and yuan >= 10_000


def change(definition: Definition, now: float | None, before: float | None) -> str:
    """How much it moved: points of a share, days, or per cent of a number; nothing where one is missing."""
    if now is None or before is None:
        return ""
    if definition.unit is Unit.SHARE:
        return t("{n} points", n=f"{100 * (now - before):+.1f}")
    if definition.unit in (Unit.WORKING_DAYS, Unit.DAYS):
        return t("{n} days", n=f"{now - before:+.1f}")
    if not before:
        return ""
    return f"{100 * (now - before) / before:+.0f} %"


def step(definition: Definition, by: float) -> str:
    """By how much a figure moves: points of a share, days, or a number."""
    if definition.unit is Unit.SHARE:
        return t("{n} points", n=f"{100 * by:.1f}")
    return value(definition, by)


def of_how_many(figure: Figure) -> str:
    """What a figure is told of."""
    definition = figure.definition
    if definition.unit is Unit.SHARE:
        return t("{good} of {n}", good=f"{figure.top:,}", n=f"{figure.n:,}")
    if definition.unit is Unit.WORKING_DAYS:
        return t("{n} answers", n=f"{figure.n:,}")
    if definition.unit is Unit.DAYS:
        return t("{n} contacts", n=f"{figure.n:,}")
    return ""


def behind(figure: Figure) -> str:
    """What stands behind any figure, in words."""
    told = {"n": f"{figure.n:,}", "top": f"{figure.top:,}"}
    return filled(behind_words(figure.definition), told, is_english=language() == "en")


def behind_forms(definition: Definition) -> list[str]:
    """The same with places for `n` and `top`, for whoever fills them in later: of many, of one `n`, of one `top`, of
    one of both."""
    text = behind_words(definition)
    if language() != "en":
        return [text] * 4
    return [singular(text, ones) for ones in ((), ("n",), ("top",), ("n", "top"))]


def behind_words(definition: Definition) -> str:
    """The same with places for `n` and `top`, as it is said of many."""
    n, top = "{n}", "{top}"
    match definition.indicator:
        case Indicator.OVERDUE_NOW:
            return t("{top} of {n} open orders", n=n, top=top)
        case Indicator.OPEN_NOW:
            return t("{n} open orders", n=n)
        case Indicator.LOAD:
            return t("{top} orders, {n} handlers", n=n, top=top)
        case Indicator.RECEIVED:
            return t("{n} demands", n=n)
        case Indicator.SERVICES_GIVEN | Indicator.HANDLING_TIME:
            return t("{n} answers", n=n)
        case Indicator.ENTERPRISES_SERVED:
            return t("{n} different ones", n=n)
        case Indicator.MATCHES_PROPOSED | Indicator.MATCHES_AT_ACTIVITIES:
            return t("{n} proposed", n=n)
        case (
            Indicator.MATCHES_CONTRACTED
            | Indicator.CONTRACT_VALUE
            | Indicator.CONTRACTS_OF_ACTIVITIES
        ):
            return t("{n} signed", n=n)
        case Indicator.MATCHES_ACCEPTED:
            return t("{n} accepted", n=n)
        case Indicator.MATCH_MEETINGS:
            return t("{n} meetings", n=n)
        case Indicator.TIME_TO_CONTACT:
            return t("{n} contacts", n=n)
        case Indicator.NEW_REGISTRATIONS:
            return t("{n} new ones", n=n)
        case Indicator.ACTIVITIES_HELD:
            return t("{n} held", n=n)
        case Indicator.PEOPLE_ATTENDED | Indicator.TRAINING_HOURS:
            return t("{n} check-ins", n=n)
        case Indicator.ENTERPRISES_ATTENDED:
            return t("{n} different ones", n=n)
        case Indicator.DEMANDS_AT_ACTIVITIES:
            return t("{n} demands", n=n)
        case Indicator.PROJECTS_ENTERED | Indicator.PROJECTS_AWARDED:
            return t("{n} projects", n=n)
        case Indicator.SERVICES_BOOKED | Indicator.BOOKINGS_KEPT:
            return t("{n} bookings", n=n)
    if definition.unit is Unit.SHARE:
        return t("{good} of {n}", good=top, n=n)
    return t("{n} records", n=n)


def coverage(figure: Figure) -> str:
    """Of all that a rate is about, how much is known; nothing where it is all of it."""
    if figure.coverage is None or figure.coverage >= 1:
        return ""
    return t("coverage {share} %", share=f"{100 * figure.coverage:.0f}")


def month(first: date) -> str:
    """November 2026."""
    if language() == "zh":
        return t("{month} {year}", month=first.month, year=first.year)
    return first.strftime("%B %Y")


def period(told: Period) -> str:
    """The months of a period; of an unfinished one, as far as it has come."""
    name = period_name(told)
    if told.is_unfinished:
        return t("{period}, unfinished", period=name)
    return name


def period_name(told: Period) -> str:
    """A month, a quarter, a half-year or a year; or from which month, or day, to which: so a year that is not over,
    until its latest month."""
    if told.first == told.last:
        return told.first.isoformat()
    if not told.months:
        return t("{first} to {last}", first=told.first.isoformat(), last=told.last.isoformat())
    if told.is_half and told.first.month == 1:
        return t("First half of {year}", year=told.first.year)
    if told.is_half:
        return t("Second half of {year}", year=told.first.year)
    if told.is_quarter:
        return t("Quarter {n} of {year}", n=told.last.month // 3, year=told.first.year)
    if told.is_year and not told.is_unfinished:
        return t("The year {year}", year=told.first.year)
    if told.latest == told.first:
        return month(told.first)
    return t("{first} to {last}", first=month(told.first), last=month(told.latest))
