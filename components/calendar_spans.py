"""Which days each view of a calendar shows, where its arrows lead, and what it is called."""

from datetime import date, timedelta

from components.moments import day as day_words
from components.planner import View
from components.texts import t
from components.year_calendar import month_names
from domain.indicators import periods

AGENDA = 30  # days of the list


def span(how: View, shown: date) -> tuple[date, date]:
    """The first and the last day that the view shows."""
    match how:
        case View.MONTH:
            first = shown.replace(day=1)
            last = periods.last_of_month(first)
            sunday = last + timedelta(days=6 - last.weekday())
            return first - timedelta(days=first.weekday()), sunday
        case View.WEEK:
            first = shown - timedelta(days=shown.weekday())
            return first, first + timedelta(days=6)
        case View.AGENDA:
            return shown, shown + timedelta(days=AGENDA - 1)
        case View.YEAR:
            return date(shown.year, 1, 1), date(shown.year, 12, 31)


def turns(how: View, shown: date) -> tuple[date, date]:
    """Where the arrows lead: to the period before and the one after."""
    month = shown.replace(day=1)
    match how:
        case View.MONTH:
            return periods.month_after(month, -1), periods.month_after(month, 1)
        case View.YEAR:
            return periods.month_after(month, -12), periods.month_after(month, 12)
    by = timedelta(days=7 if how is View.WEEK else AGENDA)
    return shown - by, shown + by


def title(how: View, shown: date) -> str:
    """What the view is called."""
    if how is View.YEAR:
        return t("Year {year}", year=shown.year)
    if how is View.MONTH:
        return t("{name} {year}", name=month_names()[shown.month - 1], year=shown.year)
    first, last = span(how, shown)
    return f"{day_words(first)} – {day_words(last)}"
