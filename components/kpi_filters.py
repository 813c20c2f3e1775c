"""What the key figures are narrowed to: one bar for everything, kept in the address."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from components import address, filters
from components.area_choice import area_names
from components.choosing import industry_names
from components.figure_words import period_name
from components.texts import t, term
from db.indicator_vocabulary import By, Half, Indicator, KpiView, Over
from db.vocabulary import Channel, Kind, ServiceField
from domain import clock
from domain.indicators import metric, periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.periods import TO, Period
from domain.indicators.reading import Scope
from domain.indicators.registered import NONE as NO_INDUSTRY
from domain.permissions import Person

PAGE, PATH = "pages/performance/kpi.py", "kpi"
LIST_PAGE, LIST_PATH = "pages/performance/records.py", "figure-records"
BACK = "from"  # in the address of a list
STANDS = ("period", "area", "unit", "field", "channel", "industry", "figure", "view", "at")
MONTHS_BACK = 24
DAYS_BACK, MOST_DAYS = 5 * 365, 2 * 366  # of days that are chosen one by one
LONG = {
    "quarter": 3,
    "year": 12,
}  # months up to the present one, wherever the calendar's quarters begin


@dataclass(frozen=True)
class Asked:
    """What is looked at. `period` is what is told; its scope ends with the period's last day, begun or not.

    `back`: how the page of the key figures stood that lists lead back to, as an address says it."""

    period: Period
    scope: Scope
    code: str  # of the period, as the address has it
    back: str = ""

    def during(self, told: Period) -> Scope:
        """The same place in another period."""
        return replace(self.scope, since=told.first, until=told.until)


def bar(person: Person, script: str = PAGE) -> Asked:
    """The filters in one line."""
    line = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="kpi-bar")
    with line:
        code = _period()
        area = _area(person)
        unit_id = _unit(person)
        field = _one(ServiceField, "field", t("Field"), t("Every field"))
        channel = _one(Channel, "channel", t("Channel"), t("Every channel"))
        industry = _industry(person)
        address.clear(script)
    period = period_of(code)
    scope = Scope(period.first, period.last, area, unit_id, field, channel, industry)
    return Asked(period, scope, code, "".join(st.query_params.get_all(BACK)))


def period_of(code: str) -> Period:
    """The period that a code of the address means: so many months up to now, a month, a quarter, a half-year or a year
    of the calendar, or any days."""
    today = clock.now().date()
    if code in LONG:
        return periods.months(today, LONG[code], today=today)
    return periods.coded(code, today=today)


def just_ended(asked: Asked) -> Asked | None:
    """The same place in the period that ended as this one began; none of days that are no period of the calendar."""
    period = asked.period
    if not period.months:
        return None
    before = periods.months(period.first - timedelta(1), period.months, today=period.until)
    code = periods.code(before)
    return in_period(asked, code) if code in _codes() else None


def in_month(asked: Asked, first: date) -> Asked | None:
    """The same place in one month; none of one that lies too far back to be asked for."""
    code = _code_of_month(first)
    return in_period(asked, code) if code else None


def in_days(asked: Asked, first: date, last: date) -> Asked:
    """The same place from one day to another."""
    return in_period(asked, f"{first}{TO}{last}")


def anywhere(first: date | None) -> Asked | None:
    """Everything in one month, or at this moment; none of one that lies too far back to be asked for."""
    code = _code_of_month(first) if first else _codes()[0]
    if code is None:
        return None
    period = period_of(code)
    return Asked(period, Scope(period.first, period.last), code)


def everywhere(first: date, last: date) -> Asked | None:
    """Everything from one day to another, a month by its name where it has one in the bar; none of days that lie too
    far back to be asked for."""
    if first.day == 1 and last == periods.last_of_month(first):
        return anywhere(first)
    if _is_too_far(first):
        return None
    return in_period(Asked(period_of(_codes()[0]), Scope(first, last), ""), f"{first}{TO}{last}")


def in_year(year: int) -> Asked:
    """Everything in a year of the calendar; one that lies farther back is asked for by its days."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    code = str(year) if str(year) in _codes() else f"{first}{TO}{last}"
    period = period_of(code)
    return Asked(period, Scope(period.first, period.last), code)


def at_present(asked: Asked) -> Asked:
    """The same place at this moment."""
    return in_period(asked, _codes()[0])


def in_period(asked: Asked, code: str) -> Asked:
    """The same place in another period."""
    period = period_of(code)
    scope = replace(asked.scope, since=period.first, until=period.last)
    return replace(asked, period=period, scope=scope, code=code)


