"""What came of an activity: each number by its definition, kept at three moments, and nobody's name or price in it."""

from datetime import timedelta
from random import Random

import pytest
from sqlmodel import select

from db.activity_vocabulary import ActivityResult, AttendedBy, OriginWay
from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import ActivityOutcome, Demand, Event, Organisation
from db.vocabulary import Satisfaction, Solved, Stage
from domain import (
    activities,
    activity_origins,
    activity_outcomes,
    activity_series,
    attendance,
    clock,
    demands,
    jobs,
    origins,
    surveys,
)
from domain.activity_numbers import PROJECTS, Numbers
from domain.activity_outcomes import NotThatFar
from domain.command import Act, perform
from domain.errors import Unclear
from domain.indicators import metric
from domain.indicators.reading import Scope
from domain.matchmaking import pipeline, starting
from domain.permissions import ENGINE, PUBLIC
from domain.queries import activity as activity_query
from domain.queries import activity_outcome as query
from domain.queries import activity_results, indicator_activities
from domain.queries import attendance as attendance_query
from tests import laboratory, town
from tests.happenings import NOW, STARTS, activity, check_in, published, register
from tests.town import ID, LONGWAN, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")

ENDED = STARTS + timedelta(hours=2)
WHO = {"contact_name": "林晓", "contact_phone": "13857700001", "area_code": LONGWAN}


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def attended(activity_id, who=PUBLIC, **said):
    receipt = register(activity_id, who, **said)
    check_in(activity_id, registration_id=receipt.registration_id)


def ask(title, at, **said):
    known = {"title": title, "body": "请协调。", "enterprise_name": "瓯海试剂厂"} | WHO
    with clock.stopped(at):
        return perform(PUBLIC, demands.ask, **(known | said)).demand_id


def need(activity_id, about="seal", enterprise_id=VALVES):
    with clock.stopped(STARTS):
        return laboratory.need(about, enterprise_id=enterprise_id, activity_id=activity_id)


def contract(need_id, value, about="seal"):
    with clock.stopped(ENDED):
        result = laboratory.result(about)
        made = perform(ID["intake"], starting.start, need_id=need_id, result_id=result)
        perform(ID["valves"], starting.agree, made)
        perform(ID["intake"], pipeline.sign, made, value=value, on=clock.now().date())


def held(**said):
    activity_id = published(**said)
    with clock.stopped(ENDED):
        jobs.look_after_activities()
    return activity_id


def outcome(activity_id, username="organiser", at=ENDED):
    with clock.stopped(at), snapshot() as session:
        return query.of_activity(session, person(username), activity_id)


def test_people_count_by_seat_and_enterprises_once_and_only_those_who_came():
    activity_id = published()
    attended(activity_id, "valves")
    attended(activity_id, enterprise_name="瓯海试剂厂")
    attended(activity_id, enterprise_name="瓯海试剂厂有限公司")
    attended(activity_id)
    register(activity_id, enterprise_name="没来的厂")
    assert outcome(activity_id) is None  # it was not held yet
    with clock.stopped(ENDED):
        jobs.look_after_activities()
    told = outcome(activity_id).now
    assert (told.registered, told.came, told.walked_in, told.enterprises) == (5, 4, 0, 2)
    assert outcome(activity_id, "valves") is outcome(activity_id, "longwan") is None


TYPED = ("瓯海试剂厂", " 瓯海 试剂厂 ", "瓯海试剂厂有限公司", "龙湾恒泽阀门公司", "两家同名", "")


def another_of_one_name():
    """Two enterprises of one name: whose is typed is known of neither."""
    with transaction() as session:
        known = session.get_one(Organisation, SHOES).model_dump(exclude={"id", "credit_code"})
        known |= {"name": "两家同名", "name_key": "两家同名"}
        session.add_all(Organisation(**known) for _ in range(2))


@pytest.mark.parametrize("seed", range(4))
def test_as_many_enterprises_came_as_stand_in_the_list_of_who_came_and_in_the_key_figure(seed):
    another_of_one_name()
    lot, activity_id = Random(seed), published()
    for n in range(12):
        by_keepers = lot.random() < 0.3
        said = {"enterprise_name": lot.choice(TYPED)}
        if by_keepers:
            said |= {"organisation_id": lot.choice((VALVES, SHOES))}
        who = "organiser" if by_keepers else lot.choice((PUBLIC, PUBLIC, "valves"))
        receipt = register(activity_id, who, **said)
        if lot.random() < 0.8:
            check_in(activity_id, registration_id=receipt.registration_id)
            if n % 4 == 0:  # chosen later
                asked = {"registration_id": receipt.registration_id, "organisation_id": SHOES}
                with clock.stopped(STARTS):
                    told = {"title": "诉求", "body": "请协调。"} | WHO
                    perform(
                        ID["organiser"], activity_origins.raise_demand, activity_id, **asked, **told
                    )
    with clock.stopped(ENDED):
        jobs.look_after_activities()
    with snapshot() as session:
        asked = (session, person("organiser"), (activity_id,), AttendedBy.ENTERPRISE)
        listed = [each for each in attendance_query.attendance(*asked) if each.attended]
    named = [each.name for each in listed if each.key]
    assert outcome(activity_id).now.enterprises == len(named) == len(set(named)) > 0, named
    assert sum(each.attended for each in listed) == outcome(activity_id).now.came
    figure, of, day = Indicator.ENTERPRISES_ATTENDED, person("leader"), STARTS.date()
    with clock.stopped(ENDED), snapshot() as session:
        counted = metric.metric(session, of, figure, Scope(day.replace(day=1), day))
        behind = indicator_activities.page_of(session, of, figure, Scope(day.replace(day=1), day))
    assert counted.value == len(behind) == len(named)


