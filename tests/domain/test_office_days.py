"""The administrator rules on the calendar, and every date that runs through the changed days moves with it."""

import contextvars
from datetime import date, datetime
from threading import Thread

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import CalendarDay, CalendarYear, Demand, Leg, Recalculation
from domain import (
    clock,
    jobs,
    limits,
    notices,
    office_days,
    recalculation,
    topics,
    verification,
    work_orders,
)
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Missing
from domain.permissions import PUBLIC
from domain.queries import office_days as queries
from domain.queries.office_days import DayKind, Standing
from tests import town
from tests.domain.queries.asking import asked
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
NEW_YEAR = datetime(2026, 12, 29, 9, 0, tzinfo=LOCAL)
OF_2027 = """
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假。2月13日（周六）上班。
"""


@pytest.fixture(autouse=True)
def today():
    with clock.stopped(MONDAY):
        yield


def enter(day, is_working=False, reason="台风停工"):
    perform(ID["admin"], office_days.enter_day, day=day, is_working=is_working, reason=reason)


def enter_year(text=OF_2027, year=2027):
    perform(
        ID["admin"], office_days.enter_year, year=year, text=text, source="国办发明电〔2026〕7号"
    )


def undo(year=2026):
    perform(ID["admin"], office_days.undo, year, reason="录错了")


def due_of(demand_id):
    with snapshot() as session:
        leg = session.exec(select(Leg).where(Leg.demand_id == demand_id)).one()
        promised = session.get_one(Demand, demand_id).promised_at
        assert promised == leg.due_at
        return leg.due_at.astimezone(LOCAL)


def shown(year, username="admin"):
    with snapshot() as session:
        return queries.year(session, town.person(username), year)


def at(day):
    return datetime(2026, 3, day, 17, 30, tzinfo=LOCAL)


def test_an_open_demand_is_due_a_day_later_when_a_day_on_its_way_becomes_one_of_rest():
    demand_id = town.in_progress()
    assert due_of(demand_id) == at(16)
    enter(date(2026, 3, 11))
    assert due_of(demand_id) == at(17)
    assert verification.verify() == []


def test_an_open_demand_is_due_earlier_when_a_weekend_is_worked():
    demand_id = town.dispatched()
    enter(date(2026, 3, 14), True, "补班")
    assert due_of(demand_id) == at(14)


def test_a_day_that_lies_on_nobodys_way_moves_nothing():
    demand_id = town.in_progress()
    enter(date(2026, 4, 22))
    assert due_of(demand_id) == at(16)
    assert verification.verify() == []


def test_the_dates_of_demands_that_are_over_are_counted_anew_as_well():
    town.answered()
    enter(date(2026, 3, 11))
    assert verification.verify() == []


def test_those_who_look_at_a_moved_demand_hear_of_it():
    town.in_progress()
    finance = topics.of_reader(town.person("finance"))
    with snapshot() as session:
        before = topics.version(session, finance)
    enter(date(2026, 4, 22))
    with snapshot() as session:
        assert topics.version(session, finance) == before
    enter(date(2026, 3, 11))
    with snapshot() as session:
        assert topics.version(session, finance) == before + 1


def test_what_the_change_does_not_get_through_is_done_by_the_job(monkeypatch):
    demands = [town.in_progress() for _ in range(5)]
    monkeypatch.setattr(recalculation, "AT_ONCE", 2)
    enter(date(2026, 3, 11))
    assert [due_of(each) for each in demands] == [at(17)] * 2 + [at(16)] * 3
    assert shown(2026).is_pending
    recalculate = next(job for name, _, job in jobs.JOBS if name == "recalculate")
    assert [recalculate() for _ in range(3)] == [2, 1, 0]
    assert [due_of(each) for each in demands] == [at(17)] * 5
    assert not shown(2026).is_pending
    with snapshot() as session:
        assert session.exec(select(Recalculation)).all() == []


def test_a_dispatch_that_is_under_way_by_the_old_calendar_is_counted_over(monkeypatch):
    tell, changes = notices.tell, []

    def meanwhile(act):
        if not changes:
            context = contextvars.copy_context()
            changes.append(Thread(target=context.run, args=(enter, date(2026, 3, 11))))
            changes[0].start()
            changes[0].join(0.5)
            assert changes[0].is_alive()  # it waits for the dispatch
        tell(act)

    demand_id = town.accepted()
    monkeypatch.setattr(notices, "tell", meanwhile)
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=town.FINANCE, reason="专长")
    changes[0].join()
    assert due_of(demand_id) == at(17)


def test_undoing_puts_everything_back_step_by_step():
    demand_id = town.in_progress()
    enter(date(2026, 3, 11))
    enter(date(2026, 3, 12))
    assert due_of(demand_id) == at(18)
    undo()
    assert due_of(demand_id) == at(17)
    undo()
    assert due_of(demand_id) == at(16)
    with pytest.raises(office_days.NothingToUndo):
        undo()
    assert [each.is_undone for each in shown(2026).changes] == [False, False, True, True]
    assert not shown(2026).can_undo
    assert verification.verify() == []


def test_undoing_a_second_ruling_brings_back_the_first():
    enter(date(2026, 3, 11))
    enter(date(2026, 3, 11), True, "恢复上班")
    undo()
    day = shown(2026).day(date(2026, 3, 11))
    assert (day.kind, day.note) == (DayKind.HOLIDAY, "台风停工")


