"""The calendar, one activity, its registrations: what each reader finds, and by which index."""

from datetime import date, timedelta

import pytest

from db.activity_vocabulary import (
    ActivityKind,
    ActivityStage,
    AttendedBy,
    AudienceCondition,
    RegistrationState,
)
from db.engine import snapshot, transaction
from db.models import Activity, BrandProject, Organisation, Registration
from db.vocabulary import SizeClass
from domain import activities, activity_moves, activity_series, attendance, clock, registrations
from domain.command import perform
from domain.permissions import PUBLIC
from domain.queries import activities as calendars
from domain.queries import activity as one
from domain.queries import activity_choices, office_days
from domain.queries import activity_series as series
from domain.queries import attendance as attended
from domain.queries import registrations as lists
from domain.queries.activities import Filters
from domain.queries.activity_series import YearFigures
from tests import happenings
from tests.domain.queries.many import plan as query_plan
from tests.happenings import NOW, STARTS, drafted, in_review, published, register
from tests.infrastructure.statements import statements
from tests.town import ID, LONGWAN, LUCHENG, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town")

S, R = ActivityStage, RegistrationState
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def asked(query, who, *args, **said):
    reader = who if not isinstance(who, str) else person(who)
    with snapshot() as session:
        return query(session, reader, *args, **said)


def calendar(who=PUBLIC, span=MARCH, **filters):
    return {each.id for each in asked(calendars.calendar, who, *span, Filters(**filters))}


def apart(n, **said):
    """One that clashes with no other: each on a day and in a room of its own."""
    return published(starts_at=STARTS + timedelta(days=n), place=f"{n}号厅", **said)


def test_a_period_holds_what_begins_ends_or_goes_on_in_it():
    long = apart(-5, ends_at=STARTS + timedelta(days=25), kind=ActivityKind.OTHER)
    inside = apart(1)
    late = published(starts_at=STARTS.replace(day=31, hour=23, minute=30), place="夜场")
    outside = published(
        starts_at=STARTS.replace(month=4, day=1, hour=0), place="次月", kind=ActivityKind.JOB_FAIR
    )
    assert calendar() == {long, inside, late}
    april = (date(2026, 4, 1), date(2026, 4, 30))
    assert calendar(span=april) == {long, outside, late}


def test_drafts_are_for_those_who_hold_them_and_cancelled_ones_are_asked_for():
    draft, review = drafted("longwan"), in_review(place="一")
    public, gone = apart(2), apart(3)
    perform(ID["organiser"], activities.cancel, gone, reason="停电")
    for who, sees in (
        (PUBLIC, {public}),
        ("valves", {public}),
        ("lucheng", {public}),
        ("longwan", {draft, public}),
        ("leader", {draft, review, public}),
    ):
        assert calendar(who) == sees | {gone}  # struck through, for whoever comes back
        assert gone not in {each.id for each in asked(calendars.upcoming, who).entries}
    assert len(asked(calendars.heat, PUBLIC, 2026)) == 1
    assert calendar(stages=(S.CANCELLED,)) == {gone}
    never = drafted(place="二")
    perform(ID["organiser"], activities.cancel, never, reason="不办了")
    assert calendar(stages=(S.CANCELLED,)) == {gone}
    assert never not in calendar("organiser")
    assert asked(one.activity, PUBLIC, draft) is None
    assert asked(one.activity, PUBLIC, gone).cancelled_because == "停电"


def test_the_calendar_is_narrowed_by_area_kind_audience():
    city = apart(1)
    for_lucheng = apart(2, areas=(LUCHENG,))
    longwan = apart(3, area_code=LONGWAN, sizes=(SizeClass.SMALL,))
    fair = apart(4, kind=ActivityKind.JOB_FAIR, area_code=LUCHENG)
    assert calendar(area=LONGWAN) == {city, longwan}
    assert calendar(area=LUCHENG) == {city, for_lucheng, fair}
    assert calendar(kind=ActivityKind.JOB_FAIR) == {fair}
    assert calendar(size=SizeClass.LARGE) == {city, for_lucheng, fair}
    assert calendar(size=SizeClass.SMALL, area=LONGWAN) == {city, longwan}


