"""Days and moments in the reader's language, on the clocks of Wenzhou."""

from datetime import date, datetime

from components.texts import t
from domain import clock
from domain.clock import LOCAL


def moment(at: datetime) -> str:
    """Mon 9 Nov 17:30; with the year when it is another one."""
    local = at.astimezone(LOCAL)
    return f"{day(local.date())} {local:%H:%M}"


def day(on: date) -> str:
    """Mon 9 Nov; with the year when it is another one."""
    said = {"weekday": _weekday(on), "day": on.day, "month": _month(on)}
    if on.year == clock.now().year:
        return t("{weekday} {day} {month}", **said)
    return t("{weekday} {day} {month} {year}", **said, year=on.year)


def _weekday(on: date) -> str:
    names = (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))
    return names[on.weekday()]


def _month(on: date) -> str:
    first = (t("Jan"), t("Feb"), t("Mar"), t("Apr"), t("May"), t("Jun"))
    second = (t("Jul"), t("Aug"), t("Sep"), t("Oct"), t("Nov"), t("Dec"))
    return (first + second)[on.month - 1]
