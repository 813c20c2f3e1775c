"""The cards of the key figures: value, change, target, trend and what stands behind each; live without a reload."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from components import figure_records, figure_words, kpi_marks, target_marks
from components.browser import component, unheard
from components.kpi_filters import Asked
from components.reading import read
from components.rows import Link
from components.session import language
from components.target_marks import Mark
from components.texts import t, term
from db.indicator_vocabulary import By, Indicator
from domain import clock
from domain.indicators import entered, held, periods
from domain.indicators.comparing import Befores
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure, Figures
from domain.indicators.reading import Scope
from domain.permissions import Person
from domain.queries import indicators as queries
from domain.topics import ACTIVITIES, CONTESTS, MATCHES, MENUS, ORGANISATIONS, RULES

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
        "now",
        (Indicator.OPEN_NOW, Indicator.OVERDUE_NOW, Indicator.OVERDUE_FOLLOWED, Indicator.LOAD),
    ),
    (
        "work",
        (
            Indicator.RECEIVED,
            Indicator.SERVICES_GIVEN,
            Indicator.ENTERPRISES_SERVED,
            Indicator.NEW_REGISTRATIONS,
            Indicator.HANDLING_TIME,
            Indicator.REDO_RATE,
            Indicator.TRANSFER_RATE,
        ),
    ),
    (
        "matches",
        (
            Indicator.MATCHES_PROPOSED,
            Indicator.MATCHES_ACCEPTED,
            Indicator.MATCH_ACCEPTANCE,
            Indicator.TIME_TO_CONTACT,
            Indicator.MATCH_MEETINGS,
            Indicator.MATCHES_CONTRACTED,
            Indicator.CONTRACT_VALUE,
        ),
    ),
    (
        "activities",
        (
            Indicator.ACTIVITIES_HELD,
            Indicator.PEOPLE_ATTENDED,
            Indicator.ENTERPRISES_ATTENDED,
            Indicator.DEMANDS_AT_ACTIVITIES,
        ),
    ),
    ("projects", tuple(entered.COUNTED)),
)
EVERY = tuple(indicator for _, some in GROUPS for indicator in some)
OF_MATCHES = tuple(each for each in EVERY if DEFINITIONS[each].match_figure)
OF_DIRECTORY = (Indicator.NEW_REGISTRATIONS,)
OF_CALENDAR = tuple(held.COUNTED)
OF_PROJECTS = tuple(entered.COUNTED)
APART = (*OF_MATCHES, *OF_DIRECTORY, *OF_CALENDAR, *OF_PROJECTS)
OF_ORDERS = tuple(each for each in EVERY if each not in APART)
OTHERS = (MATCHES, ORGANISATIONS, ACTIVITIES, CONTESTS, MENUS)
# What they are told of changes apart: each is asked anew for itself.
OF_EACH = (
    (
        OF_ORDERS,
        tuple(each for each in queries.TOPICS if each not in OTHERS),
    ),
    (OF_DIRECTORY, (ORGANISATIONS,)),
    (OF_MATCHES, (MATCHES,)),
    (OF_CALENDAR, (ACTIVITIES,)),
    (OF_PROJECTS, (CONTESTS, MENUS)),
)

_mount = component("figure_cards", "figure_words", "figure_cards", style="figure_cards")


def show(
    person: Person, asked: Asked, chosen: Indicator, aims: Mapping[Indicator, Mark]
) -> Link | Indicator | None:
    """Draw them; returns the list that was asked for, or the indicator that was chosen for the pictures below.

    `aims`: of some indicators their target, as components/target_marks.py tells it.
    """
    now = figures_of(person, asked.scope)[None]
    before = [(t("year"), year_before(person, asked))]
    if asked.period.months != 12:  # else the period before is the year before
        before.insert(0, (_word(asked), previous(person, asked)))
    trend = _trend(person, asked)
    links = {each: _link(person, asked, each) for each in now}
    names = {
        "quality": t("Quality"),
        "work": t("Work done"),
        "now": t("At this moment"),
        "matches": t("Matchmaking"),
        "activities": t("Activities"),
        "projects": t("Competitions and services"),
    }
    data = {
        "groups": [
            {
                "name": names[group],
                "cards": [
                    _card(now[each], before, trend, links[each], aims.get(each), asked)
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


def figures_of(person: Person, scope: Scope, by: By | None = None) -> dict[object, Figures]:
    """All of them; those of matches are asked anew only when a match has changed, and so are those of the directory."""
    found: dict[object, Figures] = {}
    for some, seen in OF_EACH:
        for key, told in read(queries.figures, person, some, scope, by, topics=seen).items():
            found[key] = found.get(key, {}) | told
    return found


def previous(person: Person, asked: Asked) -> Befores:
    """The same place in the period before: as many working days of it, where this one is unfinished."""
    return _before(queries.before, person, asked)


def year_before(person: Person, asked: Asked) -> Befores:
    """The same place a year before."""
    return _before(queries.year_before, person, asked)


def _before(query: Callable, person: Person, asked: Asked) -> Befores:
    found: Befores = {}
    for some, seen in OF_EACH:
        topics = (*seen, RULES)  # the working days too
        found |= read(query, person, some, asked.scope, asked.period, topics=topics)[None]
    return found


def _card(
    figure: Figure,
    before: Sequence[tuple[str, Befores]],
    trend: Mapping[Indicator, list[float | None]],
    link: Link | None,
    aim: Mark | None,
    asked: Asked,
) -> dict[str, Any]:
    """What a card shows; what moves with its figure is put into words in the browser (browser/figure_words.js)."""
    definition = figure.definition
    indicator = definition.indicator
    return {
        "id": indicator.value,
        "name": term(indicator),
        "about": kpi_marks.about(indicator),
        "unit": definition.unit.value,
        "better": definition.better.value,
        "value": figure.value,
        "n": figure.n,
        "top": figure.top,
        "few": figure.is_few,
        "behind": figure_words.behind_words(definition),
        "coverage": figure.coverage,
        "hidden": figure.is_kept_back,
        "before": [
            {
                "word": word,
                "value": told.figure.value,
                "few": told.figure.is_few,
                "whole": told.is_whole,
            }
            for word, befores in before
            if (told := befores.get(indicator))
        ],
        "trend": trend.get(indicator, []),
        "ends": asked.period.months == 1,  # the trend ends with the figure itself
        "open": asked.period.is_unfinished,
        "aim": aim and {"state": aim.state.value, "target": aim.value, "pace": aim.pace},
        "states": {key.value: told for key, told in target_marks.states(indicator).items()},
        "href": link.href if link else "",
    }


def _word(asked: Asked) -> str:
    return t("month") if asked.period.months == 1 else t("period")


def _trend(person: Person, asked: Asked) -> dict[Indicator, list[float | None]]:
    """The months up to the one that is looked at."""
    last = asked.period.last
    firsts = [periods.month_after(last.replace(day=1), n + 1 - TREND) for n in range(TREND)]
    scope = replace(asked.scope, since=firsts[0])
    found = figures_of(person, scope, By.MONTH)
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
    return figure_records.link(person, asked, indicator)


def _url(scope: Scope) -> str:
    said = {
        "indicators": ",".join(EVERY),
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        "area": scope.area,
        "unit": scope.unit_id,
        "field": scope.field,
        "channel": scope.channel,
        "industry": scope.industry,
    }
    return f"{API}?{urlencode({name: value for name, value in said.items() if value})}"


def _words() -> dict[str, Any]:
    return {
        "asOf": t("As of {at}", at="{at}"),
        "stale": t(
            "The figures are as of {at}: the platform does not answer at the moment.", at="{at}"
        ),
        "about": t("What {figure} means", figure="{figure}"),
        "days": t("{n} days", n="{n}"),
        "points": t("{n} points", n="{n}"),
        "few": t("few"),
        "coverage": t("coverage {share} %", share="{share}"),
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