def test_a_year_entered_in_full_is_provisional_no_longer_nor_are_its_limits():
    with clock.stopped(NEW_YEAR):
        demand_id = town.in_progress()
        with snapshot() as session:
            assert session.exec(select(Leg.is_provisional)).one()
        before = due_of(demand_id)
        enter_year()
        with snapshot() as session:
            assert not session.exec(select(Leg.is_provisional)).one()
        assert (due_of(demand_id) - before).days == 1  # Friday 1 January is no working day any more
        year = shown(2027)
        assert (year.standing, year.source) == (Standing.ENTERED, "国办发明电〔2026〕7号")
        undo(2027)
        assert due_of(demand_id) == before
        assert shown(2027).standing is Standing.PROVISIONAL
        assert verification.verify() == []


def test_entering_a_year_once_more_leaves_nothing_of_the_first_time():
    enter_year()
    enter_year("2027-05-01 rest 劳动节")
    with snapshot() as session:
        assert [row.day for row in session.exec(select(CalendarDay))] == [date(2027, 5, 1)]
        assert limits.calendar(session).is_working(date(2027, 1, 1))
    undo(2027)
    with snapshot() as session:
        assert not limits.calendar(session).is_working(date(2027, 1, 1))


def test_an_amended_notice_counts_instead_of_the_published_one():
    enter_year("2026-05-01 rest 劳动节", 2026)
    with snapshot() as session:
        calendar = limits.calendar(session)
    assert not calendar.is_working(date(2026, 5, 1))
    assert calendar.is_working(date(2026, 5, 4))


def test_a_year_is_shown_day_by_day_with_what_each_day_is_for():
    enter(date(2026, 3, 11))
    year = shown(2026)
    assert len(year.days) == 365
    assert year.standing is Standing.PUBLISHED
    kinds = {each.day: (each.kind, each.name, each.is_entered) for each in year.days}
    assert kinds[date(2026, 2, 14)] == (DayKind.MAKE_UP, "Spring Festival", False)
    assert kinds[date(2026, 2, 15)] == (DayKind.HOLIDAY, "Spring Festival", False)
    assert kinds[date(2026, 3, 7)] == (DayKind.REST, "", False)
    assert kinds[date(2026, 3, 11)] == (DayKind.HOLIDAY, "", True)
    assert kinds[date(2026, 3, 10)] == (DayKind.WORK, "", False)


def test_a_draft_shows_the_year_before_anything_is_entered():
    notice, year = queries.draft(shown(2027), OF_2027)
    assert (notice.rest, notice.make_up) == (10, 1)
    assert year.day(date(2027, 2, 13)).kind is DayKind.MAKE_UP
    with snapshot() as session:
        assert session.exec(select(CalendarYear)).all() == []


def test_a_change_says_who_made_it_and_why():
    enter(date(2026, 3, 11))
    [change] = shown(2026).changes
    assert (change.who, change.reason, change.days) == (
        "admin",
        "台风停工",
        ((date(2026, 3, 11), False),),
    )


def test_what_changes_nothing_or_says_nothing_is_refused():
    for day, works in ((date(2026, 3, 10), True), (date(2026, 5, 1), False)):
        with pytest.raises(office_days.NothingChanges):
            enter(day, works)
    for said in ({"day": None}, {"reason": " "}, {"is_working": None}):
        with pytest.raises(Missing):
            enter(**({"day": date(2026, 3, 11)} | said))
    for year in (1999, 2040):
        with pytest.raises(office_days.YearTooFar):
            enter(date(year, 3, 11))
    with snapshot() as session:
        assert session.exec(select(CalendarYear)).all() == []


def test_a_day_of_a_provisional_year_can_be_confirmed_as_it_is():
    enter(date(2027, 3, 10), True, "确认上班")
    assert not shown(2027).day(date(2027, 3, 10)).is_provisional
    assert shown(2027).day(date(2027, 3, 11)).is_provisional


def unknown(first, last, who=PUBLIC):
    return asked(queries.unknown_years, who, first, last)


def test_anybody_hears_of_which_years_of_a_span_the_calendar_is_not_known():
    new_year = (date(2026, 12, 28), date(2027, 1, 3))
    assert unknown(*new_year) == (2027,)
    assert unknown(date(2026, 1, 1), date(2026, 12, 31)) == ()
    assert unknown(date(2026, 6, 1), date(2028, 6, 1)) == (2027, 2028)
    for day in (1, 2, 3):
        enter(date(2027, 1, day), day == 2)
    assert unknown(*new_year) == ()  # each of its days was ruled on
    assert unknown(date(2027, 1, 3), date(2027, 1, 4)) == (2027,)
    enter_year()
    assert unknown(date(2026, 6, 1), date(2028, 6, 1)) == (2028,)


def test_nobody_else_sees_or_changes_it():
    assert shown(2026, "leader") is None
    with snapshot() as session:
        assert queries.standings(session, town.person("leader")) == ()
    with pytest.raises(Forbidden):
        perform(ID["leader"], office_days.enter_year, year=2027, text=OF_2027, source="x")
    with transaction() as session:
        session.add(CalendarYear(id=2027))
    with pytest.raises(Forbidden):
        perform(ID["leader"], office_days.undo, 2027, reason="x")


def test_the_years_to_choose_from_say_how_they_stand():
    with snapshot() as session:
        found = queries.standings(session, town.person("admin"))
    assert found == (
        (2025, Standing.PUBLISHED),
        (2026, Standing.PUBLISHED),
        (2027, Standing.PROVISIONAL),
        (2028, Standing.PROVISIONAL),
        (2029, Standing.PROVISIONAL),
    )
