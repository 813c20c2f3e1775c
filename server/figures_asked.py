"""Which figures somebody asks for, read from the address; what cannot be meant is told in a sentence."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from starlette.datastructures import QueryParams

from db.indicator_vocabulary import By, Indicator
from db.vocabulary import Channel, ServiceField
from domain import clock
from domain.indicators import periods
from domain.indicators.reading import Scope
from domain.indicators.registered import NONE as NO_INDUSTRY

EARLIEST = date(2000, 1, 1)
MOST_DAYS = 366 * 5


class Wrong(Exception):
    """A parameter cannot be read; the sentence says why."""


@dataclass(frozen=True)
class Asked:
    """Indicators of a scope, altogether or by something."""

    indicators: tuple[Indicator, ...]
    scope: Scope
    by: By | None


def read(said: QueryParams) -> Asked:
    """Raises Wrong."""
    since, until = _days(said)
    return Asked(
        indicators=_indicators(said.get("indicators", "")),
        scope=Scope(
            since=since,
            until=until,
            area=_code(said, "area"),
            unit_id=_number(said, "unit"),
            field=_one(ServiceField, said, "field"),
            channel=_one(Channel, said, "channel"),
            industry=_industry(said),
        ),
        by=_one(By, said, "by"),
    )


def _indicators(typed: str) -> tuple[Indicator, ...]:
    if not typed:
        return tuple(Indicator)
    names = list(dict.fromkeys(typed.split(",")))
    unknown = [name for name in names if name not in set(Indicator)]
    if unknown:
        raise Wrong(f"{unknown[0][:40]!r} is not one of the indicators.")
    return tuple(Indicator(name) for name in names)


def _days(said: QueryParams) -> tuple[date, date]:
    """The period; without any, the present month."""
    today = clock.now().date()
    if code := said.get("period"):
        since, until = _coded(code, today)
    elif month := said.get("month"):
        since = _day(f"{month}-01", "month")
        until = periods.last_of_month(since)
    else:
        since = _day(said["since"], "since") if "since" in said else today.replace(day=1)
        until = _day(said["until"], "until") if "until" in said else today
    if since > until:
        raise Wrong("since lies after until.")
    if (until - since).days > MOST_DAYS:
        raise Wrong("Ask for five years at most.")
    return since, until


def _coded(code: str, today: date) -> tuple[date, date]:
    """A period by its code, as the address of the page has it."""
    try:
        told = periods.coded(code, today=today)
    except (ValueError, OverflowError):  # the latter of a year beyond all calendars
        raise Wrong(
            "period is a code such as 2026, 2026H2, 2026Q4, 2026-11 or 2026-11-03..2026-11-20, whose days have begun."
        ) from None
    return _day(told.first.isoformat(), "period"), _day(told.last.isoformat(), "period")


def _day(typed: str, name: str) -> date:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise Wrong(
            f"{name} is not a day such as 2026-11-09, or a month such as 2026-11."
        ) from None
    if not EARLIEST <= found <= clock.now().date() + timedelta(days=366):
        raise Wrong(f"{name} lies too far away.")
    return found


def _code(said: QueryParams, name: str) -> str | None:
    typed = said.get(name, "")
    if typed and not (typed.isdecimal() and typed.isascii() and len(typed) == 6):
        raise Wrong(f"{name} is a code of six digits such as 330303.")
    return typed or None


def _industry(said: QueryParams) -> str | None:
    typed = said.get("industry", "")
    is_code = typed.isascii() and typed.isalnum() and len(typed) <= 4
    if typed and typed != NO_INDUSTRY and not is_code:
        raise Wrong(f"industry is a code such as 34, or {NO_INDUSTRY} for what has none.")
    return typed or None


def _number(said: QueryParams, name: str) -> int | None:
    typed = said.get(name, "")
    if typed and not (typed.isdecimal() and typed.isascii() and len(typed) < 10):
        raise Wrong(f"{name} is the number of an organisation.")
    return int(typed) if typed else None


def _one(choices: type[StrEnum], said: QueryParams, name: str):
    typed = said.get(name, "")
    if typed and typed not in set(choices):
        raise Wrong(f"{name} is one of: {', '.join(choices)}.")
    return choices(typed) if typed else None
