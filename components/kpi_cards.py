"""The cards of the key figures: value, change, target, trend and what stands behind each; live without a reload."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from components import figure_words, kpi_filters, match_filters
from components.browser import component, unheard
from components.kpi_filters import Asked
from components.reading import read
from components.rows import Link
from components.session import language
from components.target_marks import Mark
from components.texts import declared, t, term
from db.indicator_vocabulary import Better, By, Indicator, Unit
from db.vocabulary import Kind, Role
from domain import clock
from domain.indicators import periods
from domain.indicators.allowed import may_list
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figure, Figures
from domain.indicators.reading import Scope
from domain.matchmaking import figures
from domain.permissions import Person
from domain.queries import indicators as queries
from domain.research_visible import is_broker
from domain.topics import FIGURES, MATCHES

TREND = 12  # months
API = "/api/figures"
GROUPS: tuple[tuple[str, tuple[Indicator, ...]], ...] = (
    (
        "quality",
        (
            Indicator.ON_TIME_ACCEPTANCE,
            Indicator.ON_TIME_CLOSING,
            Indicator.RESPONSE_RATE,
            Indicator.RESOLUTION_RATE,
            Indicator.SATISFACTION_RATE,
            Indicator.VISIT_VERIFICATION,
        ),
    ),
    (
        "work",
        (
            Indicator.RECEIVED,
            Indicator.SERVICES_GIVEN,
            Indicator.ENTERPRISES_SERVED,
            Indicator.HANDLING_TIME,
            Indicator.REDO_RATE,
            Indicator.TRANSFER_RATE,
        ),
    ),
    ("now", (Indicator.OPEN_NOW, Indicator.OVERDUE_NOW, Indicator.LOAD)),
    (
        "matches",
        (
            Indicator.MATCHES_PROPOSED,
            Indicator.MATCH_ACCEPTANCE,
            Indicator.MATCHES_CONTRACTED,
            Indicator.CONTRACT_VALUE,
        ),
    ),
)
EVERY = tuple(indicator for _, some in GROUPS for indicator in some)
OF_MATCHES = tuple(each for each in EVERY if DEFINITIONS[each].match_figure)
OF_ORDERS = tuple(each for each in EVERY if each not in OF_MATCHES)

_mount = component("figure_cards", "figure_cards", style="figure_cards")


def show(
    person: Person, asked: Asked, chosen: Indicator, aims: Mapping[Indicator, Mark]
) -> Link | Indicator | None:
    """Draw them; returns the list that was asked for, or the indicator that was chosen for the pictures below.

    `aims`: of some indicators their target, as components/target_marks.py tells it.
    """
    now = _read(person, asked.scope)[None]
    before = _earlier(person, asked, 1)
    year = _earlier(person, asked, 12)
    trend = _trend(person, asked)
    links = {each: _link(person, asked, each) for each in now}
    names = {
        "quality": t("Quality"),
        "work": t("Work done"),
        "now": t("At this moment"),
        "matches": t("Matchmaking"),
    }
    data = {
        "groups": [
            {
                "name": names[group],
                "cards": [
                    _card(now[each], before, year, trend, links[each], aims.get(each), asked)
                    | {"chosen": each is chosen}
                    for each in some
                    if each in now
                ],
            }
            for group, some in GROUPS
            if any(each in now for each in some)
        ],
        "url": _url(asked.scope),
        "asOf": f"{clock.now().astimezone(clock.LOCAL):%H:%M:%S}",
        "words": _words(),
    }
    result = _mount(key="kpi-cards", data=data, on_act_change=unheard)
    return _wanted(result.act, links)


def _read(person: Person, scope: Scope, by: By | None = None) -> dict[object, Figures]:
    """All of them; those of matches are asked anew only when a match has changed."""
    found: dict[object, Figures] = {}
    for some, seen in ((OF_ORDERS, (FIGURES,)), (OF_MATCHES, (MATCHES,))):
        for key, told in read(queries.figures, person, some, scope, by, topics=seen).items():
            found[key] = found.get(key, {}) | told
    return found


def _card(
    figure: Figure,
    before: Figures,
    year: Figures,
    trend: Mapping[Indicator, list[float | None]],
    link: Link | None,
    aim: Mark | None,
    asked: Asked,
) -> dict[str, Any]:
    definition = figure.definition
    indicator = definition.indicator
    badges = [(aim.words, aim.tone)] if aim else []
    badges += _moved(figure, before.get(indicator), t("month"))
    badges += _moved(figure, year.get(indicator), t("year"))
    badges += [(t("few"), "orange")] if figure.is_few else []
    return {
        "id": indicator.value,
        "name": term(indicator),
        "help": "\n".join((declared(definition.what), declared(definition.formula))),
        "unit": definition.unit.value,
        "value": figure.value,
        "n": figure.n,
        "top": figure.top,
        "ofMany": _of_many(figure),
        "hidden": figure.is_kept_back,
        "badges": badges,
        "trend": trend.get(indicator, []),
        "open": asked.period.is_unfinished,
        "aim": aim.pace if aim else None,
        "href": link.href if link else "",
    }


def _of_many(figure: Figure) -> str:
    definition = figure.definition
    if definition.unit is Unit.WORKING_DAYS:
        return "answers"
    return "goodOf" if definition.unit is Unit.SHARE else ""


def _moved(figure: Figure, before: Figure | None, word: str) -> list[tuple[str, str]]:
    """The change as a badge: good, bad or neither."""
    if before is None or figure.definition.is_now:
        return []
    told = figure_words.change(figure.definition, figure.value, before.value)
    if not told or figure.is_few or before.is_few:
        return [(f"{word} {told}", "")] if told else []
    gain = figure.value - before.value
    better = figure.definition.better
    if not gain or better is Better.NEITHER:
        return [(f"{word} {told}", "")]
    return [(f"{word} {told}", "green" if (gain > 0) == (better is Better.HIGHER) else "red")]


def _earlier(person: Person, asked: Asked, months: int) -> Figures:
    """The same place so many months before, the same working days of an unfinished period."""
    calendar = read(queries.calendar, person, topics=("rules",))
    told = periods.earlier(asked.period, months, calendar)
    return _read(person, asked.during(told))[None]


def _trend(person: Person, asked: Asked) -> dict[Indicator, list[float | None]]:
    """The months up to the one that is looked at."""
    last = asked.period.last
    firsts = [periods.month_after(last.replace(day=1), n + 1 - TREND) for n in range(TREND)]
    scope = replace(asked.scope, since=firsts[0])
    found = _read(person, scope, By.MONTH)
    return {
        each: [_value(found, first, each) for first in firsts]
        for each in EVERY
        if By.MONTH in DEFINITIONS[each].by
    }


def _value(found: Mapping[object, Figures], first: date, indicator: Indicator) -> float | None:
    figure = found.get(first, {}).get(indicator)
    return figure.value if figure else None


def _link(person: Person, asked: Asked, indicator: Indicator) -> Link | None:
    """The list behind a figure, where this person may have it."""
    definition = DEFINITIONS[indicator]
    if definition.match_figure:
        if not is_broker(person) and not (person.kind is Kind.CITY and person.has(Role.LEADER)):
            return None
        within = figures.Scope(
            area=asked.scope.area, since=asked.scope.since, until=asked.scope.until
        )
        return match_filters.link(within, definition.match_figure)
    if not may_list(person, asked.scope):
        return None
    found = kpi_filters.records_query(asked, indicator)
    return Link(kpi_filters.LIST_PAGE, kpi_filters.LIST_PATH, found)


def _url(scope: Scope) -> str:
    said = {
        "indicators": ",".join(EVERY),
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        "area": scope.area,
        "unit": scope.unit_id,
        "field": scope.field,
        "channel": scope.channel,
    }
    return f"{API}?{urlencode({name: value for name, value in said.items() if value})}"


def _words() -> dict[str, str]:
    return {
        "asOf": t("As of {at}", at="{at}"),
        "stale": t(
            "The figures are as of {at}: the platform does not answer at the moment.", at="{at}"
        ),
        "days": t("{n} days", n="{n}"),
        "goodOf": t("{good} of {n}", good="{good}", n="{n}"),
        "answers": t("{n} answers", n="{n}"),
        "show": t("Show them"),
        "hidden": t("after the month"),
        "wan": t("{n} × 10,000", n="{n}") if language() == "zh" else "",
    }


def _wanted(said: Any, links: Mapping[Indicator, Link | None]) -> Link | Indicator | None:
    """What the browser names, if it is one of those given: it comes from outside."""
    match said:
        case {"href": str(href)}:
            return next((link for link in links.values() if link and link.href == href), None)
        case {"card": str(card)}:
            return next((each for each in links if each.value == card), None)
    return None
