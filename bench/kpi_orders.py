"""The orders of a benchmark's year, drawn under a fixed seed: who was late, judged badly or called back.

Rows as commands would leave them, of four tables: demands, legs, surveys, return visits.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np

from db.models import Demand, Leg, ReturnVisit, Survey
from db.vocabulary import Channel, Satisfaction, ServiceField

SEED = 96871
ENTERPRISES = 90_000
DAYS = 365
CHUNK = 50_000
DRAWN = 200_000
AREAS = ("330302", "330303", "330304", "330305", "330324", "330326")
AREAS += ("330327", "330328", "330329", "330381", "330382", "330383")
CHANNELS = tuple(each.value for each in Channel)
FIELDS = tuple(each.value for each in ServiceField)
SAID = tuple(each.value for each in Satisfaction)
TABLES = (Demand, Leg, Survey, ReturnVisit)
DEMAND = (
    *("id", "number", "secret_hash", "enterprise_id", "enterprise_name", "contact_name"),
    *("contact_phone", "language", "title", "body", "channel", "submitted_at", "type", "field"),
    *("area_code", "timeliness", "level", "stage", "unit_id", "due_at", "promised_at", "round"),
    *("transfers", "closing_code", "answered_at", "given_minutes", "handled_minutes"),
    *("closed_at", "version", "search_text"),
)
LEG = (
    *("id", "demand_id", "position", "round", "unit_id", "timeliness", "started_at"),
    *("sign_due_at", "contact_due_at", "due_at", "is_provisional", "paused_minutes"),
    *("signed_at", "contacted_at", "replied_at", "ended_at", "outcome"),
)
SURVEY = (
    *("id", "demand_id", "round", "opened_at", "expires_at", "answered_at", "frozen_at"),
    *("contacted_in_time", "solved", "satisfaction", "comment"),
)
VISIT = (
    *("id", "demand_id", "round", "reason", "opened_at", "attempts", "verified_at", "solved"),
    *("satisfaction", "note"),
)
NAMES = (DEMAND, LEG, SURVEY, VISIT)
Rows = tuple[list[tuple], ...]  # of each of the four tables


@lru_cache(maxsize=1)
def year(orders: int, units: range, firms: range, end: datetime) -> tuple[Rows, ...]:
    """The rows of the year before `end`, some thousand orders at a time; the same for the second database."""
    return tuple(_drawn(orders, units, firms, end.astimezone(UTC)))


def _drawn(orders: int, units: range, firms: range, end: datetime) -> Iterator[Rows]:
    rng = np.random.default_rng(SEED)
    for first in range(1, orders + 1, CHUNK):
        many = min(CHUNK, orders + 1 - first)
        draw = {
            "minute": np.sort(rng.integers(0, DAYS * 1440, many)),
            "area": rng.integers(0, len(AREAS), many),
            "field": rng.integers(0, len(FIELDS), many),
            "channel": rng.integers(0, len(CHANNELS), many),
            "firm": rng.integers(0, len(firms), many),
            "sign": rng.integers(5, 320, many),
            "call": rng.integers(5, 260, many),
            "answer": rng.integers(300, 9000, many),
            "judge": rng.integers(60, 4000, many),
            "said": rng.choice(len(SAID), many, p=(0.35, 0.35, 0.2, 0.06, 0.04)),
            "is_silent": rng.random(many) < 0.2,
            "moved": rng.random(many) < 0.04,
        }
        plain = zip(*map(np.ndarray.tolist, draw.values()), strict=True)
        made = [
            _order(first + n, dict(zip(draw, each, strict=True)), units, firms, end)
            for n, each in enumerate(plain)
        ]
        yield tuple([row for rows in part for row in rows] for part in zip(*made, strict=True))


def _order(id: int, drawn: dict, units: range, firms: range, end: datetime) -> Rows:
    """One order as it stands at the end of the year: its row, and those of its leg, its survey and its visit."""
    at = end - timedelta(minutes=DAYS * 1440 - drawn["minute"])
    sent, area, field = at + timedelta(minutes=90), drawn["area"], drawn["field"]
    unit, firm = units[area * len(FIELDS) + field], firms[drawn["firm"]]
    sign_due, call_due, promised = (sent + timedelta(minutes=n) for n in (240, 180, 7200))
    given = drawn["answer"] + 400
    signed, called, answered, closed = (
        _if_past(sent + timedelta(minutes=n), end)
        for n in (
            drawn["sign"],
            drawn["sign"] + drawn["call"],
            given,
            given + drawn["judge"],
        )
    )
    stage = (
        "closed"
        if closed
        else "answered"
        if answered
        else "in_progress"
        if signed
        else "dispatched"
    )
    said, silent = SAID[drawn["said"]], drawn["is_silent"]
    solved = "yes" if drawn["said"] < 2 else "partly" if drawn["said"] == 2 else "no"
    demand = (
        *(id, f"B{id:09d}", "-", firm, "企业", "林", "13800000000", "zh", "诉求", "-"),
        *(CHANNELS[drawn["channel"]], at, "request", FIELDS[field], AREAS[area]),
        *("ordinary", "county", stage, unit, None if closed else promised, promised, 1),
        *(int(drawn["moved"]), "solved" if answered else None, answered),
        *(2400 if answered else None, given // 3 if answered else None, closed, 1, ""),
    )
    leg = (
        *(id, id, 1, 1, unit, "ordinary", sent, sign_due, call_due, promised, False, 0),
        *(signed, called, answered, answered, "answered" if answered else None),
    )
    surveys, visits = [], []
    if answered:
        told = closed if not silent else None
        words = (drawn["call"] < 200, solved, said) if told else (None, None, None)
        surveys = [(id, id, 1, answered, answered + timedelta(days=7), told, told, *words, "")]
        if silent and closed:
            visits = [(id, id, 1, "silent", answered, 1, closed, solved, said, "")]
    return [demand], [leg], surveys, visits


def _if_past(at: datetime, end: datetime) -> datetime | None:
    return at if at <= end else None
