"""The cards of the key figures: value, change, target, trend and what stands behind each; live without a reload."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from components import figure_records, figure_words, kpi_figures, kpi_marks, target_marks
from components.browser import component, unheard
from components.kpi_figures import EVERY, GROUPS
from components.kpi_filters import Asked
from components.rows import Link
from components.session import language
from components.target_marks import Mark
from components.texts import listed, t, term
from db.indicator_vocabulary import Indicator
from domain import clock
from domain.indicators import comparing, freshness, periods
from domain.indicators.comparing import Befores, WorkingDays
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope
from domain.permissions import Person

API = "/api/figures"

_mount = component("figure_cards", "figure_words", "figure_cards", style="figure_cards")


def show(
    person: Person, asked: Asked, chosen: Indicator, aims: Mapping[Indicator, Mark]
) -> Link | Indicator | None:
    """Draw them; returns the list that was asked for, or the indicator that was chosen for the pictures below.

    `aims`: of some indicators their target, as components/target_marks.py tells it.
    """
    now = kpi_figures.figures_of(person, asked.scope)[None]
    year = kpi_figures.days_compared(person, asked, periods.year_before)
    before = [(t("year"), kpi_figures.year_before(person, asked), year)]
    if asked.period.months != 12:  # else the period before is the year before
        days = kpi_figures.days_compared(person, asked, periods.previous)
        before.insert(0, (_word(asked), kpi_figures.previous(person, asked), days))
    trend = kpi_figures.trend(person, asked)
    links = {each: _link(person, asked, each) for each in now}
    apart = list(filter(None, (kpi_marks.days_apart(person, asked),)))
    fresh = freshness.now()
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
                    _card(now[each], before, trend, links[each], aims.get(each), asked, apart)
                    | {"chosen": each is chosen}
                    for each in some
                    if each in now
                ],
            }
            for group, some in GROUPS
            if any(each in now for each in some)
        ],
        "url": _url(asked.scope),
        "asOf": f"{fresh.as_of.astimezone(clock.LOCAL):%H:%M:%S}",
        "behind": f"{fresh.as_of.astimezone(clock.LOCAL):%Y-%m-%d %H:%M:%S}"
        if fresh.is_behind
        else "",
        "words": _words(),
    }
    result = _mount(key="kpi-cards", data=data, on_act_change=unheard)
    _left_out(asked, now, names)
    return _wanted(result.act, links)


def _left_out(asked: Asked, told: Collection[Indicator], names: Mapping[str, str]) -> None:
    """Which figures have no card in this selection, and why; a whole group by its name."""
    missing: list[str] = []
    for group, some in GROUPS:
        absent = [term(each) for each in some if each not in told]
        missing += [names[group]] if len(absent) == len(some) else absent
    if not missing:
        return
    figures = listed(missing)
    if not asked.scope.industry:
        st.caption(t("Not counted in this selection: {figures}.", figures=figures))
        return
    st.caption(
        t(
            "Not counted by industry: {figures}. An order has the industry of its enterprise, whose corrected record"
            " would move figures that are published.",
            figures=figures,
        )
    )


def _card(
    figure: Figure,
    before: Sequence[tuple[str, Befores, WorkingDays]],
    trend: Mapping[Indicator, list[float | None]],
    link: Link | None,
    aim: Mark | None,
    asked: Asked,
    apart: Sequence[str],
) -> dict[str, Any]:
    """What a card shows; what moves with its figure is put into words in the browser (browser/figure_words.js)."""
    definition = figure.definition
    indicator = definition.indicator
    return {
        "id": indicator.value,
        "name": term(indicator),
        "about": [*kpi_marks.about(indicator), *apart],
        "unit": definition.unit.value,
        "better": definition.better.value,
        "value": figure.value,
        "compared": figure.compared,
        "apart": figure.today is not None,
        "n": figure.n,
        "top": figure.top,
        "few": figure.is_few,
        "behind": figure_words.behind_forms(definition),
        "coverage": figure.coverage,
        "hidden": figure.is_kept_back,
        "before": [
            {
                "word": word,
                "value": told.figure.value,
                "few": told.figure.is_few,
                "whole": told.is_whole,
                "days": None if told.is_whole or days.are_alike else [days.now, days.then],
            }
            for word, befores, days in before
            if (told := befores.get(indicator))
        ],
        "daily": comparing.is_by_the_day(definition),
        "later": _later(figure, before, asked),
        "trend": trend.get(indicator, []),
        "ends": asked.period.months == 1,  # the trend ends with the figure itself
        "open": asked.period.is_unfinished,
        "running": t("not over") if asked.period.is_unfinished and not definition.is_now else "",
        "aim": aim and {"state": aim.state.value, "target": aim.value, "pace": aim.pace},
        "states": {key.value: told for key, told in target_marks.states(indicator).items()},
        "href": link.href if link else "",
    }


def _later(figure: Figure, before: Sequence[tuple[str, Befores, WorkingDays]], asked: Asked) -> str:
    """Why a figure is not compared yet, where others are."""
    waits = comparing.waits_for_its_end(figure.definition, asked.period)
    if not waits or not any(befores for _, befores, _ in before):
        return ""
    return t("compared once it is over")


def _word(asked: Asked) -> str:
    return t("month") if asked.period.months == 1 else t("period")


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
        "behind": t(
            "The figures are complete as of {at}: later changes are not all counted yet.", at="{at}"
        ),
        "about": t("What {figure} means", figure="{figure}"),
        "days": t("{n} days", n="{n}"),
        "hours": t("{n} hours", n="{n}"),
        "points": t("{n} points", n="{n}"),
        "against": kpi_marks.against("{now}", "{then}"),
        "daily": t("{change} per working day", change="{change}"),
        "few": t("few"),
        "whole": t("{before} (whole)", before="{before}"),
        "coverage": t("coverage {share} %", share="{share}"),
        "hidden": t("once published"),
        "yuan": t("{n} yuan", n="{n}"),
        "wan": t("{n} × 10,000 yuan", n="{n}") if language() == "zh" else "",
    }


def _wanted(said: Any, links: Mapping[Indicator, Link | None]) -> Link | Indicator | None:
    """What the browser names, if it is one of those given: it comes from outside."""
    match said:
        case {"href": str(href)}:
            return next((link for link in links.values() if link and link.href == href), None)
        case {"card": str(card)}:
            return next((each for each in links if each.value == card), None)
    return None
