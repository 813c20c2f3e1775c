"""The indicators of demands and work orders, counted by hand."""

from collections.abc import Callable
from statistics import median_high, median_low

from db.models import (
    Demand,
)
from db.vocabulary import LegOutcome, Stage
from tests.domain.indicators.paper import Pair, Paper

LATE_STAGES = (Stage.DISPATCHED, Stage.RETURNED, Stage.IN_PROGRESS, Stage.IN_REVIEW)
GOOD = ("very_satisfied", "satisfied", "basically_satisfied")


def legs(paper: Paper, due: str, done: str) -> Pair:
    n = top = 0
    for leg in paper.legs:
        limit, did = getattr(leg, due), getattr(leg, done)
        if not paper.when(limit) or not paper.where(paper.demands[leg.demand_id], leg.unit_id):
            continue
        if did is None and leg.ended_at is not None and leg.ended_at <= limit:
            continue
        n += 1
        top += did is not None and did <= limit
    return n, top


def closing(paper: Paper) -> Pair:
    found = paper.orders(lambda each: each.promised_at)
    in_time = [each for each in found if each.answered_at and each.answered_at <= each.promised_at]
    return len(found), len(in_time)


def closed(paper: Paper, is_top: Callable[[Demand], bool]) -> Pair:
    found = paper.orders(lambda each: each.closed_at)
    return len(found), sum(map(is_top, found))


def visited(paper: Paper) -> Pair:
    found = paper.orders(lambda each: each.closed_at)
    due = [
        paper.visits[each.id, each.round] for each in found if (each.id, each.round) in paper.visits
    ]
    return len(due), sum(visit.verified_at is not None for visit in due)


def said(paper: Paper, question: str, good: tuple[str, ...]) -> Pair:
    n = top = 0
    for survey in paper.surveys:
        visit = paper.visits.get((survey.demand_id, survey.round))
        is_told = survey.satisfaction is not None
        answer = survey if is_told else visit
        if answer is None or answer.satisfaction is None:
            continue
        at = survey.answered_at if is_told else visit.verified_at
        unit_id = next(
            leg.unit_id
            for leg in paper.legs
            if (leg.demand_id, leg.round) == (survey.demand_id, survey.round)
            and leg.outcome is LegOutcome.ANSWERED
        )
        if paper.when(at) and paper.where(paper.demands[survey.demand_id], unit_id):
            n += 1
            top += getattr(answer, question) in good
    return n, top


def arrived(paper: Paper) -> Pair:
    every = paper.demands.values()
    n = sum(paper.when(each.submitted_at) and paper.where(each, each.unit_id) for each in every)
    return n, n


def answered(paper: Paper) -> Pair:
    n = len(paper.orders(lambda each: each.answered_at))
    return n, n


def middle(paper: Paper) -> tuple[int, int] | tuple[None, None]:
    """The two middle ones of the handling times, in minutes; the same one when their number is odd."""
    times = [each.handled_minutes for each in paper.orders(lambda each: each.answered_at)]
    return (median_low(times), median_high(times)) if times else (None, None)


def enterprises(paper: Paper) -> Pair:
    found = {each.enterprise_id for each in paper.orders(lambda each: each.answered_at)} - {None}
    return len(found), len(found)


def late(paper: Paper) -> Pair:
    found = paper.open_ones()
    past = [e for e in found if e.stage in LATE_STAGES and e.due_at and e.due_at < paper.now]
    return len(found), len(past)


def opened(paper: Paper) -> Pair:
    n = len(paper.open_ones())
    return n, n


def followed(paper: Paper) -> Pair:
    past = [
        each
        for each in paper.open_ones()
        if each.stage in LATE_STAGES and each.due_at and each.due_at < paper.now
    ]
    supervised = {e.demand_id for e in paper.rows.orders if e.stage in ("waiting", "answered")}
    acted = [
        each
        for each in past
        if each.id in supervised | paper.rows.called
        or any(e.subject_id == each.id and e.at >= each.due_at for e in paper.rows.reminders)
    ]
    return len(past), len(acted)


def new_ones(paper: Paper) -> Pair:
    n = 0
    for event in paper.rows.first:
        its = paper.rows.organisations.get(event.subject_id)
        is_made = event.action in ("registered", "record_added", "imported")
        if not is_made or its.kind != "enterprise" or its.id in paper.rows.merged:
            continue
        is_here = paper.scope.area in (None, its.area_code)
        is_in = paper.scope.industry in (None, its.industry_code or "none")
        n += is_here and is_in and paper.when(event.at)
    return n, n


def load(paper: Paper) -> Pair:
    handlers = [each.handler_id for each in paper.open_ones() if each.handler_id]
    return len(set(handlers)), len(handlers)
