"""What the benchmark of the key figures promises: its goals, and whether rivals found the same numbers."""

from bench.kpi_page import POLL, Looked
from bench.kpi_rivals import Numbers
from bench.load import percentile
from bench.report import Check, at_least, at_most
from db.indicator_vocabulary import Indicator
from domain.indicators.figure import Figure
from domain.indicators.steps import DAY, TIMES

PAGE_MS = 150  # the whole rerun, 95th percentile
TIMES_FASTER = 100  # than plain SQL, from as many orders on:
LARGE = 5_000_000
COMMAND_PERCENT = 10
LIVE_S = 2.0  # from the commit of a close to its card
# The longest of all: as a question that comes late is made good by the next one.
LONGEST_S = LIVE_S + POLL
GROWN_PERCENT = 10  # of the server's memory, once warm
FEW = 100  # records, whose two middle ones may lie far apart
# A rerun while so many look, 95th percentile: a goal of our own. Up to a second a page does not interrupt the thought
# of who waits for it (J. Nielsen, Usability Engineering, 1993, chapter 5).
CROWD_MS = 1000


def number(figure: Figure) -> tuple[float, float]:
    """A figure as the rivals tell it: good ones and all; of handling times the median in minutes, and all."""
    if figure.indicator is Indicator.HANDLING_TIME:
        return figure.value * DAY, figure.n
    return figure.top, figure.n


def differing(ours: Numbers, theirs: Numbers) -> int:
    """How many numbers are not the same; a median may lie elsewhere within its step."""
    names = ours.keys() | theirs.keys()
    return sum(not _agree(name[0], ours.get(name), theirs.get(name)) for name in names)


def _agree(indicator: Indicator, one: tuple | None, other: tuple | None) -> bool:
    if one is None or other is None or one[1] != other[1]:
        return False
    if indicator is Indicator.HANDLING_TIME:
        return one[1] < FEW or abs(one[0] - other[0]) <= _step(other[0])
    return one[0] == other[0]


def _step(minutes: float) -> float:
    """As wide as the step is in which so many minutes lie."""
    edges = [*TIMES, 2 * TIMES[-1]]
    after = next((n for n, edge in enumerate(edges) if edge > minutes), len(edges) - 1)
    return edges[after] - edges[after - 1]


def figures(seen: Looked, minutes: float) -> dict:
    """What looking showed."""
    return {
        "page_p50_ms": _ms(seen.alone, 0.5),
        "page_p95_ms": _ms(seen.alone, 0.95),
        "page_of_a_year_p50_ms": _ms(seen.of_a_year, 0.5),
        "page_of_a_year_p95_ms": _ms(seen.of_a_year, 0.95),
        "grid_p50_ms": _ms(seen.grids, 0.5),
        "grid_p95_ms": _ms(seen.grids, 0.95),
        "views": seen.views,
        "minutes": minutes,
        "commands_meanwhile": seen.commands,
        "crowd_reruns": len(seen.reruns),
        "crowd_p50_ms": _ms(seen.reruns, 0.5),
        "crowd_p95_ms": _ms(seen.reruns, 0.95),
        "polls": len(seen.polls),
        "polls_p95_ms": _ms(seen.polls, 0.95),
        "closes_seen": len(seen.live),
        "close_to_card_p50_s": round(percentile(seen.live, 0.5), 2) if seen.live else None,
        "close_to_card_p95_s": round(percentile(seen.live, 0.95), 2) if seen.live else None,
        "close_to_card_worst_s": round(max(seen.live), 2) if seen.live else None,
        "memory_mb": [round(seen.memory[0]), round(seen.warm), round(seen.memory[-1])],
        "faults": seen.faults[:3],
    }


def checks(name: str, orders: int, told: dict, seen: Looked) -> list[Check]:
    """Every promise that can be looked at on this size."""
    ours, plain, duckdb = told["rollups_ms"], told["plain_sql_ms"], told["duckdb_ms"]
    of_a_year, grid = told["page_of_a_year_p95_ms"], told["grid_p95_ms"]
    found = [
        at_most(f"page, {name}, p95", told["page_p95_ms"], "ms", PAGE_MS),
        at_most(f"the page of twelve months, {name}, p95", of_a_year, "ms", PAGE_MS),
        at_most(
            f"twelve months, twelve sub-platforms, seven indicators, {name}, p95",
            grid,
            "ms",
            PAGE_MS,
        ),
        at_most(f"slowest other view, {name}, p95", _slowest(seen), "ms", PAGE_MS),
        *(
            at_most(f"what rollups cost {each}, {name}", 100 * share, "%", COMMAND_PERCENT)
            for each, share in told["command_shares"].items()
        ),
        at_most(
            f"{name}, a close to its card, p95", _seen(told["close_to_card_p95_s"]), "s", LIVE_S
        ),
        at_most(
            f"{name}, a close to its card, longest",
            _seen(told["close_to_card_worst_s"]),
            "s",
            LONGEST_S,
        ),
        at_most(f"sessions, {name}, rerun, p95", _seen(told["crowd_p95_ms"]), "ms", CROWD_MS),
        at_most(f"sessions, {name}, memory", 100 * seen.grown / seen.warm, "%", GROWN_PERCENT),
        at_least(f"sessions that show the same numbers, {name}", seen.same, "share", 1.0),
        at_most(f"answers of one name that differ, {name}", seen.contradictions, "", 0),
        at_least(f"what is shown is what is counted, {name}", float(seen.is_counted), "", 1.0),
        at_most(f"numbers that rivals found otherwise, {name}", _otherwise(told), "", 0),
        at_most(f"faults, {name}", len(seen.faults), "", 0),
    ]
    if orders >= LARGE:
        found += [
            at_most(f"the aggregate, {name}", ours, "ms", plain / TIMES_FASTER, duckdb),
            at_most(f"the page, {name}, p95", told["page_p95_ms"], "ms", plain / TIMES_FASTER),
            at_most(
                f"the page of twelve months, {name}, p95", of_a_year, "ms", plain / TIMES_FASTER
            ),
        ]
    return found


def _seen(value: float | None) -> float:
    """What was never seen in so short a time keeps no promise."""
    return float("inf") if value is None else value


def _slowest(seen: Looked) -> float:
    return max(each["p95_ms"] for each in seen.views.values())


def _otherwise(told: dict) -> int:
    return sum(told["differing_from"].values())


def _ms(values: list[float], at: float) -> float | None:
    return round(1000 * percentile(values, at), 1) if values else None
