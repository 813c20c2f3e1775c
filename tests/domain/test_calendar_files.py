from datetime import UTC, datetime, timedelta

from domain.calendar_files import LONGEST, Entry, written

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def entry(**said):
    known = {"uid": "m1@d1", "begins": AT, "ends": AT + timedelta(minutes=20), "title": "会面"}
    return Entry(**(known | said))


def test_a_calendar_file_holds_every_meeting_with_its_time_in_utc():
    text = written([entry(), entry(uid="m2@d1")], AT)
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20261124T090000Z\r\n" in text and "DTEND:20261124T092000Z\r\n" in text


def test_signs_that_mean_something_there_are_escaped():
    text = written([entry(title="a; b, c\\d\ne")], AT)
    assert "SUMMARY:a\\; b\\, c\\\\d\\ne\r\n" in text


def test_no_line_is_too_long_and_no_character_is_broken():
    text = written([entry(title="低温阀门密封" * 30)], AT)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= LONGEST for line in lines)
    assert "低温阀门密封" * 30 in text.replace("\r\n ", "")
