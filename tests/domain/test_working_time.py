"""Office hours, working days and what pauses do to them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vocabulary import LimitUnit
from domain.clock import LOCAL
from domain.office_calendar import PUBLISHED, Calendar
from domain.working_time import (
    OFFICE,
    Limit,
    OfficeHours,
    add_office_hours,
    add_working_days,
    add_working_minutes,
    due,
    is_provisional_span,
    working_minutes_between,
)

moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 1)).map(
    lambda moment: moment.replace(tzinfo=LOCAL)
)
amounts = st.integers(0, 20_000)
limits = st.one_of(
    st.builds(Limit, st.integers(0, 5000), st.just(LimitUnit.MINUTE_ROUND_THE_CLOCK)),
    st.builds(Limit, st.integers(0, 100), st.just(LimitUnit.OFFICE_HOUR)),
    st.builds(Limit, st.sampled_from([0, 0.5, 1, 1.5, 3, 25]), st.just(LimitUnit.WORKING_DAY)),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def office_days(start: str, days: float) -> datetime:
    return add_working_days(at(start), days, calendar=PUBLISHED)


def reached(start: str, amount: float, unit: LimitUnit, *paused) -> datetime | None:
    pauses = [(at(begun), ended and at(ended)) for begun, ended in paused]
    return due(at(start), Limit(amount, unit), calendar=PUBLISHED, paused=pauses)


def minutes(start: datetime, end: datetime) -> int:
    return working_minutes_between(start, end, calendar=PUBLISHED)


def test_an_office_hour_from_friday_evening_ends_on_the_make_up_saturday():
    end = add_office_hours(at("2026-02-13 17:00"), 1, calendar=PUBLISHED)
    assert end == at("2026-02-14 09:00")


def test_two_working_days_from_the_eve_of_the_national_holiday_end_after_it():
    assert office_days("2026-09-30 16:00", 2) == at("2026-10-09 17:30")


def test_the_day_of_receipt_is_not_counted_however_early_it_began():
    assert office_days("2026-03-09 00:01", 1) == at("2026-03-10 17:30")
    assert office_days("2026-03-09 23:59", 1) == at("2026-03-10 17:30")


def test_what_arrives_on_a_free_day_has_the_whole_first_working_day():
    assert office_days("2026-03-07 10:00", 1) == at("2026-03-09 17:30")


def test_half_a_working_day_is_half_its_office_time_from_receipt():
    assert office_days("2026-03-09 08:30", 0.5) == at("2026-03-09 13:45")
    assert office_days("2026-03-09 16:30", 0.5) == at("2026-03-10 11:15")
    assert office_days("2026-03-07 10:00", 0.5) == at("2026-03-09 13:45")


def test_one_and_a_half_working_days_end_half_a_day_after_the_close_of_the_first():
    assert office_days("2026-03-09 16:30", 1.5) == at("2026-03-11 13:45")


def test_no_time_at_all_ends_where_it_begins():
    assert add_working_minutes(at("2026-03-08 03:00"), 0, calendar=PUBLISHED) == at(
        "2026-03-08 03:00"
    )
    assert office_days("2026-03-08 03:00", 0) == at("2026-03-08 03:00")


def test_time_that_fills_the_day_ends_at_its_close_not_next_morning():
    end = add_working_minutes(at("2026-03-09 16:30"), 60, calendar=PUBLISHED)
    assert end == at("2026-03-09 17:30")


def test_lunch_is_not_office_time():
    assert minutes(at("2026-03-09 11:30"), at("2026-03-09 14:00")) == 60


def test_office_time_backwards_is_negative():
    assert minutes(at("2026-03-09 14:00"), at("2026-03-09 11:30")) == -60


def test_an_urgent_limit_runs_through_the_night():
    end = reached("2026-03-07 23:45", 30, LimitUnit.MINUTE_ROUND_THE_CLOCK)
    assert end == at("2026-03-08 00:15")


def test_moments_of_any_zone_are_read_on_the_clocks_of_wenzhou():
    start = datetime(2026, 2, 13, 9, tzinfo=UTC)
    assert add_office_hours(start, 1, calendar=PUBLISHED) == at("2026-02-14 09:00")
    assert add_office_hours(start, 1, calendar=PUBLISHED).tzinfo is LOCAL


def test_a_day_that_the_administrator_frees_moves_what_is_due():
    calendar = Calendar(overrides=((date(2026, 3, 10), False),))
    assert add_working_days(at("2026-03-09 09:00"), 1, calendar=calendar) == at("2026-03-11 17:30")


def test_other_office_hours_close_at_their_own_time():
    summer = OfficeHours(((time(8), time(11, 30)), (time(14, 30), time(18))))
    end = add_working_days(at("2026-07-06 09:00"), 1, calendar=PUBLISHED, hours=summer)
    assert end == at("2026-07-07 18:00")


@pytest.mark.parametrize(
    "slots",
    [
        (),
        ((time(9), time(9)),),
        ((time(9), time(12)), (time(11), time(17))),
        ((time(13), time(17)), (time(8), time(12))),
    ],
)
def test_office_hours_out_of_order_are_refused(slots):
    with pytest.raises(ValueError, match="in order"):
        OfficeHours(slots)


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        add_office_hours(datetime(2026, 2, 13, 17), 1, calendar=PUBLISHED)


def test_negative_lengths_are_refused():
    with pytest.raises(ValueError, match="forwards"):
        add_working_minutes(at("2026-03-09 09:00"), -1, calendar=PUBLISHED)
    with pytest.raises(ValueError, match="forwards"):
        office_days("2026-03-09 09:00", -0.5)
    with pytest.raises(ValueError, match="negative"):
        Limit(-1, LimitUnit.WORKING_DAY)


def test_a_pause_moves_a_limit_in_working_days_by_its_office_time():
    pause = ("2026-03-10 10:00", "2026-03-10 14:00")
    assert reached("2026-03-09 09:00", 3, LimitUnit.WORKING_DAY, pause) == at("2026-03-13 11:00")


def test_a_pause_of_whole_days_moves_a_limit_to_the_close_of_a_later_day():
    pause = ("2026-03-10 00:00", "2026-03-12 00:00")
    assert reached("2026-03-09 09:00", 3, LimitUnit.WORKING_DAY, pause) == at("2026-03-16 17:30")


def test_a_pause_over_the_weekend_earns_no_office_time():
    pause = ("2026-03-07 00:00", "2026-03-08 20:00")
    assert reached("2026-03-06 17:00", 1, LimitUnit.OFFICE_HOUR, pause) == at("2026-03-09 09:00")


def test_a_pause_moves_an_urgent_limit_by_the_wall_clock():
    pause = ("2026-03-07 22:00", "2026-03-08 06:00")
    unit = LimitUnit.MINUTE_ROUND_THE_CLOCK
    assert reached("2026-03-07 21:30", 120, unit, pause) == at("2026-03-08 07:30")


def test_pauses_that_overlap_count_once_and_in_any_order():
    once = reached(
        "2026-03-09 09:00", 3, LimitUnit.OFFICE_HOUR, ("2026-03-09 10:00", "2026-03-09 11:30")
    )
    twice = reached(
        "2026-03-09 09:00",
        3,
        LimitUnit.OFFICE_HOUR,
        ("2026-03-09 10:30", "2026-03-09 11:30"),
        ("2026-03-09 10:00", "2026-03-09 11:00"),
    )
    assert once == twice == at("2026-03-09 15:00")


def test_a_pause_counts_only_after_the_start_and_from_before_the_due_moment():
    unit = LimitUnit.OFFICE_HOUR
    early = ("2026-03-09 08:30", "2026-03-09 09:30")
    late = ("2026-03-09 11:00", "2026-03-09 11:30")
    assert reached("2026-03-09 09:00", 1, unit, early) == at("2026-03-09 10:30")
    assert reached("2026-03-09 09:00", 1, unit, late) == at("2026-03-09 10:00")


def test_a_second_pause_counts_when_the_first_has_made_room_for_it():
    pauses = [
        ("2026-03-09 09:30", "2026-03-09 10:30"),
        ("2026-03-09 10:45", "2026-03-09 11:00"),
    ]
    assert reached("2026-03-09 09:00", 1, LimitUnit.OFFICE_HOUR, *pauses) == at("2026-03-09 11:15")


def test_nothing_is_due_while_a_pause_has_no_end():
    assert reached("2026-03-09 09:00", 1, LimitUnit.OFFICE_HOUR, ("2026-03-09 09:30", None)) is None


def test_a_pause_without_an_end_that_begins_after_the_due_moment_changes_nothing():
    end = reached("2026-03-09 09:00", 1, LimitUnit.OFFICE_HOUR, ("2026-03-09 10:00", None))
    assert end == at("2026-03-09 10:00")


def test_a_span_into_an_unpublished_year_is_provisional_until_its_days_are_ruled_on():
    start, end = at("2098-12-30 09:00"), at("2099-01-05 17:30")
    known = Calendar(published_years=(2098,))
    assert is_provisional_span(start, end, calendar=known)
    assert not is_provisional_span(start, end, calendar=Calendar(published_years=(2098, 2099)))
    ruled = tuple((date(2099, 1, n), n > 3) for n in range(1, 6))
    assert not is_provisional_span(
        start, end, calendar=Calendar(overrides=ruled, published_years=(2098,))
    )


def test_a_span_within_published_years_is_certain():
    assert not is_provisional_span(
        at("2025-12-30 09:00"), at("2026-01-05 17:30"), calendar=PUBLISHED
    )


@given(moments, amounts)
def test_time_added_is_the_time_between(start, amount):
    assert minutes(start, add_working_minutes(start, amount, calendar=PUBLISHED)) == amount


@given(moments, amounts, amounts)
def test_adding_twice_is_adding_the_sum(start, first, second):
    halfway = add_working_minutes(start, first, calendar=PUBLISHED)
    whole = add_working_minutes(start, first + second, calendar=PUBLISHED)
    assert add_working_minutes(halfway, second, calendar=PUBLISHED) == whole


@given(moments, st.integers(0, 60 * 24 * 40), st.integers(0, 60 * 24 * 40))
def test_time_between_adds_up_over_any_moment_on_the_way(start, first, second):
    start = start.replace(second=0, microsecond=0)
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    assert minutes(start, middle) + minutes(middle, end) == minutes(start, end)


@given(moments, limits, st.integers(1, 100_000))
def test_who_starts_later_is_due_no_earlier(start, limit, later):
    first = due(start, limit, calendar=PUBLISHED)
    assert start <= first <= due(start + timedelta(minutes=later), limit, calendar=PUBLISHED)


@given(moments, limits, st.integers(0, 5000), st.integers(0, 5000))
def test_a_pause_never_brings_forward_what_is_due(start, limit, wait, length):
    begun = start + timedelta(minutes=wait)
    pause = (begun, begun + timedelta(minutes=length))
    unpaused = due(start, limit, calendar=PUBLISHED)
    assert due(start, limit, calendar=PUBLISHED, paused=[pause]) >= unpaused


@given(moments, st.integers(1, 2000), st.integers(0, 5000), st.integers(0, 5000))
def test_a_paused_office_limit_leaves_exactly_its_own_time_outside_the_pause(
    start, amount, wait, length
):
    begun = start + timedelta(minutes=wait)
    pause = (begun, begun + timedelta(minutes=length))
    limit = Limit(amount / 60, LimitUnit.OFFICE_HOUR)
    end = due(start, limit, calendar=PUBLISHED, paused=[pause])
    outside = minutes(start, min(pause[0], end)) + minutes(min(pause[1], end), end)
    assert amount - 1 <= outside <= amount  # whole minutes of two parts


@given(moments, st.sampled_from([1, 2, 3, 10, 25]))
def test_working_days_end_at_the_close_of_a_working_day(start, days):
    end = add_working_days(start, days, calendar=PUBLISHED)
    assert end == OFFICE.close(end.date())
    assert PUBLISHED.is_working(end.date())
    counted = range(1, (end.date() - start.date()).days + 1)
    worked = [PUBLISHED.is_working(start.date() + timedelta(days=n)) for n in counted]
    assert sum(worked) == days
