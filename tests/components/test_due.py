"""How soon something is due, in words that fit how far away it is."""

from datetime import datetime, timedelta

import pytest

from components import texts
from components.due import due_words
from domain.clock import LOCAL

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=LOCAL)  # a Monday

CASES = [
    (timedelta(seconds=20), "Due in 1 min", "1 分钟后到期", "orange"),
    (timedelta(minutes=59), "Due in 59 min", "59 分钟后到期", "orange"),
    (timedelta(hours=3), "Due in 3 h", "3 小时后到期", "orange"),
    (timedelta(hours=7, minutes=30), "Due today 17:30", "今天 17:30 到期", "orange"),
    (timedelta(hours=26), "Due tomorrow 12:00", "明天 12:00 到期", "green"),
    (timedelta(days=4), "Due 03-06 10:00", "03-06 10:00 到期", "green"),
    (timedelta(seconds=-1), "Late by 1 min", "超时 1 分钟", "red"),
    (timedelta(minutes=-59), "Late by 59 min", "超时 59 分钟", "red"),
    (timedelta(hours=-1), "Late by 1 h", "超时 1 小时", "red"),
    (timedelta(hours=-23, minutes=-59), "Late by 23 h", "超时 23 小时", "red"),
    (timedelta(days=-2), "Late by 2 d", "超时 2 天", "red"),
]


@pytest.mark.parametrize(("left", "english", "chinese", "tone"), CASES)
def test_a_due_moment_in_words(monkeypatch, left, english, chinese, tone):
    for language, words in (("en", english), ("zh", chinese)):
        monkeypatch.setattr(texts, "language", lambda language=language: language)
        assert due_words(NOW + left, NOW) == (words, tone)


def test_tomorrow_begins_at_midnight_in_wenzhou(monkeypatch):
    monkeypatch.setattr(texts, "language", lambda: "en")
    evening = datetime(2026, 3, 2, 19, 0, tzinfo=LOCAL)
    assert due_words(evening + timedelta(hours=6), evening)[0] == "Due tomorrow 01:00"
    assert due_words(evening + timedelta(hours=4, minutes=30), evening)[0] == "Due today 23:30"
