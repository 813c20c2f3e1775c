"""The indicators counted a second time, in plain loops over every row, as somebody would do with paper and pencil."""

from collections.abc import Callable
from datetime import timedelta
from statistics import median

from db.indicator_vocabulary import Indicator, Unit
from domain.indicators.definitions import DEFINITIONS
from tests.domain.indicators import orders_by_hand as orders
from tests.domain.indicators import others_by_hand as others
from tests.domain.indicators.paper import Pair, Paper


def counts(paper: Paper, indicator: Indicator) -> Pair:
    """Of how many records an indicator is told, and how many met it."""
    return _COUNTED[indicator](paper)


def value(paper: Paper, indicator: Indicator) -> float | None:
    """What a figure comes to; a median is the mean of the two middle ones."""
    n, top = counts(paper, indicator)
    if DEFINITIONS[indicator].is_zero_of_none and not n and paper.is_before_everything():
        return None
    if indicator is Indicator.CONTRACT_VALUE:
        return sum(each.agreement_value for each in others.signed(paper))
    if indicator is Indicator.TRAINING_HOURS:
        return others.hours(paper)
    if indicator is Indicator.TIME_TO_CONTACT:
        days = [
            (e.contacted_at - e.proposed_at) / timedelta(days=1) for e in others.contacted(paper)
        ]
        return median(days) if days else None
    if DEFINITIONS[indicator].unit is Unit.SHARE or indicator is Indicator.LOAD:
        return top / n if n else None
    return top


def coverage(paper: Paper, indicator: Indicator) -> float | None:
    """Of all that a rate is about, how much is known."""
    n, _ = counts(paper, indicator)
    of_closed = {
        Indicator.VISIT_VERIFICATION: lambda each: (each.id, each.round) in paper.visits,
        Indicator.SATISFACTION_RATE: paper.is_heard,
        Indicator.RESOLUTION_RATE: paper.is_heard,
    }
    if indicator in of_closed:
        every, known = orders.closed(paper, of_closed[indicator])
    elif indicator is Indicator.MATCH_ACCEPTANCE:
        every, known = len(others.begun(paper)), n
    else:
        every = known = n
    return known / every if every else None


def twice(found: list) -> Pair:
    return len(found), len(found)


_COUNTED: dict[Indicator, Callable[[Paper], Pair]] = {
    Indicator.ON_TIME_ACCEPTANCE: lambda paper: orders.legs(paper, "sign_due_at", "signed_at"),
    Indicator.RESPONSE_RATE: lambda paper: orders.legs(paper, "contact_due_at", "contacted_at"),
    Indicator.ON_TIME_CLOSING: orders.closing,
    Indicator.VISIT_VERIFICATION: orders.visited,
    Indicator.SATISFACTION_RATE: lambda paper: orders.said(paper, "satisfaction", orders.GOOD),
    Indicator.RESOLUTION_RATE: lambda paper: orders.said(paper, "solved", ("yes",)),
    Indicator.REDO_RATE: lambda paper: orders.closed(paper, lambda each: each.round > 1),
    Indicator.TRANSFER_RATE: lambda paper: orders.closed(paper, lambda each: each.transfers > 0),
    Indicator.RECEIVED: orders.arrived,
    Indicator.SERVICES_GIVEN: orders.answered,
    Indicator.HANDLING_TIME: orders.answered,
    Indicator.ENTERPRISES_SERVED: orders.enterprises,
    Indicator.OVERDUE_NOW: orders.late,
    Indicator.OPEN_NOW: orders.opened,
    Indicator.LOAD: orders.load,
    Indicator.OVERDUE_FOLLOWED: orders.followed,
    Indicator.NEW_REGISTRATIONS: orders.new_ones,
    Indicator.MATCHES_PROPOSED: lambda paper: twice(others.begun(paper)),
    Indicator.MATCHES_ACCEPTED: lambda paper: twice(others.contacted(paper)),
    Indicator.MATCH_ACCEPTANCE: others.answered_matches,
    Indicator.TIME_TO_CONTACT: lambda paper: twice(others.contacted(paper)),
    Indicator.MATCH_MEETINGS: lambda paper: twice(others.met(paper)),
    Indicator.MATCHES_CONTRACTED: lambda paper: twice(others.signed(paper)),
    Indicator.CONTRACT_VALUE: lambda paper: twice(others.signed(paper)),
    Indicator.ACTIVITIES_HELD: lambda paper: twice(others.held(paper)),
    Indicator.PEOPLE_ATTENDED: lambda paper: twice(others.came(paper)),
    Indicator.TRAINING_HOURS: lambda paper: twice(others.trained(paper)),
    Indicator.ENTERPRISES_ATTENDED: lambda paper: twice(others.enterprises_that_came(paper)),
    Indicator.DEMANDS_AT_ACTIVITIES: lambda paper: twice(others.raised(paper)),
    Indicator.MATCHES_AT_ACTIVITIES: lambda paper: twice(
        others.of_activities(paper, others.begun(paper))
    ),
    Indicator.CONTRACTS_OF_ACTIVITIES: lambda paper: twice(
        others.of_activities(paper, others.signed(paper))
    ),
    Indicator.PROJECTS_ENTERED: lambda paper: twice(others.projects(paper)),
    Indicator.PROJECTS_AWARDED: lambda paper: twice(others.projects(paper, is_awarded=True)),
    Indicator.FINANCINGS_CLOSED: lambda paper: twice(others.follows(paper, "financing")),
    Indicator.PROJECTS_TRANSFORMED: lambda paper: twice(others.follows(paper, "transformed")),
    Indicator.SERVICES_BOOKED: lambda paper: twice(others.booked(paper)),
    Indicator.BOOKINGS_KEPT: lambda paper: twice(others.booked(paper, is_kept=True)),
}

COUNTED_BY_HAND = tuple(_COUNTED)
