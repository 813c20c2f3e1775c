"""What hangs on a series or on an activity: its competitions, and the menus of services of its months."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from db.models import Contest, ServiceMenu
from domain.command import can
from domain.contest.visible import contests_visible_to
from domain.menu import menus
from domain.permissions import Person
from domain.queries.named import Named

MOST = 24  # of each, the newest


@dataclass(frozen=True)
class Hanging:
    """Competitions, and menus with their months; each as far as this reader may see it."""

    contests: tuple[Named, ...] = ()
    menus: tuple[tuple[int, date], ...] = ()


def of_series(session: Session, person: Person, series_id: int) -> Hanging:
    """The newest first; a menu that is not published yet, or a competition not announced, is for its keepers."""
    found = select(ServiceMenu).where(ServiceMenu.series_id == series_id)
    newest = session.exec(found.order_by(col(ServiceMenu.month).desc()).limit(MOST))
    shown = tuple(
        (each.id, each.month)
        for each in newest
        if each.published_at is not None or can(person, menus.change, each)
    )
    return Hanging(_contests(session, person, Contest.series_id == series_id), shown)


def of_activity(session: Session, person: Person, activity_id: int) -> Hanging:
    """The competitions of this activity alone; those of its series stand with the series."""
    return Hanging(_contests(session, person, Contest.activity_id == activity_id))


of_series.by_scope = of_activity.by_scope = True


def _contests(session: Session, person: Person, condition) -> tuple[Named, ...]:
    found = select(Contest.id, Contest.title, Contest.title_en).where(
        condition, contests_visible_to(person)
    )
    newest = found.order_by(col(Contest.year).desc(), col(Contest.id).desc()).limit(MOST)
    return tuple(Named(*row) for row in session.exec(newest))
