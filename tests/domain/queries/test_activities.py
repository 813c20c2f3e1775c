"""The calendar of activities: what each reader finds in it, narrowed and paged, and by which index."""

from datetime import date, timedelta

import pytest

from db.activity_vocabulary import (
    ActivityKind,
    ActivityStage,
    RegistrationState,
)
from db.engine import transaction
from db.models import Activity, Industry, Registration
from db.vocabulary import SizeClass
from domain import activities, clock, topics
from domain.activity_seats import Room
from domain.command import perform
from domain.permissions import PUBLIC
from domain.queries import activities as calendars
from domain.queries import activity as one
from domain.queries import office_days
from domain.queries import registrations as lists
from domain.queries.activities import Filters
from domain.shared_reading import read
from tests import happenings
from tests.domain.queries.asking import asked
from tests.domain.queries.many import plan as query_plan
from tests.happenings import NOW, STARTS, apart, drafted, in_review, published, register
from tests.town import ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")

S = ActivityStage
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def calendar(who=PUBLIC, span=MARCH, **filters):
    return {each.id for each in asked(calendars.calendar, who, *span, Filters(**filters))}


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


def test_an_area_has_what_is_held_there_and_what_is_for_its_enterprises_wherever_it_is_held():
    """As clashes go: by the areas that are named, else by where it is held."""
    elsewhere = apart(1, area_code=LONGWAN, areas=(LUCHENG,))
    here, other = apart(2, area_code=LUCHENG), apart(3, area_code=LONGWAN)
    of_both = apart(4, areas=(LUCHENG, LONGWAN))
    assert calendar(area=LUCHENG) == {elsewhere, here, of_both}
    assert calendar(area=LONGWAN) == {elsewhere, other, of_both}
    heat = asked(calendars.heat, PUBLIC, 2026, Filters(area=LUCHENG))
    assert sum(many for _, many in heat) == 3


def test_an_industry_finds_what_is_for_a_part_of_it_and_for_what_it_is_part_of():
    with transaction() as session:
        session.add_all(
            Industry(code=each, name=each, name_en=each) for each in ("34", "3443", "18")
        )
    every, broad, narrow = apart(1), apart(2, industries=("34",)), apart(3, industries=("3443",))
    other = apart(4, industries=("18",))
    for code, found in (
        ("34", {every, broad, narrow}),
        ("344", {every, broad, narrow}),
        ("3443", {every, broad, narrow}),
        ("3441", {every, broad}),
        ("18", {every, other}),
    ):
        assert calendar(industry=code) == found, code


def test_from_a_day_on_the_next_one_is_found_on_which_something_begins():
    ids = [apart(n, kind=kind) for n, kind in ((0, "job_fair"), (40, "other"), (41, "job_fair"))]
    perform(ID["organiser"], activities.cancel, ids[1], reason="停电")
    first, after = STARTS.date(), STARTS.date() + timedelta(days=1)
    assert asked(calendars.next_day, PUBLIC, first) == first
    assert asked(calendars.next_day, PUBLIC, after) == first + timedelta(days=41)
    assert asked(calendars.next_day, PUBLIC, after, Filters(kind=ActivityKind.OTHER)) is None


def test_one_entry_is_asked_for_by_itself_as_far_as_it_is_to_be_seen():
    public, draft = apart(1), drafted()
    assert asked(calendars.entry, "organiser", public).can_move
    assert not asked(calendars.entry, PUBLIC, public).can_move
    assert asked(calendars.entry, PUBLIC, draft) is None


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


def test_what_lasts_several_days_is_warm_on_each_of_them_in_the_year_that_is_looked_at():
    apart(1, ends_at=(STARTS + timedelta(days=4)).replace(hour=0), kind=ActivityKind.OTHER)
    apart(2)
    eve = STARTS.replace(month=12, day=30)
    published(starts_at=eve, ends_at=eve + timedelta(days=3), place="跨年")
    march = ((date(2026, 3, 13), 1), (date(2026, 3, 14), 2), (date(2026, 3, 15), 1))
    over = tuple((date(2026, 12, day), 1) for day in (30, 31))
    assert asked(calendars.heat, PUBLIC, 2026) == march + over
    assert asked(calendars.heat, PUBLIC, 2027) == ((date(2027, 1, 1), 1), (date(2027, 1, 2), 1))


def test_holidays_and_make_up_days_are_for_every_calendar():
    found = asked(office_days.ruled, PUBLIC, date(2026, 2, 14), date(2026, 2, 28))
    kinds = {each.day: each.kind for each in found}
    assert kinds[date(2026, 2, 17)] is office_days.DayKind.HOLIDAY
    assert date(2026, 2, 25) not in kinds


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
    door = lists.paged(
        person("organiser"), activity_id, (RegistrationState.REGISTERED,), after=1000
    )
    told = query_plan(door, "registration")
    assert "ix_registration_state" in told or "registration_activity_id_ticket_key" in told


def test_the_calendar_says_what_its_reader_may_move():
    over, activity_id = happenings.held(), apart(1)
    may = {each.id: each.can_move for each in asked(calendars.calendar, "organiser", *MARCH)}
    assert may == {activity_id: True, over: False}
    for who in ("longwan", "valves", PUBLIC):
        assert not any(each.can_move for each in asked(calendars.calendar, who, *MARCH))


def test_a_seat_that_was_taken_stands_on_the_calendar_within_a_minute():
    activity_id = published(capacity=1)

    def room():
        [found] = read(calendars.calendar, PUBLIC, *MARCH, topics=(topics.ACTIVITIES,))
        return found.room

    assert room() is Room.FREE
    register(activity_id)
    with clock.stopped(NOW + timedelta(minutes=1)):
        assert room() is Room.FULL
