"""The records behind a figure are found among thousands by an index: what enterprises said by the day on which it was
said, what still waits among the open ones, a page of a year in the order of its moments."""

import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, distinct, func, select, text

from db.engine import engine, is_sqlite, snapshot, transaction
from db.indicator_vocabulary import Half, Indicator
from db.models import Demand, ReturnVisit, Survey
from db.vocabulary import Satisfaction, Solved, Stage, VisitReason
from domain import clock, coordination, demands, surveys
from domain.clock import LOCAL
from domain.command import perform
from domain.coordination import NotToBeCalledAbout
from domain.indicators import at_moment, metric, parts, rollups
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.parts import WHOLE
from domain.indicators.reading import Scope
from domain.queries import indicator_records as queries
from tests import town
from tests.domain.queries.many import many, plan
from tests.town import ID, person

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
        assert len(queries.records(session, who, of, scope, Half.GOOD)) == 2
        assert len(queries.records(session, who, of, Scope(day, day + 9 * DAY), Half.GOOD)) == 20


OF = Indicator.ON_TIME_CLOSING


def behind(half, around):
    """The demands behind a figure of the year around a day, seen long after it."""
    since = (around - 180 * DAY).date()
    scope = Scope(since, since + 365 * DAY)
    with clock.stopped(around + 400 * DAY), snapshot() as session:
        who = person("leader")
        yield queries._chosen(session, who, OF, scope, half, WHOLE, [col(Demand.id)])
        yield queries.still_waiting(session, who, OF, scope, half)


def promised(demand_id):
    with snapshot() as session:
        return session.get_one(Demand, demand_id).promised_at


def test_what_still_waits_is_read_from_the_open_demands_not_from_a_year_of_them():
    many(4000, like=town.answered(), stage=Stage.CLOSED)
    order = town.dispatched()
    chosen, found = behind(Half.REST, promised(order))
    told = plan(queries.waiting(person("leader"), chosen))
    assert any(name in told for name in ("still_open", "stage_due", "area_stage", "unit_stage")), (
        told
    )
    assert "ix_demand_promised" not in told and "Seq Scan on demand" not in told
    assert [each.id for each in found.waits] == [order] and found.many == 1


def test_a_page_of_a_year_is_read_in_the_order_of_its_moments_without_sorting_the_year():
    order = town.answered()
    many(4000, like=order, stage=Stage.CLOSED)
    chosen, _ = behind(Half.GOOD, promised(order))
    paged = queries.in_order(chosen, DEFINITIONS[OF]).limit(queries.PAGE)
    if is_sqlite():  # PostgreSQL sorts so few
        assert "ix_demand_promised" in plan(paged) and "TEMP B-TREE" not in plan(paged)
    with snapshot() as session:
        assert len(session.exec(paged).all()) == queries.PAGE


def test_a_page_of_one_area_is_read_in_the_order_of_its_moments_too():
    order = town.answered()
    many(4000, like=order, stage=Stage.CLOSED)
    day = promised(order).date()
    scope = Scope(day - 300 * DAY, day + 9 * DAY, town.LONGWAN)
    asked = (person("leader"), OF, scope, Half.GOOD, WHOLE, [col(Demand.id)])
    with clock.stopped(promised(order) + 9 * DAY), snapshot() as session:
        paged = queries.in_order(
            queries._chosen(session, *asked, is_page=True), DEFINITIONS[OF]
        ).limit(queries.PAGE)
        assert len(session.exec(paged).all()) == queries.PAGE
    if is_sqlite():  # PostgreSQL sorts so few
        assert "ix_demand_promised" in plan(paged) and "TEMP B-TREE" not in plan(paged)


def test_what_is_open_is_counted_from_an_index_alone():
    many(4000, like=town.answered(), stage=Stage.CLOSED)
    town.dispatched()
    if not is_sqlite():  # which looks into the rows until it is told that all may see them
        with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE demand"))
    with snapshot() as session:
        scope = Scope(clock.now().date(), clock.now().date())
        told = metric.table(session, person("leader"), (Indicator.OPEN_NOW, Indicator.LOAD), scope)
    assert (told[None][Indicator.OPEN_NOW].n, told[None][Indicator.LOAD].n) == (2, 1)
    held = select(func.count(), func.count(distinct(Demand.handler_id)))
    told = plan(held.where(at_moment.is_open()))
    assert re.search(
        "(?i)(covering index|index only scan using) ix_demand_(stage_due|still_open)", told
    )


@pytest.mark.parametrize("name", ["day", "week", "promised_before"])
def test_a_day_beyond_any_record_is_no_part_of_them(name):
    """An address may name a day that no clock of the zone, and no day after it, can tell."""
    indicator = Indicator.OPEN_NOW if name == "promised_before" else Indicator.RECEIVED
    with clock.stopped(BEGINS):
        town.dispatched()
        rollups.fold_all()
    today = clock.now().date()
    asked = (person("leader"), indicator, Scope(BEGINS.date(), today), Half.ALL)
    for day in ("0001-01-01", "1999-12-31", "2100-01-02", "9999-12-31"):
        part = parts.read({name: [day]})
        with snapshot() as session:
            assert queries.count(session, *asked, part) == 1
            assert len(queries.records(session, *asked, part=part)) == 1
        assert part == WHOLE
    for day in ("2000-01-01", "2100-01-01"):  # the last that narrow
        part = parts.read({name: [day]})
        assert part.query == ((name, day),)
        is_in_it = name == "promised_before" and day > f"{today}"
        with snapshot() as session:
            assert queries.count(session, *asked, part) == is_in_it


def test_a_sub_platform_is_offered_what_it_supervises_and_told_what_to_take_out():
    with clock.stopped(BEGINS):
        own, theirs = town.dispatched(unit_id=town.SUB_LONGWAN), town.dispatched()
        rollups.fold_all()
        scope = Scope(BEGINS.date(), BEGINS.date(), area=town.LONGWAN)
        with snapshot() as session:
            asked = (Indicator.RECEIVED, scope, Half.ALL)
            found = queries.still_waiting(session, person("longwan"), *asked)
            assert queries.still_waiting(session, person("leader"), *asked).many == 2
            number = session.get_one(Demand, own).number
        assert ([each.id for each in found.waits], found.many) == ([theirs], 1)

        def call(*ids):
            words = {
                "question": "续贷材料由谁出具？",
                "meets_at": BEGINS + DAY,
                "unit_ids": (town.TAX,),
            }
            return perform(ID["longwan"], coordination.call, demand_ids=ids, **words)

        with pytest.raises(NotToBeCalledAbout) as refusal:
            call(own, theirs)
        assert refusal.value.values == {"numbers": number}
        assert call(theirs)
        perform(ID["intake"], demands.withdraw, theirs, text="已自行解决")
        with pytest.raises(NotToBeCalledAbout):
            call(theirs)