def test_what_was_raised_there_is_followed_to_its_end_and_what_came_later_stands_apart():
    activity_id = published()
    attended(activity_id, "valves")
    ask("现场诉求一", STARTS, activity_id=activity_id)
    ask("现场诉求二", STARTS, activity_id=activity_id)
    with clock.stopped(ENDED):
        jobs.look_after_activities()
    for days in (10, 60, 120, 200):
        with clock.stopped(ENDED + timedelta(days=days)):
            town.receive(title=f"{days} 天后")
    with clock.stopped(ENDED + timedelta(days=1)):
        town.receive(title="别家", enterprise_id=SHOES)
    with clock.stopped(ENDED + timedelta(days=2)):
        answered = town.answered()
        put_down(activity_id, answered)
        said = {"contacted_in_time": True, "solved": Solved.YES}
        content = {"satisfaction": Satisfaction.SATISFIED}
        perform(town.holder(answered), surveys.evaluate, answered, **said, **content)
    whole = outcome(activity_id, at=ENDED + timedelta(days=201))
    told = whole.now
    assert not whole.running  # all of its days are over
    assert (told.demands, told.closed, told.satisfied) == (3, 0, 1)
    with clock.stopped(ENDED + timedelta(days=5)):
        jobs.freeze_surveys()
    with snapshot() as session:
        is_closed = session.get_one(Demand, answered).stage is Stage.CLOSED  # or drawn for a visit
    assert outcome(activity_id).now.closed == is_closed
    assert (told.later_30, told.later_90, told.later_180) == (1, 2, 3)


def test_what_came_later_counts_too_for_an_enterprise_whose_name_was_typed():
    activity_id = published()
    for name in ("龙湾恒泽阀门", "龙湾恒泽阀门有限公司", "别的厂"):
        attended(activity_id, enterprise_name=name)
    with clock.stopped(ENDED):
        jobs.look_after_activities()
    with clock.stopped(ENDED + timedelta(days=10)):
        town.receive(title="十天后")
    so_far = outcome(activity_id, at=ENDED + timedelta(days=40))
    assert (so_far.now.later_30, so_far.now.later_90) == (1, 1)
    assert so_far.running == {ActivityResult.LATER_90, ActivityResult.LATER_180}


def put_down(activity_id, demand_id):
    with transaction() as session:
        act = Act(session, PUBLIC, clock.now())
        origins.note(act, activity_id, OriginWay.FORM, demand_id=demand_id)


def test_a_contract_is_counted_and_its_price_is_for_those_who_may_see_it_or_told_of_three():
    activity_id = held()
    needs = [need(activity_id) for _ in range(3)]
    contract(needs[0], 100_000)
    for who, value in (("organiser", None), ("admin", 100_000)):
        told = outcome(activity_id, who).now
        counts = (told.needs, told.matches, told.meetings, told.contracts, told.value)
        assert counts == (3, 1, 1, 1, value), who
    contract(needs[1], 200_000, "pump")
    contract(needs[2], 300_000, "shoe")
    assert outcome(activity_id).now.value == 600_000
    elsewhere = laboratory.need("glasses")
    contract(elsewhere, 900_000, "glasses")
    assert outcome(activity_id).now.contracts == 3


def test_answers_of_enterprises_are_told_to_the_city_alone():
    activity_id = held(area_code=LONGWAN)
    assert outcome(activity_id, "organiser").now.satisfied == 0
    assert outcome(activity_id, "longwan").now.satisfied is None