def test_what_comes_is_paged_by_where_the_page_before_ended(monkeypatch):
    monkeypatch.setattr(calendars, "PAGE", 2)
    ids = [apart(n) for n in range(5)]
    seen, after = [], None
    while True:
        page = asked(calendars.upcoming, PUBLIC, after=after, since=NOW)
        seen += [each.id for each in page.entries]
        after = page.next
        if after is None:
            break
    assert seen == ids


def test_the_heat_of_a_year_counts_days_of_the_city():
    apart(0)
    published(starts_at=STARTS + timedelta(hours=3), kind=ActivityKind.JOB_FAIR, place="二")
    published(starts_at=STARTS.replace(month=12, day=31, hour=23), place="跨年")
    published(
        starts_at=STARTS.replace(year=2027, month=1, day=1, hour=0),
        place="新年",
        kind=ActivityKind.JOB_FAIR,
    )
    assert asked(calendars.heat, PUBLIC, 2026) == (
        (date(2026, 3, 12), 2),
        (date(2026, 12, 31), 1),
    )


def test_holidays_and_make_up_days_are_for_every_calendar():
    found = asked(office_days.ruled, PUBLIC, date(2026, 2, 14), date(2026, 2, 28))
    kinds = {each.day: each.kind for each in found}
    assert kinds[date(2026, 2, 17)] is office_days.DayKind.HOLIDAY
    assert date(2026, 2, 25) not in kinds


def test_those_who_hold_it_see_steps_story_and_budget_and_the_public_does_not():
    activity_id = published(budget_yuan=9000, capacity=1)
    register(activity_id)
    register(activity_id)
    mine, other = (
        asked(one.activity, "organiser", activity_id),
        asked(one.activity, PUBLIC, activity_id),
    )
    assert (mine.plan.budget_yuan, other.plan.budget_yuan) == (9000, None)
    assert mine.counts == {R.REGISTERED: 1, R.WAITING: 1} and other.counts is None
    assert (other.taken, other.waiting, other.window.is_open) == (1, 1, True)
    assert activity_moves.move.name in mine.steps and other.steps == other.story == ()
    assert [each.action for each in mine.story][-1] == "activity_drafted"


def test_occurrences_lead_to_one_another():
    first = drafted()
    others = perform(ID["organiser"], activity_moves.recur, first, rule="FREQ=WEEKLY;COUNT=3")
    shown = asked(one.activity, "organiser", others[0])
    assert [each.id for each in shown.occurrences] == [first, others[1]]


def test_the_list_is_for_those_who_hold_it_and_for_everybody_their_own(monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    activity_id = published()
    mine = register(activity_id, "valves", person_name="林晓")
    for _ in range(4):
        register(activity_id)
    first = asked(lists.listing, "organiser", activity_id)
    rest = asked(lists.listing, "organiser", activity_id, after=first.next)
    assert (first.count, [each.ticket for each in first.lines + rest.lines]) == (5, [1, 2, 3, 4])
    assert asked(lists.listing, "organiser", activity_id, words="林晓").count == 1
    for who, sees in (("valves", 1), ("shoes", 0), ("leader", 0), ("longwan", 0), (PUBLIC, 0)):
        assert asked(lists.listing, who, activity_id).count == sees, who
    [own] = asked(lists.own, "valves")
    assert (own.registration_id, own.can_withdraw) == (mine.registration_id, True)
    assert asked(lists.own, "shoes") == ()
    assert asked(lists.own, "valves", activity_id) == (own,)
    assert asked(lists.own, "valves", apart(1)) == ()


def test_ones_own_are_asked_for_in_as_many_statements_however_many_there_are():
    counts, ahead = [], []
    for n in (1, 2, 3):
        activity_id = apart(n, capacity=1)
        for _ in range(n):
            register(activity_id)
        register(activity_id, "valves")
        with statements() as found:
            ahead = [each.ahead for each in asked(lists.own, "valves")]
        counts.append(len(found))
    assert ahead == [0, 1, 2] and counts[0] == counts[2]


def test_a_link_opens_one_registration_with_its_place_in_the_queue():
    activity_id = published(capacity=1)
    seated, _, third = (register(activity_id) for _ in range(3))
    opened = asked(lists.by_token, PUBLIC, seated.token)
    assert (opened.code, opened.state) == (seated.code, R.REGISTERED)
    waits = asked(lists.by_token, PUBLIC, third.token)
    assert (waits.ahead, waits.code) == (1, "")
    assert asked(lists.by_token, PUBLIC, "guessed") is None
    perform(PUBLIC, registrations.withdraw, activity_id, token=seated.token)
    assert not asked(lists.by_token, PUBLIC, seated.token).can_withdraw


def test_attendance_is_counted_by_enterprise_and_area():
    activity_id = published()
    came = register(activity_id, "valves")
    register(activity_id, "valves")
    other = register(activity_id, "shoes")
    stranger = register(activity_id, enterprise_name="某厂")
    for each in (came, other, stranger):
        happenings.check_in(activity_id, code=each.code)
    by_area = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.AREA)
    assert {(each.key, each.registered, each.attended) for each in by_area} == {
        (LONGWAN, 2, 1),
        (LUCHENG, 1, 1),
        ("", 1, 1),
    }
    firms = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.ENTERPRISE)
    assert {(each.name, each.registered) for each in firms} == {
        ("龙湾恒泽阀门有限公司", 2),
        ("鹿城欣步鞋业有限公司", 1),
        ("某厂", 1),
    }
    assert asked(attended.attendance, "lucheng", (activity_id,), AttendedBy.AREA) == ()


