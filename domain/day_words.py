"""A day in words, where no page speaks: in letters and in the invitations that are looked at before they are sent."""

from datetime import date


def told(day: date, language: str) -> str:
    """2026年3月5日, or 5 March 2026; of a moment its day, as the moment's own zone counts it."""
    return f"{day:%-d %B %Y}" if language == "en" else f"{day.year}年{day.month}月{day.day}日"