def query(asked: Asked, **more: str | None) -> tuple[tuple[str, str], ...]:
    """The address of the same view, with something else chosen; None takes a choice away."""
    scope = asked.scope
    said = {
        "period": asked.code if asked.code != _codes()[0] else None,
        "area": scope.area,
        "unit": str(scope.unit_id) if scope.unit_id else None,
        "field": scope.field.value if scope.field else None,
        "channel": scope.channel.value if scope.channel else None,
        "industry": scope.industry,
    } | more
    return tuple((name, value) for name, value in said.items() if value)


def records_query(
    asked: Asked, indicator: Indicator, half: Half = Half.ALL, **more: str | None
) -> tuple[tuple[str, str], ...]:
    """The address of the list behind a figure."""
    of = {"of": indicator.value, "half": half.value if half is not Half.ALL else None}
    return query(asked, **(of | more | {BACK: asked.back}))


def returning(asked: Asked) -> Asked:
    """The same on the page of the key figures, whose lists lead back to the page as it stands: to its picture and its
    closer look too, and to its period where a list has another."""
    stands = {name: "".join(st.query_params.get_all(name)) for name in STANDS}
    said = {name: value for name, value in stands.items() if value}
    return replace(asked, back=urlencode({"view": KpiView.PLACES.value} | said))


def way_back(asked: Asked, indicator: Indicator) -> dict[str, str]:
    """The address of the page of the key figures as it stood before the list, or with the filters of the list."""
    if not asked.back:
        return dict(query(asked, figure=indicator.value))
    return {name: value for name, value in parse_qsl(asked.back) if name in STANDS}


def _period() -> str:
    _, quarter, half, year, *_ = _codes()
    names = {
        quarter: t("This quarter so far"),
        half: t("This half-year so far"),
        year: t("This year so far"),
        "quarter": t("Last three months"),
        "year": t("Last twelve months"),
    }
    today = clock.now().date()
    return address.always_or_days(
        "period",
        t("Period"),
        _codes(),
        lambda code: names.get(code) or period_name(period_of(code)),
        days=address.Days(t("From day to day"), today - timedelta(DAYS_BACK), today, MOST_DAYS),
        width=190,
    )


def _code_of_month(first: date) -> str | None:
    """How the address asks for a month: by its name where it has one in the bar, else by its days; none of one that
    has not begun or lies too far back."""
    if (code := f"{first:%Y-%m}") in _codes():
        return code
    if first > clock.now().date() or _is_too_far(first):
        return None
    return f"{first}{TO}{periods.last_of_month(first)}"


def _is_too_far(first: date) -> bool:
    return first < clock.now().date() - timedelta(DAYS_BACK)


def _codes() -> list[str]:
    return _codes_in(clock.now().date().replace(day=1))


@lru_cache(maxsize=4)
def _codes_in(first: date) -> list[str]:
    """In the month that begins on this day: first those that are on, then the months that are over, each quarter,
    half-year and year before its last one. Asked for with every link."""
    running = (periods.month, periods.quarter, periods.half, periods.year)
    found = [*(periods.code(each(first, today=first)) for each in running), *LONG]
    months = [periods.month_after(first, -n) for n in range(MONTHS_BACK)]
    for month in months[1:]:
        for many in (12, 6, 3, 1):
            if month.month % many == 0 and periods.month_after(month, 1 - many) >= months[-1]:
                found.append(periods.code(periods.months(month, many, today=first)))
    return found


def _area(person: Person) -> str | None:
    names = area_names(person)
    if person.kind not in (Kind.CITY, Kind.SUB_PLATFORM):
        return None
    return address.one_of(
        "area", t("Area"), list(names), names.get, none=t("Every sub-platform"), width=180
    )


def _unit(person: Person) -> int | None:
    if person.kind not in (Kind.CITY, Kind.SUB_PLATFORM):
        return person.organisation_id
    return filters.unit_of(person)


def industries(person: Person) -> dict[str, str]:
    """Every industry by its code, and those that said none."""
    return industry_names(person) | {NO_INDUSTRY: t("Not said")}


def is_counted(asked: Asked, indicator: Indicator) -> bool:
    """Whether a figure can be narrowed to the industry that is looked at: matches and new enterprises can, orders are
    not kept by it (docs/indicators.md)."""
    return not asked.scope.industry or By.INDUSTRY in DEFINITIONS[indicator].by


def is_of_months(asked: Asked, indicator: Indicator) -> bool:
    """Whether a figure is told of whole months alone, and other days are looked at: there is no part of a median."""
    return DEFINITIONS[indicator].over is Over.MONTHS and not metric.is_whole(asked.scope)


def _industry(person: Person) -> str | None:
    names = industries(person)
    return address.one_of(
        "industry", t("Industry"), list(names), names.get, none=t("Every industry"), width=160
    )


def _one(choices, name: str, label: str, none: str):
    chosen = address.one_of(
        name,
        label,
        [member.value for member in choices],
        lambda value: term(choices(value)),
        none=none,
        width=150,
    )
    return choices(chosen) if chosen else None
