"""Reading a holiday notice, as it is published and as somebody types it."""

from datetime import date, timedelta

import pytest

from domain.errors import Missing, TooLong
from domain.holiday_notice import (
    AnotherYears,
    NoSuchDay,
    NotOfTheYear,
    NotUnderstood,
    SaidTwice,
    understood,
)
from domain.office_calendar import PUBLISHED, Calendar

OF_2026 = """
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
国务院办公厅
2025年11月4日
"""


def ruled(text, year=2027):
    return {each.day: each.is_working for each in understood(text, year).days}


def test_the_notice_of_2026_read_as_it_is_published_gives_the_published_calendar():
    notice = understood(OF_2026, 2026)
    read = Calendar(tuple((each.day, each.is_working) for each in notice.days), (2026,))
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in year if read.is_working(day) != PUBLISHED.is_working(day)] == []
    assert (notice.rest, notice.make_up) == (33, 6)


def test_a_day_carries_the_name_of_its_festival():
    names = {each.day: each.name for each in understood(OF_2026, 2026).days}
    assert names[date(2026, 2, 14)] == "春节"
    assert names[date(2026, 10, 7)] == "国庆节"


def test_sentences_with_dates_that_rule_on_nothing_are_said_to_be_left_out():
    assert understood(OF_2026, 2026).left_out == ("2025年11月4日",)


def test_the_notice_of_another_year_is_noticed_by_its_weekdays():
    with pytest.raises(AnotherYears):
        understood(OF_2026, 2027)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027-05-01..2027-05-03 rest Labour Day", {1: False, 2: False, 3: False}),
        ("2027-05-01 to 2027-05-02 off", {1: False, 2: False}),
        ("2027-05-01 至 2027-05-02 放假 劳动节", {1: False, 2: False}),
        ("2027-05-08, 2027-05-09 work", {8: True, 9: True}),
        ("5月1日至2日放假，5月8日上班", {1: False, 2: False, 8: True}),
        ("5月1日-2日放假；8日上班", {1: False, 2: False, 8: True}),
    ],
)
def test_days_and_spans_are_read_however_they_are_written(text, days):
    assert ruled(text) == {date(2027, 5, n): works for n, works in days.items()}


def test_a_notice_may_begin_in_the_year_before():
    days = ruled("元旦：2026年12月31日（周四）至2027年1月2日（周六）放假。")
    assert list(days) == [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("  \n", Missing),
        ("x" * 7000, TooLong),
        ("请各单位做好节日值班", NotUnderstood),
        ("2027-05-01", NotUnderstood),
        ("2027-05-01 rest 2027-05-03", NotUnderstood),
        ("2027-05-05..2027-05-01 rest", NotUnderstood),
        ("2027-01-01..2027-12-31 rest", NotUnderstood),
        ("2月30日放假", NoSuchDay),
        ("1日放假", NoSuchDay),
        ("2027-13-01 rest", NoSuchDay),
        ("2029-05-01 rest", NotOfTheYear),
        ("2027-05-01 rest\n2027-05-01 work", SaidTwice),
    ],
)
def test_what_cannot_be_meant_is_refused(text, refusal):
    with pytest.raises(refusal):
        understood(text, 2027)
