"""The indicators of matches, activities, competitions and booked services, counted by hand."""

from datetime import datetime, time, timedelta

from db.models import (
    Activity,
    ContestEntry,
    ContestFollow,
    Demand,
    Match,
    Registration,
    ServiceBooking,
)
from domain.clock import LOCAL
from tests.domain.indicators.paper import Pair, Paper


def matches_here(paper: Paper) -> list[Match]:
    scope = paper.scope
    return [
        each
        for each in paper.rows.matches
        if scope.area in (None, each.area_code)
        and scope.unit_id in (None, each.provider_id)
        and scope.industry in (None, paper.rows.needs[each.need_id].industry_code or "none")
    ]


def begun(paper: Paper) -> list[Match]:
    return [each for each in matches_here(paper) if paper.when(each.proposed_at)]


def contacted(paper: Paper) -> list[Match]:
    return [each for each in begun(paper) if each.contacted_at]


def signed(paper: Paper) -> list[Match]:
    return [
        each
        for each in matches_here(paper)
        if each.agreement_on
        and each.stage != "declined"
        and paper.scope.since <= each.agreement_on <= paper.scope.until
    ]


def answered_matches(paper: Paper) -> Pair:
    known = [each for each in begun(paper) if each.contacted_at or each.stage == "declined"]
    return len(known), len(contacted(paper))


def met(paper: Paper) -> list[Match]:
    far = ("meeting", "assessment", "contract", "transformed")
    return [
        each
        for each in begun(paper)
        if each.stage in far
        or each.declined_from in far
        or (each.need_id, each.result_id) in paper.rows.met
    ]


def held(paper: Paper) -> dict[int, Activity]:
    area = paper.scope.area
    return {
        each.id: each
        for each in paper.rows.activities.values()
        if each.stage in ("held", "reported")
        and paper.when(each.starts_at)
        and (area is None or each.area_code == area)
    }


def came(paper: Paper) -> list[Registration]:
    there = held(paper)
    every = paper.rows.registrations
    return [each for each in every if each.state == "attended" and each.activity_id in there]


def enterprises_that_came(paper: Paper) -> list[str]:
    """By the record: the one it was registered for, or the only active one of the typed name; by the name else."""
    found = set()
    for each in came(paper):
        named = [
            known.id
            for known in paper.rows.organisations.values()
            if known.kind == "enterprise"
            and known.is_active
            and known.name_key == each.enterprise_key
        ]
        record = each.organisation_id or (named[0] if len(named) == 1 else None)
        found.add(f"record {record}" if record else each.enterprise_key)
    return sorted(found - {""})


def trained(paper: Paper) -> list[Registration]:
    there = held(paper)
    return [each for each in came(paper) if there[each.activity_id].kind == "staff_training"]


def hours(paper: Paper) -> float:
    there, found = held(paper), 0.0
    for each in trained(paper):
        activity = there[each.activity_id]
        found += lasted(activity.starts_at.astimezone(LOCAL), activity.ends_at.astimezone(LOCAL))
    return found


def lasted(begins: datetime, ends: datetime) -> float:
    """The hours of one training, day by day."""
    whole = (ends - begins).total_seconds() / 3600
    nights = (ends.date() - begins.date()).days
    if not nights or (nights == 1 and whole < 12):
        return whole
    is_daily = ends.time() > begins.time()
    opens, closes = (begins.time(), ends.time()) if is_daily else (time(8, 30), time(17, 30))
    found = 0.0
    for n in range(nights + 1):
        day = begins.date() + timedelta(days=n)
        first = max(begins, datetime.combine(day, opens, LOCAL))
        last = min(ends, datetime.combine(day, closes, LOCAL))
        found += max((last - first).total_seconds(), 0) / 3600
    return found


def raised(paper: Paper) -> list[Demand]:
    found = [
        paper.demands[each.demand_id] for each in paper.rows.origins if paper.when(each.raised_at)
    ]
    return [each for each in found if paper.where(each, each.unit_id)]


def of_activities(paper: Paper, found: list[Match]) -> list[Match]:
    """Those whose need was raised at an activity or at a booked service."""
    return [each for each in found if each.need_id in paper.rows.raised_needs]


def projects(paper: Paper, is_awarded: bool = False) -> list[ContestEntry]:
    found = []
    for each in paper.rows.entries.values():
        contest = paper.rows.contests[each.contest_id]
        at = contest.published_at if is_awarded else each.entered_at
        is_meant = each.prize is not None if is_awarded else True
        if is_meant and at is not None and paper.when(at) and paper.around(contest):
            found.append(each)
    return found


def follows(paper: Paper, step: str) -> list[ContestFollow]:
    return [
        each
        for each in paper.rows.follows
        if each.step == step
        and each.withdrawn_at is None
        and (step != "financing" or each.verified_at is not None)
        and paper.scope.since <= each.on <= paper.scope.until
        and paper.around(paper.rows.contests[paper.rows.entries[each.entry_id].contest_id])
    ]


def booked(paper: Paper, is_kept: bool = False) -> list[ServiceBooking]:
    return [
        each
        for each in paper.rows.bookings
        if paper.when(paper.rows.slots[each.slot_id].starts_at if is_kept else each.booked_at)
        and (not is_kept or each.state == "attended")
        and paper.around(paper.rows.menus[each.menu_id])
    ]