def test_a_typed_name_is_counted_for_the_one_enterprise_of_that_name_and_opens_nothing():
    activity_id = published()
    register(activity_id, "valves")
    typed = register(activity_id, enterprise_name="龙湾恒泽阀门")
    assert happenings.registration(typed.registration_id).organisation_id is None
    assert len(asked(lists.own, "valves")) == 1
    firms = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.ENTERPRISE)
    assert [(each.name, each.registered) for each in firms] == [("龙湾恒泽阀门有限公司", 2)]
    areas = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.AREA)
    assert [(each.key, each.registered) for each in areas] == [(LONGWAN, 2)]
    with transaction() as session:  # now nobody knows which of the two is meant
        known = session.get_one(Organisation, VALVES).model_dump(exclude={"id", "credit_code"})
        session.add(Organisation(**known))
    areas = asked(attended.attendance, "organiser", (activity_id,), AttendedBy.AREA)
    assert {(each.key, each.registered) for each in areas} == {(LONGWAN, 1), ("", 1)}


def test_for_whom_it_is_is_told_and_what_the_readers_enterprise_does_not_meet():
    activity_id = published(areas=(LONGWAN,), sizes=(SizeClass.SMALL,), audience_binds=True)
    with transaction() as session:
        session.get_one(Organisation, VALVES).size_class = SizeClass.SMALL
    whom = asked(one.activity, "valves", activity_id).whom
    assert ([each.name for each in whom.areas], whom.sizes) == (["龙湾区"], (SizeClass.SMALL,))
    assert (whom.binds, whom.missed) == (True, ())
    both = (AudienceCondition.AREA, AudienceCondition.SIZE)
    for who in ("shoes", PUBLIC):
        assert sorted(asked(one.activity, who, activity_id).whom.missed) == sorted(both)


def test_the_window_is_open_to_keepers_until_it_ends_and_says_when_it_opens():
    activity_id = published(opens_at=NOW + timedelta(days=1), closes_at=NOW + timedelta(days=2))
    for days, is_ahead, is_open in ((0, True, False), (1, False, True), (3, False, False)):
        with clock.stopped(NOW + timedelta(days=days)):
            window = asked(one.activity, PUBLIC, activity_id).window
            assert (window.is_ahead, window.is_open) == (is_ahead, is_open)
            assert asked(one.activity, "organiser", activity_id).window.is_open
    with clock.stopped(STARTS + timedelta(hours=2)):
        assert not asked(one.activity, "organiser", activity_id).window.is_open


