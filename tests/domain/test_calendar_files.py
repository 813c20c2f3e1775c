from datetime import UTC, datetime, timedelta

from domain.calendar_files import LONGEST, Entry, written

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def entry(**said):
    known = {"uid": "m1@d1", "begins": AT, "ends": AT + timedelta(minutes=20), "title": "会面"}
    return Entry(**(known | said))


def test_a_calendar_file_holds_every_meeting_with_its_time_on_the_clocks_of_the_city():
    text = written([entry(), entry(uid="m2@d1")], AT)
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;TZID=Asia/Shanghai:20261124T170000\r\n" in text
    assert "DTEND;TZID=Asia/Shanghai:20261124T172000\r\n" in text
    assert text.index("TZID:Asia/Shanghai") < text.index("BEGIN:VEVENT")


def test_a_change_raises_the_sequence_and_a_cancelled_meeting_says_so():
    text = written([entry(sequence=2), entry(uid="m2@d1", sequence=3, is_cancelled=True)], AT)
    first, second = text.split("BEGIN:VEVENT")[1:]
    assert "SEQUENCE:2\r\n" in first and "STATUS:CONFIRMED\r\n" in first
    assert "SEQUENCE:3\r\n" in second and "STATUS:CANCELLED\r\n" in second


def test_signs_that_mean_something_there_are_escaped():
    text = written([entry(title="a; b, c\\d\ne")], AT)
    assert "SUMMARY:a\\; b\\, c\\\\d\\ne\r\n" in text


def test_no_line_is_too_long_and_no_character_is_broken():
    text = written([entry(title="低温阀门密封" * 30)], AT)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= LONGEST for line in lines)
    assert "低温阀门密封" * 30 in text.replace("\r\n ", "")