def test_at_each_moment_it_is_kept_how_it_stood_and_it_never_changes():
    activity_id = held()
    ask("现场诉求", STARTS, activity_id=activity_id)
    assert [each.numbers for each in outcome(activity_id).moments] == [None] * 3
    days = [(each.on - ENDED.date()).days for each in outcome(activity_id).moments]
    assert days == [30, 90, 180]
    with clock.stopped(ENDED + timedelta(days=29)), pytest.raises(NotThatFar):
        perform(ENGINE, activity_outcomes.note, activity_id)
    for after in (30, 30, 95):
        with clock.stopped(ENDED + timedelta(days=after)):
            jobs.look_after_activities()
    need(activity_id)
    first, second, third = outcome(activity_id, at=ENDED + timedelta(days=100)).moments
    assert (first.numbers.demands, first.numbers.needs, third.numbers) == (1, 0, None)
    assert second.numbers == first.numbers
    assert outcome(activity_id).now.needs == 1
    with clock.stopped(ENDED + timedelta(days=400)):
        jobs.look_after_activities()
    with snapshot() as session:
        assert len(session.exec(select(ActivityOutcome)).all()) == 3
        told = session.exec(select(Event).where(Event.action == "outcome_noted")).all()
        assert [each.particulars["days"] for each in told] == [30, 90, 180]
        assert Numbers(**told[0].particulars["numbers"]).demands == 1


def test_what_it_has_cost_is_said_with_the_report_and_summed_where_it_is_known():
    series = perform(ID["organiser"], activity_series.begin, kind="job_fair", name="招聘季")
    ids = [
        published(series_id=series, budget_yuan=budget, starts_at=STARTS + timedelta(days=n))
        for n, budget in enumerate((5000, 8000, None))
    ]
    with clock.stopped(STARTS + timedelta(days=4)):
        for each, spent in zip(ids, (4200, None, 700), strict=True):
            perform(ID["organiser"], activities.hold, each)
            said = {"text": "到场八人。", "spent_yuan": spent}
            perform(ID["organiser"], activities.report, each, **said)
        with pytest.raises(Unclear):
            perform(ID["organiser"], activities.report, ids[0], text="改", spent_yuan=-1)
        with snapshot() as session:
            one = query.of_activity(session, person("organiser"), ids[0]).money
            every = query.of_series(session, person("organiser"), series).money
            inside, outside = (
                activity_query.activity(session, person(who), ids[0]).spent_yuan
                for who in ("organiser", "valves")
            )
    assert (one, every) == (query.Money(5000, 1, 4200, 1), query.Money(13000, 2, 4900, 2))
    assert (inside, outside) == (4200, None)


def test_a_series_is_told_together_as_far_as_one_holds_it():
    series = perform(
        ID["organiser"], activity_series.begin, name="法律服务月", kind="legal_service_month"
    )
    one, other = (published(series_id=series, starts_at=STARTS + timedelta(days=n)) for n in (0, 1))
    published(series_id=series, starts_at=STARTS + timedelta(days=40))
    attended(one, "valves")
    receipt = register(other, enterprise_name="瓯海试剂厂")
    with clock.stopped(STARTS + timedelta(days=1)):
        said = {"registration_id": receipt.registration_id}
        perform(ID["organiser"], attendance.check_in, other, **said)
        ask("现场诉求", clock.now(), activity_id=other)
    with clock.stopped(ENDED + timedelta(days=1)):
        jobs.look_after_activities()
        with snapshot() as session:
            told = query.of_series(session, person("organiser"), series)
            assert query.of_series(session, person("valves"), series) is None
    assert (told.activities, told.now.came, told.now.enterprises, told.now.demands) == (2, 2, 2, 1)
    assert activity(one).series_id == series


def test_every_number_leads_to_a_list_that_holds_as_many():
    series = perform(ID["organiser"], activity_series.begin, name="对接日", kind="job_fair")
    activity_id = published(series_id=series)
    attended(activity_id, "valves")
    ask("现场诉求", STARTS, activity_id=activity_id)
    with clock.stopped(ENDED):
        jobs.look_after_activities()
    for days in (10, 60):
        with clock.stopped(ENDED + timedelta(days=days)):
            town.receive(title=f"{days} 天后")
    needs = [need(activity_id) for _ in range(2)]
    contract(needs[0], 100_000)
    with clock.stopped(ENDED + timedelta(days=70)), snapshot() as session:
        for who, is_all in (("admin", True), ("organiser", False)):
            told = query.of_activity(session, person(who), activity_id).now
            for what in ActivityResult:
                said = (session, person(who))
                found = activity_results.of_activity(*said, activity_id, what)
                assert found.count == getattr(told, what.value), what
                assert not is_all or len(found.lines) == found.count, what
                assert activity_results.of_series(*said, series, what) == found
                assert (
                    activity_results.of_activity(session, person("valves"), activity_id, what)
                    is None
                )
        counts = [getattr(told, each.value) for each in ActivityResult]
    assert counts == [1, 0, 0, 2, 1, 1, 1, *(0,) * len(PROJECTS), 1, 2, 2]


def test_who_is_content_is_listed_for_those_who_are_told():
    activity_id = held(area_code=LONGWAN)
    for who, is_told in (("admin", True), ("longwan", False)):
        with clock.stopped(ENDED), snapshot() as session:
            found = activity_results.of_activity(
                session, person(who), activity_id, ActivityResult.SATISFIED
            )
        assert (found is not None) is is_told, who