def many(like: int, count: int) -> None:
    """So many more, one an hour, made after one that commands made."""
    with transaction() as session:
        model = session.get_one(Activity, like).model_dump(exclude={"id", "number", "uid"})
        rows = [
            model
            | {
                "number": f"A2020-{n:06d}",
                "uid": f"many-{n}",
                "starts_at": STARTS + timedelta(hours=n - count // 2),
                "ends_at": STARTS + timedelta(hours=n - count // 2 + 1),
            }
            for n in range(count)
        ]
        session.execute(Activity.__table__.insert(), rows)


def test_among_thousands_a_period_a_page_and_a_list_are_ranges_in_an_index():
    activity_id = apart(0)
    many(activity_id, 6000)
    public = Filters(stages=(S.PUBLISHED,))
    begin = clock.now()
    period = calendars.listed(PUBLIC, public).where(
        Activity.starts_at > begin, Activity.starts_at < begin + timedelta(days=1)
    )
    assert "ix_activity_stage_starts" in query_plan(period, "activity")
    with transaction() as session:
        model = session.get_one(Registration, register(activity_id).registration_id).model_dump(
            exclude={"id", "ticket", "phone", "email", "token_hash", "code_hash"}
        )
        session.execute(
            Registration.__table__.insert(),
            [
                model | {"ticket": n, "token_hash": f"t{n}", "code_hash": f"c{n}"}
                for n in range(2, 3000)
            ],
        )
    door = lists.paged(person("organiser"), activity_id, (R.REGISTERED,), after=1000)
    told = query_plan(door, "registration")
    assert "ix_registration_state" in told or "registration_activity_id_ticket_key" in told


def test_a_series_counts_its_years_in_the_database():
    series_id = perform(ID["organiser"], activity_series.begin, name="法律服务月", kind="other")
    first = apart(0, series_id=series_id, capacity=9)
    apart(300, series_id=series_id)
    gone = apart(2, series_id=series_id)
    draft = drafted(series_id=series_id, starts_at=STARTS + timedelta(days=9))
    receipts = [register(first) for _ in range(3)]
    for each in receipts[:2]:
        happenings.check_in(first, registration_id=each.registration_id)
    with clock.stopped(STARTS + timedelta(hours=1)):
        perform(ID["organiser"], attendance.walk_in, first, person_name="王五")
        perform(ID["organiser"], activities.hold, first)
    perform(ID["organiser"], activities.cancel, gone, reason="场地停电")
    shown = asked(series.series, PUBLIC, series_id)
    assert shown.years == (
        YearFigures(2027, 1, 0, 0, 0, 0, 0),
        YearFigures(2026, 0, 1, 1, 3, 3, 1),
    )
    assert shown.steps == ()
    inside = asked(series.series, "organiser", series_id)
    assert inside.years[1].ahead == 1 and len(inside.steps) == 3
    held = asked(series.held_in, PUBLIC, series_id, 2026)
    assert [each.id for each in held] == [first, gone]
    assert draft in [each.id for each in asked(series.held_in, "organiser", series_id, 2026)]
    assert asked(series.series, PUBLIC, 99) is None


def test_the_calendar_says_what_its_reader_may_move():
    over, activity_id = happenings.held(), apart(1)
    may = {each.id: each.can_move for each in asked(calendars.calendar, "organiser", *MARCH)}
    assert may == {activity_id: True, over: False}
    for who in ("longwan", "valves", PUBLIC):
        assert not any(each.can_move for each in asked(calendars.calendar, who, *MARCH))


def test_a_rule_is_told_time_by_time_with_the_days_of_rest():
    starts = STARTS.replace(month=4, day=30)
    told = asked(series.times, PUBLIC, starts, "FREQ=DAILY;COUNT=3")
    assert [(each.at - starts, each.is_rest) for each in told] == [
        (timedelta(0), False),
        (timedelta(days=1), True),
        (timedelta(days=2), True),
    ]
    assert asked(series.times, PUBLIC, starts, "FREQ=DAILY") == ()


def test_brand_projects_are_those_of_the_own_sub_platform():
    with transaction() as session:
        for area, name in ((LONGWAN, "阀门直通车"), (LUCHENG, "设计周")):
            session.add(BrandProject(area_code=area, name=name))
        session.add(BrandProject(area_code=LONGWAN, name="已停", is_active=False))

    def names(who):
        return [each.name for each in asked(activity_choices.brand_projects, who)]

    assert names("organiser") == ["设计周", "阀门直通车"]
    assert names("longwan") == ["阀门直通车"]
    assert names("valves") == names(PUBLIC) == []
