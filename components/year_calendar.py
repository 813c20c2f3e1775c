"""A year of the office calendar as twelve months: coloured and marked, each day to be chosen where that is wanted."""

from datetime import date, timedelta
from typing import Any

from components.browser import component, unheard
from components.moments import day as day_words
from components.texts import t, term
from domain import clock
from domain.queries.office_days import DayKind, DayShown, Standing, YearShown

_mount = component("year_of_days", "year", style="year")


def show(year: YearShown, *, key: str, is_choosable: bool = True) -> DayShown | None:
    """Draw the year; return the day that was just chosen."""
    result = _mount(
        key=key,
        data={
            "label": t("Office calendar of {year}", year=year.number),
            "marks": {DayKind.HOLIDAY: t("rest"), DayKind.MAKE_UP: t("work")},
            "legend": _legend(),
            "weekdays": [t("M"), t("Tu"), t("W"), t("Th"), t("F"), t("Sa"), t("Su")],
            "provisional": year.standing is Standing.PROVISIONAL,
            "choosable": is_choosable,
            "months": _months(year),
        },
        on_day_change=unheard,
    )
    return _chosen(result.day, year) if is_choosable else None


def told(day: DayShown) -> str:
    """A day and how it counts, as it is read aloud."""
    why = day.note or festival(day.name)
    said = f"{day_words(day.day)} · {term(day.kind)}"
    return f"{said} ({why})" if why else said


def festival(name: str) -> str:
    """A festival as the published calendar names it, in the reader's language."""
    names = {
        "New Year's Day": t("New Year's Day"),
        "Spring Festival": t("Spring Festival"),
        "Tomb-sweeping Day": t("Tomb-sweeping Day"),
        "Labour Day": t("Labour Day"),
        "Dragon Boat Festival": t("Dragon Boat Festival"),
        "Mid-autumn Festival": t("Mid-autumn Festival"),
        "National Day": t("National Day"),
    }
    return names.get(name, name)


def month_names() -> tuple[str, ...]:
    """January to December."""
    first = (t("January"), t("February"), t("March"), t("April"), t("May"), t("June"))
    second = (
        t("July"),
        t("August"),
        t("September"),
        t("October"),
        t("November"),
        t("December"),
    )
    return first + second


def _legend() -> list[dict[str, Any]]:
    kinds: list[dict[str, Any]] = [{"kind": kind, "words": term(kind)} for kind in DayKind]
    entered = {"kind": DayKind.WORK, "entered": True, "words": t("Entered by an administrator")}
    return [*kinds, entered]


def _months(year: YearShown) -> list[dict[str, Any]]:
    months: list[dict[str, Any]] = []
    now = clock.now().date()
    for each in year.days:
        if each.day.day == 1:
            name = month_names()[each.day.month - 1]
            months.append({"name": name, "lead": each.day.weekday(), "days": []})
        months[-1]["days"].append(
            {
                "n": each.day.day,
                "day": each.day.isoformat(),
                "kind": each.kind,
                "entered": each.is_entered,
                "now": each.day == now,
                "said": told(each),
            }
        )
    return months


def _chosen(said: Any, year: YearShown) -> DayShown | None:
    """The day that the browser names, if it is one of the year's: it comes from outside."""
    if not isinstance(said, str):
        return None
    return next((each for each in year.days if each.day.isoformat() == said), None)


def spans(days: tuple[tuple[date, bool | None], ...]) -> list[tuple[date, date, bool | None]]:
    """Days that follow one another and stand alike, as (first, last, how)."""
    found: list[tuple[date, date, bool | None]] = []
    for day, works in sorted(days):
        if found and found[-1][2] is works and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day, works)
        else:
            found.append((day, day, works))
    return found
