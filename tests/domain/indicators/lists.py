"""What a link of the page opens, read as the list page reads it: how many records it has, all its pages turned."""

from datetime import date

from components import kpi_filters
from components.kpi_filters import Asked
from db.indicator_vocabulary import Half, Indicator, Unit
from db.research_vocabulary import MatchFigure
from db.vocabulary import Channel, ServiceField
from domain.indicators import allowed, parts, periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.reading import Scope
from domain.indicators.registered import NONE as NO_INDUSTRY
from domain.matchmaking import figures as matchmaking
from domain.queries import (
    figure_list,
    indicator_activities,
    indicator_enterprises,
    indicator_records,
    matches,
)
from tests.town import FINANCE, LONGWAN, TAX, UNIVERSITY

PLACES = (
    {},
    {"area": LONGWAN},
    {"unit_id": FINANCE},
    {"unit_id": UNIVERSITY},
    {"area": LONGWAN, "unit_id": TAX},
    {"field": ServiceField.FINANCING},
    {"channel": Channel.HOTLINE},
    {"unit_id": FINANCE, "field": ServiceField.FINANCING},
    {"unit_id": FINANCE, "channel": Channel.HOTLINE},
    {"area": LONGWAN, "channel": Channel.HOTLINE},
    {"area": LONGWAN, "field": ServiceField.TALENT, "channel": Channel.VISIT},
    {"industry": "34"},
    {"industry": NO_INDUSTRY},
    {"area": LONGWAN, "industry": "34"},
)


OF_MATCHES = tuple(each for each in Indicator if DEFINITIONS[each].match_figure)


def asked(code, place, who):
    """What the page looks at: a period of the address and a place, as far as this reader may have it."""
    period = kpi_filters.period_of(code)
    scope = Scope(period.first, period.last, **place)
    return Asked(period, allowed.narrowed(who, scope), code)


def codes(now):
    last = periods.month_after(now.date().replace(day=1), -1)
    kinds = (periods.quarter, periods.half, periods.year)
    this = (each(now.date(), today=now.date()) for each in kinds)
    before = periods.quarter(periods.month_after(last, -2), today=now.date())  # one that is over
    days = (
        f"{last.replace(day=9)}..{now.date()}",
        f"{last.replace(day=3)}..{last.replace(day=17)}",
    )
    return ("year", f"{now:%Y-%m}", f"{last:%Y-%m}", *days, *map(periods.code, (before, *this)))


def opened(link):
    """What the list page reads in the address: the figure, the half, the scope and the part."""
    said = {}
    for name, value in link.query:
        said.setdefault(name, []).append(value)
    one = {name: values[0] for name, values in said.items()}
    period = kpi_filters.period_of(one.get("period") or kpi_filters._codes()[0])
    scope = Scope(
        period.first,
        period.last,
        one.get("area"),
        int(one["unit"]) if "unit" in one else None,
        ServiceField(one["field"]) if "field" in one else None,
        Channel(one["channel"]) if "channel" in one else None,
        one.get("industry"),
    )
    indicator = Indicator(one["of"])
    part = parts.fitting(parts.read(said), DEFINITIONS[indicator])
    return indicator, scope, Half(one.get("half", Half.ALL)), part


def listed(session, who, link):
    """How many the list says there are, having turned all its pages: as many lines as it says."""
    if link.path == "matches":
        return listed_matches(session, who, link)
    indicator, scope, half, part = opened(link)
    said = (session, who, indicator, scope)
    count = indicator_records.count(*said, half, part)
    lines = []
    for page in range(1, -(-count // indicator_records.PAGE) + 1):
        if indicator in indicator_enterprises.OF_ENTERPRISES:
            lines += indicator_enterprises.enterprises(*said, page)
        elif indicator in indicator_activities.OF_ACTIVITIES:
            lines += indicator_activities.page_of(*said, page)
            taken = figure_list.whole(*said, half, part)
            assert (len(taken.activities), taken.left_out) == (count, 0)
        else:
            lines += indicator_records.records(*said, half, page, part)
    assert len(lines) == count, link
    return count


def listed_matches(session, who, link):
    one = dict(link.query)
    scope = matchmaking.Scope(
        provider_id=int(one["provider"]) if "provider" in one else None,
        area=one.get("area"),
        industry=one.get("industry"),
        since=date.fromisoformat(one["since"]),
        until=date.fromisoformat(one["until"]),
        is_raised=one.get("raised") == "true",
    )
    found = matches.listed(session, who, scope, MatchFigure(one.get("figure", "proposals")))
    lines = [
        card
        for page in range(1, found.pages + 1)
        for card in matches.listed(
            session, who, scope, MatchFigure(one.get("figure", "proposals")), page
        ).cards
    ]
    assert len(lines) == found.count
    return found.count


def expected(figure, half):
    """What the list behind a figure must count."""
    definition = figure.definition
    if definition.unit is Unit.SHARE:
        return {Half.ALL: figure.n, Half.GOOD: figure.top, Half.REST: figure.n - figure.top}[half]
    return figure.top
