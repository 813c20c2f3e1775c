"""The working days of the offices."""

from datetime import date, timedelta

from domain.office_calendar import PUBLISHED, Calendar


def year(number: int) -> list[date]:
    first = date(number, 1, 1)
    return [first + timedelta(days=n) for n in range((date(number + 1, 1, 1) - first).days)]


def test_the_make_up_working_days_of_2026_are_those_of_the_notice():
    weekend = [day for day in year(2026) if day.weekday() >= 5]
    assert [f"{day:%m-%d}" for day in weekend if PUBLISHED.is_working(day)] == [
        "01-04", "02-14", "02-28", "05-09", "09-20", "10-10",
    ]  # fmt: skip


def test_public_holidays_are_not_worked_though_they_are_weekdays():
    for day in (date(2026, 1, 1), date(2026, 2, 17), date(2026, 5, 1), date(2026, 10, 7)):
        assert day.weekday() < 5
        assert not PUBLISHED.is_working(day)


def test_an_ordinary_week_is_worked_from_monday_to_friday():
    week = [date(2026, 3, 9) + timedelta(days=n) for n in range(7)]
    assert [PUBLISHED.is_working(day) for day in week] == [True] * 5 + [False] * 2


def test_no_day_of_a_published_year_is_provisional():
    assert 2026 in PUBLISHED.known_years
    assert not any(PUBLISHED.is_provisional(day) for day in year(2026))


def test_an_unpublished_year_follows_the_week_and_says_that_it_is_provisional():
    for day in year(2099):
        assert PUBLISHED.is_working(day) == (day.weekday() < 5)
        assert PUBLISHED.is_provisional(day)


def test_what_the_administrator_rules_wins_over_what_is_published():
    calendar = Calendar(overrides=((date(2026, 3, 9), False), (date(2026, 2, 17), True)))
    assert not calendar.is_working(date(2026, 3, 9))
    assert calendar.is_working(date(2026, 2, 17))
    assert PUBLISHED.is_working(date(2026, 3, 9))


def test_a_day_ruled_on_in_an_unpublished_year_is_certain_and_its_neighbours_are_not():
    calendar = Calendar(overrides=((date(2099, 1, 1), False),))
    assert not calendar.is_provisional(date(2099, 1, 1))
    assert calendar.is_provisional(date(2099, 1, 2))


def test_a_year_entered_in_full_is_no_longer_provisional():
    calendar = Calendar(overrides=((date(2099, 1, 1), False),), published_years=(2099,))
    assert 2099 in calendar.known_years
    assert not any(calendar.is_provisional(day) for day in year(2099))


def test_equal_calendars_serve_as_one_key_of_a_cache():
    assert {Calendar(((date(2099, 1, 1), False),)), Calendar(((date(2099, 1, 1), False),))} == {
        Calendar(((date(2099, 1, 1), False),))
    }
