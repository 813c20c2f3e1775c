"""What enterprises said is found by the day on which they said it, on a form or to a visitor, among thousands."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.indicator_vocabulary import Half, Indicator
from db.models import Demand, ReturnVisit, Survey
from db.vocabulary import Satisfaction, Solved, VisitReason
from domain import clock, surveys
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators.parts import WHOLE
from domain.indicators.reading import Scope
from domain.queries import indicator_records as queries
from tests import town
from tests.domain.queries.many import many, plan
from tests.town import person

pytestmark = pytest.mark.usefixtures("small_town")
BEGINS = datetime(2026, 1, 5, 9, tzinfo=LOCAL)
DAY = timedelta(days=1)


def said(count):
    """So many demands, two a day: of each pair one answered the form, of the other a visitor heard it."""
    demand_id = town.answered()
    contents = {"solved": Solved.YES, "satisfaction": Satisfaction.SATISFIED}
    perform(town.holder(demand_id), surveys.evaluate, demand_id, contacted_in_time=True, **contents)
    many(count, like=demand_id)
    with transaction() as session:
        model = session.exec(select(Survey)).one().model_dump(exclude={"id"})
        made = session.exec(
            select(Demand.id).where(Demand.id != demand_id).order_by(col(Demand.id))
        ).all()
        silent = {"answered_at": None, "satisfaction": None, "solved": None}
        answers, visits = [], []
        for n, each in enumerate(made):
            at = BEGINS + n // 2 * DAY
            spoke = silent if n % 2 else {"answered_at": at}
            answers.append(model | spoke | {"demand_id": each})
            visit = {"reason": next(iter(VisitReason)), "opened_at": at, "note": "", "attempts": 1}
            heard = contents if n % 2 else {"solved": None, "satisfaction": None}
            visit |= {"verified_at": at if n % 2 else None, "demand_id": each}
            visits.append(visit | heard | {"round": model["round"]})
        session.execute(Survey.__table__.insert(), answers)
        session.execute(ReturnVisit.__table__.insert(), visits)


def test_what_was_said_on_a_day_is_a_range_in_an_index_whoever_wrote_it_down():
    said(3000)
    who, of = person("leader"), Indicator.SATISFACTION_RATE
    day = (BEGINS + 20 * DAY).date()
    scope = Scope(day, day)
    with clock.stopped(BEGINS + 4000 * DAY), snapshot() as session:
        asked = queries._chosen(session, who, of, scope, Half.ALL, WHOLE, [col(Survey.id)])
        told = plan(asked, "demand, survey, return_visit")
        assert "ix_survey_answered_at" in told and "ix_return_visit_verified_at" in told
        assert queries.count(session, who, of, scope, Half.ALL) == 2
        assert queries.count(session, who, of, Scope(day, day + 9 * DAY), Half.GOOD) == 20
