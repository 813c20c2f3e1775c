"""How soon something is due, in words and a tone: "Due in 3 h", "Late by 2 d"."""

from datetime import datetime, timedelta

from components.texts import t
from domain.clock import LOCAL

SOON, NEAR = timedelta(hours=4), timedelta(days=1)


def due_words(moment: datetime, now: datetime) -> tuple[str, str]:
    """The words and the tone ("red", "orange", "green") of a due moment, as seen at `now`."""
    left = moment - now
    if left < timedelta(0):
        return _late(-left), "red"
    tone = "orange" if left < NEAR else "green"
    local, today = moment.astimezone(LOCAL), now.astimezone(LOCAL).date()
    if left < timedelta(hours=1):
        return t("Due in {n} min", n=max(int(left.total_seconds() // 60), 1)), "orange"
    if left < SOON:
        return t("Due in {n} h", n=round(left.total_seconds() / 3600)), tone
    if local.date() == today:
        return t("Due today {at}", at=f"{local:%H:%M}"), tone
    if local.date() == today + timedelta(days=1):
        return t("Due tomorrow {at}", at=f"{local:%H:%M}"), tone
    return t("Due {at}", at=f"{local:%m-%d %H:%M}"), tone


def _late(by: timedelta) -> str:
    if by < timedelta(hours=1):
        return t("Late by {n} min", n=max(int(by.total_seconds() // 60), 1))
    if by < timedelta(days=1):
        return t("Late by {n} h", n=int(by.total_seconds() // 3600))
    return t("Late by {n} d", n=by.days)
