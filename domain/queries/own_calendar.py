"""What stands in somebody's own calendar beside activities: their meetings at docking days, what is next at matches.

A calendar names nobody: numbers, titles and what the reader's own side has planned stand in it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from db.models import DockingDay, Match
from db.research_vocabulary import DockingStage
from db.settings import settings
from domain import clock, docking_entries
from domain.calendar_files import Entry
from domain.clock import LOCAL
from domain.matchmaking.figures import Scope
from domain.permissions import Person
from domain.queries import docking, matches
from domain.queries.activity_feeds import KEPT
from domain.queries.changes import changed_at
from domain.queries.happened import day_of
from domain.queries.matches import Card

MOST = 200  # matches that have a next action


def meetings(session: Session, person: Person, language: str, table_form: str) -> list[Entry]:
    """The meetings of somebody's organisation, once their timetable is published; what is cancelled is struck out."""
    if person.organisation_id is None:
        return []
    nobody, since = _unnoted(person), _since()
    found = [
        shown
        for line in docking.days(session, nobody, person.organisation_id)
        if line.held_on >= since and line.stage is not DockingStage.PLANNING
        if (shown := docking.day(session, nobody, line.id)) is not None
    ]
    changed = changed_at(session, DockingDay.__tablename__, [shown.id for shown in found])
    return [
        replace(each, changed_at=changed.get(shown.id), url=_page("docking-day", shown.id))
        for shown in found
        for each in docking_entries.own(shown, language, table_form)
    ]


def next_actions(session: Session, person: Person, language: str) -> list[Entry]:
    """The next action of each match that somebody looks after, on its day."""
    mine = Scope(keeper_id=person.id, next_since=_since())
    cards = matches.listed(session, _unnoted(person), mine, most=MOST).cards
    changed = changed_at(session, Match.__tablename__, [card.id for card in cards])
    return [
        replace(_next(card, language), changed_at=_told_at(card, changed.get(card.id)))
        for card in cards
    ]


def _told_at(card: Card, changed: datetime | None) -> datetime | None:
    """When a match last changed; while a name is hidden its day alone, for the hour may tell whose doing it was."""
    return changed if changed is None or card.is_named else day_of(changed)


def _next(card: Card, language: str) -> Entry:
    both = " × ".join(_both(card, language))
    begins = datetime.combine(card.next_on, time(), LOCAL)
    return Entry(
        uid=f"next-action@{card.number}",
        begins=begins,
        ends=begins + timedelta(days=1),
        title=f"{card.next_action or both} · {card.number}",
        text=both,
        sequence=card.version,
        url=_page("match", card.id),
        is_whole_day=True,
    )


def _both(card: Card, language: str) -> Iterator[str]:
    for title, title_en in ((card.need, card.need_en), (card.result, card.result_en)):
        yield (language == "en" and title_en) or title


def _unnoted(person: Person) -> Person:
    """The same person for a query whose names go no further: what nobody is shown is not noted as seen."""
    return replace(person, id=0)


def _since() -> date:
    return (clock.now() - KEPT).astimezone(LOCAL).date()


def _page(path: str, record_id: int) -> str:
    return f"{settings().public_url.rstrip('/')}/{path}?id={record_id}"
