"""The rollups are kept up whoever changes an order, at the same time as others, and nothing counts twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import and_, col, delete, select, update

from db.engine import engine, snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import (
    Demand,
    Organisation,
    Rollup,
    RollupEnterprise,
    RollupShare,
    RollupTime,
    Topic,
)
from db.vocabulary import Kind
from domain import clock, demands, merging, topics, verification, work_orders
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import WrongStage
from domain.indicators import building, counting, freshness, in_force, metric, rollups
from domain.indicators.freshness import Freshness
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from tests import town
from tests.infrastructure.statements import statements
from tests.town import FINANCE, ID, LONGWAN, TAX, VALVES

MONDAY = datetime(2026, 11, 9, 9, tzinfo=LOCAL)
WEEK = Scope(MONDAY.date().replace(day=1), MONDAY.date() + timedelta(days=6))


@pytest.fixture(autouse=True)
def monday(small_town):
    building.keep_up()
    with clock.stopped(MONDAY):
        yield


def told(indicator, scope=WEEK, person=ENGINE):
    with snapshot() as session:
        return metric.metric(session, person, indicator, scope)


def due():
    with snapshot() as session:
        return session.exec(select(RollupShare.demand_id).where(RollupShare.is_due)).all()


def test_an_order_counts_once_its_change_is_counted_over():
    town.ask()
    assert told(Indicator.RECEIVED).n == 0
    assert rollups.fold() == 1
    assert told(Indicator.RECEIVED).n == 1
    assert rollups.fold() == 0


def test_a_refused_command_marks_nothing():
    demand_id = town.accepted()
    rollups.fold_all()
    with pytest.raises(WrongStage):
        perform(ENGINE, work_orders.resume, demand_id)
    assert due() == []


def test_an_order_that_moves_to_another_area_leaves_the_first():
    demand_id = town.accepted()
    rollups.fold_all()
    assert told(Indicator.RECEIVED, Scope(WEEK.since, WEEK.until, area=LONGWAN)).n == 1
    perform(
        ID["intake"], demands.classify, demand_id, **(town.CLASSES | {"area_code": town.LUCHENG})
    )
    rollups.fold_all()
    assert told(Indicator.RECEIVED, Scope(WEEK.since, WEEK.until, area=LONGWAN)).n == 0
    assert told(Indicator.RECEIVED, Scope(WEEK.since, WEEK.until, area=town.LUCHENG)).n == 1


def test_an_order_untouched_since_the_building_gives_back_what_it_had():
    demand_id = town.dispatched()
    building.build()
    with snapshot() as session:
        assert session.get(RollupShare, demand_id) is None
    perform(ID["finance"], work_orders.sign, demand_id)
    rollups.fold_all()
    with snapshot() as session:
        assert list(counting.differences(session)) == []


def test_a_limit_does_not_count_before_its_moment():
    town.dispatched()  # Monday at nine: to be signed for within half a working day
    rollups.fold_all()
    assert told(Indicator.ON_TIME_ACCEPTANCE).n == 0
    with clock.stopped(MONDAY.replace(hour=18)):
        figure = told(Indicator.ON_TIME_ACCEPTANCE)
        assert (figure.n, figure.top, figure.value) == (1, 0, 0.0)


def test_nothing_counted_is_not_zero():
    assert told(Indicator.SATISFACTION_RATE).value is None


def test_several_who_count_over_at_once_count_everything_once():
    for _ in range(12):
        town.ask()
    with ThreadPoolExecutor(4) as pool:
        counted = sum(pool.map(lambda _: rollups.fold_all(), range(4)))
    assert counted == 12
    assert told(Indicator.RECEIVED).n == 12


def test_who_changes_an_order_while_it_is_counted_over_is_not_forgotten():
    ids = [town.dispatched() for _ in range(6)]

    def sign(demand_id):
        with clock.stopped(MONDAY):
            perform(ID["finance"], work_orders.sign, demand_id)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: sign(ids[n // 2]) if n % 2 else rollups.fold(), range(12)))
    rollups.fold_all()
    with snapshot() as session:
        assert list(counting.differences(session)) == []
        assert session.exec(select(Demand.id).where(Demand.handler_id == ID["finance"])).all()


def test_a_merged_unit_takes_its_orders_figures_along():
    with transaction() as session:
        double = Organisation(
            name="龙湾金融服务中心（旧）", kind=Kind.DEPARTMENT, area_code=LONGWAN, name_key="x"
        )
        session.add(double)
        session.flush()
        double_id = double.id
    town.dispatched(unit_id=double_id)
    building.build()
    perform(ID["longwan"], merging.merge, FINANCE, other_id=double_id)
    rollups.fold_all()
    with snapshot() as session:
        assert list(counting.differences(session)) == []
        units = session.exec(select(Rollup.unit_id).where(Rollup.sign_due > 0)).all()
        assert double_id not in units and FINANCE in units


def test_counting_over_is_told_to_open_pages():
    town.ask()

    def version():
        with snapshot() as session:
            return session.exec(select(Topic.version).where(Topic.name == topics.FIGURES)).one()

    before = version()
    rollups.fold_all()
    assert version() > before


def test_what_months_that_are_over_hold_is_asked_for_again_only_when_they_move():
    early = MONDAY - timedelta(days=40)
    with clock.stopped(early):
        town.answered()
    order = town.ask().demand_id
    rollups.fold_all()
    past = Scope(early.date().replace(day=1), MONDAY.date())

    def asked():
        """The figure of three months, and how many questions it took."""
        with statements() as found:
            figures = {
                each: told(each, past) for each in (Indicator.RECEIVED, Indicator.SERVICES_GIVEN)
            }
        of_months = [each for each in found if "rollup" in each and "FROM topic" not in each]
        return {each: figure.n for each, figure in figures.items()}, len(of_months)

    before, every = asked()
    assert asked() == (before, every - 2)  # of this month alone
    perform(ID["intake"], demands.accept, order, **town.CLASSES)
    rollups.fold_all()
    assert asked()[1] == every - 2
    with clock.stopped(early):
        town.ask()
    rollups.fold_all()
    after, again = asked()
    assert again == every
    assert after[Indicator.RECEIVED] == before[Indicator.RECEIVED] + 1


def test_a_merge_moves_the_enterprises_of_months_that_are_over():
    early = MONDAY - timedelta(days=40)
    with transaction() as session:
        twin = Organisation(
            name="永嘉阀门厂", name_key="永嘉阀门厂", kind=Kind.ENTERPRISE, area_code=LONGWAN
        )
        session.add(twin)
        session.flush()
        other = twin.id
    with clock.stopped(early):
        answered = [(town.answered(), VALVES), (town.answered(), other)]
    with transaction() as session:
        for demand_id, enterprise_id in answered:
            session.get_one(Demand, demand_id).enterprise_id = enterprise_id
    rollups.fold_all()
    first = early.date().replace(day=1)
    month = Scope(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    assert told(Indicator.ENTERPRISES_SERVED, month).value == 2
    perform(ID["intake"], merging.merge, VALVES, other_id=other)
    rollups.fold_all()
    assert told(Indicator.ENTERPRISES_SERVED, month).value == 1


def raised(table, column):
    return update(table).values({column: getattr(table, column) + 50})


def moved(table):
    """Everything of one unit stands under another one."""
    return update(table).where(table.unit_id == FINANCE).values(unit_id=TAX)


def fewer(months):
    """One enterprise less in all months that are counted together."""
    table = RollupEnterprise
    return update(table).where(table.enterprise_id == months).values(many=table.many - 1)


UNITS_TOGETHER = and_(RollupTime.channel == "", col(RollupTime.is_whole).is_(False))
TAMPERINGS = [
    (lambda: raised(Rollup, "received").where(Rollup.grain == "month"), "Rollup, month"),
    (lambda: raised(Rollup, "answered").where(Rollup.grain == "area_day"), "Rollup, area_day"),
    (lambda: moved(Rollup), "Rollup of received, day"),
    (lambda: raised(RollupTime, "many"), "Rollup of handling times"),
    (lambda: raised(RollupTime, "many").where(UNITS_TOGETHER), "Rollup of handling times"),
    (lambda: moved(RollupTime), "Rollup of handling times"),
    (lambda: update(RollupTime).values(time=RollupTime.time + 1), "Rollup of handling times"),
    (lambda: raised(RollupEnterprise, "many"), "Rollup of enterprises"),
    (lambda: delete(RollupEnterprise), "Rollup of enterprises"),
    (lambda: fewer(-3), "Rollup of enterprises, 3 months together"),
    (lambda: fewer(-12), "Rollup of enterprises, 12 months together"),
    (lambda: delete(Rollup).where(Rollup.grain == "day"), "Rollup of received, day"),
]


def test_verify_names_a_difference_in_any_column_of_any_rollup():
    demand_id = town.answered()
    with transaction() as session:
        session.get_one(Demand, demand_id).enterprise_id = VALVES
        rollups.mark(session, [demand_id])
    for tampering, named in TAMPERINGS:
        assert verification.verify() == []
        with transaction() as session:
            session.execute(tampering())
        assert [each for each in verification.verify() if named in each], named
        building.build()


def broken(demand_id):
    """What an order has in the rollups was written by a release that nobody knows."""
    with transaction() as session:
        session.get_one(RollupShare, demand_id).cells = [["gone"]]


def test_an_order_that_cannot_be_counted_holds_up_no_other_and_is_told_of_once(caplog):
    wrong, *_ = [town.ask().demand_id for _ in range(3)]
    broken(wrong)
    assert rollups.fold() == 2
    assert due() == [wrong]
    town.ask()
    assert (rollups.fold(), rollups.fold()) == (1, 0)
    assert [each.message for each in caplog.records if each.name == rollups.__name__] == [
        f"Order {wrong} cannot be counted; the others are."
    ]
    building.build()  # which finds it out anew
    assert told(Indicator.RECEIVED).n == 4 and due() == []


def test_an_order_that_can_be_counted_again_is(monkeypatch):
    wrong = town.ask().demand_id
    broken(wrong)
    assert rollups.fold() == 0
    with transaction() as session:
        session.get_one(RollupShare, wrong).cells = []
    assert rollups.fold() == 0  # it was tried a moment ago
    monkeypatch.setattr(rollups, "AGAIN", 0)
    assert rollups.fold() == 1
    assert told(Indicator.RECEIVED).n == 1


def test_figures_are_complete_as_of_the_first_change_that_waits_too_long(monkeypatch):
    monkeypatch.setattr(freshness, "LATELY", -1)
    assert freshness.now() == Freshness(MONDAY)
    demand_id = town.accepted()
    soon, late = (MONDAY + timedelta(seconds=each) for each in (29, 31))
    with clock.stopped(soon):
        assert freshness.now() == Freshness(soon)
    with clock.stopped(late):
        moved = town.CLASSES | {"area_code": town.LUCHENG}
        perform(ID["intake"], demands.classify, demand_id, **moved)
        assert freshness.now() == Freshness(MONDAY, is_behind=True)  # since the first change
        with statements() as asked:
            assert freshness.known() == Freshness(MONDAY, is_behind=True)
        assert asked == []
        rollups.fold_all()
        assert freshness.now() == Freshness(late)
        town.ask()
        assert freshness.now() == Freshness(late)


def test_verify_counts_over_what_waits_before_it_looks():
    town.ask()
    assert due()
    assert verification.verify() == [] and due() == []


def test_while_orders_wait_it_is_said_that_nothing_was_checked():
    town.ask()
    with snapshot() as session:
        [said] = counting.differences(session)
    assert said == "Rollups: not checked, 1 order waits to be counted over."


def of_release(monkeypatch, definitions, *, has_seen=()):
    """What follows is done by a process of these definitions that has just started, or has had its own in force."""
    monkeypatch.setattr(in_force, "definitions", lambda: definitions)
    monkeypatch.setattr(in_force, "_seen", set(has_seen))


def test_other_definitions_have_the_rollups_built_anew(monkeypatch):
    town.ask()
    of_release(monkeypatch, "others")
    assert building.keep_up() > 0
    assert told(Indicator.RECEIVED).n == 1
    assert due() == []


def test_a_process_that_a_newer_one_has_overtaken_leaves_the_rollups_to_it(monkeypatch, caplog):
    of_release(monkeypatch, "newer")
    town.ask()
    assert building.keep_up() > 0
    of_release(monkeypatch, "older", has_seen=[engine()])
    town.ask()
    assert [building.keep_up() for _ in range(3)] == [0, 0, 0] == [rollups.fold() for _ in range(3)]
    assert [each.message for each in caplog.records] == [
        "Another release keeps the rollups; this process counts no more. Stop it."
    ]
    of_release(monkeypatch, "newer", has_seen=[engine()])
    assert (building.keep_up(), due()) == (1, [])
    of_release(monkeypatch, "older", has_seen=[engine()])
    town.ask()
    with clock.stopped(MONDAY + timedelta(minutes=2)):  # the newer one is gone
        assert building.keep_up() > 1
    assert told(Indicator.RECEIVED).n == 3


def test_what_an_older_process_changes_first_is_told_by_the_definitions_in_force(monkeypatch):
    demand_id = town.ask().demand_id
    of_release(monkeypatch, "newer")
    building.keep_up()
    of_release(monkeypatch, "older", has_seen=[engine()])
    perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)  # with what it had by "older"
    assert building.keep_up() == 0 == len([*due()]) - 1
    of_release(monkeypatch, "newer", has_seen=[engine()])
    assert building.keep_up() > 1  # all of it anew
    assert due() == []
    of_release(monkeypatch, "older", has_seen=[engine()])
    assert building.keep_up() == 0


def test_a_unit_does_not_see_what_enterprises_said_this_month():
    seen = told(
        Indicator.SATISFACTION_RATE,
        Scope(WEEK.since, WEEK.until, unit_id=TAX),
        town.person("tax_head"),
    )
    assert seen.is_kept_back and seen.value is None
    assert not told(Indicator.SATISFACTION_RATE, WEEK, town.person("leader")).is_kept_back


def test_processes_that_wait_for_the_building_do_not_build_once_more(monkeypatch):
    town.ask()
    of_release(monkeypatch, "others")
    with ThreadPoolExecutor(2) as pool:
        built = list(pool.map(lambda _: building.build(anew=False), range(2)))
    assert sorted(map(bool, built)) == [False, True]
    assert building.build() == max(built)  # who asks for it gets it
